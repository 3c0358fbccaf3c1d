//! People, organisations and places in one pass.

pub mod corpora;
pub mod features;
pub mod lexicon;
pub mod synthetic;
pub mod tagger;
pub mod train;
pub mod weights;
pub mod words;

use super::Layout;
use crate::records::{Article, Kind, Mention, Role, Span};
use std::borrow::Cow;
use std::cell::RefCell;

pub use train::train;

#[derive(Default)]
struct Scratch {
    words: words::Words,
    sentence: features::Sentence,
    chain: tagger::Chain,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Every name in the article, in text order, not overlapping except for roles `in_name` and `title`.
/// Fills all fields but `place`, `place_confidence`, `local` and `quote`.
#[must_use]
pub fn find(article: &Article, layout: &Layout) -> Vec<Mention> {
    SCRATCH.with_borrow_mut(|scratch| find_with(weights::shipped(), scratch, article, layout))
}

/// The same with another model.
#[must_use]
pub fn find_using(model: &weights::Model<'_>, article: &Article, layout: &Layout) -> Vec<Mention> {
    SCRATCH.with_borrow_mut(|scratch| find_with(model, scratch, article, layout))
}

fn find_with(model: &weights::Model<'_>, scratch: &mut Scratch, article: &Article, layout: &Layout) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let Scratch { words, sentence, chain } = scratch;
    words.start(model);
    for (number, s) in layout.sentences.iter().enumerate() {
        let tokens = layout.tokens_of(s);
        tagger::prepare(&article.text, tokens, words, model, sentence);
        let steps = tagger::factors(&model.transitions);
        for range in tagger::chains(&sentence.candidate) {
            chain.score(sentence, words, model, range.clone());
            chain.best(&model.transitions);
            chain.sum(&steps, None);
            let mut i = 0;
            while i < chain.labels.len() {
                let label = chain.labels[i];
                if label == 0 {
                    i += 1;
                    continue;
                }
                let first = i;
                let mut confidence = chain.likely[i][usize::from(label)];
                i += 1;
                while i < chain.labels.len() && chain.labels[i] == label + 1 {
                    confidence = confidence.min(chain.likely[i][usize::from(label) + 1]);
                    i += 1;
                }
                let (kind, role) = match label {
                    1 => (Kind::Person, Role::Literal),
                    3 => (Kind::Organisation, Role::Literal),
                    5 => (Kind::Place, Role::Literal),
                    _ if i == first + 1
                        && words.get(sentence.ids[range.start + first + 2]).classes & lexicon::DEMONYM != 0 =>
                    {
                        (Kind::Place, Role::Demonym)
                    }
                    _ => continue,
                };
                let span =
                    Span { start: tokens[range.start + first].span.start, end: tokens[range.start + i - 1].span.end };
                mentions.push(Mention {
                    span,
                    kind,
                    role,
                    modifier: None,
                    title: None,
                    description: None,
                    place: None,
                    place_confidence: 0.0,
                    local: None,
                    quote: None,
                    segment: s.segment,
                    sentence: u32::try_from(number).unwrap_or(u32::MAX),
                    paragraph: s.paragraph,
                    confidence,
                    rule: Cow::Borrowed("tagger"),
                });
            }
        }
    }
    mentions
}

/// Version of the embedded model: for the manifest and cache keys.
#[must_use]
pub fn model_version() -> &'static str {
    "0"
}
