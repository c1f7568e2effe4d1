-- Spellings that a comparison of texts takes for differences.
CREATE TABLE accounts (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    mail VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    balance DECIMAL(12,2) DEFAULT 0,
    small TINYINT DEFAULT '7',
    rate DOUBLE DEFAULT -1500,
    active BOOL NOT NULL DEFAULT TRUE,
    feeling ENUM('sad', 'it''s ok', 'Happy') DEFAULT 'it''s ok' NOT NULL COMMENT 'it''s a "feeling"',
    flags SET('a', 'b') DEFAULT 'a,b',
    data JSON,
    raw VARBINARY(16),
    bits BIT(3) DEFAULT b'101',
    year_of YEAR DEFAULT 2020,
    note TEXT DEFAULT (concat('a', 'b')),
    created TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    changed DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3),
    w INT,
    h INT,
    area INT GENERATED ALWAYS AS (w * h) STORED,
    label VARCHAR(50) AS (concat(w, 'x', h)) VIRTUAL,
    UNIQUE KEY one_mail (mail),
    KEY by_balance (balance DESC, created),
    KEY beginnings (note(20)),
    FULLTEXT KEY words (note),
    CHECK (balance >= 0 AND (small IN (7, 8, 9))),
    CONSTRAINT rate_is_sane CHECK (rate BETWEEN -1e9 AND 1e9)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC COMMENT='who pays; it''s "them"';
CREATE TABLE `Mixed Case` (
    `select` INT NOT NULL,
    `from` VARCHAR(20) NOT NULL,
    account_id BIGINT UNSIGNED,
    PRIMARY KEY (`select`, `from`),
    CONSTRAINT points FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE ON UPDATE SET NULL
);
CREATE TABLE latin (a VARCHAR(20), b CHAR(3)) DEFAULT CHARSET=latin1;
CREATE SEQUENCE tickets START WITH 1000 INCREMENT BY 10 MINVALUE 1000 MAXVALUE 99990 CACHE 5 CYCLE;
CREATE FUNCTION shout(t VARCHAR(50)) RETURNS VARCHAR(60) DETERMINISTIC RETURN concat(upper(t), '!');
CREATE VIEW active_accounts AS SELECT id, mail, shout(mail) AS loud FROM accounts WHERE active WITH LOCAL CHECK OPTION;
CREATE VIEW counted AS SELECT count(*) AS n, max(id) AS newest FROM active_accounts;
CREATE TRIGGER touch AFTER UPDATE ON accounts FOR EACH ROW
BEGIN
    IF NEW.balance < OLD.balance THEN
        INSERT INTO latin (a) VALUES ('less; than');
    END IF;
END;
CREATE PROCEDURE forget(IN which BIGINT)
BEGIN
    DELETE FROM accounts WHERE id = which;
END;
