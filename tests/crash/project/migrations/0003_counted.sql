--! revision = "0003"
--! down_revision = "0002"
--! message = "count once, in SQL"

-- +up
UPDATE accounts SET touched = touched + 1;

UPDATE entries SET note = 'checked' WHERE amount > 100;

-- +down
UPDATE entries SET note = NULL;

UPDATE accounts SET touched = touched - 1;
