"""{message}

Compile it with `sandshift build {revision}`, then look at it with `sandshift run --dry-run`.
Everything goes through `db`; there is no file, clock, random number or network.
"""

import sandshift as db
from sandshift import column, integer, primary_key, string
from wit_world import WitWorld as Migration


class WitWorld(Migration):
    def up(self) -> None:
        db.create_table(
            "{table}",
            column("id", integer, nullable=False),
            column("name", string(100), nullable=False),
            primary_key("id"),
        )
        db.insert("{table}", {"id": 1, "name": "Ada"}, {"id": 2, "name": "Grace"})

    def down(self) -> None:
        db.drop_table("{table}")

    def verify(self) -> None:
        """Runs after `up`, inside the same transaction; `raise Err("…")` undoes the migration."""
