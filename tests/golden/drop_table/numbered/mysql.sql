DROP TABLE `numbered`;
