//! The second pass: what the rest of the article, and the words beside a name, say of it.
//!
//! In: the scores of every chain. Out: the same with pushes added, for the chains to be decoded again. The first
//! pass takes down what it finds ([`agreement`]), bracketed initials and offices add what they tell, then every
//! chain is pushed: by the same name elsewhere, by cues beside it ("the hamlet of"), by the line it stands in.

use super::agreement::{self, Seen, Unit};
use super::weights::STATES;
use super::{Scratch, cues, definitions, lexicon, tagger};
use crate::extract::Layout;
use crate::extract::tokens::Token;
use crate::records::Article;

/// Offices that only bodies have.
const OFFICES: &[&str] =
    &["chair", "chairman", "chairwoman", "president", "spokesman", "spokeswoman", "treasurer", "trustee"];
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
/// What a name that goes on in its head adds to the scores.
const ON_PUSH: f32 = 3.0;
/// What "of" and "for" behind their heads add.
const OF_PUSH: f32 = 2.0;
/// What being on a list of bodies adds to a name of several words.
const LIST_PUSH: f32 = 3.0;
/// What standing in a line of results adds.
const RESULT_PUSH: f32 = 4.0;
/// What is said of a name adds: "is a village".
const SAID_PUSH: f32 = 4.5;
/// What being said to be a thing adds: names of ships are mostly those of people.
const THING_PUSH: f32 = 6.0;
/// What ending in a head that nobody is called by adds: "Queen Elizabeth Hospital".
const HEAD_PUSH: f32 = 9.0;
/// What looking like a person's name adds to the scores of a doubtful body or place.
const PERSON_PUSH: f32 = 1.5;

