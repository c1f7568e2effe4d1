ALTER TABLE `persons` ADD CONSTRAINT `ck_persons_2` CHECK (age < 200);
