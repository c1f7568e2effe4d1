CREATE TABLE "sandshift_new_numbered" (
    "id" INTEGER,
    "name" VARCHAR(20),
    CONSTRAINT "pk_numbered" PRIMARY KEY ("id")
);
INSERT INTO "sandshift_new_numbered" ("id", "name")
SELECT "id", "name"
FROM "numbered";
DROP TABLE "numbered";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_numbered" RENAME TO "numbered";
PRAGMA legacy_alter_table=OFF;
