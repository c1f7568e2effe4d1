ALTER TABLE `persons` ADD COLUMN `sandshift_new_value` VARCHAR(20);
UPDATE `persons` SET `sandshift_new_value` = (concat('1', age));
ALTER TABLE `persons` MODIFY COLUMN `age` INT;
UPDATE `persons` SET `age` = NULL;
ALTER TABLE `persons` MODIFY COLUMN `age` VARCHAR(20);
UPDATE `persons` SET `age` = `sandshift_new_value`;
ALTER TABLE `persons` MODIFY COLUMN `age` VARCHAR(20);
ALTER TABLE `persons` DROP COLUMN `sandshift_new_value`;
