"""Sandshift, with scripts or with SQL."""

from .tool import Tool, down, name, text, up

SCRIPT = """//! revision = "{revision}"
{parent}//! message = "change {number}"

fn up(db) {{
    db.create_table("{table}", [
        column("id", integer()).primary_key(),
        column("name", string(100)).not_null(),
    ]);
    db.create_index("ix_{table}_name", "{table}", ["name"]);
}}
"""

SQL = """--! revision = "{revision}"
{parent}--! message = "change {number}"

-- +up
{up}
-- +down
{down}"""

DIALECTS = {"sqlite": "sqlite", "postgres": "postgres", "mariadb": "mysql"}


class Sandshift(Tool):
    def __init__(self, name, title, language):
        self.name, self.title, self.language = name, title, language

    def write(self, bench, folder, count):
        migrations = folder / "migrations"
        migrations.mkdir()
        (folder / "sandshift.toml").write_text('[env.dev]\nurl = "sqlite:unused.db"\n')
        for number in range(count):
            parents = [number - 1] if number else []
            (migrations / f"r{number:05}_change.{self.language}").write_text(self.revision(number, parents))

    def revision(self, number, parents):
        mark, form = ("//!", SCRIPT) if self.language == "rhai" else ("--!", SQL)
        ids = ", ".join(f'"r{parent:05}"' for parent in parents)
        parent = f"{mark} down_revision = [{ids}]\n" if parents else ""
        return form.format(revision=f"r{number:05}", parent=parent, number=number, table=name(number),
                           up=text(up(number)), down=text(down(number)))

    def commands(self, bench, database):
        program = [bench.sandshift, "--url", database.sandshift_url()]
        return {
            "status": [*program, "status"],
            "up": [*program, "run"],
            "down": [*program, "rollback", "base", "--yes"],
            "dry-run": [bench.sandshift, "run", "--dry-run", "--offline", "--dialect", DIALECTS[database.name]],
        }
