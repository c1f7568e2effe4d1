// Builders for the contract, so that a migration in JavaScript reads like one in rhai.
//
// The contract itself is `contract.d.ts`; everything here only fills in what is usually left out.
// Whatever is missing here can be imported from the modules of the contract directly. Types for
// editors are in `sandshift.d.ts`.

import { apply } from 'sandshift:guest/operations@0.2.0';
import * as env from 'sandshift:guest/env@0.2.0';
import { open } from 'sandshift:guest/query@0.2.0';

const named = (name) => (typeof name === 'string' ? { name } : name);

/** A text for every database, or one for each: `{ sqlite: "…", postgres: "…", mysql: "…" }`. */
export const dialects = (text) =>
  typeof text === 'string'
    ? { generic: text, variants: [] }
    : { generic: undefined, variants: Object.entries(text) };

/** The types of columns. */
export const type = {
  smallInteger: { tag: 'small-integer' },
  integer: { tag: 'integer' },
  bigInteger: { tag: 'big-integer' },
  boolean: { tag: 'boolean' },
  float: { tag: 'float' },
  double: { tag: 'double' },
  numeric: (precision, scale) => ({ tag: 'numeric', val: { precision, scale } }),
  string: (characters) => ({ tag: 'string', val: characters }),
  char: (characters) => ({ tag: 'char', val: characters }),
  text: { tag: 'text' },
  binary: (bytes) => ({ tag: 'binary', val: bytes }),
  date: { tag: 'date' },
  time: { tag: 'time' },
  timestamp: { tag: 'timestamp' },
  timestampWithZone: { tag: 'timestamp-with-zone' },
  interval: { tag: 'interval' },
  json: { tag: 'json' },
  uuid: { tag: 'uuid' },
  enumeration: (name) => ({ tag: 'enumeration', val: name }),
  native: (text) => ({ tag: 'native', val: dialects(text) }),
};

/** A default that the database works out: the moment, or an expression. */
export const now = { tag: 'now' };
export const expression = (sql) => ({ tag: 'expression', val: sql });

/** Values for which JavaScript has no type of its own. */
export const decimal = (text) => ({ tag: 'decimal', val: text });
export const date = (text) => ({ tag: 'date', val: text });
export const time = (text) => ({ tag: 'time', val: text });
export const timestamp = (text) => ({ tag: 'timestamp', val: text });
export const timestampWithZone = (text) => ({ tag: 'timestamp-with-zone', val: text });
export const json = (document) => ({ tag: 'json', val: JSON.stringify(document) });
export const uuid = (text) => ({ tag: 'uuid', val: text });
/** A whole number as a double: `1.0` and `1` are the same in JavaScript, but not in a database. */
export const real = (number) => ({ tag: 'real', val: number });

/** The moment of the migration, the same in each call, with its microseconds. */
export function moment() {
  const micros = env.nowMicros();
  const iso = new Date(Number(micros / 1000n)).toISOString();
  const fraction = String(micros % 1_000_000n).padStart(6, '0');
  return timestampWithZone(`${iso.slice(0, 10)} ${iso.slice(11, 19)}.${fraction}+00:00`);
}

/** A uuid that looks random and is the same when the migration runs again. */
export const uuid4 = () => uuid(env.uuid4());

/** Whether the database is `sqlite`, `postgres` or `mysql`. */
export const dialectIs = (name) => env.dialect() === name;

/** The name of an object outside of the connection's default schema. */
export const inSchema = (schema, name) => ({ schema, name });

/** What a JavaScript value is in the words of the contract; tagged values stay as they are. */
export function value(given) {
  if (given === null || given === undefined) return { tag: 'null' };
  if (typeof given === 'boolean') return { tag: 'boolean', val: given };
  if (typeof given === 'bigint') return { tag: 'signed', val: given };
  if (typeof given === 'number') {
    return Number.isSafeInteger(given) && !Object.is(given, -0)
      ? { tag: 'signed', val: BigInt(given) }
      : { tag: 'real', val: given };
  }
  if (typeof given === 'string') return { tag: 'text', val: given };
  if (given instanceof Uint8Array) return { tag: 'bytes', val: given };
  return given;
}

const isDefault = (given) => given && (given.tag === 'now' || given.tag === 'expression');
const standard = (given) => (isDefault(given) ? given : { tag: 'literal', val: value(given) });

/** A column; NULL is allowed unless `nullable` is false. */
export function column(name, columnType, options = {}) {
  const { nullable = true, identity, generated, collation, comment } = options;
  const given = 'default' in options ? standard(options.default) : undefined;
  return { name, columnType, nullable, default: given, identity, generated, collation, comment };
}

