//! UTF-8 that was read as windows-1252 (or Mac Roman) and saved again: `â€œNo dealâ€` for `“No deal”`.
//!
//! In: text. Out: the same repaired, and how many characters. Works on each damaged character, not
//! on the text as a whole, because one article often mixes good and bad paragraphs. A sequence counts
//! as damage only if its bytes are valid UTF-8 and people do not write it: "CAFÉ”" and "Ã" alone stay.
//! The byte 0x9D is not in windows-1252 and is often lost on the way: `â€` before anything else is `”`.

use std::borrow::Cow;

/// How often damage is undone: text that went wrong three times is known, four times is not.
const ROUNDS: usize = 3;

/// Repairs; counts the characters that came of it.
#[must_use]
pub fn repair(text: &str) -> (Cow<'_, str>, u32) {
    let mut text = Cow::Borrowed(text);
    let mut n = 0;
    for _ in 0..ROUNDS {
        let Some((better, more)) = once(&text) else { break };
        n += more;
        text = Cow::Owned(better);
    }
    (text, n)
}

/// One round; None when nothing is damaged.
fn once(text: &str) -> Option<(String, u32)> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut n = 0;
    let mut at = 0;
    while let Some(step) = suspect(&bytes[at..]) {
        at += step;
        match damaged(text, at) {
            Some((ch, len)) => {
                out.push_str(&text[copied..at]);
                if let Some(ch) = ch {
                    out.push(ch);
                }
                at += len;
                copied = at;
                n += 1;
            }
            None => at += width(bytes[at]),
        }
    }
    (n > 0).then(|| {
        out.push_str(&text[copied..]);
        (out, n)
    })
}

/// Next character that could begin damage: À-ÿ, and `√` and `‚` of Mac Roman.
fn suspect(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(step) = memchr::memchr2(0xC3, 0xE2, &bytes[from..]) {
        let at = from + step;
        match bytes[at] {
            0xC3 => return Some(at),
            _ if matches!(bytes.get(at + 1..at + 3), Some([0x88 | 0x80, 0x9A])) => return Some(at),
            _ => from = at + 1,
        }
    }
    None
}

/// The character whose bytes stand at `at` as characters of their own, and their length in `text`.
/// The character is None where it is only a leftover to drop.
fn damaged(text: &str, at: usize) -> Option<(Option<char>, usize)> {
    let mut rest = text[at..].char_indices();
    let (_, first) = rest.next()?;
    match first {
        '√' | '‚' => return mac_roman(text, at, first),
        'À'..='ÿ' => {}
        _ => return None,
    }
    let lead = first as u32 as u8;
    let following: [Option<(usize, char)>; 3] = [rest.next(), rest.next(), rest.next()];
    let byte = |i: usize| following[i].and_then(|(_, ch)| cp1252(ch)).filter(|b| (0x80..0xC0).contains(b));
    let end = |i: usize| following[i].map_or(0, |(start, ch)| start + ch.len_utf8());
    let letter_after = |i: usize| following.get(i).copied().flatten().is_some_and(|(_, ch)| ch.is_lowercase());
    match lead {
        // Â and Ã before a mark: £, é, ö. "Â " is a no-break space that lost its second half.
        0xC2 | 0xC3 => {
            if let Some(second) = byte(0) {
                let ch = decode(&[lead, second])?;
                let ambiguous = following[0].is_some_and(|(_, ch)| closes(ch));
                return (!ambiguous || letter_after(1)).then(|| (Some(ch), end(0)));
            }
            let before = text[..at].chars().next_back();
            let alone = following[0].is_none_or(|(_, ch)| ch == ' ');
            (lead == 0xC2 && alone && before.is_some_and(|ch| !ch.is_uppercase() && ch != ' '))
                .then_some((None, first.len_utf8()))
        }
        // Ä, Å: letters of Polish, Czech, Turkish.
        0xC4 | 0xC5 => {
            let ch = decode(&[lead, byte(0)?])?;
            let ambiguous = following[0].is_some_and(|(_, ch)| closes(ch));
            (ch.is_alphabetic() && (!ambiguous || letter_after(1))).then(|| (Some(ch), end(0)))
        }
        // Î, Ï, Ð, Ñ: Greek and Cyrillic, two letters at least.
        0xCE..=0xD1 => {
            let ch = decode(&[lead, byte(0)?])?;
            let neighbour = following[1].is_some_and(|(_, ch)| ('Î'..='Ñ').contains(&ch))
                && following[2].is_some_and(|(_, ch)| cp1252(ch).is_some_and(|b| (0x80..0xC0).contains(&b)));
            let before = text[..at].chars().next_back().is_some_and(|ch| ('\u{370}'..'\u{500}').contains(&ch));
            (ch.is_alphabetic() && (neighbour || before)).then(|| (Some(ch), end(0)))
        }
        // â€œ and its kin.
        0xE2 => {
            let (_, second) = following[0]?;
            if let (Some(b1), Some(b2)) = (byte(0), byte(1)) {
                return Some((Some(decode(&[lead, b1, b2])?), end(1)));
            }
            // The third byte lost: only the closing mark has one that windows-1252 lacks.
            (second == '€' && following[1].is_none_or(|(_, ch)| cp1252(ch).is_none_or(|b| b < 0x80)))
                .then(|| (Some('”'), end(0)))
        }
        // ï¬ (ligatures), ï» (byte order mark), ï¿½.
        0xEF => Some((Some(decode(&[lead, byte(0)?, byte(1)?])?), end(1))),
        // ðŸ: emoji.
        0xF0 => Some((Some(decode(&[lead, byte(0)?, byte(1)?, byte(2)?])?), end(2))),
        _ => None,
    }
}

