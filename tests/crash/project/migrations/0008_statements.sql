--! revision = "0008"
--! down_revision = "0007"
--! message = "limits, in plain SQL"

-- +up
CREATE TABLE limits (account_id INTEGER NOT NULL PRIMARY KEY, amount INTEGER NOT NULL);

INSERT INTO limits (account_id, amount) SELECT id, balance / 10 FROM accounts;

CREATE INDEX ix_limits_amount ON limits (amount);

UPDATE accounts SET touched = touched + 1;

ALTER TABLE limits ADD COLUMN reason VARCHAR(100);

UPDATE limits SET reason = 'opening' WHERE amount > 50;

-- +down
UPDATE accounts SET touched = touched - 1;

DROP TABLE limits;
