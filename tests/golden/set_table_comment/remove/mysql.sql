ALTER TABLE `persons` COMMENT = '';
