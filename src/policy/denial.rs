//! Why something is not allowed.

use std::fmt;

/// Why something is not allowed, for people, for reports and for audits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// The key of a grant that it is about, such as `read`.
    pub capability: &'static str,
    /// What it is about, as a grant would name it, such as `persons(email)`.
    pub subject: String,
    /// What the migration wanted to do, behind "may not".
    pub wanted: String,
    /// Why it may not.
    pub why: Why,
    /// The name of the grant.
    pub grant: String,
    /// The file of the grant, with the line of the rule where one decides.
    pub rule_place: String,
}

/// What decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A rule denies it, whatever else is allowed.
    Denied(String),
    /// Nothing grants it.
    NotGranted,
    /// It is granted to others, and not to this revision.
    NotForRevision,
    /// It is granted, and the migration has not said in its header that it wants it.
    NotRequested,
    /// The budget of this key is used up; the limit for people.
    Budget(String),
    /// The budget of the whole run.
    BudgetOfRun(String),
    /// No grant can allow it.
    Never,
}

impl Denial {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.why {
            Why::Budget(_) | Why::BudgetOfRun(_) => "policy::budget",
            _ => "policy::denied",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        let Self { capability, subject, .. } = self;
        match &self.why {
            Why::Denied(rule) => {
                format!("leave it out of the migration; the operator's rule is `{rule}`")
            }
            Why::NotGranted | Why::NotForRevision => format!(
                "leave it out of the migration, or have the operator add \"{subject}\" to `{capability}` of the grant"
            ),
            Why::NotRequested => {
                format!("add \"{subject}\" to `{capability}` of `[request]` in the header")
            }
            Why::Budget(_) | Why::BudgetOfRun(_) => format!(
                "let the migration do less at once, or have the operator raise `{capability}` of the grant"
            ),
            Why::Never => "use the operations of the host API instead of SQL".to_owned(),
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wanted, grant, rule_place, .. } = self;
        match &self.why {
            Why::Denied(rule) => {
                write!(
                    f,
                    "the migration may not {wanted}: `{grant}` denies `{rule}` ({rule_place})"
                )
            }
            Why::NotGranted => {
                write!(
                    f,
                    "the migration may not {wanted}: `{grant}` does not grant it ({rule_place})"
                )
            }
            Why::NotForRevision => write!(
                f,
                "the migration may not {wanted}: `{grant}` does not grant it to this revision ({rule_place})"
            ),
            Why::NotRequested => {
                write!(
                    f,
                    "the migration may not {wanted}: the request in its header does not name it"
                )
            }
            Why::Budget(limit) => {
                write!(
                    f,
                    "the migration went over its budget of {limit}, which `{grant}` gives it ({rule_place})"
                )
            }
            Why::BudgetOfRun(limit) => write!(
                f,
                "the migrations of this run went over their budget of {limit}, which `{grant}` gives them ({rule_place})"
            ),
            Why::Never => write!(f, "no grant allows this: {wanted}"),
        }
    }
}
