//! Companies that no list knows, told by what only companies have.
//!
//! In: a name of one word after the first pass. Out: whether the words beside it speak of a company ("Petra's
//! shares", "a bid for Petra", "an analyst at Petra"). One such sighting decides the word for the whole article,
//! unless somebody is called so in full.

use super::agreement::Unit;
use super::{Scratch, lexicon};
use crate::extract::Layout;

/// What companies have, behind "'s".
fn is_owned(word: &str) -> bool {
    matches!(
        word,
        "bondholders"
            | "creditors"
            | "customers"
            | "dividend"
            | "earnings"
            | "factories"
            | "headquarters"
            | "investors"
            | "losses"
            | "profit"
            | "profits"
            | "quarterly"
            | "revenue"
            | "revenues"
            | "sales"
            | "shareholders"
            | "shares"
            | "stock"
            | "subsidiaries"
            | "subsidiary"
            | "turnover"
    )
}

/// What stands behind the bare name of a company.
fn is_behind(word: &str) -> bool {
    matches!(word, "executives" | "shareholders" | "shares" | "stock" | "subsidiary")
}

/// Whether a noun and a preposition stand before companies.
fn is_before(noun: &str, preposition: &str) -> bool {
    match preposition {
        "in" => matches!(noun, "investment" | "share" | "shareholder" | "shareholders" | "shares" | "stake" | "stakes"),
        "of" => matches!(noun, "acquisition" | "shareholders" | "shares" | "subsidiary" | "takeover"),
        "for" => matches!(noun, "bid" | "bidders"),
        "at" => matches!(noun, "analyst" | "analysts" | "economist" | "strategist" | "trader"),
        "with" => matches!(noun, "analyst" | "merge" | "merger"),
        _ => false,
    }
}

impl Scratch {
    /// Whether a unit of one word is spoken of as a company.
    pub(super) fn is_company(&self, unit: &Unit, layout: &Layout, text: &str) -> bool {
        const NEVER: lexicon::Classes = lexicon::COUNTRY
            | lexicon::REGION
            | lexicon::CITY
            | lexicon::GIVEN
            | lexicon::DEMONYM
            | lexicon::CALENDAR
            | lexicon::COMMON
            | lexicon::TITLE;
        let at = unit.first as usize;
        if !(1..=3).contains(&unit.kind)
            || unit.len != 1
            || at < 2
            || self.seen[at].classes & NEVER != 0
            || self.seen[at].heading
            || self.seen[at - 1].upper && !self.seen[at - 1].first
        {
            return false;
        }
        let word = |i: usize| layout.tokens.get(i).map_or("", |t| t.of(text));
        let (next, after) = (word(at + 1), word(at + 2));
        is_before(word(at - 2), word(at - 1)) || matches!(next, "'s" | "’s") && is_owned(after) || is_behind(next)
    }
}
