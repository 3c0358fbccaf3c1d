//! People, organisations and places in one pass.

pub mod agreement;
mod confidence;
pub mod corpora;
pub mod definitions;
mod edges;
pub mod features;
pub mod lexicon;
mod people;
mod repeats;
mod roles;
pub mod silver;
pub mod synthetic;
pub mod tagger;
pub mod train;
pub mod weights;
pub mod words;

use super::Layout;
use super::sentences::Sentence;
use super::tokens::Token;
use crate::records::{Article, Kind, Mention, Role, Span};
use std::borrow::Cow;
use std::cell::RefCell;

pub use train::train;

/// Heads of bodies that "of" goes on from, whatever follows.
const OF_HEADS: &[&str] = &[
    "Academy",
    "Army",
    "Association",
    "Bank",
    "Board",
    "Bureau",
    "Center",
    "Centre",
    "Chamber",
    "Church",
    "College",
    "Commission",
    "Committee",
    "Confederation",
    "Congress",
    "Council",
    "Court",
    "Department",
    "Faculty",
    "Federation",
    "Institute",
    "League",
    "Ministry",
    "Office",
    "Order",
    "Organisation",
    "Organization",
    "School",
    "Society",
    "Union",
    "University",
];
/// Heads of bodies that "for" goes on from.
const FOR_HEADS: &[&str] = &[
    "Agency",
    "Alliance",
    "Association",
    "Authority",
    "Campaign",
    "Center",
    "Centre",
    "Coalition",
    "Commission",
    "Committee",
    "Council",
    "Foundation",
    "Fund",
    "Institute",
    "Movement",
    "Office",
    "Organisation",
    "Organization",
    "Party",
    "Society",
    "Trust",
    "Union",
];
/// Offices that only bodies have.
const OFFICES: &[&str] =
    &["chair", "chairman", "chairwoman", "president", "spokesman", "spokeswoman", "treasurer", "trustee"];
/// What countries have one of, named after them.
const FORCES: &[&str] = &["Army", "Force", "Guard", "Navy", "Parliament", "Police", "Senate"];
/// What a place is, before "of" and its name.
const SETTLEMENTS: &[&str] = &[
    "borough",
    "city",
    "community",
    "county",
    "district",
    "hamlet",
    "island",
    "municipality",
    "parish",
    "port",
    "province",
    "region",
    "resort",
    "settlement",
    "suburb",
    "town",
    "township",
    "village",
];
/// What several places are together, behind their names.
const PLURALS: &[&str] = &[
    "avenues",
    "boroughs",
    "counties",
    "districts",
    "islands",
    "parishes",
    "provinces",
    "roads",
    "states",
    "streets",
    "townships",
    "villages",
];
/// What that adds to the scores.
const OF_PUSH: f32 = 2.0;
/// What looking like a person's name adds to the scores of a doubtful body or place.
const PERSON_PUSH: f32 = 1.5;

/// Buffers of one thread.
#[derive(Default)]
struct Scratch {
    words: words::Words,
    sentence: features::Sentence,
    chain: tagger::Chain,
    evidence: agreement::Evidence,
    seen: Vec<agreement::Seen>,
    small: Vec<u32>,
    chains: Vec<Stretch>,
    scores: Vec<[f32; weights::STATES]>,
    units: Vec<agreement::Unit>,
    unit_of: Vec<u32>,
    labels: Vec<u8>,
    likely: Vec<[f32; weights::STATES]>,
    defined: Vec<definitions::Definition>,
    kinds: Vec<u8>,
}

/// One chain of the article between the passes.
#[derive(Clone, Copy)]
struct Stretch {
    /// First token in the article.
    first: u32,
    /// Tokens.
    len: u32,
    /// Its first score.
    scores: u32,
    /// Its sentence.
    sentence: u32,
    /// Whether the rest of the article changed its scores.
    pushed: bool,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// How names are found; the default is what `copydesk build` does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Leaves out the second pass over the article.
    pub alone: bool,
    /// Also gives places inside names of organisations, with role `in_name`.
    pub inside: bool,
    /// How strongly the article speaks in the second pass.
    pub strength: agreement::Strength,
}

/// Every name in the article, in text order, not overlapping except for roles `in_name` and `title`.
/// Fills all fields but `place`, `place_confidence`, `local` and `quote`.
#[must_use]
pub fn find(article: &Article, layout: &Layout) -> Vec<Mention> {
    find_using(weights::shipped(), article, layout, Options::default())
}

