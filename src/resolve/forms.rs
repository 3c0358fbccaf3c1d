//! Name forms: the rows that resolution across articles works on.
//!
//! In: the entities of one article, one at a time and in any order. Out: one [`FormRow`] per kind,
//! normalised name and evidence that may split it, with bounded sketches of all that was seen of
//! it. [`FormRow::absorb`] is commutative and associative, so rows can be aggregated anywhere (here,
//! or `GROUP BY key` on a cluster), resolved together and joined back by [`FormRow::key`].

use super::fold::fold;
use super::within::looks_like_acronym;
use crate::extract::places::gazetteer;
use crate::records::{AliasKind, AliasSource, Day, Extracted, Gender, Kind, LocalEntity, OrgType, PlaceId};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// Content hash of a kind, a normalised name and the evidence that may split it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormKey(pub u64);

/// One spelling and how often it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spelling {
    /// As written.
    pub text: String,
    /// What it was to its entity in most articles (the strongest seen).
    pub kind: AliasKind,
    /// Where it was seen.
    pub source: AliasSource,
    /// Mentions.
    pub n_mentions: u32,
    /// Earliest publication.
    pub first_seen: Option<Day>,
}

/// A text and how many articles gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// As written.
    pub text: String,
    /// Articles.
    pub n_articles: u32,
}

/// All that is known of one name form: bounded in size however often it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRow {
    /// What rows are aggregated and joined by.
    pub key: FormKey,
    /// What it names.
    pub kind: Kind,
    /// The fullest name, folded.
    pub folded: String,
    /// Whether it names a child.
    pub is_minor: bool,
    /// A single name of a person, or an acronym nobody spelt out: means something in its week only.
    pub is_short: bool,
    /// Week of publication, for short names (days since 1970 / 7).
    pub week: Option<i32>,
    /// For single names of people: the article that they mean somebody in.
    pub story: Option<u64>,
    /// For places and metonyms: the row of the gazetteer.
    pub place: Option<PlaceId>,
    /// ISO 3166-1 alpha-2.
    pub country_code: Option<String>,
    /// Most frequent type of body.
    pub org_types: Vec<(OrgType, u32)>,
    /// Votes for female and male.
    pub genders: [u32; 2],
    /// Spellings; at most [`MAX_SPELLINGS`], those with the smallest hashes.
    pub spellings: Vec<Spelling>,
    /// "Dr", "Sir"; at most [`MAX_TEXTS`].
    pub titles: Vec<Counted>,
    /// "the Galway coroner"; at most [`MAX_TEXTS`].
    pub descriptions: Vec<Counted>,
    /// Hashes of what it is named together with, and in how many articles; at most [`MAX_CONTEXTS`].
    pub contexts: Vec<(u32, u32)>,
    /// In which weeks it was named: bit `week mod 256`.
    pub weeks: [u64; 4],
    /// Articles.
    pub n_articles: u32,
    /// Mentions.
    pub n_mentions: u32,
    /// Quotes.
    pub n_quotes: u32,
    /// Earliest publication.
    pub first_seen: Option<Day>,
    /// Latest publication.
    pub last_seen: Option<Day>,
}

/// Spellings kept of one form.
// 32: own spellings stay first, so that an id made of one is not lost; known bodies have some twenty.
pub const MAX_SPELLINGS: usize = 32;
/// Titles, and descriptions, kept of one form.
pub const MAX_TEXTS: usize = 8;
/// Offices that one person of a name holds.
const OFFICES: [&str; 11] = [
    "president",
    "prime minister",
    "premier",
    "chancellor",
    "king",
    "queen",
    "pope",
    "emperor",
    "sultan",
    "emir",
    "shah",
];
/// Contexts kept of one form.
pub const MAX_CONTEXTS: usize = 24;

