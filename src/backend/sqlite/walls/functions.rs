//! The functions that a migration may call.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Those of the engine that compute with their arguments alone, and those that draw numbers or tell the time.
const FUNCTIONS: &str = "
    abs changes char coalesce concat concat_ws format glob hex if ifnull iif instr last_insert_rowid length like
    likelihood likely lower ltrim max min nullif octet_length printf quote random randomblob replace round rtrim sign
    soundex substr substring total_changes trim typeof unhex unicode unistr unistr_quote unlikely upper zeroblob
    avg count group_concat median percentile percentile_cont percentile_disc string_agg sum total
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
    current_date current_time current_timestamp date datetime julianday strftime time timediff unixepoch
    acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power
    radians sin sinh sqrt tan tanh trunc
    json json_array json_array_insert json_array_length json_error_position json_extract json_group_array
    json_group_object json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set
    json_type json_valid jsonb jsonb_array jsonb_array_insert jsonb_extract jsonb_group_array jsonb_group_object
    jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set -> ->>
    raise match regexp subtype
";

/// Those that the engine calls while it alters a table, but for those of a rename.
const OF_ALTER: [&str; 6] = [
    "sqlite_rename_test",
    "sqlite_rename_quotefix",
    "sqlite_drop_column",
    "sqlite_add_constraint",
    "sqlite_drop_constraint",
    "sqlite_find_constraint",
];

/// Those that the engine calls while it gives a table or column another name. The authorizer is not told the new
/// name, so that a text of the migration must not do this; the host renames.
const OF_RENAME: [&str; 2] = ["sqlite_rename_table", "sqlite_rename_column"];

/// Those that the house lends to the statements that write pages of rows.
const OF_PAGES: [&str; 2] =
    [crate::backend::sqlite::answers::CHANGES, crate::backend::sqlite::answers::VALUE];

/// Tells whether a text of a migration may call this function.
pub(super) fn is_free(name: &str) -> bool {
    static FREE: OnceLock<HashSet<&str>> = OnceLock::new();
    let free = FREE.get_or_init(|| FUNCTIONS.split_whitespace().collect());
    free.contains(name.to_ascii_lowercase().as_str()) || OF_ALTER.contains(&name)
}

/// Tells whether an operation may call this function beside those that are free.
pub(super) fn is_of_operations(name: &str) -> bool {
    OF_RENAME.contains(&name) || OF_PAGES.contains(&name)
}
