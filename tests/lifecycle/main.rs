//! Every operation for real, on every database: up, back by what the journal kept, and up again.
//!
//! The stories are the golden cases: what is reviewed there as text runs here.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say so"
)]

#[path = "../golden/case.rs"]
mod case;
#[path = "../stage/mod.rs"]
mod stage;
mod story;

use sandshift_model::operation::Operation;
use stage::server::Server;

macro_rules! stories {
    ($($operation:ident)*) => {
        mod sqlite {
            $(#[test] fn $operation() { super::tell(super::Server::Sqlite, stringify!($operation)) })*
        }
        mod postgres {
            $(#[test] fn $operation() { super::tell(super::Server::Postgres, stringify!($operation)) })*
        }
        mod mariadb {
            $(#[test] fn $operation() { super::tell(super::Server::MariaDb, stringify!($operation)) })*
        }

        #[test]
        fn every_operation_has_stories() {
            let named: Vec<&str> = [$(stringify!($operation)),*].to_vec();
            assert_eq!(named, Operation::NAMES);
        }
    };
}

stories! {
    create_table drop_table rename_table set_table_comment
    add_column drop_column rename_column alter_column
    create_index drop_index rename_index
    add_constraint drop_constraint rename_constraint validate_constraint
    create_enum add_enum_value rename_enum_value drop_enum
    create_view drop_view create_trigger drop_trigger create_function drop_function
    create_schema drop_schema create_sequence drop_sequence create_extension drop_extension
    insert update update_by_key delete restore_rows execute
}

/// Tells the stories of one operation on one database.
fn tell(server: Server, operation: &str) {
    let cases: Vec<_> = case::Case::of(operation)
        .into_iter()
        .filter(|case| case.is_for(server.dialect().name()))
        .collect();
    assert!(!cases.is_empty(), "`{operation}` has no story");
    let mut report = String::new();
    for case in &cases {
        if let Err(ending) = story::tell(server, case) {
            report += &format!("{case}: {ending}\n");
        }
    }
    assert!(report.is_empty(), "{report}");
}