/// The name forms of one article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ArticleForms {
    /// One row for each of its local entities, in their order; their [contexts](FormRow::contexts) are left empty.
    pub rows: Vec<FormRow>,
    /// Their contexts.
    pub company: Company,
}

/// What the rows of one article are named together with, held once for all of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Company {
    /// Hashes of the most important entities, sorted.
    #[serde(with = "crate::pack::packed")]
    hashes: Vec<u32>,
    /// Which of these each row is not in, as it is that one itself or the last; [`NONE`] where there is none such.
    left_out: Vec<u8>,
}

/// No place in a company.
const NONE: u8 = u8::MAX;

impl Company {
    /// That of row `i`, sorted, each once.
    fn of(&self, i: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let left_out = self.left_out.get(i).copied().unwrap_or(NONE);
        let others = self.hashes.iter().zip(0u8..).filter(move |c| c.1 != left_out).map(|c| *c.0);
        let mut last = None;
        others.filter(move |&hash| last.replace(hash) != Some(hash)).map(|hash| (hash, 1))
    }

    /// Row `i` with its contexts.
    #[must_use]
    pub fn with(&self, i: usize, row: FormRow) -> FormRow {
        let mut contexts = Vec::with_capacity(self.hashes.len().min(MAX_CONTEXTS));
        contexts.extend(self.of(i));
        FormRow { contexts, ..row }
    }

    /// Adds row `i` with its contexts to what is known of its form.
    pub fn add(&self, i: usize, row: FormRow, known: &mut FormRow) {
        known.absorb(row);
        add_contexts(&mut known.contexts, self.of(i));
    }
}

/// The name forms of one article: one row for each of its local entities, in their order.
#[must_use]
pub fn of_article(extracted: &Extracted) -> ArticleForms {
    let names: Vec<String> = extracted.entities.iter().map(folded_name).collect();
    let week = extracted.article.published_date.map(|d| d.0.div_euclid(7));
    let contexts: Vec<u32> = extracted
        .entities
        .iter()
        .zip(&names)
        .map(|(e, name)| match e.kind {
            Kind::Person if !name.contains(' ') => 0,
            Kind::Place if e.place.is_none() => 0,
            kind => context_hash(kind, name),
        })
        .collect();
    // An article adds its most important company only: of each entity the first others, of which there is one
    // more than it may have when it is among them.
    let mut company: Vec<(u32, usize)> = contexts.iter().copied().zip(0..).filter(|c| c.0 != 0).collect();
    company.truncate(MAX_CONTEXTS + 1);
    let last = company.get(MAX_CONTEXTS).map(|c| c.1);
    let limit = last.unwrap_or(contexts.len());
    company.sort_unstable();
    let mut rows = Vec::with_capacity(names.len());
    let mut left_out = Vec::with_capacity(names.len());
    let mut seen: FxHashSet<FormKey> = FxHashSet::default();
    for (i, (entity, name)) in extracted.entities.iter().zip(names).enumerate() {
        let mut row = row(entity, name, week, extracted.article.published_date, &extracted.article.id);
        if !seen.insert(row.key) {
            row.n_articles = 0;
        }
        rows.push(row);
        let out = if contexts[i] != 0 && i < limit { Some(i) } else { last };
        let place = company.iter().zip(0u8..).find(|c| Some(c.0.1) == out);
        left_out.push(place.map_or(NONE, |c| c.1));
    }
    ArticleForms { rows, company: Company { hashes: company.iter().map(|c| c.0).collect(), left_out } }
}

/// What rows of one kind and name are compared by.
fn folded_name(entity: &LocalEntity) -> String {
    match (entity.kind, entity.place) {
        (Kind::Organisation, _) => super::known::body_key(&entity.name),
        (Kind::Place, Some(place)) => {
            let place = gazetteer().place(place);
            match place.geonames_id {
                Some(id) => format!("#{id}"),
                None => format!(
                    "{} {} {}",
                    fold(place.name, Kind::Place),
                    place.country_code.unwrap_or_default(),
                    place.feature
                ),
            }
        }
        _ => fold(&entity.name, entity.kind),
    }
}

