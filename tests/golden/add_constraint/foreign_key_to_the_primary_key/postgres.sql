ALTER TABLE "orders" ADD CONSTRAINT "fk_orders_person_id_persons" FOREIGN KEY ("person_id") REFERENCES "persons";