/// The same with another model or other options.
#[must_use]
pub fn find_using(model: &weights::Model<'_>, article: &Article, layout: &Layout, options: Options) -> Vec<Mention> {
    SCRATCH.with_borrow_mut(|scratch| scratch.find(model, article, layout, options))
}

impl Scratch {
    fn find(
        &mut self,
        model: &weights::Model<'_>,
        article: &Article,
        layout: &Layout,
        options: Options,
    ) -> Vec<Mention> {
        let steps = tagger::factors(&model.transitions);
        self.words.start();
        self.read(model, article, layout);
        if !options.alone {
            self.first_pass(&steps, article, layout);
            self.push(options.strength, &article.text, layout);
        }
        let mut mentions = Vec::new();
        for i in 0..self.chains.len() {
            let stretch = self.chains[i];
            if options.alone || stretch.pushed {
                self.decode(stretch, &steps);
            } else {
                let range = stretch.scores as usize..(stretch.scores + stretch.len) as usize;
                self.chain.labels.clear();
                self.chain.labels.extend_from_slice(&self.labels[range.clone()]);
                self.chain.likely.clear();
                self.chain.likely.extend_from_slice(&self.likely[range]);
            }
            self.emit(stretch, model, &article.text, layout, &mut mentions);
        }
        if !options.alone {
            self.emit_defined(layout, &mut mentions);
            repeats::add(&article.text, layout, &mut mentions);
        }
        people::describe(&article.text, layout, &self.seen, &mut mentions);
        roles::assign(&article.text, layout, &self.seen, options.inside, &mut mentions);
        mentions
    }

    /// Prepares every sentence and scores its chains.
    fn read(&mut self, model: &weights::Model<'_>, article: &Article, layout: &Layout) {
        self.seen.clear();
        self.small.clear();
        self.chains.clear();
        self.scores.clear();
        for (number, s) in layout.sentences.iter().enumerate() {
            let tokens = layout.tokens_of(s);
            tagger::prepare(&article.text, tokens, &mut self.words, model, &mut self.sentence, true);
            let heading = self.sentence.line != 0;
            for i in 0..tokens.len() {
                let word = self.words.get(self.sentence.ids[i + 2]);
                let upper = self.sentence.upper[i];
                if !upper && tokens[i].is_word() {
                    self.small.push(word.form);
                }
                self.seen.push(agreement::Seen {
                    form: word.form,
                    classes: word.classes,
                    upper,
                    first: i == 0,
                    heading,
                });
            }
            for range in tagger::chains(&self.sentence.candidate) {
                self.chain.score(&self.sentence, &mut self.words, model, range.clone());
                self.chains.push(Stretch {
                    first: s.tokens.start + u32::try_from(range.start).unwrap_or(0),
                    len: u32::try_from(range.len()).unwrap_or(0),
                    scores: u32::try_from(self.scores.len()).unwrap_or(0),
                    sentence: u32::try_from(number).unwrap_or(u32::MAX),
                    pushed: false,
                });
                self.scores.extend_from_slice(&self.chain.scores);
            }
        }
    }

    fn decode(&mut self, stretch: Stretch, steps: &tagger::Steps) {
        let from = stretch.scores as usize;
        self.chain.scores.clear();
        self.chain.scores.extend_from_slice(&self.scores[from..from + stretch.len as usize]);
        self.chain.best(steps);
        self.chain.sum(steps, None);
    }

    /// Tags every chain and takes down what was found.
    fn first_pass(&mut self, steps: &tagger::Steps, article: &Article, layout: &Layout) {
        self.evidence.clear();
        self.units.clear();
        self.unit_of.clear();
        self.unit_of.resize(self.seen.len(), u32::MAX);
        self.labels.clear();
        self.likely.clear();
        for at in 0..self.chains.len() {
            let stretch = self.chains[at];
            self.decode(stretch, steps);
            self.labels.extend_from_slice(&self.chain.labels);
            self.likely.extend_from_slice(&self.chain.likely);
            let mut i = 0;
            while i < self.chain.labels.len() {
                let (first, label) = (i, self.chain.labels[i]);
                i += 1;
                if label != 0 {
                    while i < self.chain.labels.len() && self.chain.labels[i] == label + 1 {
                        i += 1;
                    }
                }
                let token = stretch.first as usize + first;
                if label == 0 && !self.seen[token].upper {
                    continue;
                }
                let mut likely = [0.0; agreement::KINDS];
                for (kind, cell) in likely.iter_mut().enumerate() {
                    let of = |j: usize| {
                        let l = &self.chain.likely[j];
                        if kind == 0 { l[0] } else { l[2 * kind - 1] + l[2 * kind] }
                    };
                    *cell = (first..i).map(of).fold(1.0, f32::min);
                }
                let unit = agreement::Unit {
                    first: u32::try_from(token).unwrap_or(0),
                    len: u32::try_from(i - first).unwrap_or(1),
                    kind: label.div_ceil(2),
                    likely,
                };
                self.evidence.add(&unit, &self.seen);
                let number = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
                self.unit_of[token..token + (i - first)].fill(number);
                self.units.push(unit);
            }
        }
        for &form in &self.small {
            self.evidence.small(form);
        }
        self.offices(article, layout);
        self.definitions(article, layout);
    }

