ALTER TABLE "persons" VALIDATE CONSTRAINT "ck_persons_1";
