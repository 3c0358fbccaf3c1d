//! Bytes to text.
//!
//! In: the bytes of one article or record, perhaps with a declared charset. Out: text, the name of
//! the encoding (WHATWG), and where bytes did not fit it. In this order:
//!
//! 1. a byte order mark decides;
//! 2. valid UTF-8 is UTF-8, whatever was declared: other encodings hardly ever look like it;
//! 3. UTF-16 without a mark shows by its zero bytes;
//! 4. mostly valid UTF-8 with a few stray bytes is UTF-8: the strays are read as windows-1252
//!    where they make a letter or mark, else become U+FFFD;
//! 5. the declared charset, if the bytes fit it;
//! 6. detection by `chardetng`; ISO-8859-1 and ASCII are windows-1252, as on the web.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Text with what is known of how it was encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without byte order mark.
    pub text: Cow<'a, str>,
    /// WHATWG name in lower case.
    pub encoding: &'static str,
    /// First byte that did not fit the encoding.
    pub invalid_at: Option<usize>,
    /// Stray bytes that were read as windows-1252 after all.
    pub n_repairs: u32,
}

/// Decodes; never fails, at worst bytes become U+FFFD.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = &bytes[mark..];
        if encoding == UTF_8 {
            let mut decoded = utf8_or_legacy(body, None);
            decoded.invalid_at = decoded.invalid_at.map(|at| at + mark);
            return decoded;
        }
        return with(encoding, body, mark);
    }
    utf8_or_legacy(bytes, declared)
}

fn utf8_or_legacy<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    // ISO-2022-JP is ASCII to look at: only a declaration tells.
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(encoding) = declared.filter(|e| !e.is_ascii_compatible())
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return Decoded { text, encoding: name(encoding), invalid_at: None, n_repairs: 0 };
    }
    // ASCII in UTF-16 is valid UTF-8 with zeros in it.
    if let Some(encoding) = memchr::memchr(0, &bytes[..bytes.len().min(64)]).and_then(|_| utf16_without_mark(bytes)) {
        return with(encoding, bytes, 0);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), encoding: "utf-8", invalid_at: None, n_repairs: 0 },
        Err(error) => {
            if is_mostly_utf8(bytes) {
                return patched_utf8(bytes, error.valid_up_to());
            }
            if let Some(encoding) = declared.filter(|e| *e != UTF_8)
                && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
            {
                return Decoded { text, encoding: name(encoding), invalid_at: None, n_repairs: 0 };
            }
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            // The head is enough to tell, and keeps a large file cheap.
            let head = &bytes[error.valid_up_to().min(bytes.len())..];
            detector.feed(&head[..head.len().min(1 << 16)], true);
            with(likelier(detector.guess(None, Utf8Detection::Deny), bytes), bytes, 0)
        }
    }
}

/// Of a few odd bytes in English text a detector makes whatever letters fit. Languages that need one of
/// these encodings have a letter of theirs in every second word: where there are hardly any, it is windows-1252.
fn likelier(guess: &'static Encoding, bytes: &[u8]) -> &'static Encoding {
    let is_latin = matches!(
        guess.name(),
        "windows-1250" | "windows-1254" | "windows-1257" | "windows-1258" | "ISO-8859-2" | "ISO-8859-4" | "ISO-8859-13"
    );
    let head = &bytes[..bytes.len().min(1 << 16)];
    let foreign = head.iter().filter(|b| !b.is_ascii()).count();
    let letters = head.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if is_latin && foreign * 30 < letters { WINDOWS_1252 } else { guess }
}

/// Whether `bytes` are no text: zero bytes that UTF-16 does not explain, or many control characters.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1 << 16)];
    if Encoding::for_bom(head).is_some_and(|(e, _)| e != UTF_8) || utf16_without_mark(head).is_some() {
        return false;
    }
    let zeros = memchr::memchr_iter(0, head).count();
    let controls = head.iter().filter(|&&b| b < 32 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B)).count();
    // 1 in 100: text that was damaged in a few places is still read; programs and images have 1 in 5 and more.
    zeros * 100 > head.len() || controls * 20 > head.len()
}

/// The encoding's name as the tables write it.
fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "ISO-2022-JP" => "iso-2022-jp",
        "ISO-8859-2" => "iso-8859-2",
        "ISO-8859-3" => "iso-8859-3",
        "ISO-8859-4" => "iso-8859-4",
        "ISO-8859-5" => "iso-8859-5",
        "ISO-8859-6" => "iso-8859-6",
        "ISO-8859-7" => "iso-8859-7",
        "ISO-8859-8" => "iso-8859-8",
        "ISO-8859-8-I" => "iso-8859-8-i",
        "ISO-8859-10" => "iso-8859-10",
        "ISO-8859-13" => "iso-8859-13",
        "ISO-8859-14" => "iso-8859-14",
        "ISO-8859-15" => "iso-8859-15",
        "ISO-8859-16" => "iso-8859-16",
        "IBM866" => "ibm866",
        "KOI8-R" => "koi8-r",
        "KOI8-U" => "koi8-u",
        "GBK" => "gbk",
        "Big5" => "big5",
        "EUC-JP" => "euc-jp",
        "Shift_JIS" => "shift_jis",
        "EUC-KR" => "euc-kr",
        other => other,
    }
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8], skipped: usize) -> Decoded<'a> {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let invalid_at = bad.then(|| skipped + first_bad(encoding, bytes));
    Decoded { text, encoding: name(encoding), invalid_at, n_repairs: 0 }
}

