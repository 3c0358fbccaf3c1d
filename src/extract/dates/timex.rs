//! TIMEX3 values: the grammar, the days a value stands for, and how wide it is.
//!
//! In: a `value` string. Out: its closed interval of days and its [`Granularity`]. Knows nothing
//! of text or of publication.

use crate::records::Granularity;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use std::fmt;

/// What is not a TIMEX3 value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotATimex {
    /// Byte of the value where reading stopped.
    pub at: usize,
    /// The value.
    pub value: String,
}

impl fmt::Display for NotATimex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a TIMEX3 value, but found '{}' (reading stopped at byte {})", self.value, self.at)
    }
}

impl std::error::Error for NotATimex {}

/// What a value was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// First and last day, where the value fixes them.
    pub days: Option<(Date, Date)>,
    /// How wide.
    pub granularity: Option<Granularity>,
}

/// The closed interval of days that a TIMEX3 `value` stands for.
///
/// Days are proleptic Gregorian. A week starts on Monday (ISO 8601). Seasons are the
/// meteorological ones of the northern half of the world, and a winter bears the year it begins in
/// (`2023-WI` ends in February 2024). A value that fixes no day (`PRESENT_REF`, `P3W`,
/// `XXXX-12-04`) has none.
///
/// # Errors
/// [`NotATimex`] when `value` is not in the TIMEX3 grammar, with the byte where reading stopped.
///
/// # Source
/// TimeML 1.2.1, section "TIMEX3: value"; ISO 8601-1:2019 for weeks.
///
/// ```
/// use copydesk::extract::dates::interval;
/// let (first, last) = interval("2017-W23")?.unwrap();
/// assert_eq!((first.to_string(), last.to_string()), ("2017-06-05".into(), "2017-06-11".into()));
/// assert_eq!(interval("XXXX-12-04")?, None);
/// assert!(interval("2017-W60").is_err());
/// # Ok::<(), copydesk::extract::dates::NotATimex>(())
/// ```
pub fn interval(value: &str) -> Result<Option<(Date, Date)>, NotATimex> {
    read(value).map(|reading| reading.days)
}

