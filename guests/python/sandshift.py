"""Builders for the contract, so that a migration in Python reads like one in rhai.

The contract itself is the package `wit_world`, which `componentize-py bindings` writes for
editors; everything here only fills in what is usually left out. Whatever is missing here can be
imported from `wit_world.imports` directly.
"""

import json as _json
import uuid as _uuid
from datetime import date as _date, datetime as _datetime, time as _time
from datetime import timedelta as _timedelta, timezone as _utc
from decimal import Decimal
from typing import Any, Iterator, Optional

from wit_world.imports import changes as _c, env as _env, schema as _s, types as _t
from wit_world.imports.operations import apply
from wit_world.imports import operations as _o
from wit_world.imports import query as _q


def _named(name: Any) -> _t.ObjectName:
    return _t.ObjectName(None, name) if isinstance(name, str) else name


def in_schema(schema: str, name: str) -> _t.ObjectName:
    """The name of an object outside of the connection's default schema."""
    return _t.ObjectName(schema, name)


def dialects(text: Any) -> _t.DialectText:
    """A text for every database, or one for each: `{"sqlite": "…", "postgres": "…"}`."""
    if isinstance(text, str):
        return _t.DialectText(text, [])
    return _t.DialectText(None, list(text.items()))


# The types of columns.

small_integer = _s.ColumnType_SmallInteger()
integer = _s.ColumnType_Integer()
big_integer = _s.ColumnType_BigInteger()
boolean = _s.ColumnType_Boolean()
float_ = _s.ColumnType_Float()
double = _s.ColumnType_Double()
text = _s.ColumnType_Text()
date = _s.ColumnType_Date()
time = _s.ColumnType_Time()
timestamp = _s.ColumnType_Timestamp()
timestamp_with_zone = _s.ColumnType_TimestampWithZone()
interval = _s.ColumnType_Interval()
json = _s.ColumnType_Json()
uuid = _s.ColumnType_Uuid()


def numeric(precision: Optional[int] = None, scale: Optional[int] = None):
    return _s.ColumnType_Numeric(_s.NumericSize(precision, scale))


def string(characters: Optional[int] = None):
    return _s.ColumnType_String(characters)


def char(characters: int):
    return _s.ColumnType_Char(characters)


def binary(size: Optional[int] = None):
    return _s.ColumnType_Binary(size)


def enumeration(name: str):
    return _s.ColumnType_Enumeration(name)


def native(spelling: Any):
    return _s.ColumnType_Native(dialects(spelling))


class Expression:
    """SQL in the database's own words, for defaults, assignments and index keys."""

    def __init__(self, sql: Any):
        self.sql = sql


class Document:
    """A JSON document, as a value."""

    def __init__(self, content: Any):
        self.content = content


#: A default: the moment of the insert.
now = _s.DefaultValue_Now()

#: What `alter_column` takes for removing a default or a comment.
REMOVE = object()


def moment() -> _datetime:
    """The moment of the migration, the same in each call."""
    return _datetime(1970, 1, 1, tzinfo=_utc.utc) + _timedelta(microseconds=_env.now_micros())


def uuid4() -> _uuid.UUID:
    """A uuid that looks random and is the same when the migration runs again."""
    return _uuid.UUID(_env.uuid4())


def dialect() -> str:
    """`sqlite`, `postgres` or `mysql`."""
    return _env.dialect()


def value(given: Any) -> _t.Value:
    """What a Python value is in the words of the contract."""
    if given is None:
        return _t.Value_Null()
    if isinstance(given, bool):
        return _t.Value_Boolean(given)
    if isinstance(given, int):
        return _t.Value_Signed(given) if given < 2**63 else _t.Value_Unsigned(given)
    if isinstance(given, float):
        return _t.Value_Real(given)
    if isinstance(given, str):
        return _t.Value_Text(given)
    if isinstance(given, bytes):
        return _t.Value_Bytes(given)
    if isinstance(given, Decimal):
        return _t.Value_Decimal(format(given, "f"))
    if isinstance(given, Document):
        return _t.Value_Json(_json.dumps(given.content, ensure_ascii=False, separators=(",", ":")))
    if isinstance(given, _uuid.UUID):
        return _t.Value_Uuid(str(given))
    if isinstance(given, _datetime):
        if given.tzinfo is None:
            return _t.Value_Timestamp(str(given))
        return _t.Value_TimestampWithZone(given.isoformat(" "))
    if isinstance(given, _date):
        return _t.Value_Date(given.isoformat())
    if isinstance(given, _time):
        return _t.Value_Time(given.isoformat())
    # A value of the contract itself.
    return given


