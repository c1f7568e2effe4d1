--! revision = "00027b56c264"
--! down_revision = "000125b4efb6"
--! message = "create sites, rotations and assignments"

-- Teaches: a migration in plain SQL.
--
-- The part below `-- +up` runs on the way up, the part below `-- +down` on the way back. The file is
-- cut into statements by the rules of the database at hand, and all of them share one transaction.

-- +up
CREATE TABLE sites (
    id VARCHAR(36) NOT NULL,
    code VARCHAR(40) NOT NULL,
    name VARCHAR(100) NOT NULL,
    closed BOOLEAN NOT NULL,
    CONSTRAINT pk_sites PRIMARY KEY (id)
);

CREATE TABLE call_rooms (
    id VARCHAR(36) NOT NULL,
    site_id VARCHAR(36) NOT NULL,
    name VARCHAR(100) NOT NULL,
    CONSTRAINT pk_call_rooms PRIMARY KEY (id)
);

CREATE TABLE rotations (
    id VARCHAR(36) NOT NULL,
    name VARCHAR(100) NOT NULL,
    weeks INTEGER NOT NULL,
    settings TEXT,
    CONSTRAINT pk_rotations PRIMARY KEY (id)
);

CREATE TABLE assignments (
    id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    rotation_id VARCHAR(36) NOT NULL,
    site_id VARCHAR(36) NOT NULL,
    date DATE NOT NULL,
    CONSTRAINT pk_assignments PRIMARY KEY (id)
);

-- +down
DROP TABLE assignments;
DROP TABLE rotations;
DROP TABLE call_rooms;
DROP TABLE sites;
