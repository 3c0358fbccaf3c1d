//! What a run is told: defaults < file < environment `COPYDESK_*` < flags.

use crate::error::{Error, Result};
use crate::records::{Day, Role};
use crate::write::table_files::Formats;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Fields of an article that an input may name otherwise.
pub const FIELDS: &[&str] = &["id", "text", "title", "published", "url", "outlet", "byline", "section", "lang"];

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
    /// Whether extracted articles are kept for the next run; yes by default.
    pub cache: Option<bool>,
    /// Largest size of that cache, in megabytes; 20,000 by default.
    pub cache_megabytes: Option<u64>,
    /// Roles of names that become mentions; all but `in_name` (places inside names of bodies) by default.
    /// `["literal", "metonymic", "title"]` gives names as CoNLL counts them.
    pub roles: Option<Vec<String>>,
    /// Our field name to theirs: `text = "body"`.
    pub map: BTreeMap<String, String>,
    /// What inputs may have at most.
    pub limits: Limits,
}

/// What inputs may have at most: hostile or damaged ones have more. Beyond a limit a record is refused, not cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of one article that is a file: text, a page, an XML document.
    pub article_bytes: usize,
    /// Bytes of one record: a line of JSON, a row, an element of a dump.
    pub record_bytes: usize,
    /// Archives and compressed files inside each other.
    pub depth: usize,
    /// Files in one archive.
    pub members: u64,
    /// Bytes that a compressed file may unpack to before `expansion_ratio` counts.
    pub expansion_free_bytes: u64,
    /// Bytes out for each byte in: texts have 10, repetitive dumps 100, bombs 1000.
    pub expansion_ratio: u64,
    /// Bytes that are written to a temporary file for formats that are not read front to back (Parquet and zip inside others).
    pub spool_bytes: u64,
    /// Elements of markup inside each other.
    pub markup_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            article_bytes: 16 << 20,
            record_bytes: 32 << 20,
            depth: 6,
            members: 10_000_000,
            expansion_free_bytes: 4 << 20,
            expansion_ratio: 250,
            spool_bytes: 16 << 30,
            markup_depth: 400,
        }
    }
}

/// The part of the configuration that extraction depends on: part of every cache key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtractOptions {
    /// Roles of names that become mentions; None for all but `in_name`.
    pub roles: Option<Vec<Role>>,
    /// Day of publication for articles that carry none.
    pub published: Option<Day>,
    /// Our field name to theirs.
    pub map: BTreeMap<String, String>,
    /// What inputs may have at most.
    pub limits: Limits,
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

    /// Refuses values out of range before anything is touched.
    ///
    /// # Errors
    /// [`Error::Config`] with what was expected and what was found.
    pub fn validate(&self) -> Result<()> {
        let refuse = |at: &str, problem: String| Err(Error::Config { at: at.to_owned(), problem });
        if self.threads == Some(0) {
            return refuse("threads", "expected at least 1, but found 0".to_owned());
        }
        if let Some(share) = self.max_rejects.filter(|s| !(0.0..=1.0).contains(s)) {
            return refuse("max_rejects", format!("expected a share from 0 to 1, but found {share}"));
        }
        if let Some(format) = self.log_format.as_deref().filter(|f| !matches!(*f, "text" | "json")) {
            return refuse("log_format", format!("expected text or json, but found '{format}'"));
        }
        for field in self.map.keys() {
            if !FIELDS.contains(&field.as_str()) {
                return refuse("map", format!("expected one of {}, but found '{field}'", FIELDS.join(", ")));
            }
        }
        self.formats()?;
        self.extract_options()?;
        Ok(())
    }

    /// Which formats to write.
    ///
    /// # Errors
    /// [`Error::Config`] when a name is not one of them, or none is given.
    pub fn formats(&self) -> Result<Formats> {
        let Some(names) = &self.formats else { return Ok(Formats { csv: true, parquet: true }) };
        let mut formats = Formats { csv: false, parquet: false };
        for name in names {
            match name.trim() {
                "csv" => formats.csv = true,
                "parquet" => formats.parquet = true,
                other => {
                    let problem = format!("expected csv or parquet, but found '{other}'");
                    return Err(Error::Config { at: "formats".to_owned(), problem });
                }
            }
        }
        if formats == (Formats { csv: false, parquet: false }) {
            let problem = "expected csv, parquet or both, but found nothing".to_owned();
            return Err(Error::Config { at: "formats".to_owned(), problem });
        }
        Ok(formats)
    }

    /// Largest size of the cache in bytes.
    #[must_use]
    pub fn cache_bytes(&self) -> u64 {
        self.cache_megabytes.unwrap_or(20_000).saturating_mul(1_000_000)
    }

    /// What extraction depends on.
    ///
    /// # Errors
    /// [`Error::Config`] when `published` is not a day or `roles` names none.
    pub fn extract_options(&self) -> Result<ExtractOptions> {
        let published = match &self.published {
            None => None,
            Some(text) => Some(Day::from(text.parse::<jiff::civil::Date>().map_err(|_| Error::Config {
                at: "published".to_owned(),
                problem: format!("expected a day as 2024-03-14, but found '{text}'"),
            })?)),
        };
        let roles = match &self.roles {
            None => None,
            Some(names) => Some(names.iter().map(|name| role(name.trim())).collect::<Result<Vec<Role>>>()?),
        };
        Ok(ExtractOptions { roles, published, map: self.map.clone(), limits: self.limits.clone() })
    }
}

fn role(name: &str) -> Result<Role> {
    Role::ALL.iter().copied().find(|r| r.as_str() == name).ok_or_else(|| Error::Config {
        at: "roles".to_owned(),
        problem: format!("expected one of {}, but found '{name}'", Role::VALUES.join(", ")),
    })
}
