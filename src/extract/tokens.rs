//! Text to words, once for all extractors.
//!
//! In: the text of an article. Out: [`Token`]s in order, as byte spans with what can be seen
//! of each without a dictionary. Splits as newswire corpora do: `'s` and `n't` stand alone,
//! "Fischer-Obi", "O'Dowd", "U.S.", "Dr." and "2017-06-05" are one token each, dashes and
//! quotation marks always split.

use crate::records::Span;

/// What a token consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Letters, perhaps with digits, hyphens, apostrophes or dots inside.
    Word,
    /// Digits, perhaps with separators inside: "1,640", "8:30", "2017-06-05".
    Number,
    /// One mark of punctuation or a run of the same ("...", "--").
    Mark,
    /// Anything else, one character.
    Symbol,
}

/// One token; what it looks like is in flags so that extractors need not read the text again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it consists of.
    pub class: Class,
    flags: u8,
}

const UPPER_FIRST: u8 = 1;
const ANY_LOWER: u8 = 2;
const ANY_UPPER: u8 = 4;
const ANY_DIGIT: u8 = 8;
const SPACE_BEFORE: u8 = 16;
const LINE_BEFORE: u8 = 32;
const HYPHEN: u8 = 64;
const DOT: u8 = 128;

impl Token {
    /// The words themselves.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        self.span.of(text)
    }
    /// First character is an upper-case letter.
    #[must_use]
    pub const fn is_capitalised(self) -> bool {
        self.flags & UPPER_FIRST != 0
    }
    /// Has upper-case letters and no lower-case ones ("NATO", "U.S.", "A").
    #[must_use]
    pub const fn is_all_caps(self) -> bool {
        self.flags & (ANY_UPPER | ANY_LOWER) == ANY_UPPER
    }
    /// Has a lower-case letter.
    #[must_use]
    pub const fn has_lower(self) -> bool {
        self.flags & ANY_LOWER != 0
    }
    /// Has an upper-case letter, perhaps not the first ("iPhone").
    #[must_use]
    pub const fn has_upper(self) -> bool {
        self.flags & ANY_UPPER != 0
    }
    /// Has a digit.
    #[must_use]
    pub const fn has_digit(self) -> bool {
        self.flags & ANY_DIGIT != 0
    }
    /// White space stands before it.
    #[must_use]
    pub const fn space_before(self) -> bool {
        self.flags & SPACE_BEFORE != 0
    }
    /// A line break stands before it (or the start of the text).
    #[must_use]
    pub const fn line_before(self) -> bool {
        self.flags & LINE_BEFORE != 0
    }
    /// Has a hyphen inside.
    #[must_use]
    pub const fn has_hyphen(self) -> bool {
        self.flags & HYPHEN != 0
    }
    /// Has a dot inside or at its end ("U.S.", "Dr.").
    #[must_use]
    pub const fn has_dot(self) -> bool {
        self.flags & DOT != 0
    }
    /// Is a word.
    #[must_use]
    pub const fn is_word(self) -> bool {
        matches!(self.class, Class::Word)
    }
    /// Is a number.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self.class, Class::Number)
    }
}

/// Abbreviations that keep their dot; lower case, sorted. Those that also end sentences are
/// told apart in [`sentences`](super::sentences).
pub const ABBREVIATIONS: &[&str] = &[
    "adm", "ala", "apr", "ariz", "ark", "assn", "atty", "aug", "ave", "blvd", "brig", "bros", "calif", "capt", "cmdr",
    "co", "col", "colo", "conn", "corp", "cpl", "dec", "del", "dept", "det", "dist", "dr", "est", "feb", "fla", "fr",
    "ft", "ga", "gen", "gov", "hon", "ill", "inc", "ind", "jan", "jr", "jul", "jun", "kan", "ky", "lt", "ltd", "maj",
    "mar", "mass", "md", "messrs", "mfg", "mich", "minn", "miss", "mo", "mont", "mr", "mrs", "ms", "mt", "neb", "nev",
    "no", "nos", "nov", "oct", "okla", "ore", "pa", "ph.d", "pres", "prof", "pvt", "rep", "reps", "rev", "sen", "sens",
    "sep", "sept", "sgt", "spc", "sr", "st", "supt", "tenn", "tex", "va", "vs", "vt", "wash", "wis", "wyo",
];

