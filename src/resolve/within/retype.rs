//! Mentions whose kind or place the article itself corrects.
//!
//! In: the mentions of one article, places already resolved. Out: the same with another kind or place where
//! the article's other mentions leave no doubt: [`agree`] before names are joined, the rest once they are.

use super::{Group, Joining, fold, index, looks_like_acronym, one_line};
use crate::extract::Layout;
use crate::extract::places::gazetteer;
use crate::records::{Article, Kind, Mention, PlaceId, Role, SegmentKind, Span};
use crate::resolve::{gender, known};
use rustc_hash::{FxHashMap, FxHashSet};

/// Corrects what needs no groups: acronyms of bodies, bodies that are people, countries taken for towns.
/// Gives the folded names of the mentions that were people's from the start.
pub(super) fn agree(article: &Article, layout: &Layout, mentions: &mut [Mention]) -> Vec<Option<String>> {
    let text = article.text.as_str();
    let mut countries: FxHashSet<PlaceId> = FxHashSet::default();
    let mut folded = vec![None; mentions.len()];
    let mut bodies = false;
    for (mention, folded) in mentions.iter_mut().zip(&mut folded) {
        let surface = mention.span.of(text);
        match mention.kind {
            Kind::Place if is_body(surface, text, layout, mention) => {
                mention.kind = Kind::Organisation;
                mention.place = None;
                mention.place_confidence = 0.0;
            }
            Kind::Place => {
                if let Some(place) = mention.place.filter(|&p| gazetteer().is_country(p)) {
                    countries.insert(place);
                }
            }
            Kind::Person => *folded = Some(fold(&one_line(surface), Kind::Person)),
            Kind::Organisation => bodies |= surface.contains([' ', '\n']),
        }
    }
    if countries.len() >= MANY_COUNTRIES {
        countries_not_towns(text, layout, mentions);
    }
    if bodies {
        // Folded single names of people, and the last words of full ones.
        let mut single: FxHashMap<&str, u32> = FxHashMap::default();
        let mut family: FxHashSet<&str> = FxHashSet::default();
        for name in folded.iter().flatten() {
            match name.rsplit_once(' ') {
                Some((_, last)) => _ = family.insert(last),
                None => *single.entry(name).or_default() += 1,
            }
        }
        single.retain(|name, n| *n > 1 && !family.contains(name));
        people_not_bodies(text, mentions, &single);
    }
    folded
}

/// An article that names this many countries means countries by their names.
// 5: of 3 to 8, the fewest that change nothing on the dev sets of local news.
const MANY_COUNTRIES: usize = 5;

/// "U.N.", typed as a place; "Union of Fell Farmers" and "Aldous Civic Forum (ACF)", which no gazetteer knows.
fn is_body(surface: &str, text: &str, layout: &Layout, mention: &Mention) -> bool {
    if mention.role != Role::Literal {
        return false;
    }
    if looks_like_acronym(surface) {
        return known::of_key(&known::body_key(surface)).is_some();
    }
    mention.place.is_none()
        && surface.contains(' ')
        && (is_union(surface)
            || bracketed_acronym(text, layout, mention.span).is_some_and(|a| {
                let folded = fold(&one_line(surface), Kind::Organisation);
                super::initials_of(&folded).contains(&fold(a, Kind::Organisation))
            }))
}

/// "Union of Fell Farmers": what it is comes before what it is of.
fn is_union(surface: &str) -> bool {
    let head = [" of ", " for "].iter().find_map(|of| surface.split_once(of)).map_or("", |(head, _)| head);
    let last = head.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    matches!(last.as_str(), "union" | "league" | "campaign" | "movement" | "alliance" | "federation" | "party")
}

/// "(PUK)" right after a span.
fn bracketed_acronym<'a>(text: &'a str, layout: &Layout, span: Span) -> Option<&'a str> {
    let at = layout.token_at(span.end);
    let [open, word, close] = layout.tokens.get(at..at + 3)? else { return None };
    (open.of(text) == "(" && close.of(text) == ")" && looks_like_acronym(word.of(text))).then(|| word.of(text))
}

