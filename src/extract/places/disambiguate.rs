//! Which of its places a name means, weighed jointly for one article.
//!
//! In: the places each mention may mean, and what the text says about where they lie. Out: one
//! place and a confidence a mention. A name has one sense in an article unless the text says
//! otherwise right there ("Georgia's parliament in Tbilisi", "Georgia voters in Fulton County").
//!
//! A candidate's score is the sum of: how prominent the place is; what the words around put it
//! in; countries and divisions that the article names; how many other names lie in the same
//! country and division, and how near. Names are picked in turn until nothing changes, at most
//! [`ROUNDS`] times; each counts for the others as much as it is sure of itself.

use super::containment::{Level, Within};
use super::{Candidate, Entry, Gazetteer, NameKind};
use crate::records::PlaceId;
use std::ops::Range;

/// What the weights are, so that tests can try others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    /// A doubling of people.
    pub people: f32,
    pub country: f32,
    pub admin1: f32,
    pub admin2: f32,
    pub district: f32,
    pub other: f32,
    /// Known under another name.
    pub alternate: f32,
    /// Lies in the country that most other names lie in; and in the same division.
    pub same_country: f32,
    pub same_division: f32,
    /// The article names the country; the division.
    pub named_country: f32,
    pub named_division: f32,
    /// How far below its best a name's place may score and still speak for its country and division.
    pub open: f32,
    /// How fast what is less plausible stops to count for nearness.
    pub near_open: f32,
    /// Near other names.
    pub near: f32,
    /// Kilometres at which nearness has fallen to 1/e.
    pub near_km: f32,
    /// The words say that it lies there.
    pub within: f32,
    /// The same sentence speaks of places in it (only for names of a country and of a division).
    pub sentence: f32,
    /// The words around speak of a town, or of a state.
    pub level: f32,
    /// The article uses the name in this sense elsewhere.
    pub own_sense: f32,
}

/// Tuned on tr-news and lgl with gold spans; see the table in `measure.rs`.
pub(super) const WEIGHTS: Weights = Weights {
    people: 0.27,
    country: 2.5,
    admin1: 0.5,
    admin2: 0.25,
    district: -0.5,
    other: -0.3,
    alternate: -1.0,
    same_country: 1.0,
    same_division: 1.5,
    named_country: 1.7,
    named_division: 2.0,
    open: 1.5,
    near_open: 0.6,
    near: 1.5,
    near_km: 180.0,
    within: 4.0,
    sentence: 4.0,
    level: 2.5,
    own_sense: 2.0,
};

const ROUNDS: usize = 3;
/// Places of one name that are weighed; they come most important first.
const MOST: usize = 40;
/// Names on either side whose distance is looked at: keeps long articles linear.
const WINDOW: usize = 12;

/// One place that a name may mean.
#[derive(Debug, Clone, Copy)]
struct Choice {
    place: PlaceId,
    country: u8,
    division: u16,
    feature: u8,
    latitude: f32,
    longitude: f32,
    /// Cosine of the latitude.
    shrink: f32,
    prior: f32,
    /// With the other names.
    score: f32,
    /// And with what the text says of any mention.
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
    /// How sure, 0..1.
    sure: f32,
    demonym: bool,
    /// A name of a country and of a first-level division.
    two_levels: bool,
}

/// Whether a word that is also an adjective is read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reading {
    /// "Canadian" is of Canada, not the town in Texas.
    Adjective,
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
}

