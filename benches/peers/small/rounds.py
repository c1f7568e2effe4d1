"""The rounds of the small workloads: each tool in turn, on a database of its own or on files alone."""

from . import TOOLS
from .tool import name

STARTUP_MIGRATIONS = 10


class Wrong(Exception):
    """A command ended well and did not do what it is for."""


class Rounds:
    """The runs of the chosen workloads on one database."""

    def __init__(self, bench, database, options):
        self.bench, self.database, self.options = bench, database, options
        self.tools = [tool for tool in TOOLS if database.name in tool.databases and tool.is_there(bench)]
        self.failed = set()

    def startup(self, record):
        """W1: the status of a database that is up to date."""
        for tool in self.ready(STARTUP_MIGRATIONS, "status"):
            self.database.use(tool.name)
            self.database.fresh()
            self.attempt(tool, STARTUP_MIGRATIONS, "up")
            self.attempt(tool, STARTUP_MIGRATIONS, "status")
        self.database.settle()
        for _ in range(self.options.rounds * 4):
            for tool in self.ready(STARTUP_MIGRATIONS, "status"):
                self.database.use(tool.name)
                self.attempt(tool, STARTUP_MIGRATIONS, "status", record, "startup")
        self.remove()

    def many(self, record, workload="many"):
        """W2: very many small migrations, forth and back."""
        count = self.options.migrations
        for number in range(self.options.rounds + 1):
            # The first round warms up what tools keep for later, such as compiled Python.
            keep = record if number else None
            for tool in self.ready(count, "up"):
                self.database.use(tool.name)
                self.database.fresh()
                self.database.settle()
                self.attempt(tool, count, "up", keep, f"{workload}-up", tables=count)
                if number and "down" in tool.commands(self.bench, self.database):
                    self.attempt(tool, count, "down", keep, f"{workload}-down", tables=0)
        self.remove()

    def dry_run(self, record):
        """W5: the SQL of very many migrations, without running it."""
        count = self.options.migrations
        for number in range(self.options.rounds + 1):
            for tool in self.ready(count, "dry-run"):
                self.attempt(tool, count, "dry-run", record if number else None, "dry-run", says=name(count - 1))

    def ready(self, count, verb):
        """The tools that have not failed and know the command, with their projects written."""
        for tool in self.tools:
            if (tool.name, verb) not in self.failed and verb in tool.commands(self.bench, self.database):
                yield tool

    def attempt(self, tool, count, verb, record=None, workload=None, tables=None, says=None):
        """One run of one command. A tool that failed is not asked for it again, and the others go on."""
        if (tool.name, verb) in self.failed:
            return
        folder = project(self.bench, tool, count)
        command = tool.commands(self.bench, self.database)[verb]
        try:
            environment = tool.environment(self.database)
            figures = self.bench.stopwatch.run(command, folder, self.database, environment)
            if tables is not None and (found := self.database.tables()) != tables:
                raise Wrong(f"{found} tables are there, not {tables}")
            if says and says not in (folder / "output").read_text():
                raise Wrong(f"the output does not name `{says}`")
        except Exception as error:
            self.failed.add((tool.name, verb))
            self.bench.say(f"FAILED: {tool.title}, {verb} on {self.database.title}: {error}")
            return
        if record:
            record(workload, tool, count, figures)

    def said(self):
        """What failed, in words."""
        return [f"{name} {verb} on {self.database.title}" for name, verb in sorted(self.failed)]

    def remove(self):
        for tool in self.tools:
            self.database.use(tool.name)
            self.database.remove()


def project(bench, tool, count):
    """The project of a tool with so many migrations, written once."""
    folder = bench.folder / "small" / f"{tool.name}-{count}"
    if not folder.exists():
        folder.mkdir(parents=True)
        tool.write(bench, folder, count)
    return folder
