//! How far vague words reach, and which outlets write the month first.
//!
//! In: closed intervals and TIMEX3 mods; outlet names and addresses. Out: narrower intervals; the order of day and month.

use super::calendar::{day_number, plus_days};
use jiff::ToSpan;
use jiff::civil::Date;

/// The part of an interval that START, MID or END means; other mods leave it as it is.
///
/// Thirds, as dictionaries put it: early June is 1 to 10 June, mid-June 11 to 20, late June the rest;
/// of a year four months, of a decade four, three and three years ("the late 1990s" is 1997 to 1999).
#[must_use]
pub fn narrow((first, last): (Date, Date), modifier: &str) -> (Date, Date) {
    let at = match modifier {
        "START" => 0,
        "MID" => 1,
        "END" => 2,
        _ => return (first, last),
    };
    let days = day_number(last) - day_number(first) + 1;
    let by_days = |cuts: [i32; 2]| {
        let from = [0, cuts[0], cuts[1]][at];
        let to = [cuts[0] - 1, cuts[1] - 1, days - 1][at];
        plus_days(first, from).zip(plus_days(first, to))
    };
    let by_months = |cuts: [i64; 2], all: i64| {
        let from = [0, cuts[0], cuts[1]][at];
        let to = [cuts[0], cuts[1], all][at];
        let start = first.checked_add(from.months()).ok()?;
        let end = first.checked_add(to.months()).ok().and_then(|d| plus_days(d, -1))?;
        Some((start, end))
    };
    let narrowed = match days {
        ..=3 => None,
        4..=7 => by_days([2, 4]),
        8..=31 => by_days([10, 20]),
        32..=100 => by_months([1, 2], 3),
        101..=200 => by_months([2, 4], 6),
        201..=366 => by_months([4, 8], 12),
        367..=4000 => by_months([4 * 12, 7 * 12], 10 * 12),
        _ => by_months([33 * 12, 67 * 12], 100 * 12),
    };
    narrowed.filter(|(a, b)| first <= *a && a <= b && *b <= last).unwrap_or((first, last))
}

/// `n` units from a day: D W F M Q Y E C; None for times of day.
#[must_use]
pub fn shift(date: Date, n: i32, unit: u8) -> Option<Date> {
    let n = i64::from(n);
    let span = match unit {
        b'D' => return plus_days(date, i32::try_from(n).ok()?),
        b'W' => return plus_days(date, i32::try_from(n.checked_mul(7)?).ok()?),
        b'F' => return plus_days(date, i32::try_from(n.checked_mul(14)?).ok()?),
        b'M' => jiff::Span::new().try_months(n).ok()?,
        b'Q' => jiff::Span::new().try_months(n * 3).ok()?,
        b'Y' => jiff::Span::new().try_years(n).ok()?,
        b'E' => jiff::Span::new().try_years(n * 10).ok()?,
        b'C' => jiff::Span::new().try_years(n * 100).ok()?,
        _ => return None,
    };
    date.checked_add(span).ok()
}

/// Whether the country of an address writes the month first; None where it does not tell.
#[must_use]
#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "hosts, not files, and in lower case")]
pub fn month_first_by_url(url: &str) -> Option<bool> {
    let host = url.split("://").last()?.split(['/', '?', '#', ':']).next()?.to_ascii_lowercase();
    let host = host.as_str();
    let day_first = [".uk", ".ie", ".au", ".nz", ".in", ".za", ".ng", ".ke", ".pk", ".eu", ".fr", ".de", ".it", ".es"];
    if day_first.iter().any(|tld| host.ends_with(tld)) {
        return Some(false);
    }
    if host.ends_with(".us") || host.ends_with(".gov") || host.ends_with(".mil") {
        return Some(true);
    }
    month_first_by_outlet(host)
}

/// Whether an outlet writes the month first; None where its name does not tell.
#[must_use]
pub fn month_first_by_outlet(outlet: &str) -> Option<bool> {
    let lower = outlet.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|w| lower.contains(w));
    if has(&[
        "bbc",
        "guardian",
        "telegraph",
        "daily mail",
        "dailymail",
        "mirror",
        "independent",
        "financial times",
        "socialist worker",
        "irish",
        "london",
        "herald scotland",
        "scotsman",
        "sky news",
        "itv",
        "channel 4",
        "evening standard",
        "express.co",
        "sydney",
        "australian",
        "age.com",
        "abc.net.au",
        "nzherald",
        "hindu",
        "times of india",
        "uk",
    ]) {
        return Some(false);
    }
    if has(&[
        "new york",
        "nytimes",
        "washington post",
        "washingtonpost",
        "usa today",
        "usatoday",
        "wall street journal",
        "wsj",
        "cnn",
        "fox news",
        "foxnews",
        "nbc",
        "cbs",
        "abc news",
        "npr",
        "los angeles",
        "latimes",
        "chicago",
        "boston",
        "politico",
        "associated press",
        "apnews",
        "miami",
        "dallas",
        "houston",
        "philadelphia",
        "san francisco",
    ]) {
        return Some(true);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn vague_words_have_bounds() {
        let show = |d: (Date, Date)| format!("{} {}", d.0, d.1);
        assert_eq!(show(narrow((date(2024, 6, 1), date(2024, 6, 30)), "START")), "2024-06-01 2024-06-10");
        assert_eq!(show(narrow((date(1990, 1, 1), date(1999, 12, 31)), "END")), "1997-01-01 1999-12-31");
        assert_eq!(show(narrow((date(2024, 1, 1), date(2024, 12, 31)), "MID")), "2024-05-01 2024-08-31");
        assert_eq!(show(narrow((date(2024, 2, 1), date(2024, 2, 29)), "END")), "2024-02-21 2024-02-29");
    }

    #[test]
    fn british_addresses_put_the_day_first() {
        assert_eq!(month_first_by_url("https://www.example.co.uk/a"), Some(false));
        assert_eq!(month_first_by_url("https://www.nytimes.com/a"), Some(true));
        assert_eq!(month_first_by_url("https://example.org/a.uk"), None);
    }
}
