CREATE TABLE "sandshift_new_orders" (
    "id" INTEGER,
    "person_id" INTEGER,
    "total" DECIMAL(10,2) NOT NULL,
    CONSTRAINT "pk_orders" PRIMARY KEY ("id")
);
INSERT INTO "sandshift_new_orders" ("id", "person_id", "total")
SELECT "id", "person_id", "total"
FROM "orders";
DROP TABLE "orders";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_orders" RENAME TO "orders";
PRAGMA legacy_alter_table=OFF;
