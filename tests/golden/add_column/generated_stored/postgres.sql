ALTER TABLE "persons" ADD COLUMN "twice" integer GENERATED ALWAYS AS (age * 2) STORED;
