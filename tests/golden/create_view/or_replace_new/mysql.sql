CREATE OR REPLACE VIEW `adults` AS SELECT id, email FROM persons WHERE age >= 18;
