//! `rejects`: what could not be read, and doubts.

use super::column::{Table, maybe_big, maybe_text, text};
use crate::records::{RuleName, Severity, Stage};

/// One row of `rejects`.
#[derive(Debug, Clone, PartialEq)]
pub struct RejectRow {
    /// From source, code and place.
    pub reject_id: String,
    /// File under the input root.
    pub source_path: String,
    /// Record id, line or row inside it.
    pub source_record: Option<String>,
    /// Article it concerns; NULL where none came of it.
    pub article_id: Option<String>,
    /// error where no article came of it, else warning.
    pub severity: &'static str,
    /// Stage that noticed.
    pub stage: &'static str,
    /// Short name of the problem.
    pub code: RuleName,
    /// What was expected and what was found.
    pub message: String,
    /// Byte in the file or record, where known.
    pub byte_offset: Option<i64>,
}

/// One row per record that could not be read, or was read with a doubt.
pub const REJECTS: Table<RejectRow> = Table {
    name: "rejects",
    about: "One row per record that could not be read, or was read with a doubt.",
    key: &["reject_id"],
    columns: &[
        text::<RejectRow>("reject_id", "From source, code and place.", |r| &r.reject_id),
        text::<RejectRow>("source_path", "File under the input root.", |r| &r.source_path),
        maybe_text::<RejectRow>("source_record", "Record id, line or row inside it.", |r| r.source_record.as_deref()),
        maybe_text::<RejectRow>("article_id", "Article it concerns; NULL where none came of it.", |r| {
            r.article_id.as_deref()
        })
        .joins(&["articles.article_id"]),
        text::<RejectRow>("severity", "error where no article came of it, else warning.", |r| r.severity)
            .one_of(Severity::VALUES),
        text::<RejectRow>("stage", "Stage that noticed.", |r| r.stage).one_of(Stage::VALUES),
        text::<RejectRow>("code", "Short name of the problem.", |r| &r.code),
        text::<RejectRow>("message", "What was expected and what was found.", |r| &r.message),
        maybe_big::<RejectRow>("byte_offset", "Byte in the file or record, where known.", |r| r.byte_offset),
    ],
};
