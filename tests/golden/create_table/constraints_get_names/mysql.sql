CREATE TABLE `orders` (
  `id` INT NOT NULL,
  `code` VARCHAR(20) NOT NULL,
  `person_id` INT,
  `total` DECIMAL(10,2) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uq_orders_code` (`code`),
  CONSTRAINT `ck_orders_1` CHECK (total >= 0),
  CONSTRAINT `ck_orders_2` CHECK (code <> ''),
  CONSTRAINT `fk_orders_person_id_persons` FOREIGN KEY (`person_id`) REFERENCES `persons` (`id`) ON DELETE CASCADE ON UPDATE RESTRICT,
  INDEX `ix_orders_person_id` (`person_id`),
  INDEX `ix_orders_code_total` (`code`, `total` DESC)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
