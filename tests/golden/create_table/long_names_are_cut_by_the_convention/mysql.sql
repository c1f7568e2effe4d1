CREATE TABLE `a_table_with_a_name_that_is_quite_long` (
  `id` INT NOT NULL,
  `a_column_with_a_name_that_is_quite_long` INT,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uq_a_table_with_a_name_that_is_quite_long_a_column_wit_75242fdd` (`a_column_with_a_name_that_is_quite_long`),
  INDEX `ix_a_table_with_a_name_that_is_quite_long_a_column_wit_6dae049c` (`a_column_with_a_name_that_is_quite_long`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
