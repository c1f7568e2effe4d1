-- Spellings that a comparison of texts takes for differences.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "e-mail" VARCHAR (320) NOT NULL COLLATE NOCASE UNIQUE,
    balance DECIMAL(12,2) DEFAULT 0.00,
    rate DOUBLE PRECISION DEFAULT -1.5e3,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    note TEXT DEFAULT 'it''s (a) "note", -- no comment',
    tags TEXT DEFAULT (json_array('a', 'b')),
    created TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    joined DATE DEFAULT (date('now')),
    blob_default BLOB DEFAULT x'00ff',
    nought DEFAULT NULL,
    CHECK (balance >= 0 AND (active IN (0, 1))),
    CONSTRAINT rate_is_sane CHECK (rate BETWEEN -1e9 AND 1e9 OR rate IS NULL)
);
CREATE TABLE "Mixed Case" (
    "select" INTEGER NOT NULL,
    [from] TEXT,
    `order` TEXT,
    account_id INTEGER REFERENCES accounts ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY ("select" DESC, [from])
) WITHOUT ROWID;
CREATE TABLE strict_one (a INT NOT NULL, b ANY, c TEXT, d REAL, e BLOB, PRIMARY KEY (a)) STRICT;
CREATE TABLE measured (
    w INTEGER,
    h INTEGER,
    area INTEGER GENERATED ALWAYS AS (w * h) STORED,
    label TEXT AS (w || 'x' || h) VIRTUAL,
    UNIQUE (w, h) ON CONFLICT REPLACE
);
CREATE UNIQUE INDEX one_active ON accounts (lower("e-mail")) WHERE active = 1;
CREATE INDEX by_balance ON accounts (balance DESC, created COLLATE BINARY ASC);
CREATE VIEW active_accounts (id, mail) AS SELECT id, "e-mail" FROM accounts WHERE active;
CREATE VIEW counted AS SELECT count(*) AS n, max(id) AS newest FROM active_accounts;
CREATE TRIGGER touch AFTER UPDATE OF balance ON accounts FOR EACH ROW WHEN NEW.balance < OLD.balance
BEGIN
    UPDATE accounts SET note = 'less; than before' WHERE id = NEW.id;
    INSERT INTO measured (w, h) VALUES (1, 2);
END;