    /// "Finsbury Park Mosque chair Mohammed Kozbar", "the chairman of Finsbury Park Mosque": what has an office is a body.
    fn offices(&mut self, article: &Article, layout: &Layout) {
        let word = |i: usize| layout.tokens[i].of(&article.text);
        for unit in &self.units {
            let (first, end) = (unit.first as usize, (unit.first + unit.len) as usize);
            if !matches!(unit.kind, 2 | 3) || unit.len < 2 || self.seen[end - 1].classes & lexicon::BODY_WORD == 0 {
                continue;
            }
            let after = end + 1 < self.seen.len() && OFFICES.contains(&word(end)) && self.seen[end + 1].upper;
            let the = usize::from(first > 2 && word(first - 1) == "the");
            let before = first > 1 + the && word(first - 1 - the) == "of" && OFFICES.contains(&word(first - 2 - the));
            if after || before {
                self.evidence.decide(&self.seen[first..end], 2);
            }
        }
    }

    /// "Stand Up To Racism (SUTR)": decides what the name is, and lets the rest of the article know.
    fn definitions(&mut self, article: &Article, layout: &Layout) {
        definitions::find(&article.text, layout, &mut self.defined);
        self.kinds.clear();
        for d in &self.defined {
            let span = d.first as usize..d.end as usize;
            let short = d.short as usize;
            let mut weight = self.evidence.of_form(self.seen[short].form);
            weight[0] = 0.0;
            let mut exact = false;
            let mut known = None;
            for i in span.clone() {
                let unit = self.units.get(self.unit_of[i] as usize);
                if let Some(unit) = unit.filter(|u| u.kind != 0 && Some(self.unit_of[i]) != known) {
                    known = Some(self.unit_of[i]);
                    let inside = unit.first as usize >= span.start && (unit.first + unit.len) as usize <= span.end;
                    exact |= unit.first as usize == span.start && unit.first + unit.len == d.end;
                    let kind = usize::from(unit.kind);
                    let body = if kind == 2 { 1.5 } else { 0.7 };
                    weight[kind] += if exact {
                        3.0
                    } else if inside {
                        body
                    } else {
                        0.5
                    } * unit.likely[kind];
                }
            }
            let has_body_word = self.seen[span.clone()].iter().any(|s| s.classes & lexicon::BODY_WORD != 0);
            weight[2] += if has_body_word { 1.0 } else { 0.2 };
            let total: f32 = weight.iter().sum();
            let kind = (1..5u8).find(|&k| weight[usize::from(k)] > 0.5 * total).unwrap_or(0);
            let sure = total > 0.6 && (exact || matches!(kind, 2 | 3) && (kind == 2 || !has_body_word));
            self.kinds.push(if sure { kind } else { 0 });
            if sure && kind != 0 {
                self.evidence.define(self.seen[short].form, kind, 0.95);
                let mut likely = [0.0; agreement::KINDS];
                likely[usize::from(kind)] = 0.95;
                self.evidence.add(&agreement::Unit { first: d.first, len: d.end - d.first, kind, likely }, &self.seen);
            }
        }
    }

