/*
 * A shop: every operation that a module knows, as far as the databases can do it.
 */
#include "sandshift.h"

static const char *const DEPOT_SIZE =
    "CREATE FUNCTION depot_size() RETURNS integer LANGUAGE sql AS $$ SELECT 42 $$";

#define TRIGGER "CREATE TRIGGER tr_branches_town AFTER DELETE ON branches FOR EACH ROW "
#define TRIGGERED "DELETE FROM remarks WHERE line = OLD.id"
#define NEEDED .nullable = false
#define DEFAULT(value) .default_ = literal(value)

static void kinds_of_things(void) {
  db_create_enum("ware_state", NAMES("NEW", "USED", "BROKEN"));
  db_add_enum_value("ware_state", "REFURBISHED", AFTER("NEW"));
  db_add_enum_value("ware_state", "LOST");
  db_rename_enum_value("ware_state", "BROKEN", "DAMAGED");
}

static void branches(void) {
  db_create_table(
      "branches",
      COLUMNS(COLUMN("id", t_integer(), NEEDED),
              COLUMN("code", t_char(4), NEEDED),
              COLUMN("name", t_string(80), NEEDED, DEFAULT(v_text("unnamed")),
                     .comment = some("as on the sign")),
              COLUMN("parent_id", t_integer())),
      .constraints = CONSTRAINTS(primary_key(NULL, NAMES("id")),
                                 unique(NULL, NAMES("code")),
                                 FOREIGN_KEY(NULL, NAMES("parent_id"), "branches", NAMES("id"),
                                             .on_delete = SET_NULL)),
      .comment = some("places that sell"));
}

static void wares(void) {
  column_type_t rank = t_native(dialects("INTEGER", "smallint", "TINYINT UNSIGNED"));
  db_create_table(
      "wares",
      COLUMNS(COLUMN("id", t_big_integer(), NEEDED, NUMBERED),
              COLUMN("branch_id", t_integer(), NEEDED),
              COLUMN("shelf", t_small_integer(), NEEDED, DEFAULT(v_integer(-1))),
              COLUMN("in_stock", t_boolean(), NEEDED, DEFAULT(v_boolean(true))),
              COLUMN("weight", t_float()),
              COLUMN("volume", t_double(), DEFAULT(v_real(0.5))),
              COLUMN("price", t_numeric(10, 2), NEEDED),
              COLUMN("doubled", t_numeric(12, 2), .generated = generated("price * 2")),
              COLUMN("label", t_string(120), NEEDED),
              COLUMN("currency", t_char(3), NEEDED, DEFAULT(v_text("CHF"))),
              COLUMN("description", t_text()),
              COLUMN("barcode", t_binary(16)),
              COLUMN("picture", t_binary(0)),
              COLUMN("bought", t_date()),
              COLUMN("opens", t_time()),
              COLUMN("counted", t_timestamp()),
              COLUMN("created", t_timestamp_with_zone(), NEEDED, .default_ = now()),
              COLUMN("lasts", t_interval()),
              COLUMN("extras", t_json()),
              COLUMN("tag", t_uuid()),
              COLUMN("state", t_enumeration("ware_state"), NEEDED, DEFAULT(v_text("NEW"))),
              COLUMN("rank", rank, .default_ = computed_default("1 + 1"))),
      .constraints =
          CONSTRAINTS(primary_key(NULL, NAMES("id")),
                      check(NULL, "price >= 0"),
                      unique("uq_wares_label", NAMES("branch_id", "label")),
                      check("ck_wares_shelf", "shelf < 1000"),
                      FOREIGN_KEY("fk_wares_branch", NAMES("branch_id"), "branches", NAMES("id"),
                                  .on_delete = CASCADE, .on_update = RESTRICT)),
      .indexes = INDEXES(INDEX(NULL, KEYS(ascending("branch_id"))),
                         INDEX("ix_wares_price", KEYS(ascending("price"), descending("label")))));
}

static void notes(void) {
  operation_t make = {.tag = SANDSHIFT_GUEST_OPERATIONS_OPERATION_CREATE_TABLE};
  make.val.create_table.if_not_exists = true;
  make.val.create_table.table.name = named("notes");
  make.val.create_table.table.columns = COLUMNS(COLUMN("ware_id", t_big_integer(), NEEDED),
                                                COLUMN("line", t_integer(), NEEDED),
                                                COLUMN("body", t_string(200)));
  db_apply(make);
}

