CREATE TABLE "places" (
  "id" integer NOT NULL,
  "at" inet,
  CONSTRAINT "pk_places" PRIMARY KEY ("id")
);
