CREATE TABLE "words" (
  "id" integer NOT NULL,
  "word" text COLLATE "C",
  CONSTRAINT "pk_words" PRIMARY KEY ("id")
);
