ALTER TABLE `persons` RENAME TO `Persons`;
