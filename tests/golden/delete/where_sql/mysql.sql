DELETE FROM `persons` WHERE age IS NULL OR age > 40;
