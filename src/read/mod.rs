//! Stage 1 of 5: files and folders to raw articles.
//!
//! In: the paths named on the command line. Out: [`RawArticle`]s and rejects, pushed to a sink one
//! at a time so that no file is ever held whole. Formats are told by content first and name second.
//!
//! | file | reads |
//! |---|---|
//! | `text` `front_matter` `html` `nitf` | one article a file |
//! | `json_lines` `json_dump` `csv_rows` `parquet_rows` `feed` `newsml` `warc` `exports` (`mail`) | many |
//! | `archives` (`tar_file`) `compressed` `utf16` | what holds the above |
//! | `sniff` | which of them it is |
//! | `ninjs` `markup` `xml` `xml_items` `lines` | parts that several use |
//! | [`decode`] [`metadata`] [`rejects`] `session` | what all use: bytes to text, names of fields, refusals, limits |
//!
//! A format is a file here, a variant in `sniff::Kind` and a line in [`read`]'s match.
//!
//! [`read`] runs on one thread and does little; what is work (parsing a JSON object, a page) is left
//! to [`finish`], which workers call on each article.

pub mod decode;
pub mod metadata;
pub mod rejects;

mod archives;
mod compressed;
mod csv_rows;
mod exports;
mod feed;
mod front_matter;
mod html;
mod json_dump;
mod json_lines;
mod lines;
mod mail;
mod markup;
mod newsml;
mod ninjs;
mod nitf;
mod parquet_rows;
mod session;
mod sniff;
mod tar_file;
mod text;
mod utf16;
mod warc;
mod xml;
mod xml_items;

pub use rejects::CODES as codes;
pub use session::Session;

use crate::config::ExtractOptions;
use crate::error::{Error, Result};
use crate::records::{Content, RawArticle, Reject, Unparsed};
use compressed::Packing;
use rejects::Refusal;
use sniff::{Kind, sniff};
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

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
    /// Articles that were handed on; some may still turn out unreadable in [`finish`].
    pub articles: u64,
}

/// Every file under the inputs, sorted by `source_path`. Dot-files and `README.md` in folders are left out.
///
/// `-` is standard input. Symbolic links are followed; one that leads back into a folder above it is
/// listed, and [`read`] refuses it.
///
/// # Errors
/// [`Error::Input`] when an input that was named is not there, or no file is in any of them: a share that fell away
/// leaves an empty folder, which must not empty a dataset.
pub fn find(inputs: &[PathBuf]) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for input in inputs {
        if input.as_os_str() == "-" {
            files.push(SourceFile { path: input.clone(), source_path: "stdin".to_owned(), bytes: 0 });
            continue;
        }
        let meta = std::fs::metadata(input).map_err(|source| Error::Input { path: input.clone(), source })?;
        if !meta.is_dir() {
            let name = input.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            files.push(SourceFile { path: input.clone(), source_path: name, bytes: meta.len() });
            continue;
        }
        let walk = walkdir::WalkDir::new(input).follow_links(true).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(|e| e.depth() == 0 || !is_hidden(e.path())) {
            let (path, bytes) = match entry {
                Ok(entry) if entry.file_type().is_dir() => continue,
                Ok(entry) => {
                    let bytes = entry.metadata().map_or(0, |m| m.len());
                    (entry.into_path(), bytes)
                }
                // Loops and folders that cannot be listed: `read` says what is wrong.
                Err(error) => match error.path() {
                    Some(path) if !is_hidden(path) => (path.to_owned(), 0),
                    _ => continue,
                },
            };
            let relative = path.strip_prefix(input).unwrap_or(&path);
            let source_path =
                relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            if source_path.ends_with("README.md") {
                continue;
            }
            files.push(SourceFile { path, source_path, bytes });
        }
    }
    if let (true, Some(input)) = (files.is_empty(), inputs.first()) {
        let source = io::Error::new(io::ErrorKind::NotFound, "expected files, but found none");
        return Err(Error::Input { path: input.clone(), source });
    }
    files.sort_by(|a, b| a.source_path.cmp(&b.source_path).then_with(|| a.path.cmp(&b.path)));
    Ok(files)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// A file, hashed as it is read.
