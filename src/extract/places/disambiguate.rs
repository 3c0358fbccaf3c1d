//! Which of its places a name means, weighed jointly for one article.
//!
//! In: the places each mention may mean, and what the text says about where they lie. Out: one
//! place and a confidence a mention. A name has one sense in an article unless the text says
//! otherwise right there ("Georgia's parliament in Tbilisi", "Georgia voters in Fulton County").
//!
//! A candidate's score is the sum of: how prominent the place is; what the words around put it
//! in; countries and divisions that the article names; how many other names lie in the same
//! country and division, and how near. Names are picked in turn until nothing changes, at most
//! [`ROUNDS`] times; every plausible place of a name counts for the others, by how plausible it is.

use super::arithmetic::{cosine, exp, log1p};
use super::containment::{Level, Within};
use super::nearness::{Nearness, kilometres};
use super::weights::Weights;
use super::{Candidate, Entry, Gazetteer, NameKind, WINDOW};
use crate::records::PlaceId;
use std::cell::{Cell, RefCell};
use std::ops::Range;

const ROUNDS: usize = 2;
/// Two million people, as the gazetteer weighs them.
const FAMOUS: u8 = 209;
/// Places of one name that are weighed; they come most important first.
const MOST: usize = 32;
/// One place that a name may mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    pub place: PlaceId,
    pub country: u8,
    pub division: u16,
    pub feature: u8,
    pub latitude: f32,
    pub longitude: f32,
    /// Known under another name.
    alternate: bool,
    /// Cosine of the latitude.
    pub shrink: f32,
    /// Next wider place.
    pub parent: Option<PlaceId>,
    prior: f32,
    /// With the other names.
    score: f32,
    /// The most that the words around any of its mentions say for it.
    said: f32,
    /// Both.
    total: f32,
}

/// One name of the article.
#[derive(Debug, Clone)]
struct Name {
    choices: Range<usize>,
    /// Mentions that bear it.
    mentions: f32,
    /// Index into all choices.
    pick: usize,
    demonym: bool,
    /// A name of several countries or first-level divisions: Georgia, Congo, Punjab.
    two_levels: bool,
}

/// Whether a word that is also an adjective is read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reading {
    /// "Canadian" is of Canada, not the town in Texas.
    Adjective,
    /// Only a name: the text says where it lies.
    Noun,
    /// A name, or either.
    Name,
}

/// A mention, as far as this file needs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use {
    /// What its words may mean.
    pub entry: Entry,
    /// Which of the places count.
    pub reading: Reading,
    /// What kind of place the words around speak of.
    pub level: Level,
    /// Where the words around put it.
    pub within: [Option<Within>; 3],
    /// Uses that these words put inside this one.
    pub sentence: u32,
    /// The use that `within[i]` is, if it is a mention itself.
    pub parent: [Option<u32>; 3],
    /// Whether it is the parent of another.
    pub is_parent: bool,
}

/// What the article speaks of, as sums over its names.
#[derive(Debug)]
struct Tally {
    /// By country: names that may lie there, each by how plausible that is.
    country: Vec<f32>,
    /// By first-level division.
    division: Vec<f32>,
    /// Names of the country or division itself.
    named_country: Vec<f32>,
    named_division: Vec<f32>,
    /// Divisions that were counted, to be cleared; some more than once.
    counted: Vec<u16>,
}

thread_local! {
    /// The tally of the article before, cleared: most articles count few of the divisions of the world.
    static TALLY: Cell<Option<Tally>> = const { Cell::new(None) };
    /// The shares of its names, cleared.
    static SHARES: Cell<Vec<Share>> = const { Cell::new(Vec::new()) };
}

/// Names met before and the places they may mean, read from all over the gazetteer.
#[derive(Debug, Default)]
struct Kept {
    /// What the choices were weighed with.
    weights: Option<Weights>,
    /// By name; their choices are indices into `choices`.
    names: rustc_hash::FxHashMap<(Entry, Reading), Name>,
    choices: Vec<Choice>,
}

/// Shares kept by one thread.
const MOST_SHARES: usize = 256;

/// Choices kept by one thread, about.
const MOST_KEPT: usize = 1 << 14;

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

impl Kept {
    /// A name with its choices behind those that are there.
    fn name(&mut self, gazetteer: &Gazetteer, u: &Use, choices: &mut Vec<Choice>, w: &Weights) -> Name {
        let known = self.names.entry((u.entry, u.reading));
        let kept = known.or_insert_with(|| name(gazetteer, u, &mut self.choices, w));
        let start = choices.len();
        choices.extend_from_slice(&self.choices[kept.choices.clone()]);
        Name { choices: start..choices.len(), pick: start, ..*kept }
    }
}

