"""All rows at once, and one `UPDATE` for each of them: what is written first, and often stays."""

from person import READ, city, date, names, persons


def fill(connection):
    for row in connection.execute(READ).all():
        first, last = names(row.full_name)
        connection.execute(persons.update().where(persons.c.id == row.id).values(
            first_name=first, last_name=last, city=city(row.details), joined_on=date(row.joined_text),
            email=row.email.lower()))
