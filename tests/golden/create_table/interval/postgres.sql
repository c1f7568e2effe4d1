CREATE TABLE "spans" (
  "id" integer NOT NULL,
  "span" interval,
  CONSTRAINT "pk_spans" PRIMARY KEY ("id")
);
