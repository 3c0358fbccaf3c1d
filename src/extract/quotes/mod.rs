//! Direct, mixed and indirect speech and who says it.
//!
//! In: an article with its tokens, names and who they are. Out: its [`Quote`]s in text order.
//!
//! | file | does | knows from |
//! |---|---|---|
//! | `marks` | quotation marks to quoted regions, missing closers repaired | the shapes of marks and what stands beside them |
//! | `lexicon` | word classes and reporting verbs | `en/words.tsv`, `en/cue.tsv` |
//! | `view` | tokens with their classes and the region they stand in | |
//! | `phrases` | noun phrases that can speak | |
//! | `frames` | reporting verbs with speaker and hearer | |
//! | `parts` | regions to quotations, direct or mixed, joined and attributed | |
//! | `indirect` | content clauses | |
//! | `transcript` | turns of a transcript | "Q." and "A." |
//! | `speaker` | what the speaker is, and which name a pronoun stands for | |
//!
//! A new verb is a row in `en/cue.tsv`, with a row of `en/corpus.tsv` that needed it.

mod frames;
mod indirect;
mod lexicon;
mod marks;
mod parts;
mod phrases;
mod speaker;
mod transcript;
mod view;

#[cfg(test)]
mod tests;

use super::Layout;
use crate::records::{Article, LocalEntity, Mention, Quote};
use view::View;

/// Every quotation of the article, in text order.
///
/// `mentions` carry `local`, an index into `entities` (None where ambiguous).
#[must_use]
pub fn find(article: &Article, layout: &Layout, mentions: &[Mention], entities: &[LocalEntity]) -> Vec<Quote> {
    if layout.tokens.is_empty() {
        return Vec::new();
    }
    let regions = marks::scan(article, layout);
    let mut view = View::new(article, layout, &regions, mentions, entities);
    let frames = frames::find(&view);
    let drafts = parts::assemble(&view, &frames);
    let mut taken = vec![false; frames.len()];
    let mut speech = vec![false; regions.len()];
    for draft in &drafts {
        if let Some(frame) = draft.frame {
            taken[frame as usize] = true;
        }
        for &region in &draft.regions {
            speech[region as usize] = true;
        }
    }
    view.release(&speech);
    speaker::finish(&view, &frames, &drafts, &taken)
}