    /// Makes the defined names mentions, whatever the model found of them.
    fn emit_defined(&self, layout: &Layout, mentions: &mut Vec<Mention>) {
        for (d, &kind) in self.defined.iter().zip(&self.kinds) {
            let kind = match kind {
                2 => Kind::Organisation,
                3 => Kind::Place,
                _ => continue,
            };
            let (first, last) = (layout.tokens[d.first as usize].span, layout.tokens[d.end as usize - 1].span);
            for span in [Span { start: first.start, end: last.end }, layout.tokens[d.short as usize].span] {
                let from = mentions.partition_point(|m| m.span.end <= span.start);
                let to = mentions.partition_point(|m| m.span.start < span.end);
                if to == from + 1 && mentions[from].span == span && mentions[from].kind == kind {
                    continue;
                }
                let sentence = layout.sentences.partition_point(|s| s.tokens.end <= d.first);
                let s = &layout.sentences[sentence];
                let number = u32::try_from(sentence).unwrap_or(u32::MAX);
                let mention = mention(span, kind, Role::Literal, s, number, 0.85, "defined");
                mentions.splice(from..to.max(from), [mention]);
            }
        }
    }

    /// Adds to the scores what the rest of the article says.
    fn push(&mut self, strength: agreement::Strength, text: &str, layout: &Layout) {
        let mut chains = std::mem::take(&mut self.chains);
        for stretch in &mut chains {
            let from = stretch.scores as usize;
            let first = stretch.first as usize;
            let mut i = 0;
            let len = stretch.len as usize;
            while i < len {
                let token = self.seen[first + i];
                if !token.upper {
                    i += 1;
                    continue;
                }
                let number = self.unit_of[first + i];
                let unit = self.units.get(number as usize);
                let own = unit.filter(|u| u.first as usize == first + i);
                if let Some(unit) = own
                    && let Some(skip) = self.is_like_a_person(unit)
                {
                    stretch.pushed = true;
                    self.scores[from + i + skip][1] += PERSON_PUSH;
                    for j in skip + 1..unit.len as usize {
                        self.scores[from + i + j][2] += PERSON_PUSH;
                    }
                    if skip > 0 {
                        self.scores[from + i][0] += PERSON_PUSH;
                    }
                }
                if let Some((n, kind)) = self.cue_at(first + i, first + len, layout, text) {
                    stretch.pushed = true;
                    let label = 2 * usize::from(kind) - 1;
                    self.scores[from + i][label] += 3.0;
                    for j in 1..n {
                        self.scores[from + i + j][label + 1] += 3.0;
                    }
                }
                if let Some(end) = self.body_of(first + i, first + len, layout, text) {
                    stretch.pushed = true;
                    let start = unit.map_or(i, |u| (u.first as usize).saturating_sub(first));
                    self.scores[from + start][3] += OF_PUSH;
                    for j in start + 1..end - first {
                        self.scores[from + j][4] += OF_PUSH;
                    }
                    i = (end - first).max(i + 1);
                    continue;
                }
                if let Some((n, kind, push)) =
                    self.evidence.phrase_at(&self.seen[first + i..first + len], own, strength)
                    && push > 0.0
                {
                    stretch.pushed = true;
                    let label = 2 * usize::from(kind) - 1;
                    self.scores[from + i][label] += push;
                    for j in 1..n {
                        self.scores[from + i + j][label + 1] += push;
                    }
                    i += n;
                    continue;
                }
                if let Some(unit) = unit
                    && unit.len == 1
                    && let Some(push) = self.evidence.of_word(unit, token, strength)
                {
                    stretch.pushed = true;
                    agreement::push_kinds(&mut self.scores[from + i], &push);
                }
                i += 1;
            }
        }
        self.chains = chains;
        self.push_lists(text, layout);
        self.push_results(layout);
    }

    /// "Shrewsbury 0 Brentford 3", "Zemun 4 1 2 1 3 3 5": lines of results and tables name teams.
    fn push_results(&mut self, layout: &Layout) {
        let mut at = 0;
        while at < self.chains.len() {
            let sentence = self.chains[at].sentence;
            let end = at + self.chains[at..].iter().take_while(|c| c.sentence == sentence).count();
            let tokens = layout.tokens_of(&layout.sentences[sentence as usize]);
            let first = layout.sentences[sentence as usize].tokens.start as usize;
            if tokens.len() > 24 || !is_result(tokens, &self.seen[first..first + tokens.len()]) {
                at = end;
                continue;
            }
            for chain in &mut self.chains[at..end] {
                let (first, from) = (chain.first as usize, chain.scores as usize);
                let mut i = 0;
                while i < chain.len as usize {
                    let run = (i..chain.len as usize).take_while(|&j| self.seen[first + j].upper).count();
                    let unit = self.units.get(self.unit_of[first + i] as usize);
                    let other = unit.is_some_and(|u| u.kind == 1 && u.likely[1] > 0.9);
                    let country = (i..i + run).any(|j| self.seen[first + j].classes & lexicon::COUNTRY != 0);
                    if run > 0 && !country && !other {
                        chain.pushed = true;
                        self.scores[from + i][3] += 2.5;
                        for j in i + 1..i + run {
                            self.scores[from + j][4] += 2.5;
                        }
                    }
                    if run == 0 && layout.tokens[first + i].is_number() {
                        self.scores[from + i][0] += 2.5;
                    }
                    i += run.max(1);
                }
            }
            at = end;
        }
    }

