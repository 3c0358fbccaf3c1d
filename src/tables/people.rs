//! `people`: people.

use super::column::{Table, count, maybe_date, maybe_text, text};

/// One row of `people`.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonRow {
    /// An `aliases.alias_id` of one of the person's forms.
    pub entity_id: String,
    /// Representative name.
    pub name: String,
    /// Given name, where the full name is known.
    pub given_name: Option<String>,
    /// Family name, where it is known.
    pub family_name: Option<String>,
    /// Commonest title, as Dr or Sir.
    pub title: Option<String>,
    /// Commonest description, as Labour Party leader.
    pub role: Option<String>,
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

/// One row per person who is mentioned.
pub const PEOPLE: Table<PersonRow> = Table {
    name: "people",
    about: "One row per person who is mentioned.",
    key: &["entity_id"],
    columns: &[
        text::<PersonRow>("entity_id", "An `aliases.alias_id` of one of the person's forms.", |r| &r.entity_id),
        text::<PersonRow>("name", "Representative name.", |r| &r.name),
        maybe_text::<PersonRow>("given_name", "Given name, where the full name is known.", |r| r.given_name.as_deref()),
        maybe_text::<PersonRow>("family_name", "Family name, where it is known.", |r| r.family_name.as_deref()),
        maybe_text::<PersonRow>("title", "Commonest title, as Dr or Sir.", |r| r.title.as_deref()),
        maybe_text::<PersonRow>("role", "Commonest description, as Labour Party leader.", |r| r.role.as_deref()),
        count::<PersonRow>("n_articles", "Articles that mention it.", |r| r.n_articles),
        count::<PersonRow>("n_mentions", "Mentions of it.", |r| r.n_mentions),
        count::<PersonRow>("n_quotes", "Quotations it speaks.", |r| r.n_quotes),
        maybe_date::<PersonRow>("first_seen", "Earliest publication that mentions it.", |r| r.first_seen),
        maybe_date::<PersonRow>("last_seen", "Latest publication that mentions it.", |r| r.last_seen),
    ],
};
