CREATE TABLE `persons` (
  `id` INT NOT NULL,
  `email` VARCHAR(100) NOT NULL,
  `age` INT,
  `note` LONGTEXT,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
