"""Pages that are read, and `executemany` of one `UPDATE` for each page."""

import sqlalchemy as sa

from person import city, date, names, pages, persons


def fill(connection):
    update = persons.update().where(persons.c.id == sa.bindparam("row")).values(
        first_name=sa.bindparam("first"), last_name=sa.bindparam("last"), city=sa.bindparam("town"),
        joined_on=sa.bindparam("day"), email=sa.bindparam("address"))
    for rows in pages(connection):
        connection.execute(update, [new_values(row) for row in rows])


def new_values(row):
    first, last = names(row.full_name)
    return {"row": row.id, "first": first, "last": last, "town": city(row.details), "day": date(row.joined_text),
            "address": row.email.lower()}