def _standard(given: Any) -> _s.DefaultValue:
    if isinstance(given, Expression):
        return _s.DefaultValue_Expression(given.sql)
    if isinstance(given, _s.DefaultValue_Now):
        return given
    return _s.DefaultValue_Literal(value(given))


_NOT_GIVEN = object()


def column(
    name: str,
    column_type: _s.ColumnType,
    *,
    nullable: bool = True,
    default: Any = _NOT_GIVEN,
    identity: Optional[_s.Identity] = None,
    generated: Optional[_s.Generated] = None,
    collation: Optional[str] = None,
    comment: Optional[str] = None,
) -> _s.Column:
    """A column; NULL is allowed unless `nullable` is false."""
    standard = None if default is _NOT_GIVEN else _standard(default)
    return _s.Column(name, column_type, nullable, standard, identity, generated, collation, comment)


# Constraints; give `name` where the naming convention does not fit.


def primary_key(*columns: str, name: Optional[str] = None) -> _s.Constraint:
    return _s.Constraint(name, _s.ConstraintBody_PrimaryKey(list(columns)))


def unique(*columns: str, name: Optional[str] = None) -> _s.Constraint:
    return _s.Constraint(name, _s.ConstraintBody_Unique(_s.Unique(list(columns), False, None)))


def check(sql: str, *, name: Optional[str] = None, not_valid: bool = False) -> _s.Constraint:
    return _s.Constraint(name, _s.ConstraintBody_Check(_s.Check(sql, not_valid)))


def foreign_key(
    columns: list[str],
    references: Any,
    referred: list[str],
    *,
    name: Optional[str] = None,
    on_delete: Optional[_s.ReferentialAction] = None,
    on_update: Optional[_s.ReferentialAction] = None,
    deferrable: Optional[_s.Deferrable] = None,
    not_valid: bool = False,
) -> _s.Constraint:
    key = _s.ForeignKey(
        columns, _named(references), referred, on_delete, on_update, deferrable, not_valid
    )
    return _s.Constraint(name, _s.ConstraintBody_ForeignKey(key))


def descending(name: str) -> _s.IndexKey:
    """An index key that runs down."""
    return _s.IndexKey(_s.IndexTerm_Column(name), True, None)


def _key(given: Any) -> _s.IndexKey:
    if isinstance(given, Expression):
        return _s.IndexKey(_s.IndexTerm_Expression(given.sql), False, None)
    if isinstance(given, str):
        return _s.IndexKey(_s.IndexTerm_Column(given), False, None)
    return given


def index(
    *keys: Any,
    name: Optional[str] = None,
    unique: bool = False,
    where: Optional[str] = None,
    include: Optional[list[str]] = None,
    method: Optional[str] = None,
) -> _s.Index:
    """An index over columns, over what `descending` gives, or over expressions."""
    return _s.Index(name, [_key(key) for key in keys], unique, where, include or [], method, False)


def _batch(rows: list[dict[str, Any]]) -> _t.Batch:
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = lambda name: _t.Cells_Mixed([value(row.get(name)) for row in rows])
    return _t.Batch(len(rows), [_t.ColumnCells(name, cells(name), []) for name in names])


def _where(columns: Optional[dict[str, Any]]) -> _t.Filter:
    if not columns:
        return _t.Filter_EveryRow()
    return _t.Filter_Equal([(name, value(given)) for name, given in columns.items()])


def _assignment(given: Any) -> _c.Assignment:
    if isinstance(given, Expression):
        return _c.Assignment_Expression(dialects(given.sql))
    return _c.Assignment_Value(value(given))


# The operations, by the names that scripts use.


def create_table(
    name: Any,
    *parts: Any,
    comment: Optional[str] = None,
    options: Optional[_s.TableOptions] = None,
    if_not_exists: bool = False,
) -> None:
    """Makes a table of columns, constraints and indexes, in any order."""
    of = lambda kind: [part for part in parts if isinstance(part, kind)]
    plain = options or _s.TableOptions(False, False, None, None, None)
    table = _s.Table(
        _named(name), of(_s.Column), of(_s.Constraint), of(_s.Index), comment, plain
    )
    apply(_o.Operation_CreateTable(_c.CreateTable(table, if_not_exists)))


def drop_table(name: Any, *, if_exists: bool = False, cascade: bool = False) -> None:
    apply(_o.Operation_DropTable(_c.DropTable(_named(name), if_exists, cascade)))


def rename_table(name: Any, new_name: str) -> None:
    apply(_o.Operation_RenameTable(_c.RenameTable(_named(name), new_name)))


