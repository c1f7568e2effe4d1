DROP VIEW "adults";
CREATE VIEW "adults" AS SELECT email FROM persons WHERE age >= 21;