/// What one name adds to the tally.
#[derive(Debug, Default)]
struct Share {
    country: Vec<(u8, f32)>,
    division: Vec<(u16, f32)>,
    named_country: Vec<(u8, f32)>,
    named_division: Vec<(u16, f32)>,
}

impl Share {
    fn clear(&mut self) {
        self.country.clear();
        self.division.clear();
        self.named_country.clear();
        self.named_division.clear();
    }
}

/// Further evidence: a country or division that the article names outside its mentions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hint {
    pub place: PlaceId,
    pub weight: f32,
}

/// Picks a place for every use; None where its words are no place's name.
pub(super) fn pick(gazetteer: &Gazetteer, uses: &[Use], hints: &[Hint], w: &Weights) -> Vec<Option<(PlaceId, f32)>> {
    let mut choices = Vec::new();
    let mut names: Vec<Name> = Vec::new();
    let mut name_of_use = Vec::with_capacity(uses.len());
    let mut known: rustc_hash::FxHashMap<(Entry, Reading), usize> = rustc_hash::FxHashMap::default();
    KEPT.with_borrow_mut(|kept| {
        if kept.weights.as_ref() != Some(w) || kept.choices.len() > MOST_KEPT {
            *kept = Kept { weights: Some(*w), ..Kept::default() };
        }
        for u in uses {
            let at = *known.entry((u.entry, u.reading)).or_insert_with(|| {
                names.push(kept.name(gazetteer, u, &mut choices, w));
                names.len() - 1
            });
            names[at].mentions += 1.0;
            name_of_use.push(at);
        }
    });
    let mut name_of_choice = Vec::with_capacity(choices.len());
    for (name, n) in names.iter().zip(0u32..) {
        name_of_choice.resize(name.choices.end, n);
    }
    let mut shares = SHARES.take();
    shares.resize_with(shares.len().max(names.len()), Share::default);
    let nearness = Nearness::find(&choices, &name_of_choice, w.near_km);
    let mut article = Article {
        gazetteer,
        uses,
        names,
        choices,
        name_of_use,
        nearness,
        w,
        tally: Tally::new(gazetteer),
        shares,
        strangers: vec![false; uses.len()],
    };
    // What the text says of any mention of a name counts for all of them.
    for i in 0..uses.len() {
        if uses[i].level == Level::Any && uses[i].within[0].is_none() {
            continue;
        }
        for c in article.names[article.name_of_use[i]].choices.clone() {
            article.choices[c].said = article.choices[c].said.max(article.said(i, c));
        }
    }
    article.find_strangers();
    for hint in hints {
        article.count_hint(Hint { weight: hint.weight * w.hints, ..*hint });
    }
    // First by themselves, then with each other.
    for n in 0..article.names.len() {
        article.weigh(n, false);
        article.share(n);
    }
    for _ in 0..ROUNDS {
        let mut changed = false;
        for n in 0..article.names.len() {
            if article.names[n].choices.len() < 2 {
                continue;
            }
            let before = article.names[n].pick;
            article.take_back(n);
            article.weigh(n, true);
            article.share(n);
            changed |= article.names[n].pick != before;
        }
        if !changed {
            break;
        }
    }
    let picked = (0..uses.len()).map(|i| article.of_use(i)).collect();
    article.tally.clear();
    article.shares.truncate(MOST_SHARES);
    article.shares.iter_mut().for_each(Share::clear);
    SHARES.set(article.shares);
    picked
}

fn name(gazetteer: &Gazetteer, u: &Use, choices: &mut Vec<Choice>, w: &Weights) -> Name {
    let start = choices.len();
    let wanted = |c: &Candidate| match u.reading {
        Reading::Adjective => c.kind == NameKind::Demonym,
        Reading::Noun => c.kind != NameKind::Demonym,
        Reading::Name => true,
    };
    for candidate in gazetteer.places_of(u.entry).filter(wanted).take(MOST) {
        choices.push(choice(gazetteer, candidate, w));
    }
    let held = &mut choices[start..];
    // A division named after its chief town is rarely meant: "São Paulo", "Kyiv".
    for i in 0..held.len() {
        if held[i].feature == 1 && held[..].iter().any(|c| c.feature == 3 && c.division == held[i].division) {
            let as_own = |c: &Choice| c.prior - if c.alternate { w.alternate } else { 0.0 };
            let town = held.iter().filter(|c| c.feature == 3 && c.division == held[i].division).map(as_own);
            let most = town.fold(f32::MIN, f32::max);
            if most + 4.0 * w.people > held[i].prior - w.admin1 {
                held[i].prior = held[i].prior.min(most - 1.0);
            }
        }
    }
    let two_levels = held.iter().take(3).filter(|c| c.feature < 2).count() > 1;
    Name {
        choices: start..choices.len(),
        mentions: 0.0,
        pick: start,
        demonym: u.reading == Reading::Adjective,
        two_levels,
    }
}

