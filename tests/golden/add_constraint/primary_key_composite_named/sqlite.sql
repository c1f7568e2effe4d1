CREATE TABLE "sandshift_new_plain" (
    "a" INTEGER NOT NULL,
    "b" VARCHAR(20) NOT NULL,
    CONSTRAINT "the ""key""" PRIMARY KEY ("b", "a")
);
INSERT INTO "sandshift_new_plain" (rowid, "a", "b")
SELECT rowid, "a", "b"
FROM "plain";
DROP TABLE "plain";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_plain" RENAME TO "plain";
PRAGMA legacy_alter_table=OFF;
