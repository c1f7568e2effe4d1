CREATE TABLE `members` (
  `team` VARCHAR(20) NOT NULL,
  `person` INT NOT NULL,
  `since` DATE,
  PRIMARY KEY (`team`, `person`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
