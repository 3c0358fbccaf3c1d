//! Names in the text.

use super::{SegmentKind, Span, closed_set};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What found something: a `name` in a rule table, or the tagger's own name.
pub type RuleName = Cow<'static, str>;

/// How names of rules are read back from a pack: there are few, so each is kept once and never freed.
pub(super) mod rule_name {
    use super::RuleName;
    use rustc_hash::FxHashSet;
    use serde::{Deserialize as _, Deserializer};
    use std::borrow::Cow;
    use std::cell::RefCell;

    /// Names kept by a thread at most: more than there are rules.
    const KEPT: usize = 4096;

    thread_local! {
        static KNOWN: RefCell<FxHashSet<&'static str>> = RefCell::default();
    }

    fn known(name: &str) -> RuleName {
        KNOWN.with_borrow_mut(|known| match known.get(name) {
            Some(kept) => Cow::Borrowed(*kept),
            None if known.len() >= KEPT => Cow::Owned(name.to_owned()),
            None => {
                let kept: &'static str = Box::leak(name.into());
                known.insert(kept);
                Cow::Borrowed(kept)
            }
        })
    }

    pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RuleName, D::Error> {
        Ok(known(<&str>::deserialize(deserializer)?))
    }

    pub fn read_maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RuleName>, D::Error> {
        Ok(<Option<&str>>::deserialize(deserializer)?.map(known))
    }
}

closed_set!(
    /// What a name names.
    Kind { Person = "person", Organisation = "organisation", Place = "place" }
);

closed_set!(
    /// How a name is used.
    Role {
        Literal = "literal",
        Metonymic = "metonymic",
        Demonym = "demonym",
        InName = "in_name",
        Title = "title",
    }
);

/// Row of the embedded gazetteer; stable for one gazetteer version only, never written to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlaceId(pub u32);

/// One stretch of text that names a person, organisation or place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Where it stands, without title or possessive.
    pub span: Span,
    /// What it names.
    pub kind: Kind,
    /// How it is used.
    pub role: Role,
    /// "north" in "north London".
    pub modifier: Option<Span>,
    /// "Dr", "Sir", "President": words before a person's name.
    pub title: Option<Span>,
    /// "Labour Party leader", "the home secretary": what the text says the person is.
    pub description: Option<Span>,
    /// Place of the gazetteer that it was resolved to (also the country of a demonym or metonym).
    pub place: Option<PlaceId>,
    /// Confidence of `place`, 0..1.
    pub place_confidence: f32,
    /// Index into [`Extracted::entities`](super::Extracted::entities); None where unresolved or ambiguous.
    pub local: Option<u32>,
    /// Index into [`Extracted::quotes`](super::Extracted::quotes) of the innermost quotation that holds it.
    pub quote: Option<u32>,
    /// Segment it stands in.
    pub segment: SegmentKind,
    /// Sentence it stands in.
    pub sentence: u32,
    /// Paragraph it stands in.
    pub paragraph: u32,
    /// 0..1, calibrated.
    pub confidence: f32,
    /// What found it.
    #[serde(deserialize_with = "rule_name::read")]
    pub rule: RuleName,
}

impl Mention {
    /// The mention that overlaps `span`, the one that ends last where several do; `mentions` in text order.
    #[must_use]
    pub fn overlapping(mentions: &[Self], span: Span) -> Option<usize> {
        let after = mentions.partition_point(|m| m.span.start < span.end);
        (after.saturating_sub(6)..after).rev().find(|&m| mentions[m].span.overlaps(span))
    }
}
