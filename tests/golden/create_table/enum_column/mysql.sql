CREATE TABLE `diary` (
  `id` INT NOT NULL,
  `mood` ENUM('sad','ok','it''s fine') NOT NULL DEFAULT 'ok',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
