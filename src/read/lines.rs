//! Lines of a stream, each bounded: a line that is too long is told of and skipped, never held.

use std::io::{self, BufRead};

/// Reads lines into one buffer.
#[derive(Debug)]
pub struct Lines {
    buffer: Vec<u8>,
    longest: usize,
    number: u64,
    offset: u64,
}

/// One line, without its end.
#[derive(Debug)]
pub struct Line<'a> {
    /// Its bytes; the first ones only if it is cut.
    pub bytes: &'a [u8],
    /// From 1.
    pub number: u64,
    /// Where it starts in the stream.
    #[allow(dead_code, reason = "asserted by the tests")]
    pub offset: u64,
    /// Whether it was longer than allowed.
    pub is_cut: bool,
    /// Its whole length.
    pub length: u64,
}

impl Line<'_> {
    /// What is said of a cut line.
    #[must_use]
    pub fn too_large(&self, limit: usize) -> String {
        format!("expected at most {limit} bytes a record, but found {}", self.length)
    }
}

impl Lines {
    /// Lines of at most `longest` bytes.
    #[must_use]
    pub const fn new(longest: usize) -> Self {
        Self { buffer: Vec::new(), longest, number: 0, offset: 0 }
    }

    /// The next line; None at the end.
    ///
    /// # Errors
    /// What the stream fails with.
    pub fn next(&mut self, input: &mut dyn BufRead) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let start = self.offset;
        let mut length = 0u64;
        let mut ended = false;
        while !ended {
            let chunk = match input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // The stream broke off: what stands in the buffer is half a line.
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                break;
            }
            let (taken, end) = match memchr::memchr(b'\n', chunk) {
                Some(at) => (at + 1, true),
                None => (chunk.len(), false),
            };
            let line = &chunk[..taken - usize::from(end)];
            let room = self.longest.saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(&line[..line.len().min(room)]);
            length += line.len() as u64;
            self.offset += taken as u64;
            ended = end;
            input.consume(taken);
        }
        if !ended && self.offset == start {
            return Ok(None);
        }
        self.number += 1;
        let is_cut = length > self.buffer.len() as u64;
        Ok(Some(Line { bytes: &self.buffer, number: self.number, offset: start, is_cut, length }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_and_the_next_is_whole() {
        let text = b"abc\nabcdefghij\n\nxy";
        let mut input = io::BufReader::with_capacity(3, &text[..]);
        let mut lines = Lines::new(5);
        let mut got = Vec::new();
        while let Some(line) = lines.next(&mut input).unwrap() {
            got.push((
                String::from_utf8_lossy(line.bytes).into_owned(),
                line.number,
                line.offset,
                line.is_cut,
                line.length,
            ));
        }
        assert_eq!(
            got,
            vec![
                ("abc".to_owned(), 1, 0, false, 3),
                ("abcde".to_owned(), 2, 4, true, 10),
                (String::new(), 3, 15, false, 0),
                ("xy".to_owned(), 4, 16, false, 2)
            ]
        );
    }
}
