//! `manifest.json`: what went in, what came out, and which versions made it.

use super::table_files::TableFacts;
use crate::config::ExtractOptions;
use crate::extract::places::gazetteer;

use serde::{Deserialize, Serialize};

/// Version of everything that decides what is extracted besides gazetteer and model. Raise it
/// with every change of rules or code that can change a row; it is part of every cache key.
pub const RULES_VERSION: &str = "2026-11-27.5";

/// The whole file. Only `run` holds times; nothing else depends on the clock or the machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// "copydesk" and its version.
    pub tool: Versions,
    /// Version of the contract.
    pub schema_version: u32,
    /// What extraction was told.
    pub config: ExtractOptions,
    /// Every file that was read, by path.
    pub inputs: Vec<Input>,
    /// Every table, in the order of schema.sql.
    pub tables: Vec<TableFacts>,
    /// Counts that people look at first.
    pub counts: Counts,
    /// Who must be named when the dataset is published.
    pub attribution: Vec<String>,
    /// When and how long; nothing else depends on it.
    pub run: RunFacts,
}

/// Versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Always "copydesk".
    pub name: String,
    /// Of the crate.
    pub version: String,
    /// Of the rules.
    pub rules: String,
    /// Of the gazetteer.
    pub gazetteer: String,
    /// Of the name model.
    pub model: String,
}

impl Versions {
    /// Of this build.
    #[must_use]
    pub fn current() -> Self {
        Self {
            name: "copydesk".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: RULES_VERSION.to_owned(),
            gazetteer: gazetteer().version().to_owned(),
            model: crate::extract::names::model_version().to_owned(),
        }
    }
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Under the input root.
    pub path: String,
    /// Format that was recognised.
    pub format: String,
    /// Size.
    pub bytes: u64,
    /// BLAKE3, hex.
    pub blake3: String,
    /// Articles that came of it.
    pub articles: u64,
}

/// Counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Articles in the dataset.
    pub articles: u64,
    /// Rejects of severity error.
    pub errors: u64,
    /// Rejects of severity warning.
    pub warnings: u64,
}

/// When and how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// RFC 3339, UTC.
    pub started: String,
    /// Wall time.
    pub seconds: f64,
    /// Processor time of all threads.
    pub cpu_seconds: Option<f64>,
    /// Seconds by stage.
    pub stages: std::collections::BTreeMap<String, f64>,
    /// Worker threads.
    pub threads: usize,
    /// Articles taken from the cache.
    pub cached_articles: u64,
    /// Input bytes a second, in millions.
    pub megabytes_per_second: f64,
    /// Largest resident size, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}

/// Who must be named when the dataset is published.
#[must_use]
pub fn attribution() -> Vec<String> {
    vec![crate::extract::places::ATTRIBUTION.to_owned()]
}
