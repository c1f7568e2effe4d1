DELETE FROM persons WHERE typeof(age) = 'text';
