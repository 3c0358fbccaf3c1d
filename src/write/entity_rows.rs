//! What was resolved over all articles, as rows of the tables that hold it.

use crate::extract::places::gazetteer;
use crate::resolve::{Alias, Entity, NearDuplicate};
use crate::tables::aliases::AliasRow;
use crate::tables::near_duplicates::NearDuplicateRow;
use crate::tables::organisations::OrganisationRow;
use crate::tables::people::PersonRow;
use crate::tables::places::PlaceRow;

/// A row of `places`.
#[must_use]
pub fn place(e: &Entity) -> PlaceRow {
    let known = e.place.map(|id| gazetteer().place(id));
    let owned = |text: Option<&str>| text.map(str::to_owned);
    PlaceRow {
        entity_id: e.entity_id.clone(),
        name: e.name.clone(),
        latitude: known.map(|p| p.latitude),
        longitude: known.map(|p| p.longitude),
        geonames_id: known.and_then(|p| p.geonames_id),
        country_code: known.and_then(|p| owned(p.country_code)).or_else(|| e.country_code.clone()),
        feature: known.map(|p| p.feature.to_owned()),
        admin1_code: known.and_then(|p| owned(p.admin1_code)),
        admin1_name: known.and_then(|p| owned(p.admin1_name)),
        population: known.map(|p| p.population).filter(|p| *p > 0),
        n_articles: e.n_articles,
        n_mentions: e.n_mentions,
        first_seen: e.first_seen.map(|d| d.0),
        last_seen: e.last_seen.map(|d| d.0),
    }
}

/// A row of `organisations`.
#[must_use]
pub fn organisation(e: &Entity) -> OrganisationRow {
    OrganisationRow {
        entity_id: e.entity_id.clone(),
        name: e.name.clone(),
        acronym: e.acronym.clone(),
        org_type: e.org_type.map(crate::records::OrgType::as_str),
        country_code: e.country_code.clone(),
        n_articles: e.n_articles,
        n_mentions: e.n_mentions,
        n_quotes: e.n_quotes,
        first_seen: e.first_seen.map(|d| d.0),
        last_seen: e.last_seen.map(|d| d.0),
    }
}

/// A row of `people`.
#[must_use]
pub fn person(e: &Entity) -> PersonRow {
    PersonRow {
        entity_id: e.entity_id.clone(),
        name: e.name.clone(),
        given_name: e.given_name.clone(),
        family_name: e.family_name.clone(),
        title: e.title.clone(),
        role: e.role.clone(),
        n_articles: e.n_articles,
        n_mentions: e.n_mentions,
        n_quotes: e.n_quotes,
        first_seen: e.first_seen.map(|d| d.0),
        last_seen: e.last_seen.map(|d| d.0),
    }
}

/// A row of `aliases`.
#[must_use]
pub fn alias(a: &Alias) -> AliasRow {
    AliasRow {
        entity_id: a.entity_id.clone(),
        alias_id: a.alias_id.clone(),
        alias: a.alias.clone(),
        alias_kind: a.alias_kind.as_str(),
        source: a.source.as_str(),
        n_mentions: a.n_mentions,
    }
}

/// A row of `near_duplicates`.
#[must_use]
pub fn near_duplicate(n: &NearDuplicate) -> NearDuplicateRow {
    NearDuplicateRow {
        article_id: n.article_id.clone(),
        other_article_id: n.other_article_id.clone(),
        cluster_id: n.cluster_id.clone(),
        relation: n.relation,
        similarity: n.similarity,
        containment: n.containment,
    }
}
