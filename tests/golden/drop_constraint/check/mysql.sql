ALTER TABLE `persons` DROP CONSTRAINT `ck_persons_1`;
