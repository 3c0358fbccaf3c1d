//! Characters that are not what they seem: control and zero-width characters, odd spaces, ligatures; NFC.
//!
//! In: text. Out: text in NFC whose only control character is the line feed and whose only space
//! inside a line is U+0020, never two in a row, none at the end of a line. Joiners stay between
//! emoji and in scripts that need them.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What a byte may need. Bytes of the first kind are copied in runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Nothing,
    /// A space: fine unless another space or a line end follows.
    Space,
    /// A line feed: fine unless a space follows.
    Line,
    /// Look at the character.
    Look,
}

/// By leading byte. Continuation bytes need nothing: they come with their leading byte.
static NEEDS: [Need; 256] = {
    let mut table = [Need::Nothing; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b {
            0x20 => Need::Space,
            0x0A => Need::Line,
            // Controls; U+0080-U+00BF (controls, no-break space, soft hyphen); combining marks and what may
            // combine with them (U+0300 up); U+1000 up but for General Punctuation, looked at by its second byte.
            0..=0x1F | 0x7F | 0xC2 | 0xCC..=0xFF => Need::Look,
            _ => Need::Nothing,
        };
        b += 1;
    }
    table
};

/// Bytes that are looked at together: most text is plain for longer.
const BLOCK: usize = 32;

/// Whether all bytes but the last are printable ASCII, and every space has a letter or mark after it: then none of
/// them needs anything. No step branches, so that many bytes are compared at once.
fn is_plain(block: &[u8; BLOCK + 1]) -> bool {
    let is_odd = |b: u8| b.wrapping_sub(b' ') > b'~' - b' ';
    let is_gap = |b: u8| b.wrapping_sub(b'!') > b'~' - b'!';
    let odd = |i: usize| is_odd(block[i]) | (block[i] == b' ') & is_gap(block[i + 1]);
    !(0..BLOCK).fold(false, |any, i| any | odd(i))
}

/// Cleans `text`; returns how many control and invisible characters were taken out.
///
/// The result borrows when nothing had to change.
#[must_use]
pub fn clean(text: &str) -> (Cow<'_, str>, u32) {
    let (cleaned, n) = once(text);
    // Where something invisible stood between two spaces, the spaces now meet.
    if n > 0
        && (cleaned.starts_with(' ') || cleaned.contains("  ") || cleaned.contains(" \n") || cleaned.contains("\n "))
    {
        let again = once(&cleaned).0.into_owned();
        return (Cow::Owned(again), n);
    }
    (cleaned, n)
}

fn once(text: &str) -> (Cow<'_, str>, u32) {
    let mut cleaner = Cleaner { text, out: String::new(), copied: 0, n: 0, combines: false };
    cleaner.run();
    let Cleaner { out, copied, n, combines, .. } = cleaner;
    let cleaned = if copied == 0 && out.is_empty() {
        Cow::Borrowed(text)
    } else {
        let mut out = out;
        out.push_str(&text[copied..]);
        Cow::Owned(out)
    };
    if combines && is_nfc_quick(cleaned.chars()) != IsNormalized::Yes {
        return (Cow::Owned(cleaned.nfc().collect()), n);
    }
    (cleaned, n)
}

struct Cleaner<'a> {
    text: &'a str,
    out: String,
    /// Bytes of `text` that are in `out` or were left out.
    copied: usize,
    n: u32,
    /// A character was seen that NFC might change.
    combines: bool,
}

