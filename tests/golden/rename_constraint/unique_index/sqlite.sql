CREATE TABLE "sandshift_new_persons" (
    "id" INTEGER,
    "email" VARCHAR(100) NOT NULL,
    "age" INTEGER,
    "note" TEXT,
    CONSTRAINT "pk_persons" PRIMARY KEY ("id")
);
INSERT INTO "sandshift_new_persons" ("id", "email", "age", "note")
SELECT "id", "email", "age", "note"
FROM "persons";
DROP TABLE "persons";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_persons" RENAME TO "persons";
PRAGMA legacy_alter_table=OFF;
CREATE UNIQUE INDEX "uq_mail" ON "persons" ("email");
