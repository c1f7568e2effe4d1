CREATE VIEW "adults" ("number", "the ""mail""") AS SELECT id, email FROM persons;