    /// "Barrow, Jackson and Madison counties": all of them are places.
    fn push_lists(&mut self, text: &str, layout: &Layout) {
        for at in 0..self.chains.len() {
            let stretch = self.chains[at];
            let after = (stretch.first + stretch.len) as usize;
            if self.seen.get(after).is_none_or(|s| s.upper) || !PLURALS.contains(&layout.tokens[after].of(text)) {
                continue;
            }
            let floor = layout.sentences[stretch.sentence as usize].tokens.start as usize;
            // Back over the chains of the list, which commas part.
            let mut number = at;
            loop {
                let chain = &mut self.chains[number];
                let (first, from) = (chain.first as usize, chain.scores as usize);
                chain.pushed = true;
                for i in 0..chain.len as usize {
                    if !self.seen[first + i].upper {
                        continue;
                    }
                    let inside = i > 0 && self.seen[first + i - 1].upper;
                    self.scores[from + i][if inside { 6 } else { 5 }] += 5.0;
                }
                let joined = first > floor && layout.tokens[first - 1].of(text) == ","
                    || first > floor + 1
                        && layout.tokens[first - 1].of(text) == "and"
                        && layout.tokens[first - 2].of(text) == ",";
                let Some(before) = number.checked_sub(1).filter(|_| joined) else { break };
                let end = (self.chains[before].first + self.chains[before].len) as usize;
                if end + 2 < first || end <= floor || self.chains[before].len > 3 {
                    break;
                }
                number = before;
            }
        }
    }

    /// How many titles stand before what looks like a person's name, for a unit that is doubtfully a body or place.
    fn is_like_a_person(&self, unit: &agreement::Unit) -> Option<usize> {
        const NEVER: lexicon::Classes = lexicon::COUNTRY
            | lexicon::REGION
            | lexicon::CITY
            | lexicon::BODY_WORD
            | lexicon::PLACE_WORD
            | lexicon::COMMON
            | lexicon::COMPANY
            | lexicon::DEMONYM;
        if !matches!(unit.kind, 2 | 3) || unit.likely[usize::from(unit.kind)] > 0.93 {
            return None;
        }
        let tokens = &self.seen[unit.first as usize..(unit.first + unit.len) as usize];
        let titles = usize::from(tokens[0].classes & lexicon::TITLE != 0 && tokens[0].classes & lexicon::GIVEN == 0);
        let name = &tokens[titles..];
        let likely = (2..=3).contains(&name.len())
            && name[0].classes & lexicon::GIVEN != 0
            && name.iter().all(|t| t.upper && t.classes & NEVER == 0);
        likely.then_some(titles)
    }

    /// Whether a comma and a state or country stand at token `at`.
    fn has_state_behind(&self, at: usize, layout: &Layout, text: &str) -> bool {
        self.seen.get(at + 1).is_some_and(|s| s.upper && s.classes & (lexicon::COUNTRY | lexicon::REGION) != 0)
            && layout.tokens[at].of(text) == ","
    }

