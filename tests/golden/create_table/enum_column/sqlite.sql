CREATE TABLE "diary" (
    "id" INTEGER,
    "mood" VARCHAR(9) NOT NULL DEFAULT 'ok',
    CONSTRAINT "pk_diary" PRIMARY KEY ("id"),
    CHECK ("mood" IN ('sad', 'ok', 'it''s fine'))
);
