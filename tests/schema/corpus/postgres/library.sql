-- A lending library: keys of several columns, tables that point to each other and to themselves, partitions.
CREATE TABLE authors (id serial PRIMARY KEY, name text NOT NULL, mentor_id integer REFERENCES authors (id));
CREATE TABLE books (
    isbn char(13) PRIMARY KEY,
    title varchar(200) NOT NULL,
    pages smallint CHECK (pages > 0),
    price numeric(8, 2) NOT NULL DEFAULT '9.90',
    shelf_id integer
);
CREATE TABLE shelves (id integer PRIMARY KEY, favourite char(13) REFERENCES books (isbn));
ALTER TABLE books ADD FOREIGN KEY (shelf_id) REFERENCES shelves (id) MATCH FULL;
CREATE TABLE written (
    author_id integer NOT NULL REFERENCES authors (id) ON DELETE CASCADE,
    isbn char(13) NOT NULL REFERENCES books (isbn) ON DELETE RESTRICT,
    role varchar(20) DEFAULT 'author' CHECK (role IN ('author', 'editor')),
    PRIMARY KEY (author_id, isbn)
);
CREATE TABLE loans (
    id integer NOT NULL,
    isbn char(13),
    author_id integer,
    lent timestamp NOT NULL DEFAULT now(),
    FOREIGN KEY (author_id, isbn) REFERENCES written (author_id, isbn)
) PARTITION BY RANGE (lent);
CREATE TABLE loans_2025 PARTITION OF loans FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE loans_later PARTITION OF loans DEFAULT;
CREATE INDEX loans_of_books ON loans (isbn, lent DESC);
CREATE UNLOGGED TABLE counters (name text PRIMARY KEY, n bigint DEFAULT 0) WITH (fillfactor = 70);