    /// What words beside a name that begins at token `at` say of it: its tokens (before token `limit`) and kind.
    /// "the hamlet of Little Thrupping", "in Surprise, Ariz.", "the Indonesian Navy".
    fn cue_at(&self, at: usize, limit: usize, layout: &Layout, text: &str) -> Option<(usize, u8)> {
        let word = |i: usize| layout.tokens[i].of(text);
        if at > 0 && self.seen[at - 1].upper && word(at - 1) != "The" {
            return None;
        }
        let n = (at..limit.min(at + 4)).take_while(|&i| self.seen[i].upper).count();
        let classes = |i: usize| self.seen[i].classes;
        if (2..4).contains(&n)
            && classes(at) & (lexicon::DEMONYM | lexicon::COUNTRY) != 0
            && FORCES.binary_search(&word(at + n - 1)).is_ok()
            && (n == 2 || matches!(word(at + 1), "Air" | "National" | "Coast" | "Royal" | "States"))
        {
            return Some((n, 2));
        }
        // "Muna told": a village does not speak.
        const SILENT: lexicon::Classes = lexicon::COUNTRY
            | lexicon::REGION
            | lexicon::CITY
            | lexicon::BODY
            | lexicon::COMPANY
            | lexicon::MEDIA
            | lexicon::COMMON
            | lexicon::PLACE_WORD
            | lexicon::BODY_WORD;
        let unit = self.units.get(self.unit_of[at] as usize);
        if n == 1
            && unit.is_some_and(|u| u.kind == 3 && u.len == 1)
            && classes(at) & SILENT == 0
            && at + 1 < self.seen.len()
            && matches!(word(at + 1), "told" | "added" | "recalled" | "explained" | "agreed")
        {
            return Some((1, 1));
        }
        let preposition = at > 1 && matches!(word(at - 1), "in" | "near" | "of" | "at" | "from" | "to");
        if !preposition || !(1..=3).contains(&n) {
            return None;
        }
        let kind_named = word(at - 1) == "of" && SETTLEMENTS.binary_search(&word(at - 2)).is_ok();
        let state_follows = word(at - 1) != "of"
            && self.has_state_behind(at + n, layout, text)
            && (at..at + n).all(|i| classes(i) & lexicon::BODY_WORD == 0);
        (kind_named || state_follows).then_some((n, 3))
    }

    /// "University of Southern Indiana", "Campaign for Open Rivers": where the name ends whose head is the
    /// token `at`, if "of" or "for" and another name follow before token `limit`.
    fn body_of(&self, at: usize, limit: usize, layout: &Layout, text: &str) -> Option<usize> {
        let link = at + 1;
        if link + 1 >= limit || self.seen[link].upper || self.seen[at].classes & lexicon::BODY_WORD == 0 {
            return None;
        }
        let word = layout.tokens[link].of(text);
        let head = layout.tokens[at].of(text);
        if !(word == "of" && OF_HEADS.binary_search(&head).is_ok()
            || word == "for" && FOR_HEADS.binary_search(&head).is_ok())
        {
            return None;
        }
        let mut next = link + 1;
        let the = layout.tokens[next].of(text) == "the";
        next += usize::from(the);
        if next >= limit || !self.seen[next].upper {
            return None;
        }
        let unit = self.units.get(self.unit_of[next] as usize)?;
        let whole = unit.first as usize == next;
        if whole && (unit.kind == 1 || unit.kind == 2 && the && unit.len == 1) {
            return None;
        }
        Some((unit.first + unit.len) as usize)
    }