/// Where decoding first goes wrong.
fn first_bad(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = [0u8; 1024];
    let mut at = 0;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut out, true);
        at += read;
        match result {
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::InputEmpty => return at,
            encoding_rs::DecoderResult::Malformed(bad, after) => {
                return at.saturating_sub(usize::from(bad) + usize::from(after));
            }
        }
    }
}

/// English text in UTF-16 has a zero in every second byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1 << 12)];
    if head.len() < 8 {
        return None;
    }
    let (mut even, mut odd) = (0usize, 0usize);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0 && pair[1] != 0);
        odd += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    let pairs = head.len() / 2;
    if odd * 10 > pairs * 7 {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 7 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether the valid multi-byte sequences outnumber the bytes that fit none, or the only bytes
/// that do not fit are such as no text in a legacy encoding has.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid, mut never) = (0usize, 0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|&b| b >= 0xC0).count();
        invalid += usize::from(!chunk.invalid().is_empty());
        // 0xFF and 0xFE are ÿ and þ in windows-1252, which English news has next to never;
        // 0x81, 0x8D, 0x8F, 0x90 and 0x9D are nothing there.
        never += usize::from(matches!(chunk.invalid().first(), Some(0xFE | 0xFF | 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)));
    }
    valid > invalid || never == invalid
}

/// UTF-8 with stray bytes.
fn patched_utf8(bytes: &[u8], invalid_at: usize) -> Decoded<'static> {
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut n_repairs = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            // One byte alone that windows-1252 reads as a mark or letter: a file glued together from two encodings.
            [b @ (0x80 | 0x82..=0x8C | 0x8E | 0x91..=0x9C | 0x9E..=0xFD)] => {
                let byte = [*b];
                let (ch, _) = WINDOWS_1252.decode_without_bom_handling(&byte);
                text.push_str(&ch);
                n_repairs += 1;
            }
            _ => text.push('\u{FFFD}'),
        }
    }
    Decoded { text: Cow::Owned(text), encoding: "utf-8", invalid_at: Some(invalid_at), n_repairs }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_encoding_is_found_without_being_told() {
        for (bytes, text, encoding) in [
            (b"The caf\xe9\x92s owner".as_slice(), "The café’s owner", "windows-1252"),
            (b"\xEF\xBB\xBFplain", "plain", "utf-8"),
            ("naïve “quote”".as_bytes(), "naïve “quote”", "utf-8"),
            (b"\xFF\xFEh\0i\0", "hi", "utf-16le"),
            (b"\xFE\xFF\0h\0i", "hi", "utf-16be"),
            (b"h\0e\0l\0l\0o\0 \0w\0o\0r\0l\0d\0", "hello world", "utf-16le"),
            (
                b"Crews cleared \xff the roads in Whitby on Monday and then said \xc3( that they had done it all in a day or two.",
                "Crews cleared ÿ the roads in Whitby on Monday and then said Ã( that they had done it all in a day or two.",
                "windows-1252",
            ),
            (b"\x93No deal,\x94 she said \x96 twice.", "“No deal,” she said – twice.", "windows-1252"),
        ] {
            let decoded = decode(bytes, None);
            assert_eq!((decoded.text.as_ref(), decoded.encoding, decoded.invalid_at), (text, encoding, None));
        }
    }

    #[test]
    fn a_wrong_declaration_does_not_break_valid_utf8() {
        let decoded = decode("café’s".as_bytes(), Some("iso-8859-1"));
        assert_eq!((decoded.text.as_ref(), decoded.encoding), ("café’s", "utf-8"));
    }

    #[test]
    fn a_declared_charset_is_believed_when_the_bytes_fit() {
        let (bytes, _, _) = encoding_rs::KOI8_R.encode("Москва сегодня");
        let decoded = decode(&bytes, Some("koi8-r"));
        assert_eq!((decoded.text.as_ref(), decoded.encoding), ("Москва сегодня", "koi8-r"));
    }

    #[test]
    fn invalid_bytes_are_kept_and_their_place_is_told() {
        let decoded = decode(b"Crews \xFFcleared roads.", None);
        assert_eq!(
            (decoded.text.as_ref(), decoded.encoding, decoded.invalid_at),
            ("Crews \u{FFFD}cleared roads.", "utf-8", Some(6))
        );
        let glued = decode(b"\xE2\x80\x9CNo,\xE2\x80\x9D she said \x96 twice.", None);
        assert_eq!((glued.text.as_ref(), glued.invalid_at, glued.n_repairs), ("“No,” she said – twice.", Some(19), 1));
    }

    #[test]
    fn programs_are_binary_and_damaged_text_is_not() {
        assert!(is_binary(&[0; 100]));
        assert!(is_binary(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0"));
        assert!(!is_binary("a line\r\n\tof text ".repeat(30).as_bytes()));
        assert!(!is_binary(b"\xFF\xFEh\0i\0"));
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let decoded = decode(&bytes, None);
            prop_assert!(decoded.invalid_at.is_none_or(|at| at <= bytes.len()));
            let _ = is_binary(&bytes);
        }
    }
}
