ALTER TABLE "persons" ALTER COLUMN "age" TYPE bigint, ALTER COLUMN "age" SET DEFAULT 0, ALTER COLUMN "age" SET NOT NULL;
COMMENT ON COLUMN "persons"."age" IS 'in years';
