INSERT INTO "plain" ("a", "b") VALUES (1, 'x');
