//! Stage 4 of 5: one row an entity, over all articles.
//!
//! [`within`] joins the mentions of one article (run in parallel, right after names are found).
//! [`Resolver`] takes one [`Summary`] an article, in any order, and [`Resolver::finish`] gives the
//! entities, near-duplicate clusters and quote groups; the result does not depend on that order.

pub mod within;

use crate::error::Result;
use crate::records::{Day, Extracted, Kind, OrgType, Reject};
use serde::{Deserialize, Serialize};

/// Position of an article in the order in which it was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleNo(pub u32);

/// What resolution needs of one article: small, made in parallel by [`summarise`].
///
/// It is spilled beside the article (and cached with it), then added in the order of article ids,
/// each id once: the pipeline drops duplicates before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Summary {
    article_id: String,
    n_entities: usize,
    n_quotes: usize,
}

/// Reduces an article to what resolution needs.
#[must_use]
pub fn summarise(extracted: &Extracted) -> Summary {
    Summary {
        article_id: extracted.article.id.clone(),
        n_entities: extracted.entities.len(),
        n_quotes: extracted.quotes.len(),
    }
}

/// Collects summaries.
#[derive(Debug, Default)]
pub struct Resolver {
    summaries: Vec<Summary>,
}

/// Gives back an article that was added, from where the pipeline spilled it.
pub type Fetch<'a> = dyn Fn(ArticleNo) -> Result<Extracted> + Sync + 'a;

impl Resolver {
    /// Adds one article.
    ///
    /// # Panics
    /// With more than four thousand million articles.
    pub fn add(&mut self, summary: Summary) -> ArticleNo {
        self.summaries.push(summary);
        ArticleNo(u32::try_from(self.summaries.len() - 1).expect("fewer than 2^32 articles"))
    }

    /// Resolves everything. `fetch` is asked only for articles whose text must be compared.
    ///
    /// # Errors
    /// Whatever `fetch` fails with.
    pub fn finish(self, _fetch: &Fetch<'_>) -> Result<Resolution> {
        Ok(Resolution { summaries: self.summaries, ..Resolution::default() })
    }
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
    summaries: Vec<Summary>,
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
        debug_assert!((local as usize) < self.summaries[article.0 as usize].n_entities);
        None
    }

    /// Cluster of near-duplicates, and whether this article stands for it.
    #[must_use]
    pub fn cluster(&self, article: ArticleNo) -> (&str, bool) {
        (&self.summaries[article.0 as usize].article_id, true)
    }

    /// Group of the same words in several articles.
    #[must_use]
    pub fn quote_group(&self, article: ArticleNo, quote: u32) -> String {
        debug_assert!((quote as usize) < self.summaries[article.0 as usize].n_quotes);
        format!("g{}-{quote}", article.0)
    }
}
