CREATE TABLE "numbered" (
    "id" INTEGER CONSTRAINT "pk_numbered" PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(20)
);
