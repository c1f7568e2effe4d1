-- while foreign keys are off
CREATE TABLE "sandshift_new_persons" (
    "id" INTEGER,
    "email" VARCHAR(100) NOT NULL,
    "age" INTEGER,
    "note" TEXT,
    CONSTRAINT "pk_persons" PRIMARY KEY ("id")
);
-- while foreign keys are off
INSERT INTO "sandshift_new_persons" ("id", "email", "age", "note")
SELECT "id", "email", "age", "note"
FROM "persons";
-- while foreign keys are off
DROP TABLE "persons";
-- while foreign keys are off
PRAGMA legacy_alter_table=ON;
-- while foreign keys are off
ALTER TABLE "sandshift_new_persons" RENAME TO "persons";
-- while foreign keys are off
PRAGMA legacy_alter_table=OFF;
