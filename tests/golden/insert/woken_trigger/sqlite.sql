INSERT INTO "persons" ("id", "email", "age", "note") VALUES
(11, 'a', 1, 'it''s \ a "note"
of two lines'),
(12, 'ü🦀', NULL, NULL);
