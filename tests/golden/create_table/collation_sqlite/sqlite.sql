CREATE TABLE "words" (
    "id" INTEGER NOT NULL,
    "word" TEXT COLLATE NOCASE,
    CONSTRAINT "pk_words" PRIMARY KEY ("id")
);
