ALTER TABLE `orders` DROP FOREIGN KEY `fk_orders_person_id_persons`, DROP INDEX `fk_orders_person_id_persons`, DROP COLUMN `person_id`;