impl Scratch {
    /// Tags every chain and takes down what was found.
    pub(super) fn first_pass(&mut self, steps: &tagger::Steps, article: &Article, layout: &Layout) {
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
            let from = self.units.len();
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
                let unit = Unit {
                    first: u32::try_from(token).unwrap_or(0),
                    len: u32::try_from(i - first).unwrap_or(1),
                    kind: label.div_ceil(2),
                    likely,
                };
                self.evidence.add(&unit, &self.seen);
                let before = token.checked_sub(1).map(|i| layout.tokens[i].of(&article.text));
                // "left in Belgrano's camp" locates the camp.
                let owns =
                    layout.tokens.get(token + (i - first)).is_some_and(|t| matches!(t.of(&article.text), "'s" | "’s"));
                if !owns && before.is_some_and(cues::is_locative) {
                    self.evidence.locate(self.seen[token].form);
                }
                if unit.len == 1 {
                    self.visit(token, before, layout, &article.text);
                    if self.is_company(&unit, layout, &article.text) {
                        self.evidence.is_company(self.seen[token].form);
                    }
                }
                if self.is_like_a_person(&unit, layout, &article.text).is_some() {
                    self.evidence.bear(self.seen[token + (i - first) - 1]);
                }
                let number = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
                self.unit_of[token..token + (i - first)].fill(number);
                self.units.push(unit);
            }
            for number in from..self.units.len() {
                let unit = self.units[number];
                let (head, limit) = ((unit.first + unit.len - 1) as usize, (stretch.first + stretch.len) as usize);
                if self.body_of(head, limit, layout, &article.text).is_some() {
                    self.evidence.head(self.seen[unit.first as usize].form);
                }
            }
        }
        // Of the forms of all names a bit each: few words are met among them that are written small.
        let mut named = [0u64; 64];
        for unit in &self.units {
            for seen in &self.seen[unit.first as usize..(unit.first + unit.len) as usize] {
                named[seen.form as usize / 64 % 64] |= 1 << (seen.form % 64);
            }
        }
        for (seen, token) in self.seen.iter().zip(&layout.tokens) {
            if named[seen.form as usize / 64 % 64] >> (seen.form % 64) & 1 == 1 && !seen.upper && token.is_word() {
                self.evidence.small(seen.form);
            }
        }
        self.visit_lists(&article.text, layout);
        self.evidence.settle_families();
        self.evidence.settle_towns();
        self.evidence.settle_companies();
        self.offices(article, layout);
        self.other_names(&article.text, layout);
        self.find_things(&article.text, layout);
        self.definitions(article, layout);
    }

    /// Takes down that a listed place stands alone behind "in" or "from", or that a word has a title.
    fn visit(&mut self, token: usize, before: Option<&str>, layout: &Layout, text: &str) {
        const PLACES: lexicon::Classes =
            lexicon::COUNTRY | lexicon::REGION | lexicon::CITY | lexicon::TOWN | lexicon::VILLAGE;
        let Seen { form, classes, caps, .. } = self.seen[token];
        if token > 0 && self.seen[token - 1].classes & lexicon::TITLE != 0 && self.seen[token - 1].upper {
            self.evidence.titled(form);
        }
        let owns = layout.tokens.get(token + 1).is_some_and(|t| matches!(t.of(text), "'s" | "’s"));
        if classes & PLACES == 0 || classes & lexicon::CALENDAR != 0 || owns || caps {
            return;
        }
        match before {
            Some("in" | "In" | "near" | "outside" | "around" | "across" | "throughout") => self.evidence.visit(form, 2),
            Some("to") if token > 1 && layout.tokens[token - 2].of(text).eq_ignore_ascii_case("according") => {}
            Some("at" | "from" | "From" | "to" | "off" | "into" | "towards" | "toward") => self.evidence.visit(form, 1),
            _ => {}
        }
    }

    /// "from Amble and Peterhead": a listed place that stands in one list with places.
    fn visit_lists(&mut self, text: &str, layout: &Layout) {
        let word = |i: usize| layout.tokens[i].of(text);
        for i in 0..self.units.len() {
            let unit = self.units[i];
            if unit.kind != 1 || unit.len != 1 {
                continue;
            }
            let at = unit.first as usize;
            let is_place = |u: Option<&Unit>| u.is_some_and(|u| u.kind == 3 && u.likely[3] > 0.4);
            let end_of = |u: &Unit| (u.first + u.len) as usize;
            let before = i.checked_sub(1).and_then(|i| self.units.get(i));
            let after = self.units.get(i + 1);
            let behind = |mark: &str| before.is_some_and(|u| end_of(u) + 1 == at && word(at - 1) == mark);
            let ahead = |mark: &str| after.is_some_and(|u| u.first as usize == at + 2 && word(at + 1) == mark);
            let last = (behind("and") || behind("or")) && is_place(before);
            let first = (ahead("and") || ahead("or")) && is_place(after);
            let inner = behind(",") && ahead(",") && is_place(before) && is_place(after);
            // "Amble, Seahouses, Bridlington".
            let two = self.units.get(i + 2);
            let opens = ahead(",")
                && is_place(after)
                && is_place(two)
                && after.zip(two).is_some_and(|(a, b)| end_of(a) + 1 == b.first as usize && word(end_of(a)) == ",");
            if last || first || inner || opens {
                self.visit(at, Some("in"), layout, text);
            }
        }
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

    /// "Adilson Varela, commonly known as Cabral", "Angela Carder (née Stone)": another name of a person is a person's.
    fn other_names(&mut self, text: &str, layout: &Layout) {
        let word = |i: usize| layout.tokens[i].of(text);
        for pair in self.units.windows(2) {
            let [person, other] = pair else { continue };
            let (end, first) = ((person.first + person.len) as usize, other.first as usize);
            // A comma or bracket, "also known as" or "better known simply as", and no more.
            if person.kind != 1 || person.likely[1] < 0.5 || other.kind == 1 || !(end + 1..=end + 6).contains(&first) {
                continue;
            }
            let is_aside = matches!(word(end), "," | "(");
            let is_named = matches!(word(first - 1), "née" | "nee" | "nicknamed" | "alias")
                || word(first - 1) == "as"
                    && (end..first - 1).any(|i| word(i) == "known")
                    && (end..first - 1).all(|i| word(i) != "as");
            if is_aside && is_named {
                match other.len {
                    1 => self.evidence.define(self.seen[first].form, 1, 0.95),
                    len => self.evidence.decide(&self.seen[first..first + len as usize], 1),
                }
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
                self.evidence.add(&Unit { first: d.first, len: d.end - d.first, kind, likely }, &self.seen);
            }
        }
    }

    /// Adds to the scores what the rest of the article says.
    pub(super) fn push(&mut self, strength: agreement::Strength, text: &str, layout: &Layout) {
        let sport = self.is_sport();
        let mut chains = std::mem::take(&mut self.chains);
        for stretch in &mut chains {
            let from = stretch.scores as usize;
            let first = stretch.first as usize;
            let end = layout.sentences[stretch.sentence as usize].tokens.end as usize;
            let mut i = 0;
            let len = stretch.len as usize;
            while i < len {
                let token = self.seen[first + i];
                if !token.upper {
                    i += 1;
                    continue;
                }
                let number = self.unit_of[first + i];
                let unit = self.units.get(number as usize).copied();
                let own = unit.filter(|u| u.first as usize == first + i);
                if let Some(unit) = own
                    && let Some(skip) = self.is_like_a_person(&unit, layout, text)
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
                    push_name(&mut self.scores[from + i..from + i + n], kind, 3.0);
                }
                let country = self.listed_country(first + i, first + len);
                if country > 1
                    && own.is_none_or(|u| {
                        u.kind != 3 && u.len as usize <= country || u.kind == 3 && (u.len as usize) < country
                    })
                {
                    stretch.pushed = true;
                    push_name(&mut self.scores[from + i..from + i + country], 3, LIST_PUSH);
                }
                if let Some((from_head, kind)) = own.and_then(|u| self.named_after_someone(&u, first, layout, text)) {
                    stretch.pushed = true;
                    let end = i + own.map_or(1, |u| u.len as usize);
                    push_name(&mut self.scores[from + from_head - first..from + end], kind, HEAD_PUSH);
                }
                if let Some(unit) = own.filter(|u| self.is_only_a_town(u, layout, text)) {
                    stretch.pushed = true;
                    push_name(&mut self.scores[from + i..from + i + unit.len as usize], 3, SAID_PUSH);
                }
                if let Some(unit) = own.filter(|u| sport && self.is_team(u, layout, text)) {
                    stretch.pushed = true;
                    push_name(&mut self.scores[from + i..from + i + unit.len as usize], 2, SAID_PUSH);
                }
                if let Some(unit) = own.filter(|u| u.len == 1 && matches!(u.kind, 2 | 3))
                    && i > 0
                    && self.is_behind_initial(&unit, layout, text)
                {
                    stretch.pushed = true;
                    push_name(&mut self.scores[from + i - 1..=from + i], 1, SAID_PUSH);
                }
                let listed = self.listed_body(first + i, first + len);
                if listed > 1 && own.is_none_or(|u| u.kind != 2 || u.len as usize != listed) {
                    stretch.pushed = true;
                    push_name(&mut self.scores[from + i..from + i + listed], 2, LIST_PUSH);
                }
                if let Some(unit) = own {
                    if let Some(n) = self.located_site(&unit, first + len, layout, text) {
                        stretch.pushed = true;
                        push_name(&mut self.scores[from + i..from + i + n], 3, SAID_PUSH);
                        i += n;
                        continue;
                    }
                    stretch.pushed |= self.push_cues(unit, from + i, (first, first + len), end, layout, text);
                    if let Some((end, kind)) = self.goes_on(&unit, first + len, layout, text) {
                        stretch.pushed = true;
                        let by = if kind == unit.kind { ON_PUSH } else { ON_PUSH + 2.0 };
                        push_name(&mut self.scores[from + i..from + end - first], kind, by);
                        i = end - first;
                        continue;
                    }
                }
                // The head may be the end of a name, or a word that was not found.
                let head = own.map_or(first + i, |u| (u.first + u.len - 1) as usize);
                if let Some(end) = self.body_of(head, first + len, layout, text) {
                    stretch.pushed = true;
                    let start = unit.map_or(i, |u| (u.first as usize).saturating_sub(first));
                    push_name(&mut self.scores[from + start..from + end - first], 2, OF_PUSH);
                    i = (end - first).max(i + 1);
                    continue;
                }
                if let Some((n, kind, push)) =
                    self.evidence.phrase_at(&self.seen[first + i..first + len], own.as_ref(), strength)
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
                // "In 1870 Hitzig": the year is no part of a name.
                let counted = |u: &Unit| u.kind == 4 && u.len == 2 && !self.seen[u.first as usize].upper;
                if let Some(unit) = unit
                    && (unit.len == 1 || counted(&unit))
                    && let Some(push) = self.evidence.of_word(&unit, token, strength)
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
        self.push_things();
        if sport {
            self.push_schedules(text, layout);
        }
    }

    /// Pushes one name of the first pass, or an unfound word, by what the words around it say; tokens of its chain
    /// and the end of its sentence. Whether anything was pushed.
    fn push_cues(
        &mut self,
        unit: Unit,
        scores: usize,
        (first, limit): (usize, usize),
        end: usize,
        layout: &Layout,
        text: &str,
    ) -> bool {
        let (at, mut after) = (unit.first as usize, (unit.first + unit.len) as usize);
        let mut pushed = false;
        // What is said of a run of unfound words is said of its end, where a name begins with its first.
        let alone = at == first || !self.seen[at - 1].upper || layout.tokens[at - 1].of(text) == "The";
        if unit.kind == 0 {
            while after < limit && after - at < 4 && self.seen[after].upper && self.kind_at(after) == 0 {
                after += 1;
            }
        }
        let whole = unit.kind != 0
            || alone && after - at <= 3 && (at..after).all(|i| self.seen[i].classes & lexicon::COMMON == 0);
        if whole
            && let Some(kind) = self.said_to_be(after, end, layout, text)
            && kind != unit.kind
        {
            let by = if kind == 4 { THING_PUSH } else { SAID_PUSH };
            push_name(&mut self.scores[scores..scores + after - at], kind, by);
            pushed = true;
        }
        if matches!(unit.kind, 0 | 4) && alone && self.speaks_behind_quote(at, after, layout, text) {
            push_name(&mut self.scores[scores..scores + after - at], 1, SAID_PUSH);
            pushed = true;
        }
        if unit.kind == 0 && unit.len == 1 && self.is_of_person(at, layout, text) {
            let acronym = layout.tokens[at].is_all_caps() && layout.tokens[at].span.len() > 1;
            self.scores[scores][3] += if acronym { 3.0 } else { 1.5 };
            self.scores[scores][5] += if acronym { 0.0 } else { 1.5 };
            pushed = true;
        }
        if matches!(unit.kind, 0 | 2) && unit.len == 1 && self.is_short_for_body(at, layout, text) {
            self.scores[scores][3] += SAID_PUSH;
            pushed = true;
        }
        if unit.kind != 3 && alone && self.is_dateline(at, after, end, layout, text) {
            push_name(&mut self.scores[scores..scores + after - at], 3, THING_PUSH);
            pushed = true;
        }
        if unit.len == 1 && matches!(unit.kind, 0..=2) && self.is_in_country(at, layout, text) {
            self.scores[scores][5] += 2.5;
            pushed = true;
        }
        pushed
    }

    /// "…,” Joy Bamford, the leader of the council, told": a given name and another between a quotation and who they are.
    fn speaks_behind_quote(&self, at: usize, after: usize, layout: &Layout, text: &str) -> bool {
        const NEVER: lexicon::Classes =
            lexicon::BODY_WORD | lexicon::PLACE_WORD | lexicon::COUNTRY | lexicon::BODY | lexicon::CALENDAR;
        let word = |i: usize| layout.tokens.get(i).map_or("", |t| t.of(text));
        (2..=3).contains(&(after - at))
            && at > 1
            && matches!(word(at - 1), "”" | "\"" | "''" | "’’")
            && matches!(word(at - 2), "," | "?" | "!")
            && self.seen[at].classes & lexicon::GIVEN != 0
            && self.seen[at..after].iter().all(|s| s.classes & NEVER == 0)
            && word(after) == ","
            && (matches!(word(after + 1), "the" | "a" | "an" | "who" | "whose" | "his" | "her" | "one")
                || layout.tokens.get(after + 1).is_some_and(|t| t.has_digit()))
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
                        push_name(&mut self.scores[from + i..from + i + run], 2, RESULT_PUSH);
                    }
                    if run == 0 && layout.tokens[first + i].is_number() {
                        self.scores[from + i][0] += RESULT_PUSH;
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
}

/// Pushes the scores of its tokens towards one name.
pub(super) fn push_name(scores: &mut [[f32; STATES]], kind: u8, by: f32) {
    let label = 2 * usize::from(kind) - 1;
    for (i, cell) in scores.iter_mut().enumerate() {
        cell[label + usize::from(i > 0)] += by;
    }
}

/// Whether a line holds nothing but one name and three numbers or more, or two names, each with its numbers.
fn is_result(tokens: &[Token], seen: &[Seen]) -> bool {
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
