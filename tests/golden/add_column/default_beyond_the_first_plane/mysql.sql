ALTER TABLE `persons` ADD COLUMN `mood` VARCHAR(20) NOT NULL DEFAULT (convert(unhex('6974277320f09fa680') using utf8mb4));
