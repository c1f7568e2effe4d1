ALTER TABLE `plain` ADD PRIMARY KEY (`b`, `a`);
