CREATE TABLE "numbered" (
    "id" INTEGER CONSTRAINT "pk_numbered" PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(20)
);
INSERT INTO sqlite_sequence (name, seq) VALUES ('numbered', 99);
