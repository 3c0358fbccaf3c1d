//! Tokens to sentences and paragraphs.
//!
//! A paragraph ends at a blank line; a sentence also ends at a line break, at the edge of a
//! segment, and at a full stop, question or exclamation mark that is not part of a token and
//! is followed (after closing marks) by something that can begin a sentence. Full stops that
//! belong to a token ("Dr.", "U.S.") end one only where the next word could not follow the abbreviation.

use super::names::lexicon::hash;
use super::tokens::{Class, Token, tokenise};
use crate::records::{Article, SegmentKind, Span};
use std::ops::Range;

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// Its tokens: a range of [`Layout::tokens`].
    pub tokens: Range<u32>,
    /// Its paragraph: an index into [`Layout::paragraphs`].
    pub paragraph: u32,
    /// The segment it stands in.
    pub segment: SegmentKind,
}

/// One paragraph: text between blank lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands.
    pub span: Span,
    /// Its sentences: a range of [`Layout::sentences`].
    pub sentences: Range<u32>,
}

/// Words, sentences and paragraphs of one article; read once, shared by all extractors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Every token, in order.
    pub tokens: Vec<Token>,
    /// Hash of each token's letters as written, by which extractors [keep](super::memo) what they know of words.
    pub hashes: Vec<u64>,
    /// Every sentence, in order.
    pub sentences: Vec<Sentence>,
    /// Every paragraph, in order.
    pub paragraphs: Vec<Paragraph>,
    /// The first token that ends after every [`NEAR`]th byte.
    near: Vec<u32>,
}

/// Bytes between two entries of [`Layout::near`]: a few words.
const NEAR: usize = 32;

