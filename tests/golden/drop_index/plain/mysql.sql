ALTER TABLE `persons` DROP INDEX `ix_persons_age`;
