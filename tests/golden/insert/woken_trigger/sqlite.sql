INSERT INTO "persons" ("id", "email", "age", "note") VALUES
(1, 'a', 1, 'it''s \ a "note"
of two lines'),
(2, 'ü🦀', NULL, NULL);
