"""sqlx-cli, which is used where `install --rust` has compiled it."""

from .tool import Tool, down, text, up


class Sqlx(Tool):
    name = "sqlx"
    title = "sqlx-cli"

    def is_there(self, bench):
        return (bench.rust / "sqlx").exists()

    def write(self, bench, folder, count):
        migrations = folder / "migrations"
        migrations.mkdir()
        for number in range(count):
            (migrations / f"{number + 1:05}_change.up.sql").write_text(text(up(number)))
            (migrations / f"{number + 1:05}_change.down.sql").write_text(text(down(number)))

    def commands(self, bench, database):
        verb = lambda *words: [bench.rust / "sqlx", "migrate", *words, "--database-url", database.sandshift_url()]
        return {"status": verb("info"), "up": verb("run"), "down": verb("revert", "--target-version", "0")}
