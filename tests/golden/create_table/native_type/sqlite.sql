CREATE TABLE "places" (
    "id" INTEGER,
    "at" TEXT COLLATE NOCASE,
    CONSTRAINT "pk_places" PRIMARY KEY ("id")
);
