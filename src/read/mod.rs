//! Stage 1 of 5: files and folders to raw articles.
//!
//! In: the paths named on the command line. Out: [`RawArticle`]s and rejects, pushed to a sink one
//! at a time so that no file is ever held whole. Formats are told by content first and name second.

use crate::config::ExtractOptions;
use crate::error::{Error, Result};
use crate::records::{Content, RawArticle, Reject};
use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// One file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Under the input root, `/` on every system: what tables show.
    pub source_path: String,
    /// Size in bytes, for the progress bar.
    pub bytes: u64,
}

/// What a reader hands on.
#[derive(Debug)]
pub enum Item {
    /// An article.
    Article(Box<RawArticle>),
    /// A record that could not be read, or a doubt about one.
    Reject(Reject),
}

/// Takes items; `Break` asks the reader to stop early.
pub type Sink<'a> = dyn FnMut(Item) -> ControlFlow<()> + 'a;

/// What is known of a file after it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSummary {
    /// Bytes in the file.
    pub bytes: u64,
    /// BLAKE3 of the file as it lies on disk, hex.
    pub hash: String,
    /// Name of the format that was recognised ("text", "jsonl.gz").
    pub format: String,
    /// Articles that came of it.
    pub articles: u64,
}

/// Every file under the inputs, sorted by `source_path`. Dot-files and `README.md` in folders are left out.
///
/// # Errors
/// [`Error::Input`] when an input that was named is not there.
pub fn find(inputs: &[PathBuf]) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for input in inputs {
        let meta = std::fs::metadata(input).map_err(|source| Error::Input { path: input.clone(), source })?;
        if meta.is_file() {
            let name = input.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            files.push(SourceFile { path: input.clone(), source_path: name, bytes: meta.len() });
            continue;
        }
        for entry in walkdir::WalkDir::new(input).sort_by_file_name().into_iter().filter_map(std::result::Result::ok) {
            if !entry.file_type().is_file() {
                continue;
            }
            let relative = entry.path().strip_prefix(input).unwrap_or(entry.path());
            let source_path =
                relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            if source_path.split('/').any(|part| part.starts_with('.')) || source_path.ends_with("README.md") {
                continue;
            }
            let bytes = entry.metadata().map_or(0, |m| m.len());
            files.push(SourceFile { path: entry.into_path(), source_path, bytes });
        }
    }
    files.sort_by(|a, b| a.source_path.cmp(&b.source_path).then_with(|| a.path.cmp(&b.path)));
    Ok(files)
}

/// Reads one file, pushing its articles and rejects to `sink` in order.
///
/// # Errors
/// [`Error::Input`] when the file vanished or cannot be opened; everything else is a reject.
pub fn read(file: &SourceFile, _options: &ExtractOptions, sink: &mut Sink<'_>) -> Result<FileSummary> {
    let bytes = std::fs::read(&file.path).map_err(|source| Error::Input { path: file.path.clone(), source })?;
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let size = bytes.len() as u64;
    let mut articles = 0;
    if file.source_path.ends_with(".jsonl") {
        for (i, line) in bytes.split(|&b| b == b'\n').enumerate() {
            let Ok(record) = serde_json::from_slice::<serde_json::Value>(line) else { continue };
            let field = |name: &str| record.get(name).and_then(|v| v.as_str()).map(str::to_owned);
            let Some(text) = field("text") else { continue };
            articles += 1;
            let raw = RawArticle {
                source_path: file.source_path.clone(),
                source_record: Some((i + 1).to_string()),
                id: field("id"),
                content: Content::Text(text),
                raw_hash: blake3::hash(line).to_hex().to_string(),
                encoding: Cow::Borrowed("utf-8"),
                title: field("title"),
                byline: field("byline"),
                section: field("section"),
                url: field("url"),
                outlet: field("outlet"),
                published: field("published"),
                lang: field("lang"),
            };
            if sink(Item::Article(Box::new(raw))).is_break() {
                break;
            }
        }
        return Ok(FileSummary { bytes: size, hash, format: "jsonl".to_owned(), articles });
    }
    let raw = RawArticle {
        source_path: file.source_path.clone(),
        source_record: None,
        id: None,
        raw_hash: hash.clone(),
        encoding: Cow::Borrowed("utf-8"),
        content: Content::Bytes { bytes, declared: None },
        title: None,
        byline: None,
        section: None,
        url: None,
        outlet: None,
        published: None,
        lang: None,
    };
    let _ = sink(Item::Article(Box::new(raw)));
    articles += 1;
    Ok(FileSummary { bytes: size, hash, format: "text".to_owned(), articles })
}
