CREATE TABLE "areas" (
  "id" integer NOT NULL,
  "w" integer NOT NULL,
  "h" integer NOT NULL,
  "area" integer GENERATED ALWAYS AS (w * h) STORED,
  CONSTRAINT "pk_areas" PRIMARY KEY ("id")
);
