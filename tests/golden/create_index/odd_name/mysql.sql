ALTER TABLE `persons` ADD INDEX `it's "an" ``index``` (`age`);
