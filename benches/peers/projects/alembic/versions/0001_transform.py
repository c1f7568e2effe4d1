"""Four columns, filled the way that `PEERS_WAY` names."""

import importlib
import os
import pathlib
import sys

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))


def upgrade():
    op.add_column("persons", sa.Column("first_name", sa.String(100)))
    op.add_column("persons", sa.Column("last_name", sa.String(100)))
    op.add_column("persons", sa.Column("city", sa.String(100)))
    op.add_column("persons", sa.Column("joined_on", sa.Date))
    importlib.import_module(os.environ["PEERS_WAY"]).fill(op.get_bind())
