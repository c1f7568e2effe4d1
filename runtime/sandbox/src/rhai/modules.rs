//! `module("normalise.wasm", "split-name")`: a row function that is a WebAssembly module, so that a
//! readable script can leave the work on rows to a fast one.

use rhai::Dynamic;
use sandshift_model::ident::Ident;
use sandshift_model::nearest::nearest;
use sandshift_model::query::Row;

use crate::error::GuestError;
use crate::guest::RowModule;
use crate::host::TransformSpec;

use super::call::Call;
use super::errors::stop;
use super::method::{Answer, Method, method};
use super::transform::{from_host, told};

/// One transform of a module, as scripts hold it; it is opened by the transform itself.
#[derive(Debug, Clone)]
pub(super) struct Module {
    file: String,
    name: String,
}

pub(super) const FUNCTIONS: &[Method] = &[method("module(file, name)", module)];

fn module(call: &mut Call<'_>) -> Answer {
    let file = call.text(0, "the file")?;
    let name = call.text(1, "the name of the transform")?;
    Ok(Dynamic::from(Module { file, name }))
}

/// `db.transform` with a module in the place of the row function.
pub(super) fn transform(call: &Call<'_>, spec: &TransformSpec, module: &Module) -> Answer {
    let (run, origin) = (call.run, call.origin);
    let opened = run.with_host("transform", origin, |host| {
        host.module(&module.file).map_err(|error| from_host(error, origin))
    });
    let mut rows = opened.map_err(|error| stop(of(module, error)))?;
    if !rows.names().contains(&module.name) {
        return Err(stop(unknown(module, &*rows, call)));
    }
    let mut on_rows = |columns: &[Ident], given: &[Row]| {
        rows.transform(&module.name, columns, given).map_err(|error| of(module, error))
    };
    let report = run.with_host("transform", origin, |host| {
        host.transform(spec, origin, &mut on_rows).map_err(|error| from_host(error, origin))
    });
    for (level, line) in rows.take_lines() {
        run.say(level, &line).map_err(stop)?;
    }
    Ok(told(&report.map_err(stop)?))
}

/// Says which module it was.
fn of(module: &Module, mut error: GuestError) -> GuestError {
    if let GuestError::Thrown { message, .. }
    | GuestError::Misuse { message, .. }
    | GuestError::Syntax { message, .. } = &mut error
    {
        *message = format!("module `{}`: {message}", module.file);
    }
    error
}

fn unknown(module: &Module, rows: &dyn RowModule, call: &Call<'_>) -> GuestError {
    let names = || rows.names().iter().map(String::as_str);
    let hint = nearest(&module.name, names()).map_or_else(
        || format!("it has `{}`", names().collect::<Vec<_>>().join("`, `")),
        |near| format!("did you mean `{near}`?"),
    );
    GuestError::Misuse {
        message: format!("module `{}` has no transform `{}`", module.file, module.name),
        hint: Some(hint),
        origin: call.origin,
    }
}
