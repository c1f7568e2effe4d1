ALTER TABLE `persons` MODIFY COLUMN `email` VARCHAR(100) NOT NULL COMMENT 'where it''s at';
