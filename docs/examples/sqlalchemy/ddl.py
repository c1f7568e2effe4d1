"""Prints the CREATE statements of the models for the database that SANDSHIFT_DIALECT names.

No database and no driver is needed: the mock engine of SQLAlchemy only compiles.
"""

import os

from sqlalchemy import create_mock_engine

from models import Base

URLS = {"sqlite": "sqlite://", "postgres": "postgresql://", "mysql": "mysql://"}


def show(statement, *_, **__):
    print(str(statement.compile(dialect=engine.dialect)).strip() + ";\n")


engine = create_mock_engine(URLS[os.environ.get("SANDSHIFT_DIALECT", "sqlite")], show)
Base.metadata.create_all(engine, checkfirst=False)
