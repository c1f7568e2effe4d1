ALTER TABLE "persons" ADD CONSTRAINT "ck_persons_1" CHECK (age > 40) NOT VALID;
