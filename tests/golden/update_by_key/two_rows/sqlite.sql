UPDATE "persons" SET "age" = sandshift_rows.column2, "note" = sandshift_rows.column3
FROM (VALUES
(1, 32, 'one'),
(2, NULL, 'it''s two')) AS sandshift_rows
WHERE "persons"."id" = sandshift_rows.column1;