struct Hashed<R> {
    inner: R,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
}

/// Bytes that are looked at to tell a format, and read at once.
const HEAD: usize = 1 << 16;

/// Reads one file, pushing its articles and rejects to `sink` in order.
///
/// # Errors
/// [`Error::Input`] when the file vanished; everything else is a reject.
pub fn read(file: &SourceFile, options: &ExtractOptions, sink: &mut Sink<'_>) -> Result<FileSummary> {
    let path = file.source_path.as_str();
    let input: Box<dyn Read> = if file.path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        match open(&file.path) {
            Ok(input) => Box::new(input),
            Err(Opening::Failed(source)) if source.kind() == io::ErrorKind::NotFound => {
                return Err(Error::Input { path: file.path.clone(), source });
            }
            Err(opening) => {
                let (code, message) = match opening {
                    Opening::Failed(error) => ("unreadable", error.to_string()),
                    Opening::Loop => {
                        ("symlink_loop", "expected a file, but found a link to a folder above it".to_owned())
                    }
                    Opening::Special => ("unsupported", "expected a file, but found a pipe or device".to_owned()),
                };
                Session::new(sink, options, 0).refuse(path, None, code, message);
                return Ok(FileSummary {
                    bytes: 0,
                    hash: blake3::hash(b"").to_hex().to_string(),
                    format: "unreadable".to_owned(),
                    articles: 0,
                });
            }
        }
    };
    let mut hashed = Hashed { inner: input, hasher: blake3::Hasher::new(), bytes: 0 };
    let stream: Box<dyn BufRead + '_> = Box::new(BufReader::with_capacity(HEAD, &mut hashed));
    let origin = (file.path.as_os_str() != "-").then_some(file.path.as_path());
    let (format, articles) = read_stream(path, stream, file.bytes, origin, options, sink);
    // What no reader took still counts for the hash.
    let _ = io::copy(&mut hashed, &mut io::sink());
    Ok(FileSummary { bytes: hashed.bytes, hash: hashed.hasher.finalize().to_hex().to_string(), format, articles })
}

/// Reads a stream called `path`; the format that was recognised, and how many articles it gave.
fn read_stream(
    path: &str,
    stream: Box<dyn BufRead + '_>,
    bytes: u64,
    origin: Option<&Path>,
    options: &ExtractOptions,
    sink: &mut Sink<'_>,
) -> (String, u64) {
    let mut session = Session::new(sink, options, bytes);
    let mut format = "unreadable".to_owned();
    // The libraries that unpack and parse should not panic, but the bytes are anyone's.
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        stream_of(&mut session, path, path, stream, 0, origin, &mut format)
    }));
    match result {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            let refusal = Refusal::of(&error);
            session.refuse(path, None, refusal.code, refusal.message);
        }
        Err(_) => session.refuse(path, None, "bad_archive", "the file is damaged in a way that its reader gave up on"),
    }
    (format, session.articles)
}

/// Why a file is not opened.
enum Opening {
    Failed(io::Error),
    Loop,
    Special,
}

fn open(path: &Path) -> Result<std::fs::File, Opening> {
    let meta = match std::fs::metadata(path) {
        // A link to itself.
        Err(error)
            if std::fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink())
                && error.kind() != io::ErrorKind::NotFound =>
        {
            return Err(Opening::Loop);
        }
        other => other.map_err(Opening::Failed)?,
    };
    if meta.is_dir() {
        let link = std::fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink());
        return Err(if link {
            Opening::Loop
        } else {
            Opening::Failed(std::fs::read_dir(path).err().unwrap_or_else(|| io::Error::other("cannot list the folder")))
        });
    }
    if !meta.is_file() {
        return Err(Opening::Special);
    }
    std::fs::File::open(path).map_err(Opening::Failed)
}

