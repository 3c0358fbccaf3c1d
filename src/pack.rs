//! Extracted articles on disk, between extract and write, and from one night to the next.
//!
//! A pack is an append-only file of entries and an index beside it. The index is replaced in one
//! step after a run; bytes behind the last indexed one are what a run that died had appended, and
//! are cut off when the pack is opened. An entry is found by its key, which covers everything that
//! its content depends on: the bytes of the article, its metadata, and the versions of rules,
//! gazetteer and model. So an unchanged article is not extracted again.

use crate::error::{Error, Result};
use crate::records::{Article, DateMention, Extracted, Mention, Quote, Reject};
use crate::resolve::Summary;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// What an entry's content depends on, hashed.
pub type Key = [u8; 16];

/// First bytes of an index; the number changes with the layout of entries.
const MAGIC: &[u8; 16] = b"copydesk pack 06";

/// A buffer for reading that is larger than this, in bytes, is not kept.
const KEPT: usize = 1 << 22;

/// An extracted article as bytes: its head, the article, what was found in it, and its summary, each by itself. Entities
/// and sketch stand in the summary alone, rejects in the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob<B = Vec<u8>> {
    /// The four parts, one after the other.
    pub bytes: B,
    /// Length of the head.
    pub head: u32,
    /// Length of the article.
    pub article: u32,
    /// Length of what was found.
    pub found: u32,
}

/// Where a blob stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    offset: u64,
    len: u32,
    head: u32,
    article: u32,
    found: u32,
    check: u64,
}

impl Entry {
    /// The same blob in a [joined](Pack::joined) pack that has its own begin at `start`.
    #[must_use]
    pub const fn moved(self, start: u64) -> Self {
        Self { offset: self.offset + start, ..self }
    }
}

/// What the collector must know of an article that was extracted before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its id.
    pub id: String,
    /// File under the input root.
    pub source_path: String,
    /// Line or record inside it.
    pub source_record: Option<String>,
    /// Hash of the bytes as read.
    pub raw_hash: String,
    /// Doubts.
    pub rejects: Vec<Reject>,
}

/// What rows are made of besides the article.
#[derive(Serialize, Deserialize)]
struct Shown {
    n_sentences: u32,
    n_paragraphs: u32,
    n_words: u32,
    quotes: Vec<Quote>,
    mentions: Vec<Mention>,
    dates: Vec<DateMention>,
}

impl Shown {
    /// With its article; entities, sketch and rejects stay empty.
    fn of(self, article: Article) -> Extracted {
        let Self { n_sentences, n_paragraphs, n_words, quotes, mentions, dates } = self;
        let (entities, signature, rejects) = (Vec::new(), Vec::new(), Vec::new());
        Extracted { article, n_sentences, n_paragraphs, n_words, mentions, dates, quotes, entities, signature, rejects }
    }
}

/// Hashes as plain bytes: they are too evenly spread for a shorter form.
pub(crate) mod packed {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(values: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect())
    }
}

impl Blob {
    /// Stores an article and its summary.
    ///
    /// # Panics
    /// Never: writing to memory cannot fail, and articles are limited to far less than 4 GB.
    #[must_use]
    pub fn new(extracted: Extracted, summary: &Summary) -> Self {
        let Extracted {
            article,
            n_sentences,
            n_paragraphs,
            n_words,
            mentions,
            dates,
            quotes,
            entities: _,
            signature: _,
            rejects,
        } = extracted;
        let shown = Shown { n_sentences, n_paragraphs, n_words, quotes, mentions, dates };
        let head = Head {
            id: article.id.clone(),
            source_path: article.source_path.clone(),
            source_record: article.source_record.clone(),
            raw_hash: article.raw_hash.clone(),
            rejects,
        };
        let bytes = Vec::with_capacity(article.text.len() * 3 + 512);
        let bytes = encode(&head, bytes);
        let head_len = bytes.len();
        let bytes = encode(&article, bytes);
        let article_len = bytes.len() - head_len;
        let bytes = encode(&shown, bytes);
        let found_len = bytes.len() - head_len - article_len;
        let bytes = encode(summary, bytes);
        Self { bytes, head: length(head_len), article: length(article_len), found: length(found_len) }
    }
}