/// Splits `text` into tokens, appending to `tokens` (a buffer that callers reuse).
///
/// Linear in the text; never fails; every token is on character boundaries and they do not overlap.
pub fn tokenise(text: &str, tokens: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut gap = SPACE_BEFORE | LINE_BEFORE;
    // English news has a token every five bytes, about.
    tokens.reserve(bytes.len() / 5);
    while at < bytes.len() {
        if bytes[at] == b' ' {
            gap |= SPACE_BEFORE;
            at += 1;
            continue;
        }
        let (ch, len) = char_at(text, at);
        if ch.is_whitespace() {
            gap |= SPACE_BEFORE | if ch == '\n' { LINE_BEFORE } else { 0 };
            at += len;
            continue;
        }
        let start = at;
        if ch.is_alphabetic() {
            let (end, flags, may_split) = word(text, at);
            push(text, start, end, may_split, flags | gap, tokens);
            gap = 0;
            at = end;
            continue;
        }
        let (class, end, flags) = if ch.is_ascii_digit() {
            number(text, at)
        } else if is_mark(ch) {
            at += len;
            while matches!(ch, '.' | '-' | '`' | '\'' | '*' | '=' | '_') && bytes.get(at) == bytes.get(start) {
                at += 1;
            }
            (Class::Mark, at, 0)
        } else if ch.is_alphanumeric() {
            (Class::Word, at + len, ANY_LOWER)
        } else {
            (Class::Symbol, at + len, 0)
        };
        tokens.push(Token { span: Span::new(start, end), class, flags: flags | gap });
        gap = 0;
        at = end;
    }
}

/// Pushes a word, with a possessive or contraction at its end as a token of its own.
fn push(text: &str, start: usize, end: usize, may_split: bool, flags: u8, tokens: &mut Vec<Token>) {
    let class = Class::Word;
    if may_split && let Some(cut) = clitic(&text.as_bytes()[start..end]) {
        // What a token looks like is told by its own letters, so that "CNN" is the same in "CNN's": what is known
        // of a word is kept by its text.
        let own = word(&text[..start + cut], start).1;
        let flags = own | flags & (SPACE_BEFORE | LINE_BEFORE);
        tokens.push(Token { span: Span::new(start, start + cut), class, flags });
        tokens.push(Token { span: Span::new(start + cut, end), class, flags: ANY_LOWER });
        return;
    }
    tokens.push(Token { span: Span::new(start, end), class, flags });
}

/// Where "'s", "’s", "n't", "'re", "'ve", "'ll", "'d", "'m" begins at the end of a word.
fn clitic(word: &[u8]) -> Option<usize> {
    let quote = word.iter().rposition(|&b| b == b'\'' || b == 0x99)?;
    let (mark_start, tail) = if word[quote] == b'\'' {
        (quote, &word[quote + 1..])
    } else if quote >= 2 && word[quote - 2] == 0xE2 && word[quote - 1] == 0x80 {
        (quote - 2, &word[quote + 1..])
    } else {
        return None;
    };
    if mark_start == 0 {
        return None;
    }
    match tail {
        b"s" | b"S" | b"re" | b"ve" | b"ll" | b"d" | b"m" | b"RE" | b"VE" | b"LL" => Some(mark_start),
        b"t" | b"T" if mark_start >= 2 && matches!(word[mark_start - 1], b'n' | b'N') => Some(mark_start - 1),
        _ => None,
    }
}

/// What each ASCII letter or digit says of its word; 0 for all other bytes.
const LETTERS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let ascii = byte as u8;
        table[byte] = if ascii.is_ascii_lowercase() {
            ANY_LOWER
        } else if ascii.is_ascii_uppercase() {
            ANY_UPPER
        } else if ascii.is_ascii_digit() {
            ANY_DIGIT
        } else {
            0
        };
        byte += 1;
    }
    table
};

