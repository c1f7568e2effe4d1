"""What one small migration costs the hardware, whatever the machine: how often SQLite forces something onto the disk, and
what PostgreSQL commits and writes into its log. Counted as the slope from a few migrations to more, which leaves out what
a run does once."""

import shutil

from measure import Failed

from .rounds import project

FEW, MANY = 10, 20
CALLS = ("fsync(", "fdatasync(")


def measure(rounds, record):
    """Each tool on one database, as often as there are rounds; gives nothing on a database that is not counted."""
    count = COUNTS.get(rounds.database.name)
    if count is None:
        return
    for _ in range(rounds.options.rounds):
        for tool in rounds.ready(FEW, "up"):
            rounds.database.use(tool.name)
            try:
                few, many = (count(rounds, tool, migrations) for migrations in (FEW, MANY))
            except Failed as error:
                rounds.failed.add((tool.name, "up"))
                rounds.bench.say(f"FAILED: {tool.title}, up on {rounds.database.title}: {error}")
                continue
            record("hardware", tool, 1, {name: (many[name] - few[name]) / (MANY - FEW) for name in many})
    rounds.remove()


def sqlite(rounds, tool, count):
    """How often a run forces something onto the disk: the database, its journal or a folder."""
    strace = shutil.which("strace")
    if strace is None:
        raise Failed("`strace` is not there, which counts the calls; please install it")
    trace = rounds.bench.folder / "trace"
    run(rounds, tool, count, [strace, "-f", "-e", "trace=fsync,fdatasync", "-o", trace])
    # A call that another thread interrupts has two lines, of which the second names it without a bracket.
    return {"forced": sum(any(call in line for call in CALLS) for line in trace.read_text().splitlines())}


def postgres(rounds, tool, count):
    """What a run commits, and the kilobytes that it adds to the log."""
    database = rounds.database
    before = None

    def begin():
        nonlocal before
        before = database.written()

    run(rounds, tool, count, [], begin)
    database.settle()
    after = database.written()
    return {name: after[name] - before[name] for name in after}


def run(rounds, tool, count, around, begin=lambda: None):
    """All migrations of a project on an empty database."""
    bench, database = rounds.bench, rounds.database
    folder = project(bench, tool, count)
    database.fresh()
    database.settle()
    begin()
    command = tool.commands(bench, database)["up"]
    bench.stopwatch.must([*around, *command], folder, tool.environment(database))
    if (found := database.tables()) != count:
        raise Failed(f"{found} tables are there, not {count}")


COUNTS = {"sqlite": sqlite, "postgres": postgres}