fn row(entity: &LocalEntity, folded: String, week: Option<i32>, day: Option<Day>, article_id: &str) -> FormRow {
    let is_minor = entity.kind == Kind::Person && entity.age.is_some_and(|a| a < 18);
    let is_short = match entity.kind {
        Kind::Person => !folded.contains(' '),
        Kind::Organisation => looks_like_acronym(&entity.name) && super::known::of_key(&folded).is_none(),
        Kind::Place => false,
    };
    // A family name says who is meant only inside its article: what joins two of them is found later.
    let stands_alone = is_short && entity.kind == Kind::Person;
    let week_of_short = if stands_alone { week } else { None };
    let mut hashed = [entity.kind.as_str(), "|", &folded].concat();
    if is_minor {
        hashed.push_str("|minor");
    }
    let story = if stands_alone {
        hashed.push_str("|in ");
        hashed.push_str(article_id);
        Some(xxh3_64(article_id.as_bytes()))
    } else {
        None
    };
    let mut weeks = [0; 4];
    if let Some(week) = week {
        let bit = usize::try_from(week.rem_euclid(256)).unwrap_or_default();
        weeks[bit / 64] |= 1 << (bit % 64);
    }
    let counted = |texts: &[String]| -> Vec<Counted> {
        let mut list: Vec<Counted> =
            texts.iter().take(MAX_TEXTS).map(|t| Counted { text: t.clone(), n_articles: 1 }).collect();
        list.sort_by_cached_key(|c| text_rank(&c.text));
        list
    };
    let mut spellings: Vec<Spelling> = entity
        .forms
        .iter()
        .map(|f| Spelling {
            text: f.text.clone(),
            kind: f.kind,
            source: f.source,
            n_mentions: f.n_mentions,
            first_seen: day,
        })
        .collect();
    spellings.sort_by_cached_key(|s| spelling_rank(s, entity.kind, &folded));
    spellings.truncate(MAX_SPELLINGS);
    FormRow {
        key: FormKey(xxh3_64(hashed.as_bytes())),
        kind: entity.kind,
        folded,
        is_minor,
        is_short,
        week: week_of_short,
        story,
        place: entity.place,
        country_code: entity.country_code.clone(),
        org_types: entity.org_type.map(|t| (t, 1)).into_iter().collect(),
        genders: match entity.gender {
            Some(Gender::Female) => [1, 0],
            Some(Gender::Male) => [0, 1],
            None => [0, 0],
        },
        spellings,
        titles: counted(&entity.titles),
        descriptions: counted(&entity.descriptions),
        contexts: Vec::new(),
        weeks,
        n_articles: 1,
        n_mentions: entity.n_mentions,
        n_quotes: entity.n_quotes,
        first_seen: day,
        last_seen: day,
    }
}

fn context_hash(kind: Kind, folded: &str) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "any 32 bits will do; 0 means none")]
    let hash = xxh3_64([kind.as_str(), " ", folded].concat().as_bytes()) as u32;
    hash.max(1)
}

/// Spellings of the name itself first (ids are made of them), then acronyms and long ones, then by hash: which
/// stay when there are too many. Depends on the text only, so that the order of additions does not matter.
fn spelling_rank(s: &Spelling, kind: Kind, folded: &str) -> (bool, bool, std::cmp::Reverse<usize>, u64, String) {
    let n_words = s.text.split(' ').count().min(4);
    let is_own = super::naming::fold_name(&s.text, kind) == folded;
    (!is_own, !looks_like_acronym(&s.text), std::cmp::Reverse(n_words), xxh3_64(s.text.as_bytes()), s.text.clone())
}

/// Short texts recur, so they stay; then by hash.
fn text_rank(text: &str) -> (usize, u64, String) {
    (text.split(' ').count().max(4), xxh3_64(text.as_bytes()), text.to_owned())
}

