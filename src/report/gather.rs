//! Counts over a whole dataset, read table by table; of texts only a sample is ever held.

use crate::dataset::Dataset;
use crate::error::Result;
use crate::records::Day;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// What is known of an article without its text.
#[derive(Debug, Clone)]
pub struct ArticleFacts {
    /// Id.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Position in [`Facts::outlets`].
    pub outlet: u32,
    /// Day of publication, days since 1970.
    pub day: Option<i64>,
    /// Near-duplicate cluster.
    pub cluster: String,
    /// Whether it stands for its cluster.
    pub is_canonical: bool,
    /// Language.
    pub lang: Option<String>,
    /// Mentions in it.
    pub n_mentions: u32,
    /// Quotes in it.
    pub n_quotes: u32,
}

/// A person or body.
#[derive(Debug, Clone)]
pub struct Named {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it is a body.
    pub is_organisation: bool,
    /// Role of a person, type of a body.
    pub what: Option<String>,
    /// Articles, mentions, quotes.
    pub counts: [u64; 3],
    /// First and last day.
    pub seen: [Option<i64>; 2],
}

/// A place with coordinates.
#[derive(Debug, Clone)]
pub struct Place {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// ISO 3166-1.
    pub country: Option<String>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Articles that mean the place itself.
    pub n_articles: u64,
}

/// Direct, mixed and indirect quotes.
pub type ByType = [u64; 3];

