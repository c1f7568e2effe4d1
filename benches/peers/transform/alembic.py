"""Alembic, in three ways of writing the same migration."""

from .tool import Tool, copy_of


class Alembic(Tool):
    def __init__(self, name, title, way, slow=False):
        self.name, self.title, self.way, self.slow = name, title, way, slow

    def prepare(self, bench):
        return copy_of("alembic", bench.folder)

    def run(self, bench, folder, database):
        environment = {"PEERS_URL": database.alchemy_url(), "PEERS_WAY": self.way}
        command = [bench.python.parent / "alembic", "upgrade", "head"]
        return bench.stopwatch.run(command, folder, database, environment)
