COMMENT ON COLUMN "persons"."rank" IS NULL;
