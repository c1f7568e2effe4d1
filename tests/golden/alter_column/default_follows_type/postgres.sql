ALTER TABLE "persons" ALTER COLUMN "rank" TYPE bigint;
