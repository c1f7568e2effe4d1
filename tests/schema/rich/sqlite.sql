CREATE TABLE people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name VARCHAR(20) COLLATE NOCASE NOT NULL ON CONFLICT REPLACE DEFAULT 'it''s',
  mail text CONSTRAINT mail_key UNIQUE ON CONFLICT IGNORE,
  amount DECIMAL(12,3) DEFAULT 1.5 CHECK (amount > 0),
  price NUMERIC DEFAULT (1 + 2),
  untyped,
  made TEXT DEFAULT CURRENT_TIMESTAMP,
  twice INT GENERATED ALWAYS AS (amount * 2) STORED,
  half REAL AS (amount / 2),
  odd "strange type(3)" DEFAULT -3,
  CONSTRAINT both_key UNIQUE (name COLLATE RTRIM DESC, amount),
  CONSTRAINT amount_ok CHECK (amount > 0 AND name <> '')
);
CREATE TABLE pairs (a INT, b TEXT, PRIMARY KEY (b DESC, a)) STRICT, WITHOUT ROWID;
CREATE TABLE down (id INTEGER PRIMARY KEY DESC, x);
CREATE TABLE pets (
  id INTEGER PRIMARY KEY,
  owner INT REFERENCES people (id) ON DELETE SET DEFAULT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  a INT, b TEXT, kind TEXT DEFAULT 'cat',
  CONSTRAINT pair_fk FOREIGN KEY (a, b) REFERENCES pairs (a, b) MATCH FULL ON DELETE RESTRICT
);
CREATE TABLE "odd ""name""" ("a b" INT, [c] TEXT, `d` BLOB DEFAULT x'00ff');
CREATE UNIQUE INDEX people_lower ON people (lower(name) COLLATE NOCASE DESC, amount) WHERE amount > 1;
CREATE INDEX pets_kind ON pets (kind COLLATE NOCASE ASC, a DESC);
CREATE INDEX pets_text ON pets (a || ',' || b, (a + 1));
CREATE VIEW names (i, n) AS SELECT id, name FROM people;
CREATE VIEW a_first AS WITH x AS (SELECT n FROM names) SELECT * FROM x;
CREATE TRIGGER touched AFTER UPDATE OF name ON people WHEN NEW.name <> OLD.name BEGIN UPDATE pets SET kind = 'x;y' WHERE owner = NEW.id; END;
CREATE TRIGGER through INSTEAD OF INSERT ON names BEGIN INSERT INTO people (name) VALUES (NEW.n); END;
CREATE VIRTUAL TABLE papers USING fts5(title, body, tokenize = 'porter ascii');
CREATE VIRTUAL TABLE boxes USING rtree(id, minx, maxx);
CREATE VIRTUAL TABLE found USING fts5(name, content = 'people', content_rowid = 'id');
