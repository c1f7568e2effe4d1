"""The new values go into a temporary table, by `COPY` on PostgreSQL, and from there in one `UPDATE`."""

import sqlalchemy as sa

from person import city, date, names, pages

# Without the key on PostgreSQL: the join there is by hash, and an index would only make `COPY` slower.
TABLE = """CREATE TEMPORARY TABLE new_values (
    id BIGINT PRIMARY KEY, first_name VARCHAR(100), last_name VARCHAR(100), city VARCHAR(100), joined_on DATE,
    email VARCHAR(200)
)"""

FROM = """UPDATE persons SET first_name = new_values.first_name, last_name = new_values.last_name,
    city = new_values.city, joined_on = new_values.joined_on, email = new_values.email
    FROM new_values WHERE new_values.id = persons.id"""

JOIN = """UPDATE persons JOIN new_values ON new_values.id = persons.id
    SET persons.first_name = new_values.first_name, persons.last_name = new_values.last_name,
    persons.city = new_values.city, persons.joined_on = new_values.joined_on, persons.email = new_values.email"""


def fill(connection):
    dialect = connection.dialect.name
    connection.execute(sa.text(TABLE.replace(" PRIMARY KEY", "") if dialect == "postgresql" else TABLE))
    write = {"postgresql": copy, "sqlite": insert_questions}.get(dialect, insert_percents)
    for rows in pages(connection):
        write(connection, [new_values(row) for row in rows])
    if dialect == "postgresql":
        connection.execute(sa.text("ANALYZE new_values"))
    connection.execute(sa.text(FROM if dialect in ("postgresql", "sqlite") else JOIN))
    connection.execute(sa.text("DROP TABLE new_values" if dialect in ("postgresql", "sqlite")
                               else "DROP TEMPORARY TABLE new_values"))


def new_values(row):
    first, last = names(row.full_name)
    return row.id, first, last, city(row.details), date(row.joined_text).isoformat(), row.email.lower()


def copy(connection, values):
    with connection.connection.cursor() as cursor, cursor.copy("COPY new_values FROM STDIN") as rows:
        for row in values:
            rows.write_row(row)


def insert_questions(connection, values):
    connection.exec_driver_sql("INSERT INTO new_values VALUES (?, ?, ?, ?, ?, ?)", values)


def insert_percents(connection, values):
    connection.exec_driver_sql("INSERT INTO new_values VALUES (%s, %s, %s, %s, %s, %s)", values)
