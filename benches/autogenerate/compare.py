"""`sandshift revision --autogenerate` and `alembic revision --autogenerate`, in turn, side by side.

Each run is a whole process that writes a migration with the same ten changes. Prints medians, ratios
and the memory of the largest process; `make bench-autogenerate` makes what it needs.
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


def measured(command, folder):
    """Runs a command; gives wall seconds, processor seconds and MiB of it and its children.

    The figures are taken by `time`: a process that this one starts inherits the peak of its memory.
    """
    timed = ["/usr/bin/time", "--format=%e %U %S %M", "--output=figures", *command]
    begun = time.perf_counter()
    done = subprocess.run(timed, cwd=folder, capture_output=True, text=True)
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
    name = "sandshift"

    def __init__(self, folder, url, program):
        self.folder, self.program = folder, program
        self.migrations = folder / "migrations"
        self.migrations.mkdir(parents=True)
        (folder / "schema.sql").write_text(workload.ddl(workload.after()))
        (folder / "sandshift.toml").write_text(f'[env.dev]\nurl = "{url}"\n')

    def run(self):
        command = [self.program, "revision", "--autogenerate", "-m", "ten changes"]
        figures = measured(command + ["--allow-destructive"], self.folder)
        (written,) = self.migrations.glob("*.rhai")
        changes = written.read_text().count("db.")
        written.unlink()
        assert changes >= 10, f"sandshift found {changes} changes"
        return figures


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
    pairs = list(zip(figures["alembic"], figures["sandshift"]))
    names = ("wall", "cpu", "memory")
    ratios = [statistics.median(a[at] / b[at] for a, b in pairs) for at in range(3)]
    print("alembic / sandshift: " + ", ".join(f"{n} {r:.1f}x" for n, r in zip(names, ratios)))


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
        for make in ("alembic", "sandshift"):
            name = f"autogenerate_{make}_{os.getpid()}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            made.append(name)
            with psycopg.connect(f"{base}/{name}", autocommit=True) as connection:
                connection.execute(workload.ddl(workload.before()))
            own = folder / f"postgres-{make}"
            own.mkdir()
            if make == "alembic":
                own_url = f"{base}/{name}".replace("postgres://", "postgresql+psycopg://")
                tools.append(Alembic(own, own_url))
            else:
                tools.append(Sandshift(own, f"{base}/{name}", program))
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
