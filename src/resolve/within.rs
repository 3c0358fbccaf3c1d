//! The mentions of one article, joined: full and short names, titles, acronyms defined in the text.
//!
//! In: the mentions of one article, places already resolved. Out: [`LocalEntity`]s, and
//! [`Mention::local`] set. A short name that fits two people of the article stays None: unresolved
//! rather than wrong. Nothing is looked up outside the article except word lists and the gazetteer.

mod retype;
mod sport;

use super::compare::people::middle_names_fit;
use super::fold::{fold, one_line};
use super::words::{is_child, is_generic, is_legal_suffix, is_small, same_given_name};
use super::{gender, known};
use crate::extract::Layout;
use crate::extract::places::gazetteer;
use crate::records::{
    AliasKind, AliasSource, Article, Form, Gender, Kind, LocalEntity, Mention, OrgType, Role, SegmentKind, Span,
};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Groups mentions into entities and sets [`Mention::local`]; ambiguous mentions keep None.
#[must_use]
pub fn join(article: &Article, layout: &Layout, mentions: &mut [Mention]) -> Vec<LocalEntity> {
    let people = retype::agree(article, layout, mentions);
    let mut joining = Joining::new(article, layout, mentions, people);
    joining.people(mentions);
    joining.organisations(mentions);
    joining.clubs_named_otherwise(mentions);
    joining.teams(article, mentions);
    joining.countries_named_as_bodies(mentions);
    joining.mistaken_places(mentions);
    joining.places(mentions);
    joining.finish(mentions)
}

/// A name as it occurs in the article: all mentions of one kind that fold to the same words.
#[derive(Debug)]
struct Name {
    folded: String,
    mentions: Vec<u32>,
}

impl Name {
    fn words(&self) -> Vec<&str> {
        self.folded.split(' ').collect()
    }
}

/// A group in the making.
#[derive(Debug)]
struct Group {
    kind: Kind,
    /// Indices of names that are wholly its own, the fullest first.
    names: Vec<usize>,
    mentions: Vec<u32>,
    acronym: Option<String>,
    /// A name that the article need not write: "United States government", "Boston Red Sox".
    given: Option<Given>,
}

impl Group {
    const fn of(kind: Kind) -> Self {
        Self { kind, names: Vec::new(), mentions: Vec::new(), acronym: None, given: None }
    }
}

/// A name from a list.
#[derive(Debug, Clone)]
struct Given {
    name: String,
    country_code: Option<String>,
    org_type: Option<OrgType>,
    /// Whether its mentions stand for a country.
    is_government: bool,
}

struct Joining<'a> {
    text: &'a str,
    layout: &'a Layout,
    names: Vec<Name>,
    of_kind: [Vec<usize>; 3],
    groups: Vec<Group>,
    /// Group of a mention.
    local: Vec<Option<u32>>,
    /// Where each mention stands.
    spans: Vec<Span>,
    /// Whether each stands in a headline.
    headline: Vec<bool>,
    /// Names by kind and folded words.
    by_folded: FxHashMap<(Kind, String), usize>,
    /// Whether Brussels is the Union's, once that was asked.
    of_the_union: Option<bool>,
}

/// How many groups a name fits.
enum Fits {
    None,
    One(usize),
    Several,
}

impl Fits {
    fn and(self, group: usize) -> Self {
        match self {
            Self::None => Self::One(group),
            Self::One(_) | Self::Several => Self::Several,
        }
    }
}

impl<'a> Joining<'a> {
    /// `people`: folded names of mentions, where they are known.
    fn new(article: &'a Article, layout: &'a Layout, mentions: &[Mention], mut people: Vec<Option<String>>) -> Self {
        let text = article.text.as_str();
        let mut names: Vec<Name> = Vec::new();
        let mut of_kind: [Vec<usize>; 3] = Default::default();
        let mut seen: FxHashMap<(Kind, String), usize> = FxHashMap::default();
        for (i, mention) in mentions.iter().enumerate() {
            if mention.kind == Kind::Place || is_metonym(mention) {
                continue;
            }
            let folded = match mention.kind {
                Kind::Organisation => known::body_key(mention.span.of(text)),
                _ => people[i].take().unwrap_or_else(|| fold(&one_line(mention.span.of(text)), mention.kind)),
            };
            let at = *seen.entry((mention.kind, folded)).or_insert_with_key(|(kind, folded)| {
                names.push(Name { folded: folded.clone(), mentions: Vec::new() });
                of_kind[*kind as usize].push(names.len() - 1);
                names.len() - 1
            });
            names[at].mentions.push(index(i));
        }
        Self {
            text,
            layout,
            names,
            of_kind,
            groups: Vec::new(),
            local: vec![None; mentions.len()],
            spans: mentions.iter().map(|m| m.span).collect(),
            headline: mentions.iter().map(|m| m.segment == SegmentKind::Headline).collect(),
            by_folded: seen,
            of_the_union: None,
        }
    }

