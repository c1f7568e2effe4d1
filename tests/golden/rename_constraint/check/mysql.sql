ALTER TABLE `persons` DROP CONSTRAINT `ck_persons_1`, ADD CONSTRAINT `ck_age` CHECK (age > 0);
