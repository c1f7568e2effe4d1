"""What Sandshift wants to reach, and whether it did."""

from dataclasses import dataclass

UNITS = {"wall": "s", "work": "s", "mebibytes": "MiB", "forced": "times", "commits": "times", "log": "kB"}
WORDS = {"wall": "wall", "work": "processor", "mebibytes": "memory", "forced": "forced writes", "commits": "commits",
         "log": "log"}


@dataclass
class Target:
    """A bound for a figure of a line, or for its ratio to the best of other lines.

    `most` bounds line / others from above, `least` bounds others / line from below.
    """

    workload: str
    databases: tuple
    line: str
    figure: str
    others: tuple = ()
    most: float = None
    least: float = None

    def value(self, results, database):
        """The figure or the ratio; None where it was not measured."""
        own = results.figure(self.workload, database, self.line, self.figure)
        if own is None or not self.others:
            return own
        others = [results.figure(self.workload, database, other, self.figure) for other in self.others]
        others = [other for other in others if other]
        if not others:
            return None
        return own / min(others) if self.most is not None else min(others) / own

    def reached(self, value):
        return value <= self.most if self.most is not None else value >= self.least

    def bound(self):
        if not self.others:
            return f"at most {self.most:g} {UNITS[self.figure]}"
        if self.most is not None:
            return f"at most {self.most:g} times {' or '.join(self.others)}"
        return f"{' or '.join(self.others)} at least {self.least:g} times as much"


SQLITE, POSTGRES, MARIADB, FILES = ("sqlite",), ("postgres",), ("mariadb",), ("files",)
ALL = SQLITE + POSTGRES + MARIADB
# The ends of the names of lines that commit once, and that commit in between.
MODES = ("", "-batch")

TARGETS = [
    # W1
    Target("startup", ALL, "sandshift", "work", ("limit",), most=2.0),
    Target("startup", SQLITE, "sandshift", "work", most=0.010),
    Target("startup", ALL, "sandshift", "mebibytes", most=12),
    Target("startup", ALL, "sandshift", "work", ("sqlx", "refinery"), most=1.0),
    Target("startup", ALL, "sandshift", "work", ("alembic",), least=50),
    # W2
    Target("many-up", SQLITE, "sandshift", "work", ("limit",), most=1.2),
    Target("many-down", SQLITE, "sandshift", "work", ("limit",), most=1.2),
    Target("many-up", POSTGRES, "sandshift", "work", ("limit",), most=1.15),
    Target("many-down", POSTGRES, "sandshift", "work", ("limit",), most=1.15),
    Target("many-up", ALL, "sandshift", "work", ("refinery", "diesel"), most=1.1),
    Target("many-up", SQLITE, "sandshift", "work", ("alembic",), least=8),
    Target("many-down", SQLITE, "sandshift", "work", ("alembic",), least=8),
    Target("many-up", POSTGRES, "sandshift", "work", ("alembic",), least=4),
    Target("many-down", POSTGRES, "sandshift", "work", ("alembic",), least=4),
    # W2 on the disk
    Target("hardware", SQLITE, "sandshift", "forced", most=4),
    Target("hardware", SQLITE, "sandshift", "forced", ("sqlx",), most=0.5),
    Target("hardware", POSTGRES, "sandshift", "commits", most=1),
    Target("hardware", POSTGRES, "sandshift", "log", most=12.5),
    Target("disk-up", SQLITE, "sandshift", "wall", ("diesel",), most=1.0),
    Target("disk-up", SQLITE, "sandshift", "wall", ("alembic",), least=4),
    # W3, in both ways of committing
    *(Target("transform", SQLITE, f"sandshift-rust{mode}", "wall", ("plain-sql",), most=1.2) for mode in MODES),
    *(Target("transform", SQLITE, f"sandshift-rhai{mode}", "wall", ("plain-sql",), most=1.8) for mode in MODES),
    Target("transform", SQLITE, "sandshift-rust", "wall", ("alembic-bulk",), least=5),
    Target("transform", SQLITE, "sandshift-rhai", "wall", ("alembic-bulk",), least=3.5),
    *(Target("transform", POSTGRES, f"sandshift-rust{mode}", "wall", ("plain-sql",), most=1.6) for mode in MODES),
    *(Target("transform", POSTGRES, f"sandshift-rhai{mode}", "wall", ("plain-sql",), most=2.0) for mode in MODES),
    Target("transform", POSTGRES, "sandshift-rust", "wall", ("alembic-bulk",), least=1.6),
    Target("transform", POSTGRES, "sandshift-rhai", "wall", ("alembic-bulk",), least=1.3),
    *(Target("transform", MARIADB, f"sandshift-rust{mode}", "wall", ("plain-sql",), most=2.0) for mode in MODES),
    *(Target("transform", MARIADB, f"sandshift-rhai{mode}", "wall", ("plain-sql",), most=2.5) for mode in MODES),
    *(Target("transform", MARIADB, f"sandshift-{language}{mode}", "wall", ("alembic-batched",), least=1)
      for language in ("rust", "rhai") for mode in MODES),
    Target("transform", ALL, "sandshift-rhai", "mebibytes", most=200),
    Target("transform", ALL, "sandshift-rust", "mebibytes", most=200),
    # W5
    Target("dry-run", ALL, "sandshift", "work", ("limit",), most=5),
    Target("dry-run", ALL, "sandshift", "work", most=0.15),
    Target("dry-run", ALL, "sandshift", "work", ("alembic",), least=10),
    # W6
    Target("heads", FILES, "sandshift", "work", most=0.25),
    Target("history", FILES, "sandshift", "work", most=0.35),
    Target("heads", FILES, "sandshift", "work", ("alembic",), least=15),
    Target("history", FILES, "sandshift", "work", ("alembic",), least=50),
]
