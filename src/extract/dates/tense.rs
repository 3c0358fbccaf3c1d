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
    /// Said with "will": what is to come, however far.
    pub will: bool,
}

/// Forms of `tense.tsv`: 1 future, 2 past, 3 neither though it ends in -ed, 4 looks ahead whatever its tense.
static FORMS: LazyLock<WordTable> = LazyLock::new(|| {
    let mut table = WordTable::default();
    for row in rows(include_str!("en/tense.tsv")) {
        let side = match row[0] {
            "future" => 1,
            "past" => 2,
            "ahead" => 4,
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
/// The same after a date that opens its sentence: what it is the time of is still to come.
const AFTER_OPENING: usize = 32;

/// What one verb form says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Past,
    Future,
    /// "planned", "scheduled": what was arranged is to come, unless it "had been".
    Ahead,
}

/// The tokens of a sentence.
struct Sentence<'a> {
    text: &'a str,
    tokens: &'a [Token],
    from: usize,
}

impl Sentence<'_> {
    fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.of(self.text))
    }

    /// The `n`-th word before token `i`, if it is in the sentence.
    fn before(&self, i: usize, n: usize) -> &str {
        match i.checked_sub(n) {
            Some(j) if j >= self.from => self.word(j),
            _ => "",
        }
    }

    /// What token `i` says as a verb.
    fn form(&self, i: usize) -> Option<Form> {
        let token = &self.tokens[i];
        if token.class != Class::Word {
            return None;
        }
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        if end - start == 3 && self.word(i) == "may" {
            return Some(Form::Future); // the month has a capital
        }
        match FORMS.find(self.text, start, end) {
            1 if is_noun_opener(self.before(i, 1)) => None, // "at the close of business"
            1 => Some(Form::Future),
            2 if is_determiner(self.before(i, 1)) => None, // "the cut"
            2 => Some(Form::Past),
            3 => None,
            4 => self.arranged(i),
            _ if end - start <= 4 || &self.text.as_bytes()[end - 2..end] != b"ed" => None,
            // "a still unspecified date", "the convicted man"
            _ if is_determiner(self.before(i, 1))
                || is_adverb(self.before(i, 1)) && is_determiner(self.before(i, 2)) =>
            {
                None
            }
            _ => Some(Form::Past),
        }
    }

    /// "planned", "set", "due": past only after "had".
    fn arranged(&self, i: usize) -> Option<Form> {
        let previous = self.before(i, 1);
        // "as planned", "as previously scheduled": it came to pass
        let done = (1..=3).any(|n| matches!(self.before(i, n), "had" | "been"))
            || previous == "as"
            || is_adverb(previous) && self.before(i, 2) == "as";
        if self.word(i) == "set" {
            if is_determiner(previous) {
                return None;
            }
            // "set off", "set aside" are done; "is set to", "a summit set for" are to come
            let next = self.word(i + 1);
            let ahead = next == "for" || next == "to" && is_present_or_past_be(previous);
            return Some(if ahead && !done { Form::Ahead } else { Form::Past });
        }
        Some(if done { Form::Past } else { Form::Ahead })
    }

    /// "will be finished", "is held": an earlier word of the same verb group decides. `None`: it says nothing.
    fn group(&self, i: usize) -> Option<(Direction, bool)> {
        for n in 1..=5 {
            let word = self.before(i, n);
            match word {
                "will" | "'ll" | "’ll" | "shall" | "Will" => return Some((Direction::Future, true)),
                "to" => {
                    // "to" makes a future of "be" and what follows it only
                    let future = self.word(i - n + 1) == "be" && n <= 2;
                    return Some((if future { Direction::Future } else { Direction::Past }, false));
                }
                // "would be paid" is to come, "would have been paid" is not
                "would" | "may" | "must" => {
                    let past = (1..n).any(|m| self.before(i, m) == "have");
                    return Some((if past { Direction::Past } else { Direction::Future }, false));
                }
                // "is held", "are being sold": no tense that tells
                "is" | "are" | "am" if n <= 2 => return None,
                "be" | "have" | "been" | "being" | "not" | "also" | "likely" => {}
                _ => break,
            }
        }
        Some((Direction::Past, false))
    }
}

