CREATE TABLE "It's a ""Täble""; --" (
    "id" INTEGER,
    "select" VARCHAR(20),
    "a`b""c'd" INTEGER,
    "ünï cödé" TEXT,
    CONSTRAINT "pk_It's a ""Täble""; --" PRIMARY KEY ("id"),
    CONSTRAINT "uq_It's a ""Täble""; --_select" UNIQUE ("select"),
    CONSTRAINT "ck_It's a ""Täble""; --_1" CHECK (id > 0)
);
CREATE INDEX "ix_It's a ""Täble""; --_a`b""c'd" ON "It's a ""Täble""; --" ("a`b""c'd");