    /// Mentions of one decoded chain.
    fn emit(
        &self,
        stretch: Stretch,
        model: &weights::Model<'_>,
        text: &str,
        layout: &Layout,
        mentions: &mut Vec<Mention>,
    ) {
        let chain = &self.chain;
        let s = &layout.sentences[stretch.sentence as usize];
        let from = stretch.first as usize;
        let parts = edges::Parts { text, tokens: &layout.tokens, seen: &self.seen, evidence: &self.evidence, model };
        let mut i = 0;
        while i < chain.labels.len() {
            let label = chain.labels[i];
            let token = layout.tokens[from + i];
            // "Rep. Jay Roberts, R-Ocilla": the seat behind the party.
            if token.has_hyphen()
                && token.of(text).as_bytes().get(1) == Some(&b'-')
                && let Some(span) = seat(token, &layout.tokens[..from + i], text)
            {
                let mut span = span;
                if parts.is_abbreviated(from + i + 1) {
                    span.end = layout.tokens[from + i + 1].span.end;
                }
                mentions.push(mention(span, Kind::Place, Role::Literal, s, stretch.sentence, 0.8, "party_and_seat"));
                i += 1;
                while i < chain.labels.len() && label != 0 && chain.labels[i] == label + label % 2 {
                    i += 1;
                }
                continue;
            }
            if label == 0 {
                i += 1;
                continue;
            }
            let first = i;
            let mut confidence = chain.likely[i][usize::from(label)];
            i += 1;
            while i < chain.labels.len() && chain.labels[i] == label + 1 {
                confidence = confidence.min(chain.likely[i][usize::from(label) + 1]);
                i += 1;
            }
            parts.of(from + first, from + i, label.div_ceil(2), &mut |(first, end, kind)| {
                let classes = self.seen[first].classes;
                let adjective = end == first + 1
                    && classes & lexicon::DEMONYM != 0
                    && (kind == 4 || classes & (lexicon::COUNTRY | lexicon::REGION | lexicon::FAMILY) == 0);
                let (kind, role) = match kind {
                    _ if adjective => (Kind::Place, Role::Demonym),
                    1 => (Kind::Person, Role::Literal),
                    2 => (Kind::Organisation, Role::Literal),
                    3 => (Kind::Place, Role::Literal),
                    _ => return,
                };
                let mut span = Span { start: layout.tokens[first].span.start, end: layout.tokens[end - 1].span.end };
                let mut confidence = confidence::calibrated(confidence);
                // "Paris, Texas" is surer than a bare "Paris".
                if kind == Kind::Place && self.has_state_behind(end, layout, text) {
                    confidence += 0.1 * (1.0 - confidence);
                }
                // "Ariz.": the dot of an abbreviation belongs to it.
                if kind == Kind::Place && parts.is_abbreviated(end) {
                    span.end = layout.tokens[end].span.end;
                }
                // "The" that begins a sentence is not tagged, but may be part: "The Hague".
                if kind == Kind::Place && parts.is_after_its_article(first, end) {
                    span.start = layout.tokens[first - 1].span.start;
                }
                // "Indonesian Navy", "U.S. Treasury Department": the country is part of the name.
                if kind == Kind::Organisation
                    && first > from
                    && self.seen[first..end].iter().any(|s| s.classes & lexicon::BODY_WORD != 0)
                    && let Some(before) =
                        mentions.pop_if(|m| m.kind == Kind::Place && m.span.end == layout.tokens[first - 1].span.end)
                {
                    span.start = before.span.start;
                }
                mentions.push(mention(span, kind, role, s, stretch.sentence, confidence, "tagger"));
            });
        }
    }
}

/// Whether a line holds nothing but one name and three numbers or more, or two names, each with its numbers.
fn is_result(tokens: &[Token], seen: &[agreement::Seen]) -> bool {
    let (mut names, mut numbers, mut least) = (0, 0, usize::MAX);
    let mut in_name = false;
    for (token, seen) in tokens.iter().zip(seen) {
        if token.is_number() {
            if names == 0 {
                return false;
            }
            numbers += 1;
            in_name = false;
        } else if token.is_word() {
            if !seen.upper || seen.classes & lexicon::CALENDAR != 0 {
                return false;
            }
            if !in_name {
                if names > 0 {
                    least = least.min(numbers);
                }
                names += 1;
                numbers = 0;
                in_name = true;
            }
        }
    }
    least = least.min(numbers);
    names == 1 && least >= 3 || names == 2 && (1..=3).contains(&least)
}

/// "Ocilla" of "R-Ocilla" behind a comma or bracket.
fn seat(token: Token, before: &[Token], text: &str) -> Option<Span> {
    let word = token.of(text);
    let follows = before.last().is_some_and(|t| matches!(t.of(text), "," | "("));
    (follows && word.starts_with(['D', 'R', 'I']) && word.get(2..)?.starts_with(char::is_uppercase) && word.len() > 3)
        .then_some(Span { start: token.span.start + 2, end: token.span.end })
}

/// A mention with nothing known of it but where it stands and what it is.
fn mention(
    span: Span,
    kind: Kind,
    role: Role,
    sentence: &Sentence,
    number: u32,
    confidence: f32,
    rule: &'static str,
) -> Mention {
    Mention {
        span,
        kind,
        role,
        modifier: None,
        title: None,
        description: None,
        place: None,
        place_confidence: 0.0,
        local: None,
        quote: None,
        segment: sentence.segment,
        sentence: number,
        paragraph: sentence.paragraph,
        confidence,
        rule: Cow::Borrowed(rule),
    }
}

