CREATE TABLE "diary" (
  "id" integer NOT NULL,
  "mood" "mood" DEFAULT 'ok' NOT NULL,
  CONSTRAINT "pk_diary" PRIMARY KEY ("id")
);
