ALTER TABLE `persons` RENAME INDEX `uq_persons_email` TO `uq_mail`;
