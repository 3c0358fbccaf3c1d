//! Which side of the day of writing a sentence speaks of: the verb nearest the date tells.
//!
//! In: the tokens of a sentence and the place of the date. Out: a [`Direction`], where the words
//! say so. A list of verb forms and the ending "-ed" stand in for a parser.

use super::lexicon::{WordTable, rows};
use crate::extract::tokens::{Class, Token};
use crate::records::Direction;
use std::sync::LazyLock;

/// What was told, and how far away the verb stands, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tense {
    /// Past or future.
    pub direction: Direction,
    /// Tokens between the verb and the date.
    pub distance: u32,
    /// Whether the words leave no doubt ("last", "ended").
    pub sure: bool,
}

/// Forms of `tense.tsv`: 1 future, 2 past, 3 neither though it ends in -ed.
static FORMS: LazyLock<WordTable> = LazyLock::new(|| {
    let mut table = WordTable::default();
    for row in rows(include_str!("en/tense.tsv")) {
        let side = match row[0] {
            "future" => 1,
            "past" => 2,
            _ => 3,
        };
        table.insert(row[1], side);
    }
    table
});

/// Farthest verb, in tokens before the date.
const BEFORE: usize = 14;
/// Farthest verb, in tokens after.
const AFTER: usize = 10;

fn of(text: &str, token: &Token) -> Option<Direction> {
    if token.class != Class::Word {
        return None;
    }
    let (start, end) = (token.span.start as usize, token.span.end as usize);
    match FORMS.find(text, start, end) {
        1 => Some(Direction::Future),
        2 => Some(Direction::Past),
        3 => None,
        _ => (end - start > 4 && &text.as_bytes()[end - 2..end] == b"ed").then_some(Direction::Past),
    }
}

/// What the verb nearest to tokens `first..=last` of the sentence `tokens[from..to]` says.
#[must_use]
pub fn tense(text: &str, tokens: &[Token], from: usize, to: usize, first: usize, last: usize) -> Option<Tense> {
    let mut found: Option<Tense> = None;
    for (distance, i) in (from..first).rev().take(BEFORE).enumerate() {
        let token = &tokens[i];
        let Some(direction) = of(text, token) else { continue };
        if direction == Direction::Future && i > from && is_noun_opener(tokens[i - 1].of(text)) {
            continue; // "at the close of business"
        }
        if direction == Direction::Future
            && (from..i).rev().take(3).any(|j| matches!(tokens[j].of(text), "was" | "were" | "had" | "been"))
            && token.of(text).ends_with(['d', 'e'])
        {
            // "had been scheduled to expire Friday"
            return Some(Tense {
                direction: Direction::Past,
                distance: u32::try_from(distance).unwrap_or(0),
                sure: false,
            });
        }
        // "will have left by Friday", "is scheduled to be finished": an earlier word of the same verb group decides
        let mut direction = direction;
        if direction == Direction::Past {
            for j in (from..i).rev().take(5) {
                match lower4(tokens[j].of(text)) {
                    Some(w) if matches!(&w[..], b"will" | b"'ll\0" | b"to\0\0") => {
                        // "to" makes a future of "be" and what follows it only
                        if w[0] != b't' || is_be(tokens.get(j + 1), text) && i <= j + 2 {
                            direction = Direction::Future;
                        }
                        break;
                    }
                    _ => {}
                }
                if !matches!(tokens[j].of(text), "be" | "have" | "been" | "not" | "also" | "likely") {
                    break;
                }
            }
        }
        let distance = u32::try_from(distance).unwrap_or(u32::MAX);
        found = Some(Tense { direction, distance, sure: false });
        break;
    }
    if found.is_some() {
        return found;
    }
    for (distance, i) in (last + 1..to).take(AFTER).enumerate() {
        if let Some(direction) = of(text, &tokens[i]) {
            let distance = u32::try_from(distance).unwrap_or(u32::MAX);
            return Some(Tense { direction, distance, sure: false });
        }
    }
    None
}

fn is_noun_opener(word: &str) -> bool {
    matches!(
        word,
        "the" | "a" | "an" | "its" | "his" | "her" | "their" | "this" | "The" | "A" | "'s" | "’s" | "of" | "no"
    )
}

fn is_be(token: Option<&Token>, text: &str) -> bool {
    token.is_some_and(|t| t.of(text) == "be")
}

fn lower4(word: &str) -> Option<[u8; 4]> {
    let mut buffer = [0; 4];
    if word.len() > 4 {
        return None;
    }
    for (to, from) in buffer.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    Some(buffer)
}