    fn new_group(&mut self, kind: Kind, name: usize) -> usize {
        self.groups.push(Group::of(kind));
        let group = self.groups.len() - 1;
        self.put(name, group);
        group
    }

    /// The group of a body that a list names, new or known.
    fn given_group(&mut self, given: Given, known: &mut FxHashMap<String, usize>) -> usize {
        *known.entry(given.name.clone()).or_insert_with(|| {
            self.groups.push(Group { given: Some(given), ..Group::of(Kind::Organisation) });
            self.groups.len() - 1
        })
    }

    fn put(&mut self, name: usize, group: usize) {
        self.groups[group].names.push(name);
        for i in 0..self.names[name].mentions.len() {
            let mention = self.names[name].mentions[i];
            self.put_mention(mention, group);
        }
    }

    fn put_mention(&mut self, mention: u32, group: usize) {
        self.groups[group].mentions.push(mention);
        self.local[mention as usize] = Some(index(group));
    }

    /// Names of one kind, the longest first, then in text order.
    fn longest_first(&self, kind: Kind) -> Vec<usize> {
        let mut names = self.of_kind[kind as usize].clone();
        names.sort_by_cached_key(|&n| (std::cmp::Reverse(self.names[n].folded.split(' ').count()), n));
        names
    }

    fn people(&mut self, mentions: &[Mention]) {
        let order = self.longest_first(Kind::Person);
        let mut by_family: Index = Index::default();
        let mut by_word: Index = Index::default();
        for &name in &order {
            let words = self.names[name].words();
            if words.len() < 2 {
                continue;
            }
            let mut fits = Fits::None;
            for &group in by_family.get(family(&words)) {
                let full = &self.names[self.groups[group].names[0]];
                let full = full.words();
                let is_elder = || {
                    is_generation(full[full.len() - 1])
                        && !is_generation(words[words.len() - 1])
                        && (self.came_first(name, group) || self.shares_sentence(name, group, mentions))
                };
                if is_shorter_full_name(&words, &full) && !is_elder() {
                    fits = fits.and(group);
                }
            }
            match fits {
                Fits::One(group) => self.put(name, group),
                Fits::None | Fits::Several => {
                    let group = self.new_group(Kind::Person, name);
                    let words = self.names[name].words();
                    by_family.add(family(&words), group);
                    for word in words {
                        by_word.add(word, group);
                        for part in word.split('-').filter(|p| p.len() < word.len()) {
                            by_word.add(part, group);
                        }
                    }
                }
            }
        }
        for &name in &order {
            if self.names[name].words().len() < 2 {
                self.short_person(name, &by_word, mentions);
            }
        }
    }

    /// A single name: whose family name is it, else whose given name, else whose at all.
    fn short_person(&mut self, name: usize, by_word: &Index, mentions: &[Mention]) {
        let word = self.names[name].folded.clone();
        let mut best = 0u8;
        let mut candidates: Vec<usize> = Vec::new();
        for &group in by_word.get(&word) {
            let strength = self.groups[group].names.iter().map(|&n| part_of(&word, &self.names[n].words())).max();
            let strength = strength.unwrap_or(0);
            if strength > best {
                best = strength;
                candidates.clear();
            }
            if strength == best && best > 0 {
                candidates.push(group);
            }
        }
        match candidates.as_slice() {
            [] => {
                self.new_group(Kind::Person, name);
            }
            [group] => self.put(name, *group),
            _ => {
                let genders: Vec<Option<Gender>> = candidates.iter().map(|&g| self.gender(g, mentions)).collect();
                let mut usual = None;
                for i in 0..self.names[name].mentions.len() {
                    let mention = self.names[name].mentions[i];
                    let of = &mentions[mention as usize];
                    let told = self.one_of(&candidates, &genders, of);
                    // A name that stood for one of them before the other came in goes on doing so.
                    if let Some(group) = told.or(usual) {
                        self.put_mention(mention, group);
                        if of.title.is_none() {
                            usual = usual.or(Some(group));
                        }
                    }
                }
            }
        }
    }

