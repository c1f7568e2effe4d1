DELETE FROM persons WHERE age > 200;
