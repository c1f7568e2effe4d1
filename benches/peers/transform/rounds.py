"""The rounds of the transform: each tool in turn, from the same rows to the same rows."""

from . import LIMIT

WARM_ROWS = 1_000


class Different(Exception):
    """A tool left other rows behind than plain SQL does."""


class Rounds:
    """The runs on one database."""

    def __init__(self, bench, database, tools, options):
        self.bench, self.database, self.options = bench, database, options
        self.tools = {tool: tool.prepare(bench) for tool in tools}
        self.expected = {}
        self.failed = set()

    def rows_of(self, tool):
        return min(self.options.rows, self.options.slow_rows) if tool.slow else self.options.rows

    def run(self, record):
        """Hands each run to `record`, by the tool and the rows that it changed; gives the tools that failed."""
        counts = sorted({WARM_ROWS} | {self.rows_of(tool) for tool in self.tools})
        for count in counts:
            self.database.load(count)
            self.expect(count)
        for tool in self.tools:
            self.attempt(tool, WARM_ROWS, lambda *_: None)
        for number in range(self.options.rounds):
            for tool in self.tools:
                if not tool.slow or number < self.options.slow_rounds:
                    self.attempt(tool, self.rows_of(tool), record)
        self.database.remove()
        for count in counts:
            self.database.unload(count)
        return [f"{name} on {self.database.title}" for name in sorted(self.failed)]

    def expect(self, count):
        """What plain SQL makes of so many rows is what every tool has to make."""
        limit = next(tool for tool in self.tools if tool.name == LIMIT)
        self.database.fresh(count)
        limit.run(self.bench, self.tools[limit], self.database)
        self.expected[count] = self.database.checksum()

    def attempt(self, tool, count, record):
        """One run. A tool that failed is not asked again, and the others go on."""
        if tool.name in self.failed:
            return
        self.database.fresh(count)
        self.database.settle()
        try:
            figures = tool.run(self.bench, self.tools[tool], self.database)
            found = self.database.checksum()
            if found != self.expected[count]:
                raise Different(f"rows and sums are {found}, those of plain SQL {self.expected[count]}")
        except Exception as error:
            self.failed.add(tool.name)
            self.bench.say(f"FAILED: {tool.title} on {self.database.title}, {count:,} rows: {error}")
            return
        record("transform", tool, count, figures)