impl Layout {
    /// Reads the text of an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let mut layout = Self::default();
        layout.read(article);
        layout
    }

    /// The same, into buffers that are kept.
    pub fn read(&mut self, article: &Article) {
        self.tokens.clear();
        self.sentences.clear();
        self.paragraphs.clear();
        tokenise(&article.text, &mut self.tokens);
        let bytes = article.text.as_bytes();
        self.hashes.clear();
        self.hashes.extend(self.tokens.iter().map(|t| hash(&bytes[t.span.range()])));
        self.near.clear();
        for (token, i) in self.tokens.iter().zip(0..) {
            while self.near.len() * NEAR < token.span.end as usize {
                self.near.push(i);
            }
        }
        self.split(article);
    }

    /// Index of the sentence that holds `byte` (or the one before it).
    #[must_use]
    pub fn sentence_at(&self, byte: u32) -> u32 {
        index(self.sentences.partition_point(|s| s.span.start <= byte).saturating_sub(1))
    }

    /// Index of the paragraph that holds `byte` (or the one before it).
    #[must_use]
    pub fn paragraph_at(&self, byte: u32) -> u32 {
        index(self.paragraphs.partition_point(|p| p.span.start <= byte).saturating_sub(1))
    }

    /// Index of the first token that ends after `byte`.
    #[must_use]
    pub fn token_at(&self, byte: u32) -> usize {
        let Some(&near) = self.near.get(byte as usize / NEAR) else { return self.tokens.len() };
        let near = near as usize;
        near + self.tokens[near..].iter().take_while(|t| t.span.end <= byte).count()
    }

    /// The tokens of a sentence.
    #[must_use]
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.tokens.start as usize..sentence.tokens.end as usize]
    }

    /// Tokens that are words or numbers.
    #[must_use]
    pub fn n_words(&self) -> u32 {
        index(self.tokens.iter().filter(|t| matches!(t.class, Class::Word | Class::Number)).count())
    }

    fn split(&mut self, article: &Article) {
        let text = article.text.as_str();
        let mut edges = article.segments.iter().map(|s| s.span.start).filter(|&s| s > 0).peekable();
        let mut first = 0usize;
        let mut paragraph_first_sentence = 0usize;
        for i in 0..self.tokens.len() {
            let token = self.tokens[i];
            if i > 0 {
                // Nearly all: a word goes on after a word.
                let last = self.tokens[i - 1];
                if !token.line_before() && is_plain(last) && edges.peek().is_none_or(|&edge| edge > token.span.start) {
                    continue;
                }
                let mut at_edge = false;
                while edges.next_if(|&edge| edge <= token.span.start).is_some() {
                    at_edge = true;
                }
                let gap = self.tokens[i - 1].span.end as usize..token.span.start as usize;
                let new_paragraph = token.line_before() && text[gap].contains("\n\n");
                if i > first && (at_edge || token.line_before() || self.ends_sentence(text, i)) {
                    self.close_sentence(article, first, i);
                    first = i;
                }
                if new_paragraph {
                    self.close_paragraph(paragraph_first_sentence);
                    paragraph_first_sentence = self.sentences.len();
                }
            }
        }
        if first < self.tokens.len() {
            self.close_sentence(article, first, self.tokens.len());
        }
        if paragraph_first_sentence < self.sentences.len() {
            self.close_paragraph(paragraph_first_sentence);
        }
    }

    fn close_sentence(&mut self, article: &Article, first: usize, end: usize) {
        let span = Span { start: self.tokens[first].span.start, end: self.tokens[end - 1].span.end };
        self.sentences.push(Sentence {
            span,
            tokens: index(first)..index(end),
            paragraph: index(self.paragraphs.len()),
            segment: article.segment_at(span.start),
        });
    }

    fn close_paragraph(&mut self, first_sentence: usize) {
        let (Some(first), Some(last)) = (self.sentences.get(first_sentence), self.sentences.last()) else { return };
        self.paragraphs.push(Paragraph {
            span: Span { start: first.span.start, end: last.span.end },
            sentences: index(first_sentence)..index(self.sentences.len()),
        });
    }

    /// Whether a sentence ends before token `i`.
    fn ends_sentence(&self, text: &str, i: usize) -> bool {
        let next = self.tokens[i];
        let last = self.tokens[i - 1];
        if is_plain(last) {
            return false;
        }
        // Closing marks and brackets after the stop belong to the sentence that ends.
        let mut before = i - 1;
        // Few at most: a run of marks must not be read again from each of them.
        while before > 0
            && i - before < 8
            && is_closing(self.tokens[before].of(text))
            && !self.tokens[before].space_before()
        {
            before -= 1;
        }
        let stop = self.tokens[before];
        let stop_text = stop.of(text);
        if !next.space_before() {
            // "attack.The" without a space: the tokeniser split a mark, and a capital follows a small letter.
            return stop_text == "."
                && next.is_capitalised()
                && next.span.len() > 1
                && before > 0
                && self.tokens[before - 1].is_word()
                && self.tokens[before - 1].has_lower()
                && before == i - 1;
        }
        if is_closing(next.of(text)) && !is_opening(next.of(text)) {
            return false;
        }
        match stop_text {
            "." | "?" | "!" | "..." | "…" | "?!" => self.can_begin(text, i, stop_text),
            _ if stop.is_word() && stop.has_dot() => self.abbreviation_ends(text, before, i),
            _ => false,
        }
    }

    /// Whether token `i` (or the one after opening marks) can begin a sentence.
    fn can_begin(&self, text: &str, mut i: usize, stop: &str) -> bool {
        let last = i + 8;
        while i < self.tokens.len() && i < last && is_opening(self.tokens[i].of(text)) {
            i += 1;
        }
        let Some(token) = self.tokens.get(i) else { return true };
        match token.class {
            Class::Word => token.is_capitalised() || token.has_upper() || (stop == "." && token.has_digit()),
            Class::Number | Class::Symbol => stop != "..." && stop != "…",
            Class::Mark => stop == ".",
        }
    }

    /// Whether a token such as "U.S." or "Inc." also ends its sentence.
    fn abbreviation_ends(&self, text: &str, before: usize, i: usize) -> bool {
        let word = self.tokens[before].of(text).trim_end_matches('.');
        let mut next = i;
        while next < self.tokens.len() && next < i + 8 && is_opening(self.tokens[next].of(text)) {
            next += 1;
        }
        let Some(token) = self.tokens.get(next) else { return true };
        if !token.is_capitalised() {
            return false;
        }
        let after = token.of(text);
        if word.len() == 1 {
            return false; // an initial
        }
        let lower = word.to_ascii_lowercase();
        if matches!(lower.as_str(), "inc" | "ltd" | "corp" | "co" | "jr" | "sr" | "bros")
            || STATES.binary_search(&lower.as_str()).is_ok()
            || word.contains('.')
        {
            return SENTENCE_OPENERS.binary_search(&after).is_ok();
        }
        false // "Dr.", "Gen.", "Nov.": a name or number follows
    }
}

