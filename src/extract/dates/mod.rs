//! Days, times, durations and sets, completed from the day of publication and from each other.

use super::Layout;
use crate::records::{Article, DateMention, Quote, Reject};

/// What an article says about time.
#[derive(Debug, Default)]
pub struct Found {
    /// Every expression, in text order, not overlapping.
    pub dates: Vec<DateMention>,
    /// Day of the week of publication, where "yesterday, Tuesday" gives it (1 Monday … 7 Sunday).
    pub published_weekday: Option<u8>,
    /// `invalid_date`, `date_conflict`.
    pub rejects: Vec<Reject>,
}

/// Finds and completes every date of the article.
#[must_use]
pub fn find(_article: &Article, _layout: &Layout, _quotes: &[Quote]) -> Found {
    Found::default()
}
