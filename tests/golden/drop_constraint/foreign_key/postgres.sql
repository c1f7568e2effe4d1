ALTER TABLE "orders" DROP CONSTRAINT "fk_orders_person_id_persons";
