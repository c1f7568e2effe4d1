//! The host behind a migration: the imports of a component, or the fake one of a test.
//!
//! A component calls its imports directly, so that one which a migration does not use is not in it.

use crate::bindings::contract::sandshift::guest::query::TableRows;
use crate::{Batch, DialectText, Level, ObjectName, Operation, SeenTable, Value};

/// What a migration may ask for.
pub(crate) trait Imports {
    fn dialect(&self) -> String;
    fn revision(&self) -> String;
    fn param(&self, name: &str) -> Option<String>;
    fn now_micros(&self) -> i64;
    fn uuid4(&self) -> String;
    fn uuid7(&self) -> String;
    fn say(&self, level: Level, message: &str);
    fn progress(&self, done: u64, total: Option<u64>);
    fn apply(&self, operation: Operation) -> u64;
    fn attempt(&self, operations: Vec<Operation>) -> Result<u64, String>;
    fn open(&self, rows: &TableRows) -> Box<dyn Answer>;
    fn table(&self, name: &ObjectName) -> Option<SeenTable>;
}

/// What a migration may ask for with SQL of its own.
pub(crate) trait RawImports {
    fn execute(&self, sql: &DialectText, parameters: &[Value]) -> u64;
    fn query(&self, sql: &DialectText, parameters: &[Value]) -> Box<dyn Answer>;
}

/// An answer that is read in batches.
pub(crate) trait Answer {
    fn next(&self, max_rows: u32) -> Option<Batch>;
}

#[cfg(target_arch = "wasm32")]
pub(crate) use component::{Shared, SharedRaw};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Shared = std::rc::Rc<dyn Imports>;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type SharedRaw = std::rc::Rc<dyn RawImports>;

#[cfg(target_arch = "wasm32")]
pub(crate) mod component {
    use super::{Answer, Imports, RawImports, TableRows};
    use crate::bindings::contract::sandshift::guest::{
        env, inspect, log, operations, query, raw_sql,
    };
    use crate::{Batch, DialectText, Level, ObjectName, Operation, SeenTable, Value};

    /// The imports of this component.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Component;

    pub(crate) type Shared = Component;
    pub(crate) type SharedRaw = Component;

    impl Imports for Component {
        fn dialect(&self) -> String {
            env::dialect()
        }
        fn revision(&self) -> String {
            env::revision()
        }
        fn param(&self, name: &str) -> Option<String> {
            env::param(name)
        }
        fn now_micros(&self) -> i64 {
            env::now_micros()
        }
        fn uuid4(&self) -> String {
            env::uuid4()
        }
        fn uuid7(&self) -> String {
            env::uuid7()
        }
        fn say(&self, level: Level, message: &str) {
            log::write(level, message);
        }
        fn progress(&self, done: u64, total: Option<u64>) {
            log::progress(done, total);
        }
        fn apply(&self, operation: Operation) -> u64 {
            operations::apply(&operation)
        }
        fn attempt(&self, operations: Vec<Operation>) -> Result<u64, String> {
            operations::attempt(&operations)
        }
        fn open(&self, rows: &TableRows) -> Box<dyn Answer> {
            Box::new(query::open(rows))
        }
        fn table(&self, name: &ObjectName) -> Option<SeenTable> {
            inspect::table(name)
        }
    }

    impl RawImports for Component {
        fn execute(&self, sql: &DialectText, parameters: &[Value]) -> u64 {
            raw_sql::execute(sql, parameters)
        }
        fn query(&self, sql: &DialectText, parameters: &[Value]) -> Box<dyn Answer> {
            Box::new(raw_sql::query(sql, parameters))
        }
    }

    impl Answer for query::Cursor {
        fn next(&self, max_rows: u32) -> Option<Batch> {
            self.next(max_rows)
        }
    }
}