impl<B: AsRef<[u8]>> Blob<B> {
    /// Start and end of the article and end of what was found.
    const fn edges(&self) -> (usize, usize, usize) {
        let (head, article) = (self.head as usize, self.article as usize);
        (head, head + article, head + article + self.found as usize)
    }

    /// The head alone.
    ///
    /// # Errors
    /// A sentence when the bytes are not what this version writes.
    pub fn head(&self) -> Result<Head, String> {
        decode(&self.bytes.as_ref()[..self.head as usize])
    }

    /// The summary alone.
    ///
    /// # Errors
    /// A sentence when the bytes are not what this version writes.
    pub fn summary(&self) -> Result<Summary, String> {
        decode(&self.bytes.as_ref()[self.edges().2..])
    }

    /// The article alone.
    ///
    /// # Errors
    /// A sentence when the bytes are not what this version writes.
    pub fn article(&self) -> Result<Article, String> {
        decode(&self.bytes.as_ref()[self.edges().0..self.edges().1])
    }

    /// What rows are made of: the article, counts, mentions, dates and quotes. Entities, sketch and rejects
    /// are left empty.
    ///
    /// # Errors
    /// A sentence when the bytes are not what this version writes.
    pub fn shown(&self) -> Result<Extracted, String> {
        let shown: Shown = decode(&self.bytes.as_ref()[self.edges().1..self.edges().2])?;
        Ok(shown.of(self.article()?))
    }
}

/// Appends a value.
fn encode<T: Serialize>(value: &T, bytes: Vec<u8>) -> Vec<u8> {
    postcard::serialize_with_flavor(value, Growing(bytes)).expect("memory takes everything")
}

/// Bytes that grow. Numbers, which are most of an article's parts, are put there one byte after the other: copying
/// two bytes as a slice costs more.
struct Growing(Vec<u8>);

impl postcard::ser_flavors::Flavor for Growing {
    type Output = Vec<u8>;

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    #[inline]
    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        if bytes.len() <= 4 {
            for byte in bytes {
                self.0.push(*byte);
            }
        } else {
            self.0.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|e| format!("expected a stored article, but found other bytes ({e})"))
}

/// An open pack.
#[derive(Debug)]
pub struct Pack {
    path: PathBuf,
    file: File,
    /// Packs that are read as one: where each begins, and its file. Empty for a pack of one file.
    joined: Vec<(u64, File)>,
    end: u64,
    known: FxHashMap<Key, Entry>,
    is_kept: bool,
    /// Why a pack that was there was not used.
    pub doubt: Option<String>,
}

impl Pack {
    /// A pack for this run only; its file has no name and is gone with the process.
    ///
    /// # Errors
    /// [`Error::Write`] when the folder takes no file.
    pub fn temporary(folder: &Path) -> Result<Self> {
        let file = tempfile::tempfile_in(folder).map_err(|source| Error::Write { path: folder.to_owned(), source })?;
        Ok(Self {
            path: folder.to_owned(),
            file,
            joined: Vec::new(),
            end: 0,
            known: FxHashMap::default(),
            is_kept: false,
            doubt: None,
        })
    }

