CREATE TABLE "orders" (
  "id" integer NOT NULL,
  "person_id" integer,
  CONSTRAINT "pk_orders" PRIMARY KEY ("id"),
  CONSTRAINT "fk_orders_person_id_persons" FOREIGN KEY ("person_id") REFERENCES "persons" ("id") DEFERRABLE INITIALLY DEFERRED
);
