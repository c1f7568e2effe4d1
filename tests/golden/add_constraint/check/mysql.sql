ALTER TABLE `persons` ADD CONSTRAINT `ck_persons_1` CHECK (age > 0 AND email <> '');
