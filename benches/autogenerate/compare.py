"""`sandshift revision --autogenerate` and `alembic revision --autogenerate`, in turn, side by side.

Each run is a whole process that writes a migration with the same ten changes. Prints medians, ratios
and the memory of the largest process; `make bench-autogenerate` makes what it needs.

On PostgreSQL Sandshift runs in three ways: as it is, where the text alone tells what all of the tables are; "made", with a
setting before the tables that leaves none of them plain, so that the server makes them; and "again", the same where
the tables are known as they were before the ten changes, which is what somebody has who has generated a migration before.
"""

import argparse
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

import workload

ALEMBIC_INI = """[alembic]
script_location = {folder}/alembic
sqlalchemy.url = {url}
"""

ENV_PY = """from alembic import context
from sqlalchemy import create_engine
import sys
sys.path.insert(0, {folder!r})
from models import metadata

engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""

MAKO = """\"\"\"${message}\"\"\"
from alembic import op
import sqlalchemy as sa
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
"""


def measured(command, folder, environment=None):
    """Runs a command; gives wall seconds, processor seconds and MiB of it and its children.

    The figures are taken by `time`: a process that this one starts inherits the peak of its memory.
    """
    timed = ["/usr/bin/time", "--format=%e %U %S %M", "--output=figures", *command]
    begun = time.perf_counter()
    done = subprocess.run(timed, cwd=folder, env=environment, capture_output=True, text=True)
    wall = time.perf_counter() - begun
    if done.returncode != 0:
        raise SystemExit(f"{command} failed:\n{done.stdout}{done.stderr}")
    _, user, system, kib = (folder / "figures").read_text().split()
    return wall, float(user) + float(system), int(kib) / 1024


class Alembic:
    name = "alembic"

    def __init__(self, folder, url):
        self.folder = folder
        self.versions = folder / "alembic" / "versions"
        self.versions.mkdir(parents=True)
        (folder / "models.py").write_text(workload.models(workload.after()))
        (folder / "alembic.ini").write_text(ALEMBIC_INI.format(folder=folder, url=url))
        (folder / "alembic" / "env.py").write_text(ENV_PY.format(folder=str(folder)))
        (folder / "alembic" / "script.py.mako").write_text(MAKO)

    def run(self):
        figures = measured(["alembic", "revision", "--autogenerate", "-m", "ten changes"], self.folder)
        (written,) = self.versions.glob("*.py")
        changes = written.read_text().split("def downgrade")[0].count("op.")
        written.unlink()
        assert changes >= 10, f"alembic found {changes} changes"
        return figures


class Sandshift:
    """Knows no table of an earlier reading."""

    name, before_tables = "sandshift", ""

    def __init__(self, folder, url, program):
        self.folder, self.program, self.cache = folder, program, folder / "cache"
        self.migrations = folder / "migrations"
        self.migrations.mkdir(parents=True)
        (folder / "sandshift.toml").write_text(f'[env.dev]\nurl = "{url}"\n')
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(self.cache)}
        self.declare(workload.after())

    def declare(self, tables):
        (self.folder / "schema.sql").write_text(self.before_tables + workload.ddl(tables))

    def prepare(self):
        shutil.rmtree(self.cache, ignore_errors=True)

    def run(self):
        self.prepare()
        command = [self.program, "revision", "--autogenerate", "-m", "ten changes"]
        figures = measured(command + ["--allow-destructive"], self.folder, self.environment)
        (written,) = self.migrations.glob("*.rhai")
        changes = written.read_text().count("db.")
        written.unlink()
        assert changes >= 10, f"sandshift found {changes} changes"
        return figures


class SandshiftMade(Sandshift):
    """Has the server make every table."""

    name, before_tables = "sandshift made", "SET geqo = on;\n"


class SandshiftAgain(SandshiftMade):
    """Knows the tables as they were before the ten changes."""

    name = "sandshift again"

    def __init__(self, folder, url, program):
        super().__init__(folder, url, program)
        self.declare(workload.before())
        measured([program, "diff"], self.folder, self.environment)
        self.known = folder / "known"
        self.cache.rename(self.known)
        assert any(self.known.glob("sandshift/known-tables/*")), "nothing was kept"
        self.declare(workload.after())

    def prepare(self):
        super().prepare()
        shutil.copytree(self.known, self.cache)


def compare(database, tools, rounds):
    figures = {tool.name: [] for tool in tools}
    for tool in tools:
        tool.run()
    for _ in range(rounds):
        for tool in tools:
            figures[tool.name].append(tool.run())
    print(f"\n{database}, {rounds} rounds in turn, medians")
    print("| tool | wall s | cpu s | MiB |\n|---|---|---|---|")
    medians = {}
    for name, runs in figures.items():
        medians[name] = [statistics.median(values) for values in zip(*runs)]
        wall, cpu, memory = medians[name]
        print(f"| {name} | {wall:.3f} | {cpu:.3f} | {memory:.1f} |")
    for tool in tools[1:]:
        pairs = list(zip(figures["alembic"], figures[tool.name]))
        ratios = [statistics.median(a[at] / b[at] for a, b in pairs) for at in range(3)]
        named = zip(("wall", "cpu", "memory"), ratios)
        print(f"alembic / {tool.name}: " + ", ".join(f"{n} {r:.1f}x" for n, r in named))


def on_sqlite(folder, program, rounds):
    tools = []
    for make in ("alembic", "sandshift"):
        own = folder / f"sqlite-{make}"
        own.mkdir()
        with sqlite3.connect(own / "app.db") as connection:
            connection.executescript(workload.ddl(workload.before()))
        if make == "alembic":
            tools.append(Alembic(own, f"sqlite:///{own}/app.db"))
        else:
            tools.append(Sandshift(own, f"sqlite:{own}/app.db", program))
    compare("SQLite", tools, rounds)


def on_postgres(folder, program, rounds, url):
    import psycopg

    tools, made = [], []
    base, _, _ = url.rpartition("/")
    try:
        for make in (Alembic, Sandshift, SandshiftMade, SandshiftAgain):
            name = f"autogenerate_{make.__name__.lower()}_{os.getpid()}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            made.append(name)
            with psycopg.connect(f"{base}/{name}", autocommit=True) as connection:
                connection.execute(workload.ddl(workload.before()))
            own = folder / name
            own.mkdir()
            if make is Alembic:
                own_url = f"{base}/{name}".replace("postgres://", "postgresql+psycopg://")
                tools.append(Alembic(own, own_url))
            else:
                tools.append(make(own, f"{base}/{name}", program))
        compare("PostgreSQL", tools, rounds)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            for name in made:
                connection.execute(f"DROP DATABASE IF EXISTS {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the release build of sandshift")
    parser.add_argument("--postgres", help="the URL of a server where databases can be made")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    shm = pathlib.Path("/dev/shm")
    folder = pathlib.Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    try:
        on_sqlite(folder, program, arguments.rounds)
        if arguments.postgres:
            on_postgres(folder, program, arguments.rounds, arguments.postgres)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
