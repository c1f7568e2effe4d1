//! `create_view` and its kin.

use sandshift_model::object::View;
use sandshift_model::operation::{CreateView, DropView};

use super::super::call::Call;
use super::super::columns::sql;
use super::super::method::{Answer, Method, method};
use super::apply;

pub(super) const METHODS: &[Method] = &[
    method("create_view(name, query, options?)", |call| create_view(call, false)),
    method("create_or_replace_view(name, query, options?)", |call| create_view(call, true)),
    method("drop_view(name, options?)", drop_view),
];

fn create_view(call: &mut Call<'_>, or_replace: bool) -> Answer {
    let name = call.object(0, "the view")?;
    let query = sql(call, 1, "the query")?;
    let mut options = call.options(2)?;
    let materialized = options.flag("materialized")?;
    let columns = options.names("columns")?;
    options.end()?;
    apply(call, CreateView { view: View { name, query, materialized, columns }, or_replace })
}

fn drop_view(call: &mut Call<'_>) -> Answer {
    let name = call.object(0, "the view")?;
    let mut options = call.options(1)?;
    let if_exists = options.flag("if_exists")?;
    options.end()?;
    apply(call, DropView { name, if_exists })
}