def set_table_comment(name: Any, comment: Optional[str]) -> None:
    apply(_o.Operation_SetTableComment(_c.SetTableComment(_named(name), comment)))


def add_column(table: Any, added: _s.Column, *, if_not_exists: bool = False) -> None:
    apply(_o.Operation_AddColumn(_c.AddColumn(_named(table), added, if_not_exists)))


def drop_column(table: Any, name: str, *, if_exists: bool = False) -> None:
    apply(_o.Operation_DropColumn(_c.DropColumn(_named(table), name, if_exists)))


def rename_column(table: Any, name: str, new_name: str) -> None:
    apply(_o.Operation_RenameColumn(_c.RenameColumn(_named(table), name, new_name)))


def alter_column(
    table: Any,
    name: str,
    *,
    column_type: Optional[_s.ColumnType] = None,
    nullable: Optional[bool] = None,
    default: Any = _NOT_GIVEN,
    comment: Any = _NOT_GIVEN,
) -> None:
    """Changes what is given; `REMOVE` takes a default or a comment away."""
    new_default: _c.DefaultChange = _c.DefaultChange_Unchanged()
    if default is REMOVE:
        new_default = _c.DefaultChange_Remove()
    elif default is not _NOT_GIVEN:
        new_default = _c.DefaultChange_Set(_standard(default))
    new_comment: _c.CommentChange = _c.CommentChange_Unchanged()
    if comment is REMOVE:
        new_comment = _c.CommentChange_Remove()
    elif comment is not _NOT_GIVEN:
        new_comment = _c.CommentChange_Set(comment)
    new_type = _c.TypeChange(column_type, None) if column_type else None
    altered = _c.AlterColumn(
        _named(table), name, new_type, nullable, new_default, new_comment,
        _c.IdentityChange_Unchanged(),
    )
    apply(_o.Operation_AlterColumn(altered))


def create_index(
    table: Any, added: _s.Index, *, concurrently: bool = False, if_not_exists: bool = False
) -> None:
    apply(_o.Operation_CreateIndex(_c.CreateIndex(_named(table), added, concurrently, if_not_exists)))


def drop_index(
    name: str, table: Any = None, *, concurrently: bool = False, if_exists: bool = False
) -> None:
    owner = _named(table) if table else None
    apply(_o.Operation_DropIndex(_c.DropIndex(name, owner, concurrently, if_exists)))


def rename_index(name: str, new_name: str, table: Any = None) -> None:
    owner = _named(table) if table else None
    apply(_o.Operation_RenameIndex(_c.RenameIndex(name, owner, new_name)))


def add_constraint(table: Any, constraint: _s.Constraint) -> None:
    apply(_o.Operation_AddConstraint(_c.AddConstraint(_named(table), constraint)))


def drop_constraint(
    table: Any, name: str, kind: Optional[_s.ConstraintKind] = None, *, if_exists: bool = False
) -> None:
    apply(_o.Operation_DropConstraint(_c.DropConstraint(_named(table), name, kind, if_exists)))


def rename_constraint(
    table: Any, name: str, new_name: str, kind: Optional[_s.ConstraintKind] = None
) -> None:
    apply(_o.Operation_RenameConstraint(_c.RenameConstraint(_named(table), name, new_name, kind)))


def validate_constraint(table: Any, name: str) -> None:
    apply(_o.Operation_ValidateConstraint(_c.ValidateConstraint(_named(table), name)))


def create_enum(name: str, values: list[str]) -> None:
    apply(_o.Operation_CreateEnum(_c.CreateEnum(name, values)))


def add_enum_value(
    name: str, added: str, *, before: Optional[str] = None, after: Optional[str] = None
) -> None:
    """Adds a value at the end, or before or after another one."""
    position: _c.EnumPosition = _c.EnumPosition_Last()
    if before is not None:
        position = _c.EnumPosition_Before(before)
    if after is not None:
        position = _c.EnumPosition_After(after)
    apply(_o.Operation_AddEnumValue(_c.AddEnumValue(name, added, position)))


def rename_enum_value(name: str, old: str, new: str) -> None:
    apply(_o.Operation_RenameEnumValue(_c.RenameEnumValue(name, old, new)))


def drop_enum(name: str, *, if_exists: bool = False) -> None:
    apply(_o.Operation_DropEnum(_c.DropEnum(name, if_exists)))


def create_view(
    name: Any,
    query: str,
    *,
    materialized: bool = False,
    columns: Optional[list[str]] = None,
    or_replace: bool = False,
) -> None:
    view = _c.CreateView(_named(name), query, materialized, columns or [], or_replace)
    apply(_o.Operation_CreateView(view))


