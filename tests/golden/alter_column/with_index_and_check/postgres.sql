ALTER TABLE "persons" ALTER COLUMN "age" TYPE bigint;
