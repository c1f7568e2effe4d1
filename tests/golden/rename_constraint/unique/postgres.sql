ALTER TABLE "persons" RENAME CONSTRAINT "uq_persons_email" TO "uq_mail";
