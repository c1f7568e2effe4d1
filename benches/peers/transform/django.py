"""Django: `RunPython` with `iterator` and `bulk_update`."""

import json

from .tool import Tool, copy_of

ENGINES = {"sqlite": "sqlite3", "postgres": "postgresql", "mariadb": "mysql"}


class Django(Tool):
    name = "django"
    title = "Django, bulk_update of 2,000"
    slow = True

    def prepare(self, bench):
        return copy_of("django", bench.folder)

    def run(self, bench, folder, database):
        connection = {"ENGINE": f"django.db.backends.{ENGINES[database.name]}", **database.django()}
        command = [bench.python, "manage.py", "migrate"]
        return bench.stopwatch.run(command, folder, database, {"PEERS_DATABASE": json.dumps(connection)})
