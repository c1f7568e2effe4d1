ALTER TABLE "orders" VALIDATE CONSTRAINT "fk_orders_person_id_persons";
