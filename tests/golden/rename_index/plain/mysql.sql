ALTER TABLE `persons` RENAME INDEX `ix_persons_age` TO `ix_years`;