/// "Cuba", a town in New York to the gazetteer's model, is the country in an article that names many countries,
/// unless the text says where the town lies.
fn countries_not_towns(text: &str, layout: &Layout, mentions: &mut [Mention]) {
    let mut of_name: FxHashMap<&str, Option<PlaceId>> = FxHashMap::default();
    for mention in mentions.iter().filter(|m| m.kind == Kind::Place && m.role == Role::Literal) {
        let Some(place) = mention.place else { continue };
        let surface = mention.span.of(text);
        if gazetteer().is_country(place) || gazetteer().is_division(place) {
            continue;
        }
        let country = of_name.entry(surface).or_insert_with(|| {
            let first = gazetteer().look_up(surface).and_then(|e| gazetteer().places_of(e).next());
            first.map(|c| c.place).filter(|&p| gazetteer().is_country(p))
        });
        if followed_by_place(text, layout, mention.span) {
            *country = None;
        }
    }
    for mention in mentions.iter_mut().filter(|m| m.kind == Kind::Place && m.role == Role::Literal) {
        if let Some(&Some(country)) = of_name.get(mention.span.of(text)) {
            mention.place = Some(country);
        }
    }
}

/// "Paris, Texas".
fn followed_by_place(text: &str, layout: &Layout, span: Span) -> bool {
    let after = layout.token_at(span.end);
    let token = |i: usize| layout.tokens.get(i);
    token(after).is_some_and(|t| t.of(text) == ",")
        && token(after + 1).is_some_and(|t| t.is_capitalised() && gazetteer().contains_name(t.of(text)))
}

/// "Alexander Lukashenko", typed as a body, where "Lukashenko" alone is a person again and again and nobody else
/// bears the name.
fn people_not_bodies(text: &str, mentions: &mut [Mention], single: &FxHashMap<&str, u32>) {
    for mention in mentions.iter_mut().filter(|m| m.kind == Kind::Organisation && m.role == Role::Literal) {
        let surface = mention.span.of(text);
        if surface.contains(['&', ',']) || !surface.contains([' ', '\n']) {
            continue;
        }
        let folded = fold(&one_line(surface), Kind::Person);
        let Some((given, last)) = folded.rsplit_once(' ') else { continue };
        let first = given.split(' ').next().unwrap_or_default();
        if single.contains_key(last)
            && (gender::is_given_name(first) || !(given.contains(' ') || gazetteer().contains_name(first)))
            && known::type_of_words(surface).is_none()
            && known::of_key(&known::body_key(surface)).is_none()
            && !surface.split_whitespace().any(|w| w.ends_with("'s") || w.ends_with("’s"))
        {
            mention.kind = Kind::Person;
        }
    }
}

