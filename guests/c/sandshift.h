/*
 * Builders for the contract, so that a migration in C reads like one in rhai.
 *
 * `contract.h` beside it is made from the contract when the migration is built; everything here
 * only fills in what is usually left out, with compound literals and designated initialisers. The
 * prefixes: `t_` makes types, `v_` values, `db_` does an operation. Fields that a macro does not
 * name are set behind its arguments: `COLUMN("id", t_integer(), .nullable = false)`.
 *
 * Nothing is ever freed: the memory of a migration is its own and goes when it ends.
 */
#ifndef SANDSHIFT_H
#define SANDSHIFT_H

#include "contract.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef contract_string_t string_t;
typedef contract_option_string_t option_string_t;
typedef contract_list_string_t names_t;
typedef sandshift_guest_types_object_name_t object_name_t;
typedef sandshift_guest_types_dialect_text_t dialect_text_t;
typedef sandshift_guest_types_value_t value_t;
typedef sandshift_guest_types_list_value_t values_t;
typedef sandshift_guest_types_column_cells_t column_cells_t;
typedef sandshift_guest_types_batch_t batch_t;
typedef sandshift_guest_types_filter_t filter_t;
typedef sandshift_guest_schema_column_type_t column_type_t;
typedef sandshift_guest_schema_column_t column_t;
typedef sandshift_guest_schema_constraint_t constraint_t;
typedef sandshift_guest_schema_index_key_t index_key_t;
typedef sandshift_guest_schema_index_t index_t;
typedef sandshift_guest_operations_operation_t operation_t;
typedef sandshift_guest_types_tuple2_string_value_t condition_t;
typedef sandshift_guest_changes_tuple2_string_assignment_t assignment_t;
typedef sandshift_guest_schema_option_default_value_t default_t;

/* A list of the contract from its elements. */
#define LIST(list, element, ...) \
  ((list){(element[]){__VA_ARGS__}, sizeof((element[]){__VA_ARGS__}) / sizeof(element)})

/* Memory that has to be there: without it the migration ends. */
static inline void *sized(size_t bytes) {
  void *memory = calloc(1, bytes ? bytes : 1);
  if (!memory) abort();
  return memory;
}

/* ---- Texts and names ---- */

static inline string_t str(const char *text) {
  return (string_t){(uint8_t *)text, strlen(text)};
}

static inline option_string_t some(const char *text) {
  return (option_string_t){true, str(text)};
}

static inline names_t names_of(size_t count, const char *const *texts) {
  names_t names = {sized(count * sizeof(string_t)), count};
  for (size_t at = 0; at < count; at++) names.ptr[at] = str(texts[at]);
  return names;
}

#define NAMES(...) \
  names_of(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *), (const char *[]){__VA_ARGS__})

static inline object_name_t named(const char *name) { return (object_name_t){.name = str(name)}; }

static inline object_name_t in_schema(const char *schema, const char *name) {
  return (object_name_t){.schema = some(schema), .name = str(name)};
}

/* One text for every database, or one for each. */
static inline dialect_text_t everywhere(const char *text) {
  return (dialect_text_t){.generic = some(text)};
}

static inline dialect_text_t dialects(const char *sqlite, const char *postgres, const char *mysql) {
  contract_tuple2_string_string_t *pairs = sized(3 * sizeof *pairs);
  pairs[0] = (contract_tuple2_string_string_t){str("sqlite"), str(sqlite)};
  pairs[1] = (contract_tuple2_string_string_t){str("postgres"), str(postgres)};
  pairs[2] = (contract_tuple2_string_string_t){str("mysql"), str(mysql)};
  return (dialect_text_t){.variants = {pairs, 3}};
}

/* Whether the database is `sqlite`, `postgres` or `mysql`. */
static inline bool dialect_is(const char *name) {
  string_t dialect;
  sandshift_guest_env_dialect(&dialect);
  return dialect.len == strlen(name) && !memcmp(dialect.ptr, name, dialect.len);
}

/* ---- Types ---- */