/// Reads a value.
pub(super) fn read(value: &str) -> Result<Reading, NotATimex> {
    let mut reader = Reader { bytes: value.as_bytes(), at: 0 };
    let reading = reader.value();
    match reading {
        Some(reading) if reader.at == reader.bytes.len() => Ok(reading),
        _ => Err(NotATimex { at: reader.at, value: value.to_owned() }),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

const NOTHING: Reading = Reading { days: None, granularity: None };

impl Reader<'_> {
    fn eat(&mut self, word: &str) -> bool {
        let found = self.bytes[self.at..].starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    /// `n` digits, or as many X: Some(None).
    #[expect(clippy::option_option, reason = "no field, an unknown one, a known one")]
    fn digits(&mut self, n: usize) -> Option<Option<i16>> {
        let field = self.bytes.get(self.at..self.at + n)?;
        if field.iter().all(|&b| b == b'X') {
            self.at += n;
            return Some(None);
        }
        let mut number = 0i16;
        for &byte in field {
            if !byte.is_ascii_digit() {
                return None;
            }
            number = number * 10 + i16::from(byte - b'0');
        }
        self.at += n;
        Some(Some(number))
    }

    fn value(&mut self) -> Option<Reading> {
        for word in ["PRESENT_REF", "PAST_REF", "FUTURE_REF"] {
            if self.eat(word) {
                return Some(NOTHING);
            }
        }
        if self.bytes.first() == Some(&b'P') {
            return self.period();
        }
        if self.bytes.first() == Some(&b'T') {
            return self.clock(None);
        }
        self.calendar()
    }

    /// `P3W`, `PT5H30M`, `P1Y6M`, `PXY`.
    fn period(&mut self) -> Option<Reading> {
        self.at = 1;
        let mut in_time = false;
        let mut fields = 0;
        let mut unit = 0;
        while self.at < self.bytes.len() {
            if !in_time && self.eat("T") {
                in_time = true;
                continue;
            }
            let from = self.at;
            while self.bytes.get(self.at).is_some_and(|b| b.is_ascii_digit() || matches!(b, b'X' | b'.')) {
                self.at += 1;
            }
            if self.at == from {
                return None;
            }
            unit = *self.bytes.get(self.at)?;
            if !(if in_time { b"HMS".contains(&unit) } else { b"DWMQYECL".contains(&unit) }) {
                return None;
            }
            self.at += 1;
            fields += 1;
        }
        (fields > 0).then_some(())?;
        let granularity = match (in_time, unit) {
            (true, b'H') => Some(Granularity::Hour),
            (true, b'M' | b'S') => Some(Granularity::Minute),
            (_, b'D') => Some(Granularity::Day),
            (_, b'W') => Some(Granularity::Week),
            (_, b'M') => Some(Granularity::Month),
            (_, b'Q') => Some(Granularity::Quarter),
            (_, b'Y') => Some(Granularity::Year),
            (_, b'E') => Some(Granularity::Decade),
            (_, b'C') => Some(Granularity::Century),
            _ => None,
        };
        Some(Reading { days: None, granularity })
    }

    /// `19`, `199`, `1999`, `1999-03`, `1999-03-12`, `1999-W12`, `1999-W12-5`, `1999-W12-WE`, `1999-Q3`, ….
    fn calendar(&mut self) -> Option<Reading> {
        match self.bytes.len() {
            2 => {
                let century = self.digits(2)?;
                return Some(years(century.map(|c| c * 100), 100, Granularity::Century));
            }
            3 => {
                let decade = self.digits(3)?;
                return Some(years(decade.map(|d| d * 10), 10, Granularity::Decade));
            }
            _ => {}
        }
        let year = self.digits(4)?;
        if self.at == self.bytes.len() {
            return Some(years(year, 1, Granularity::Year));
        }
        if !self.eat("-") {
            return None;
        }
        if self.bytes.get(self.at) == Some(&b'W') && self.bytes.get(self.at + 1) != Some(&b'I') {
            return self.week(year);
        }
        if self.eat("Q") {
            let quarter = self.digits(1)?;
            if quarter.is_some_and(|q| !(1..=4).contains(&q)) {
                return None;
            }
            let first = quarter.map(|q| q * 3 - 2);
            return Some(months(year, first, 3, Granularity::Quarter));
        }
        if self.eat("H") {
            let half = self.digits(1)?;
            if half.is_some_and(|h| !(1..=2).contains(&h)) {
                return None;
            }
            return Some(months(year, half.map(|h| h * 6 - 5), 6, Granularity::Half));
        }
        for (name, first) in [("SP", 3), ("SU", 6), ("FA", 9), ("WI", 12)] {
            if self.eat(name) {
                return Some(months(year, Some(first), 3, Granularity::Season));
            }
        }
        let month = self.digits(2)?;
        if month.is_some_and(|m| !(1..=12).contains(&m)) {
            self.at -= 2;
            return None;
        }
        if self.at == self.bytes.len() {
            return Some(months(year, month, 1, Granularity::Month));
        }
        if self.bytes.get(self.at) == Some(&b'T') {
            return None;
        }
        if !self.eat("-") {
            return None;
        }
        let day = self.digits(2)?;
        let date = match (year, month, day) {
            (_, _, Some(d)) if !(1..=31).contains(&d) => {
                self.at -= 2;
                return None;
            }
            (Some(y), Some(m), Some(d)) => Some(Date::new(y, small(m)?, small(d)?).ok().or_else(|| {
                self.at -= 2;
                None
            })?),
            (None, Some(m), Some(d)) if Date::new(2000, small(m)?, small(d)?).is_err() => return None,
            _ => None,
        };
        self.day(date)
    }

    fn day(&mut self, date: Option<Date>) -> Option<Reading> {
        if self.bytes.get(self.at) == Some(&b'T') {
            return self.clock(date);
        }
        Some(Reading { days: date.map(|d| (d, d)), granularity: Some(Granularity::Day) })
    }

    fn week(&mut self, year: Option<i16>) -> Option<Reading> {
        self.at += 1;
        let week = self.digits(2)?;
        let monday = match (year, week) {
            (Some(y), Some(w)) => {
                let monday = ISOWeekDate::new(y, small(w)?, Weekday::Monday).ok();
                if monday.is_none() {
                    self.at -= 2;
                }
                Some(monday?.date())
            }
            (_, Some(w)) if !(1..=53).contains(&w) => return None,
            _ => None,
        };
        let plus = |days: i64| monday.and_then(|m| m.checked_add(jiff::Span::new().days(days)).ok());
        if self.at == self.bytes.len() {
            return Some(Reading { days: monday.zip(plus(6)), granularity: Some(Granularity::Week) });
        }
        if !self.eat("-") {
            return None;
        }
        if self.eat("WE") {
            return Some(Reading { days: plus(5).zip(plus(6)), granularity: Some(Granularity::Weekend) });
        }
        let weekday = self.digits(1)??;
        if !(1..=7).contains(&weekday) {
            self.at -= 1;
            return None;
        }
        self.day(plus(i64::from(weekday) - 1))
    }

    /// `T10`, `T10:35`, `T10:35:20`, `TMO`, with `Z` or `+05:30`.
    fn clock(&mut self, date: Option<Date>) -> Option<Reading> {
        self.at += 1;
        let days = date.map(|d| (d, d));
        for part in ["MO", "MI", "AF", "EV", "NI", "DT"] {
            if self.eat(part) {
                return Some(Reading { days, granularity: Some(Granularity::Daypart) });
            }
        }
        let mut granularity = Granularity::Hour;
        let hour = self.digits(2)?;
        if hour.is_some_and(|h| h > 24) {
            return None;
        }
        let mut fields = 0;
        while fields < 2 && self.eat(":") {
            let field = self.digits(2)?;
            if field.is_some_and(|f| f > 59) {
                return None;
            }
            granularity = Granularity::Minute;
            fields += 1;
        }
        if !self.eat("Z") && matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
            self.at += 1;
            self.digits(2)??;
            if self.eat(":") {
                self.digits(2)??;
            }
        }
        Some(Reading { days, granularity: Some(granularity) })
    }
}

fn small(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

fn years(first: Option<i16>, n: i16, granularity: Granularity) -> Reading {
    let days = first.and_then(|y| Date::new(y, 1, 1).ok().zip(Date::new(y.checked_add(n - 1)?, 12, 31).ok()));
    Reading { days, granularity: Some(granularity) }
}

fn months(year: Option<i16>, first: Option<i16>, n: i16, granularity: Granularity) -> Reading {
    let days = year.zip(first).and_then(|(y, m)| {
        let first = Date::new(y, small(m)?, 1).ok()?;
        let last = m + n - 1;
        let (last_year, last_month) = if last > 12 { (y.checked_add(1)?, last - 12) } else { (y, last) };
        Some((first, Date::new(last_year, small(last_month)?, 1).ok()?.last_of_month()))
    });
    Reading { days, granularity: Some(granularity) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_stand_for_their_days() {
        for (value, want) in [
            ("2017-06-03", "2017-06-03 2017-06-03"),
            ("2017-06-05TMO", "2017-06-05 2017-06-05"),
            ("2017-06-05T18:30", "2017-06-05 2017-06-05"),
            ("2017-06", "2017-06-01 2017-06-30"),
            ("2017", "2017-01-01 2017-12-31"),
            ("199", "1990-01-01 1999-12-31"),
            ("19", "1900-01-01 1999-12-31"),
            ("2023-WI", "2023-12-01 2024-02-29"),
            ("1989-Q3", "1989-07-01 1989-09-30"),
            ("1989-H2", "1989-07-01 1989-12-31"),
            ("2017-W22-WE", "2017-06-03 2017-06-04"),
            ("2020-W53", "2020-12-28 2021-01-03"),
            ("P3W", "-"),
            ("PT2H30M", "-"),
            ("P1Y6M", "-"),
            ("PXY", "-"),
            ("XXXX-WXX-5", "-"),
            ("XXXX-12-04", "-"),
            ("XXXX-WXX-2TNI", "-"),
            ("PRESENT_REF", "-"),
            ("T18:00", "-"),
        ] {
            let got = interval(value).unwrap().map_or("-".to_owned(), |(a, b)| format!("{a} {b}"));
            assert_eq!(got, want, "{value}");
        }
    }

    #[test]
    fn what_is_not_in_the_grammar_is_an_error() {
        for value in [
            "",
            "soon",
            "P",
            "PT",
            "P3",
            "2017-13",
            "2023-02-29",
            "2017-W54",
            "2017-Q5",
            "2017-06-05T",
            "20171",
            "2017-",
        ] {
            assert!(interval(value).is_err(), "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_value_panics_and_every_interval_begins_before_it_ends(value in "[0-9XPTWQHS:+-]{0,14}|\\PC{0,20}") {
            if let Ok(Some((first, last))) = interval(&value) {
                prop_assert!(first <= last);
            }
        }
    }
}