fn choice(gazetteer: &Gazetteer, candidate: Candidate, w: &Weights) -> Choice {
    let place = candidate.place;
    let feature = gazetteer.feature(place);
    let kind = match feature {
        0 => w.country,
        1 => w.admin1,
        2 => w.admin2,
        3 if gazetteer.weight(place) >= FAMOUS => w.fame,
        3 => 0.0,
        4 => w.district,
        _ => w.other,
    };
    let alternate = if candidate.kind == NameKind::Alternate { w.alternate } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "five digits are enough")]
    let (latitude, longitude) = (gazetteer.latitude(place) as f32, gazetteer.longitude(place) as f32);
    // Nothing in the article can speak for what lies in no country; its name is rarely a town's.
    let across = if gazetteer.country(place) == 0 { w.across } else { 0.0 };
    let prior = across + w.people * f32::from(gazetteer.weight(place)) / 10.0 + kind + alternate;
    Choice {
        place,
        country: gazetteer.country(place),
        division: gazetteer.division_no(place),
        feature,
        latitude,
        longitude,
        alternate: candidate.kind == NameKind::Alternate,
        shrink: cosine(latitude),
        parent: gazetteer.parent(place),
        prior,
        score: prior,
        said: 0.0,
        total: prior,
    }
}

fn raise<T: PartialEq>(list: &mut Vec<(T, f32)>, key: T, value: f32) {
    match list.iter_mut().find(|(k, _)| *k == key) {
        Some((_, v)) => *v = v.max(value),
        None => list.push((key, value)),
    }
}

impl Tally {
    fn add(&mut self, share: &Share, sign: f32) {
        for &(k, v) in &share.country {
            self.country[k as usize] += sign * v;
        }
        for &(k, v) in &share.division {
            self.division[k as usize] += sign * v;
            self.counted.push(k);
        }
        for &(k, v) in &share.named_country {
            self.named_country[k as usize] += sign * v;
        }
        for &(k, v) in &share.named_division {
            self.named_division[k as usize] += sign * v;
            self.counted.push(k);
        }
    }

    /// Keeps it for the next article.
    fn clear(mut self) {
        for k in self.counted.drain(..) {
            self.division[k as usize] = 0.0;
            self.named_division[k as usize] = 0.0;
        }
        self.country.fill(0.0);
        self.named_country.fill(0.0);
        TALLY.set(Some(self));
    }

    fn new(gazetteer: &Gazetteer) -> Self {
        if let Some(cleared) = TALLY.take() {
            return cleared;
        }
        Self {
            counted: Vec::new(),
            country: vec![0.0; 256],
            division: vec![0.0; gazetteer.n_divisions()],
            named_country: vec![0.0; 256],
            named_division: vec![0.0; gazetteer.n_divisions()],
        }
    }
}

struct Article<'a> {
    gazetteer: &'a Gazetteer,
    uses: &'a [Use],
    names: Vec<Name>,
    choices: Vec<Choice>,
    name_of_use: Vec<usize>,
    nearness: Nearness,
    w: &'a Weights,
    tally: Tally,
    shares: Vec<Share>,
    /// Uses that are none of their name's places.
    strangers: Vec<bool>,
}

