"""The work, and the tools that do it: a table in each migration, and one more on a counter."""

import json
import pathlib
import platform
import sqlite3
import sys

import psycopg

COUNT = 20
# Tables, and the counter.
WANTED = (COUNT, COUNT)

FIRST = ["CREATE TABLE counters (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)",
         "INSERT INTO counters (id, n) VALUES (1, 0)"]


# The tools in Python are installed beside the interpreter.
SCRIPTS = pathlib.Path(sys.executable).parent


def name(number):
    return f"t{number:05}"


def statements(number):
    """Those of a migration; number 0 makes the counter."""
    if number == 0:
        return FIRST
    return [f"CREATE TABLE {name(number)} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL)",
            "UPDATE counters SET n = n + 1"]


def text(number):
    return ";\n".join(statements(number)) + ";\n"


def found(database):
    """The tables and the counter that are there."""
    try:
        return database.tables(), counter(database)
    except Exception:  # No such table, whatever each driver calls it.
        return 0, 0


def counter(database):
    query = "SELECT n FROM counters"
    if database.name == "sqlite":
        with sqlite3.connect(database.file) as connection:
            return connection.execute(query).fetchone()[0]
    if database.name == "postgres":
        with psycopg.connect(database.sandshift_url()) as connection:
            return connection.execute(query).fetchone()[0]
    return database._run(f"USE {database.work}", query)[0]


class Tool:
    def __init__(self, name, title):
        self.name, self.title = name, title

    def is_there(self, options):
        return True

    def environment(self, database):
        return {}


class Sandshift(Tool):
    def write(self, folder):
        (folder / "migrations").mkdir()
        (folder / "sandshift.toml").write_text("")
        for number in range(COUNT + 1):
            parent = f'--! down_revision = "r{number - 1:05}"\n' if number else ""
            header = f'--! revision = "r{number:05}"\n{parent}--! message = "change {number}"\n'
            (folder / "migrations" / f"r{number:05}_change.sql").write_text(f"{header}\n-- +up\n{text(number)}")

    def command(self, options, database):
        return [options.program, "--url", database.sandshift_url(), "run"]


ENV = """import os

from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(os.environ["PEERS_URL"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

REVISION = '''"""change {number}"""

from alembic import op

revision = "r{number:05}"
down_revision = {parent!r}


def upgrade():
    for statement in {statements!r}:
        op.execute(statement)
'''


class Alembic(Tool):
    """As `alembic init` sets it up."""

    def write(self, folder):
        (folder / "versions").mkdir()
        (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s\n")
        (folder / "env.py").write_text(ENV)
        for number in range(COUNT + 1):
            parent = f"r{number - 1:05}" if number else None
            revision = REVISION.format(number=number, parent=parent, statements=statements(number))
            (folder / "versions" / f"r{number:05}_change.py").write_text(revision)

    def command(self, options, database):
        return [SCRIPTS / "alembic", "upgrade", "head"]

    def environment(self, database):
        return {"PEERS_URL": database.alchemy_url()}


MIGRATION = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = {dependencies!r}
    operations = [migrations.RunSQL(statement) for statement in {statements!r}]
"""

SETTINGS = """import json
import os

DATABASES = {"default": json.loads(os.environ["PEERS_DATABASE"])}
if DATABASES["default"]["ENGINE"].endswith("mysql"):
    import pymysql

    pymysql.install_as_MySQLdb()
INSTALLED_APPS = ["counted"]
USE_TZ = True
"""

ENGINES = {"sqlite": "sqlite3", "postgres": "postgresql", "mariadb": "mysql"}


class Django(Tool):
    def write(self, folder):
        migrations = folder / "counted" / "migrations"
        migrations.mkdir(parents=True)
        (folder / "counted" / "__init__.py").write_text("")
        (migrations / "__init__.py").write_text("")
        (folder / "settings.py").write_text(SETTINGS)
        for number in range(COUNT + 1):
            dependencies = [("counted", f"{number - 1:04}_change")] if number else []
            migration = MIGRATION.format(dependencies=dependencies, statements=statements(number))
            (migrations / f"{number:04}_change.py").write_text(migration)

    def command(self, options, database):
        return [SCRIPTS / "django-admin", "migrate", "--pythonpath", ".", "--settings", "settings"]

    def environment(self, database):
        connection = {"ENGINE": f"django.db.backends.{ENGINES[database.name]}", **database.django()}
        return {"PEERS_DATABASE": json.dumps(connection)}


class Sqlx(Tool):
    def is_there(self, options):
        return (options.rust / "sqlx").exists()

    def write(self, folder):
        (folder / "migrations").mkdir()
        for number in range(COUNT + 1):
            (folder / "migrations" / f"{number + 1:05}_change.sql").write_text(text(number))

    def command(self, options, database):
        return [options.rust / "sqlx", "migrate", "run", "--database-url", database.sandshift_url()]


class Dbmate(Tool):
    def is_there(self, options):
        return self.program(options).exists()

    def program(self, options):
        machine = "arm64" if platform.machine() == "aarch64" else "x64"
        return options.node_modules / "@dbmate" / f"{platform.system().lower()}-{machine}" / "bin" / "dbmate"

    def write(self, folder):
        (folder / "migrations").mkdir()
        for number in range(COUNT + 1):
            content = f"-- migrate:up\n{text(number)}\n-- migrate:down\n"
            (folder / "migrations" / f"{number + 1:014}_change.sql").write_text(content)

    def command(self, options, database):
        return [self.program(options), "--url", database.dbmate_url(), "--migrations-dir", "migrations",
                "--no-dump-schema", "migrate"]


TOOLS = [Sandshift("sandshift", "Sandshift"), Alembic("alembic", "Alembic"), Django("django", "Django"),
         Sqlx("sqlx", "sqlx-cli"), Dbmate("dbmate", "dbmate")]