/** Constraints; give `name` where the naming convention does not fit. */
export const primaryKey = (columns, { name } = {}) =>
  ({ name, body: { tag: 'primary-key', val: columns } });
export const unique = (columns, { name, nullsNotDistinct = false, deferrable } = {}) =>
  ({ name, body: { tag: 'unique', val: { columns, nullsNotDistinct, deferrable } } });
export const check = (sql, { name, notValid = false } = {}) =>
  ({ name, body: { tag: 'check', val: { expression: sql, notValid } } });
export const foreignKey = (columns, references, referredColumns = [], options = {}) => {
  const { name, onDelete, onUpdate, deferrable, notValid = false } = options;
  const val = { columns, references: named(references), referredColumns, onDelete, onUpdate, deferrable, notValid };
  return { name, body: { tag: 'foreign-key', val } };
};

/** An index key that runs down, or that is taken from an expression. */
export const descending = (name) => ({ ...key(name), descending: true });
export const keyExpression = (sql) =>
  ({ term: { tag: 'expression', val: sql }, descending: false, native: undefined });
const key = (given) =>
  typeof given === 'string'
    ? { term: { tag: 'column', val: given }, descending: false, native: undefined }
    : given;

/** An index over columns, or over what `descending` and `keyExpression` give. */
export function index(keys, options = {}) {
  const { name, unique = false, filter, included = [], method, nullsNotDistinct = false } = options;
  return { name, keys: keys.map(key), unique, filter, included, method, nullsNotDistinct };
}

const batchOf = (rows) => {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const cells = (name) => ({ tag: 'mixed', val: rows.map((row) => value(row[name])) });
  return { rows: rows.length, columns: names.map((name) => ({ name, cells: cells(name), nulls: [] })) };
};

/** Which rows: all without an argument, else those where each column has its value. */
const where = (columns) =>
  columns
    ? { tag: 'equal', val: Object.entries(columns).map(([name, given]) => [name, value(given)]) }
    : { tag: 'every-row' };

const assignment = (given) =>
  given && given.tag === 'expression'
    ? { tag: 'expression', val: dialects(given.val) }
    : { tag: 'value', val: value(given) };

const change = (tag, val) => apply({ tag, val });

