//! Storms, ships and horses: what bears a name and is neither a person, a body nor a place.
//!
//! In: the article after the first pass. Out: pushes towards "other" where such a name stands behind what it is
//! ("Storm Bettina", "HMS Victory", "the trawler Ocean Bride", "a boat named Hope"), and evidence for the rest of
//! the article, where the name may stand alone.

use super::agreement::Unit;
use super::cues::{BEARER, cue};
use super::second::push_name;
use super::{Scratch, agreement, lexicon};
use crate::extract::Layout;

/// What storms are called.
const STORMS: &[&str] = &["Cyclone", "Hurricane", "Storm", "Typhoon"];
/// What the names of ships begin with.
const SHIPS: &[&str] = &[
    "BRP", "FV", "HMAS", "HMCS", "HMNZS", "HMS", "KRI", "MV", "PNS", "RFA", "RMS", "RNLB", "RRS", "SS", "USCGC",
    "USNS", "USS",
];
/// What they add to the scores.
const PUSH: f32 = 5.0;
/// Most words of such a name.
const LONGEST: usize = 3;

/// A name that was found so.
#[derive(Debug, Clone, Copy)]
pub struct Thing {
    /// First token, with "Storm" or "HMS".
    first: u32,
    /// Token behind it.
    end: u32,
}

impl Scratch {
    /// Looks for such names and takes them down.
    pub(super) fn find_things(&mut self, text: &str, layout: &Layout) {
        self.things.clear();
        for number in 0..self.chains.len() {
            let chain = self.chains[number];
            let (mut at, limit) = (chain.first as usize, (chain.first + chain.len) as usize);
            while at < limit {
                let Some((name, end)) = self.thing_at(at, limit, layout, text) else {
                    at += 1;
                    continue;
                };
                let number = |i: usize| u32::try_from(i).unwrap_or(0);
                self.things.push(Thing { first: number(at), end: number(end) });
                if end - name == 1 {
                    self.evidence.is_thing(self.seen[name].form);
                } else {
                    let mut likely = [0.0; agreement::KINDS];
                    likely[4] = 0.95;
                    let len = number(end - name);
                    self.evidence.add(&Unit { first: number(name), len, kind: 4, likely }, &self.seen);
                }
                at = end;
            }
        }
    }

    /// Where the bare name begins and ends of what stands at token `at` with all that belongs to it.
    fn thing_at(&self, at: usize, limit: usize, layout: &Layout, text: &str) -> Option<(usize, usize)> {
        const HEADS: lexicon::Classes = lexicon::BODY_WORD | lexicon::PLACE_WORD;
        const NEVER: lexicon::Classes = lexicon::TITLE | lexicon::CALENDAR | lexicon::DEMONYM;
        let word = |i: usize| layout.tokens[i].of(text);
        let seen = self.seen[at];
        if !seen.upper
            || seen.heading
            || at > 0 && self.seen[at - 1].upper && !matches!(word(at - 1), "The" | "Tropical")
        {
            return None;
        }
        let run = |from: usize| {
            let most = limit.min(from + LONGEST + 1);
            from + (from..most).take_while(|&i| self.seen[i].upper && !layout.tokens[i].line_before()).count()
        };
        let fits = |from: usize, to: usize, never: lexicon::Classes| {
            to > from
                && to - from <= LONGEST
                && self.seen[to - 1].classes & HEADS == 0
                && self.seen[from..to].iter().all(|s| s.classes & never == 0)
        };
        // "Space Shuttle Aurora".
        if word(at) == "Space" && at + 2 < limit && matches!(word(at + 1), "Shuttle" | "Shuttles") {
            let end = run(at + 2);
            return fits(at + 2, end, lexicon::CALENDAR).then_some((at + 2, end));
        }
        if !seen.caps && STORMS.contains(&word(at)) {
            let end = at + 2;
            return (end <= limit && self.seen[at + 1].upper && fits(at + 1, end, NEVER | lexicon::COMMON))
                .then_some((at + 1, end));
        }
        if seen.caps && SHIPS.binary_search(&word(at)).is_ok() {
            let end = run(at + 1);
            return fits(at + 1, end, lexicon::CALENDAR).then_some((at + 1, end));
        }
        let before = at.checked_sub(1).filter(|_| !seen.first)?;
        let named = matches!(word(before), "named" | "called") && before > 0;
        let what = if named { before - 1 } else { before };
        if self.seen[what].upper || cue(word(what)) & BEARER == 0 || !layout.tokens[at].space_before() {
            return None;
        }
        let end = run(at);
        let never = NEVER | lexicon::COUNTRY | lexicon::REGION;
        let never = if named { lexicon::CALENDAR } else { never };
        // "the ferry Dana Price took" is a person's.
        let person = !named && end - at == 2 && self.seen[at].classes & lexicon::GIVEN != 0;
        (!person && fits(at, end, never)).then_some((at, end))
    }

    /// Pushes the scores of what was found.
    pub(super) fn push_things(&mut self) {
        for thing in &self.things {
            let at = self.chains.partition_point(|c| c.first + c.len <= thing.first);
            let Some(chain) = self.chains.get_mut(at) else { continue };
            chain.pushed = true;
            let from = (chain.scores + thing.first - chain.first) as usize;
            push_name(&mut self.scores[from..from + (thing.end - thing.first) as usize], 4, PUSH);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(STORMS.is_sorted() && SHIPS.is_sorted());
    }
}
