//! Why there is no way from one schema to another.

use thiserror::Error;

use crate::error::{Coded, Kind};

/// Why there is no way from one schema to another.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DiffError {
    /// Views that read each other in a circle cannot be made one after the other.
    #[error("the views {} read each other in a circle", names(views))]
    ViewCycle {
        /// The views of the circle, in order.
        views: Vec<String>,
    },
    /// A rename that was asked for names something that is not there, or a name that is taken.
    #[error("`{from}` cannot be renamed to `{to}`: {reason}")]
    Rename {
        /// The old name, as it was given.
        from: String,
        /// The new name, as it was given.
        to: String,
        /// Why not, as a lower case fragment.
        reason: String,
    },
    /// What was said is not an old and a new name.
    #[error("`{text}` says no rename")]
    NoRename {
        /// What was said.
        text: String,
    },
    /// No order of steps was found in which this one is valid.
    #[error("cannot {step} in any order of steps: {reason}")]
    Order {
        /// The step, in the words that describe an operation.
        step: String,
        /// Why not, as a lower case fragment.
        reason: String,
    },
}

impl Coded for DiffError {
    fn code(&self) -> &'static str {
        match self {
            Self::ViewCycle { .. } => "schema::view_cycle",
            Self::Rename { .. } | Self::NoRename { .. } => "schema::rename",
            Self::Order { .. } => "schema::order",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::ViewCycle { .. } | Self::Order { .. } => Kind::Declared,
            Self::Rename { .. } | Self::NoRename { .. } => Kind::Usage,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::ViewCycle { .. } => Some("let one of them read tables only".to_owned()),
            Self::Rename { .. } => Some("`sandshift diff` shows what is there to rename".to_owned()),
            Self::NoRename { .. } => Some(
                "write `OLD=NEW`: a table, or a column or value of an enum behind its table or enum \
                 and a dot, such as `persons.name=full_name`"
                    .to_owned(),
            ),
            Self::Order { .. } => {
                Some("change the declared schema in two parts, one after the other".to_owned())
            }
        }
    }
}

fn names(views: &[String]) -> String {
    let quoted: Vec<String> = views.iter().map(|view| format!("`{view}`")).collect();
    quoted.join(", ")
}
