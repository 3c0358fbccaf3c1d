//! "Boston-based", "New York-area", "German-born": places in adjectives that hyphens make.
//!
//! The adjective is no name, but the place in it is named: it becomes a mention with role demonym, as "French" does.

use super::edges::is_adjective;
use super::emit::{mention, put_over};
use super::lexicon::{self, CITY, COUNTRY, Classes, DEMONYM, REGION};
use super::weights::Model;
use super::words::fold_into;
use crate::extract::Layout;
use crate::records::{Kind, Mention, Role, Span};

const PLACES: Classes = COUNTRY | REGION | CITY | DEMONYM;
/// Most words of a place before the one with the hyphen.
const MOST: usize = 2;

/// Adds the places; what was taken for a name with its adjective gives way.
pub fn add(text: &str, layout: &Layout, model: &Model<'_>, mentions: &mut Vec<Mention>) {
    let mut folded = Vec::new();
    for (at, &token) in layout.tokens.iter().enumerate() {
        if !token.has_hyphen() || !token.is_capitalised() || !is_adjective(token.of(text)) {
            continue;
        }
        let Some((name, _)) = token.of(text).rsplit_once('-') else { continue };
        let number = layout.sentence_at(token.span.start);
        let sentence = &layout.sentences[number as usize];
        let floor = (sentence.tokens.start as usize).max(at.saturating_sub(MOST));
        let known = (floor..=at).find(|&from| {
            let mut hash = None;
            for i in from..=at {
                folded.clear();
                fold_into(if i == at { name } else { layout.tokens[i].of(text) }, &mut folded);
                let word = lexicon::hash(&folded);
                hash = Some(hash.map_or(word, |before| lexicon::extend(before, word)));
            }
            layout.tokens[from].is_capitalised() && hash.is_some_and(|hash| model.classes(hash) & PLACES != 0)
        });
        let Some(from) = known else { continue };
        let end = token.span.start + u32::try_from(name.len()).unwrap_or(0);
        let span = Span { start: layout.tokens[from].span.start, end };
        let place = mention(span, Kind::Place, Role::Demonym, sentence, number, 0.8, "adjective");
        put_over(mentions, place, |m| m.span.start < span.start || m.span.end > token.span.end);
    }
}
