"""Workloads W1, W2, W5 and W6: what small migrations cost, and a history of very many.

`TOOLS` is the one list of who takes part; each file beside this one tells what a tool wants its files to be, and how it
is called.
"""

from . import alembic, dbmate, diesel, knex, limit, refinery, sandshift, sqlx

TOOLS = [
    limit.Limit(),
    sandshift.Sandshift("sandshift", "Sandshift, rhai", "rhai"),
    sandshift.Sandshift("sandshift-sql", "Sandshift, SQL", "sql"),
    sqlx.Sqlx(),
    refinery.Refinery(),
    diesel.Diesel(),
    dbmate.Dbmate(),
    knex.Knex(),
    alembic.Alembic(),
]
