//! Which place of the gazetteer a name means.
//!
//! In: an article and its mentions. Out: `place` and `place_confidence` of those that name a
//! place, an adjective of one, or stand for its government. Finding the names is the business of
//! [`names`](super::names).
//!
//! | file | knows |
//! |---|---|
//! | [`gazetteer`] | which places there are, by name |
//! | `candidates.rs` | which of them the words of a mention may mean |
//! | `bounds.rs` | in which box of latitudes and longitudes a country lies |
//! | `containment.rs` | what the words around say: "Paris, Texas" |
//! | `hints.rs` | what else says where an article is set |
//! | `arithmetic.rs` | exponentials that are the same on every machine |
//! | `nearness.rs` | how near the possible places of several names lie |
//! | `disambiguate.rs`, `weights.rs` | which one fits the article best |
//! | `world/` | the data, and `build.py` that packs it |

mod arithmetic;
mod bounds;
mod candidates;
mod containment;
mod disambiguate;
pub mod gazetteer;
mod hints;
#[cfg(test)]
mod measure;
mod nearness;
#[cfg(test)]
mod tests;
mod weights;

use super::Layout;
use crate::records::{Article, Kind, Mention, Role, SegmentKind};
pub use bounds::is_in_country;
use containment::Level;
use disambiguate::{Reading, Use};
pub use gazetteer::{ATTRIBUTION, Candidate, Classes, Entry, Gazetteer, NameKind, Place, gazetteer};
use weights::{WEIGHTS, Weights};

/// Mentions and names on either side that are looked at: keeps long articles linear.
const WINDOW: usize = 12;

/// Sets `place` and `place_confidence` of every mention of kind place (and of metonyms and
/// demonyms, to their country), jointly for the article. Unknown places keep None.
pub fn resolve(article: &Article, layout: &Layout, mentions: &mut [Mention]) {
    resolve_with(article, layout, mentions, &WEIGHTS);
}

fn resolve_with(article: &Article, layout: &Layout, mentions: &mut [Mention], weights: &Weights) {
    let gazetteer = gazetteer();
    let text = article.text.as_str();
    let mut uses = Vec::with_capacity(mentions.len());
    let mut mention_of_use = Vec::with_capacity(mentions.len());
    for (i, mention) in mentions.iter_mut().enumerate() {
        if !(mention.kind == Kind::Place || matches!(mention.role, Role::Metonymic | Role::Demonym)) {
            continue;
        }
        if mention.kind == Kind::Place {
            mention.span.start += candidates::party(text, mention.span);
        }
        let whole = mention.span;
        let mut called_after_people = false;
        let mut entry = candidates::entry(gazetteer, text, layout, whole);
        if entry.is_none()
            && mention.kind == Kind::Place
            && let Some(known) = candidates::called_after(gazetteer, text, layout, whole)
        {
            // What the map can show of "Walker County Fairgrounds" is Walker County; the name stays whole.
            let names = Classes(!Classes::DEMONYM.0 & 0x7F);
            called_after_people = !known.classes.any(names);
            entry = Some(known);
        }
        let Some(entry) = entry else { continue };
        let mut within = containment::around(gazetteer, text, layout, whole);
        // "Canadian" is of Canada, unless the text says "Canadian, Texas".
        let names = Classes(Classes::COUNTRY.0 | Classes::ADMIN1.0 | Classes::LARGE_CITY.0);
        let adjective = entry.classes.any(Classes::DEMONYM)
            && (mention.role == Role::Demonym
                || called_after_people
                || (!entry.classes.any(names) && within[0].is_none()));
        let reading = match within[0] {
            _ if adjective => Reading::Adjective,
            Some(within)
                if entry.classes.any(Classes::DEMONYM)
                    && entry.classes.any(Classes(!Classes::DEMONYM.0 & 0x7F))
                    && within.strength >= 1.0 =>
            {
                Reading::Noun
            }
            _ => Reading::Name,
        };
        if adjective {
            within = [None; 3];
        }
        let level = containment::level(text, layout, mention.span);
        uses.push(Use {
            entry,
            reading,
            level,
            within,
            // "TBILISI, April 17 – Georgia's parliament": the dateline speaks with the sentence behind it.
            sentence: mention.sentence + u32::from(mention.segment == SegmentKind::Dateline),
            parent: [None; 3],
            is_parent: false,
        });
        mention_of_use.push(i);
    }
    // Which mention a wider place is.
    for at in 0..uses.len() {
        let mut u = uses[at];
        for (within, parent) in u.within.iter().zip(&mut u.parent) {
            let Some(within) = within else { continue };
            let near = at.saturating_sub(4)..(at + 5).min(uses.len());
            *parent = near
                .filter(|&o| o != at && mentions[mention_of_use[o]].span.overlaps(within.span))
                .map(|o| u32::try_from(o).unwrap_or(u32::MAX))
                .next();
        }
        for parent in u.parent.iter().flatten() {
            uses[*parent as usize].is_parent = true;
        }
        u.is_parent = uses[at].is_parent;
        uses[at] = u;
    }
    for silent in hints::names(gazetteer, article, layout, mentions) {
        let sentence = silent.span.map_or(u32::MAX, |s| layout.sentence_at(s.start));
        uses.push(Use {
            entry: silent.entry,
            reading: Reading::Name,
            level: Level::Any,
            within: [None; 3],
            sentence,
            parent: [None; 3],
            is_parent: false,
        });
    }
    let hints = hints::addresses(gazetteer, article, layout);
    let picked = disambiguate::pick(gazetteer, &uses, &hints, weights);
    for (&i, picked) in mention_of_use.iter().zip(picked) {
        if let Some((place, confidence)) = picked {
            // "Washington said": the government of its country.
            let stands_for = mentions[i].kind == Kind::Organisation && mentions[i].role == Role::Metonymic;
            // Of the towns called so the largest is the seat of government, whichever town the story is about.
            let seat = || {
                let named = gazetteer.candidates(mentions[i].span.of(text)).into_iter();
                named.max_by_key(|&p| (gazetteer.weight(p), std::cmp::Reverse(p))).unwrap_or(place)
            };
            mentions[i].place = Some(if stands_for {
                let seat = seat();
                gazetteer.country_of(seat).unwrap_or(seat)
            } else {
                place
            });
            mentions[i].place_confidence = confidence;
        }
    }
}
