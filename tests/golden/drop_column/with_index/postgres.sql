ALTER TABLE "persons" DROP COLUMN "age";
