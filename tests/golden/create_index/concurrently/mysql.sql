ALTER TABLE `persons` ADD INDEX `ix_persons_age` (`age`);
