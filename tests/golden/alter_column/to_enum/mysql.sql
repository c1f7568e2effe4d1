ALTER TABLE `persons` ADD COLUMN `sandshift_new_value` ENUM('sad','ok','it''s fine');
UPDATE `persons` SET `sandshift_new_value` = (note);
ALTER TABLE `persons` MODIFY COLUMN `note` LONGTEXT;
UPDATE `persons` SET `note` = NULL;
ALTER TABLE `persons` MODIFY COLUMN `note` ENUM('sad','ok','it''s fine');
UPDATE `persons` SET `note` = `sandshift_new_value`;
ALTER TABLE `persons` MODIFY COLUMN `note` ENUM('sad','ok','it''s fine');
ALTER TABLE `persons` DROP COLUMN `sandshift_new_value`;
