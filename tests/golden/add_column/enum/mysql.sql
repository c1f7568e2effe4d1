ALTER TABLE `persons` ADD COLUMN `mood` ENUM('sad','ok','it''s fine') NOT NULL DEFAULT 'ok';
