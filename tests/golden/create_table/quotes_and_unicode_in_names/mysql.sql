CREATE TABLE `It's a "Täble"; --` (
  `id` INT NOT NULL,
  `select` VARCHAR(20),
  `a``b"c'd` INT,
  `ünï cödé` LONGTEXT,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uq_It's a "Täble"; --_select` (`select`),
  CONSTRAINT `ck_It's a "Täble"; --_1` CHECK (id > 0),
  INDEX `ix_It's a "Täble"; --_a``b"c'd` (`a``b"c'd`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
