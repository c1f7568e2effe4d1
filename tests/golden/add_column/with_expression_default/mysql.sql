ALTER TABLE `persons` ADD COLUMN `score` INT DEFAULT (1 + 2);
