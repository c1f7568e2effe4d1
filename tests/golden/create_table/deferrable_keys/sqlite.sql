CREATE TABLE "orders" (
    "id" INTEGER,
    "person_id" INTEGER,
    CONSTRAINT "pk_orders" PRIMARY KEY ("id"),
    CONSTRAINT "fk_orders_person_id_persons" FOREIGN KEY ("person_id") REFERENCES "persons" ("id") DEFERRABLE INITIALLY DEFERRED
);