    /// Which of several people of one name a mention means: by its title, or because only one has
    /// been named so far.
    fn one_of(&self, groups: &[usize], genders: &[Option<Gender>], mention: &Mention) -> Option<usize> {
        let gender = mention.title.and_then(|t| gender::of_title(t.of(self.text)));
        let with = |fits: &dyn Fn(Option<Gender>) -> bool| -> Vec<usize> {
            groups.iter().zip(genders).filter(|(_, g)| fits(**g)).map(|(g, _)| *g).collect()
        };
        if gender.is_some()
            && let [one] = with(&|g| g == gender).as_slice()
        {
            return Some(*one);
        }
        let left = with(&|g| gender.is_none() || g.is_none() || g == gender);
        if let [one] = left.as_slice() {
            return Some(*one);
        }
        let named: Vec<usize> = left.iter().copied().filter(|&g| self.first_mention(g) < mention.span.start).collect();
        if let [one] = named.as_slice() {
            return Some(*one);
        }
        // Whoever is written out again and again is not meant by the family name alone.
        let written_out = |g: usize| -> usize {
            let full = self.groups[g].names.iter().filter(|&&n| self.names[n].folded.contains(' '));
            full.map(|&n| self.names[n].mentions.len()).sum()
        };
        let rarely: Vec<usize> = left.iter().copied().filter(|&g| written_out(g) < 2).collect();
        match rarely.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    fn first_mention(&self, group: usize) -> u32 {
        let name = &self.names[self.groups[group].names[0]];
        name.mentions.first().map_or(u32::MAX, |&m| self.spans[m as usize].start)
    }

    /// From titles first, then from the given name, then from the pronouns that follow.
    fn gender(&self, group: usize, mentions: &[Mention]) -> Option<Gender> {
        let this = &self.groups[group];
        let mut titles = this.mentions.iter().filter_map(|&m| mentions[m as usize].title);
        let by_title = titles.find_map(|t| gender::of_title(t.of(self.text)));
        let first_word = this.names.first().map(|&n| self.names[n].words()[0]);
        by_title
            .or_else(|| first_word.and_then(gender::of_given_name))
            .or_else(|| self.gender_of_pronouns(this, mentions))
    }

    /// "he" or "she" after a mention, before anybody else is named; all must agree.
    fn gender_of_pronouns(&self, group: &Group, mentions: &[Mention]) -> Option<Gender> {
        let mut votes = [0u32; 2];
        for &m in group.mentions.iter().take(8) {
            let next_person = mentions[m as usize + 1..].iter().find(|n| n.kind == Kind::Person);
            let end = next_person.map_or(u32::MAX, |n| n.span.start);
            let from = self.layout.token_at(self.spans[m as usize].end);
            let tokens = self.layout.tokens[from..].iter().take(40).take_while(|t| t.span.start < end);
            let pronoun = tokens.filter(|t| t.span.len() <= 4).find_map(|t| match t.of(self.text) {
                "he" | "He" | "his" | "His" | "him" => Some(0),
                "she" | "She" | "her" | "Her" | "hers" => Some(1),
                _ => None,
            });
            if let Some(i) = pronoun {
                votes[i] += 1;
            }
        }
        match votes {
            [he, 0] if he > 0 => Some(Gender::Male),
            [0, she] if she > 0 => Some(Gender::Female),
            _ => None,
        }
    }

    fn organisations(&mut self, mentions: &[Mention]) {
        let kind = Kind::Organisation;
        let mut acronyms = Vec::new();
        let mut index = Index::default();
        let first_group = self.groups.len();
        for name in self.longest_first(kind) {
            if self.is_acronym(name) {
                acronyms.push(name);
                continue;
            }
            let group = self.longer_body(name, &index);
            if let Some(group) = group {
                self.put(name, group);
                continue;
            }
            let group = self.new_group(kind, name);
            let folded = self.names[name].folded.as_str();
            index.add(folded.split(' ').next().unwrap_or_default(), group);
            index.add(folded.rsplit(' ').next().unwrap_or_default(), group);
        }
        let mut defined = Index::default();
        let mut initials = Index::default();
        for group in first_group..self.groups.len() {
            if let Some(acronym) = self.defined_acronym(group) {
                defined.add(&fold(&acronym, kind), group);
                self.groups[group].acronym = Some(acronym);
            }
            for n in self.groups[group].names.clone() {
                for letters in initials_of(&self.names[n].folded) {
                    initials.add(&letters, group);
                }
            }
        }
        for name in acronyms {
            let word = self.names[name].folded.clone();
            match (defined.get(&word), initials.get(&word)) {
                ([group], _) | ([], [group]) => self.put(name, *group),
                _ => match self.longer_body(name, &index) {
                    Some(group) => self.put(name, group),
                    None => {
                        self.new_group(kind, name);
                    }
                },
            }
        }
        self.known_bodies(first_group);
        self.clubs(first_group);
        let mut governments = self.given_names();
        for (i, mention) in mentions.iter().enumerate() {
            if is_metonym(mention) {
                self.government(self::index(i), mention, &mut governments);
            }
        }
    }

    /// Bodies of the list are shown under their name there.
    fn known_bodies(&mut self, first_group: usize) {
        for group in &mut self.groups[first_group..] {
            let known = group.names.first().and_then(|&n| known::of_key(&self.names[n].folded));
            group.given = known.map(|k| Given {
                name: k.name.to_owned(),
                country_code: k.country_code.map(str::to_owned),
                org_type: k.org_type,
                is_government: false,
            });
        }
    }

    /// Whether who speaks as Brussels is the Union.
    fn is_of_the_union(&mut self) -> bool {
        let text = self.text;
        *self.of_the_union.get_or_insert_with(|| {
            !text.contains("Belgi") || [" EU", "European Union", "European Commission"].iter().any(|w| text.contains(w))
        })
    }

    /// "Washington said": the government of the country that the mention was resolved to.
    fn government(&mut self, mention: u32, of: &Mention, known: &mut FxHashMap<String, usize>) {
        let Some(place) = of.place else { return };
        // "Brussels warned": the union that sits there, unless the story is about Belgium.
        if of.span.of(self.text) == "Brussels"
            && self.is_of_the_union()
            && let Some(union) = known::of_key("european union")
        {
            let given = Given {
                name: union.name.to_owned(),
                country_code: union.country_code.map(str::to_owned),
                org_type: union.org_type,
                is_government: false,
            };
            let group = self.given_group(given, known);
            self.put_mention(mention, group);
            return;
        }
        let place = gazetteer().place(place);
        let Some(country) = place.country_code else { return };
        let country_name = if place.feature == "country" { place.name } else { "" };
        let name = if country_name.is_empty() {
            country_name_of(country).unwrap_or_else(|| country.to_owned())
        } else {
            country_name.to_owned()
        };
        let name = format!("{name} government");
        let given = Given {
            name,
            country_code: Some(country.to_owned()),
            org_type: Some(OrgType::Government),
            is_government: true,
        };
        let group = self.given_group(given, known);
        self.put_mention(mention, group);
    }

    /// Written in capitals only, as one word of two to six letters, wherever the article names it;
    /// in a headline that shouts, capitals say nothing.
    fn is_acronym(&self, name: usize) -> bool {
        let mut any = false;
        for &m in &self.names[name].mentions {
            if !looks_like_acronym(self.spans[m as usize].of(self.text)) {
                return false;
            }
            any |= !self.shouts(m);
        }
        any || self.names[name].folded.len() <= 3
    }

    /// Whether the sentence of a mention has capitals only.
    fn shouts(&self, mention: u32) -> bool {
        let sentence = self.layout.sentence_at(self.spans[mention as usize].start);
        let Some(sentence) = self.layout.sentences.get(sentence as usize) else { return false };
        let words = self.layout.tokens_of(sentence).iter().filter(|t| t.is_word());
        let (mut upper, mut lower) = (0, 0);
        for word in words.take(40) {
            if word.has_lower() { lower += 1 } else { upper += 1 }
        }
        upper >= 3 && lower == 0
    }

    /// The one group whose name this is the beginning or end of ("Brightwell", "White Sox").
    fn longer_body(&self, name: usize, index: &Index) -> Option<usize> {
        let words = self.names[name].words();
        // The United Nations is no part of its Security Council.
        if known::of_key(&self.names[name].folded).is_some() {
            return None;
        }
        let mut found = None;
        for &group in index.get(words[0]).iter().chain(index.get(words[words.len() - 1])) {
            if Some(group) == found {
                continue;
            }
            let longer = self.groups[group].names.iter().take(4);
            let is_part = |&n: &usize| {
                let long = self.names[n].words();
                let is_own = || words.len() > 1 && is_generic(words[words.len() - 1]) || self.came_first(name, group);
                is_part_of_body(&words, &long) && !(names_a_child(&words, &long) && is_own())
            };
            if longer.into_iter().any(is_part) {
                if found.is_some() {
                    return None;
                }
                found = Some(group);
            }
        }
        found
    }

    /// Whether running text names this before the group: then it is no short form of it.
    fn came_first(&self, name: usize, group: usize) -> bool {
        let first = |mentions: &[u32]| {
            let told = mentions.iter().filter(|&&m| !self.headline[m as usize]);
            told.map(|&m| self.spans[m as usize].start).min().unwrap_or(u32::MAX)
        };
        first(&self.names[name].mentions) < first(&self.groups[group].mentions)
    }

    /// Whether one sentence names both: "Donald Vane Jr, son of Donald Vane".
    fn shares_sentence(&self, name: usize, group: usize, mentions: &[Mention]) -> bool {
        let sentence = |m: &u32| mentions[*m as usize].sentence;
        // Mentions of one name stand in text order.
        let of_name = &self.names[name].mentions;
        self.groups[group].mentions.iter().any(|m| of_name.binary_search_by_key(&sentence(m), sentence).is_ok())
    }

    /// "(SUTR)" right after a mention of the group.
    fn defined_acronym(&self, group: usize) -> Option<String> {
        self.groups[group].mentions.iter().find_map(|&m| {
            let span = self.spans[m as usize];
            let at = self.layout.token_at(span.end);
            let [open, word, close] = self.layout.tokens.get(at..at + 3)? else { return None };
            let (open, acronym, close) = (open.of(self.text), word.of(self.text), close.of(self.text));
            let is_one = open == "(" && close == ")" && word.has_upper() && (2..=10).contains(&acronym.len());
            // "Party of Democratic Action (SDA)": letters of another language, when it is used again.
            let is_used = || looks_like_acronym(acronym) && acronym.len() > 2 && self.occurs_again(acronym, word.span);
            let is_one = is_one && (abbreviates(acronym, span.of(self.text)) || is_used());
            is_one.then(|| acronym.trim_end_matches('.').to_owned())
        })
    }

    /// Whether an organisation of this name is mentioned elsewhere in the article.
    fn occurs_again(&self, acronym: &str, here: Span) -> bool {
        let key = (Kind::Organisation, fold(acronym, Kind::Organisation));
        let name = self.by_folded.get(&key);
        name.is_some_and(|&n| self.names[n].mentions.iter().any(|&m| self.spans[m as usize] != here))
    }

    fn places(&mut self, mentions: &[Mention]) {
        let mut seen: FxHashMap<Result<u32, String>, usize> = FxHashMap::default();
        for (i, mention) in mentions.iter().enumerate() {
            if mention.kind != Kind::Place || self.local[i].is_some() {
                continue;
            }
            let key = match mention.place {
                Some(place) => Ok(place.0),
                None => Err(fold(&one_line(mention.span.of(self.text)), Kind::Place)),
            };
            let group = *seen.entry(key).or_insert_with(|| {
                self.groups.push(Group::of(Kind::Place));
                self.groups.len() - 1
            });
            self.put_mention(index(i), group);
        }
    }

    /// Groups in the order of their first mention, as records.
    fn finish(self, mentions: &mut [Mention]) -> Vec<LocalEntity> {
        let mut order: Vec<usize> = (0..self.groups.len()).filter(|&g| !self.groups[g].mentions.is_empty()).collect();
        order.sort_by_key(|&g| self.groups[g].mentions.iter().min().copied());
        let mut place_in_order = vec![0u32; self.groups.len()];
        for (new, &old) in order.iter().enumerate() {
            place_in_order[old] = index(new);
        }
        for (mention, local) in mentions.iter_mut().zip(&self.local) {
            mention.local = local.map(|g| place_in_order[g as usize]);
        }
        order.iter().map(|&g| self.entity(g, mentions)).collect()
    }

    fn entity(&self, group: usize, mentions: &[Mention]) -> LocalEntity {
        let this = &self.groups[group];
        let first = &mentions[this.mentions[0] as usize];
        let mut forms: Vec<Form> = Vec::new();
        for &m in &this.mentions {
            let text = one_line(self.spans[m as usize].of(self.text));
            match forms.iter_mut().find(|f| f.text == text) {
                Some(form) => form.n_mentions += 1,
                None => forms.push(Form {
                    kind: self.form_kind(this, m, &text, mentions),
                    text: text.into_owned(),
                    source: AliasSource::Mention,
                    n_mentions: 1,
                }),
            }
        }
        if let Some(acronym) = &this.acronym {
            match forms.iter_mut().find(|f| f.text == *acronym) {
                Some(form) => (form.kind, form.source) = (AliasKind::Acronym, AliasSource::InText),
                None => forms.push(Form {
                    text: acronym.clone(),
                    kind: AliasKind::Acronym,
                    source: AliasSource::InText,
                    n_mentions: 0,
                }),
            }
        }
        forms.sort_by_key(|f| {
            let is_name = f.kind == AliasKind::Name;
            // Capitals only are a headline's; they come after the same words in mixed case.
            let shouts = !f.text.chars().any(char::is_lowercase);
            (!is_name, std::cmp::Reverse(f.text.split(' ').count()), shouts, std::cmp::Reverse(f.n_mentions))
        });
        let mut titles: Vec<String> = Vec::new();
        let mut descriptions: Vec<String> = Vec::new();
        for &m in &this.mentions {
            let mention = &mentions[m as usize];
            for (span, list) in [(mention.title, &mut titles), (mention.description, &mut descriptions)] {
                if let Some(span) = span {
                    let text = one_line(span.of(self.text));
                    if list.len() < 16 && !list.iter().any(|known| *known == text) {
                        list.push(text.into_owned());
                    }
                }
            }
        }
        let is_government = this.given.as_ref().is_some_and(|g| g.is_government);
        let place = if this.kind == Kind::Place || is_government { first.place } else { None };
        let (name, country_code) = match &this.given {
            Some(given) => (given.name.clone(), given.country_code.clone()),
            None => (
                forms.first().map(|f| f.text.clone()).unwrap_or_default(),
                place.and_then(|p| gazetteer().country_code(p).map(str::to_owned)),
            ),
        };
        let mut org_type = None;
        if let Some(given) = &this.given {
            let own = known::body_key(&given.name);
            for form in &mut forms {
                if form.kind == AliasKind::Name && known::body_words_of(&form.text) != own {
                    form.kind = if looks_like_acronym(&form.text) { AliasKind::Acronym } else { AliasKind::Variant };
                }
            }
            match forms.iter().position(|f| f.text == given.name) {
                Some(i) => forms[..=i].rotate_right(1),
                None => forms.insert(
                    0,
                    Form {
                        text: given.name.clone(),
                        kind: AliasKind::Name,
                        source: AliasSource::Gazetteer,
                        n_mentions: 0,
                    },
                ),
            }
            org_type = given.org_type;
        }
        if this.kind == Kind::Organisation && org_type.is_none() {
            org_type = forms.iter().find_map(|f| known::type_of_words(&f.text));
        }
        LocalEntity {
            kind: this.kind,
            gender: if this.kind == Kind::Person { self.gender(group, mentions) } else { None },
            age: if this.kind == Kind::Person { self.age(this) } else { None },
            org_type,
            country_code,
            place,
            n_mentions: index(this.mentions.len()),
            n_quotes: 0,
            name,
            forms,
            titles,
            descriptions,
        }
    }

    /// What a form is to its group: as full as the fullest, a part of it, or an acronym.
    fn form_kind(&self, group: &Group, mention: u32, text: &str, mentions: &[Mention]) -> AliasKind {
        match mentions[mention as usize].kind {
            Kind::Organisation if looks_like_acronym(text) && group.names.len() > 1 => AliasKind::Acronym,
            Kind::Place => AliasKind::Name,
            kind => {
                let words = |text: &str| match kind {
                    Kind::Organisation => known::body_key(text).split(' ').count(),
                    _ => fold(text, kind).split(' ').count(),
                };
                let full = group.names.first().map_or(0, |&n| self.names[n].words().len());
                if words(text) >= full { AliasKind::Name } else { AliasKind::Partial }
            }
        }
    }

    /// Whether the sentence of a mention has a word for children.
    fn speaks_of_children(&self, mention: u32) -> bool {
        let sentence = self.layout.sentence_at(self.spans[mention as usize].start);
        let Some(sentence) = self.layout.sentences.get(sentence as usize) else { return false };
        let words = self.layout.tokens_of(sentence).iter().take(200).map(|t| t.of(self.text));
        words.into_iter().any(|w| CHILD_WORDS.iter().any(|c| w.eq_ignore_ascii_case(c)))
    }

    /// "O'Dowd, 9," or "(9)" or "aged 9" right after a mention.
    fn age(&self, group: &Group) -> Option<u16> {
        group.mentions.iter().find_map(|&m| {
            let mut at = self.layout.token_at(self.spans[m as usize].end);
            let word = |at: usize| self.layout.tokens.get(at).map_or("", |t| t.of(self.text));
            let open = word(at);
            if !matches!(open, "," | "(" | "aged") {
                return None;
            }
            at += 1;
            if word(at) == "aged" || (open == "(" && word(at) == "age") {
                at += 1;
            }
            let age: u16 = word(at).parse().ok().filter(|a| (1..=115).contains(a))?;
            let close = word(at + 1);
            // "Mehrtens (2)" is what he scored; a child's age in brackets has a child's words near it.
            let scored = open == "(" && age < 18 && !self.speaks_of_children(m);
            let ends = matches!((open, close), ("(", ")") | (",", "," | ".") | ("aged", _));
            (ends && !scored).then_some(age)
        })
    }
}

/// Words beside a child's name.
const CHILD_WORDS: [&str; 20] = [
    "pupil",
    "pupils",
    "boy",
    "boys",
    "girl",
    "girls",
    "child",
    "children",
    "schoolboy",
    "schoolgirl",
    "son",
    "daughter",
    "toddler",
    "baby",
    "teenager",
    "brother",
    "sister",
    "school",
    "siblings",
    "youngster",
];

/// A body named by its country's capital.
fn is_metonym(mention: &Mention) -> bool {
    mention.kind == Kind::Organisation && mention.role == Role::Metonymic && mention.place.is_some()
}

fn country_name_of(code: &str) -> Option<String> {
    let gazetteer = gazetteer();
    let place = gazetteer.candidates(code).into_iter().map(|p| gazetteer.place(p));
    place.filter(|p| p.feature == "country" && p.country_code == Some(code)).map(|p| p.name.to_owned()).next()
}

/// Folded words of a body's name without "the" and legal forms: "brightwell foods".
pub(super) fn body_words(mut folded: String) -> String {
    if folded.starts_with("the ") {
        folded.drain(..4);
    }
    let mut end = folded.len();
    while let Some((rest, last)) = folded[..end].rsplit_once(' ') {
        if !is_legal_suffix(last) {
            break;
        }
        end = rest.len();
    }
    while folded[..end].ends_with(" and") {
        end -= 4;
    }
    if end > 0 {
        folded.truncate(end);
    }
    folded
}

/// Whether `short` is a way to write `full` with fewer words or initials, both with a family name:
/// "D. Gough" or "Lawrence Lindsey" for "Darren Gough", "Lawrence B. Lindsey"; "Suu Kyi".
fn is_shorter_full_name(short: &[&str], full: &[&str]) -> bool {
    let (Some((family, given)), Some((full_family, full_given))) = (short.split_last(), full.split_last()) else {
        return false;
    };
    if family != full_family {
        // "George Bush" for "George Bush Jr", when only one of them is named.
        return is_generation(full_family)
            && !is_generation(family)
            && full_given.last() == Some(family)
            && is_shorter_full_name(short, full_given);
    }
    // "Suu Kyi", "Van Moer": the end of the longer name; "FOOTBALL-ANN LAMB": of a headline's.
    let after_hyphen = |full: &str, short: &str| full.rsplit_once('-').is_some_and(|(_, last)| last == short);
    if full.ends_with(short)
        || (full.len() == short.len() && full[1..] == short[1..] && after_hyphen(full[0], short[0]))
    {
        return true;
    }
    let (Some(first), Some(full_first)) = (given.first(), full_given.first()) else { return false };
    let first_fits = same_given_name(first, full_first)
        || (first.len() == 1 && full_first.starts_with(first))
        || (full_first.len() == 1 && first.starts_with(full_first));
    first_fits && middle_names_fit(&given[1..], &full_given[1..])
}

/// 3: family name, 2: given name, 1: another word of the name, 0: none.
fn part_of(word: &str, full: &[&str]) -> u8 {
    let full = match full {
        [rest @ .., suffix] if is_generation(suffix) => rest,
        _ => full,
    };
    match full.iter().rposition(|w| *w == word) {
        _ if full.len() < 2 => 0,
        Some(i) if i + 1 == full.len() => 3,
        Some(0) => 2,
        Some(_) => 1,
        None if full.iter().any(|w| w.split('-').any(|part| part == word)) => 1,
        None => 0,
    }
}

/// Whether a body's name is the beginning or end of a longer one and names it by itself.
fn is_part_of_body(short: &[&str], full: &[&str]) -> bool {
    if short.len() >= full.len() || short.iter().all(|w| is_generic(w) || is_small(w)) {
        return short == full;
    }
    // "Brightwell" for "Brightwell Foods", but not "Friends" for "Friends of the Earth".
    let beginning = full.starts_with(short) && !is_small(full[short.len()]);
    // "White Sox" for "Chicago White Sox"; one word alone is too little: "Star" is not "Red Star".
    beginning
        || (full.ends_with(short)
            && (short.len() > 1 || short[0].len() > 3)
            && !is_small(full[full.len() - short.len() - 1]))
}

/// "Oxford University Press" beside "Oxford University": a body of a body has a name that begins with its parent's.
fn names_a_child(short: &[&str], long: &[&str]) -> bool {
    long.starts_with(short) && long[short.len()..].iter().any(|w| is_child(w))
}

/// One word in capitals, two to six letters: "SUTR", "U.N.".
pub(super) fn looks_like_acronym(text: &str) -> bool {
    let letters: Cow<'_, str> = if text.contains('.') { text.replace('.', "").into() } else { text.into() };
    (2..=6).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase() || b == b'&')
}

