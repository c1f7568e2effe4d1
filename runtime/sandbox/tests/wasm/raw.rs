//! Modules that use SQL in the database's own words.

use crate::component::{MEMORY, component_of};

/// A module whose `up` runs one statement without parameters.
pub(crate) fn executing(sql: &str) -> Vec<u8> {
    let module = format!(
        "(module (import \"sandshift:guest/raw-sql@0.2.0\" \"execute\"
            (func $execute (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
         {MEMORY} (data (i32.const 64) \"{sql}\")
         (func (export \"up\") (result i32)
            (drop (call $execute (i32.const 1) (i32.const 64) (i32.const {})
                (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
            (i32.const 16))
         (func (export \"down\") (result i32) (i32.const 16))
         (func (export \"verify\") (result i32) (i32.const 16)))",
        sql.len()
    );
    component_of("migration-raw", &module)
}
