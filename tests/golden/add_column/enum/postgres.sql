ALTER TABLE "persons" ADD COLUMN "mood" "mood" DEFAULT 'ok' NOT NULL;
