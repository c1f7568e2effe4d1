ALTER TABLE `persons` DROP INDEX `uq_persons_email`;
