"""A shop: every operation that a module knows, as far as the databases can do it."""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

import sandshift as db
from sandshift import (
    Document, Expression, binary, char, check, column, descending, enumeration, foreign_key,
    in_schema, index, native, numeric, primary_key, string, unique,
)
from wit_world import WitWorld as Migration
from wit_world.imports.schema import (
    ConstraintKind, Deferrable, Generated, Identity, ReferentialAction,
)


class WitWorld(Migration):
    def up(self) -> None:
        kinds_of_things()
        tables()
        fill()
        changes()
        views_and_triggers()
        if db.dialect() == "postgres":
            on_postgres_alone()

    def down(self) -> None:
        if db.dialect() == "postgres":
            db.drop_index("ix_remarks_body")
            db.drop_constraint("remarks", "fk_remarks_place")
            db.drop_function("depot_size")
            db.drop_extension("hstore", if_exists=True)
            db.drop_sequence(in_schema("depot", "numbers"))
            db.drop_schema("depot", cascade=True)
        else:
            db.drop_trigger("tr_branches_town", "branches")
        db.drop_view("cheap_wares")
        db.drop_table("remarks")
        db.drop_table("wares")
        db.drop_table("branches", if_exists=True)
        db.drop_enum("ware_state")

    def verify(self) -> None:
        pass


def kinds_of_things() -> None:
    db.create_enum("ware_state", ["NEW", "USED", "BROKEN"])
    db.add_enum_value("ware_state", "REFURBISHED", after="NEW")
    db.add_enum_value("ware_state", "LOST")
    db.rename_enum_value("ware_state", "BROKEN", "DAMAGED")


def tables() -> None:
    db.create_table(
        "branches",
        column("id", db.integer, nullable=False),
        column("code", char(4), nullable=False),
        column("name", string(80), nullable=False, default="unnamed", comment="as on the sign"),
        column("parent_id", db.integer),
        primary_key("id"),
        unique("code"),
        foreign_key(["parent_id"], "branches", ["id"], on_delete=ReferentialAction.SET_NULL),
        comment="places that sell",
    )
    rank = {"sqlite": "INTEGER", "postgres": "smallint", "mysql": "TINYINT UNSIGNED"}
    db.create_table(
        "wares",
        column("id", db.big_integer, nullable=False, identity=Identity(False, None, None)),
        column("branch_id", db.integer, nullable=False),
        column("shelf", db.small_integer, nullable=False, default=-1),
        column("in_stock", db.boolean, nullable=False, default=True),
        column("weight", db.float_),
        column("volume", db.double, default=0.5),
        column("price", numeric(10, 2), nullable=False),
        column("doubled", numeric(12, 2), generated=Generated("price * 2", True)),
        column("label", string(120), nullable=False),
        column("currency", char(3), nullable=False, default="CHF"),
        column("description", db.text),
        column("barcode", binary(16)),
        column("picture", binary()),
        column("bought", db.date),
        column("opens", db.time),
        column("counted", db.timestamp),
        column("created", db.timestamp_with_zone, nullable=False, default=db.now),
        column("lasts", db.interval),
        column("extras", db.json),
        column("tag", db.uuid),
        column("state", enumeration("ware_state"), nullable=False, default="NEW"),
        column("rank", native(rank), default=Expression("1 + 1")),
        primary_key("id"),
        check("price >= 0"),
        unique("branch_id", "label", name="uq_wares_label"),
        check("shelf < 1000", name="ck_wares_shelf"),
        foreign_key(
            ["branch_id"], "branches", ["id"], name="fk_wares_branch",
            on_delete=ReferentialAction.CASCADE, on_update=ReferentialAction.RESTRICT,
        ),
        index("branch_id"),
        index("price", descending("label"), name="ix_wares_price"),
    )
    db.create_table(
        "notes",
        column("ware_id", db.big_integer, nullable=False),
        column("line", db.integer, nullable=False),
        column("body", string(200)),
        if_not_exists=True,
    )


