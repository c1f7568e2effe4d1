ALTER TABLE `diary` MODIFY COLUMN `mood` ENUM('sad','it''s bad','ok','it''s fine') NOT NULL DEFAULT 'ok';
UPDATE `diary` SET `mood` = 'it''s bad' WHERE `mood` = 'sad';
ALTER TABLE `diary` MODIFY COLUMN `mood` ENUM('it''s bad','ok','it''s fine') NOT NULL DEFAULT 'ok';