impl FormRow {
    /// Adds what another row of the same key knows. The order of additions does not matter.
    pub fn absorb(&mut self, other: Self) {
        debug_assert_eq!(self.key, other.key);
        let known = self.spellings.len();
        for new in other.spellings {
            match self.spellings.iter_mut().find(|s| s.text == new.text) {
                Some(old) => {
                    old.n_mentions += new.n_mentions;
                    old.kind = old.kind.min(new.kind);
                    old.first_seen = smaller(old.first_seen, new.first_seen);
                    old.source = stronger(old.source, new.source);
                }
                None => self.spellings.push(new),
            }
        }
        if self.spellings.len() > known {
            self.spellings.sort_by_cached_key(|s| spelling_rank(s, self.kind, &self.folded));
            self.spellings.truncate(MAX_SPELLINGS);
        }
        add_texts(&mut self.titles, other.titles);
        add_texts(&mut self.descriptions, other.descriptions);
        add_contexts(&mut self.contexts, other.contexts);
        for (org_type, n) in other.org_types {
            match self.org_types.iter_mut().find(|(t, _)| *t == org_type) {
                Some((_, count)) => *count += n,
                None => self.org_types.push((org_type, n)),
            }
        }
        self.org_types.sort_unstable();
        for i in 0..2 {
            self.genders[i] += other.genders[i];
        }
        for i in 0..4 {
            self.weeks[i] |= other.weeks[i];
        }
        self.place = smaller(self.place, other.place);
        self.country_code = smaller(self.country_code.take(), other.country_code);
        self.n_articles += other.n_articles;
        self.n_mentions += other.n_mentions;
        self.n_quotes += other.n_quotes;
        self.first_seen = smaller(self.first_seen, other.first_seen);
        self.last_seen = self.last_seen.max(other.last_seen);
    }

    /// "Mike" without a title: says hardly who is meant outside its article.
    #[must_use]
    pub fn is_given_name_only(&self) -> bool {
        self.story.is_some() && self.titles.is_empty() && super::gender::is_given_name(&self.folded)
    }

    /// Whether an article names the other as somebody else.
    #[must_use]
    pub fn is_named_beside(&self, other: &Self) -> bool {
        let hash = context_hash(other.kind, &other.folded);
        self.contexts.binary_search_by_key(&hash, |c| c.0).is_ok()
    }

    /// Whether both are called by one office that one person holds at a time.
    #[must_use]
    pub fn shares_office(&self, other: &Self) -> bool {
        let held = |row: &Self, office: &str| {
            row.titles.iter().chain(&row.descriptions).any(|t| {
                let at = t.text.len().checked_sub(office.len()).filter(|&at| t.text.is_char_boundary(at));
                at.is_some_and(|at| {
                    t.text[at..].eq_ignore_ascii_case(office) && (at == 0 || t.text[..at].ends_with(' '))
                })
            })
        };
        OFFICES.iter().any(|o| held(self, o) && held(other, o))
    }

    /// Whether the two were named in the same week or in neighbouring ones; unknown weeks never.
    #[must_use]
    pub fn shares_week(&self, other: &Self) -> bool {
        let rotate =
            |w: &[u64; 4], left: bool| -> [u64; 4] {
                std::array::from_fn(|i| {
                    if left { w[i] << 1 | w[(i + 3) % 4] >> 63 } else { w[i] >> 1 | w[(i + 1) % 4] << 63 }
                })
            };
        let (up, down) = (rotate(&other.weeks, true), rotate(&other.weeks, false));
        (0..4).any(|i| self.weeks[i] & (other.weeks[i] | up[i] | down[i]) != 0)
    }

