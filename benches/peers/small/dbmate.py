"""dbmate: its Go program itself, without the launcher of node. It goes back one migration at a time."""

import platform

from .tool import Tool, down, text, up


class Dbmate(Tool):
    name = "dbmate"
    title = "dbmate"

    def is_there(self, bench):
        return self.program(bench).exists()

    def program(self, bench):
        machine = "arm64" if platform.machine() == "aarch64" else "x64"
        return bench.node_modules / "@dbmate" / f"{platform.system().lower()}-{machine}" / "bin" / "dbmate"

    def write(self, bench, folder, count):
        migrations = folder / "migrations"
        migrations.mkdir()
        for number in range(count):
            content = f"-- migrate:up\n{text(up(number))}\n-- migrate:down\n{text(down(number))}"
            (migrations / f"{number + 1:014}_change.sql").write_text(content)

    def commands(self, bench, database):
        program = [self.program(bench), "--url", database.dbmate_url(), "--migrations-dir", "migrations",
                   "--no-dump-schema"]
        return {"status": [*program, "status"], "up": [*program, "migrate"]}