#define T_PLAIN(name, tag_name) \
  static inline column_type_t name(void) { \
    return (column_type_t){.tag = SANDSHIFT_GUEST_SCHEMA_COLUMN_TYPE_##tag_name}; \
  }
T_PLAIN(t_small_integer, SMALL_INTEGER)
T_PLAIN(t_integer, INTEGER)
T_PLAIN(t_big_integer, BIG_INTEGER)
T_PLAIN(t_boolean, BOOLEAN)
T_PLAIN(t_float, FLOAT)
T_PLAIN(t_double, DOUBLE)
T_PLAIN(t_text, TEXT)
T_PLAIN(t_date, DATE)
T_PLAIN(t_time, TIME)
T_PLAIN(t_timestamp, TIMESTAMP)
T_PLAIN(t_timestamp_with_zone, TIMESTAMP_WITH_ZONE)
T_PLAIN(t_interval, INTERVAL)
T_PLAIN(t_json, JSON)
T_PLAIN(t_uuid, UUID)
#undef T_PLAIN

static inline column_type_t t_numeric(uint32_t precision, uint32_t scale) {
  return (column_type_t){.tag = SANDSHIFT_GUEST_SCHEMA_COLUMN_TYPE_NUMERIC,
                         .val.numeric = {{true, precision}, {true, scale}}};
}

static inline column_type_t t_string(uint32_t characters) {
  return (column_type_t){.tag = SANDSHIFT_GUEST_SCHEMA_COLUMN_TYPE_STRING,
                         .val.string = {true, characters}};
}

static inline column_type_t t_char(uint32_t characters) {
  return (column_type_t){.tag = SANDSHIFT_GUEST_SCHEMA_COLUMN_TYPE_CHAR, .val.char_ = characters};
}

/* At most so many bytes; 0 for any number. */
static inline column_type_t t_binary(uint32_t bytes) {
  return (column_type_t){.tag = SANDSHIFT_GUEST_SCHEMA_COLUMN_TYPE_BINARY,
                         .val.binary = {bytes != 0, bytes}};
}

static inline column_type_t t_enumeration(const char *name) {
  return (column_type_t){.tag = SANDSHIFT_GUEST_SCHEMA_COLUMN_TYPE_ENUMERATION,
                         .val.enumeration = str(name)};
}

static inline column_type_t t_native(dialect_text_t spelling) {
  return (column_type_t){.tag = SANDSHIFT_GUEST_SCHEMA_COLUMN_TYPE_NATIVE, .val.native = spelling};
}

/* ---- Values ---- */

static inline value_t v_null(void) { return (value_t){.tag = SANDSHIFT_GUEST_TYPES_VALUE_NULL}; }

static inline value_t v_boolean(bool given) {
  return (value_t){.tag = SANDSHIFT_GUEST_TYPES_VALUE_BOOLEAN, .val.boolean = given};
}

static inline value_t v_integer(int64_t given) {
  return (value_t){.tag = SANDSHIFT_GUEST_TYPES_VALUE_SIGNED, .val.signed_ = given};
}

static inline value_t v_real(double given) {
  return (value_t){.tag = SANDSHIFT_GUEST_TYPES_VALUE_REAL, .val.real = given};
}

static inline value_t v_bytes(const void *bytes, size_t length) {
  return (value_t){.tag = SANDSHIFT_GUEST_TYPES_VALUE_BYTES,
                   .val.bytes = {(uint8_t *)bytes, length}};
}

#define V_TEXT(name, tag_name) \
  static inline value_t name(const char *given) { \
    return (value_t){.tag = SANDSHIFT_GUEST_TYPES_VALUE_##tag_name, .val.text = str(given)}; \
  }
V_TEXT(v_text, TEXT)
V_TEXT(v_decimal, DECIMAL)
V_TEXT(v_json, JSON)
V_TEXT(v_date, DATE)
V_TEXT(v_time, TIME)
V_TEXT(v_timestamp, TIMESTAMP)
V_TEXT(v_timestamp_with_zone, TIMESTAMP_WITH_ZONE)
V_TEXT(v_uuid, UUID)
#undef V_TEXT

/* The moment of the migration, the same in each call, with its microseconds. */
static inline value_t v_now(void) {
  int64_t micros = sandshift_guest_env_now_micros();
  time_t seconds = (time_t)(micros / 1000000);
  struct tm moment;
  gmtime_r(&seconds, &moment);
  char *text = sized(64), whole[32];
  strftime(whole, sizeof whole, "%Y-%m-%d %H:%M:%S", &moment);
  snprintf(text, 64, "%s.%06d+00:00", whole, (int)(micros % 1000000));
  return v_timestamp_with_zone(text);
}

/* A uuid that looks random and is the same when the migration runs again. */
static inline value_t v_uuid4(void) {
  string_t given;
  sandshift_guest_env_uuid4(&given);
  return (value_t){.tag = SANDSHIFT_GUEST_TYPES_VALUE_UUID, .val.uuid = given};
}

/* ---- Columns, constraints, indexes ---- */

static inline default_t literal(value_t given) {
  return (default_t){true, {SANDSHIFT_GUEST_SCHEMA_DEFAULT_VALUE_LITERAL, {.literal = given}}};
}

static inline default_t now(void) {
  return (default_t){true, {.tag = SANDSHIFT_GUEST_SCHEMA_DEFAULT_VALUE_NOW}};
}

static inline default_t computed_default(const char *sql) {
  return (default_t){
      true, {SANDSHIFT_GUEST_SCHEMA_DEFAULT_VALUE_EXPRESSION, {.expression = str(sql)}}};
}

#define COLUMN(column_name, type, ...) \
  ((column_t){.name = str(column_name), .column_type = (type), .nullable = true, __VA_ARGS__})
#define COLUMNS(...) LIST(sandshift_guest_schema_list_column_t, column_t, __VA_ARGS__)
#define CONSTRAINTS(...) LIST(sandshift_guest_schema_list_constraint_t, constraint_t, __VA_ARGS__)
#define INDEXES(...) LIST(sandshift_guest_schema_list_index_t, index_t, __VA_ARGS__)

/* Constraints take a name, or NULL for one by the naming convention. */
static inline option_string_t maybe(const char *name) {
  return name ? some(name) : (option_string_t){0};
}

static inline constraint_t primary_key(const char *name, names_t columns) {
  return (constraint_t){maybe(name),
                        {SANDSHIFT_GUEST_SCHEMA_CONSTRAINT_BODY_PRIMARY_KEY, {.primary_key = columns}}};
}

/* How a column is computed from others and kept. */
static inline sandshift_guest_schema_option_generated_t generated(const char *sql) {
  return (sandshift_guest_schema_option_generated_t){true, {str(sql), true}};
}

/* The database numbers the column. */
#define NUMBERED .identity = {.is_some = true}

static inline constraint_t unique(const char *name, names_t columns) {
  return (constraint_t){maybe(name),
                        {SANDSHIFT_GUEST_SCHEMA_CONSTRAINT_BODY_UNIQUE, {.unique = {.columns = columns}}}};
}

static inline constraint_t check(const char *name, const char *sql) {
  return (constraint_t){maybe(name),
                        {SANDSHIFT_GUEST_SCHEMA_CONSTRAINT_BODY_CHECK, {.check = {.expression = str(sql)}}}};
}

#define FOREIGN_KEY(key_name, its_columns, other_table, other_columns, ...) \
  ((constraint_t){ \
      maybe(key_name), \
      {SANDSHIFT_GUEST_SCHEMA_CONSTRAINT_BODY_FOREIGN_KEY, \
       {.foreign_key = {.columns = (its_columns), .references = named(other_table), \
                        .referred_columns = (other_columns), __VA_ARGS__}}}})
#define NO_ACTION {true, SANDSHIFT_GUEST_SCHEMA_REFERENTIAL_ACTION_NO_ACTION}
#define RESTRICT {true, SANDSHIFT_GUEST_SCHEMA_REFERENTIAL_ACTION_RESTRICT}
#define CASCADE {true, SANDSHIFT_GUEST_SCHEMA_REFERENTIAL_ACTION_CASCADE}
#define SET_NULL {true, SANDSHIFT_GUEST_SCHEMA_REFERENTIAL_ACTION_SET_NULL}
#define DEFERRED {true, SANDSHIFT_GUEST_SCHEMA_DEFERRABLE_DEFERRED}

static inline index_key_t ascending(const char *column) {
  return (index_key_t){.term = {SANDSHIFT_GUEST_SCHEMA_INDEX_TERM_COLUMN, {.column = str(column)}}};
}

static inline index_key_t descending(const char *column) {
  index_key_t key = ascending(column);
  key.descending = true;
  return key;
}

static inline index_key_t key_expression(const char *sql) {
  return (index_key_t){
      .term = {SANDSHIFT_GUEST_SCHEMA_INDEX_TERM_EXPRESSION, {.expression = str(sql)}}};
}

#define KEYS(...) LIST(sandshift_guest_schema_list_index_key_t, index_key_t, __VA_ARGS__)
#define INDEX(index_name, its_keys, ...) \
  ((index_t){.name = maybe(index_name), .keys = its_keys, __VA_ARGS__})

/* ---- Operations ---- */

static inline uint64_t db_apply(operation_t operation) {
  return sandshift_guest_operations_apply(&operation);
}

/* An operation by its name in the contract, in capitals and not, and its fields. */
#define DB(TAG, field, ...) \
  db_apply((operation_t){.tag = SANDSHIFT_GUEST_OPERATIONS_OPERATION_##TAG, .val.field = {__VA_ARGS__}})

#define db_create_table(table_name, its_columns, ...) \
  DB(CREATE_TABLE, create_table, \
     .table = {.name = named(table_name), .columns = its_columns, __VA_ARGS__})
#define db_drop_table(name, ...) DB(DROP_TABLE, drop_table, .table = named(name), __VA_ARGS__)
#define db_rename_table(name, other) \
  DB(RENAME_TABLE, rename_table, .table = named(name), .new_name = str(other))
#define db_set_table_comment(name, text) \
  DB(SET_TABLE_COMMENT, set_table_comment, .table = named(name), .comment = maybe(text))
#define db_add_column(table_name, added, ...) \
  DB(ADD_COLUMN, add_column, .table = named(table_name), .column = added, __VA_ARGS__)
#define db_drop_column(table_name, name, ...) \
  DB(DROP_COLUMN, drop_column, .table = named(table_name), .column = str(name), __VA_ARGS__)
#define db_rename_column(table_name, name, other) \
  DB(RENAME_COLUMN, rename_column, .table = named(table_name), .column = str(name), \
     .new_name = str(other))
/* Changes what is named behind: `NEW_TYPE(t)`, `NULLABLE(b)`, `NEW_DEFAULT(d)`, `NO_DEFAULT`,
 * `NEW_COMMENT(c)`, `NO_COMMENT`. */
#define db_alter_column(table_name, name, ...) \
  DB(ALTER_COLUMN, alter_column, .table = named(table_name), .column = str(name), __VA_ARGS__)
#define NEW_TYPE(type) .column_type = {true, {.column_type = type}}
#define NULLABLE(allowed) .nullable = {true, allowed}
#define NEW_DEFAULT(given) .default_ = {SANDSHIFT_GUEST_CHANGES_DEFAULT_CHANGE_SET, {.set = (given).val}}
#define NO_DEFAULT .default_ = {.tag = SANDSHIFT_GUEST_CHANGES_DEFAULT_CHANGE_REMOVE}
#define NEW_COMMENT(text) .comment = {SANDSHIFT_GUEST_CHANGES_COMMENT_CHANGE_SET, {.set = str(text)}}
#define NO_COMMENT .comment = {.tag = SANDSHIFT_GUEST_CHANGES_COMMENT_CHANGE_REMOVE}

#define OF_TABLE(name) .table = {true, named(name)}
#define db_create_index(table_name, added, ...) \
  DB(CREATE_INDEX, create_index, .table = named(table_name), .index = added, __VA_ARGS__)
#define db_drop_index(index_name, ...) \
  DB(DROP_INDEX, drop_index, .name = str(index_name), __VA_ARGS__)
#define db_rename_index(index_name, other, ...) \
  DB(RENAME_INDEX, rename_index, .name = str(index_name), .new_name = str(other), __VA_ARGS__)
#define db_add_constraint(table_name, added) \
  DB(ADD_CONSTRAINT, add_constraint, .table = named(table_name), .constraint = added)
#define OF_KIND(KIND) .kind = {true, SANDSHIFT_GUEST_SCHEMA_CONSTRAINT_KIND_##KIND}
#define db_drop_constraint(table_name, its_name, ...) \
  DB(DROP_CONSTRAINT, drop_constraint, .table = named(table_name), .name = str(its_name), __VA_ARGS__)
#define db_rename_constraint(table_name, its_name, other, ...) \
  DB(RENAME_CONSTRAINT, rename_constraint, .table = named(table_name), .name = str(its_name), \
     .new_name = str(other), __VA_ARGS__)
#define db_validate_constraint(table_name, its_name) \
  DB(VALIDATE_CONSTRAINT, validate_constraint, .table = named(table_name), .name = str(its_name))

#define db_create_enum(enum_name, its_values) \
  DB(CREATE_ENUM, create_enum, .name = str(enum_name), .values = its_values)
#define AFTER(other) .position = {SANDSHIFT_GUEST_CHANGES_ENUM_POSITION_AFTER, {.after = str(other)}}
#define BEFORE(other) .position = {SANDSHIFT_GUEST_CHANGES_ENUM_POSITION_BEFORE, {.before = str(other)}}
#define db_add_enum_value(enum_name, added, ...) \
  DB(ADD_ENUM_VALUE, add_enum_value, .name = str(enum_name), .value = str(added), __VA_ARGS__)
#define db_rename_enum_value(enum_name, old, other) \
  DB(RENAME_ENUM_VALUE, rename_enum_value, .name = str(enum_name), .value = str(old), \
     .new_value = str(other))
#define db_drop_enum(enum_name, ...) DB(DROP_ENUM, drop_enum, .name = str(enum_name), __VA_ARGS__)

#define db_create_view(view_name, its_query, ...) \
  DB(CREATE_VIEW, create_view, .name = named(view_name), .query = str(its_query), __VA_ARGS__)
#define db_drop_view(view_name, ...) DB(DROP_VIEW, drop_view, .name = named(view_name), __VA_ARGS__)
#define db_create_trigger(trigger_name, table_name, text, ...) \
  DB(CREATE_TRIGGER, create_trigger, .name = str(trigger_name), .table = named(table_name), \
     .definition = str(text), __VA_ARGS__)
#define db_drop_trigger(trigger_name, table_name, ...) \
  DB(DROP_TRIGGER, drop_trigger, .name = str(trigger_name), .table = named(table_name), __VA_ARGS__)
#define db_create_function(function_name, text, ...) \
  DB(CREATE_FUNCTION, create_function, .name = named(function_name), .definition = str(text), \
     __VA_ARGS__)
#define db_drop_function(function_name, ...) \
  DB(DROP_FUNCTION, drop_function, .name = named(function_name), __VA_ARGS__)
#define db_create_schema(schema_name, ...) \
  DB(CREATE_SCHEMA, create_schema, .name = str(schema_name), __VA_ARGS__)
#define db_drop_schema(schema_name, ...) \
  DB(DROP_SCHEMA, drop_schema, .name = str(schema_name), __VA_ARGS__)
#define db_create_sequence(sequence_name, ...) \
  DB(CREATE_SEQUENCE, create_sequence, .name = (sequence_name), __VA_ARGS__)
#define db_drop_sequence(sequence_name, ...) \
  DB(DROP_SEQUENCE, drop_sequence, .name = (sequence_name), __VA_ARGS__)
#define db_create_extension(extension_name, ...) \
  DB(CREATE_EXTENSION, create_extension, .name = str(extension_name), __VA_ARGS__)
#define db_drop_extension(extension_name, ...) \
  DB(DROP_EXTENSION, drop_extension, .name = str(extension_name), __VA_ARGS__)

/* ---- Rows ---- */

/* Values of rows, row by row. */
#define VALUES(...) LIST(values_t, value_t, __VA_ARGS__)

/* Rows from their columns and from all their values, row by row. */
static inline batch_t batch_of(names_t columns, values_t values) {
  size_t rows = columns.len ? values.len / columns.len : 0;
  column_cells_t *cells = sized(columns.len * sizeof *cells);
  for (size_t column = 0; column < columns.len; column++) {
    values_t list = {sized(rows * sizeof(value_t)), rows};
    for (size_t row = 0; row < rows; row++) list.ptr[row] = values.ptr[row * columns.len + column];
    cells[column].name = columns.ptr[column];
    cells[column].cells.tag = SANDSHIFT_GUEST_TYPES_CELLS_MIXED;
    cells[column].cells.val.mixed = list;
  }
  return (batch_t){(uint32_t)rows, {cells, columns.len}};
}

#define db_insert(table_name, its_columns, its_values) \
  DB(INSERT, insert, .table = named(table_name), .rows = batch_of(its_columns, its_values))
#define db_update_by_key(table_name, its_key, its_columns, its_values) \
  DB(UPDATE_BY_KEY, update_by_key, .table = named(table_name), .key = its_key, \
     .rows = batch_of(its_columns, its_values))

static inline assignment_t to(const char *column, value_t given) {
  return (assignment_t){str(column), {SANDSHIFT_GUEST_CHANGES_ASSIGNMENT_VALUE, {.value = given}}};
}

static inline assignment_t to_sql(const char *column, const char *sql) {
  return (assignment_t){
      str(column), {SANDSHIFT_GUEST_CHANGES_ASSIGNMENT_EXPRESSION, {.expression = everywhere(sql)}}};
}

static inline condition_t is(const char *column, value_t given) {
  return (condition_t){str(column), given};
}

#define SET(...) \
  LIST(sandshift_guest_changes_list_tuple2_string_assignment_t, assignment_t, __VA_ARGS__)
#define WHERE(...) \
  ((filter_t){SANDSHIFT_GUEST_TYPES_FILTER_EQUAL, \
              {LIST(sandshift_guest_types_list_tuple2_string_value_t, condition_t, __VA_ARGS__)}})
#define EVERY_ROW ((filter_t){.tag = SANDSHIFT_GUEST_TYPES_FILTER_EVERY_ROW})
#define db_update(table_name, changes, which) \
  DB(UPDATE, update, .table = named(table_name), .set = changes, .filter = which)
#define db_delete(table_name, which) DB(DELETE, delete_, .table = named(table_name), .filter = which)

/* ---- Reading ---- */

typedef sandshift_guest_query_own_cursor_t cursor_t;

/* Opens a cursor over these columns of all rows, in the order of some of them. */
static inline cursor_t db_rows(const char *table, names_t columns, names_t order) {
  sandshift_guest_query_table_rows_t wanted = {
      .table = named(table), .columns = columns, .filter = EVERY_ROW, .order = order};
  return sandshift_guest_query_open(&wanted);
}

/* The next rows, 1 to 100000 of them; false at the end. */
static inline bool db_next(cursor_t cursor, uint32_t rows, batch_t *batch) {
  return sandshift_guest_query_method_cursor_next(sandshift_guest_query_borrow_cursor(cursor), rows, batch);
}

/* The cell in a column, counted from 0, of a row. */
static inline value_t cell(const batch_t *batch, size_t column, size_t row) {
  const column_cells_t *given = &batch->columns.ptr[column];
  if (given->nulls.len && given->nulls.ptr[row]) return v_null();
  switch (given->cells.tag) {
    case SANDSHIFT_GUEST_TYPES_CELLS_BOOLEANS: return v_boolean(given->cells.val.booleans.ptr[row]);
    case SANDSHIFT_GUEST_TYPES_CELLS_SIGNED: return v_integer(given->cells.val.signed_.ptr[row]);
    case SANDSHIFT_GUEST_TYPES_CELLS_UNSIGNED:
      return (value_t){.tag = SANDSHIFT_GUEST_TYPES_VALUE_UNSIGNED,
                       .val.unsigned_ = given->cells.val.unsigned_.ptr[row]};
    case SANDSHIFT_GUEST_TYPES_CELLS_REALS: return v_real(given->cells.val.reals.ptr[row]);
    case SANDSHIFT_GUEST_TYPES_CELLS_BYTES: {
      contract_list_u8_t bytes = given->cells.val.bytes.ptr[row];
      return v_bytes(bytes.ptr, bytes.len);
    }
    case SANDSHIFT_GUEST_TYPES_CELLS_TEXTS: {
      /* The kinds of texts in the order of the contract, as kinds of values. */
      static const uint8_t kinds[] = {
          SANDSHIFT_GUEST_TYPES_VALUE_TEXT,      SANDSHIFT_GUEST_TYPES_VALUE_DECIMAL,
          SANDSHIFT_GUEST_TYPES_VALUE_JSON,      SANDSHIFT_GUEST_TYPES_VALUE_DATE,
          SANDSHIFT_GUEST_TYPES_VALUE_TIME,      SANDSHIFT_GUEST_TYPES_VALUE_TIMESTAMP,
          SANDSHIFT_GUEST_TYPES_VALUE_TIMESTAMP_WITH_ZONE, SANDSHIFT_GUEST_TYPES_VALUE_UUID,
          SANDSHIFT_GUEST_TYPES_VALUE_OTHER};
      return (value_t){.tag = kinds[given->cells.val.texts.kind],
                       .val.text = given->cells.val.texts.texts.ptr[row]};
    }
    default: return given->cells.val.mixed.ptr[row];
  }
}

static inline bool is_null(value_t given) { return given.tag == SANDSHIFT_GUEST_TYPES_VALUE_NULL; }

/* ---- Answers ---- */

/* What `up`, `down` and `verify` answer. */
static inline bool done(void) { return true; }

/* Ends the migration with a reason, and everything is undone: `return failed(err, "…");` */
static inline bool failed(string_t *err, const char *reason) {
  contract_string_dup(err, reason);
  return false;
}

#endif