/// Reads a stream of any format. `path` is what tables show, `name` what its name says of the format.
fn stream_of(
    session: &mut Session<'_, '_>,
    path: &str,
    name: &str,
    mut input: Box<dyn BufRead + '_>,
    depth: usize,
    origin: Option<&Path>,
    format: &mut String,
) -> io::Result<()> {
    if depth > session.limits().depth {
        session.refuse(
            path,
            None,
            "too_deep",
            format!("expected at most {} archives in each other", session.limits().depth),
        );
        return Ok(());
    }
    let head = fill(&mut *input)?;
    if let Some(packing) = Packing::of(head) {
        let unpacked = compressed::unpack(packing, input, session.limits())?;
        let result = stream_of(session, path, compressed::inner_name(name), unpacked, depth + 1, None, format);
        format.push('.');
        format.push_str(packing.suffix());
        return result;
    }
    let kind = sniff(head, name, session.options());
    kind.name().clone_into(format);
    let file = |input: &mut dyn BufRead| match origin {
        Some(path) => std::fs::File::open(path),
        None => archives::spool(input, session.limits().spool_bytes),
    };
    match kind {
        Kind::Zip => {
            let file = file(&mut *input)?;
            archives::read_zip(session, path, file, depth)
        }
        Kind::Parquet => {
            let file = file(&mut *input)?;
            parquet_rows::read(session, path, file)
        }
        Kind::Tar => archives::read_tar(session, path, input, depth),
        Kind::Utf16 => {
            let outer = session.transcoded.replace(utf16::encoding(fill(&mut *input)?));
            let result = stream_of(session, path, name, utf16::decoded(input), depth + 1, None, format);
            session.transcoded = outer;
            result
        }
        Kind::Text => text::read(session, path, &mut *input),
        Kind::FrontMatter => front_matter::read(session, path, &mut *input),
        Kind::Html => html::read(session, path, &mut *input),
        Kind::JsonLines => json_lines::read(session, path, &mut *input),
        Kind::Json => json_dump::read(session, path, &mut *input),
        Kind::Csv(delimiter) => csv_rows::read(session, path, &mut *input, delimiter),
        Kind::Warc => warc::read(session, path, &mut *input),
        Kind::Feed => feed::read(session, path, &mut *input),
        Kind::Export(style) => exports::read(session, path, &mut *input, style),
        Kind::Nitf => nitf::read(session, path, &mut *input),
        Kind::NewsMl => newsml::read(session, path, &mut *input),
        Kind::Unsupported(what) => {
            session.refuse(path, None, "unsupported", format!("expected articles, but found {what}"));
            Ok(())
        }
        Kind::OtherXml => {
            session.refuse(
                path,
                None,
                "unsupported",
                "expected RSS, Atom, NITF, NewsML-G2 or HTML, but found other XML",
            );
            Ok(())
        }
    }
}

/// What stands at the start of a stream, as far as one read gives it.
fn fill(input: &mut dyn BufRead) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(_) => break,
        }
    }
    input.fill_buf()
}

/// Parses what the reader left to the workers; None when the record is no article, `rejects` then says why.
#[must_use]
pub fn finish(raw: RawArticle, options: &ExtractOptions, rejects: &mut Vec<Reject>) -> Option<RawArticle> {
    // What was transcoded on its way here is UTF-8 by now.
    let transcoded = raw.encoding.starts_with("utf-16").then(|| raw.encoding.clone());
    let mut done = match raw.content {
        Content::Unparsed { format: Unparsed::Json, .. } => json_lines::finish(raw, options, rejects),
        Content::Unparsed { format: Unparsed::Html, .. } => html::finish(raw, options, rejects),
        _ => Some(raw),
    };
    if let (Some(raw), Some(encoding)) = (&mut done, transcoded) {
        raw.encoding = encoding;
    }
    done
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
