-- A lending library: keys of several columns, tables that point to each other and to themselves.
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL, mentor_id INTEGER REFERENCES authors (id));
CREATE TABLE books (
    isbn CHAR(13) PRIMARY KEY,
    title VARCHAR(200) NOT NULL,
    pages SMALLINT CHECK (pages > 0),
    price NUMERIC(8, 2) NOT NULL DEFAULT '9.90',
    shelf_id INTEGER REFERENCES shelves (id)
);
CREATE TABLE shelves (id INTEGER PRIMARY KEY, favourite CHAR(13) REFERENCES books (isbn));
CREATE TABLE written (
    author_id INTEGER NOT NULL REFERENCES authors (id) ON DELETE CASCADE,
    isbn CHAR(13) NOT NULL REFERENCES books (isbn) ON DELETE RESTRICT,
    role VARCHAR(20) DEFAULT 'author' CHECK (role IN ('author', 'editor')),
    PRIMARY KEY (author_id, isbn)
);
CREATE TABLE loans (
    id INTEGER PRIMARY KEY,
    isbn CHAR(13),
    author_id INTEGER,
    lent DATETIME DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (author_id, isbn) REFERENCES written (author_id, isbn)
);
CREATE INDEX loans_of_books ON loans (isbn, lent DESC);
CREATE INDEX open_loans ON loans (isbn) WHERE lent IS NOT NULL;