/** The operations, by the names that scripts use. */
export const db = {
  createTable(name, columns, { constraints = [], indexes = [], comment, options, ifNotExists = false } = {}) {
    const settings = { strict: false, withoutRowid: false, engine: undefined, charset: undefined, collation: undefined, ...options };
    const table = { name: named(name), columns, constraints, indexes, comment, options: settings };
    change('create-table', { table, ifNotExists });
  },
  dropTable(name, { ifExists = false, cascade = false } = {}) {
    change('drop-table', { table: named(name), ifExists, cascade });
  },
  renameTable: (name, newName) => change('rename-table', { table: named(name), newName }),
  setTableComment: (name, comment) => change('set-table-comment', { table: named(name), comment }),
  addColumn: (table, added, { ifNotExists = false } = {}) =>
    change('add-column', { table: named(table), column: added, ifNotExists }),
  dropColumn: (table, name, { ifExists = false } = {}) =>
    change('drop-column', { table: named(table), column: name, ifExists }),
  renameColumn: (table, name, newName) =>
    change('rename-column', { table: named(table), column: name, newName }),
  /** Changes what is given: `type`, `nullable`, `default` and `comment`; null removes. */
  alterColumn(table, name, changes) {
    const set = (field, given) => {
      if (!(field in changes)) return { tag: 'unchanged' };
      return changes[field] === null ? { tag: 'remove' } : { tag: 'set', val: given(changes[field]) };
    };
    change('alter-column', {
      table: named(table),
      column: name,
      columnType: changes.type && { columnType: changes.type, using: undefined },
      nullable: changes.nullable,
      default: set('default', standard),
      comment: set('comment', (text) => text),
      identity: { tag: 'unchanged' },
    });
  },
  createIndex: (table, added, { concurrently = false, ifNotExists = false } = {}) =>
    change('create-index', { table: named(table), index: added, concurrently, ifNotExists }),
  dropIndex: (name, { table, concurrently = false, ifExists = false } = {}) =>
    change('drop-index', { name, table: table && named(table), concurrently, ifExists }),
  renameIndex: (name, newName, { table } = {}) =>
    change('rename-index', { name, table: table && named(table), newName }),
  addConstraint: (table, constraint) =>
    change('add-constraint', { table: named(table), constraint }),
  dropConstraint: (table, name, { kind, ifExists = false } = {}) =>
    change('drop-constraint', { table: named(table), name, kind, ifExists }),
  renameConstraint: (table, name, newName, { kind } = {}) =>
    change('rename-constraint', { table: named(table), name, newName, kind }),
  validateConstraint: (table, name) =>
    change('validate-constraint', { table: named(table), name }),
  createEnum: (name, values) => change('create-enum', { name, values }),
  /** Adds a value at the end, or `before` or `after` another one. */
  addEnumValue(name, added, { before, after } = {}) {
    let position = { tag: 'last' };
    if (before !== undefined) position = { tag: 'before', val: before };
    if (after !== undefined) position = { tag: 'after', val: after };
    change('add-enum-value', { name, value: added, position });
  },
  renameEnumValue: (name, old, newValue) =>
    change('rename-enum-value', { name, value: old, newValue }),
  dropEnum: (name, { ifExists = false } = {}) => change('drop-enum', { name, ifExists }),
  createView: (name, query, { materialized = false, columns = [], orReplace = false } = {}) =>
    change('create-view', { name: named(name), query, materialized, columns, orReplace }),
  dropView: (name, { ifExists = false } = {}) =>
    change('drop-view', { name: named(name), ifExists }),
  createTrigger: (name, table, definition, { orReplace = false } = {}) =>
    change('create-trigger', { name, table: named(table), definition, orReplace }),
  dropTrigger: (name, table, { ifExists = false } = {}) =>
    change('drop-trigger', { name, table: named(table), ifExists }),
  createFunction(name, definition, options = {}) {
    const { arguments: types = '', procedure = false, orReplace = false } = options;
    change('create-function', { name: named(name), arguments: types, procedure, definition, orReplace });
  },
  dropFunction(name, { arguments: types = '', procedure = false, ifExists = false } = {}) {
    change('drop-function', { name: named(name), arguments: types, procedure, ifExists });
  },
  createSchema: (name, { ifNotExists = false } = {}) =>
    change('create-schema', { name, ifNotExists }),
  dropSchema: (name, { ifExists = false, cascade = false } = {}) =>
    change('drop-schema', { name, ifExists, cascade }),
  createSequence: (name, { start, increment, ifNotExists = false } = {}) =>
    change('create-sequence', { name: named(name), start, increment, ifNotExists }),
  dropSequence: (name, { ifExists = false } = {}) =>
    change('drop-sequence', { name: named(name), ifExists }),
  createExtension: (name, { ifNotExists = false } = {}) =>
    change('create-extension', { name, ifNotExists }),
  dropExtension: (name, { ifExists = false } = {}) =>
    change('drop-extension', { name, ifExists }),

  /** Inserts one row or several; the first row says in which order the columns stand. */
  insert: (table, rows) =>
    change('insert', { table: named(table), rows: batchOf(Array.isArray(rows) ? rows : [rows]) }),
  /** Updates the rows that match, or all; gives their number. */
  update(table, changes, filter) {
    const set = Object.entries(changes).map(([name, given]) => [name, assignment(given)]);
    return change('update', { table: named(table), set, filter: where(filter) });
  },
  /** Updates single rows: each has the columns of the key and those that change. */
  updateByKey: (table, keyColumns, rows) =>
    change('update-by-key', { table: named(table), key: keyColumns, rows: batchOf(rows) }),
  /** Deletes the rows that match, or all; gives their number. */
  delete: (table, filter) => change('delete', { table: named(table), filter: where(filter) }),
  deleteByKey: (table, keys) =>
    change('delete-by-key', { table: named(table), keys: batchOf(keys) }),
};

/** What a column holds, one JavaScript value for each row; NULL is null. */
const listed = ({ cells, nulls }) => {
  const plain = (v) => ('val' in v ? v.val : null);
  const values = cells.tag === 'texts' ? cells.val.texts : Array.from(cells.val);
  return values.map((v, row) => (nulls[row] ? null : cells.tag === 'mixed' ? plain(v) : v));
};

/** The rows of a table as objects, read in batches. Integers are bigints. */
export function* rows(table, { columns = [], filter, order = [], limit, batch = 1000 } = {}) {
  const cursor = open({ table: named(table), columns, filter: where(filter), order, limit });
  for (let next = cursor.next(batch); next !== undefined; next = cursor.next(batch)) {
    const lists = next.columns.map((one) => [one.name, listed(one)]);
    for (let row = 0; row < next.rows; row += 1) {
      yield Object.fromEntries(lists.map(([name, values]) => [name, values[row]]));
    }
  }
}
