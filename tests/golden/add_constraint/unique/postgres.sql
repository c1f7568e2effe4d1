ALTER TABLE "persons" ADD CONSTRAINT "uq_persons_email" UNIQUE ("email");
