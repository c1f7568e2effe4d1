"""Workload W6: a history of very many revisions with branches and merges, of which nothing is run."""

from measure import Failed

from .alembic import Alembic
from .sandshift import Sandshift

# Of ten revisions two stand side by side on one parent, and the next one joins them.
ROUND = 10
VERBS = ("heads", "history")


class Files:
    """What takes the place of a database where there is none."""

    name = "files"
    title = "files alone"

    def server_seconds(self):
        return 0.0

    def alchemy_url(self):
        return "sqlite://"


def parents(number):
    if number % ROUND == 2:
        return [number - 2]
    if number % ROUND == 3:
        return [number - 2, number - 1]
    return [number - 1] if number else []


class Contender:
    """Who takes part: where its files are, and what command answers a question about them."""

    def __init__(self, name, title, folder, command):
        self.name, self.title, self.folder, self.command = name, title, folder, command


def contenders(bench, count):
    """The tools with their files written, and a scan of the text of all files as the limit."""
    root = bench.folder / "graph" / str(count)
    ours, theirs = root / "sandshift", root / "alembic"
    sandshift, alembic = Sandshift("sandshift", "Sandshift", "rhai"), Alembic()
    of_ours, of_theirs = (sandshift, ours, "migrations", "rhai"), (alembic, theirs, "versions", "py")
    for tool, folder, files, extension in (of_ours, of_theirs):
        folder.mkdir(parents=True)
        tool.write(bench, folder, 0)
        for number in range(count):
            file = folder / files / f"r{number:05}_change.{extension}"
            file.write_text(tool.revision(number, parents(number)))
    return [
        Contender("limit", "grep over the files", ours, lambda verb: ["grep", "-rh", "^//!", "migrations"]),
        Contender("sandshift", sandshift.title, ours, lambda verb: [bench.sandshift, verb]),
        Contender("alembic", alembic.title, theirs, lambda verb: [bench.python.parent / "alembic", verb]),
    ]


def measure(bench, options, record):
    """Heads and history, each tool in turn; gives those that failed."""
    failed = set()
    environment = Alembic().environment(Files())
    for count, mark in ((options.files // 10, "-tenth"), (options.files, "")):
        tools = contenders(bench, count)
        # The first round warms up what tools keep for later, such as compiled Python.
        for number in range(options.rounds + 1):
            for tool in tools:
                for verb in VERBS:
                    if (tool.name, verb) in failed:
                        continue
                    try:
                        figures = bench.stopwatch.run(tool.command(verb), tool.folder, Files(), environment)
                    except Failed as error:
                        failed.add((tool.name, verb))
                        bench.say(f"FAILED: {tool.title}, {verb} of {count:,} files: {error}")
                        continue
                    if number:
                        record(f"{verb}{mark}", tool, count, figures)
    return [f"{name} {verb} of many files" for name, verb in sorted(failed)]