impl Joining<'_> {
    /// A place that is none: the gazetteer does not know it, or nothing before it says a place, and the
    /// article has a body or a person of that name.
    pub(super) fn mistaken_places(&mut self, mentions: &mut [Mention]) {
        let mut by_name: FxHashMap<String, (Kind, u32)> = FxHashMap::default();
        for (i, group) in self.groups.iter().enumerate().filter(|(_, g)| !g.mentions.is_empty()) {
            self.names_to_find(group, index(i), &mut by_name);
        }
        if by_name.is_empty() {
            return;
        }
        let mut found: FxHashMap<String, Found> = FxHashMap::default();
        for (i, mention) in mentions.iter().enumerate() {
            if mention.kind != Kind::Place || mention.role != Role::Literal || self.local[i].is_some() {
                continue;
            }
            let folded = fold(&one_line(mention.span.of(self.text)), Kind::Person);
            if by_name.contains_key(&folded) {
                let entry = found.entry(folded).or_default();
                entry.mentions.push(i);
                entry.says_place += if mention.modifier.is_some() { 2 } else { self.says_place(mention) };
            }
        }
        let mut repaired: Vec<(usize, Kind, u32)> = Vec::new();
        let mut names: Vec<(&String, &Found)> = found.iter().collect();
        names.sort_unstable_by_key(|(name, _)| *name);
        for (name, of) in names {
            let (kind, group) = by_name[name];
            let known = of.mentions.iter().any(|&i| mentions[i].place.is_some());
            // A single name is a person's only where nothing says that it is a place.
            let is_full = self.groups.get(group as usize).is_some_and(|g| g.has_full_name(self));
            let is_sure = !known || (kind == Kind::Person && is_full);
            // One in four mentions as a place is written is a place: "flew to Jordan".
            let is_place = 2 * of.says_place >= of.mentions.len();
            if group != u32::MAX && !is_place && is_sure {
                repaired.extend(of.mentions.iter().map(|&i| (i, kind, group)));
            }
        }
        for (i, kind, group) in repaired {
            mentions[i].kind = kind;
            mentions[i].place = None;
            mentions[i].place_confidence = 0.0;
            self.put_mention(index(i), group as usize);
        }
    }

    /// The names under which places may turn out to be this group: None of them where two people share one.
    fn names_to_find(&self, group: &Group, at: u32, by_name: &mut FxHashMap<String, (Kind, u32)>) {
        let mut add = |name: &str, kind: Kind| {
            let entry = by_name.entry(name.to_owned()).or_insert((kind, at));
            if entry.0 == Kind::Person && entry.1 != at {
                entry.1 = u32::MAX;
            }
        };
        for &n in group.names.iter().take(4) {
            let words = self.names[n].words();
            match group.kind {
                Kind::Person if words.len() > 1 => {
                    add(super::family(&words), Kind::Person);
                    add(&self.names[n].folded, Kind::Person);
                }
                // "Lukashenko" again and again.
                Kind::Person if group.mentions.len() > 1 => add(&self.names[n].folded, Kind::Person),
                Kind::Organisation => add(&self.names[n].folded, Kind::Organisation),
                _ => {}
            }
        }
    }

    /// How much says that a mention is a place: 2 for "in Jordan", "Jordan, Montana", a dateline; 1 for what
    /// is said of people too ("from Jordan", "to Jordan").
    pub(super) fn says_place(&self, mention: &Mention) -> usize {
        let at = self.layout.token_at(mention.span.start);
        let before = at.checked_sub(1).and_then(|i| self.layout.tokens.get(i)).map_or("", |t| t.of(self.text));
        let is = |words: &[&str]| words.iter().any(|w| before.eq_ignore_ascii_case(w));
        let sure = is(&["in", "at", "near", "into", "across", "outside", "through", "around"])
            || followed_by_place(self.text, self.layout, mention.span)
            || mention.segment == SegmentKind::Dateline
            || self.starts_line_before_date(mention);
        if sure { 2 } else { usize::from(is(&["from", "to", "of", "leave", "left", ","])) }
    }

    /// "MOSCOW 1996-08-30" and the like: a line of its own with a number.
    fn starts_line_before_date(&self, mention: &Mention) -> bool {
        let at = self.layout.token_at(mention.span.start);
        let after = self.layout.token_at(mention.span.end);
        self.layout.tokens.get(at).is_some_and(|t| t.line_before())
            && self.layout.tokens.get(after).is_some_and(|t| t.is_number() || t.of(self.text) == "(")
    }

    /// "Singapore", typed as a body where no sport is reported, is the country.
    pub(super) fn countries_named_as_bodies(&mut self, mentions: &mut [Mention]) {
        for i in 0..self.groups.len() {
            let group = &self.groups[i];
            let [name] = group.names.as_slice() else { continue };
            if group.kind != Kind::Organisation || group.given.is_some() || group.acronym.is_some() {
                continue;
            }
            let name = self.names[*name].folded.as_str();
            let country = gazetteer().candidates(name).first().copied();
            let Some(country) = country.filter(|&p| gazetteer().is_country(p)) else { continue };
            if fold(gazetteer().place(country).name, Kind::Place) != name {
                continue;
            }
            for m in std::mem::take(&mut self.groups[i].mentions) {
                let mention = &mut mentions[m as usize];
                mention.kind = Kind::Place;
                mention.place = Some(country);
                mention.place_confidence = mention.confidence;
                self.local[m as usize] = None;
            }
        }
    }
}

/// Places that may be no places.
#[derive(Debug, Default)]
struct Found {
    mentions: Vec<usize>,
    /// Twice the number of mentions that say a place.
    says_place: usize,
}

impl Group {
    /// Whether it is named by more than one word.
    fn has_full_name(&self, joining: &Joining<'_>) -> bool {
        self.names.iter().any(|&n| joining.names[n].folded.contains(' '))
    }
}
