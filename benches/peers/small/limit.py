"""The limit: the same SQL through the database's own shell, a transaction and a row of history for each migration."""

from .tool import Tool, down, text, up

HISTORY = "CREATE TABLE history (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL)"


class Limit(Tool):
    name = "limit"
    title = "the database's shell"

    def write(self, bench, folder, count):
        migrations = folder / "migrations"
        migrations.mkdir()
        forth, back = [text([HISTORY])], []
        for number in range(count):
            (migrations / f"{number:05}.sql").write_text(text(up(number)))
            row = f"INSERT INTO history VALUES ({number}, 'change {number}')"
            forth.append(text(["BEGIN", *up(number), row, "COMMIT"]))
            back.append(text(["BEGIN", *down(number), f"DELETE FROM history WHERE id = {number}", "COMMIT"]))
        (folder / "up.sql").write_text("".join(forth))
        (folder / "down.sql").write_text("".join(reversed(back)))
        (folder / "status.sql").write_text(text(["SELECT id, name FROM history ORDER BY id"]))

    def commands(self, bench, database):
        commands = {verb: database.shell(f"{verb}.sql") for verb in ("up", "down", "status")}
        return {**commands, "dry-run": ["sh", "-c", "cat migrations/*.sql"]}
