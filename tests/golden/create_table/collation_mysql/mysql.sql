CREATE TABLE `words` (
  `id` INT NOT NULL,
  `word` VARCHAR(20) COLLATE utf8mb4_bin,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
