//! Bars over time: when articles were published, and which days they name.

use super::html::escape;
use crate::records::Day;
use std::fmt::Write as _;

/// Width of the drawing in its own units.
const WIDTH: f64 = 900.0;
/// Height of one row of bars.
const HEIGHT: f64 = 120.0;

/// How wide a bar is in time; the name is what `date_trunc` calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One day.
    Day,
    /// From Monday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

impl Step {
    /// The finest with at most about 130 bars.
    #[must_use]
    pub const fn for_days(days: i64) -> Self {
        match days {
            ..=130 => Self::Day,
            131..=910 => Self::Week,
            911..=3900 => Self::Month,
            _ => Self::Year,
        }
    }

    /// For `date_trunc`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// First day of the step that holds `day`.
    #[must_use]
    pub fn start(self, day: i64) -> i64 {
        let civil = i32::try_from(day).ok().and_then(|day| Day(day).civil());
        let Some(date) = civil else { return day };
        let first = match self {
            Self::Day => return day,
            Self::Week => return day - i64::from(date.weekday().to_monday_zero_offset()),
            Self::Month => date.first_of_month(),
            Self::Year => date.first_of_year(),
        };
        i64::from(Day::from(first).0)
    }

    const fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => 30.4,
            Self::Year => 365.2,
        }
    }
}

/// Bars from `(first day of the step, count)`, over the days `from..=to`.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "days and counts that fit on a page")]
pub fn bars(label: &str, step: Step, rows: &[(i64, u64)], (from, to): (i64, i64)) -> String {
    let highest = rows.iter().map(|r| r.1).max().unwrap_or(1).max(1) as f64;
    let span = (to - from) as f64 + step.days();
    let x = |day: i64| (day - from) as f64 / span * WIDTH;
    let width = (step.days() / span * WIDTH - 1.0).max(1.0);
    let mut svg = format!(
        "<svg class=\"bars\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{}\">\n",
        HEIGHT + 22.0,
        escape(label)
    );
    let _ = writeln!(svg, "<text x=\"0\" y=\"10\" class=\"axis\">{highest}</text>");
    for &(day, n) in rows {
        let height = (n as f64 / highest * (HEIGHT - 14.0)).max(1.0);
        let _ = writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{} {}: {n}</title></rect>",
            x(day),
            HEIGHT - height,
            step.as_str(),
            super::gather::day(day)
        );
    }
    let _ = writeln!(svg, "<path class=\"base\" d=\"M0 {HEIGHT}H{WIDTH}\"/>");
    for (at, day) in [("start", from), ("end", to)] {
        let at_x = if at == "start" { 0.0 } else { WIDTH };
        let _ = writeln!(
            svg,
            "<text x=\"{at_x}\" y=\"{}\" text-anchor=\"{at}\" class=\"axis\">{}</text>",
            HEIGHT + 16.0,
            super::gather::day(day)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_starts_where_duckdb_truncates() {
        let day = i64::from(Day::from(jiff::civil::date(2024, 3, 14)).0);
        let starts = [Step::Day, Step::Week, Step::Month, Step::Year].map(|s| super::super::gather::day(s.start(day)));
        assert_eq!(starts, ["2024-03-14", "2024-03-11", "2024-03-01", "2024-01-01"]);
    }
}
