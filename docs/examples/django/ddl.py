"""Prints the CREATE statements of the models for the database that SANDSHIFT_DIALECT names.

Django needs the driver of the database for it, but no database: what it would ask a server is
answered here.
"""

import os
from decimal import Decimal

import django
from django.apps import apps
from django.conf import settings

ENGINES = {"sqlite": "sqlite3", "postgres": "postgresql", "mysql": "mysql"}
dialect = os.environ.get("SANDSHIFT_DIALECT", "sqlite")

# A project of its own sets DJANGO_SETTINGS_MODULE instead.
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": f"django.db.backends.{ENGINES[dialect]}",
            "NAME": ":memory:" if dialect == "sqlite" else "none",
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["shop"],
)
if dialect == "mysql":
    # PyMySQL stands in for mysqlclient, which has to be compiled.
    import pymysql

    pymysql.install_as_MySQLdb()
django.setup()

from django.db import connections  # noqa: E402  (it needs the settings above)

connection = connections["default"]

# The oldest servers that the project is meant for.
if dialect == "postgres":
    connection.__dict__["pg_version"] = 150000
elif dialect == "mysql":
    connection.__dict__["mysql_server_data"] = {
        "version": "10.11.6-MariaDB",
        "sql_mode": "STRICT_TRANS_TABLES",
        "default_storage_engine": "InnoDB",
        "lower_case_table_names": False,
        "has_zone_info_table": True,
    }
    connection.cursor = lambda: None
    connection.introspection.get_storage_engine = lambda cursor, table: "InnoDB"



def literal(value):
    """A value as text, for which Django would ask a driver that is connected."""
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float, Decimal)):
        return str(value).upper()
    return "'" + str(value).replace("'", "''") + "'"


editor = connection.schema_editor(collect_sql=True, atomic=False)
editor.quote_value = literal
connection.ops.compose_sql = lambda sql, values: sql % tuple(map(literal, values or ()))
if dialect == "sqlite":
    # Its editor would switch foreign keys off on a live connection first.
    editor.collected_sql, editor.deferred_sql = [], []
else:
    editor.__enter__()
for model in apps.get_models(include_auto_created=True):
    if model._meta.managed and not model._meta.proxy:
        editor.create_model(model)
for statement in editor.collected_sql + [f"{sql};" for sql in editor.deferred_sql]:
    print(statement)
