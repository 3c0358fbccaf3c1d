//! One article apart from all others: each of its entities is the name form it will be counted under.
//!
//! For engines that resolve elsewhere: rows made with this carry form ids where entity ids will stand.

use super::forms::{ArticleForms, FormRow};
use super::near_duplicates::Sketch;
use super::quote_groups::QuoteWords;
use super::{Entity, Resolution, Summary, cluster};
use crate::records::Extracted;

impl Summary {
    /// Its name forms: one row for each local entity, in their order.
    #[must_use]
    pub fn forms(&self) -> Vec<FormRow> {
        let ArticleForms { rows, company } = &self.forms;
        rows.iter().cloned().enumerate().map(|(i, row)| company.with(i, row)).collect()
    }

    /// What quotes are grouped by, in their order.
    #[must_use]
    pub fn quotes(&self) -> &[QuoteWords] {
        &self.quotes
    }

    /// What near-duplicates are found by.
    #[must_use]
    pub const fn sketch(&self) -> &Sketch {
        &self.sketch
    }
}

impl Resolution {
    /// What is known of an article (as number 0) before all articles are resolved together.
    #[must_use]
    pub fn by_form(extracted: &Extracted, summary: &Summary) -> Self {
        let entity = |(row, local): (&FormRow, &crate::records::LocalEntity)| Entity {
            entity_id: row.key.to_string(),
            kind: row.kind,
            name: local.name.clone(),
            given_name: None,
            family_name: None,
            title: None,
            role: None,
            acronym: None,
            org_type: None,
            country_code: None,
            place: None,
            n_articles: 1,
            n_mentions: local.n_mentions,
            n_quotes: local.n_quotes,
            first_seen: row.first_seen,
            last_seen: row.last_seen,
        };
        Self {
            locals: (0..summary.forms.rows.len()).map(|i| Some(cluster::index(i))).collect(),
            starts: vec![(0, 0)],
            quote_groups: summary.quotes.iter().map(|q| q.whole).collect(),
            article_ids: vec![summary.sketch.article_id.clone()],
            canonical: vec![0],
            is_apart: true,
            entities: summary.forms.rows.iter().zip(&extracted.entities).map(entity).collect(),
            ..Self::default()
        }
    }
}

impl std::fmt::Display for super::forms::FormKey {
    /// As a form id: a letter, then the key in hex.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "f{:016x}", self.0)
    }
}
