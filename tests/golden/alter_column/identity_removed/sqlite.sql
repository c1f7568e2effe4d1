PRAGMA legacy_alter_table=ON;
CREATE TABLE "sandshift_new_numbered" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(20),
    CONSTRAINT "pk_numbered" PRIMARY KEY ("id")
);
INSERT INTO "sandshift_new_numbered" ("id", "name")
SELECT "id", "name"
FROM "numbered";
DROP TABLE "numbered";
ALTER TABLE "sandshift_new_numbered" RENAME TO "numbered";
PRAGMA legacy_alter_table=OFF;
