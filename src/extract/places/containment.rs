//! What the text itself says about where a place lies: "Paris, Texas", "Georgia's Fulton County",
//! "the northern Iraqi city of Mosul".
//!
//! In: the tokens around a mention. Out: the [`Entry`] of the wider place, and where its words stand.

use super::candidates::{is_so_written, is_undotted};
use super::{Classes, Entry, Gazetteer};
use crate::extract::Layout;
use crate::records::Span;

/// A wider place that the text puts a mention in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Within {
    /// The wider place's name.
    pub entry: Entry,
    /// Where it stands.
    pub span: Span,
    /// How sure the wording is: 1 "Paris, Texas", less for "in".
    pub strength: f32,
    /// Whether it can mean nothing else: "Paris, Texas,".
    pub sure: bool,
}

/// What the words around say a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Level {
    /// Nothing.
    #[default]
    Any,
    /// "Jordan Elementary School", "the Dublin City Council": a town or county.
    Town,
    /// "New York Gov.", "the Washington Legislature": a country or first-level division.
    State,
}

/// What kind of place the words around `span` speak of.
pub(super) fn level(text: &str, layout: &Layout, span: Span) -> Level {
    let next = layout.token_at(span.end);
    let word = |i: usize| layout.tokens.get(i).map_or("", |t| t.of(text));
    let after = word(next);
    let town = match after {
        "City" | "city" => {
            matches!(word(next + 1), "Council" | "council" | "Hall" | "hall" | "Manager" | "manager" | "Schools")
        }
        "High" | "high" | "Elementary" | "elementary" | "Middle" | "middle" | "Junior" | "junior" => {
            matches!(word(next + 1), "School" | "school" | "schools" | "Schools" | "High" | "students" | "and")
        }
        "Police" | "Fire" => word(next + 1) == "Department",
        "Township" | "Borough" | "Mayor" | "mayor" | "resident" | "residents" | "native" | "suburb" | "Village" => true,
        _ => false,
    };
    if town {
        return Level::Town;
    }
    if matches!(
        after,
        "Gov."
            | "Governor"
            | "governor"
            | "Attorney"
            | "attorney"
            | "Legislature"
            | "legislature"
            | "Legislative"
            | "lawmakers"
            | "Assembly"
            | "Senate"
            | "Supreme"
            | "Department"
            | "border"
            | "State"
            | "state"
            | "Secretary"
            | "voters"
    ) || (after == "Gov" && word(next + 1) == ".")
    {
        return Level::State;
    }
    let first = layout.token_at(span.start);
    let before = |n: usize| first.checked_sub(n).map_or("", |i| word(i));
    // "upstate New York", "eastern Washington": not the cities.
    if matches!(before(1), "upstate" | "western" | "eastern" | "northern" | "southern")
        && matches!(span.of(text), "New York" | "Washington")
    {
        return Level::State;
    }
    if before(1) == "of" {
        match before(2) {
            "City" | "city" | "town" | "Town" | "Village" | "village" | "Township" | "suburb" | "Mayor" | "mayor" => {
                return Level::Town;
            }
            "state" | "State" | "governor" | "Governor" | "Commonwealth" => return Level::State,
            _ => {}
        }
    }
    Level::Any
}

const WIDE: Classes = Classes(Classes::COUNTRY.0 | Classes::ADMIN1.0 | Classes::ABBREVIATION.0);
const MAYBE_WIDE: Classes = Classes(WIDE.0 | Classes::OTHER.0 | Classes::LARGE_CITY.0);

/// Words that name a kind of place, before "of": "the Texas town of".
const KINDS: &[&str] = &[
    "area",
    "borough",
    "capital",
    "cities",
    "city",
    "community",
    "county",
    "district",
    "enclave",
    "hamlet",
    "island",
    "neighborhood",
    "neighbourhood",
    "outskirts",
    "peninsula",
    "port",
    "province",
    "region",
    "republic",
    "resort",
    "state",
    "stronghold",
    "suburb",
    "suburbs",
    "territory",
    "town",
    "towns",
    "township",
    "village",
    "villages",
];

