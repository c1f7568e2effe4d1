CREATE TABLE "words" (
  "id" integer NOT NULL,
  "word" varchar,
  CONSTRAINT "pk_words" PRIMARY KEY ("id")
);
