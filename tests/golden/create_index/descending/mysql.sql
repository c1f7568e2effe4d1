ALTER TABLE `persons` ADD INDEX `ix_persons_age_email` (`age`, `email` DESC);
