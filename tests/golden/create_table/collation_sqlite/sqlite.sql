CREATE TABLE "words" (
    "id" INTEGER,
    "word" TEXT COLLATE NOCASE,
    CONSTRAINT "pk_words" PRIMARY KEY ("id")
);