/// What one name adds to the tally.
#[derive(Debug, Clone, Default)]
struct Share {
    country: Vec<(u8, f32)>,
    division: Vec<(u16, f32)>,
    named_country: Vec<(u8, f32)>,
    named_division: Vec<(u16, f32)>,
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
    for u in uses {
        let at = *known.entry((u.entry, u.reading)).or_insert_with(|| {
            names.push(name(gazetteer, u, &mut choices, w));
            names.len() - 1
        });
        names[at].mentions += 1.0;
        name_of_use.push(at);
    }
    let mut uses_of_name: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    for (i, &n) in name_of_use.iter().enumerate() {
        uses_of_name[n].push(i);
    }
    let shares = vec![Share::default(); names.len()];
    let mut article =
        Article { gazetteer, uses, names, choices, name_of_use, uses_of_name, w, tally: Tally::new(gazetteer), shares };
    for hint in hints {
        article.count_hint(*hint);
    }
    // First by themselves, then with each other.
    for n in 0..article.names.len() {
        article.weigh(n, false);
        article.share(n);
    }
    for _ in 0..ROUNDS {
        let mut changed = false;
        for n in 0..article.names.len() {
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
    (0..uses.len()).map(|i| article.of_use(i)).collect()
}

fn name(gazetteer: &Gazetteer, u: &Use, choices: &mut Vec<Choice>, w: &Weights) -> Name {
    let start = choices.len();
    let wanted = |c: &Candidate| c.kind == NameKind::Demonym || u.reading == Reading::Name;
    for candidate in gazetteer.places_of(u.entry).filter(wanted).take(MOST) {
        choices.push(choice(gazetteer, candidate, w));
    }
    let held = &mut choices[start..];
    // A division named after its chief town is rarely meant: "São Paulo", "Kyiv".
    for i in 0..held.len() {
        if held[i].feature == 1 && held[..].iter().any(|c| c.feature == 3 && c.division == held[i].division) {
            let town = held.iter().filter(|c| c.feature == 3 && c.division == held[i].division).map(|c| c.prior);
            let most = town.fold(f32::MIN, f32::max);
            if most + 4.0 * w.people > held[i].prior - w.admin1 {
                held[i].prior = held[i].prior.min(most - 1.0);
            }
        }
    }
    let two_levels = held.iter().take(3).any(|c| c.feature == 0) && held.iter().take(3).any(|c| c.feature == 1);
    Name {
        choices: start..choices.len(),
        mentions: 0.0,
        pick: start,
        sure: 0.0,
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
        3 => 0.0,
        4 => w.district,
        _ => w.other,
    };
    let alternate = if candidate.kind == NameKind::Alternate { w.alternate } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "five digits are enough")]
    let (latitude, longitude) = (gazetteer.latitude(place) as f32, gazetteer.longitude(place) as f32);
    let prior = w.people * f32::from(gazetteer.weight(place)) / 10.0 + kind + alternate;
    Choice {
        place,
        country: gazetteer.country(place),
        division: gazetteer.division_no(place),
        feature,
        latitude,
        longitude,
        shrink: latitude.to_radians().cos(),
        prior,
        score: prior,
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
        }
        for &(k, v) in &share.named_country {
            self.named_country[k as usize] += sign * v;
        }
        for &(k, v) in &share.named_division {
            self.named_division[k as usize] += sign * v;
        }
    }

    fn new(gazetteer: &Gazetteer) -> Self {
        Self {
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
    uses_of_name: Vec<Vec<usize>>,
    w: &'a Weights,
    tally: Tally,
    shares: Vec<Share>,
}

impl Article<'_> {
    fn count_hint(&mut self, hint: Hint) {
        let (country, division) = (self.gazetteer.country(hint.place), self.gazetteer.division_no(hint.place));
        match self.gazetteer.feature(hint.place) {
            0 => self.tally.named_country[country as usize] += hint.weight,
            1 => {
                self.tally.named_division[division as usize] += hint.weight;
                self.tally.country[country as usize] += hint.weight;
            }
            _ => {
                self.tally.division[division as usize] += hint.weight;
                self.tally.country[country as usize] += hint.weight;
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
        let much = (1.0 + 0.5 * name.mentions.ln()).min(2.5) * if name.demonym { 0.6 } else { 1.0 };
        let best = self.choices[name.pick].total;
        let full = self.w.open.exp().ln_1p();
        for choice in &self.choices[name.choices.clone()] {
            let plausible = much * (self.w.open - (best - choice.total)).exp().ln_1p() / full;
            if plausible < 0.02 || choice.country == 0 {
                continue;
            }
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
        share.country.clear();
        share.division.clear();
        share.named_country.clear();
        share.named_division.clear();
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
                score += self.w.named_country * log1p(self.tally.named_country[choice.country as usize]);
                score += self.w.same_country * log1p(self.tally.country[choice.country as usize]);
                if choice.feature > 0 {
                    score += self.w.named_division * log1p(self.tally.named_division[choice.division as usize]);
                    score += self.w.same_division * log1p(self.tally.division[choice.division as usize]);
                }
            }
            if with_others && choice.feature > 1 {
                score += self.w.near * self.nearness(n, choice);
            }
            // What the text says of any of its mentions counts for all of them.
            let said = self.uses_of_name[n].iter().take(WINDOW).map(|&u| self.said(u, c)).fold(0.0, f32::max);
            self.choices[c].score = score;
            self.choices[c].total = score + said;
            if score + said > best.1 {
                best = (c, score + said);
            }
        }
        self.names[n].pick = best.0;
        let all: f32 = range.map(|c| (self.choices[c].total - best.1).exp()).sum();
        self.names[n].sure = 1.0 / all;
    }

    /// How near the names around are, from 0.
    fn nearness(&self, n: usize, choice: Choice) -> f32 {
        let around = n.saturating_sub(WINDOW)..(n + WINDOW + 1).min(self.names.len());
        let mut sum = 0.0;
        for m in around.filter(|&m| m != n) {
            let other = &self.names[m];
            if other.choices.is_empty() || other.demonym {
                continue;
            }
            let best = self.choices[other.pick].total;
            let mut most = 0.0f32;
            for there in &self.choices[other.choices.clone()] {
                if there.country != choice.country || there.feature < 2 {
                    continue;
                }
                let km = kilometres(&choice, there.latitude, there.longitude);
                if km < self.w.near_km * 4.0 {
                    let plausible = (-(best - there.total) * self.w.near_open).exp();
                    let contained = there.feature == 2 && self.gazetteer.parent(choice.place) == Some(there.place);
                    let close = if contained { 1.5 } else { (-km / self.w.near_km).exp() };
                    most = most.max(plausible * close);
                }
            }
            sum += most;
        }
        log1p(sum)
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
                gazetteer.parent(choice.place) == Some(wide)
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
        if name.choices.is_empty() {
            return None;
        }
        let u = &self.uses[use_no];
        let own = |c: usize| -> f32 {
            let mut score = self.said(use_no, c);
            if name.two_levels && self.w.sentence > 0.0 {
                score += self.w.sentence * self.in_sentence(use_no, c);
            }
            score += self.parent_of(use_no, c);
            score
        };
        let _ = u;
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
        let all: f32 = name.choices.clone().map(|c| (total(c) - total(best)).exp()).sum();
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

fn log1p(x: f32) -> f32 {
    x.max(0.0).ln_1p()
}

/// Good to a few per cent below 1,000 km.
fn kilometres(from: &Choice, latitude: f32, longitude: f32) -> f32 {
    let north = from.latitude - latitude;
    let mut east = (from.longitude - longitude).abs();
    if east > 180.0 {
        east = 360.0 - east;
    }
    east *= from.shrink;
    111.2 * north.hypot(east)
}
