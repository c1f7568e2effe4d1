"""As `alembic init` makes it, without models; the address comes from the comparison."""

import os

from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(os.environ["PEERS_URL"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
