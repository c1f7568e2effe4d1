ALTER TABLE "persons" ADD COLUMN "mood" VARCHAR(9) NOT NULL DEFAULT 'ok' CHECK ("mood" IN ('sad', 'ok', 'it''s fine'));
