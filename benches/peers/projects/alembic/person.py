"""The table, its pages, and the transform of one row."""

import datetime
import json

import sqlalchemy as sa

PAGE_ROWS = 5_000

persons = sa.table(
    "persons",
    sa.column("id", sa.BigInteger),
    sa.column("full_name", sa.String),
    sa.column("email", sa.String),
    sa.column("details", sa.Text),
    sa.column("joined_text", sa.String),
    sa.column("first_name", sa.String),
    sa.column("last_name", sa.String),
    sa.column("city", sa.String),
    sa.column("joined_on", sa.Date),
)
READ = sa.select(persons.c.id, persons.c.full_name, persons.c.email, persons.c.details, persons.c.joined_text)


def pages(connection):
    """The rows in the order of the key, so many at a time."""
    last = 0
    while rows := connection.execute(READ.where(persons.c.id > last).order_by(persons.c.id).limit(PAGE_ROWS)).all():
        yield rows
        last = rows[-1].id


def names(full_name):
    first, space, last = full_name.partition(" ")
    return first, last if space else None


def city(details):
    return json.loads(details).get("address", {}).get("city")


def date(text):
    day, month, year = text.split(".")
    return datetime.date(int(year), int(month), int(day))
