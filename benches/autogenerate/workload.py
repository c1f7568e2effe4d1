"""The schema that both tools compare: 500 tables of 20 columns, and the same with ten changes.

Everything follows from the number of a table, so that each run compares the same.
"""

TABLES = 500
COLUMNS = 20

# Name, the type in SQL, the same for SQLAlchemy.
KINDS = [
    ("integer", "sa.Integer"),
    ("varchar(100)", "sa.String(100)"),
    ("text", "sa.Text"),
    ("numeric(10, 2)", "sa.Numeric(10, 2)"),
    ("boolean", "sa.Boolean"),
    ("timestamp", "sa.DateTime"),
    ("date", "sa.Date"),
]


class Column:
    def __init__(self, name, sql, python, nullable=True):
        self.name, self.sql, self.python, self.nullable = name, sql, python, nullable


class Table:
    """A primary key, a foreign key to the table before, and plain columns; two indexes."""

    def __init__(self, number):
        self.name = f"t{number:03}"
        self.refers = f"t{number - 1:03}" if number else None
        self.columns = [Column("id", "integer", "sa.Integer", nullable=False)]
        if self.refers:
            self.columns.append(Column("parent_id", "integer", "sa.Integer"))
        for at in range(len(self.columns), COLUMNS):
            sql, python = KINDS[(number + at) % len(KINDS)]
            self.columns.append(Column(f"c{at:02}", sql, python, nullable=(number + at) % 3 != 0))
        self.indexes = [("c05",), ("c06", "c07")]

    def column(self, name):
        return next(column for column in self.columns if column.name == name)

    def index_name(self, index):
        return f"ix_{self.name}_{'_'.join(index)}"


def before():
    return [Table(number) for number in range(TABLES)]


def after():
    """Ten changes, each of a kind that Alembic detects."""
    tables = before()
    for number in (3, 77, 401):
        tables[number].columns.append(Column("added", "varchar(50)", "sa.String(50)"))
    for number in (12, 250):
        tables[number].columns.remove(tables[number].column("c19"))
    for number in (90, 333):
        column = tables[number].column("c08")
        column.nullable = not column.nullable
    tables[120].indexes.append(("c09",))
    tables[480].indexes.remove(("c05",))
    tables.append(Table(TABLES))
    return tables


def ddl(tables):
    """The schema as SQL that SQLite and PostgreSQL read alike."""
    statements = []
    for table in tables:
        lines = []
        for column in table.columns:
            null = "" if column.nullable else " NOT NULL"
            lines.append(f"    {column.name} {column.sql}{null}")
        lines.append(f"    CONSTRAINT pk_{table.name} PRIMARY KEY (id)")
        if table.refers:
            name = f"fk_{table.name}_parent_id_{table.refers}"
            lines.append(
                f"    CONSTRAINT {name} FOREIGN KEY (parent_id) REFERENCES {table.refers} (id)"
            )
        statements.append(f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n);")
        for index in table.indexes:
            name = table.index_name(index)
            statements.append(f"CREATE INDEX {name} ON {table.name} ({', '.join(index)});")
    return "\n".join(statements) + "\n"


def models(tables):
    """The schema as SQLAlchemy declares it."""
    lines = ["import sqlalchemy as sa", "", "metadata = sa.MetaData()", ""]
    for table in tables:
        lines.append(f"sa.Table({table.name!r}, metadata,")
        for column in table.columns:
            lines.append(
                f"    sa.Column({column.name!r}, {column.python}, nullable={column.nullable}),"
            )
        lines.append(f"    sa.PrimaryKeyConstraint('id', name='pk_{table.name}'),")
        if table.refers:
            name = f"fk_{table.name}_parent_id_{table.refers}"
            lines.append(
                f"    sa.ForeignKeyConstraint(['parent_id'], ['{table.refers}.id'], name={name!r}),"
            )
        for index in table.indexes:
            columns = ", ".join(repr(column) for column in index)
            lines.append(f"    sa.Index({table.index_name(index)!r}, {columns}),")
        lines.append(")")
    return "\n".join(lines) + "\n"
