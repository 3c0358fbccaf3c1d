//! `near_duplicates`: copies and versions.

use super::column::{Table, float, text};

/// One row of `near_duplicates`.
#[derive(Debug, Clone, PartialEq)]
pub struct NearDuplicateRow {
    /// One article.
    pub article_id: String,
    /// The other.
    pub other_article_id: String,
    /// Their cluster.
    pub cluster_id: String,
    /// exact, near, or contains for a shorter version.
    pub relation: &'static str,
    /// Jaccard similarity of their word 5-grams.
    pub similarity: f32,
    /// Share of the shorter one's word 5-grams that the other has.
    pub containment: f32,
}

/// One row per pair of articles that share most of their text.
pub const NEAR_DUPLICATES: Table<NearDuplicateRow> = Table {
    name: "near_duplicates",
    about: "One row per pair of articles that share most of their text.",
    key: &["article_id", "other_article_id"],
    columns: &[
        text::<NearDuplicateRow>("article_id", "One article.", |r| &r.article_id).joins(&["articles.article_id"]),
        text::<NearDuplicateRow>("other_article_id", "The other.", |r| &r.other_article_id)
            .joins(&["articles.article_id"]),
        text::<NearDuplicateRow>("cluster_id", "Their cluster.", |r| &r.cluster_id),
        text::<NearDuplicateRow>("relation", "exact, near, or contains for a shorter version.", |r| r.relation)
            .one_of(&["exact", "near", "contains"]),
        float::<NearDuplicateRow>("similarity", "Jaccard similarity of their word 5-grams.", |r| r.similarity),
        float::<NearDuplicateRow>("containment", "Share of the shorter one's word 5-grams that the other has.", |r| {
            r.containment
        }),
    ],
};
