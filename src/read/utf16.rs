//! UTF-16 with a mark, as a stream of UTF-8.

use std::io::{self, BufRead, BufReader, Read};

struct Transcoded<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    /// Decoded and not yet read.
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() && !self.ended {
            let chunk = self.input.fill_buf()?;
            let last = chunk.is_empty();
            self.out.resize(chunk.len() * 3 + 16, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(chunk, &mut self.out, last);
            self.out.truncate(written);
            self.at = 0;
            self.ended = last;
            self.input.consume(read);
        }
        let n = buffer.len().min(self.out.len() - self.at);
        buffer[..n].copy_from_slice(&self.out[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// Which of the two, by the mark.
#[must_use]
pub fn encoding(head: &[u8]) -> &'static str {
    if head.starts_with(&[0xFE, 0xFF]) { "utf-16be" } else { "utf-16le" }
}

/// Decodes by the mark that the stream begins with.
pub fn decoded<'a>(input: Box<dyn BufRead + 'a>) -> Box<dyn BufRead + 'a> {
    // The decoder sees the mark and takes the byte order from it.
    let decoder = encoding_rs::UTF_16LE.new_decoder();
    Box::new(BufReader::with_capacity(1 << 16, Transcoded { input, decoder, out: Vec::new(), at: 0, ended: false }))
}
