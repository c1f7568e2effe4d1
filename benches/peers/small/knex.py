"""knex, which puts all migrations of a run into one transaction."""

import json
import shutil

from transform.knex import DRIVERS
from transform.tool import PROJECTS

from .tool import Tool, name

MIGRATION = """exports.up = async (knex) => {{
  await knex.schema.createTable("{table}", (table) => {{
    table.integer("id").notNullable().primary();
    table.string("name", 100).notNullable();
    table.index("name", "ix_{table}_name");
  }});
}};

exports.down = async (knex) => {{
  await knex.schema.dropTable("{table}");
}};
"""


class Knex(Tool):
    name = "knex"
    title = "knex (one transaction for all)"

    def write(self, bench, folder, count):
        migrations = folder / "migrations"
        migrations.mkdir()
        shutil.copy(PROJECTS / "knex" / "knexfile.js", folder)
        (folder / "node_modules").symlink_to(bench.node_modules)
        for number in range(count):
            (migrations / f"{number:05}_change.js").write_text(MIGRATION.format(table=name(number)))

    def commands(self, bench, database):
        program = ["node", "node_modules/knex/bin/cli.js"]
        return {"status": [*program, "migrate:status"], "up": [*program, "migrate:latest"],
                "down": [*program, "migrate:rollback", "--all"]}

    def environment(self, database):
        return {"PEERS_KNEX": json.dumps({"client": DRIVERS[database.name], "connection": database.knex()})}
