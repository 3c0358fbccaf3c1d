//! What a run is told: defaults < file < environment `COPYDESK_*` < flags.

use crate::error::{Error, Result};
use crate::records::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Everything that the configuration file may say. The part that changes the tables is written to
/// the manifest; `threads`, `quiet` and the like are not, because nothing may depend on them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Worker threads; all cores by default.
    pub threads: Option<usize>,
    /// "csv", "parquet"; both by default.
    pub formats: Option<Vec<String>>,
    /// Day of publication for articles that carry none, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Share 0..1 of refused records over which the exit code is 1.
    pub max_rejects: Option<f64>,
    /// No progress, no summary.
    pub quiet: Option<bool>,
    /// "text" or "json".
    pub log_format: Option<String>,
    /// Our field name to theirs: `text = "body"`.
    pub map: BTreeMap<String, String>,
}

/// The part of the configuration that extraction depends on: part of every cache key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtractOptions {
    /// Day of publication for articles that carry none.
    pub published: Option<Day>,
    /// Our field name to theirs.
    pub map: BTreeMap<String, String>,
}

impl Config {
    /// Reads a TOML file.
    ///
    /// # Errors
    /// [`Error::Input`] when it cannot be read, [`Error::Config`] when it is not the expected TOML.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Input { path: path.to_owned(), source })?;
        toml::from_str(&text)
            .map_err(|e| Error::Config { at: path.display().to_string(), problem: e.message().to_owned() })
    }

    /// What extraction depends on.
    ///
    /// # Errors
    /// [`Error::Config`] when `published` is not a day.
    pub fn extract_options(&self) -> Result<ExtractOptions> {
        let published = match &self.published {
            None => None,
            Some(text) => Some(Day::from(text.parse::<jiff::civil::Date>().map_err(|_| Error::Config {
                at: "published".to_owned(),
                problem: format!("expected a day as 2024-03-14, but found '{text}'"),
            })?)),
        };
        Ok(ExtractOptions { published, map: self.map.clone() })
    }
}