/// A word from `at`: letters and digits, with single hyphens, apostrophes, `&` and dots inside. Gives its
/// end, its flags, and whether it has anything that can be an apostrophe.
fn word(text: &str, at: usize) -> (usize, u8, bool) {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut flags = if bytes[at].is_ascii_uppercase() { UPPER_FIRST } else { 0 };
    let mut may_split = false;
    loop {
        while let Some(&byte) = bytes.get(end) {
            let letter = LETTERS[usize::from(byte)];
            if letter == 0 {
                break;
            }
            flags |= letter;
            end += 1;
        }
        let Some(&byte) = bytes.get(end) else { break };
        if byte < 0x80 {
            let joins = match byte {
                b'-' | b'\'' => letter_follows(text, end + 1),
                b'&' => end + 1 < bytes.len() && bytes[end + 1].is_ascii_uppercase(),
                b'.' => letter_follows(text, end + 1) && (is_initials(&bytes[at..end]) || is_domain(bytes, at, end)),
                _ => false,
            };
            if !joins {
                break;
            }
            may_split |= byte == b'\'';
            flags |= match byte {
                b'-' => HYPHEN,
                b'.' => DOT,
                _ => 0,
            };
            end += 1;
        } else {
            let (ch, len) = char_at(text, end);
            may_split = true;
            if ch.is_alphanumeric() || is_combining(ch) {
                let upper = ANY_UPPER | if end == at { UPPER_FIRST } else { 0 };
                flags |= if ch.is_uppercase() { upper } else { ANY_LOWER };
                end += len;
            } else if matches!(ch, '’' | '\u{2010}' | '\u{2011}') && letter_follows(text, end + len) {
                flags |= if ch == '’' { 0 } else { HYPHEN };
                end += len;
            } else {
                break;
            }
        }
    }
    if bytes.get(end) == Some(&b'.')
        && bytes.get(end + 1) != Some(&b'.')
        && keeps_dot(&bytes[at..end], flags, bytes.get(end + 2).is_some_and(u8::is_ascii_digit))
    {
        return (end + 1, flags | DOT, may_split);
    }
    (end, flags, may_split)
}

/// Digits with `,` `.` `:` `/` `-` between digits, and letters that stick to them ("6pm", "1990s").
fn number(text: &str, at: usize) -> (Class, usize, u8) {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut class = Class::Number;
    let mut flags = ANY_DIGIT;
    while end < bytes.len() {
        match bytes[end] {
            b'0'..=b'9' => end += 1,
            b',' | b'.' | b':' | b'/' if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) => end += 1,
            b'-' if bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) => {
                flags |= HYPHEN;
                end += 1;
            }
            b'a'..=b'z' => {
                flags |= ANY_LOWER;
                class = Class::Word;
                end += 1;
            }
            b'A'..=b'Z' => {
                flags |= ANY_UPPER;
                class = Class::Word;
                end += 1;
            }
            _ => break,
        }
    }
    (class, end, flags)
}

/// Whether every part so far, or behind a hyphen, is one letter: "U", "U.S", "D-N.Y".
fn is_initials(word: &[u8]) -> bool {
    let from = word.iter().rposition(|&b| b == b'-').map_or(0, |at| at + 1);
    word[from..].split(|&b| b == b'.').all(|part| part.len() == 1 && part[0].is_ascii_alphabetic())
}

/// "example.com": a dot inside lower-case letters without a space is part of an address.
fn is_domain(bytes: &[u8], at: usize, dot: usize) -> bool {
    bytes[dot - 1].is_ascii_lowercase()
        && bytes.get(dot + 1).is_some_and(u8::is_ascii_lowercase)
        && bytes[at..dot].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
}

/// Whether a dot right after the word belongs to it: an abbreviation, an initial, "U.S".
fn keeps_dot(word: &[u8], flags: u8, digit_follows: bool) -> bool {
    if word.len() == 1 {
        return flags & ANY_UPPER != 0 && word[0] != b'I';
    }
    if flags & DOT != 0 {
        return is_initials(word) || word.eq_ignore_ascii_case(b"ph.d") || word == b"W.Va";
    }
    if word.len() > 6 || flags & UPPER_FIRST == 0 && !matches!(word, b"vs" | b"no" | b"nos" | b"est") {
        return false;
    }
    let mut lower = [0u8; 6];
    for (to, from) in lower.iter_mut().zip(word) {
        *to = from.to_ascii_lowercase();
    }
    let lower = &lower[..word.len()];
    // "No." is an abbreviation before a number only, else the answer.
    ABBREVIATIONS.iter().any(|a| a.as_bytes() == lower) && (digit_follows || !matches!(lower, b"no" | b"nos"))
}

