//! What could not be read, and what was read with a doubt.

use super::closed_set;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

closed_set!(
    /// How bad it is.
    Severity {
        /// No article came of it.
        Error = "error",
        /// The article is there; something in it is doubtful.
        Warning = "warning",
    }
);

closed_set!(
    /// The stage that noticed.
    Stage { Read = "read", Normalise = "normalise", Extract = "extract", Resolve = "resolve" }
);

/// One row of `rejects`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// File under the input root.
    pub source_path: String,
    /// Line or record inside it.
    pub source_record: Option<String>,
    /// Article it concerns; None where none came of it.
    pub article_id: Option<String>,
    /// Error or warning.
    pub severity: Severity,
    /// Who noticed.
    pub stage: Stage,
    /// Short name, one of [`crate::read::codes`].
    pub code: Cow<'static, str>,
    /// What was expected, what was found; lower case, no full stop.
    pub message: String,
    /// Where in the file (or record), in bytes.
    pub byte_offset: Option<u64>,
}
