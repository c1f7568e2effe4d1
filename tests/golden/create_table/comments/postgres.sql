CREATE TABLE "noted" (
  "id" integer NOT NULL,
  "name" varchar(20),
  CONSTRAINT "pk_noted" PRIMARY KEY ("id")
);
COMMENT ON TABLE "noted" IS 'what is noted; really';
COMMENT ON COLUMN "noted"."id" IS 'the key';
COMMENT ON COLUMN "noted"."name" IS 'it''s a "name"';
