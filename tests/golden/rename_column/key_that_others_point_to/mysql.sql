ALTER TABLE `persons` RENAME COLUMN `id` TO `person_id`;
