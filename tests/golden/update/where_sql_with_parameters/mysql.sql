UPDATE `persons` SET `note` = 'it''s \\ ?' WHERE age > 18 AND email <> '?';