def drop_view(name: Any, *, if_exists: bool = False) -> None:
    apply(_o.Operation_DropView(_c.DropView(_named(name), if_exists)))


def create_trigger(name: str, table: Any, definition: str, *, or_replace: bool = False) -> None:
    trigger = _c.CreateTrigger(name, _named(table), definition, or_replace)
    apply(_o.Operation_CreateTrigger(trigger))


def drop_trigger(name: str, table: Any, *, if_exists: bool = False) -> None:
    apply(_o.Operation_DropTrigger(_c.DropTrigger(name, _named(table), if_exists)))


def create_function(
    name: Any,
    definition: str,
    *,
    arguments: str = "",
    procedure: bool = False,
    or_replace: bool = False,
) -> None:
    function = _c.CreateFunction(_named(name), arguments, procedure, definition, or_replace)
    apply(_o.Operation_CreateFunction(function))


def drop_function(
    name: Any, *, arguments: str = "", procedure: bool = False, if_exists: bool = False
) -> None:
    apply(_o.Operation_DropFunction(_c.DropFunction(_named(name), arguments, procedure, if_exists)))


def create_schema(name: str, *, if_not_exists: bool = False) -> None:
    apply(_o.Operation_CreateSchema(_c.CreateSchema(name, if_not_exists)))


def drop_schema(name: str, *, if_exists: bool = False, cascade: bool = False) -> None:
    apply(_o.Operation_DropSchema(_c.DropSchema(name, if_exists, cascade)))


def create_sequence(
    name: Any,
    *,
    start: Optional[int] = None,
    increment: Optional[int] = None,
    if_not_exists: bool = False,
) -> None:
    sequence = _c.CreateSequence(_named(name), start, increment, if_not_exists)
    apply(_o.Operation_CreateSequence(sequence))


def drop_sequence(name: Any, *, if_exists: bool = False) -> None:
    apply(_o.Operation_DropSequence(_c.DropSequence(_named(name), if_exists)))


def create_extension(name: str, *, if_not_exists: bool = False) -> None:
    apply(_o.Operation_CreateExtension(_c.CreateExtension(name, if_not_exists)))


def drop_extension(name: str, *, if_exists: bool = False) -> None:
    apply(_o.Operation_DropExtension(_c.DropExtension(name, if_exists)))


def insert(table: Any, *rows: dict[str, Any]) -> int:
    """Inserts rows; the first one says in which order the columns stand."""
    return apply(_o.Operation_Insert(_c.Insert(_named(table), _batch(list(rows)))))


def update(table: Any, changes: dict[str, Any], where: Optional[dict[str, Any]] = None) -> int:
    """Updates the rows that match, or all; gives their number."""
    assignments = [(name, _assignment(given)) for name, given in changes.items()]
    return apply(_o.Operation_Update(_c.Update(_named(table), assignments, _where(where))))


def update_by_key(table: Any, key: list[str], rows: list[dict[str, Any]]) -> int:
    """Updates single rows: each has the columns of the key and those that change."""
    return apply(_o.Operation_UpdateByKey(_c.UpdateByKey(_named(table), key, _batch(rows))))


def delete(table: Any, where: Optional[dict[str, Any]] = None) -> int:
    """Deletes the rows that match, or all; gives their number."""
    return apply(_o.Operation_Delete(_c.Delete(_named(table), _where(where))))


def delete_by_key(table: Any, keys: list[dict[str, Any]]) -> int:
    return apply(_o.Operation_DeleteByKey(_c.DeleteByKey(_named(table), _batch(keys))))


def _listed(cells: _t.ColumnCells) -> list[Any]:
    """What a column holds, one Python value for each row; NULL is None."""
    given = cells.cells.value
    values = given.texts if isinstance(given, _t.TextCells) else given
    if isinstance(cells.cells, _t.Cells_Mixed):
        values = [getattr(one, "value", None) for one in values]
    if not cells.nulls:
        return values
    return [None if null else one for one, null in zip(values, cells.nulls)]


def rows(
    table: Any,
    columns: Optional[list[str]] = None,
    *,
    where: Optional[dict[str, Any]] = None,
    order: Optional[list[str]] = None,
    limit: Optional[int] = None,
    batch: int = 1000,
) -> Iterator[tuple[Any, ...]]:
    """The rows of a table as tuples, read in batches; numbers, texts and bytes as they are."""
    wanted = _q.TableRows(_named(table), columns or [], _where(where), order or [], limit)
    with _q.open(wanted) as cursor:
        while (found := cursor.next(batch)) is not None:
            yield from zip(*(_listed(cells) for cells in found.columns))
