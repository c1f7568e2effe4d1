CREATE OR REPLACE VIEW `adults` AS SELECT email FROM persons WHERE age >= 21;
