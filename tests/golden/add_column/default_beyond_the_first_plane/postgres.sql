ALTER TABLE "persons" ADD COLUMN "mood" varchar(20) DEFAULT 'it''s 🦀' NOT NULL;