    /// The pack that is kept in `folder`, empty where there is none or it is damaged.
    ///
    /// # Errors
    /// [`Error::Write`] when the folder takes no file.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("articles.pack");
        let failed = |source| Error::Write { path: path.clone(), source };
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        let on_disk = file.metadata().map_err(failed)?.len();
        let (known, end, doubt) = match read_index(&folder.join("articles.index"), on_disk) {
            Ok((known, end)) => (known, end, None),
            Err(doubt) => (FxHashMap::default(), 0, (on_disk > 0).then_some(doubt)),
        };
        file.set_len(end).map_err(failed)?;
        Ok(Self { path, file, joined: Vec::new(), end, known, is_kept: true, doubt })
    }

    /// Packs of several shards, to be read as one; nothing is copied and nothing may be appended.
    /// Gives also how far the entries of each are to be [moved](Entry::moved).
    ///
    /// # Errors
    /// [`Error::Input`] when one cannot be opened.
    pub fn joined(paths: &[PathBuf]) -> Result<(Self, Vec<u64>)> {
        let file = tempfile::tempfile().map_err(|source| Error::Write { path: std::env::temp_dir(), source })?;
        let mut pack = Self {
            path: paths.first().cloned().unwrap_or_default(),
            file,
            joined: Vec::new(),
            end: 0,
            known: FxHashMap::default(),
            is_kept: false,
            doubt: None,
        };
        let mut starts = Vec::new();
        for path in paths {
            let failed = |source| Error::Input { path: path.clone(), source };
            let file = File::open(path).map_err(failed)?;
            let bytes = file.metadata().map_err(failed)?.len();
            starts.push(pack.end);
            pack.joined.push((pack.end, file));
            pack.end += bytes;
        }
        Ok((pack, starts))
    }

    /// Copies these entries into a new pack.
    ///
    /// # Errors
    /// [`Error::Write`] when the disk is full, [`Error::Dataset`] when an entry is damaged.
    pub fn copy(&self, alive: impl IntoIterator<Item = Entry>, path: &Path) -> Result<Vec<Entry>> {
        let failed = |source| Error::Write { path: path.to_owned(), source };
        let mut file = io::BufWriter::with_capacity(1 << 20, File::create(path).map_err(failed)?);
        let (mut end, mut copied) = (0, Vec::new());
        for entry in alive {
            self.read(entry, |blob| file.write_all(blob.bytes))?.map_err(failed)?;
            copied.push(Entry { offset: end, ..entry });
            end += u64::from(entry.len);
        }
        let file = file.into_inner().map_err(|e| failed(e.into_error()))?;
        file.sync_all().map_err(failed)?;
        Ok(copied)
    }

    /// The file that holds this byte, and where in it.
    fn at(&self, offset: u64) -> (&File, u64) {
        let after = self.joined.partition_point(|(start, _)| *start <= offset);
        after.checked_sub(1).map_or((&self.file, offset), |i| (&self.joined[i].1, offset - self.joined[i].0))
    }

    /// The entry under a key and what `read` makes of its blob, if it is there and whole.
    #[must_use]
    pub fn find<T>(&self, key: &Key, read: impl FnOnce(Blob<&[u8]>) -> Option<T>) -> Option<(Entry, T)> {
        let entry = *self.known.get(key)?;
        let value = self.read(entry, read).ok()??;
        Some((entry, value))
    }

    /// Appends a blob.
    ///
    /// # Errors
    /// [`Error::Write`] when the disk is full.
    pub fn append(&mut self, blob: &Blob) -> Result<Entry> {
        let entry = Entry {
            offset: self.end,
            len: length(blob.bytes.len()),
            head: blob.head,
            article: blob.article,
            found: blob.found,
            check: xxh3_64(&blob.bytes),
        };
        self.file
            .write_all_at(&blob.bytes, self.end)
            .map_err(|source| Error::Write { path: self.path.clone(), source })?;
        self.end += u64::from(entry.len);
        Ok(entry)
    }

    /// Reads a blob, checks it and hands it to `read`.
    ///
    /// # Errors
    /// [`Error::Dataset`] when it is damaged.
    pub fn read<T>(&self, entry: Entry, read: impl FnOnce(Blob<&[u8]>) -> T) -> Result<T> {
        thread_local! {
            // Every article is read some three times a run: one buffer a thread is cleared once, not each time.
            static BUFFER: std::cell::Cell<Vec<u8>> = const { std::cell::Cell::new(Vec::new()) };
        }
        let mut buffer = BUFFER.take();
        let len = entry.len as usize;
        if buffer.len() < len {
            buffer.resize(len, 0);
        }
        let bytes = &mut buffer[..len];
        let (file, offset) = self.at(entry.offset);
        file.read_exact_at(bytes, offset).map_err(|source| Error::Input { path: self.path.clone(), source })?;
        let parts = u64::from(entry.head) + u64::from(entry.article) + u64::from(entry.found);
        if xxh3_64(bytes) != entry.check || parts > u64::from(entry.len) {
            let problem = format!("expected a stored article at byte {}, but found it damaged", entry.offset);
            return Err(Error::Dataset { path: self.path.clone(), problem });
        }
        let value = read(Blob { bytes: bytes as &[u8], head: entry.head, article: entry.article, found: entry.found });
        if len <= KEPT {
            BUFFER.set(buffer);
        }
        Ok(value)
    }

    /// Bytes in it.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.end
    }

    /// Keeps just these entries for the next run; a pack that is mostly garbage or over `max_bytes` is
    /// rewritten or, if what is alive does not fit, emptied.
    ///
    /// # Errors
    /// [`Error::Write`] when the index cannot be written.
    pub fn keep(mut self, alive: &[(Key, Entry)], max_bytes: u64) -> Result<()> {
        if !self.is_kept {
            return Ok(());
        }
        let folder = self.path.parent().unwrap_or(Path::new(".")).to_owned();
        let index = folder.join("articles.index");
        let used: u64 = alive.iter().map(|(_, e)| u64::from(e.len)).sum();
        let mut rewritten = Vec::new();
        let mut alive = alive;
        if used > max_bytes {
            // The index goes first: without it the pack counts as empty.
            let _ = std::fs::remove_file(&index);
            self.file.set_len(0).map_err(|source| Error::Write { path: self.path.clone(), source })?;
            return Ok(());
        }
        if self.end > max_bytes || self.end > 2 * used + (1 << 20) {
            let path = folder.join("articles.pack.new");
            let copied = self.copy(alive.iter().map(|(_, entry)| *entry), &path)?;
            rewritten.extend(alive.iter().map(|(key, _)| *key).zip(copied));
            self.file = File::open(&path).map_err(|source| Error::Input { path: path.clone(), source })?;
            self.end = used;
            alive = &rewritten;
            let _ = std::fs::remove_file(&index);
            std::fs::rename(&path, &self.path).map_err(|source| Error::Write { path: path.clone(), source })?;
        }
        self.file.sync_data().map_err(|source| Error::Write { path: self.path.clone(), source })?;
        write_index(&index, alive, self.end).map_err(|source| Error::Write { path: index.clone(), source })
    }
}

