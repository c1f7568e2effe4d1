//! Options of tables, which only the dialect can change.

use sandshift_model::table::Table;

use super::error::DiffError;
use super::plan::Plan;

/// Changes the options of a table where the database can.
pub(super) fn change(plan: &mut Plan<'_>, target: &Table) -> Result<(), DiffError> {
    let Some(old) = plan.now.tables.get(&target.name).filter(|old| old.options != target.options)
    else {
        return Ok(());
    };
    let Some(restated) = plan.dialect.restate_options(old, target) else { return Ok(()) };
    plan.statements(restated.statements)?;
    if let Ok(table) = plan.now.table_mut(&target.name) {
        table.options = target.options.clone();
        if restated.collates_columns {
            table.columns.iter_mut().for_each(|column| column.collation = None);
        }
    }
    Ok(())
}
