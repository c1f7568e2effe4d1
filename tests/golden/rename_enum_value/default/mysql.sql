ALTER TABLE `diary` MODIFY COLUMN `mood` ENUM('sad','ok','so so','it''s fine') NOT NULL DEFAULT 'ok';
UPDATE `diary` SET `mood` = 'so so' WHERE `mood` = 'ok';
ALTER TABLE `diary` MODIFY COLUMN `mood` ENUM('sad','so so','it''s fine') NOT NULL DEFAULT 'so so';
