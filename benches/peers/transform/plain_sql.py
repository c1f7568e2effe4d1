"""The limit: one `UPDATE`, through the database's own shell."""

from .tool import Tool, copy_of


class PlainSql(Tool):
    name = "plain-sql"
    title = "plain SQL, one UPDATE"

    def prepare(self, bench):
        return copy_of("sql", bench.folder)

    def run(self, bench, folder, database):
        command = database.shell(folder / f"{database.name}.sql")
        return bench.stopwatch.run(command, folder, database)
