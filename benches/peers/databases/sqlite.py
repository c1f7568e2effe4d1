"""SQLite: a file, and a fresh copy of it for each run."""

import hashlib
import shutil
import sqlite3

from . import persons


def digest(text):
    return hashlib.md5(text.encode()).hexdigest()


def number(digits):
    return int(digits, 16)


class Sqlite:
    name = "sqlite"
    title = "SQLite"

    def __init__(self, folder):
        self.folder = folder
        self.use("work")

    def use(self, name):
        """Chooses the database that the calls behind this are about."""
        self.file = self.folder / f"{name}.db"

    def version(self):
        return sqlite3.connect(":memory:").execute("SELECT sqlite_version()").fetchone()[0]

    def settings(self):
        return "rollback journal, synchronous=FULL"

    def load(self, count):
        """Makes the table that `fresh` copies."""
        with sqlite3.connect(self._base(count)) as connection:
            connection.execute(persons.TABLE)
            connection.executemany("INSERT INTO persons VALUES (?, ?, ?, ?, ?)", persons.rows(count))

    def unload(self, count):
        """Removes what `load` has made."""
        self._base(count).unlink(missing_ok=True)

    def fresh(self, count=None):
        """The table as it was before, or an empty database."""
        self.remove()
        if count is None:
            sqlite3.connect(self.file).close()
        else:
            shutil.copyfile(self._base(count), self.file)

    def settle(self):
        """Nothing works in the background."""

    def server_seconds(self):
        return 0.0

    def checksum(self):
        """Rows and two sums over the digests of all rows."""
        parts = " || '|' || ".join(f"coalesce({column}, '~')" for column in persons.WHOLE)
        with sqlite3.connect(self.file) as connection:
            connection.create_function("md5", 1, digest, deterministic=True)
            connection.create_function("number", 1, number, deterministic=True)
            query = f"""SELECT count(*), sum(number(substr(digest, 1, 10))), sum(number(substr(digest, 11, 10)))
                FROM (SELECT md5({parts}) AS digest FROM persons)"""
            return [int(value) for value in connection.execute(query).fetchone()]

    def tables(self):
        """How many there are of those that small migrations make."""
        with sqlite3.connect(self.file) as connection:
            query = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name GLOB 't0*'"
            return connection.execute(query).fetchone()[0]

    def sandshift_url(self):
        return f"sqlite:{self.file}"

    def alchemy_url(self):
        return f"sqlite:///{self.file}"

    def refinery_url(self):
        return f"sqlite://{self.file}"

    def diesel_url(self):
        return str(self.file)

    def dbmate_url(self):
        return f"sqlite:{self.file}"

    def django(self):
        return {"NAME": str(self.file)}

    def knex(self):
        return {"filename": str(self.file)}

    def program_arguments(self):
        return ["sqlite", str(self.file)]

    def shell(self, script):
        """The command that runs a file of SQL and stops at the first error."""
        return ["sqlite3", "-init", "/dev/null", "-bail", "-batch", str(self.file), f".read {script}"]

    def remove(self):
        for file in self.folder.glob(f"{self.file.name}*"):
            file.unlink()

    def _base(self, count):
        return self.folder / f"base-{count}.db"
