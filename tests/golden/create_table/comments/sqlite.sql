CREATE TABLE "noted" (
    "id" INTEGER,
    "name" VARCHAR(20),
    CONSTRAINT "pk_noted" PRIMARY KEY ("id")
);
