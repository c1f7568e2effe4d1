ALTER TABLE `diary` MODIFY COLUMN `mood` ENUM('sad','ok','it''s fine','glad') NOT NULL DEFAULT 'ok';
