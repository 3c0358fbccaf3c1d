//! Which side of the day of writing a sentence speaks of: the verb nearest the date tells.
//!
//! In: the tokens of a sentence and the place of the date. Out: a [`Direction`], where the words
//! say so. A list of verb forms and the ending "-ed" stand in for a parser.

use crate::extract::tokens::{Class, Token};
use crate::records::Direction;

/// What was told, and how far away the verb stands, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tense {
    /// Past or future.
    pub direction: Direction,
    /// Tokens between the verb and the date.
    pub distance: u32,
}

/// Words that point forward; sorted.
const FUTURE: &[&str] = &[
    "anticipate",
    "anticipates",
    "begin",
    "begins",
    "bound",
    "close",
    "closes",
    "depart",
    "departs",
    "due",
    "end",
    "ends",
    "expect",
    "expected",
    "expects",
    "expire",
    "expires",
    "face",
    "faces",
    "going",
    "hope",
    "hopes",
    "intends",
    "leave",
    "leaves",
    "ll",
    "matures",
    "maturing",
    "meet",
    "meets",
    "must",
    "open",
    "opens",
    "payable",
    "plan",
    "planned",
    "planning",
    "plans",
    "projected",
    "resume",
    "resumes",
    "returns",
    "scheduled",
    "schedules",
    "shall",
    "should",
    "slated",
    "start",
    "starts",
    "upcoming",
    "will",
    "won",
    "’ll",
];

/// Past forms that do not end in -ed; sorted.
const PAST: &[&str] = &[
    "ago", "arose", "ate", "became", "been", "began", "begun", "bought", "broke", "broken", "brought", "built", "came",
    "caught", "chose", "chosen", "cut", "did", "died", "drew", "driven", "drove", "fallen", "fell", "felt", "flew",
    "fought", "found", "gave", "given", "gone", "got", "grew", "grown", "had", "has", "heard", "held", "hit", "kept",
    "knew", "known", "laid", "led", "left", "lost", "made", "meant", "met", "paid", "put", "ran", "read", "resigned",
    "risen", "rose", "said", "sank", "sat", "saw", "seen", "sent", "shook", "shot", "shown", "shut", "sold", "spent",
    "spoke", "spread", "stood", "struck", "sued", "swept", "taken", "taught", "thought", "threw", "told", "took",
    "was", "went", "were", "withdrew", "woke", "won", "wore", "wrote",
];

/// Farthest verb, in tokens before the date.
const BEFORE: usize = 14;
/// Farthest verb, in tokens after.
const AFTER: usize = 10;

fn of(text: &str, token: &Token) -> Option<Direction> {
    if token.class != Class::Word {
        return None;
    }
    let word = token.of(text);
    let mut buffer = [0u8; 12];
    if word.len() > buffer.len() {
        return (word.ends_with("ed")).then_some(Direction::Past);
    }
    for (to, from) in buffer.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    let Ok(word) = std::str::from_utf8(&buffer[..word.len()]) else { return None };
    if matches!(word, "'ll" | "’ll") || FUTURE.binary_search(&word).is_ok() && word != "won" {
        return Some(Direction::Future);
    }
    if PAST.binary_search(&word).is_ok() {
        return Some(Direction::Past);
    }
    let long = word.len() > 4
        && word.ends_with("ed")
        && !matches!(word, "united" | "hundred" | "need" | "indeed" | "speed" | "exceed" | "proceed" | "fixed");
    long.then_some(Direction::Past)
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
            return Some(Tense { direction: Direction::Past, distance: u32::try_from(distance).unwrap_or(0) });
        }
        // "will have left by Friday", "is scheduled to be finished": an earlier word of the same verb group decides
        let mut direction = direction;
        if direction == Direction::Past {
            for j in (from..i).rev().take(5) {
                match lower4(tokens[j].of(text)) {
                    Some(w) if matches!(&w[..], b"will" | b"'ll\0" | b"to\0\0") => {
                        direction = if &w[..] == b"to\0\0" && tokens[i].of(text).ends_with("ed") && i > j + 2 {
                            direction
                        } else if &w[..] == b"to\0\0" && !is_be(tokens.get(j + 1), text) {
                            direction
                        } else {
                            Direction::Future
                        };
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
        found = Some(Tense { direction, distance });
        break;
    }
    if found.is_some() {
        return found;
    }
    for (distance, i) in (last + 1..to).take(AFTER).enumerate() {
        if let Some(direction) = of(text, &tokens[i]) {
            let distance = u32::try_from(distance).unwrap_or(u32::MAX);
            return Some(Tense { direction, distance });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        assert!(FUTURE.is_sorted());
        assert!(PAST.is_sorted());
    }
}
