ALTER TABLE `persons` COMMENT = 'people; it''s them';
