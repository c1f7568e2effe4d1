"""Workload W3: four columns are added to a table of persons, and five values computed and written for each row.

`TOOLS` is the one list of who takes part; each file beside this one tells how a tool is called.
"""

from . import alembic, django, knex, pages, plain_sql, sandshift

TOOLS = [
    plain_sql.PlainSql(),
    pages.Pages(),
    sandshift.Sandshift("sandshift-rhai", "Sandshift, rhai", "rhai"),
    sandshift.Sandshift("sandshift-rust", "Sandshift, Rust module", "module"),
    sandshift.Sandshift("sandshift-rhai-batch", "Sandshift, rhai, commits in between", "rhai-batch"),
    sandshift.Sandshift("sandshift-rust-batch", "Sandshift, Rust, commits in between", "module-batch"),
    knex.Knex(),
    alembic.Alembic("alembic-bulk", "Alembic, temporary table", "bulk"),
    alembic.Alembic("alembic-batched", "Alembic, executemany", "batched"),
    alembic.Alembic("alembic-naive", "Alembic, one UPDATE for each row", "naive", slow=True),
    django.Django(),
]

# What ratios are told against.
LIMIT = "plain-sql"
ALEMBIC = "alembic-bulk"


def chosen(names):
    """The tools of these names, or all of them."""
    known = {tool.name for tool in TOOLS}
    if unknown := set(names) - known:
        raise SystemExit(f"there is no tool {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    return [tool for tool in TOOLS if not names or tool.name in names]
