"""knex: pages of 2,000 rows, and one statement for each page."""

import json

from .tool import Tool, copy_of

DRIVERS = {"sqlite": "better-sqlite3", "postgres": "pg", "mariadb": "mysql2"}


class Knex(Tool):
    name = "knex"
    title = "knex, pages of 2,000"

    def prepare(self, bench):
        folder = copy_of("knex", bench.folder)
        modules = folder / "node_modules"
        if not modules.exists():
            modules.symlink_to(bench.node_modules)
        return folder

    def run(self, bench, folder, database):
        connection = {"client": DRIVERS[database.name], "connection": database.knex()}
        command = ["node", folder / "node_modules" / "knex" / "bin" / "cli.js", "migrate:latest"]
        return bench.stopwatch.run(command, folder, database, {"PEERS_KNEX": json.dumps(connection)})
