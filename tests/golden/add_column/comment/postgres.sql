ALTER TABLE "persons" ADD COLUMN "phone" varchar(30);
COMMENT ON COLUMN "persons"."phone" IS 'with its country''s code';
