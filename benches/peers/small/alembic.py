"""Alembic, with operations of its own."""

from .tool import Tool, name

ENV = """import os

from alembic import context
from sqlalchemy import create_engine, pool

if context.is_offline_mode():
    context.configure(url=os.environ["PEERS_URL"], literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(os.environ["PEERS_URL"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
"""

REVISION = '''"""change {number}"""

import sqlalchemy as sa
from alembic import op

revision = "r{number:05}"
down_revision = {parents}


def upgrade():
    op.create_table(
        "{table}",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(100), nullable=False),
    )
    op.create_index("ix_{table}_name", "{table}", ["name"])


def downgrade():
    op.drop_table("{table}")
'''


class Alembic(Tool):
    name = "alembic"
    title = "Alembic"

    def write(self, bench, folder, count):
        versions = folder / "versions"
        versions.mkdir()
        (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s\n")
        (folder / "env.py").write_text(ENV)
        for number in range(count):
            parents = [number - 1] if number else []
            (versions / f"r{number:05}_change.py").write_text(self.revision(number, parents))

    def revision(self, number, parents):
        ids = [f"r{parent:05}" for parent in parents]
        parents = repr(tuple(ids) if len(ids) > 1 else ids[0] if ids else None)
        return REVISION.format(number=number, parents=parents, table=name(number))

    def commands(self, bench, database):
        program = bench.python.parent / "alembic"
        return {
            "status": [program, "current"],
            "up": [program, "upgrade", "head"],
            "down": [program, "downgrade", "base"],
            "dry-run": [program, "upgrade", "head", "--sql"],
        }

    def environment(self, database):
        return {"PEERS_URL": database.alchemy_url()}
