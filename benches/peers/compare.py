"""Sandshift and the peers a user would pick, whole processes in turn, on the same generated data.

`make bench-peers` makes what this needs. Figures, tables and the picture go to the folder of `--output`; `--publish`
also puts the tables into the readme of the benches and the picture into the documentation.
"""

import argparse
import pathlib
import shutil
import signal
import sys
import tempfile

import chart
import report
import results
import small.graph
import small.hardware
import small.rounds
import transform
import transform.rounds
from databases.mariadb import MariaDb
from databases.postgres import Postgres
from databases.sqlite import Sqlite
from measure import Stopwatch

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATABASES = ("sqlite", "postgres", "mariadb")
WORKLOADS = ("transform", "startup", "many", "hardware", "disk", "dry-run", "graph")
MARKS = ("<!-- bench-peers: begin -->\n", "<!-- bench-peers: end -->\n")


class Bench:
    """Where everything is that the tools need."""

    def __init__(self, options, folder):
        self.folder = folder
        self.cache = pathlib.Path(options.cache).resolve()
        self.sandshift = pathlib.Path(options.program).resolve()
        self.programs = pathlib.Path(options.programs).resolve()
        self.python = pathlib.Path(sys.executable)
        self.node_modules = pathlib.Path(options.node_modules)
        self.rust = pathlib.Path(options.rust)
        pairs = (line.partition("=")[::2] for line in options.guest_tools.splitlines())
        self.guest_tools = dict(pairs)
        # The module of row transforms, once it is compiled.
        self.module = None
        self.stopwatch = Stopwatch(self.programs / "measured", folder, {})
        if path := self.guest_tools.get("PATH"):
            self.guest_tools["PATH"] = f"{path}:{self.stopwatch.environment['PATH']}"

    def say(self, words):
        print(f"bench: {words}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the release build of sandshift")
    parser.add_argument("--programs", required=True, help="the folder with `measured` and `pages`")
    parser.add_argument("--servers", required=True, help="the folder in which the test servers are noted")
    parser.add_argument("--node-modules", required=True)
    parser.add_argument("--rust", required=True, help="the folder with the compiled peers")
    parser.add_argument("--guest-tools", default="", help="variables with which `sandshift build` finds a compiler")
    parser.add_argument("--cache", required=True, help="where what cargo makes of the module is kept")
    parser.add_argument("--output", required=True)
    parser.add_argument("--disk", help="a folder on a disk, for what is not measured in memory; that of `--output`")
    parser.add_argument("--publish", action="store_true")
    parser.add_argument("--only", default=",".join(DATABASES), help="databases, with commas between them")
    parser.add_argument("--workloads", default=",".join(WORKLOADS), help="with commas between them")
    parser.add_argument("--tools", default="", help="tools of the transform, with commas between them")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--slow-rows", type=int, default=100_000, help="rows for tools that are very slow")
    parser.add_argument("--migrations", type=int, default=1_000)
    parser.add_argument("--files", type=int, default=10_000, help="files of the history that is only read")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow-rounds", type=int, default=1)
    options = parser.parse_args()
    for name, known in (("only", DATABASES), ("workloads", WORKLOADS)):
        chosen = getattr(options, name).split(",")
        if unknown := set(chosen) - set(known):
            parser.error(f"--{name}: there is no {', '.join(unknown)}; there are {', '.join(known)}")
        setattr(options, name, chosen)
    return options


def opened(options, folder):
    """The chosen databases."""
    made = {
        "sqlite": lambda: Sqlite(folder),
        "postgres": lambda: Postgres(options.servers, folder),
        "mariadb": lambda: MariaDb(options.servers, folder),
    }
    return [made[name]() for name in DATABASES if name in options.only]


def run(bench, databases, options, kept):
    """All chosen workloads; gives whatever failed."""
    failed = []
    for database in databases:
        record = told(bench, kept.recorder(database), database)
        if "transform" in options.workloads:
            tools = transform.chosen([name for name in options.tools.split(",") if name])
            failed += transform.rounds.Rounds(bench, database, tools, options).run(record)
        others = small.rounds.Rounds(bench, database, options)
        for workload, measure in (("startup", others.startup), ("many", others.many), ("dry-run", others.dry_run)):
            if workload in options.workloads:
                measure(record)
        if "hardware" in options.workloads:
            small.hardware.measure(others, record)
        failed += others.said()
        if "disk" in options.workloads and database.name == "sqlite":
            failed += on_disk(bench, options, kept)
    if "graph" in options.workloads:
        files = small.graph.Files()
        failed += small.graph.measure(bench, options, told(bench, kept.recorder(files), files))
    return failed


def on_disk(bench, options, kept):
    """Many small migrations where a database usually is; gives whatever failed."""
    with tempfile.TemporaryDirectory(prefix="sandshift-bench-", dir=options.disk or options.output) as folder:
        database = Sqlite(pathlib.Path(folder))
        rounds = small.rounds.Rounds(bench, database, options)
        rounds.many(told(bench, kept.recorder(database), database), "disk")
        return rounds.said()


def told(bench, record, database):
    """A recorder that also says what it got."""

    def say(workload, tool, count, figures):
        got = ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
        bench.say(f"{workload}, {database.title}, {tool.title}, {count:,}: {got}")
        record(workload, tool, count, figures)

    return say


def publish(table, picture):
    """Puts the tables between the marks of the readme, and the picture where the documentation shows it."""
    readme = ROOT / "benches" / "README.md"
    before, _, rest = readme.read_text().partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    readme.write_text(f"{before}{MARKS[0]}{table}{MARKS[1]}{after}")
    if picture:
        (ROOT / "docs" / "pictures" / "transform.svg").write_text(picture)


def main():
    # The end of this process is an exception, so that what it has made is removed.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(130))
    options = arguments()
    output = pathlib.Path(options.output)
    output.mkdir(parents=True, exist_ok=True)
    memory = pathlib.Path("/dev/shm")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sandshift-bench-", dir=memory if memory.is_dir() else None))
    folder.chmod(0o755)
    try:
        bench = Bench(options, folder)
        databases = opened(options, folder)
        about = {
            "machine": results.machine(),
            "place": "a file system in memory" if memory.is_dir() else "the disk",
            "versions": {database.title: database.version() for database in databases},
            "settings": {database.title: database.settings() for database in databases},
            "rows": options.rows, "rounds": options.rounds, "slow_rounds": options.slow_rounds,
        }
        kept = results.Results(output / "figures.json", about)
        failed = run(bench, databases, options, kept)
    finally:
        shutil.rmtree(folder)
    table, picture = report.report(kept), chart.draw(kept)
    (output / "tables.md").write_text(table)
    if picture:
        (output / "transform.svg").write_text(picture)
    if options.publish:
        publish(table, picture)
    print(table)
    if failed:
        raise SystemExit(f"bench: FAILED: {'; '.join(failed)}")


if __name__ == "__main__":
    main()