/// States of the US as newspapers shorten them; sorted.
const STATES: &[&str] = &[
    "ala", "ariz", "ark", "calif", "colo", "conn", "fla", "ill", "ind", "kan", "ky", "mass", "md", "mich", "minn",
    "miss", "mont", "neb", "nev", "okla", "ore", "tenn", "tex", "va", "vt", "wash", "wis", "wyo",
];

/// Words that begin a sentence far more often than they follow "U.S." or "Inc."; sorted.
const SENTENCE_OPENERS: &[&str] = &[
    "A",
    "According",
    "After",
    "All",
    "Although",
    "An",
    "And",
    "As",
    "At",
    "Before",
    "Both",
    "But",
    "By",
    "Despite",
    "During",
    "Each",
    "For",
    "From",
    "He",
    "Her",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "It",
    "Its",
    "Last",
    "Many",
    "Meanwhile",
    "More",
    "Most",
    "My",
    "No",
    "Now",
    "Of",
    "On",
    "One",
    "Only",
    "Or",
    "Other",
    "Our",
    "Over",
    "She",
    "Since",
    "So",
    "Some",
    "Such",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "To",
    "Under",
    "Until",
    "We",
    "What",
    "When",
    "Where",
    "Which",
    "While",
    "Who",
    "Why",
    "With",
    "You",
];

/// A word or number without a dot: neither a stop nor a closing mark.
const fn is_plain(token: Token) -> bool {
    matches!(token.class, Class::Word | Class::Number) && !token.has_dot()
}

fn is_closing(token: &str) -> bool {
    matches!(token, "\"" | "”" | "’" | "'" | "''" | "»" | ")" | "]")
}

fn is_opening(token: &str) -> bool {
    matches!(token, "\"" | "“" | "‘" | "'" | "``" | "«" | "(" | "[" | "—" | "–" | "-" | "--" | "•" | "*")
}

#[expect(clippy::cast_possible_truncation, reason = "read refuses articles over 4 GB")]
const fn index(n: usize) -> u32 {
    n as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let article = crate::normalise::plain(text);
        let layout = Layout::of(&article);
        layout.sentences.iter().map(|s| s.span.of(&article.text).to_owned()).collect()
    }

    #[test]
    fn openers_are_sorted() {
        assert!(SENTENCE_OPENERS.is_sorted());
    }

    #[test]
    fn sentences_end_where_readers_end_them() {
        for (text, want) in [
            ("Dr. A. J. Smith Jr. went to Washington, D.C. on Jan. 5. He left. The U.S. Senate adjourned.", 3),
            ("“No.” She left. “Why?” he asked. St. John agreed!", 4),
            ("It fell 3.5 per cent. 200 jobs went.\n\nThe U.S. The end.", 4),
            ("It works for Acme Inc. The firm grew.", 2),
        ] {
            let got = sentences(text);
            assert_eq!(got.len(), want, "{text}: {got:?}");
        }
    }
}
