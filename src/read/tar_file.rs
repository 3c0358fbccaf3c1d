//! tar archives, read front to back.
//!
//! Our own reader: two hundred lines less than a library whose long names are read into memory unbounded.
//! Knows ustar, GNU long names and pax paths; links and devices are told of and passed over.

use super::rejects::Refusal;
use std::io::{self, BufRead, Read};

/// Longest name, in bytes.
const LONGEST_NAME: u64 = 1 << 16;

/// Whether a stream begins with a tar header.
#[must_use]
pub fn is_tar(head: &[u8]) -> bool {
    head.len() >= 512
        && head[..512].iter().any(|b| *b != 0)
        && (&head[257..262] == b"ustar" || checksum_fits(&head[..512]) && head[0] != 0)
}

fn checksum_fits(header: &[u8]) -> bool {
    let Some(want) = octal(&header[148..156]) else { return false };
    let sum: u64 =
        header.iter().enumerate().map(|(i, b)| if (148..156).contains(&i) { 32 } else { u64::from(*b) }).sum();
    want == sum && want > 256
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A link or device.
    Other,
}

/// Reads entries.
#[derive(Debug)]
pub struct Tar<R> {
    input: R,
    /// Bytes of the present entry that were not read, with its padding.
    left: u64,
    padding: u64,
}

impl<R: BufRead> Tar<R> {
    /// From the start of an archive.
    pub const fn new(input: R) -> Self {
        Self { input, left: 0, padding: 0 }
    }

    /// The next file or link; its bytes are then read from [`Tar::entry`].
    ///
    /// # Errors
    /// When the archive is damaged or ends early.
    pub fn next(&mut self) -> io::Result<Option<(String, EntryKind, u64)>> {
        let mut long_name: Option<String> = None;
        let mut long_size: Option<u64> = None;
        loop {
            self.skip()?;
            let mut header = [0; 512];
            match self.input.read(&mut header)? {
                0 => return Ok(None),
                n => self.input.read_exact(&mut header[n..])?,
            }
            if header.iter().all(|b| *b == 0) {
                return Ok(None);
            }
            if !checksum_fits(&header) {
                return Err(Refusal::new(
                    "bad_archive",
                    "expected a tar header, but its checksum does not fit".to_owned(),
                )
                .into());
            }
            let size = long_size
                .take()
                .or_else(|| number(&header[124..136]))
                .ok_or_else(|| Refusal::new("bad_archive", "a tar header without size".to_owned()))?;
            self.left = size;
            self.padding = (512 - size % 512) % 512;
            match header[156] {
                b'L' => long_name = Some(self.name(size)?.trim_end_matches('\0').to_owned()),
                b'x' => {
                    let records = self.name(size)?;
                    for record in records.split('\n') {
                        let field = record.split_once(' ').map_or("", |(_, f)| f);
                        if let Some(path) = field.strip_prefix("path=") {
                            long_name = Some(path.to_owned());
                        } else if let Some(size) = field.strip_prefix("size=") {
                            long_size = size.parse().ok();
                        }
                    }
                }
                b'g' | b'K' | b'V' | b'5' => {}
                kind => {
                    let name = long_name.take().unwrap_or_else(|| short_name(&header));
                    if name.ends_with('/') {
                        continue;
                    }
                    let kind = if matches!(kind, b'0' | 0 | b'7') { EntryKind::File } else { EntryKind::Other };
                    return Ok(Some((name, kind, size)));
                }
            }
        }
    }

    /// The bytes of the present entry.
    pub fn entry(&mut self) -> io::Take<&mut Self> {
        let left = self.left;
        self.take(left)
    }

    fn name(&mut self, size: u64) -> io::Result<String> {
        if size > LONGEST_NAME {
            return Err(Refusal::new(
                "too_large",
                format!("expected a name of at most {LONGEST_NAME} bytes in an archive, but found {size}"),
            )
            .into());
        }
        let mut bytes = Vec::new();
        self.entry().read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn skip(&mut self) -> io::Result<()> {
        let rest = self.left + self.padding;
        let skipped = io::copy(&mut (&mut self.input).take(rest), &mut io::sink())?;
        (self.left, self.padding) = (0, 0);
        if skipped < rest { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

impl<R: BufRead> Read for Tar<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let n = self.input.read(&mut buffer[..n])?;
        if n == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= n as u64;
        Ok(n)
    }
}

fn short_name(header: &[u8; 512]) -> String {
    let field =
        |bytes: &[u8]| String::from_utf8_lossy(bytes.split(|b| *b == 0).next().unwrap_or_default()).into_owned();
    let (name, prefix) = (field(&header[..100]), field(&header[345..500]));
    if &header[257..262] == b"ustar" && !prefix.is_empty() && header[263..265] == *b"00" {
        format!("{prefix}/{name}")
    } else {
        name
    }
}

fn octal(bytes: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(bytes).ok()?;
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).ok()
}

/// Octal, or GNU's binary form for large sizes.
fn number(bytes: &[u8]) -> Option<u64> {
    if bytes[0] & 0x80 == 0 {
        return octal(bytes);
    }
    bytes[1..].iter().try_fold(0u64, |n, b| n.checked_mul(256)?.checked_add(u64::from(*b)))
}
