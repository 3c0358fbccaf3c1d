//! Direct, mixed and indirect speech and who says it.
//!
//! In: an article with its tokens, names and who they are. Out: its [`Quote`]s in text order.
//!
//! | file | does | knows from |
//! |---|---|---|
//! | `marks` | quotation marks to quoted regions, missing closers repaired | the shapes of marks and what stands beside them |
//! | `lexicon` | word classes, reporting verbs, words of attitude | `en/words.tsv`, `en/cue.tsv`, `en/attitude.tsv` |
//! | `view` | tokens with their classes and the region they stand in | |
//! | `phrases` | noun phrases that can speak | |
//! | `frames` | reporting verbs with speaker and hearer | |
//! | `parts` | regions to quotations, direct or mixed, joined and attributed | |
//! | `attitudes` | the same for words of attitude | |
//! | `indirect`, `raised` | content clauses | |
//! | `clause` | where they end | |
//! | `reports` | which of them stand: none inside another | |
//! | `transcript` | turns of a transcript | "Q." and "A." |
//! | `speaker` | what the speaker is, and which name a pronoun stands for | |
//!
//! A new verb is a row in `en/cue.tsv`, or in `en/attitude.tsv` if it never stands by a quotation ("support"), with a
//! row of `en/corpus.tsv` that needed it.
//!
//! # Confidence
//!
//! By rule: the share of the rows whose words and speaker were both right on the dev set
//! `quotes-polnear` (US political news, 710 articles), small classes drawn towards their neighbours.
//!
//! | type | rule | like | share |
//! |---|---|---|---|
//! | direct | `cue_after` | "…," she said | .97 |
//! | direct | `continuation` | "…." "…." | .92 |
//! | direct | `cue_before` | She said, "…" | .78 |
//! | direct, mixed | `dash`; `colon`; `introduced`; `alone` | "…" —NAME; NAME: "…"; She was glad. "…" | .74; .43; .33; .71 |
//! | mixed | `fragment` | called it "a mess" | .82 |
//! | mixed | `cue_after`; `cue_before`; `continuation` | | .74; .66; .40 |
//! | indirect | `that_clause` | said that …; hoped that … | .77; .66 |
//! | indirect | `bare_clause` | said …; hopes … | .79; .57 |
//! | indirect | `cue_after_clause` | …, she said; …, a poll shows | .83; .58 |
//! | indirect | `according_to`, `headline_colon` | according to X, …; in a poll, … | .78, .85 |
//! | indirect | `wh_clause`, `infinitive`, `object_infinitive` | asked whether …, vowed to …, urged X to … | .60, .53, .52 |
//! | indirect | `object`, `preposition` | criticised …, called for … | .57, .50 |
//! | indirect | `passive`, `seems` | was accused of …, seems to … | .58, .49 |
//! | indirect | `noun` | the claim that …, his attack on … | .40 |
//! | indirect | `aside` | …, criticising …; which opposes …; went on to praise … | .32 |
//!
//! `alone` has no speaker: of it the share whose words were right.

mod attitudes;
mod clause;
mod frames;
mod indirect;
mod lexicon;
mod marks;
mod parts;
mod phrases;
mod raised;
mod reports;
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
        // What introduces a quotation, or has been quoted before, may have a clause of its own.
        if let Some(frame) = draft.frame
            && !matches!(draft.link, parts::Link::Introduced | parts::Link::Continuation)
        {
            taken[frame as usize] = true;
        }
        for &region in &draft.regions {
            speech[region as usize] = true;
        }
    }
    view.release(&speech);
    // Of attitudes only the content clause matters: the frames that carry quotations keep their indices.
    let mut frames = frames;
    frames.extend(attitudes::find(&view, &frames));
    taken.resize(frames.len(), false);
    speaker::finish(&view, &frames, &drafts, &taken)
}
