ALTER TABLE "persons" DROP CONSTRAINT "uq_persons_email";
