ALTER TABLE "persons" RENAME COLUMN "age" TO "years";
