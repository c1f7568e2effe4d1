CREATE TABLE "sandshift_new_persons" (
    "id" INTEGER,
    "email" VARCHAR(100) NOT NULL,
    "age" INTEGER,
    "note" TEXT,
    "created_at" DATETIME_TZ NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%S+00:00', 'now')),
    CONSTRAINT "pk_persons" PRIMARY KEY ("id")
);
INSERT INTO "sandshift_new_persons" ("id", "email", "age", "note", "created_at")
SELECT "id", "email", "age", "note", (strftime('%Y-%m-%d %H:%M:%S+00:00', 'now'))
FROM "persons";
DROP TABLE "persons";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_persons" RENAME TO "persons";
PRAGMA legacy_alter_table=OFF;
