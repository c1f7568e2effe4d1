ALTER TABLE `persons` ADD COLUMN `phone` VARCHAR(30) COMMENT 'with its country''s code';
