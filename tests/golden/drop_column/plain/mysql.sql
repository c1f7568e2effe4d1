ALTER TABLE `persons` DROP COLUMN `note`;
