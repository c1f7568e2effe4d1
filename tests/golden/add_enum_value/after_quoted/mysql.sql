ALTER TABLE `diary` MODIFY COLUMN `mood` ENUM('sad','ok','it''s fine','gl''ad') NOT NULL DEFAULT 'ok';
