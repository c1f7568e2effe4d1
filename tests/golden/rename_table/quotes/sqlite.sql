ALTER TABLE "persons" RENAME TO "the ""people""'s";
