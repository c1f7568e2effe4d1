/*
 * {message}
 *
 * Compile it with `sandshift build {revision}`, then look at it with `sandshift run --dry-run`.
 * Everything goes through the functions of `sandshift.h`; there is no file, clock or network.
 */
#include "sandshift.h"

bool exports_contract_up(string_t *err) {
  db_create_table("{table}",
                  COLUMNS(COLUMN("id", t_integer(), .nullable = false),
                          COLUMN("name", t_string(100), .nullable = false)),
                  .constraints = CONSTRAINTS(primary_key(NULL, NAMES("id"))));
  db_insert("{table}", NAMES("id", "name"),
            VALUES(v_integer(1), v_text("Ada"), v_integer(2), v_text("Grace")));
  return done();
}

bool exports_contract_down(string_t *err) {
  db_drop_table("{table}");
  return done();
}

/* Runs after `up`, inside the same transaction; `return failed(err, "…")` undoes the migration. */
bool exports_contract_verify(string_t *err) { return done(); }
