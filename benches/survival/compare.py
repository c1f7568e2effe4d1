"""Which migration tools survive being killed: each in turn, on each database, with the same work."""

import argparse
import pathlib
import random
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benches/peers"))

from databases import mariadb, postgres, sqlite  # noqa: E402

import tools  # noqa: E402
from disturb import Bench, kill_again_and_again, two_at_once  # noqa: E402

HEAD = ["tool", "kills", "resumed", "lost", "doubled", "stuck", "two at once"]
BEGIN, END = "<!-- survival: begin -->", "<!-- survival: end -->"


def main():
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    chosen = [tool for tool in tools.TOOLS if not options.tools or tool.name in options.tools.split(",")]
    databases = {
        "sqlite": lambda: sqlite.Sqlite(options.folder),
        "postgres": lambda: postgres.Postgres(options.servers, options.folder),
        "mariadb": lambda: mariadb.MariaDb(options.servers, options.folder),
    }
    parts = []
    for name, make in databases.items():
        if not options.only or name in options.only.split(","):
            parts.append(table(make(), chosen, options))
    text = "\n".join(parts)
    print(text)
    if options.publish:
        publish(text)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("program", "servers", "node-modules", "rust", "folder"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--kills", type=int, default=100, help="for each tool and database")
    parser.add_argument("--rounds", type=int, default=20, help="of two runners at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="databases, with commas between")
    parser.add_argument("--tools", help="tools, with commas between")
    parser.add_argument("--publish", action="store_true", help="writes the tables into docs/crash.md")
    return parser.parse_args()


def table(database, chosen, options):
    lines = [f"{database.title} {database.version()}:", "", row(HEAD), row("---" for _ in HEAD)]
    for tool in chosen:
        if not tool.is_there(options):
            print(f"survival: {tool.title} is not installed", file=sys.stderr)
            continue
        print(f"survival: {tool.title} on {database.title}", file=sys.stderr)
        folder = options.folder / "projects" / tool.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        tool.write(folder)
        database.use(f"survival-{tool.name}")
        bench = Bench(tool, database, folder, options)
        tally = kill_again_and_again(bench, random.Random(options.seed), options.kills)
        together = two_at_once(bench, options.rounds)
        lines.append(row([tool.title, tally.total(), *(tally[word] for word in HEAD[2:6]), together]))
        database.remove()
    return "\n".join(lines) + "\n"


def row(cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def publish(text):
    file = ROOT / "docs/crash.md"
    before, rest = file.read_text().split(BEGIN)
    file.write_text(f"{before}{BEGIN}\n{text}{END}{rest.split(END)[1]}")


main()