/// The first letters of a folded name, with and without those of small words.
fn initials_of(folded: &str) -> Vec<String> {
    let letters = |all: bool| -> String {
        folded.split([' ', '-']).filter(|w| all || !is_small(w)).filter_map(|w| w.chars().next()).collect()
    };
    let (all, some) = (letters(true), letters(false));
    let mut out = Vec::new();
    if some.chars().count() > 1 {
        if all != some {
            out.push(all);
        }
        out.push(some);
    }
    out
}

/// Whether a word in brackets can stand for the name before it: its letters occur in the name in
/// order, the first one first ("MCB", "Isis", "Mend").
fn abbreviates(acronym: &str, name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let mut wanted = acronym.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let (Some(first), Some(first_wanted)) = (letters.next(), wanted.next()) else { return false };
    let name_words = name.split_whitespace().filter(|w| w.starts_with(char::is_alphabetic)).count();
    let upper = acronym.chars().filter(|c| c.is_uppercase()).count();
    name_words > 1
        && upper > 0
        && (first == first_wanted || name.to_lowercase().split_whitespace().any(|w| w.starts_with(first_wanted)))
        && wanted.all(|w| letters.any(|l| l == w))
}

/// Groups by a word of their names; no list grows beyond what one look-up may cost.
#[derive(Debug, Default)]
struct Index(FxHashMap<String, Vec<usize>>);

