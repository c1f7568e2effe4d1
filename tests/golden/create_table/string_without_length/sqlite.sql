CREATE TABLE "words" (
    "id" INTEGER NOT NULL,
    "word" VARCHAR,
    CONSTRAINT "pk_words" PRIMARY KEY ("id")
);
