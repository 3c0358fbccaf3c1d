//! One article as the quotation rules see it: tokens with their word classes and their home.
//!
//! The home of a token is the innermost quoted region that holds it; rules never read across
//! the edge of a region, so that words inside a quotation are not taken for its attribution.

use super::lexicon::{Cue, ENGLISH, Word, class, form};
use super::marks::Region;
use crate::extract::Layout;
use crate::extract::memo::Memo;
use crate::extract::tokens::{Class, Token};
use crate::records::{Article, LocalEntity, Mention, SegmentKind, Span};
use std::cell::RefCell;

thread_local! {
    static KNOWN: RefCell<Memo<Word>> = RefCell::default();
}

/// Home of narration: no region.
pub const NARRATION: u32 = u32::MAX;

/// Half-open range of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    /// First token.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Range {
    /// A range of tokens.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
    /// Tokens in it.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }
    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// Everything that the rules look at.
pub struct View<'a> {
    /// The words.
    pub text: &'a str,
    /// Tokens, sentences, paragraphs.
    pub layout: &'a Layout,
    /// Class of each token.
    pub words: Vec<Word>,
    /// Region that holds each token, marks included.
    pub home: Vec<u32>,
    /// Quoted regions.
    pub regions: &'a [Region],
    /// Names.
    pub mentions: &'a [Mention],
    /// What they name.
    pub entities: &'a [LocalEntity],
}

impl<'a> View<'a> {
    /// Looks every word up once.
    pub fn new(
        article: &'a Article,
        layout: &'a Layout,
        regions: &'a [Region],
        mentions: &'a [Mention],
        entities: &'a [LocalEntity],
    ) -> Self {
        let text = article.text.as_str();
        let lexicon = &*ENGLISH;
        let mut words: Vec<Word> = KNOWN.with_borrow_mut(|known| {
            let tokens = layout.tokens.iter().zip(&layout.hashes);
            tokens
                .map(
                    |(&t, &hash)| {
                        if t.is_word() { known.get(hash, || lexicon.look_up(t, text)) } else { Word::default() }
                    },
                )
                .collect()
        });
        // "Will wrote": before a past tense it is a name.
        for i in 1..words.len() {
            let before = words[i - 1];
            if before.is(class::MODAL)
                && layout.tokens[i - 1].is_capitalised()
                && words[i].form & (form::PAST | form::THIRD) != 0
                && words[i].form & form::BASE == 0
            {
                words[i - 1] = Word::default();
            }
        }
        let mut home = vec![NARRATION; layout.tokens.len()];
        // Inner regions come after outer ones, so the innermost stays.
        for (i, region) in regions.iter().enumerate() {
            let i = u32::try_from(i).unwrap_or(NARRATION);
            // Regions nest at most a few deep: the stack has one place a family.
            home[region.open as usize..region.after as usize].fill(i);
        }
        Self { text, layout, words, home, regions, mentions, entities }
    }

    /// Gives the words of regions that nobody says (scare quotes, titles) back to narration.
    pub fn release(&mut self, speech: &[bool]) {
        for (region, said) in self.regions.iter().zip(speech) {
            if !said && region.parent.is_none() {
                self.home[region.open as usize..region.after as usize].fill(NARRATION);
            }
        }
    }

    /// One token; past the end, the last one (an article has one at least).
    pub fn token(&self, i: usize) -> Token {
        self.layout.tokens[i.min(self.layout.tokens.len() - 1)]
    }