impl Index {
    fn add(&mut self, word: &str, group: usize) {
        let groups = match self.0.get_mut(word) {
            Some(known) => known,
            None => self.0.entry(word.to_owned()).or_default(),
        };
        if groups.len() < 32 && groups.last() != Some(&group) {
            groups.push(group);
        }
    }

    fn get(&self, word: &str) -> &[usize] {
        self.0.get(word).map_or(&[], Vec::as_slice)
    }
}

/// The family name among a full name's words.
fn family<'a>(words: &[&'a str]) -> &'a str {
    match words {
        [.., last, suffix] if is_generation(suffix) => last,
        [.., last] => last,
        [] => "",
    }
}

/// "Jr", "III".
pub(super) fn is_generation(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "ii" | "iii" | "iv")
}

#[expect(clippy::cast_possible_truncation, reason = "an article has far fewer than 2^32 mentions")]
const fn index(n: usize) -> u32 {
    n as u32
}

#[cfg(test)]
mod tests {
    use crate::resolve::marked::{extracted, groups};
    use proptest::prelude::*;

    #[test]
    fn every_row_of_the_corpus_joins_its_names() {
        let corpus = crate::corpus::rows("resolve/en/corpus.tsv", include_str!("en/corpus.tsv"));
        let misses: Vec<String> = corpus
            .filter_map(|row| {
                let got = groups(&extracted("a", None, row.cells[1]));
                (got != row.cells[0])
                    .then(|| format!("{}: {}\n want {}\n  got {got}", row.at, row.cells[1], row.cells[0]))
            })
            .collect();
        assert!(misses.is_empty(), "{} rows miss\n{}", misses.len(), misses.join("\n"));
    }

