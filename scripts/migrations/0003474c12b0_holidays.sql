--! revision = "0003474c12b0"
--! down_revision = "00023a7275ab"
--! message = "create holidays"

-- Teaches: a migration in plain SQL.
--
-- The part below `-- +up` runs on the way up, the part below `-- +down` on the way back. The file is
-- cut into statements by the rules of the database at hand, and all of them share one transaction.

-- +up
CREATE TABLE holidays (
    day DATE NOT NULL,
    name VARCHAR(100) NOT NULL,
    CONSTRAINT pk_holidays PRIMARY KEY (day)
);

INSERT INTO holidays (day, name) VALUES
    ('2025-07-04', 'Independence Day'),
    ('2025-08-01', 'National Day; no clinic'),
    ('2025-12-25', 'Christmas');

-- +down
DROP TABLE holidays;
