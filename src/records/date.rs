//! Dates in the text.

use super::{RuleName, SegmentKind, Span, closed_set};
use serde::{Deserialize, Serialize};

/// A civil day: days since 1970-01-01, proleptic Gregorian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(pub i32);

const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

impl From<jiff::civil::Date> for Day {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date.since((jiff::Unit::Day, EPOCH)).map_or(0, |span| span.get_days()))
    }
}

impl Day {
    /// As a calendar date; None outside the years -9999..=9999.
    #[must_use]
    pub fn civil(self) -> Option<jiff::civil::Date> {
        EPOCH.checked_add(jiff::Span::new().try_days(self.0).ok()?).ok()
    }

    /// 1 Monday … 7 Sunday.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1..=7")]
    pub const fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        ((self.0 + 3).rem_euclid(7) + 1) as u8
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.civil() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "day {}", self.0),
        }
    }
}

closed_set!(
    /// TimeML's types.
    TimexType { Date = "DATE", Time = "TIME", Duration = "DURATION", Set = "SET" }
);

closed_set!(
    /// What completed the value.
    AnchorKind {
        Explicit = "explicit",
        Published = "published",
        Dateline = "dateline",
        Mention = "mention",
        None = "none",
    }
);

closed_set!(
    /// Side of the anchor.
    Direction { Past = "past", Future = "future", Same = "same" }
);

closed_set!(
    /// How wide the words are.
    Granularity {
        Minute = "minute",
        Hour = "hour",
        Daypart = "daypart",
        Day = "day",
        Weekend = "weekend",
        Week = "week",
        Month = "month",
        Quarter = "quarter",
        Season = "season",
        Half = "half",
        Year = "year",
        Decade = "decade",
        Century = "century",
    }
);

/// One date, time, duration or set in the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DateMention {
    /// Where it stands.
    pub span: Span,
    /// TimeML type.
    pub timex_type: TimexType,
    /// TIMEX3 value; None for an impossible date.
    pub value: Option<String>,
    /// TIMEX3 mod.
    #[serde(deserialize_with = "super::mention::rule_name::read_maybe")]
    pub modifier: Option<RuleName>,
    /// First day meant.
    pub start_date: Option<Day>,
    /// Last day meant.
    pub end_date: Option<Day>,
    /// Microseconds since 1970 UTC, where time of day and zone are known.
    pub start_at: Option<i64>,
    /// How wide.
    pub granularity: Option<Granularity>,
    /// Whether the bounds are vague.
    pub is_fuzzy: bool,
    /// What completed it.
    pub anchor_kind: AnchorKind,
    /// The day it was completed from.
    pub anchor_date: Option<Day>,
    /// Side of the anchor.
    pub direction: Option<Direction>,
    /// The other reading.
    pub alt_value: Option<String>,
    /// Index of the innermost quote that holds it.
    pub quote: Option<u32>,
    /// Segment it stands in.
    pub segment: SegmentKind,
    /// Sentence it stands in.
    pub sentence: u32,
    /// 0..1, calibrated.
    pub confidence: f32,
    /// What found it.
    #[serde(deserialize_with = "super::mention::rule_name::read")]
    pub rule: RuleName,
}
