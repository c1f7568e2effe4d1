"""Special values become a kind and a value.

The largest number of single precision stands for infinity, NULL for no number. The rows are read
once; what changes is kept aside and written by key in batches.
"""

import sandshift as db
from sandshift import column, enumeration
from wit_world import WitWorld as Migration

LIMIT = 3.4028234663852886e38
BATCH = 250


class WitWorld(Migration):
    def up(self) -> None:
        db.create_enum("value_kind", ["FINITE", "INF_POS", "INF_NEG", "NAN"])
        kind = column("kind", enumeration("value_kind"), nullable=False, default="FINITE")
        db.add_column("trial_values", kind)
        # The default was a crutch for the rows that were there.
        db.alter_column("trial_values", "kind", default=db.REMOVE)

        kinds = []
        infinities = []
        for number, value in db.rows("trial_values", ["id", "value"], order=["id"]):
            if value is None:
                kinds.append({"id": number, "kind": "NAN"})
            elif near(value, LIMIT):
                infinities.append({"id": number, "kind": "INF_POS", "value": None})
            elif near(value, -LIMIT):
                infinities.append({"id": number, "kind": "INF_NEG", "value": None})
        write(kinds)
        write(infinities)

    def down(self) -> None:
        db.update("trial_values", {"value": LIMIT}, {"kind": "INF_POS"})
        db.update("trial_values", {"value": -LIMIT}, {"kind": "INF_NEG"})
        db.drop_column("trial_values", "kind")
        db.drop_enum("value_kind")

    def verify(self) -> None:
        pass


def write(changes: list[dict]) -> None:
    for at in range(0, len(changes), BATCH):
        db.update_by_key("trial_values", ["id"], changes[at : at + BATCH])


def near(value: float, target: float) -> bool:
    """MariaDB hands out six digits of a number of single precision."""
    return abs(value - target) <= abs(target) * 1e-5