    /// Its text; nothing past the end.
    pub fn of(&self, i: usize) -> &'a str {
        self.layout.tokens.get(i).map_or("", |t| t.of(self.text))
    }

    /// The text of a small word that opens a clause or phrase, without the capital that headlines give it.
    pub fn small(&self, i: usize) -> &'a str {
        const SMALL: &[&str] = &[
            "that", "what", "who", "how", "why", "whether", "if", "when", "to", "of", "for", "on", "about", "as", "at",
            "with", "against", "in", "over", "by", "into", "from", "out", "up", "off", "not",
        ];
        let text = self.of(i);
        if !self.token(i).is_capitalised() || self.segment(i) != SegmentKind::Headline {
            return text;
        }
        SMALL.iter().find(|s| s.eq_ignore_ascii_case(text)).copied().unwrap_or(text)
    }

    /// Whether it belongs to one of the classes.
    pub fn is(&self, i: usize, classes: u64) -> bool {
        self.words.get(i).is_some_and(|w| w.is(classes))
    }

    /// The reporting verb it is a form of.
    pub fn cue(&self, i: usize) -> Option<&'static Cue> {
        ENGLISH.cue(*self.words.get(i)?)
    }

    /// Forms of the verb (bits of [`super::lexicon::form`]).
    pub fn form(&self, i: usize) -> u8 {
        self.words.get(i).map_or(0, |w| w.form)
    }

    /// Whether it is a mark of punctuation.
    pub fn is_mark(&self, i: usize) -> bool {
        self.layout.tokens.get(i).is_some_and(|t| t.class == Class::Mark)
    }

    /// Whether it reads like part of a name: a capital, and not a word that only begins a sentence.
    pub fn is_name(&self, i: usize) -> bool {
        let Some(token) = self.layout.tokens.get(i) else { return false };
        token.is_word()
            && token.is_capitalised()
            && !self.is(
                i,
                class::SUBJECT
                    | class::DETERMINER
                    | class::POSSESSIVE
                    | class::PREPOSITION
                    | class::SUBORDINATOR
                    | class::CONJUNCTION
                    | class::RELATIVE
                    | class::AUXILIARY
                    | class::OBJECT
                    | class::NOT
                    | class::ADVERB
                    | class::TO
                    | class::TIME,
            )
            && !(self.words[i].cue != 0 && token.line_before())
    }

    /// Bytes of a range of tokens.
    pub fn span(&self, range: Range) -> Span {
        if range.is_empty() {
            let at = self.layout.tokens.get(range.start).map_or(0, |t| t.span.start);
            return Span { start: at, end: at };
        }
        Span { start: self.layout.tokens[range.start].span.start, end: self.layout.tokens[range.end - 1].span.end }
    }

    /// Index of the sentence that holds token `i`.
    pub fn sentence(&self, i: usize) -> usize {
        let i = u32::try_from(i).unwrap_or(u32::MAX);
        self.layout.sentences.partition_point(|s| s.tokens.start <= i).saturating_sub(1)
    }

    /// Tokens of a sentence.
    pub fn sentence_range(&self, sentence: usize) -> Range {
        self.layout
            .sentences
            .get(sentence)
            .map_or(Range::new(0, 0), |s| Range::new(s.tokens.start as usize, s.tokens.end as usize))
    }

    /// Tokens of a paragraph.
    pub fn paragraph_range(&self, paragraph: usize) -> Range {
        let Some(p) = self.layout.paragraphs.get(paragraph) else { return Range::new(0, 0) };
        let first = self.sentence_range(p.sentences.start as usize).start;
        Range::new(first, self.sentence_range((p.sentences.end as usize).saturating_sub(1)).end)
    }

    /// Index of the paragraph that holds token `i`.
    pub fn paragraph(&self, i: usize) -> usize {
        self.layout.sentences.get(self.sentence(i)).map_or(0, |s| s.paragraph as usize)
    }

    /// Kind of the segment that holds token `i`.
    pub fn segment(&self, i: usize) -> SegmentKind {
        self.layout.sentences.get(self.sentence(i)).map_or(SegmentKind::Body, |s| s.segment)
    }

    /// The mention that overlaps `span`, the one that ends last where several do.
    pub fn mention_in(&self, span: Span) -> Option<usize> {
        Mention::overlapping(self.mentions, span)
    }
}
