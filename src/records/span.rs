//! Stretches of text.

use serde::{Deserialize, Serialize};

/// A stretch of [`Article::text`](super::Article::text): bytes, end exclusive, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// From byte offsets; articles are limited to far less than 4 GB when they are read.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "read refuses articles over 4 GB")]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The words themselves.
    ///
    /// # Panics
    /// When the span is not on character boundaries of `text`: a bug of whoever made it.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether the two share a byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes as a range, for slicing.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Turns byte offsets of one text into code points, in constant time for ASCII and by a short
/// scan from the nearest mark otherwise.
#[derive(Debug)]
pub struct CodePoints<'a> {
    text: &'a str,
    /// Code points before byte `64 * i`; empty when the text is ASCII.
    marks: Vec<u32>,
    total: u32,
}

const STEP: usize = 64;

impl<'a> CodePoints<'a> {
    /// Reads the text once.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "read refuses articles over 4 GB")]
    pub fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { text, marks: Vec::new(), total: text.len() as u32 };
        }
        let bytes = text.as_bytes();
        let mut marks = Vec::with_capacity(bytes.len() / STEP + 1);
        let mut seen = 0u32;
        for chunk in bytes.chunks(STEP) {
            marks.push(seen);
            seen += count(chunk);
        }
        Self { text, marks, total: seen }
    }

    /// Code points before `byte`.
    #[must_use]
    pub fn at(&self, byte: u32) -> u32 {
        if self.marks.is_empty() {
            return byte;
        }
        let byte = byte as usize;
        if byte >= self.text.len() {
            return self.total;
        }
        let mark = byte / STEP;
        self.marks[mark] + count(&self.text.as_bytes()[mark * STEP..byte])
    }

    /// Start and end of a span in code points.
    #[must_use]
    pub fn span(&self, span: Span) -> (u32, u32) {
        (self.at(span.start), self.at(span.end))
    }

    /// Code points in the whole text.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.total
    }
}

/// Bytes that start a character, among 255 at most.
fn count(bytes: &[u8]) -> u32 {
    // Bytes that go on a character are those from 0x80 to 0xBF. Summed in a byte, sixteen at a time.
    u32::from(bytes.iter().fold(0u8, |n, b| n + u8::from(b.cast_signed() >= -0x40)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn code_points_are_counted_as_chars_are(text in "\\PC{0,200}") {
            let points = CodePoints::new(&text);
            for (i, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(u32::try_from(byte).unwrap()) as usize, i);
            }
            prop_assert_eq!(points.total() as usize, text.chars().count());
        }
    }
}
