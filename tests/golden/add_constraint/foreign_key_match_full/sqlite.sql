CREATE TABLE "sandshift_new_orders" (
    "id" INTEGER,
    "person_id" INTEGER,
    CONSTRAINT "pk_orders" PRIMARY KEY ("id"),
    CONSTRAINT "fk_orders_person_id_persons" FOREIGN KEY ("person_id") REFERENCES "persons" ("id") MATCH FULL
);
INSERT INTO "sandshift_new_orders" ("id", "person_id")
SELECT "id", "person_id"
FROM "orders";
DROP TABLE "orders";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "sandshift_new_orders" RENAME TO "orders";
PRAGMA legacy_alter_table=OFF;
