CREATE PROCEDURE tidy() LANGUAGE sql AS $$ DELETE FROM persons WHERE age < 0; DELETE FROM persons WHERE age > 200 $$;
