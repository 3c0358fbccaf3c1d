//! Character references of HTML in plain text: `&amp;`, `&#8212;`, `&#x2014;`.
//!
//! In: text. Out: the same with references resolved, and how many. A reference needs its semicolon:
//! "AT&T" and "R&amp without" stay. Numbers 128-159 mean windows-1252, as browsers read them. What is
//! twice escaped (`&amp;#8212;`) is resolved twice.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Names of `entity.tsv` and their characters.
static NAMED: LazyLock<FxHashMap<&'static str, char>> = LazyLock::new(|| {
    include_str!("entity.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (name, code) = line.split_once('\t')?;
            Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
        })
        .collect()
});

/// Resolves references; counts them.
#[must_use]
pub fn resolve(text: &str) -> (Cow<'_, str>, u32) {
    let (first, n) = once(text);
    if n == 0 {
        return (first, 0);
    }
    // Twice escaped: only what became a reference by the first round.
    match once(&first) {
        (Cow::Owned(second), more) => (Cow::Owned(second), n + more),
        (Cow::Borrowed(_), _) => (first, n),
    }
}

fn once(text: &str) -> (Cow<'_, str>, u32) {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut n = 0;
    for at in memchr::memchr_iter(b'&', bytes) {
        if at < copied {
            continue;
        }
        // The longest name has 8 characters.
        let window = &bytes[at + 1..bytes.len().min(at + 12)];
        let Some(len) = memchr::memchr(b';', window) else { continue };
        let Some(ch) = text.get(at + 1..at + 1 + len).and_then(character) else { continue };
        out.push_str(&text[copied..at]);
        out.push(ch);
        copied = at + len + 2;
        n += 1;
    }
    if n == 0 {
        return (Cow::Borrowed(text), 0);
    }
    out.push_str(&text[copied..]);
    (Cow::Owned(out), n)
}

/// The character that `&name;` stands for, without `&` and `;`.
#[must_use]
pub fn character(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else { return NAMED.get(name).copied() };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
        None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok()?,
        _ => return None,
    };
    match code {
        0 => None,
        0x80..=0x9F => {
            let byte = [u8::try_from(code).ok()?];
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next()
        }
        _ => char::from_u32(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_become_characters_and_other_ampersands_stay() {
        for (text, want, n) in [
            ("Marks &amp; Spencer said profits fell &#8212; again.", "Marks & Spencer said profits fell — again.", 2),
            ("AT&T, R&D; Q&A;", "AT&T, R&D; Q&A;", 0),
            ("&#x2014;&#151;&mdash;", "———", 3),
            ("Caf&eacute; &amp;mdash; Zo&euml;", "Café — Zoë", 4),
            ("&#xD800; &#0; &nosuch; &; &#; &#x;", "&#xD800; &#0; &nosuch; &; &#; &#x;", 0),
            ("a & b; c", "a & b; c", 0),
        ] {
            assert_eq!(resolve(text), (Cow::Borrowed(want), n), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_resolved(text in "(&|#|x|;|amp|lt|[0-9a-f]|é){0,40}") {
            let _ = resolve(&text);
        }
    }
}
