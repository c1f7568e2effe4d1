"""diesel_cli, which is used where `install --rust` has compiled it."""

from .tool import Tool, down, text, up


class Diesel(Tool):
    name = "diesel"
    title = "Diesel"
    databases = ("sqlite", "postgres")

    def is_there(self, bench):
        return (bench.rust / "diesel").exists()

    def write(self, bench, folder, count):
        (folder / "Cargo.toml").write_text("# Diesel looks for the root of a project.\n")
        for number in range(count):
            migration = folder / "migrations" / f"2026-01-01-{number:06}_change"
            migration.mkdir(parents=True)
            (migration / "up.sql").write_text(text(up(number)))
            (migration / "down.sql").write_text(text(down(number)))

    def commands(self, bench, database):
        url = database.diesel_url()
        verb = lambda *words: [bench.rust / "diesel", "migration", *words, "--database-url", url,
                               "--migration-dir", "migrations"]
        return {"status": verb("list"), "up": verb("run"), "down": verb("revert", "--all")}
