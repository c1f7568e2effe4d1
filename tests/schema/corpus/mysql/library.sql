-- A lending library: keys of several columns, tables that point to each other and to themselves, partitions.
CREATE TABLE authors (
    id INT PRIMARY KEY AUTO_INCREMENT,
    name TEXT NOT NULL,
    mentor_id INT,
    FOREIGN KEY (mentor_id) REFERENCES authors (id)
);
CREATE TABLE books (
    isbn CHAR(13) PRIMARY KEY,
    title VARCHAR(200) NOT NULL,
    pages SMALLINT CHECK (pages > 0),
    price NUMERIC(8, 2) NOT NULL DEFAULT '9.90',
    shelf_id INT
);
CREATE TABLE shelves (id INT PRIMARY KEY, favourite CHAR(13), FOREIGN KEY (favourite) REFERENCES books (isbn));
ALTER TABLE books ADD FOREIGN KEY (shelf_id) REFERENCES shelves (id);
CREATE TABLE written (
    author_id INT NOT NULL,
    isbn CHAR(13) NOT NULL,
    role VARCHAR(20) DEFAULT 'author' CHECK (role IN ('author', 'editor')),
    PRIMARY KEY (author_id, isbn),
    FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE,
    FOREIGN KEY (isbn) REFERENCES books (isbn) ON DELETE RESTRICT
);
CREATE TABLE loans (
    id INT PRIMARY KEY,
    isbn CHAR(13),
    author_id INT,
    lent TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (author_id, isbn) REFERENCES written (author_id, isbn),
    INDEX loans_of_books (isbn, lent)
);
CREATE TABLE events (id INT NOT NULL, happened DATE NOT NULL, PRIMARY KEY (id, happened))
PARTITION BY RANGE (year(happened)) (
    PARTITION early VALUES LESS THAN (2025),
    PARTITION later VALUES LESS THAN MAXVALUE
);
