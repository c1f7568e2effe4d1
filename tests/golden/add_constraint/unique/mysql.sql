ALTER TABLE `persons` ADD UNIQUE KEY `uq_persons_email` (`email`);
