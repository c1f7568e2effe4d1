CREATE TABLE "sandshift_new_persons" (
    "id" INTEGER,
    "email" VARCHAR(100) NOT NULL,
    "age" INTEGER,
    "note" TEXT,
    "created_at" DATETIME DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "pk_persons" PRIMARY KEY ("id")
);
INSERT INTO "sandshift_new_persons" ("id", "email", "age", "note", "created_at")
SELECT "id", "email", "age", "note", CURRENT_TIMESTAMP
FROM "persons";
DROP TABLE "persons";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_persons" RENAME TO "persons";
PRAGMA legacy_alter_table=OFF;
