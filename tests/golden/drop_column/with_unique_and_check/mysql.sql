ALTER TABLE `persons` DROP INDEX `uq_persons_age`, DROP CONSTRAINT `ck_persons_1`, DROP COLUMN `age`;
