UPDATE persons SET note = 'it''s ? \\', age = NULL WHERE email = '?' OR id = 1;
