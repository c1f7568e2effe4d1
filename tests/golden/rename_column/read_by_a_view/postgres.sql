ALTER TABLE "persons" RENAME COLUMN "email" TO "mail";