fn read_index(path: &Path, pack_bytes: u64) -> Result<(FxHashMap<Key, Entry>, u64), String> {
    let bytes = std::fs::read(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let damaged = || format!("{} is damaged", path.display());
    let body = bytes.len().checked_sub(8).ok_or_else(damaged)?;
    let check = u64::from_le_bytes(bytes[body..].try_into().map_err(|_| damaged())?);
    if xxh3_64(&bytes[..body]) != check {
        return Err(damaged());
    }
    if !bytes.starts_with(MAGIC) {
        return Err(format!("{} was written by another version", path.display()));
    }
    let (end, entries): (u64, Vec<(Key, Entry)>) =
        postcard::from_bytes(&bytes[MAGIC.len()..body]).map_err(|_| damaged())?;
    if end > pack_bytes {
        return Err(format!("{} is longer than its pack", path.display()));
    }
    Ok((entries.into_iter().collect(), end))
}

fn write_index(path: &Path, alive: &[(Key, Entry)], end: u64) -> io::Result<()> {
    let bytes = MAGIC.to_vec();
    let mut bytes = postcard::to_extend(&(end, alive), bytes).map_err(io::Error::other)?;
    let check = xxh3_64(&bytes);
    bytes.extend_from_slice(&check.to_le_bytes());
    let new = path.with_extension("index.new");
    let mut file = File::create(&new)?;
    file.write_all(&bytes)?;
    file.sync_data()?;
    std::fs::rename(&new, path)
}

fn length(n: usize) -> u32 {
    u32::try_from(n).expect("articles are limited to far less than 4 GB")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(text: &str) -> Blob {
        let extracted = crate::pipeline::extract(crate::normalise::plain(text));
        let summary = crate::resolve::summarise(&extracted);
        Blob::new(extracted, &summary)
    }

    #[test]
    fn an_article_comes_back_as_it_was_stored() {
        let folder = tempfile::tempdir().unwrap();
        let extracted =
            crate::pipeline::extract(crate::normalise::plain("“No,” said Ruth Adeyemi in Leeds on Tuesday."));
        let summary = crate::resolve::summarise(&extracted);
        let mut pack = Pack::open(folder.path()).unwrap();
        let entry = pack.append(&Blob::new(extracted.clone(), &summary)).unwrap();
        pack.keep(&[([7; 16], entry)], u64::MAX).unwrap();
        let pack = Pack::open(folder.path()).unwrap();
        assert!(pack.doubt.is_none());
        let read = |blob: Blob<&[u8]>| Some((blob.shown().ok()?, blob.summary().ok()?, blob.head().ok()?));
        let (_, (shown, same, head)) = pack.find(&[7; 16], read).unwrap();
        assert!(!shown.mentions.is_empty() && !shown.dates.is_empty() && !shown.quotes.is_empty());
        assert_eq!(format!("{same:?}"), format!("{summary:?}"));
        assert_eq!(head.rejects, extracted.rejects);
        let (entities, signature, rejects) = (Vec::new(), Vec::new(), Vec::new());
        assert_eq!(shown, Extracted { entities, signature, rejects, ..extracted });
        assert!(pack.find(&[8; 16], |_| Some(())).is_none());
    }

    #[test]
    fn what_a_dead_run_appended_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let mut pack = Pack::open(folder.path()).unwrap();
        let first = pack.append(&blob("One.")).unwrap();
        pack.keep(&[([1; 16], first)], u64::MAX).unwrap();
        let mut pack = Pack::open(folder.path()).unwrap();
        let end = pack.bytes();
        pack.append(&blob("Two.")).unwrap();
        drop(pack);
        let pack = Pack::open(folder.path()).unwrap();
        assert_eq!(pack.bytes(), end);
        assert!(pack.find(&[1; 16], |_| Some(())).is_some());
    }

    #[test]
    fn a_damaged_pack_or_index_is_noticed_and_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let mut pack = Pack::open(folder.path()).unwrap();
        let first = pack.append(&blob("One.")).unwrap();
        pack.keep(&[([1; 16], first)], u64::MAX).unwrap();
        let path = folder.path().join("articles.pack");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[3] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert!(Pack::open(folder.path()).unwrap().find(&[1; 16], |_| Some(())).is_none());
        let index = folder.path().join("articles.index");
        let mut bytes = std::fs::read(&index).unwrap();
        bytes[20] ^= 1;
        std::fs::write(&index, &bytes).unwrap();
        let pack = Pack::open(folder.path()).unwrap();
        let end = pack.bytes();
        assert!(pack.doubt.is_some_and(|doubt| doubt.ends_with("is damaged")) && end == 0);
    }

    #[test]
    fn a_pack_of_another_layout_is_told_from_a_damaged_one() {
        let folder = tempfile::tempdir().unwrap();
        Pack::open(folder.path()).unwrap().keep(&[], u64::MAX).unwrap();
        let index = folder.path().join("articles.index");
        let mut bytes = std::fs::read(&index).unwrap();
        let body = bytes.len() - 8;
        bytes[MAGIC.len() - 1] ^= 1;
        let check = xxh3_64(&bytes[..body]).to_le_bytes();
        bytes[body..].copy_from_slice(&check);
        std::fs::write(&index, &bytes).unwrap();
        std::fs::write(folder.path().join("articles.pack"), b"of another layout").unwrap();
        assert!(Pack::open(folder.path()).unwrap().doubt.unwrap().ends_with("another version"));
    }

    #[test]
    fn a_pack_that_is_too_large_is_emptied() {
        let folder = tempfile::tempdir().unwrap();
        let mut pack = Pack::open(folder.path()).unwrap();
        let first = pack.append(&blob("One.")).unwrap();
        pack.keep(&[([1; 16], first)], 1).unwrap();
        assert_eq!(Pack::open(folder.path()).unwrap().bytes(), 0);
    }

    #[test]
    fn a_pack_that_is_mostly_garbage_is_rewritten() {
        let folder = tempfile::tempdir().unwrap();
        let mut pack = Pack::open(folder.path()).unwrap();
        let big = "A long text. ".repeat(200_000);
        pack.append(&blob(&big)).unwrap();
        let last = pack.append(&blob("One.")).unwrap();
        pack.keep(&[([1; 16], last)], u64::MAX).unwrap();
        let pack = Pack::open(folder.path()).unwrap();
        assert!(pack.bytes() < 10_000);
        assert_eq!(pack.find(&[1; 16], |blob| blob.article().ok()).unwrap().1.text, "One.");
    }
}