    /// How many of the things that both are named with are the same.
    #[must_use]
    pub fn shared_contexts(&self, other: &Self) -> usize {
        let (mut i, mut j, mut n) = (0, 0, 0);
        while let (Some(a), Some(b)) = (self.contexts.get(i), other.contexts.get(j)) {
            match a.0.cmp(&b.0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, n) = (i + 1, j + 1, n + 1),
            }
        }
        n
    }
}

/// A definition in the text says more than a list, and a list more than a mention.
pub(super) fn stronger(a: AliasSource, b: AliasSource) -> AliasSource {
    let rank = |s: AliasSource| match s {
        AliasSource::InText => 0,
        AliasSource::Gazetteer => 1,
        AliasSource::Mention => 2,
    };
    if rank(a) <= rank(b) { a } else { b }
}

/// The smaller of two; None is not smaller.
fn smaller<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn add_texts(to: &mut Vec<Counted>, from: Vec<Counted>) {
    let known = to.len();
    for new in from {
        match to.iter_mut().find(|c| c.text == new.text) {
            Some(old) => old.n_articles += new.n_articles,
            None => to.push(new),
        }
    }
    if to.len() == known {
        return;
    }
    to.sort_by_cached_key(|c| text_rank(&c.text));
    to.truncate(MAX_TEXTS);
}

fn add_contexts(to: &mut Vec<(u32, u32)>, from: impl IntoIterator<Item = (u32, u32)>) {
    for new in from {
        match to.binary_search_by_key(&new.0, |c| c.0) {
            Ok(i) => to[i].1 += new.1,
            Err(i) if i < MAX_CONTEXTS => {
                // As much as there can be: doubling would take more.
                if to.len() == to.capacity() {
                    to.reserve_exact((MAX_CONTEXTS + 1).saturating_sub(to.len()));
                }
                to.insert(i, new);
                to.truncate(MAX_CONTEXTS);
            }
            Err(_) => break, // the others are larger still
        }
    }
    to.truncate(MAX_CONTEXTS);
}

/// Rows with equal keys become one; sorted by kind, name and key.
#[must_use]
pub fn aggregate(rows: impl IntoIterator<Item = FormRow>) -> Vec<FormRow> {
    let mut at: FxHashMap<FormKey, usize> = FxHashMap::default();
    let mut out: Vec<FormRow> = Vec::new();
    for row in rows {
        if let Some(&i) = at.get(&row.key) {
            out[i].absorb(row);
        } else {
            at.insert(row.key, out.len());
            out.push(row);
        }
    }
    sort(&mut out);
    out
}

/// The order in which rows are resolved: by content.
pub fn sort(rows: &mut [FormRow]) {
    rows.sort_by(|a, b| (a.kind, &a.folded, a.key).cmp(&(b.kind, &b.folded, b.key)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_is_in_the_company_of_the_first_others() {
        for n in [2usize, 23, 24, 25, 26, 40] {
            let names = (0..n)
                .map(|i| format!("{{p Ann {}son}} met {{p Bo}}. ", ["Bel", "Cor", "Dun"][i % 3].repeat(i / 3 + 1)));
            let extracted = crate::resolve::marked::extracted("a", None, &names.collect::<String>());
            let forms = of_article(&extracted);
            let hashes: Vec<u32> = extracted
                .entities
                .iter()
                .map(|e| {
                    let name = folded_name(e);
                    if name.contains(' ') { context_hash(e.kind, &name) } else { 0 }
                })
                .collect();
            assert_eq!(hashes.len(), n + 1);
            assert_eq!(forms.rows.len(), hashes.len());
            for i in 0..hashes.len() {
                let others = (0..hashes.len()).filter(|&j| j != i && hashes[j] != 0).map(|j| (hashes[j], 1));
                let mut want: Vec<(u32, u32)> = others.take(MAX_CONTEXTS).collect();
                want.sort_unstable();
                assert_eq!(forms.company.of(i).collect::<Vec<_>>(), want, "{n} {i}");
            }
        }
    }
}