/// Everything that the figures need.
#[derive(Debug, Default)]
pub struct Facts {
    /// By position.
    pub articles: Vec<ArticleFacts>,
    /// Names of outlets; the first is "?" for those without.
    pub outlets: Vec<String>,
    /// People and bodies, most articles first.
    pub named: Vec<Named>,
    /// Places, most articles first.
    pub places: Vec<Place>,
    /// Aliases of an entity with their mentions.
    pub aliases: FxHashMap<String, Vec<(String, u64)>>,
    /// Articles by days that they name: (day, article).
    pub days: FxHashSet<(i64, u32)>,
    /// Quotes of canonical articles by speaker.
    pub by_speaker: FxHashMap<String, ByType>,
    /// Quotes of canonical articles by outlet.
    pub by_outlet: FxHashMap<u32, ByType>,
    /// Articles that mention each of the [`TOP`] entities: (position in `named`, article).
    pub seen_in: Vec<(u32, u32)>,
    /// Rejects by severity, code and stage.
    pub rejects: BTreeMap<(String, String, String), u64>,
    /// Named counts: how many, of how many.
    pub doubts: Vec<(&'static str, u64, u64)>,
    /// Rows by tenth of confidence: mentions, dates, quotes.
    pub confidence: [[u64; 10]; 3],
}

/// People and bodies whose meetings are counted.
pub const TOP: usize = 20;

/// Tenth of a confidence; 0.9 as written to 32 bits is in the last one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=9")]
fn tenth(confidence: f64) -> usize {
    (((confidence * 1e4).round() / 1e4 * 10.0).floor().clamp(0.0, 9.0)) as usize
}

#[expect(clippy::cast_sign_loss, reason = "counts are not negative")]
fn count(n: Option<i64>) -> u64 {
    n.unwrap_or(0).max(0) as u64
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

/// A day as it is written.
#[must_use]
pub fn day(days: i64) -> String {
    i32::try_from(days).map_or_else(|_| String::new(), |days| Day(days).to_string())
}

/// Positions by article id; rows come article by article, so the last one is remembered.
struct Positions {
    by_id: FxHashMap<String, u32>,
    last: (String, Option<u32>),
}

impl Positions {
    fn of(&mut self, id: &str) -> Option<u32> {
        if self.last.0 != id {
            self.last = (id.to_owned(), self.by_id.get(id).copied());
        }
        self.last.1
    }
}

/// Reads everything.
///
/// # Errors
/// When a table cannot be read or lacks a column.
pub fn gather(dataset: &Dataset) -> Result<Facts> {
    let mut facts = Facts { outlets: vec!["?".to_owned()], ..Facts::default() };
    let mut positions = articles(dataset, &mut facts)?;
    entities(dataset, &mut facts)?;
    mentions(dataset, &mut facts, &mut positions)?;
    dates(dataset, &mut facts, &mut positions)?;
    quotes(dataset, &mut facts, &mut positions)?;
    dataset.each("rejects", &["severity", "code", "stage"], |batch| {
        for row in 0..batch.n_rows() {
            let cell = |column| batch.text(column, row).unwrap_or("").to_owned();
            *facts.rejects.entry((cell(0), cell(1), cell(2))).or_default() += 1;
        }
    })?;
    Ok(facts)
}

fn articles(dataset: &Dataset, facts: &mut Facts) -> Result<Positions> {
    let columns = ["article_id", "title", "outlet", "published_date", "cluster_id", "is_canonical", "lang"];
    let mut outlets: FxHashMap<String, u32> = FxHashMap::default();
    let mut by_id = FxHashMap::default();
    dataset.each("articles", &columns, |batch| {
        for row in 0..batch.n_rows() {
            let outlet = batch.text(2, row).map_or(0, |outlet| {
                outlets.get(outlet).copied().unwrap_or_else(|| {
                    let new = u32::try_from(facts.outlets.len()).unwrap_or(0);
                    facts.outlets.push(outlet.to_owned());
                    outlets.insert(outlet.to_owned(), new);
                    new
                })
            });
            let id = batch.text(0, row).unwrap_or("").to_owned();
            by_id.insert(id.clone(), u32::try_from(facts.articles.len()).unwrap_or(u32::MAX));
            facts.articles.push(ArticleFacts {
                id,
                title: owned(batch.text(1, row)),
                outlet,
                day: batch.whole(3, row),
                cluster: batch.text(4, row).unwrap_or("").to_owned(),
                is_canonical: batch.flag(5, row),
                lang: owned(batch.text(6, row)),
                n_mentions: 0,
                n_quotes: 0,
            });
        }
    })?;
    let n = facts.articles.len() as u64;
    let of = |is: fn(&ArticleFacts) -> bool| facts.articles.iter().filter(|a| is(a)).count() as u64;
    facts.doubts.push(("articles without a day of publication", of(|a| a.day.is_none()), n));
    facts.doubts.push(("articles not in English", of(|a| a.lang.as_deref().is_some_and(|l| l != "en")), n));
    facts.doubts.push(("articles that repeat another", of(|a| !a.is_canonical), n));
    Ok(Positions { by_id, last: (String::new(), None) })
}

fn entities(dataset: &Dataset, facts: &mut Facts) -> Result<()> {
    for (table, what) in [("people", "role"), ("organisations", "org_type")] {
        let columns = ["entity_id", "name", what, "n_articles", "n_mentions", "n_quotes", "first_seen", "last_seen"];
        dataset.each(table, &columns, |batch| {
            for row in 0..batch.n_rows() {
                facts.named.push(Named {
                    id: batch.text(0, row).unwrap_or("").to_owned(),
                    name: batch.text(1, row).unwrap_or("").to_owned(),
                    is_organisation: table == "organisations",
                    what: owned(batch.text(2, row)),
                    counts: [3, 4, 5].map(|column| count(batch.whole(column, row))),
                    seen: [6, 7].map(|column| batch.whole(column, row)),
                });
            }
        })?;
    }
    facts.named.sort_by(|a, b| b.counts[0].cmp(&a.counts[0]).then(b.counts[1].cmp(&a.counts[1])).then(a.id.cmp(&b.id)));
    dataset.each("places", &["entity_id", "name", "country_code", "latitude", "longitude"], |batch| {
        for row in 0..batch.n_rows() {
            if let (Some(latitude), Some(longitude)) = (batch.real(3, row), batch.real(4, row)) {
                facts.places.push(Place {
                    id: batch.text(0, row).unwrap_or("").to_owned(),
                    name: batch.text(1, row).unwrap_or("").to_owned(),
                    country: owned(batch.text(2, row)),
                    latitude,
                    longitude,
                    n_articles: 0,
                });
            }
        }
    })?;
    // Only the entities that a table can show.
    let wanted: FxHashSet<&str> =
        [false, true].into_iter().flat_map(|is| facts.top_named(is)).map(|n| n.id.as_str()).collect();
    let mut aliases: FxHashMap<String, Vec<(String, u64)>> = FxHashMap::default();
    dataset.each("aliases", &["entity_id", "alias", "source", "n_mentions"], |batch| {
        for row in 0..batch.n_rows() {
            let id = batch.text(0, row).unwrap_or("");
            if wanted.contains(id) && batch.text(2, row) != Some("gazetteer") {
                let alias = (batch.text(1, row).unwrap_or("").to_owned(), count(batch.whole(3, row)));
                aliases.entry(id.to_owned()).or_default().push(alias);
            }
        }
    })?;
    facts.aliases = aliases;
    Ok(())
}

fn mentions(dataset: &Dataset, facts: &mut Facts, positions: &mut Positions) -> Result<()> {
    let place_of: FxHashMap<String, u32> =
        facts.places.iter().enumerate().filter_map(|(i, p)| Some((p.id.clone(), u32::try_from(i).ok()?))).collect();
    let top_of: FxHashMap<String, u32> = facts.named.iter().take(TOP).map(|n| n.id.clone()).zip(0..).collect();
    let (mut n, mut loose) = (0, 0);
    let mut places: Vec<(u32, u32)> = Vec::new();
    let columns = ["article_id", "kind", "entity_id", "role", "confidence"];
    dataset.each("mentions", &columns, |batch| {
        for row in 0..batch.n_rows() {
            n += 1;
            facts.confidence[0][tenth(batch.real(4, row).unwrap_or(0.0))] += 1;
            let Some(article) = positions.of(batch.text(0, row).unwrap_or("")) else { continue };
            facts.articles[article as usize].n_mentions += 1;
            let Some(entity) = batch.text(2, row) else {
                loose += 1;
                continue;
            };
            if batch.text(1, row) == Some("place") {
                if batch.text(3, row) == Some("literal")
                    && let Some(&place) = place_of.get(entity)
                {
                    places.push((place, article));
                }
            } else if let Some(&top) = top_of.get(entity) {
                facts.seen_in.push((top, article));
            }
        }
    })?;
    places.sort_unstable();
    places.dedup();
    for (place, _) in places {
        facts.places[place as usize].n_articles += 1;
    }
    facts.places.retain(|p| p.n_articles > 0);
    facts.places.sort_by(|a, b| b.n_articles.cmp(&a.n_articles).then(a.id.cmp(&b.id)));
    facts.seen_in.sort_unstable();
    facts.seen_in.dedup();
    facts.doubts.push(("mentions that name nobody known", loose, n));
    Ok(())
}

fn dates(dataset: &Dataset, facts: &mut Facts, positions: &mut Positions) -> Result<()> {
    let window = facts.window();
    let (mut n, mut unanchored, mut ambiguous) = (0, 0, 0);
    let columns = ["article_id", "timex_type", "start_date", "granularity", "is_fuzzy", "alt_value", "confidence"];
    dataset.each("dates", &columns, |batch| {
        for row in 0..batch.n_rows() {
            n += 1;
            facts.confidence[1][tenth(batch.real(6, row).unwrap_or(0.0))] += 1;
            let start = batch.whole(2, row);
            unanchored += u64::from(start.is_none() && matches!(batch.text(1, row), Some("DATE" | "TIME")));
            ambiguous += u64::from(batch.text(5, row).is_some());
            if let (Some(start), Some((first, last))) = (start, window)
                && (first..=last).contains(&start)
                && batch.text(3, row) == Some("day")
                && !batch.flag(4, row)
                && let Some(article) = positions.of(batch.text(0, row).unwrap_or(""))
            {
                facts.days.insert((start, article));
            }
        }
    })?;
    facts.doubts.push(("dates and times without a day", unanchored, n));
    facts.doubts.push(("dates with another reading", ambiguous, n));
    Ok(())
}

fn quotes(dataset: &Dataset, facts: &mut Facts, positions: &mut Positions) -> Result<()> {
    let (mut n, mut direct, mut unknown, mut unclosed) = (0, 0, 0, 0);
    let columns = ["article_id", "speaker_id", "speaker_kind", "quote_type", "is_closed", "confidence"];
    dataset.each("quotes", &columns, |batch| {
        for row in 0..batch.n_rows() {
            n += 1;
            facts.confidence[2][tenth(batch.real(5, row).unwrap_or(0.0))] += 1;
            let kind = match batch.text(3, row) {
                Some("direct") => 0,
                Some("mixed") => 1,
                _ => 2,
            };
            direct += u64::from(kind == 0);
            unknown += u64::from(batch.text(2, row) == Some("unknown"));
            unclosed += u64::from(kind == 0 && !batch.flag(4, row));
            let Some(article) = positions.of(batch.text(0, row).unwrap_or("")) else { continue };
            let article = &mut facts.articles[article as usize];
            article.n_quotes += 1;
            if article.is_canonical {
                facts.by_outlet.entry(article.outlet).or_default()[kind] += 1;
                if let Some(speaker) = batch.text(1, row) {
                    if let Some(counts) = facts.by_speaker.get_mut(speaker) {
                        counts[kind] += 1;
                    } else {
                        let mut counts = [0; 3];
                        counts[kind] = 1;
                        facts.by_speaker.insert(speaker.to_owned(), counts);
                    }
                }
            }
        }
    })?;
    facts.doubts.push(("quotes without a known speaker", unknown, n));
    facts.doubts.push(("direct quotes without a closing mark", unclosed, direct));
    Ok(())
}

/// Days before the first and after the last publication that the news may still be about.
pub const MARGIN_DAYS: i64 = 90;

/// People or bodies that a table shows.
pub const LISTED: usize = 200;

impl Facts {
    /// First and last day of publication.
    #[must_use]
    pub fn published(&self) -> Option<(i64, i64)> {
        let days = || self.articles.iter().filter_map(|a| a.day);
        Some((days().min()?, days().max()?))
    }

    /// The days that the news may be about.
    #[must_use]
    pub fn window(&self) -> Option<(i64, i64)> {
        self.published().map(|(first, last)| (first - MARGIN_DAYS, last + MARGIN_DAYS))
    }

    /// The people, or the bodies, of most articles.
    pub fn top_named(&self, organisations: bool) -> impl Iterator<Item = &Named> {
        self.named.iter().filter(move |n| n.is_organisation == organisations).take(LISTED)
    }
}