/// Every wider place that the words around `span` give, the surest first; at most three.
pub(super) fn around(gazetteer: &Gazetteer, text: &str, layout: &Layout, span: Span) -> [Option<Within>; 3] {
    let mut found = [None; 3];
    let mut n = 0;
    let mut add = |within: Option<Within>| {
        if let Some(within) = within
            && n < 3
        {
            found[n] = Some(within);
            n += 1;
        }
    };
    let tokens = &layout.tokens;
    let next = layout.token_at(span.end);
    let first = layout.token_at(span.start);
    let word = |i: usize| tokens.get(i).map_or("", |t| t.of(text));
    let name_at = |i: usize, which: Classes| name_at(gazetteer, text, layout, i, which);

    // "Paris, Texas" and "Paris, Lamar County, Texas"; "Springfield (Ill.)"; "Jackson Miss."
    let mut at = next;
    if word(at) == "," || word(at) == "(" {
        let wide = if word(at) == "(" { WIDE } else { MAYBE_WIDE };
        // "Boston, New York and Chicago" names three cities.
        let listed = |n: usize, entry: Entry| {
            entry.classes.any(Classes::LARGE_CITY) && matches!(word(at + 1 + n), "and" | "or" | "&")
        };
        if let Some((n, entry, span)) = name_at(at + 1, wide).filter(|&(n, entry, _)| !listed(n, entry)) {
            let sure = if entry.classes.any(WIDE) { 1.0 } else { 0.6 };
            // "Boston, New York and" is a list; "Paris, Texas," is none.
            let closed = matches!(
                word(at + 1 + n),
                "," | "." | ")" | ";" | "--" | "—" | "–" | "(" | "who" | "was" | "on" | "to"
            );
            let wide_only = Classes(Classes::CITY.0 | Classes::LARGE_CITY.0 | Classes::OTHER.0);
            let certain = (entry.classes.any(Classes::ABBREVIATION) && span.of(text).contains('.'))
                || (entry.classes.any(WIDE) && !entry.classes.any(wide_only) && closed);
            add(Some(Within { entry, span, strength: sure, sure: certain }));
            at += 1 + n;
            if word(at) == ","
                && let Some((_, entry, span)) = name_at(at + 1, WIDE)
                && !(entry.classes.any(Classes::COUNTRY) && sure >= 1.0)
            {
                add(Some(Within { entry, span, strength: 0.8, sure: false }));
            }
        } else if matches!(word(at + 1), "in" | "near" | "outside") && word(at) == "," {
            add(in_name(&name_at, &word, at + 2, 0.8));
        }
    } else if let Some((_, entry, span)) =
        name_at(next, Classes::ABBREVIATION).filter(|(_, _, s)| s.of(text).contains('.'))
    {
        add(Some(Within { entry, span, strength: 1.0, sure: true }));
    } else if word(next) == "in" {
        add(in_name(&name_at, &word, next + 1, 0.7));
    } else if word(next) == "of" || (KINDS.binary_search(&word(next)).is_ok() && matches!(word(next + 1), "of" | "in"))
    {
        let from = if word(next) == "of" { next + 1 } else { next + 2 };
        add(in_name(&name_at, &word, from, 0.6));
    }

    // "Georgia's Fulton County", "Iraq's northern city of Mosul", "the Texas town of West".
    let mut before = first;
    while before > 0 && first - before < 7 {
        let w = word(before - 1);
        if w == "'s" || w == "’s" {
            add(name_before(gazetteer, text, layout, before - 1, MAYBE_WIDE, 0.8));
            break;
        }
        let is_kind = KINDS.binary_search(&w).is_ok();
        if w == "of" || is_kind || (first - before > 0 && is_filler(w)) {
            before -= 1;
            continue;
        }
        if first - before >= 2 || (first - before >= 1 && is_kind_word(word(before))) {
            add(name_before(gazetteer, text, layout, before, Classes(WIDE.0 | Classes::DEMONYM.0), 0.8));
        }
        break;
    }
    found
}

