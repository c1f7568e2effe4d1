ALTER TABLE "persons" ADD COLUMN "score" integer DEFAULT (1 + 2);
