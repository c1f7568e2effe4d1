ALTER TABLE `diary` MODIFY COLUMN `mood` ENUM('awful','sad','ok','it''s fine') NOT NULL DEFAULT 'ok';
