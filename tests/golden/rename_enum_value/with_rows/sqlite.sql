CREATE TABLE "sandshift_new_diary" (
    "id" INTEGER,
    "mood" VARCHAR(9) NOT NULL DEFAULT 'ok',
    CONSTRAINT "pk_diary" PRIMARY KEY ("id"),
    CHECK ("mood" IN ('it''s bad', 'ok', 'it''s fine'))
);
INSERT INTO "sandshift_new_diary" ("id", "mood")
SELECT "id", CASE "mood" WHEN 'sad' THEN 'it''s bad' ELSE "mood" END
FROM "diary";
DROP TABLE "diary";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_diary" RENAME TO "diary";
PRAGMA legacy_alter_table=OFF;