fn letter_follows(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(char::is_alphanumeric)
}

fn char_at(text: &str, at: usize) -> (char, usize) {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return (byte as char, 1);
    }
    let ch = text[at..].chars().next().unwrap_or('\u{FFFD}');
    (ch, ch.len_utf8())
}

fn is_combining(ch: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&ch)
}

/// Punctuation; other signs are symbols.
#[must_use]
pub fn is_mark(ch: char) -> bool {
    ch.is_ascii_punctuation()
        || matches!(
            ch,
            '“' | '”'
                | '„'
                | '‟'
                | '‘'
                | '’'
                | '‚'
                | '‛'
                | '«'
                | '»'
                | '‹'
                | '›'
                | '–'
                | '—'
                | '―'
                | '…'
                | '•'
                | '·'
                | '‐'
                | '‑'
                | '‒'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenise(text, &mut tokens);
        tokens.iter().map(|t| t.of(text)).collect()
    }

    #[test]
    fn tokens_are_those_of_newswire_corpora() {
        for (text, want) in [
            ("Dr. A. J. Smith Jr. won’t go.", vec!["Dr.", "A.", "J.", "Smith", "Jr.", "wo", "n’t", "go", "."]),
            ("The U.S. Senate, D'Orsi's office", vec!["The", "U.S.", "Senate", ",", "D'Orsi", "'s", "office"]),
            ("teachers’ union—“It’s", vec!["teachers", "’", "union", "—", "“", "It", "’s"]),
            ("AT&T rose 4.5% to $1,640 at 8:30", vec!["AT&T", "rose", "4.5", "%", "to", "$", "1,640", "at", "8:30"]),
            ("6pm on 2017-06-05 in the 1990s.", vec!["6pm", "on", "2017-06-05", "in", "the", "1990s", "."]),
            ("``It was,'' he said _ no...", vec!["``", "It", "was", ",", "''", "he", "said", "_", "no", "..."]),
            (
                "Rep. Ann Pike, D-N.Y., of Oak Hill, W.Va.",
                vec!["Rep.", "Ann", "Pike", ",", "D-N.Y.", ",", "of", "Oak", "Hill", ",", "W.Va."],
            ),
            ("Fischer-Obi, 41, St. John", vec!["Fischer-Obi", ",", "41", ",", "St.", "John"]),
        ] {
            assert_eq!(words(text), want, "{text}");
        }
    }

    #[test]
    fn a_word_looks_the_same_with_and_without_a_possessive() {
        for word in ["CNN", "U.S", "McDonald", "Smith-Jones", "wo", "É", "iPhone", "G20"] {
            let mut tokens = Vec::new();
            let text = format!("{word} {word}’s {word}'s {word}");
            tokenise(&text, &mut tokens);
            let alike: Vec<u8> =
                tokens.iter().filter(|t| t.of(&text) == word).map(|t| t.flags & !LINE_BEFORE).collect();
            assert!(alike.len() == 4 && alike.windows(2).all(|w| w[0] == w[1]), "{word}: {alike:?}");
        }
    }

    proptest! {
        #[test]
        fn tokens_lie_in_order_on_character_boundaries_and_leave_only_white_space(text in "\\PC{0,120}") {
            let mut tokens = Vec::new();
            tokenise(&text, &mut tokens);
            let mut last = 0;
            for token in tokens {
                prop_assert!(token.span.start as usize >= last && !token.span.is_empty());
                prop_assert!(text[last..token.span.start as usize].chars().all(char::is_whitespace));
                last = token.span.end as usize;
                let _ = token.of(&text);
            }
            prop_assert!(text[last..].chars().all(char::is_whitespace));
        }
    }
}
