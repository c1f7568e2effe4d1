DO $view0$
BEGIN
  EXECUTE 'CREATE OR REPLACE VIEW "adults" AS SELECT email FROM persons WHERE age >= 21';
EXCEPTION WHEN invalid_table_definition THEN
  EXECUTE 'DROP VIEW "adults"';
  EXECUTE 'CREATE VIEW "adults" AS SELECT email FROM persons WHERE age >= 21';
END
$view0$;
