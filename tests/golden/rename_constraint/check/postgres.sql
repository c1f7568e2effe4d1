ALTER TABLE "persons" RENAME CONSTRAINT "ck_persons_1" TO "ck_age";