    #[test]
    fn genders_come_from_titles_names_and_pronouns() {
        let article = extracted(
            "a",
            None,
            "{p Mrs|Tully} spoke to {p Mohammed Kozbar}. {p Xanra Pim} said she knew. {p Zed Aldous} ran.",
        );
        let genders: Vec<Option<&str>> = article.entities.iter().map(|e| e.gender.map(super::Gender::as_str)).collect();
        assert_eq!(genders, [Some("female"), Some("male"), Some("female"), None]);
    }

    #[test]
    fn ages_are_read_where_news_puts_them() {
        let ages =
            |text: &str| -> Vec<Option<u16>> { extracted("a", None, text).entities.iter().map(|e| e.age).collect() };
        let text = "{p Ada Moss}, 9, met {p Lee Orr} (41) and {p Ian Poe}, 2 of 3 sons.";
        assert_eq!(ages(text), [Some(9), Some(41), None]);
        assert_eq!(
            ages("The boy {p Ada Moss} (9) sang. Tries: {p Lee Orr} (2), {p Ian Poe} (13)."),
            [Some(9), None, None]
        );
    }

    #[test]
    fn ten_thousand_names_in_one_article_take_no_quadratic_time() {
        let many: String =
            (0..20_000).map(|i| format!("{{p Ann{} Smith}} and {{o Bank{i} Group}} met. ", i % 9_999)).collect();
        let start = std::time::Instant::now();
        let article = extracted("a", None, &many);
        assert!(article.entities.len() > 20_000);
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn every_mention_is_counted_in_its_entity(names in proptest::collection::vec("[A-C][a-b]{0,2}( [A-C][a-b]{0,2}){0,2}", 0..12)) {
            let text: String = names.iter().enumerate().map(|(i, n)| format!("{{{} {n}}} met. ", ["p", "o", "l"][i % 3])).collect();
            let article = extracted("a", None, &text);
            let mut counts = vec![0u32; article.entities.len()];
            for m in &article.mentions {
                if let Some(local) = m.local {
                    counts[local as usize] += 1;
                }
            }
            for (entity, n) in article.entities.iter().zip(counts) {
                prop_assert_eq!(entity.n_mentions, n);
                prop_assert!(n > 0 && !entity.name.is_empty());
                prop_assert_eq!(entity.forms.iter().map(|f| f.n_mentions).sum::<u32>(), n);
            }
        }
    }
}
