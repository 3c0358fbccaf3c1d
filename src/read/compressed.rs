//! gz, zst, bz2 and xz: streams that are unpacked as they are read.
//!
//! In: a stream and its kind. Out: the unpacked stream, which refuses to grow beyond what texts do:
//! English packs to a fifth to a tenth, repetitive dumps to a hundredth; a bomb to a thousandth.

use super::rejects::Refusal;
use crate::config::Limits;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// A stream of which `packed` bytes went in, which refuses to grow beyond the limits.
pub fn bounded<'a>(inner: Box<dyn Read + 'a>, packed: u64, limits: &Limits) -> Box<dyn BufRead + 'a> {
    let packed = Rc::new(Cell::new(packed));
    let (free, ratio) = (limits.expansion_free_bytes, limits.expansion_ratio);
    Box::new(BufReader::with_capacity(1 << 16, Bounded { inner, packed, unpacked: 0, free, ratio }))
}

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// gzip, any number of members.
    Gzip,
    /// Zstandard, any number of frames.
    Zstd,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
}

impl Packing {
    /// By the first bytes.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstd),
            // a skippable frame, as warc.zst files begin with
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => Some(Self::Bzip2),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }

    /// As file names end.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Zstd => "zst",
            Self::Bzip2 => "bz2",
            Self::Xz => "xz",
        }
    }
}

/// `name` without the suffix that says how it is compressed.
#[must_use]
pub fn inner_name(name: &str) -> &str {
    name.rsplit_once('.')
        .filter(|(stem, suffix)| {
            !stem.is_empty() && matches!(suffix.to_ascii_lowercase().as_str(), "gz" | "zst" | "zstd" | "bz2" | "xz")
        })
        .map_or(name, |(stem, _)| stem)
}

/// Counts what is taken from a stream.
struct Counted<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.taken.set(self.taken.get() + n as u64);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.taken.set(self.taken.get() + n as u64);
        self.inner.consume(n);
    }
}

/// Fails once more comes out than the limits allow for what went in.
struct Bounded<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    free: u64,
    ratio: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.unpacked += n as u64;
        let packed = self.packed.get().max(1);
        if self.unpacked > self.free && self.unpacked / packed > self.ratio {
            return Err(Refusal::new(
                "expansion",
                format!(
                    "expected at most {} bytes for each packed one, but {packed} bytes gave over {}",
                    self.ratio, self.unpacked
                ),
            )
            .into());
        }
        Ok(n)
    }
}

/// The unpacked stream.
///
/// # Errors
/// When the stream does not begin as its kind should.
pub fn unpack<'a>(
    packing: Packing,
    input: Box<dyn BufRead + 'a>,
    limits: &Limits,
) -> io::Result<Box<dyn BufRead + 'a>> {
    let packed = Rc::new(Cell::new(0));
    let counted = Counted { inner: input, taken: Rc::clone(&packed) };
    let bounded = |inner: Box<dyn Read + 'a>| -> Box<dyn BufRead + 'a> {
        let (free, ratio) = (limits.expansion_free_bytes, limits.expansion_ratio);
        Box::new(BufReader::with_capacity(1 << 16, Bounded { inner, packed, unpacked: 0, free, ratio }))
    };
    Ok(match packing {
        Packing::Gzip => bounded(Box::new(flate2::bufread::MultiGzDecoder::new(counted))),
        Packing::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(counted)?;
            // 2^27: 128 MB, what `zstd --long` uses; a larger window is a demand on memory.
            decoder.window_log_max(27)?;
            bounded(Box::new(decoder))
        }
        Packing::Bzip2 => bounded(Box::new(bzip2::bufread::MultiBzDecoder::new(counted))),
        Packing::Xz => bounded(Box::new(lzma_rust2::XzReader::new_mem_limit(counted, true, XZ_MEMORY_KIB))),
    })
}

/// What an xz stream may ask for: `xz -9` has a dictionary of 64 MB; a larger one is a demand on memory.
const XZ_MEMORY_KIB: u32 = 100 << 10;
