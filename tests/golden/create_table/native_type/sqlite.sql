CREATE TABLE "places" (
    "id" INTEGER NOT NULL,
    "at" TEXT COLLATE NOCASE,
    CONSTRAINT "pk_places" PRIMARY KEY ("id")
);
