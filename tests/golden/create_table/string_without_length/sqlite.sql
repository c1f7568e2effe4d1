CREATE TABLE "words" (
    "id" INTEGER,
    "word" VARCHAR,
    CONSTRAINT "pk_words" PRIMARY KEY ("id")
);
