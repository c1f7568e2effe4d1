//! What an account must not be able to do, whatever the host checks.

use sandshift_model::ident::{Ident, ObjectName};

use crate::backend::connection::{Class, DatabaseError};
use crate::backend::walls::Reach;

/// Rights over the whole server, roles that may be taken, rights that may be passed on, whole other databases, and
/// rights whose programs would run by themselves or be called by others.
pub(in super::super) const POWERS: &str = "SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES \
        WHERE PRIVILEGE_TYPE <> 'USAGE' \
    UNION ALL SELECT CONCAT('GRANT OPTION on ', TABLE_SCHEMA) FROM information_schema.SCHEMA_PRIVILEGES \
        WHERE IS_GRANTABLE = 'YES' \
    UNION ALL SELECT CONCAT('GRANT OPTION on ', TABLE_NAME) FROM information_schema.TABLE_PRIVILEGES \
        WHERE IS_GRANTABLE = 'YES' \
    UNION ALL SELECT CONCAT('the role ', ROLE_NAME) FROM information_schema.APPLICABLE_ROLES \
    UNION ALL SELECT CONCAT(PRIVILEGE_TYPE, ' on ', TABLE_SCHEMA) FROM information_schema.SCHEMA_PRIVILEGES \
        WHERE REPLACE(TABLE_SCHEMA, '\\\\', '') <> DATABASE() \
        OR PRIVILEGE_TYPE IN ('EVENT', 'CREATE ROUTINE', 'ALTER ROUTINE', 'EXECUTE', 'LOCK TABLES')";

/// What the account may do to tables: the name, its database if it is another one, the column if it is about
/// one, and the right.
pub(in super::super) const TABLES: &str = "SELECT t.TABLE_NAME, NULL, NULL, p.PRIVILEGE_TYPE \
    FROM information_schema.SCHEMA_PRIVILEGES p JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = DATABASE() \
    UNION ALL SELECT TABLE_NAME, NULLIF(TABLE_SCHEMA, DATABASE()), NULL, PRIVILEGE_TYPE \
    FROM information_schema.TABLE_PRIVILEGES \
    UNION ALL SELECT TABLE_NAME, NULLIF(TABLE_SCHEMA, DATABASE()), COLUMN_NAME, PRIVILEGE_TYPE \
    FROM information_schema.COLUMN_PRIVILEGES";

/// Makes sure that the account has no powers.
pub(in super::super) fn no_powers(powers: Vec<Vec<Option<String>>>) -> Result<(), DatabaseError> {
    let powers: Vec<String> = powers.into_iter().flatten().flatten().collect();
    if powers.is_empty() { Ok(()) } else { Err(too_much(format!("it has {}", powers.join(", ")))) }
}

/// Makes sure that the account reaches no further than is granted; the bookkeeping it has to write.
pub(in super::super) fn within(
    rights: Vec<Vec<Option<String>>>,
    reach: &dyn Reach,
) -> Result<(), DatabaseError> {
    for right in rights {
        let mut cells = right.into_iter();
        let mut next = || cells.next().flatten();
        let (table, database) = (next().unwrap_or_default(), next());
        let (column, right) = (next(), next().unwrap_or_default());
        if table.starts_with("sandshift_") && database.is_none() {
            continue;
        }
        let Ok(name) = Ident::new(table.as_str()) else { continue };
        let schema = database.as_deref().and_then(|database| Ident::new(database).ok());
        let name = ObjectName { schema, name };
        let column = column.as_deref();
        let is_granted = match right.as_str() {
            "SELECT" | "SHOW VIEW" => reach.reads(&name, column),
            "INSERT" if column.is_none() => reach.inserts(&name),
            "INSERT" | "UPDATE" | "DELETE" | "DELETE HISTORY" => reach.writes(&name, column),
            _ => reach.defines(&name),
        };
        if !is_granted {
            return Err(too_much(format!("it has {right} on `{name}`")));
        }
    }
    Ok(())
}

fn too_much(what: String) -> DatabaseError {
    DatabaseError {
        advice: Some(
            "log in with an account of the tenant's own, as `sandshift policy grants` prepares it"
                .to_owned(),
        ),
        ..DatabaseError::new(
            Class::Denied,
            format!(
                "the login may do more than the grant, and the database would not hold it: {what}"
            ),
        )
    }
}
