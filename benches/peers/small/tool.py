"""What all tools have in common that run small migrations: each makes a table and an index."""


def name(number):
    return f"t{number:05}"


def up(number):
    table = name(number)
    return [f"CREATE TABLE {table} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL)",
            f"CREATE INDEX ix_{table}_name ON {table} (name)"]


def down(number):
    return [f"DROP TABLE {name(number)}"]


def text(statements):
    return ";\n".join(statements) + ";\n"


class Tool:
    """A tool by its `name`, with the `title` that tables show. A command that it lacks is None."""

    databases = ("sqlite", "postgres", "mariadb")

    def is_there(self, bench):
        return True

    def write(self, bench, folder, count):
        """Writes a project with so many migrations into an empty folder."""
        raise NotImplementedError

    def commands(self, bench, database):
        """The commands by workload: `status`, `up`, `down` and `dry-run`."""
        raise NotImplementedError

    def environment(self, database):
        return {}
