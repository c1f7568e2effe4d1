CREATE TABLE "sandshift_new_numbered" (
    "id" INTEGER CONSTRAINT "pk_numbered" PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(20)
);
INSERT INTO "sandshift_new_numbered" ("id", "name")
SELECT "id", "name"
FROM "numbered";
DELETE FROM sqlite_sequence WHERE name = 'sandshift_new_numbered';
INSERT INTO sqlite_sequence (name, seq)
SELECT 'sandshift_new_numbered', seq FROM sqlite_sequence WHERE name = 'numbered';
DROP TABLE "numbered";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_numbered" RENAME TO "numbered";
PRAGMA legacy_alter_table=OFF;
