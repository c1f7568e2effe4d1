ALTER TABLE "orders" DROP COLUMN "person_id";
