ALTER TABLE `persons` ADD INDEX `ix_persons_email` (`email`) USING HASH;
