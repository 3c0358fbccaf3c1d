//! ninjs, the IPTC's news in JSON: versions 1 to 3.

use super::metadata::Fields;
use serde_json::{Map, Value};

/// Fields of a ninjs object; None when it is none.
#[must_use]
pub fn fields(_object: &Map<String, Value>) -> Option<Fields> {
    None
}