/// `‚Äú` for `“`, `√©` for `é`.
fn mac_roman(text: &str, at: usize, first: char) -> Option<(Option<char>, usize)> {
    let mut rest = text[at..].char_indices().skip(1);
    let mut byte = || {
        let (start, ch) = rest.next()?;
        let mut buffer = [0; 4];
        let (bytes, _, bad) = encoding_rs::MACINTOSH.encode(ch.encode_utf8(&mut buffer));
        (!bad && bytes.len() == 1 && (0x80..0xC0).contains(&bytes[0])).then(|| (bytes[0], start + ch.len_utf8()))
    };
    let (second, end) = byte()?;
    if first == '√' {
        return Some((Some(decode(&[0xC3, second])?), end));
    }
    let (third, end) = byte()?;
    (second == 0x80).then(|| Some((Some(decode(&[0xE2, second, third])?), end))).flatten()
}

/// Marks that end a word: after a capital letter they are more likely just that.
const fn closes(ch: char) -> bool {
    matches!(ch, '’' | '”' | '…' | '–' | '—' | '›')
}

/// The windows-1252 byte of a character; the five that it lacks stand for themselves.
fn cp1252(ch: char) -> Option<u8> {
    let code = ch as u32;
    match code {
        0..=0x7F | 0xA0..=0xFF | 0x81 | 0x8D | 0x8F | 0x90 | 0x9D => u8::try_from(code).ok(),
        _ => Some(match ch {
            '€' => 0x80,
            '‚' => 0x82,
            'ƒ' => 0x83,
            '„' => 0x84,
            '…' => 0x85,
            '†' => 0x86,
            '‡' => 0x87,
            'ˆ' => 0x88,
            '‰' => 0x89,
            'Š' => 0x8A,
            '‹' => 0x8B,
            'Œ' => 0x8C,
            'Ž' => 0x8E,
            '‘' => 0x91,
            '’' => 0x92,
            '“' => 0x93,
            '”' => 0x94,
            '•' => 0x95,
            '–' => 0x96,
            '—' => 0x97,
            '˜' => 0x98,
            '™' => 0x99,
            'š' => 0x9A,
            '›' => 0x9B,
            'œ' => 0x9C,
            'ž' => 0x9E,
            'Ÿ' => 0x9F,
            // Some saved the C1 controls as they were.
            '\u{80}'..='\u{9F}' => return u8::try_from(code).ok(),
            _ => return None,
        }),
    }
}

fn decode(bytes: &[u8]) -> Option<char> {
    std::str::from_utf8(bytes).ok()?.chars().next()
}

const fn width(lead: u8) -> usize {
    match lead {
        0..=0x7F => 1,
        0x80..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn damage_is_undone() {
        for (text, want, n) in [
            ("â€œNo deal,â€ said Priya Nandakumar.", "“No deal,” said Priya Nandakumar.", 2),
            ("â€œNo deal,â€\u{9d} she said â€” itâ€™s off.", "“No deal,” she said — it’s off.", 4),
            ("The cafÃ© in ZÃ¼rich charged Â£4 and â‚¬5", "The café in Zürich charged £4 and €5", 4),
            ("4Â\u{a0}per cent and 5Â per cent", "4\u{a0}per cent and 5 per cent", 2),
            ("ÐœÐ¾Ñ\u{81}ÐºÐ²Ð°", "Москва", 6),
            ("Lech WaÅ‚Ä™sa and VÃ¡clav DvoÅ™Ã¡k", "Lech Wałęsa and Václav Dvořák", 5),
            ("fire ðŸ‘©", "fire 👩", 1),
            ("â€™s twice: Ã¢â‚¬â„¢", "’s twice: ’", 3),
            ("‚ÄúYes,‚Äù the caf√© said", "“Yes,” the café said", 3),
        ] {
            let (got, count) = repair(text);
            assert_eq!((got.as_ref(), count >= n), (want, true), "{text}: {count}");
        }
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "“The CAFÉ” closed",
            "São Paulo, NÃO!",
            "Ã",
            "a château’s âge",
            "Â",
            "IKEAÅ”",
            "naïve “Zoë” – ‘Ürümqi’…",
            "ÂÃÄ",
            "√2 is irrational",
            "‚low quotes‘",
            "½ and ¾",
            "5 € ≥ 4 €",
            "Müller’s",
            "À la carte: CRÈME BRÛLÉE…",
            "Ñandú",
            "ÎLE",
        ] {
            assert_eq!(repair(text), (Cow::Borrowed(text), 0), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_repaired_without_panic(text in "[âÃÂ€œ”“™ÐðŸ√‚Äúa \u{9d}é—’]{0,40}") {
            let _ = repair(&text);
        }

        #[test]
        fn damaged_english_comes_back(text in "[A-Za-z,.]{1,5}([“”‘’—£é] ?[A-Za-z,. ]{1,8}){0,5}") {
            let (damaged, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
            let (repaired, _) = repair(&damaged);
            prop_assert_eq!(repaired.as_ref(), text.as_str());
        }
    }
}
