CREATE TABLE "sandshift_new_plain" (
    "a" INTEGER NOT NULL,
    "b" VARCHAR(20) NOT NULL
);
INSERT INTO "sandshift_new_plain" ("a", "b")
SELECT "a", "b"
FROM "plain";
DROP TABLE "plain";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_plain" RENAME TO "plain";
PRAGMA legacy_alter_table=OFF;