/// "in Texas", "in northern Iraq", "in the southern state of Georgia".
fn in_name<'a>(
    name_at: &impl Fn(usize, Classes) -> Option<(usize, Entry, Span)>,
    word: &impl Fn(usize) -> &'a str,
    from: usize,
    strength: f32,
) -> Option<Within> {
    for at in from..from + 6 {
        if let Some((_, entry, span)) = name_at(at, MAYBE_WIDE) {
            let wide = if entry.classes.any(WIDE) { 1.0 } else { 0.6 };
            return Some(Within { entry, span, strength: strength * wide, sure: false });
        }
        let w = word(at);
        if !(matches!(w, "the" | "of") || is_filler(w) || KINDS.binary_search(&w).is_ok()) {
            return None;
        }
    }
    None
}

/// Adjectives that stand between a name and its kind.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "northern"
            | "southern"
            | "eastern"
            | "western"
            | "north"
            | "south"
            | "east"
            | "west"
            | "central"
            | "northeastern"
            | "northwestern"
            | "southeastern"
            | "southwestern"
            | "north-eastern"
            | "north-western"
            | "south-eastern"
            | "south-western"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "coastal"
            | "small"
            | "port"
            | "border"
            | "capital"
            | "tiny"
            | "second"
            | "largest"
            | "industrial"
            | "mountain"
            | "restive"
            | "remote"
            | "rural"
            | "besieged"
            | "rebel-held"
            | "nearby"
            | "upstate"
            | "mainly"
            | "historic"
            | "ancient"
    )
}

fn is_kind_word(word: &str) -> bool {
    KINDS.binary_search(&word).is_ok()
}

/// The longest name of these classes that begins at a token: its length, entry and span.
fn name_at(
    gazetteer: &Gazetteer,
    text: &str,
    layout: &Layout,
    at: usize,
    which: Classes,
) -> Option<(usize, Entry, Span)> {
    let token = layout.tokens.get(at)?;
    if !token.is_capitalised() {
        return None;
    }
    let (n, entry) = gazetteer.longest(text, &layout.tokens, at)?;
    let mut span = Span { start: token.span.start, end: layout.tokens[at + n - 1].span.end };
    if n == 1 && entry.classes.any(which) && is_undotted(text, span) {
        return Some((n, entry, span));
    }
    // "Ill." and "Ind." are two tokens each: the tokeniser cannot tell them from ends of sentences.
    if entry.classes.any(Classes::ABBREVIATION) && text.as_bytes().get(span.end as usize) == Some(&b'.') {
        span.end += 1;
    }
    (entry.classes.any(which) && is_so_written(span.of(text), entry)).then_some((n, entry, span))
}

/// The longest name of these classes that ends before token `end`.
fn name_before(
    gazetteer: &Gazetteer,
    text: &str,
    layout: &Layout,
    end: usize,
    which: Classes,
    strength: f32,
) -> Option<Within> {
    for length in (1..=3usize.min(end)).rev() {
        if let Some((n, entry, span)) = name_at(gazetteer, text, layout, end - length, which)
            && n == length
        {
            return Some(Within { entry, span, strength, sure: false });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::places::gazetteer;

    #[test]
    fn kinds_are_sorted() {
        assert!(KINDS.is_sorted());
    }

    #[test]
    fn the_text_says_where_a_place_lies() {
        for (text, name, want) in [
            ("Crews in Paris, Texas, called.", "Paris", "Texas"),
            ("Springfield, Ill., voted.", "Springfield", "Ill."),
            ("A man from Terre Haute, Ind. was held", "Terre Haute", "Ind."),
            ("She moved to Athens, Ga. in May.", "Athens", "Ga."),
            ("in Georgia’s Fulton County on Monday", "Fulton County", "Georgia"),
            ("the northern Iraqi city of Mosul fell", "Mosul", "Iraqi"),
            ("the Texas town of West burnt", "West", "Texas"),
            ("Birmingham in northern Alabama was hit", "Birmingham", "Alabama"),
            ("a clinic in Lancaster (Pa.) closed", "Lancaster", "Pa."),
            ("Iraq’s second largest city of Basra", "Basra", "Iraq"),
            ("They met in London, and France agreed", "London", ""),
            ("He left Paris in a hurry", "Paris", ""),
        ] {
            let article = crate::normalise::plain(text);
            let layout = Layout::of(&article);
            let start = text.find(name).unwrap();
            let got = around(gazetteer(), text, &layout, Span::new(start, start + name.len()));
            assert_eq!(got[0].map_or("", |w| w.span.of(text)), want, "{text}: {got:?}");
        }
    }
}
