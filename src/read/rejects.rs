//! Why a record was refused, or read with a doubt: the codes of table `rejects`, a sentence each.
//!
//! A new reason is a row here; the tests hold that every code used is listed.

use crate::records::{Reject, Severity, Stage};
use std::borrow::Cow;
use std::io;

/// Every code of `rejects.code` with what it means, in alphabetical order.
pub const CODES: &[(&str, &str)] = &[
    ("bad_archive", "An archive or compressed file is damaged; what came before the damage was read."),
    ("bad_record", "A record is not in the format of its file."),
    ("binary", "The bytes are no text and no known format."),
    ("date_conflict", "A weekday and a day that stand together do not agree."),
    ("duplicate_id", "An earlier record has the same id; that one is kept."),
    ("empty", "Nothing but white space."),
    ("entity_bomb", "An XML file declares entities that expand into each other."),
    ("expansion", "A compressed file or archive grows beyond what articles do: a bomb."),
    ("extraction_failed", "An extractor gave up on this article; the article is kept without its finds."),
    ("invalid_bytes", "Bytes that are not in the encoding; each is kept as U+FFFD or read as windows-1252."),
    ("invalid_date", "A date that no calendar has, or a date of publication that cannot be read."),
    ("no_text", "A record has no field that holds the text."),
    ("symlink_loop", "A symbolic link leads back into a folder that holds it."),
    ("too_deep", "Markup or archives are nested deeper than the limit."),
    ("too_large", "A record or article is larger than the limit."),
    ("too_many", "An archive has more members than the limit."),
    ("truncated", "A file ends in the middle of a record; the records before it were read."),
    ("unreadable", "The system does not let the file be read."),
    ("unsafe_path", "A member of an archive names a place outside of it; it is not read."),
    ("unsupported", "A known format that copydesk does not read."),
];

/// What a code means; None when it is not listed.
#[must_use]
pub fn meaning(code: &str) -> Option<&'static str> {
    CODES.binary_search_by(|(name, _)| (*name).cmp(code)).ok().map(|i| CODES[i].1)
}

/// Where a record stands: what every reject of it repeats.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// File under the input root.
    pub source_path: &'a str,
    /// Line or record inside it.
    pub source_record: Option<&'a str>,
}

impl Place<'_> {
    /// No article comes of this record.
    #[must_use]
    pub fn error(&self, code: &'static str, message: impl Into<String>) -> Reject {
        self.reject(Severity::Error, code, message.into())
    }

    /// The article is there, with a doubt.
    #[must_use]
    pub fn warning(&self, code: &'static str, message: impl Into<String>) -> Reject {
        self.reject(Severity::Warning, code, message.into())
    }

    fn reject(&self, severity: Severity, code: &'static str, message: String) -> Reject {
        debug_assert!(meaning(code).is_some(), "code {code} is not listed");
        Reject {
            source_path: self.source_path.to_owned(),
            source_record: self.source_record.map(str::to_owned),
            article_id: None,
            severity,
            stage: Stage::Read,
            code: Cow::Borrowed(code),
            message,
            byte_offset: None,
        }
    }
}

/// A reason to refuse that travels as an I/O error through the libraries that unpack and parse.
#[derive(Debug)]
pub struct Refusal {
    /// One of [`CODES`].
    pub code: &'static str,
    /// What was expected, what was found.
    pub message: String,
}

impl Refusal {
    /// With a code of [`CODES`].
    #[must_use]
    pub const fn new(code: &'static str, message: String) -> Self {
        Self { code, message }
    }

    /// What an I/O error says: a refusal inside it, damage, or what the system said.
    #[must_use]
    pub fn of(error: &io::Error) -> Self {
        let mut inner: Option<&(dyn std::error::Error + 'static)> = error.get_ref().map(|e| e as _);
        while let Some(at) = inner {
            if let Some(refusal) = at.downcast_ref::<Self>() {
                return Self::new(refusal.code, refusal.message.clone());
            }
            if let Some(io) = at.downcast_ref::<io::Error>()
                && io.get_ref().is_some()
            {
                return Self::of(io);
            }
            inner = at.source();
        }
        let message = error.to_string();
        let code = match error.kind() {
            io::ErrorKind::UnexpectedEof => "truncated",
            // A decoder that would need more than it may have.
            io::ErrorKind::OutOfMemory => "too_large",
            io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound => "unreadable",
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => "bad_archive",
            _ => "unreadable",
        };
        Self::new(code, message)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> Self {
        Self::new(io::ErrorKind::InvalidData, refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_each_has_a_sentence() {
        assert!(CODES.is_sorted());
        for (code, about) in CODES {
            assert!(about.ends_with('.') && about.chars().next().is_some_and(char::is_uppercase), "{code}");
        }
    }
}
