UPDATE "plain" SET "a" = sandshift_rows.column3
FROM (VALUES
(1, 'x', 9)) AS sandshift_rows
WHERE "plain"."a" = sandshift_rows.column1 AND "plain"."b" = sandshift_rows.column2;
