//! Elements cut out of a long XML stream one at a time: the items of a feed, of a news message.
//!
//! In: a stream. Out: what stands before the first item, then each item as bytes. Nothing else of
//! the stream is held, however long it is.

use std::io::{self, BufRead};

/// Cuts elements with one of two names.
pub struct Items<'a> {
    input: &'a mut dyn BufRead,
    /// Bytes that were read and not yet cut.
    buffer: Vec<u8>,
    longest: usize,
    /// Whether the stream has ended.
    ended: bool,
    names: &'a [&'a str],
}

/// What was cut.
#[derive(Debug, PartialEq, Eq)]
pub enum Cut {
    /// An element, from its `<` to its last `>`.
    Element(Vec<u8>),
    /// An element that is longer than allowed, or never ends.
    TooLong,
}

impl std::fmt::Debug for Items<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").field("names", &self.names).finish_non_exhaustive()
    }
}

impl<'a> Items<'a> {
    /// Elements that are called one of `names`, at most `longest` bytes each.
    pub fn new(input: &'a mut dyn BufRead, names: &'a [&'a str], longest: usize) -> Self {
        Self { input, buffer: Vec::new(), longest, ended: false, names }
    }

    fn more(&mut self) -> io::Result<bool> {
        let chunk = loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        let n = chunk.len();
        self.buffer.extend_from_slice(chunk);
        self.input.consume(n);
        self.ended = n == 0;
        Ok(n > 0)
    }

    /// What stands before the first item (all of it when there is none), at most `longest` bytes.
    ///
    /// # Errors
    /// What the stream fails with.
    pub fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut searched = 0;
        loop {
            if let Some((at, _)) = self.opening(searched) {
                return Ok(self.buffer.drain(..at).collect());
            }
            if self.ended || self.buffer.len() > self.longest {
                return Ok(std::mem::take(&mut self.buffer));
            }
            searched = self.buffer.len().saturating_sub(80);
            self.more()?;
        }
    }

    /// The next element; None at the end.
    ///
    /// # Errors
    /// What the stream fails with.
    pub fn next(&mut self) -> io::Result<Option<Cut>> {
        let mut searched = 0;
        let name = loop {
            if let Some((at, name)) = self.opening(searched) {
                self.buffer.drain(..at);
                break name;
            }
            // Between items nothing is kept but what may be half a tag.
            let keep = self.buffer.len().min(80);
            self.buffer.drain(..self.buffer.len() - keep);
            searched = 0;
            if self.ended || !self.more()? {
                return Ok(None);
            }
        };
        let close = format!("</{name}");
        let mut searched = 0;
        loop {
            if let Some(at) = memchr::memmem::find(&self.buffer[searched..], close.as_bytes()).map(|at| searched + at) {
                if let Some(end) = memchr::memchr(b'>', &self.buffer[at..]) {
                    let element: Vec<u8> = self.buffer.drain(..=at + end).collect();
                    return Ok(Some(if element.len() > self.longest { Cut::TooLong } else { Cut::Element(element) }));
                }
                searched = at;
            } else {
                searched = self.buffer.len().saturating_sub(close.len());
            }
            if self.buffer.len() > self.longest {
                self.buffer.clear();
                return self.skip(close.as_bytes()).map(|()| Some(Cut::TooLong));
            }
            if self.ended || !self.more()? {
                self.buffer.clear();
                return Ok(Some(Cut::TooLong));
            }
        }
    }

    /// Drops everything up to the closing tag.
    fn skip(&mut self, close: &[u8]) -> io::Result<()> {
        while self.more()? {
            if let Some(at) = memchr::memmem::find(&self.buffer, close) {
                self.buffer.drain(..at);
                return Ok(());
            }
            let keep = self.buffer.len().min(close.len());
            self.buffer.drain(..self.buffer.len() - keep);
        }
        Ok(())
    }

    /// Where an item begins, and its name with its prefix.
    fn opening(&self, from: usize) -> Option<(usize, String)> {
        let mut at = from;
        while let Some(step) = memchr::memchr(b'<', &self.buffer[at..]) {
            let start = at + step;
            let rest = &self.buffer[start + 1..];
            let len =
                rest.iter().take(64).position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-')));
            if let Some(name) = len.and_then(|len| std::str::from_utf8(&rest[..len]).ok())
                && self.names.contains(&name.rsplit(':').next().unwrap_or_default())
            {
                return Some((start, name.to_owned()));
            }
            at = start + 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_cut_out_one_by_one() {
        let text = b"<rss><channel><title>C</title><item a='1'><t>x</t></item> <item>y</item ></channel></rss>";
        let mut input = io::BufReader::with_capacity(7, &text[..]);
        let mut items = Items::new(&mut input, &["item", "entry"], 100);
        assert_eq!(items.head().unwrap(), b"<rss><channel><title>C</title>");
        assert_eq!(items.next().unwrap(), Some(Cut::Element(b"<item a='1'><t>x</t></item>".to_vec())));
        assert_eq!(items.next().unwrap(), Some(Cut::Element(b"<item>y</item >".to_vec())));
        assert_eq!(items.next().unwrap(), None);
    }

    #[test]
    fn an_endless_item_is_told_of_and_not_held() {
        let text = [b"<f><entry>".to_vec(), vec![b'x'; 5000], b"</entry><entry>y</entry>".to_vec()].concat();
        let mut input = io::BufReader::with_capacity(64, &text[..]);
        let mut items = Items::new(&mut input, &["entry"], 100);
        items.head().unwrap();
        assert_eq!(items.next().unwrap(), Some(Cut::TooLong));
        assert_eq!(items.next().unwrap(), Some(Cut::Element(b"<entry>y</entry>".to_vec())));
    }
}
