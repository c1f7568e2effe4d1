/*
 * Special values become a kind and a value.
 *
 * The largest number of single precision stands for infinity, NULL for no number. The rows are
 * read once; what changes is kept aside and written by key in batches.
 */
#include <math.h>
#include "sandshift.h"

static const double LIMIT = 3.4028234663852886e38;
enum { BATCH = 250, READ = 1000 };

/* Values that are going to be written, row by row. */
typedef struct {
  values_t values;
  size_t room;
} changes_t;

static void keep(changes_t *changes, value_t value) {
  if (changes->values.len == changes->room) {
    changes->room = changes->room ? 2 * changes->room : 1024;
    changes->values.ptr = realloc(changes->values.ptr, changes->room * sizeof(value_t));
    if (!changes->values.ptr) abort();
  }
  changes->values.ptr[changes->values.len++] = value;
}

static void write_batches(names_t columns, changes_t changes) {
  size_t batch = BATCH * columns.len;
  for (size_t at = 0; at < changes.values.len; at += batch) {
    size_t left = changes.values.len - at;
    values_t part = {changes.values.ptr + at, left < batch ? left : batch};
    db_update_by_key("trial_values", NAMES("id"), columns, part);
  }
}

/* MariaDB hands out six digits of a number of single precision. */
static bool near(double value, double target) {
  return fabs(value - target) <= fabs(target) * 1e-5;
}

bool exports_contract_up(string_t *err) {
  db_create_enum("value_kind", NAMES("FINITE", "INF_POS", "INF_NEG", "NAN"));
  db_add_column("trial_values", COLUMN("kind", t_enumeration("value_kind"), .nullable = false,
                                       .default_ = literal(v_text("FINITE"))));
  /* The default was a crutch for the rows that were there. */
  db_alter_column("trial_values", "kind", NO_DEFAULT);

  changes_t kinds = {0}, infinities = {0};
  cursor_t cursor = db_rows("trial_values", NAMES("id", "value"), NAMES("id"));
  for (batch_t batch; db_next(cursor, READ, &batch);) {
    for (size_t row = 0; row < batch.rows; row++) {
      value_t id = cell(&batch, 0, row), value = cell(&batch, 1, row);
      bool positive = !is_null(value) && near(value.val.real, LIMIT);
      if (is_null(value)) {
        keep(&kinds, id);
        keep(&kinds, v_text("NAN"));
      } else if (positive || near(value.val.real, -LIMIT)) {
        keep(&infinities, id);
        keep(&infinities, v_text(positive ? "INF_POS" : "INF_NEG"));
        keep(&infinities, v_null());
      }
    }
  }
  write_batches(NAMES("id", "kind"), kinds);
  write_batches(NAMES("id", "kind", "value"), infinities);
  return done();
}

bool exports_contract_down(string_t *err) {
  db_update("trial_values", SET(to("value", v_real(LIMIT))), WHERE(is("kind", v_text("INF_POS"))));
  db_update("trial_values", SET(to("value", v_real(-LIMIT))), WHERE(is("kind", v_text("INF_NEG"))));
  db_drop_column("trial_values", "kind");
  db_drop_enum("value_kind");
  return done();
}

bool exports_contract_verify(string_t *err) { return done(); }
