ALTER TABLE "persons" RENAME TO "people";
