ALTER TABLE "orders" RENAME CONSTRAINT "fk_orders_person_id_persons" TO "fk_who";
