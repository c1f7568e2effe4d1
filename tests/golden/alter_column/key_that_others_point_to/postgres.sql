ALTER TABLE "persons" ALTER COLUMN "id" TYPE bigint;
