CREATE TABLE "noted" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(20),
    CONSTRAINT "pk_noted" PRIMARY KEY ("id")
);
