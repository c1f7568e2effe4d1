ALTER TABLE "persons" DROP CONSTRAINT "ex_persons_1";