impl Article<'_> {
    fn count_hint(&mut self, hint: Hint) {
        let (country, division) = (self.gazetteer.country(hint.place), self.gazetteer.division_no(hint.place));
        match self.gazetteer.feature(hint.place) {
            0 => self.tally.named_country[country as usize] += hint.weight,
            1 => {
                self.tally.counted.push(division);
                self.tally.named_division[division as usize] += hint.weight;
                self.tally.country[country as usize] += hint.weight;
            }
            _ => {
                self.tally.counted.push(division);
                self.tally.division[division as usize] += hint.weight;
                self.tally.country[country as usize] += hint.weight;
            }
        }
    }

    /// Finds the uses that the text puts where no place of their name lies: "Holliday, Mo." is no Holliday in Texas.
    /// Where it puts none of the others right, the name is nobody's.
    fn find_strangers(&mut self) {
        let mut at_home = vec![false; self.names.len()];
        for i in 0..self.uses.len() {
            let Some(within) = self.uses[i].within[0] else { continue };
            let n = self.name_of_use[i];
            let choices = &self.choices[self.names[n].choices.clone()];
            let inside = |c: &Choice| {
                self.gazetteer.places_of(within.entry).any(|wide| self.lies_in(c, wide.place) || c.place == wide.place)
            };
            // A cut list may lack it; countries and states are often listed one after another.
            if choices.iter().any(inside) {
                at_home[n] = true;
            } else if within.sure && choices.len() < MOST && choices.iter().all(|c| matches!(c.feature, 2..=4)) {
                self.strangers[i] = true;
            }
        }
        for i in 0..self.uses.len() {
            let n = self.name_of_use[i];
            if self.strangers[i] && !at_home[n] {
                self.names[n].choices.end = self.names[n].choices.start;
            }
        }
    }

    /// Adds what a name says about the others: each division and country in which it has a
    /// plausible place, by how plausible that is next to its best.
    fn share(&mut self, n: usize) {
        let name = &self.names[n];
        if name.choices.is_empty() {
            return;
        }
        let mut share = std::mem::take(&mut self.shares[n]);
        let much = (1.0 + 0.5 * log1p(name.mentions - 1.0)).min(2.5) * if name.demonym { 0.6 } else { 1.0 };
        let best = self.choices[name.pick].total;
        let full = log1p(exp(self.w.open));
        for choice in &self.choices[name.choices.clone()] {
            let below = best - choice.total;
            if below > self.w.open + 4.0 || choice.country == 0 {
                continue;
            }
            let plausible = much * log1p(exp(self.w.open - below)) / full;
            raise(&mut share.country, choice.country, plausible);
            match choice.feature {
                0 => raise(&mut share.named_country, choice.country, plausible),
                1 => raise(&mut share.named_division, choice.division, plausible),
                _ => raise(&mut share.division, choice.division, plausible),
            }
        }
        self.tally.add(&share, 1.0);
        self.shares[n] = share;
    }

    fn take_back(&mut self, n: usize) {
        let share = &mut self.shares[n];
        self.tally.add(share, -1.0);
        share.clear();
    }

    /// Scores every choice of a name and picks the best.
    fn weigh(&mut self, n: usize, with_others: bool) {
        let range = self.names[n].choices.clone();
        if range.is_empty() {
            return;
        }
        let mut best = (range.start, f32::MIN);
        for c in range.clone() {
            let choice = self.choices[c];
            let mut score = choice.prior;
            if choice.country != 0 && with_others {
                let named = self.w.named_country * log1p(self.tally.named_country[choice.country as usize]);
                let same = self.w.same_country * log1p(self.tally.country[choice.country as usize]);
                score += (named + same).min(self.w.most_country);
                if choice.feature > 0 {
                    score += self.w.named_division * log1p(self.tally.named_division[choice.division as usize]);
                    score += self.w.same_division * log1p(self.tally.division[choice.division as usize]);
                }
            }
            if with_others && choice.feature > 1 {
                score += self.w.near * self.near(c);
            }
            self.choices[c].score = score;
            self.choices[c].total = score + choice.said;
            if score + choice.said > best.1 {
                best = (c, score + choice.said);
            }
        }
        self.names[n].pick = best.0;
    }

    /// How near the other names' places are, from 0: of each name the closest plausible one.
    fn near(&self, c: usize) -> f32 {
        let (mut sum, mut most, mut name) = (0.0f32, 0.0f32, u32::MAX);
        for close in self.nearness.of(c) {
            if close.name != name {
                sum += most;
                (most, name) = (0.0, close.name);
            }
            if close.much > most {
                let below =
                    self.choices[self.names[name as usize].pick].total - self.choices[close.choice as usize].total;
                if below == 0.0 {
                    // The pick itself, as most are: the factor is 1.
                    most = close.much;
                } else if below < 6.0 {
                    most = most.max(close.much * exp(-below * self.w.near_open));
                }
            }
        }
        log1p(sum + most)
    }

    /// What the words around one use say for a choice.
    fn said(&self, use_no: usize, c: usize) -> f32 {
        let u = &self.uses[use_no];
        let choice = &self.choices[c];
        let mut best = 0.0f32;
        for within in u.within.iter().flatten() {
            for (rank, wide) in self.gazetteer.places_of(within.entry).take(MOST).enumerate() {
                if self.lies_in(choice, wide.place) {
                    let rare = if rank == 0 { 1.0 } else { 0.8 };
                    best = best.max(within.strength * rare * self.w.within);
                    break;
                }
            }
        }
        match u.level {
            Level::Town if choice.feature >= 2 => best + self.w.level,
            Level::State if choice.feature < 2 => best + self.w.level,
            _ => best,
        }
    }

    /// Whether a place lies in a wider one.
    fn lies_in(&self, choice: &Choice, wide: PlaceId) -> bool {
        let gazetteer = self.gazetteer;
        if choice.place == wide || choice.country == 0 || choice.country != gazetteer.country(wide) {
            return false;
        }
        match gazetteer.feature(wide) {
            0 => choice.feature > 0,
            1 => choice.feature > 1 && choice.division == gazetteer.division_no(wide),
            2 => {
                choice.parent == Some(wide)
                    || (choice.feature > 2
                        && choice.division == gazetteer.division_no(wide)
                        && self.km_to(choice, wide) < 40.0)
            }
            3 | 4 => {
                choice.feature > 2
                    && gazetteer.weight(choice.place) < gazetteer.weight(wide)
                    && self.km_to(choice, wide) < 40.0
            }
            _ => choice.feature > 2 && self.km_to(choice, wide) < 150.0,
        }
    }

    fn km_to(&self, choice: &Choice, place: PlaceId) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "five digits are enough")]
        let (latitude, longitude) = (self.gazetteer.latitude(place) as f32, self.gazetteer.longitude(place) as f32);
        kilometres(choice, latitude, longitude)
    }

    /// The place of one use: its name's, unless the words around it say otherwise.
    fn of_use(&self, use_no: usize) -> Option<(PlaceId, f32)> {
        let name = &self.names[self.name_of_use[use_no]];
        if name.choices.is_empty() || self.strangers[use_no] {
            return None;
        }
        let u = &self.uses[use_no];
        if name.choices.len() == 1 {
            return Some((self.choices[name.pick].place, 0.95));
        }
        let plain = u.level == Level::Any && u.within[0].is_none() && !name.two_levels && !u.is_parent;
        let own = |c: usize| -> f32 {
            if plain {
                return 0.0;
            }
            let mut score = self.said(use_no, c);
            if name.two_levels && self.w.sentence > 0.0 {
                score += self.w.sentence * self.in_sentence(use_no, c);
            }
            score += self.parent_of(use_no, c);
            score
        };
        let spoken: Vec<f32> = name.choices.clone().map(own).collect();
        let has_own = spoken.iter().any(|&s| s > 0.0);
        let total = |c: usize| {
            let own = spoken[c - name.choices.start];
            self.choices[c].score + own + if !has_own && c == name.pick { self.w.own_sense } else { 0.0 }
        };
        let best = if has_own {
            name.choices.clone().fold(name.pick, |a, b| if total(b) > total(a) { b } else { a })
        } else {
            name.pick
        };
        let all: f32 = name.choices.clone().map(|c| exp(total(c) - total(best))).sum();
        Some((self.choices[best].place, (1.0 / all).clamp(0.01, 0.99)))
    }

    /// Whether other names in the sentence lie in this country or division: 0 or 1.
    fn in_sentence(&self, use_no: usize, c: usize) -> f32 {
        let choice = &self.choices[c];
        if choice.feature > 1 {
            return 0.0;
        }
        let sentence = self.uses[use_no].sentence;
        let around = use_no.saturating_sub(WINDOW)..(use_no + WINDOW + 1).min(self.uses.len());
        for other in around.filter(|&o| o != use_no && self.uses[o].sentence == sentence) {
            let name = &self.names[self.name_of_use[other]];
            if name.choices.is_empty() || name.demonym || self.name_of_use[other] == self.name_of_use[use_no] {
                continue;
            }
            // The best candidate by itself, not by the article's other sense of this name.
            let first = name
                .choices
                .clone()
                .fold(name.choices.start, |a, b| if self.choices[b].prior > self.choices[a].prior { b } else { a });
            if self.lies_in(&self.choices[first], choice.place) {
                return 1.0;
            }
        }
        0.0
    }

    /// For "Washington" in "Seattle, Washington": that the picked Seattle lies in it.
    fn parent_of(&self, use_no: usize, c: usize) -> f32 {
        let around = use_no.saturating_sub(4)..(use_no + 5).min(self.uses.len());
        let mut best = 0.0f32;
        for child in around.filter(|&o| o != use_no) {
            for (within, parent) in self.uses[child].within.iter().zip(&self.uses[child].parent) {
                let (Some(within), Some(parent)) = (within, parent) else { continue };
                if *parent as usize != use_no {
                    continue;
                }
                let name = &self.names[self.name_of_use[child]];
                if name.choices.is_empty() {
                    continue;
                }
                if self.lies_in(&self.choices[name.pick], self.choices[c].place) {
                    best = best.max(within.strength * self.w.within);
                }
            }
        }
        best
    }
}
