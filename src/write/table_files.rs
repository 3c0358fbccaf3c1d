//! The files of one table, being written: Parquet and CSV side by side, hashed as they grow.

use super::{batch, csv_file, parquet_file::ParquetFile};
use crate::error::{Error, Result};
use crate::tables::Table;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Which formats are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    /// `<name>.csv`
    pub csv: bool,
    /// `<name>.parquet`
    pub parquet: bool,
}

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Name in the dataset folder.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

/// A finished table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFacts {
    /// Name.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Its files.
    pub files: Vec<FileFacts>,
}

/// Rows made ready to be appended; made on any thread.
#[derive(Debug)]
pub struct Rendered {
    batch: Option<RecordBatch>,
    csv: Vec<u8>,
    rows: u64,
}

/// Makes rows ready; costs most of the work and needs no lock.
pub struct Renderer<R: 'static> {
    table: &'static Table<R>,
    schema: SchemaRef,
    csv: bool,
    parquet: bool,
    /// The most that a row took in CSV so far: room for the next ones is made at once.
    row_bytes: AtomicUsize,
}

impl<R> Renderer<R> {
    /// Rows as Arrow and CSV.
    #[must_use]
    pub fn render(&self, rows: &[R]) -> Rendered {
        let csv = if self.csv {
            let room = rows.len() * self.row_bytes.load(Ordering::Relaxed);
            let csv = csv_file::lines(self.table, rows, Vec::with_capacity(room));
            let needed = (csv.len() / rows.len().max(1)) * 9 / 8;
            self.row_bytes.fetch_max(needed, Ordering::Relaxed);
            csv
        } else {
            Vec::new()
        };
        Rendered {
            batch: (self.parquet && !rows.is_empty()).then(|| batch::batch(self.table, &self.schema, rows)),
            csv,
            rows: rows.len() as u64,
        }
    }
}

impl<R> std::fmt::Debug for Renderer<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Renderer({})", self.table.name)
    }
}

/// One table being written.
pub struct TableFiles<R: 'static> {
    table: &'static Table<R>,
    schema: SchemaRef,
    csv: Option<HashedFile>,
    parquet: Option<ParquetFile<HashedFile>>,
    rows: u64,
}

impl<R> TableFiles<R> {
    /// Creates the files in `folder`.
    ///
    /// # Errors
    /// [`Error::Write`] when they cannot be created.
    pub fn create(table: &'static Table<R>, folder: &Path, formats: Formats) -> Result<Self> {
        let info = table.info();
        let schema = batch::schema(&info);
        let csv = if formats.csv {
            let mut file = HashedFile::create(&folder.join(format!("{}.csv", table.name)))?;
            file.write_all(&csv_file::header(&info)).map_err(|e| file.failed(e))?;
            Some(file)
        } else {
            None
        };
        let parquet = if formats.parquet {
            let path = folder.join(format!("{}.parquet", table.name));
            Some(ParquetFile::new(&path, HashedFile::create(&path)?, &info, &schema)?)
        } else {
            None
        };
        Ok(Self { table, schema, csv, parquet, rows: 0 })
    }

    /// How rows are made ready for this table, on any thread.
    #[must_use]
    pub fn renderer(&self) -> Renderer<R> {
        Renderer {
            table: self.table,
            schema: self.schema.clone(),
            csv: self.csv.is_some(),
            parquet: self.parquet.is_some(),
            row_bytes: AtomicUsize::new(0),
        }
    }

    /// Appends rows; they must follow those before in key order.
    ///
    /// # Errors
    /// [`Error::Write`] or [`Error::Parquet`] when the disk is full.
    pub fn append(&mut self, rendered: &Rendered) -> Result<()> {
        if let Some(file) = &mut self.csv {
            file.write_all(&rendered.csv).map_err(|e| file.failed(e))?;
        }
        if let (Some(file), Some(batch)) = (&mut self.parquet, &rendered.batch) {
            file.append(batch)?;
        }
        self.rows += rendered.rows;
        Ok(())
    }

    /// Closes the files, synced.
    ///
    /// # Errors
    /// [`Error::Write`] or [`Error::Parquet`] when the disk is full.
    pub fn finish(self) -> Result<TableFacts> {
        let mut files = Vec::new();
        if let Some(file) = self.csv {
            files.push(file.finish()?);
        }
        if let Some(file) = self.parquet {
            files.push(file.finish()?.finish()?);
        }
        Ok(TableFacts { name: self.table.name.to_owned(), rows: self.rows, files })
    }
}

impl<R> std::fmt::Debug for TableFiles<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TableFiles({}, {} rows)", self.table.name, self.rows)
    }
}

/// A file that knows its own hash.
#[derive(Debug)]
pub struct HashedFile {
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl HashedFile {
    /// Creates it.
    ///
    /// # Errors
    /// [`Error::Write`] when that fails.
    pub fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).map_err(|source| Error::Write { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), file: BufWriter::with_capacity(1 << 18, file), hash: Sha256::new(), bytes: 0 })
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Write { path: self.path.clone(), source }
    }

    /// Flushes and syncs it.
    ///
    /// # Errors
    /// [`Error::Write`] when the disk is full.
    pub fn finish(mut self) -> Result<FileFacts> {
        self.file.flush().map_err(|e| self.failed(e))?;
        self.file.get_ref().sync_all().map_err(|e| self.failed(e))?;
        let path = self.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(FileFacts { path, bytes: self.bytes, sha256: hex(&self.hash.finalize()) })
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char]).collect()
}