static void fill(void) {
  const int64_t large = 9007199254740993;
  db_insert("branches", NAMES("code", "id", "name", "parent_id"),
            VALUES(v_text("NRTH"), v_integer(1), v_text("North"), v_null(),
                   v_text("STH1"), v_integer(2), v_text("O'Neil's \\ \"South\""), v_integer(1)));
  db_insert("branches", NAMES("code", "id"), VALUES(v_text("EAST"), v_integer(3)));
  db_insert("wares",
            NAMES("barcode", "bought", "branch_id", "counted", "created", "description", "extras",
                  "id", "in_stock", "label", "lasts", "opens", "picture", "price", "shelf",
                  "state", "tag", "volume", "weight"),
            VALUES(v_bytes("\x00\xff\x27", 3), v_date("2024-02-29"), v_integer(1),
                   v_timestamp("2024-02-29 23:59:59.123456"), v_now(),
                   v_text("line one\nline two, ünï ☃"),
                   v_json("{\"colours\":[\"red\",\"blue\"],\"depth\":3}"), v_integer(1),
                   v_boolean(false), v_text("lamp"), v_text("1 day"), v_time("08:30:00"),
                   v_bytes("", 0), v_decimal("19.90"), v_integer(-3), v_text("USED"),
                   v_uuid("6f1c1c1e-7d0b-4c36-9a35-0d6a6a1d0e11"), v_real(-0.125), v_real(1.5),

                   v_null(), v_null(), v_integer(2), v_null(), v_now(), v_null(), v_null(),
                   v_integer(large), v_boolean(true), v_text(""), v_null(), v_null(), v_null(),
                   v_decimal("0.05"), v_integer(999), v_text("DAMAGED"), v_uuid4(),
                   v_real(1e300), v_null()));
  db_insert("notes", NAMES("body", "line", "ware_id"),
            VALUES(v_text("first"), v_integer(1), v_integer(1),
                   v_text("second"), v_integer(2), v_integer(1),
                   v_text("third"), v_integer(1), v_integer(large)));
  db_update("wares", SET(to_sql("price", "price + 1"), to("rank", v_integer(7))),
            WHERE(is("branch_id", v_integer(1)), is("in_stock", v_boolean(false))));
  db_update("branches", SET(to("name", v_text("East"))),
            WHERE(is("name", v_text("unnamed")), is("parent_id", v_null())));
  db_update("notes", SET(to("body", v_null())), EVERY_ROW);
  db_delete("notes", WHERE(is("line", v_integer(2)), is("ware_id", v_integer(1))));
}

static void changes(void) {
  db_rename_table("notes", "remarks");
  db_set_table_comment("remarks", "what people say");
  db_set_table_comment("branches", NULL);
  db_add_constraint("remarks", primary_key("pk_remarks", NAMES("ware_id", "line")));
  db_add_constraint("remarks",
                    FOREIGN_KEY("fk_remarks_ware", NAMES("ware_id"), "wares", NAMES("id")));
  db_add_constraint("remarks", check("ck_remarks_line", "line > 0"));
  db_add_constraint("remarks", unique("uq_remarks_body", NAMES("body", "line")));
  db_drop_constraint("remarks", "uq_remarks_body", OF_KIND(UNIQUE));
  db_add_column("branches", COLUMN("city", t_string(60), NEEDED, DEFAULT(v_text("Basel"))));
  db_alter_column("branches", "city", NEW_TYPE(t_string(90)), NULLABLE(true), NO_DEFAULT);
  db_alter_column("branches", "name", NO_COMMENT, NEW_DEFAULT(literal(v_text("a branch"))));
  db_rename_column("branches", "city", "town");
  db_create_index("branches", INDEX("ix_branches_town", KEYS(ascending("town"), descending("code")),
                                    .unique = true));
  db_rename_index("ix_branches_town", "ix_branches_place", OF_TABLE("branches"));
  db_drop_index("ix_branches_place", OF_TABLE("branches"));
  db_drop_column("wares", "volume");
}

static void views_and_triggers(void) {
  db_create_view("cheap_wares", "SELECT id, label FROM wares WHERE price < 10");
  db_create_view("cheap_wares", "SELECT id, label, price FROM wares WHERE price < 20",
                 .or_replace = true);
  /* A trigger of PostgreSQL needs a function of its own. */
  if (dialect_is("sqlite"))
    db_create_trigger("tr_branches_town", "branches", TRIGGER "BEGIN " TRIGGERED "; END");
  if (dialect_is("mysql")) db_create_trigger("tr_branches_town", "branches", TRIGGER TRIGGERED);
}

static void on_postgres_alone(void) {
  db_create_schema("depot", .if_not_exists = true);
  db_create_sequence(in_schema("depot", "numbers"), .start = {true, 100}, .increment = {true, 5});
  db_create_extension("plpgsql", .if_not_exists = true);
  db_create_function("depot_size", DEPOT_SIZE);
  db_add_constraint("remarks", FOREIGN_KEY("fk_remarks_branch", NAMES("line"), "branches",
                                           NAMES("id"), .not_valid = true, .deferrable = DEFERRED));
  db_validate_constraint("remarks", "fk_remarks_branch");
  db_rename_constraint("remarks", "fk_remarks_branch", "fk_remarks_place");
  db_create_index("remarks", INDEX("ix_remarks_body", KEYS(key_expression("lower(body)")),
                                   .included = NAMES("line"), .method = some("btree"),
                                   .filter = some("body IS NOT NULL")));
}

bool exports_contract_up(string_t *err) {
  kinds_of_things();
  branches();
  wares();
  notes();
  fill();
  changes();
  views_and_triggers();
  if (dialect_is("postgres")) on_postgres_alone();
  return done();
}

bool exports_contract_down(string_t *err) {
  if (dialect_is("postgres")) {
    db_drop_index("ix_remarks_body");
    db_drop_constraint("remarks", "fk_remarks_place");
    db_drop_function("depot_size");
    db_drop_extension("hstore", .if_exists = true);
    db_drop_sequence(in_schema("depot", "numbers"));
    db_drop_schema("depot", .cascade = true);
  } else {
    db_drop_trigger("tr_branches_town", "branches");
  }
  db_drop_view("cheap_wares");
  db_drop_table("remarks");
  db_drop_table("wares");
  db_drop_table("branches", .if_exists = true);
  db_drop_enum("ware_state");
  return done();
}

bool exports_contract_verify(string_t *err) { return done(); }
