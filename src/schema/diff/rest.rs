//! What is left: what neither an operation nor a statement of the dialect can do is said.

use sandshift_model::table::TableOptions;

use super::plan::Plan;

/// Says what a person has to do.
pub(super) fn say(plan: &mut Plan<'_>) {
    let mut remarks = Vec::new();
    for (name, target) in &plan.to.tables {
        let Some(now) = plan.now.tables.get(name) else { continue };
        if now.options != target.options {
            remarks.push(format!(
                "The options of `{name}` should be {} and are {}: change them by hand, or make a new table and copy the rows.",
                spelled(&target.options),
                spelled(&now.options)
            ));
        }
    }
    remarks.into_iter().for_each(|remark| plan.remark(remark));
}

/// The options as words of the database.
fn spelled(options: &TableOptions) -> String {
    let mut words = Vec::new();
    words.extend(options.strict.then(|| "STRICT".to_owned()));
    words.extend(options.without_rowid.then(|| "WITHOUT ROWID".to_owned()));
    words.extend(options.engine.iter().map(|engine| format!("ENGINE {engine}")));
    words.extend(options.charset.iter().map(|charset| format!("CHARSET {charset}")));
    words.extend(options.collation.iter().map(|collation| format!("COLLATE {collation}")));
    words.extend(options.native.iter().cloned());
    match words.is_empty() {
        true => "plain".to_owned(),
        false => format!("`{}`", words.join(", ")),
    }
}
