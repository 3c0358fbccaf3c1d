//! `aliases`: every form of every name.

use super::column::{Table, count, text};
use crate::records::{AliasKind, AliasSource};

/// One row of `aliases`.
#[derive(Debug, Clone, PartialEq)]
pub struct AliasRow {
    /// Entity that was named so.
    pub entity_id: String,
    /// From the form alone; never changes, so that an old entity_id can be joined here.
    pub alias_id: String,
    /// The form as written.
    pub alias: String,
    /// What the form is to the entity.
    pub alias_kind: &'static str,
    /// Where the form comes from.
    pub source: &'static str,
    /// Mentions under this form.
    pub n_mentions: u32,
}

/// One row per form under which an entity was named.
pub const ALIASES: Table<AliasRow> = Table {
    name: "aliases",
    about: "One row per form under which an entity was named.",
    key: &["entity_id", "alias_id"],
    columns: &[
        text::<AliasRow>("entity_id", "Entity that was named so.", |r| &r.entity_id).joins(&[
            "people.entity_id",
            "organisations.entity_id",
            "places.entity_id",
        ]),
        text::<AliasRow>(
            "alias_id",
            "From the form alone; never changes, so that an old entity_id can be joined here.",
            |r| &r.alias_id,
        ),
        text::<AliasRow>("alias", "The form as written.", |r| &r.alias),
        text::<AliasRow>("alias_kind", "What the form is to the entity.", |r| r.alias_kind).one_of(AliasKind::VALUES),
        text::<AliasRow>("source", "Where the form comes from.", |r| r.source).one_of(AliasSource::VALUES),
        count::<AliasRow>("n_mentions", "Mentions under this form.", |r| r.n_mentions),
    ],
};
