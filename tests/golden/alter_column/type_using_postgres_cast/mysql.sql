ALTER TABLE `persons` ADD COLUMN `sandshift_new_value` LONGTEXT;
UPDATE `persons` SET `sandshift_new_value` = (CAST(age AS CHAR));
ALTER TABLE `persons` MODIFY COLUMN `age` INT;
UPDATE `persons` SET `age` = NULL;
ALTER TABLE `persons` MODIFY COLUMN `age` LONGTEXT;
UPDATE `persons` SET `age` = `sandshift_new_value`;
ALTER TABLE `persons` MODIFY COLUMN `age` LONGTEXT;
ALTER TABLE `persons` DROP COLUMN `sandshift_new_value`;
