CREATE TABLE `tree` (
  `id` INT NOT NULL,
  `up` INT,
  PRIMARY KEY (`id`),
  CONSTRAINT `fk_tree_up_tree` FOREIGN KEY (`up`) REFERENCES `tree` (`id`) ON DELETE SET NULL,
  INDEX `fk_tree_up_tree` (`up`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
