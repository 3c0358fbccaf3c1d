//! Countries that stand for their national teams: "England beat Poland 2-0".
//!
//! In: an article's text and a mention of a country in it. Out: the name of its team, only where the
//! headline or first lines name a sport that countries play, and where the words around the mention do not
//! say that the country itself is meant ("in England", "(England)"). Data: `en/sport.tsv`.

use crate::extract::Layout;
use crate::extract::places::{Place, gazetteer};
use crate::records::{Article, Kind, Mention, Role, SegmentKind};
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

struct Sports {
    words: AhoCorasick,
    sport_of_word: Vec<usize>,
    team: Vec<&'static str>,
}

static SPORTS: LazyLock<Option<Sports>> = LazyLock::new(|| {
    let (mut words, mut sport_of_word, mut team) = (Vec::new(), Vec::new(), Vec::new());
    for (list, name) in super::words::rows(include_str!("en/sport.tsv")).filter_map(|r| r.split_once('\t')) {
        for word in list.split('|') {
            words.push(word);
            sport_of_word.push(team.len());
        }
        team.push(name);
    }
    let builder =
        AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(words);
    builder.ok().map(|words| Sports { words, sport_of_word, team })
});

/// Bytes at the beginning of an article that say what it is about: a headline and a dateline.
const OPENING: usize = 240;

/// What the national teams of this article's sport are called; None for articles about anything else.
#[must_use]
pub fn sport(article: &Article) -> Option<&'static str> {
    let sports = SPORTS.as_ref()?;
    let text = article.text.as_str();
    let end = (0..=OPENING.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let opening = &text[..end];
    let title = article.title.as_deref().unwrap_or_default();
    let found = [title, opening].into_iter().flat_map(|part| {
        let bytes = part.as_bytes();
        let whole = move |b: Option<&u8>| !b.is_some_and(u8::is_ascii_alphanumeric);
        sports.words.find_iter(part).filter_map(move |hit| {
            let before = hit.start().checked_sub(1).and_then(|i| bytes.get(i));
            (whole(before) && whole(bytes.get(hit.end()))).then(|| sports.sport_of_word[hit.pattern().as_usize()])
        })
    });
    found.min().map(|sport| sports.team[sport])
}

/// The team that a mention stands for, with its country's code.
#[must_use]
pub fn team(text: &str, layout: &Layout, mention: &Mention, sport: &str) -> Option<(String, Option<String>)> {
    if mention.kind == Kind::Person
        || (mention.kind == Kind::Organisation && mention.role != Role::Literal)
        || !matches!(mention.role, Role::Literal | Role::Metonymic)
        || mention.modifier.is_some()
        || matches!(
            mention.segment,
            SegmentKind::Dateline | SegmentKind::Byline | SegmentKind::Credit | SegmentKind::Boilerplate
        )
    {
        return None;
    }
    // "England" tagged as a body is its team all the more.
    let by_name = || gazetteer().candidates(mention.span.of(text)).first().copied();
    let place = gazetteer().place(mention.place.or_else(by_name)?);
    if !plays(&place) {
        return None;
    }
    let at = layout.token_at(mention.span.start);
    let word = |i: Option<usize>| i.and_then(|i| layout.tokens.get(i)).map_or("", |t| t.of(text));
    let mut before = word(at.checked_sub(1));
    if before.eq_ignore_ascii_case("the") {
        before = word(at.checked_sub(2));
    }
    let after = word(Some(layout.token_at(mention.span.end)));
    let means_country = [
        "in",
        "from",
        "near",
        "across",
        "throughout",
        "outside",
        "around",
        "into",
        "of",
        "(",
        "around",
        "at",
        "visiting",
        "through",
    ]
    .iter()
    .any(|w| before.eq_ignore_ascii_case(w));
    if means_country || after == ")" {
        return None;
    }
    // "Bogota, Colombia": after a town.
    if before == "," && after != "," && !layout.tokens.get(at).is_some_and(|t| t.line_before()) {
        let town = at.checked_sub(2).and_then(|i| layout.tokens.get(i));
        if town.is_some_and(|t| t.is_capitalised() && gazetteer().contains_name(t.of(text)))
            && !is_list(layout, text, at)
        {
            return None;
        }
    }
    Some((format!("{} {sport}", place.name), place.country_code.map(str::to_owned)))
}

/// "Belgium, Turkey and Wales": a list of countries, not a town with its country.
fn is_list(layout: &Layout, text: &str, at: usize) -> bool {
    let town = at.checked_sub(2).and_then(|i| layout.tokens.get(i)).map_or("", |t| t.of(text));
    gazetteer().candidates(town).first().is_some_and(|&p| plays(&gazetteer().place(p)))
}

/// Countries, and the parts of the United Kingdom, which have their own teams.
fn plays(place: &Place<'_>) -> bool {
    place.feature == "country"
        || (place.country_code == Some("GB")
            && matches!(place.name, "England" | "Scotland" | "Wales" | "Northern Ireland"))
        || place.name == "West Indies"
}
