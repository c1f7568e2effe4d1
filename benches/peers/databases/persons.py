"""The rows that every tool transforms, the same in each run because the generator starts from a fixed number."""

import random

SEED = 2026
COLUMNS = ("id", "full_name", "email", "details", "joined_text")

FIRST = ["Ada", "Alan", "Barbara", "Chloé", "Dennis", "Edsger", "Frances", "Grace", "Hedy", "Jürgen", "Katherine",
         "Linus", "Margaret", "Niklaus", "Radia", "Søren", "Tim", "Ursula", "Vint", "Zoë"]
LAST = ["Allen", "Berners-Lee", "Cerf", "Dijkstra", "Franklin", "García Márquez", "Hamilton", "Hopper", "Johnson",
        "Kernighan", "Lamarr", "Liskov", "Lovelace", "Müller", "Perlman", "Ritchie", "Torvalds", "Turing",
        "van Rossum", "Wirth"]
CITIES = ["Aarhus", "Basel", "Cambridge", "Delft", "Espoo", "Florence", "Göteborg", "Helsinki", "Köln", "London",
          "New York", "Oslo", "Porto", "São Paulo", "Zürich"]
HOSTS = ["Example.org", "EXAMPLE.com", "mail.Example.net"]

# The table in words that all three databases take.
TABLE = """CREATE TABLE persons (
    id BIGINT NOT NULL PRIMARY KEY,
    full_name VARCHAR(200) NOT NULL,
    email VARCHAR(200) NOT NULL,
    details TEXT NOT NULL,
    joined_text VARCHAR(10) NOT NULL
)"""

# What a row looks like behind the transform, as a text that reads alike on every database.
WHOLE = ("id", "full_name", "email", "details", "joined_text", "first_name", "last_name", "city", "joined_on")


def rows(count):
    """So many rows. Some names have one part, some three, and some persons have no address."""
    draw = random.Random(SEED)
    for number in range(1, count + 1):
        first = draw.choice(FIRST)
        last = draw.choice(LAST)
        name = first if draw.randrange(50) == 0 else f"{first} {last}"
        email = f"{first[0]}.{last.split()[-1]}.{number}@{draw.choice(HOSTS)}".encode("ascii", "replace").decode()
        if draw.randrange(60) == 0:
            address = ""
        else:
            address = f', "address": {{"city": "{draw.choice(CITIES)}", "zip": "{draw.randrange(1000, 99999)}"}}'
        tags = f'"tags": ["t{draw.randrange(100)}", "t{draw.randrange(100)}"]'
        details = f'{{"age": {draw.randrange(18, 90)}{address}, {tags}, "newsletter": true}}'
        joined = f"{draw.randrange(1, 29):02}.{draw.randrange(1, 13):02}.{draw.randrange(1990, 2026)}"
        yield number, name, email.replace("?", "x"), details, joined


def write_file(path, count):
    """The rows with tabs between the columns, as `COPY` and `LOAD DATA` read them."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for row in rows(count):
            file.write("\t".join(map(str, row)) + "\n")
