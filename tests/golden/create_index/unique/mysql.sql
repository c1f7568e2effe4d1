ALTER TABLE `persons` ADD UNIQUE INDEX `ix_persons_email` (`email`) COMMENT 'unique index';
