//! News articles to tables: dates, places, organisations, people and who said what.
//!
//! Data flows one way. One article is followed through the stages in [`pipeline`].
//!
//! | stage | in | out |
//! |---|---|---|
//! | [`read`] | files and folders | [`records::RawArticle`]s and rejects |
//! | [`normalise`] | one raw article | [`records::Article`]: clean text with labelled segments |
//! | [`extract`] | one article | mentions, dates and quotes, with byte spans |
//! | [`resolve`] | all articles | one row an entity, near-duplicates, quote groups |
//! | [`write`] | everything | CSV, Parquet, manifest; published in one step |
//!
//! [`engine`] offers the same stages to Spark and Ray, batch by batch.

#![cfg_attr(test, allow(clippy::print_stdout, clippy::print_stderr, reason = "tests say what they skip"))]

pub mod check;
pub mod config;
#[cfg(test)]
pub(crate) mod corpus;
pub mod dataset;
pub mod diff;
pub mod engine;
pub mod error;
pub mod extract;
pub mod normalise;
pub mod pack;
pub mod particles;
pub mod pipeline;
pub mod progress;
pub mod read;
pub mod records;
pub mod report;
pub mod resolve;
pub mod score;
pub mod tables;
pub mod write;

pub use error::{Error, Result};
