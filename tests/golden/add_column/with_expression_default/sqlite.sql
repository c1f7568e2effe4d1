CREATE TABLE "sandshift_new_persons" (
    "id" INTEGER,
    "email" VARCHAR(100) NOT NULL,
    "age" INTEGER,
    "note" TEXT,
    "score" INTEGER DEFAULT (1 + 2),
    CONSTRAINT "pk_persons" PRIMARY KEY ("id")
);
INSERT INTO "sandshift_new_persons" ("id", "email", "age", "note", "score")
SELECT "id", "email", "age", "note", (1 + 2)
FROM "persons";
DROP TABLE "persons";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_persons" RENAME TO "persons";
PRAGMA legacy_alter_table=OFF;
