ALTER TABLE `persons` DROP COLUMN `rank`;
