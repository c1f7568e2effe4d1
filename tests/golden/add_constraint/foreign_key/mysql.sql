ALTER TABLE `orders` ADD INDEX `fk_orders_person_id_persons` (`person_id`), ADD CONSTRAINT `fk_orders_person_id_persons` FOREIGN KEY (`person_id`) REFERENCES `persons` (`id`);
