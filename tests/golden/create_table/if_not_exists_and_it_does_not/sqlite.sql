CREATE TABLE "persons" (
    "id" INTEGER,
    "email" VARCHAR(100) NOT NULL,
    "age" INTEGER,
    "note" TEXT,
    CONSTRAINT "pk_persons" PRIMARY KEY ("id")
);
