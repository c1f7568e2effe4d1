"""What guests cost in processes of their own: the profiles of the sandbox, whole processes in turn, on SQLite.

`benches/profiles.py target/release/sandshift` makes its projects in a temporary folder; `--rows` and `--rounds` choose.
"""

import argparse
import pathlib
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

PROFILES = ("trusted", "shared")
MIGRATIONS = 20

SETTINGS = '[env.dev]\nurl = "sqlite:app.db"\n[limits]\nscript_time = "10m"\n'

ROWS = """//! revision = "a"
fn up(db) {{
    db.create_table("persons", [
        column("id", integer()).primary_key(),
        column("name", string(100)), column("mail", string(100)), column("document", text()),
        column("first", string(50)), column("last", string(50)), column("city", string(50)),
    ]);
    db.execute(`INSERT INTO persons (id, name, mail, document)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
        SELECT i, 'First' || i || ' Last' || i, 'Mail' || i || '@Example.ORG', '{{"city": "City ' || (i % 100) || '"}}' FROM n`);
}}
"""

TRANSFORM = """//! revision = "b"
//! down_revision = "a"
//! undo = false
fn up(db) {
    let columns = #{ read: ["name", "mail", "document"], write: ["first", "last", "city", "mail"] };
    db.transform("persons", columns, |row| {
        let at = row.name.index_of(" ");
        #{
            first: row.name.sub_string(0, at), last: row.name.sub_string(at + 1),
            mail: row.mail.to_lower(), city: json_value(row.document, "$.city"),
        }
    });
}
"""


def main():
    options = arguments()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        folder = pathlib.Path(folder)
        small(options, folder / "small")
        rows(options, folder / "rows")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", help="where the databases are, such as one in memory")
    return parser.parse_args()


def small(options, folder):
    """Twenty migrations with a table each."""
    revisions = {}
    for number in range(MIGRATIONS):
        parent = f'//! down_revision = "r{number - 1}"\n' if number else ""
        table = f'db.create_table("t{number}", [column("id", integer()).primary_key()]);'
        revisions[f"r{number}"] = f'//! revision = "r{number}"\n{parent}fn up(db) {{ {table} }}\n'
    project(folder, revisions)
    compare(options, folder, None, 1_000 / MIGRATIONS, "ms for each migration")


def rows(options, folder):
    """One transform of all rows of a table."""
    project(folder, {"a": ROWS.format(rows=options.rows), "b": TRANSFORM})
    run(options, folder, "trusted", "a")
    begin = folder / "begin.db"
    shutil.copy(folder / "app.db", begin)
    compare(options, folder, begin, 1, f"s for {options.rows:,} rows")


def project(folder, revisions):
    migrations = folder / "migrations"
    migrations.mkdir(parents=True)
    (folder / "sandshift.toml").write_text(SETTINGS)
    for revision, text in revisions.items():
        (migrations / f"{revision}_x.rhai").write_text(text)


def compare(options, folder, begin, factor, unit):
    taken = {profile: [] for profile in PROFILES}
    for _ in range(options.rounds):
        for profile in PROFILES:
            (folder / "app.db").unlink(missing_ok=True)
            if begin:
                shutil.copy(begin, folder / "app.db")
            taken[profile].append(run(options, folder, profile))
    for profile in PROFILES:
        wall, processor = (statistics.median(column) * factor for column in zip(*taken[profile]))
        print(f"{profile}: {wall:.2f} wall, {processor:.2f} processor, {unit}", flush=True)


def run(options, folder, profile, *target):
    """Seconds of wall and of processor time."""
    command = [options.program.resolve(), "--profile", profile, "run", *target]
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


main()