impl Cleaner<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = self.skip_spaces(0);
        self.replace(0, at, "");
        // From where it is worth to look whether the next bytes are all plain.
        let mut try_from = at;
        while at < bytes.len() {
            if at >= try_from {
                while let Some(block) = bytes[at..].first_chunk::<{ BLOCK + 1 }>()
                    && is_plain(block)
                {
                    at += BLOCK;
                }
                try_from = at + BLOCK;
            }
            match NEEDS[bytes[at] as usize] {
                Need::Nothing => {
                    at += 1;
                    while bytes.get(at).is_some_and(|&b| NEEDS[b as usize] == Need::Nothing) {
                        at += 1;
                    }
                }
                Need::Space => {
                    at += 1;
                    if let Some(b' ' | b'\n' | b'\r' | b'\t' | 0x0B | 0x0C | 0xC2 | 0xE1..=0xE3) = bytes.get(at) {
                        at = self.spaces(at - 1);
                    }
                }
                Need::Line => {
                    at += 1;
                    if matches!(bytes.get(at), Some(b' ' | b'\t')) {
                        let end = self.skip_spaces(at);
                        self.replace(at, end, "");
                        at = end;
                    }
                }
                Need::Look => at = self.look(at),
            }
        }
    }

    /// End of the run of characters from `at` that are spaces within a line, or invisible.
    fn skip_spaces(&self, mut at: usize) -> usize {
        while let Some(ch) = self.text[at..].chars().next() {
            if !is_space(ch) {
                break;
            }
            at += ch.len_utf8();
        }
        at
    }

    /// A run of spaces from `start`: one space, none at the end of a line.
    fn spaces(&mut self, start: usize) -> usize {
        let end = self.skip_spaces(start);
        let next = self.text[end..].chars().next();
        let before_line = matches!(next, Some('\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}'))
            || self.at_line_start(start);
        self.replace(start, end, if before_line { "" } else { " " });
        end
    }

    fn at_line_start(&self, at: usize) -> bool {
        at == 0 || (self.copied == at && self.out.ends_with('\n')) || (at > 0 && self.text.as_bytes()[at - 1] == b'\n')
    }

    /// Puts `with` in place of `start..end`, unless it is the same.
    fn replace(&mut self, start: usize, end: usize, with: &str) {
        if &self.text[start..end] == with {
            return;
        }
        if self.out.capacity() == 0 {
            self.out.reserve(self.text.len());
        }
        self.out.push_str(&self.text[self.copied..start]);
        self.out.push_str(with);
        self.copied = end;
    }

    fn look(&mut self, at: usize) -> usize {
        let Some(ch) = self.text[at..].chars().next() else { return at + 1 };
        let end = at + ch.len_utf8();
        match ch {
            // Line ends of other systems, with the spaces after them.
            '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                let line = match ch {
                    '\r' if self.text.as_bytes().get(end) == Some(&b'\n') => "",
                    '\u{2029}' => "\n\n",
                    _ => "\n",
                };
                let stop = if line.is_empty() { end } else { self.skip_spaces(end) };
                self.replace(at, stop, line);
                return stop;
            }
            _ if is_space(ch) => return self.spaces(at),
            '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => {
                self.n += 1;
                self.replace(at, end, "");
            }
            // Soft hyphen, zero-width space, word joiner, directional marks, byte order mark inside.
            '\u{AD}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{180E}' => {
                self.n += 1;
                self.replace(at, end, "");
            }
            '\u{FEFF}' => {
                // At the start it is the mark that decoding may leave; elsewhere an invisible character.
                self.n += u32::from(at > 0);
                self.replace(at, end, "");
            }
            '\u{200C}' | '\u{200D}' => {
                if !self.joins(at, end) {
                    self.n += 1;
                    self.replace(at, end, "");
                }
            }
            '\u{FB00}'..='\u{FB06}' => {
                let letters = match ch {
                    '\u{FB00}' => "ff",
                    '\u{FB01}' => "fi",
                    '\u{FB02}' => "fl",
                    '\u{FB03}' => "ffi",
                    '\u{FB04}' => "ffl",
                    _ => "st",
                };
                self.replace(at, end, letters);
            }
            // General Punctuation is inert; so are the symbols that news uses.
            '\u{2010}'..='\u{2027}' | '\u{20A0}'..='\u{20BF}' | '\u{A0}'..='\u{2FF}' => {}
            _ => self.combines = true,
        }
        end
    }

    /// Whether a joiner stands where it does something: between emoji, or between letters of a
    /// script that uses it (Arabic, Indic and so on; Latin does not).
    fn joins(&self, at: usize, end: usize) -> bool {
        let needs = |ch: char| ch as u32 >= 0x600 && !matches!(ch, '\u{2000}'..='\u{206F}' | '\u{FB00}'..='\u{FB06}');
        let before = self.text[..at].chars().next_back();
        let after = self.text[end..].chars().next();
        before.is_some_and(needs) && after.is_some_and(needs)
    }
}

/// Spaces inside a line, of any width.
#[must_use]
pub const fn is_space(ch: char) -> bool {
    matches!(ch, ' ' | '\t' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn invisible_characters_go_and_visible_ones_stay() {
        for (text, want, n) in [
            ("\u{FEFF}Sales rose 4\u{A0}per cent.\r\n", "Sales rose 4 per cent.\n", 0),
            ("Zoe\u{308} Brandt spoke.", "Zoë Brandt spoke.", 0),
            ("An inter\u{AD}national tri\u{200B}bunal met.", "An international tribunal met.", 2),
            ("Fans 👩🏽‍🚒 cheered in Leeds.", "Fans 👩🏽‍🚒 cheered in Leeds.", 0),
            ("one\t two  three \nfour\n  five \t\r\n\r\n six", "one two three\nfour\nfive\n\nsix", 0),
            ("bell\u{7} and\u{1b} e\u{200D}f", "bell and ef", 3),
            ("the ﬁrst oﬃce", "the first office", 0),
            ("می\u{200C}خواهم", "می\u{200C}خواهم", 0),
            ("a\rb\u{2028}c\u{2029}d", "a\nb\nc\n\nd", 0),
            ("½ × 3 € “q” — …", "½ × 3 € “q” — …", 0),
            (" leading", "leading", 0),
        ] {
            assert_eq!(clean(text), (Cow::Borrowed(want), n), "{text:?}");
        }
    }

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(clean("Clean text.\n\nWith “marks” — and café."), (Cow::Borrowed(_), 0)));
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "[ a\t\n\r\u{A0}\u{AD}\u{200D}\u{200B}é\u{301}e👩🚒ﬁ\u{7}.\u{2029}]{0,30}") {
            let (once, _) = clean(&text);
            let (twice, _) = clean(&once);
            prop_assert_eq!(once.as_ref(), twice.as_ref());
            prop_assert!(!once.contains("  ") && !once.contains(" \n") && !once.contains('\r'));
        }

        #[test]
        fn letters_and_digits_survive(text in "\\PC{0,60}") {
            let (cleaned, _) = clean(&text);
            let key = |t: &str| t.nfkd().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(key(&text), key(&cleaned));
        }
    }
}
