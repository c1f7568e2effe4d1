DROP INDEX "ix_persons_age";
ALTER TABLE "persons" DROP COLUMN "age";
