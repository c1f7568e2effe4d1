CREATE TABLE "sandshift_new_plain" (
    "a" INTEGER,
    "b" VARCHAR(20) NOT NULL,
    CONSTRAINT "pk_other" PRIMARY KEY ("a")
);
INSERT INTO "sandshift_new_plain" ("a", "b")
SELECT "a", "b"
FROM "plain";
DROP TABLE "plain";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_plain" RENAME TO "plain";
PRAGMA legacy_alter_table=OFF;