/// What the verb nearest to tokens `first..=last` of the sentence `tokens[from..to]` says.
#[must_use]
pub fn tense(text: &str, tokens: &[Token], from: usize, to: usize, first: usize, last: usize) -> Option<Tense> {
    let sentence = Sentence { text, tokens, from };
    let far = |distance: usize| u32::try_from(distance).unwrap_or(u32::MAX);
    // "The march is on 4 December", "polls are Tuesday"
    let at = usize::from(matches!(sentence.before(first, 1), "on" | "at" | "in" | "from" | "next" | "this" | "for"));
    if matches!(sentence.before(first, at + 1), "is" | "are") {
        return Some(Tense { direction: Direction::Future, distance: 1, sure: false, will: false });
    }
    for (distance, i) in (from..first).rev().take(BEFORE).enumerate() {
        let Some(form) = sentence.form(i) else { continue };
        let (direction, will) = match form {
            Form::Past => sentence.group(i)?,
            Form::Ahead => (Direction::Future, false),
            Form::Future => (Direction::Future, is_will(sentence.word(i))),
        };
        // "had been expected to expire Friday", "had hoped to"
        let had = form == Form::Future
            && !will
            && (1..=3).any(|n| matches!(sentence.before(i, n), "was" | "were" | "had" | "been"))
            && sentence.word(i).ends_with(['d', 'e']);
        // "the service planned for Saturday was cancelled"
        let over = form == Form::Ahead && matches!(sentence.word(last + 1), "was" | "were" | "had" | "has");
        let direction = if had || over { Direction::Past } else { direction };
        return Some(Tense { direction, distance: far(distance), sure: false, will });
    }
    let reach = if first <= from + 2 { AFTER_OPENING } else { AFTER };
    for (distance, i) in (last + 1..to).take(reach).enumerate() {
        let Some(form) = sentence.form(i) else { continue };
        let (direction, will) = match form {
            Form::Past => (Direction::Past, false),
            Form::Ahead => (Direction::Future, false),
            Form::Future => (Direction::Future, is_will(sentence.word(i))),
        };
        return Some(Tense { direction, distance: far(distance), sure: false, will });
    }
    None
}

/// Whether a sentence has a verb that looks ahead, infinitives too: "agreed to buy".
#[must_use]
pub fn looks_ahead(text: &str, tokens: &[Token], from: usize, to: usize) -> bool {
    let sentence = Sentence { text, tokens, from };
    (from..to).any(|i| {
        matches!(sentence.form(i), Some(Form::Future | Form::Ahead))
            || sentence.word(i) == "to"
                && tokens.get(i + 1).is_some_and(|t| {
                    t.class == Class::Word && !t.is_capitalised() && !is_determiner(t.of(text)) && !t.has_digit()
                })
    })
}

fn is_will(word: &str) -> bool {
    matches!(word, "will" | "'ll" | "’ll" | "shall" | "Will")
}

fn is_noun_opener(word: &str) -> bool {
    matches!(
        word,
        "the" | "a" | "an" | "its" | "his" | "her" | "their" | "this" | "The" | "A" | "'s" | "’s" | "of" | "no"
    )
}

/// What a noun phrase begins with: a participle after it is no verb.
fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "its"
            | "his"
            | "her"
            | "their"
            | "our"
            | "The"
            | "A"
            | "An"
            | "'s"
            | "’s"
            | "no"
            | "some"
            | "any"
    )
}

fn is_adverb(word: &str) -> bool {
    matches!(word, "still" | "once" | "now" | "then") || word.len() > 4 && word.ends_with("ly")
}

fn is_present_or_past_be(word: &str) -> bool {
    matches!(word, "is" | "are" | "was" | "were" | "be")
}