/// Version of the embedded model and of the rules around it: for the manifest and cache keys.
#[must_use]
pub fn model_version() -> &'static str {
    weights::version()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> (Article, Vec<Mention>) {
        let article = crate::normalise::plain(text);
        let layout = Layout::of(&article);
        let mentions = find(&article, &layout);
        (article, mentions)
    }

    fn gives(text: &str) -> String {
        let (article, mentions) = found(text);
        let list: Vec<String> = mentions
            .iter()
            .map(|m| {
                let role = if m.role == Role::Literal { String::new() } else { format!("/{}", m.role.as_str()) };
                format!("{}{role}:{}", m.kind.as_str(), m.span.of(&article.text))
            })
            .collect();
        if list.is_empty() { "-".to_owned() } else { list.join("; ") }
    }

    #[test]
    fn every_row_of_the_corpus_gives_its_names() {
        let corpus = crate::corpus::rows("extract/names/en/corpus.tsv", include_str!("en/corpus.tsv"));
        let misses: Vec<String> = corpus
            .filter_map(|row| {
                let got = gives(&row.cells[1].replace('⏎', "\n"));
                (got != row.cells[0] && !row.cells[0].starts_with('?'))
                    .then(|| format!("{}: {}\n want {}\n  got {got}", row.at, row.cells[1], row.cells[0]))
            })
            .collect();
        assert!(misses.is_empty(), "{} rows miss\n{}", misses.len(), misses.join("\n"));
    }

    #[test]
    fn titles_and_descriptions_are_kept_beside_the_name() {
        for (text, name, title, description) in [
            ("Dr Lena Fischer-Obi resigned.", "Lena Fischer-Obi", "Dr", ""),
            ("Yesterday Sir Ketan Shah praised her.", "Ketan Shah", "Sir", ""),
            ("It was Labour Party leader Jeremy Corbyn who spoke.", "Jeremy Corbyn", "", "Labour Party leader"),
            ("Finsbury Park Mosque chair Mohammed Kozbar spoke.", "Mohammed Kozbar", "", "Finsbury Park Mosque chair"),
            ("Siobhán O’Dowd, the Galway coroner, said so.", "Siobhán O’Dowd", "", "the Galway coroner"),
            ("The home secretary, Dana Price, faces MPs.", "Dana Price", "", "The home secretary"),
            ("Dana Price, a nurse, left.", "Dana Price", "", "a nurse"),
            ("Hana Mori, a nurse at St Luke’s, said: “Wards are full.”", "Hana Mori", "", "a nurse at St Luke’s"),
            ("Ruth Adeyemi, 41, a teacher, spoke.", "Ruth Adeyemi", "", "a teacher"),
        ] {
            let (article, mentions) = found(text);
            let of = |span: Option<Span>| span.map_or("", |s| s.of(&article.text)).to_owned();
            let got = mentions.iter().find(|m| m.kind == Kind::Person && m.span.of(&article.text) == name);
            let got = got.map(|m| (of(m.title), of(m.description)));
            assert_eq!(got, Some((title.to_owned(), description.to_owned())), "{text}");
        }
    }

    #[test]
    fn the_part_of_a_place_is_its_modifier() {
        let (article, mentions) = found("Buses stopped in north London today.");
        let modifier = mentions.iter().find_map(|m| m.modifier).map(|s| s.of(&article.text).to_owned());
        assert_eq!(modifier.as_deref(), Some("north"));
    }

    #[test]
    fn lists_are_sorted() {
        assert!(FORCES.is_sorted() && SETTLEMENTS.is_sorted() && OF_HEADS.is_sorted() && FOR_HEADS.is_sorted());
    }

    #[test]
    fn the_model_is_small_enough() {
        assert!(std::fs::metadata("src/extract/names/model/names.model").is_ok_and(|m| m.len() <= 8_000_000));
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for text in ["A ".repeat(200_000), "Al-".repeat(100_000), "\"".repeat(300_000), "Ab of the ".repeat(60_000)] {
            let started = std::time::Instant::now();
            let _ = found(&text);
            assert!(started.elapsed().as_secs() < 8, "{:?} for {}", started.elapsed(), &text[..10]);
        }
    }

    proptest! {
        #[test]
        fn mentions_lie_in_order_on_character_boundaries(text in "(?:[A-Z][a-zé]{0,6}|[A-Z]{2,4}|of|the|and|\\PC)(?: (?:[A-Z][a-zé]{0,6}|[A-Z]\\.|said|of|the|,|\\PC{1,3})){0,30}") {
            let (article, mentions) = found(&text);
            let mut last = 0;
            for m in mentions {
                prop_assert!(m.span.start >= last && m.span.start < m.span.end);
                prop_assert!(article.text.get(m.span.range()).is_some());
                prop_assert!((0.0..=1.0).contains(&m.confidence));
                for part in [m.title, m.description, m.modifier].into_iter().flatten() {
                    prop_assert!(article.text.get(part.range()).is_some_and(|p| !p.is_empty()));
                }
                last = m.span.start;
            }
        }
    }
}
