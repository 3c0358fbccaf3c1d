//! `organisations`: bodies.

use super::column::{Table, count, maybe_date, maybe_text, text};
use crate::records::OrgType;

/// One row of `organisations`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrganisationRow {
    /// An `aliases.alias_id` of one of its forms.
    pub entity_id: String,
    /// Representative name.
    pub name: String,
    /// Acronym, where one was seen.
    pub acronym: Option<String>,
    /// What kind of body it is, where the name tells.
    pub org_type: Option<&'static str>,
    /// ISO 3166-1 alpha-2, where the name tells.
    pub country_code: Option<String>,
    /// Articles that mention it.
    pub n_articles: u32,
    /// Mentions of it.
    pub n_mentions: u32,
    /// Quotations it speaks.
    pub n_quotes: u32,
    /// Earliest publication that mentions it.
    pub first_seen: Option<i32>,
    /// Latest publication that mentions it.
    pub last_seen: Option<i32>,
}

/// One row per body that is mentioned.
pub const ORGANISATIONS: Table<OrganisationRow> = Table {
    name: "organisations",
    about: "One row per body that is mentioned.",
    key: &["entity_id"],
    columns: &[
        text::<OrganisationRow>("entity_id", "An `aliases.alias_id` of one of its forms.", |r| &r.entity_id),
        text::<OrganisationRow>("name", "Representative name.", |r| &r.name),
        maybe_text::<OrganisationRow>("acronym", "Acronym, where one was seen.", |r| r.acronym.as_deref()),
        maybe_text::<OrganisationRow>("org_type", "What kind of body it is, where the name tells.", |r| r.org_type)
            .one_of(OrgType::VALUES),
        maybe_text::<OrganisationRow>("country_code", "ISO 3166-1 alpha-2, where the name tells.", |r| {
            r.country_code.as_deref()
        }),
        count::<OrganisationRow>("n_articles", "Articles that mention it.", |r| r.n_articles),
        count::<OrganisationRow>("n_mentions", "Mentions of it.", |r| r.n_mentions),
        count::<OrganisationRow>("n_quotes", "Quotations it speaks.", |r| r.n_quotes),
        maybe_date::<OrganisationRow>("first_seen", "Earliest publication that mentions it.", |r| r.first_seen),
        maybe_date::<OrganisationRow>("last_seen", "Latest publication that mentions it.", |r| r.last_seen),
    ],
};
