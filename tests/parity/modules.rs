//! Each language against its twin.

use crate::case::Case;
use crate::course::Course;
use crate::language::Language;
use crate::place::Program;
use crate::stage::server::Server;

/// The module of a case does on a database what its twin does.
fn hold(language: Language, case: Case, server: Server) {
    let module = language.module(case);
    let expected = Course::of(case, &Program::Rhai(case.twin()), server);
    let found = Course::of(case, &module, server);
    if let Some(difference) = expected.difference(&found) {
        panic!("{language:?}, {case:?}, {server:?}:\n{difference}");
    }
}

macro_rules! languages {
    ($($name:ident => $language:expr;)*) => { $(
        mod $name {
            use super::{Case, Language, Server, hold};

            #[test]
            fn shop_on_sqlite() {
                hold($language, Case::Shop, Server::Sqlite);
            }

            #[test]
            fn shop_on_postgres() {
                hold($language, Case::Shop, Server::Postgres);
            }

            #[test]
            fn shop_on_mariadb() {
                hold($language, Case::Shop, Server::MariaDb);
            }

            #[test]
            fn special_floats_on_sqlite() {
                hold($language, Case::SpecialFloats, Server::Sqlite);
            }

            #[test]
            fn special_floats_on_postgres() {
                hold($language, Case::SpecialFloats, Server::Postgres);
            }

            #[test]
            fn special_floats_on_mariadb() {
                hold($language, Case::SpecialFloats, Server::MariaDb);
            }
        }
    )* };
}

languages! {
    rust => Language::Rust;
    c => Language::C;
    javascript => Language::JavaScript;
    python => Language::Python;
}