def fill() -> None:
    db.insert(
        "branches",
        {"code": "NRTH", "id": 1, "name": "North", "parent_id": None},
        {"code": "STH1", "id": 2, "name": "O'Neil's \\ \"South\"", "parent_id": 1},
    )
    db.insert("branches", {"code": "EAST", "id": 3})
    lamp = {
        "barcode": b"\x00\xff\x27",
        "bought": date(2024, 2, 29),
        "branch_id": 1,
        "counted": datetime(2024, 2, 29, 23, 59, 59, 123456),
        "created": db.moment(),
        "description": "line one\nline two, ünï ☃",
        "extras": Document({"colours": ["red", "blue"], "depth": 3}),
        "id": 1,
        "in_stock": False,
        "label": "lamp",
        "lasts": "1 day",
        "opens": time(8, 30),
        "picture": b"",
        "price": Decimal("19.90"),
        "shelf": -3,
        "state": "USED",
        "tag": UUID("6f1c1c1e-7d0b-4c36-9a35-0d6a6a1d0e11"),
        "volume": -0.125,
        "weight": 1.5,
    }
    nameless = dict.fromkeys(lamp) | {
        "branch_id": 2,
        "created": db.moment(),
        "id": 9007199254740993,
        "in_stock": True,
        "label": "",
        "price": Decimal("0.05"),
        "shelf": 999,
        "state": "DAMAGED",
        "tag": db.uuid4(),
        "volume": 1e300,
    }
    db.insert("wares", lamp, nameless)
    db.insert(
        "notes",
        {"body": "first", "line": 1, "ware_id": 1},
        {"body": "second", "line": 2, "ware_id": 1},
        {"body": "third", "line": 1, "ware_id": 9007199254740993},
    )
    sold = {"branch_id": 1, "in_stock": False}
    db.update("wares", {"price": Expression("price + 1"), "rank": 7}, sold)
    db.update("branches", {"name": "East"}, {"name": "unnamed", "parent_id": None})
    db.update("notes", {"body": None})
    db.delete("notes", {"line": 2, "ware_id": 1})


def changes() -> None:
    db.rename_table("notes", "remarks")
    db.set_table_comment("remarks", "what people say")
    db.set_table_comment("branches", None)
    db.add_constraint("remarks", primary_key("ware_id", "line", name="pk_remarks"))
    db.add_constraint("remarks", foreign_key(["ware_id"], "wares", ["id"], name="fk_remarks_ware"))
    db.add_constraint("remarks", check("line > 0", name="ck_remarks_line"))
    db.add_constraint("remarks", unique("body", "line", name="uq_remarks_body"))
    db.drop_constraint("remarks", "uq_remarks_body", ConstraintKind.UNIQUE)
    db.add_column("branches", column("city", string(60), nullable=False, default="Basel"))
    db.alter_column("branches", "city", column_type=string(90), nullable=True, default=db.REMOVE)
    db.alter_column("branches", "name", comment=db.REMOVE, default="a branch")
    db.rename_column("branches", "city", "town")
    town = index("town", descending("code"), name="ix_branches_town", unique=True)
    db.create_index("branches", town)
    db.rename_index("ix_branches_town", "ix_branches_place", "branches")
    db.drop_index("ix_branches_place", "branches")
    db.drop_column("wares", "volume")


def views_and_triggers() -> None:
    db.create_view("cheap_wares", "SELECT id, label FROM wares WHERE price < 10")
    cheaper = "SELECT id, label, price FROM wares WHERE price < 20"
    db.create_view("cheap_wares", cheaper, or_replace=True)
    head = "CREATE TRIGGER tr_branches_town AFTER DELETE ON branches FOR EACH ROW"
    body = "DELETE FROM remarks WHERE line = OLD.id"
    definitions = {"sqlite": f"{head} BEGIN {body}; END", "mysql": f"{head} {body}"}
    # A trigger of PostgreSQL needs a function of its own.
    if db.dialect() in definitions:
        db.create_trigger("tr_branches_town", "branches", definitions[db.dialect()])


def on_postgres_alone() -> None:
    db.create_schema("depot", if_not_exists=True)
    db.create_sequence(in_schema("depot", "numbers"), start=100, increment=5)
    db.create_extension("plpgsql", if_not_exists=True)
    size = "CREATE FUNCTION depot_size() RETURNS integer LANGUAGE sql AS $$ SELECT 42 $$"
    db.create_function("depot_size", size)
    branch = foreign_key(
        ["line"], "branches", ["id"], name="fk_remarks_branch",
        not_valid=True, deferrable=Deferrable.DEFERRED,
    )
    db.add_constraint("remarks", branch)
    db.validate_constraint("remarks", "fk_remarks_branch")
    db.rename_constraint("remarks", "fk_remarks_branch", "fk_remarks_place")
    body = index(
        Expression("lower(body)"), name="ix_remarks_body",
        include=["line"], method="btree", where="body IS NOT NULL",
    )
    db.create_index("remarks", body)
