--! revision = "0009b2bc9201"
--! down_revision = "000827d8bdc7"
--! message = "interns are residents"

-- Teaches: renaming a value.
--
-- Some people were residents before. Without the list of rows that changed, the way back would
-- turn them into interns.

-- +up
INSERT INTO kept_values (revision, row_id, old_value)
SELECT '0009b2bc9201', id, role FROM persons WHERE role = 'INTERN';

UPDATE persons SET role = 'RESIDENT' WHERE role = 'INTERN';

-- +verify
-- A query here looks for what must not be: a row of it undoes the migration.
SELECT id, role FROM persons WHERE role = 'INTERN';

-- +down
UPDATE persons SET role = 'INTERN'
WHERE id IN (SELECT row_id FROM kept_values WHERE revision = '0009b2bc9201');

DELETE FROM kept_values WHERE revision = '0009b2bc9201';
