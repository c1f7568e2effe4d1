CREATE TABLE `noted` (
  `id` INT NOT NULL COMMENT 'the key',
  `name` VARCHAR(20) COMMENT 'it''s a "name"',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='what is noted; really';
