"""refinery_cli, which is used where `install --rust` has compiled it; it has no way back and no status."""

from .tool import Tool, text, up


class Refinery(Tool):
    name = "refinery"
    title = "refinery"

    def is_there(self, bench):
        return (bench.rust / "refinery").exists()

    def write(self, bench, folder, count):
        migrations = folder / "migrations"
        migrations.mkdir()
        for number in range(count):
            (migrations / f"V{number + 1}__change.sql").write_text(text(up(number)))

    def commands(self, bench, database):
        run = [bench.rust / "refinery", "migrate", "-e", "PEERS_URL", "-p", "migrations"]
        # With nothing to do it looks at what is there, which is the nearest to a status.
        return {"status": run, "up": run}

    def environment(self, database):
        return {"PEERS_URL": database.refinery_url()}
