//! Arithmetic on calendar points: weeks, quarters, seasons, holidays.
//!
//! In: [`Point`]s and days. Out: others, their TIMEX3 values and their days. Knows nothing of text.

use super::timex;
use crate::records::Granularity;
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A stretch of the calendar that TIMEX3 has a value for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point {
    /// One day.
    Day(Date),
    /// The week that holds a day.
    Week(Date),
    /// The Saturday and Sunday of the week that holds a day.
    Weekend(Date),
    /// Year, month.
    Month(i16, i8),
    /// Year, 1..=4.
    Quarter(i16, i8),
    /// Year, 1..=2.
    Half(i16, i8),
    /// Year, "SU".
    Season(i16, &'static str),
    /// One year.
    Year(i16),
    /// First year of it.
    Decade(i16),
    /// First year of it.
    Century(i16),
    /// What cannot be completed or is no stretch of days, as its value.
    Value(String),
}

/// A day from numbers that may be out of range.
#[must_use]
pub fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Days since 1970-01-01: what [`crate::records::Day`] holds, without going through a span of jiff's.
#[must_use]
pub fn day_number(date: Date) -> i32 {
    // Years begin in March, so that the leap day is the last of its year.
    let (year, month) = (i32::from(date.year()), i32::from(date.month()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i32::from(date.day()) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The day of a number of days since 1970-01-01.
#[must_use]
pub fn from_day_number(number: i32) -> Option<Date> {
    let shifted = number.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    day(year + era * 400 + i32::from(month <= 2), month, of_month)
}

/// `n` days on.
#[must_use]
pub fn plus_days(date: Date, n: i32) -> Option<Date> {
    from_day_number(day_number(date).checked_add(n)?)
}

/// 1 Monday … 7 Sunday.
#[must_use]
pub fn weekday(date: Date) -> i8 {
    // 1970-01-01 was a Thursday.
    i8::try_from((day_number(date) + 3).rem_euclid(7) + 1).unwrap_or(1)
}

fn two(text: &mut String, number: i8) {
    let number = u8::try_from(number).unwrap_or(0);
    text.push(char::from(b'0' + number / 10 % 10));
    text.push(char::from(b'0' + number % 10));
}

fn four(text: &mut String, number: i16) {
    let number = u16::try_from(number).unwrap_or(0);
    for digit in [number / 1000 % 10, number / 100 % 10, number / 10 % 10, number % 10] {
        text.push(char::from(b'0' + u8::try_from(digit).unwrap_or(0)));
    }
}

impl Point {
    /// Its TIMEX3 value.
    #[must_use]
    pub fn value(&self) -> String {
        let mut text = String::with_capacity(16);
        match self {
            Self::Day(d) => {
                four(&mut text, d.year());
                text.push('-');
                two(&mut text, d.month());
                text.push('-');
                two(&mut text, d.day());
            }
            Self::Week(d) | Self::Weekend(d) => {
                let week = d.iso_week_date();
                four(&mut text, week.year());
                text.push_str("-W");
                two(&mut text, week.week());
                if matches!(self, Self::Weekend(_)) {
                    text.push_str("-WE");
                }
            }
            Self::Month(y, m) => {
                four(&mut text, *y);
                text.push('-');
                two(&mut text, *m);
            }
            Self::Quarter(y, q) | Self::Half(y, q) => {
                four(&mut text, *y);
                text.push_str(if matches!(self, Self::Half(..)) { "-H" } else { "-Q" });
                text.push(char::from(b'0' + u8::try_from(*q).unwrap_or(0)));
            }
            Self::Season(y, s) => {
                four(&mut text, *y);
                text.push('-');
                text.push_str(s);
            }
            Self::Year(y) => four(&mut text, *y),
            Self::Decade(y) => {
                four(&mut text, *y);
                text.truncate(3);
            }
            Self::Century(y) => {
                four(&mut text, *y);
                text.truncate(2);
            }
            Self::Value(v) => text.push_str(v),
        }
        text
    }

    /// How wide; None where the value itself has to tell.
    #[must_use]
    pub fn granularity(&self) -> Option<Granularity> {
        Some(match self {
            Self::Day(_) => Granularity::Day,
            Self::Week(_) => Granularity::Week,
            Self::Weekend(_) => Granularity::Weekend,
            Self::Month(..) => Granularity::Month,
            Self::Quarter(..) => Granularity::Quarter,
            Self::Half(..) => Granularity::Half,
            Self::Season(..) => Granularity::Season,
            Self::Year(_) => Granularity::Year,
            Self::Decade(_) => Granularity::Decade,
            Self::Century(_) => Granularity::Century,
            Self::Value(_) => return None,
        })
    }

    /// First and last day.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        match self {
            Self::Day(d) => Some((*d, *d)),
            Self::Month(y, m) => {
                let first = Date::new(*y, *m, 1).ok()?;
                Some((first, first.last_of_month()))
            }
            Self::Year(y) => Some((Date::new(*y, 1, 1).ok()?, Date::new(*y, 12, 31).ok()?)),
            other => timex::interval(&other.value()).ok().flatten(),
        }
    }

    /// `n` of its own kind later.
    #[must_use]
    pub fn plus(&self, n: i32) -> Option<Self> {
        let year = |y: i16, by: i32| i16::try_from(i32::from(y) + by).ok().filter(|y| (1..=9999).contains(y));
        let step = |y: i16, part: i8, parts: i32| {
            let all = i32::from(y) * parts + i32::from(part) - 1 + n;
            Some((
                i16::try_from(all.div_euclid(parts)).ok().filter(|y| (1..=9999).contains(y))?,
                i8::try_from(all.rem_euclid(parts) + 1).ok()?,
            ))
        };
        Some(match self {
            Self::Day(d) => Self::Day(plus_days(*d, n)?),
            Self::Week(d) => Self::Week(plus_days(*d, n.checked_mul(7)?)?),
            Self::Weekend(d) => Self::Weekend(plus_days(*d, n.checked_mul(7)?)?),
            Self::Month(y, m) => step(*y, *m, 12).map(|(y, m)| Self::Month(y, m))?,
            Self::Quarter(y, q) => step(*y, *q, 4).map(|(y, q)| Self::Quarter(y, q))?,
            Self::Half(y, h) => step(*y, *h, 2).map(|(y, h)| Self::Half(y, h))?,
            Self::Season(y, s) => Self::Season(year(*y, n)?, s),
            Self::Year(y) => Self::Year(year(*y, n)?),
            Self::Decade(y) => Self::Decade(year(*y, n.checked_mul(10)?)?),
            Self::Century(y) => Self::Century(year(*y, n.checked_mul(100)?)?),
            Self::Value(_) => return None,
        })
    }

    /// The same `n` years later.
    #[must_use]
    pub fn plus_years(&self, n: i32) -> Option<Self> {
        Some(match self {
            Self::Month(..) => self.plus(n.checked_mul(12)?)?,
            Self::Quarter(..) => self.plus(n.checked_mul(4)?)?,
            Self::Half(..) => self.plus(n.checked_mul(2)?)?,
            Self::Day(d) => Self::Day(d.checked_add(i64::from(n).years()).ok()?),
            Self::Year(_) | Self::Season(..) => self.plus(n)?,
            _ => return None,
        })
    }
}

/// The stretch of `unit` that holds a day: D W F M Q Y E C.
#[must_use]
pub fn holding(date: Date, unit: u8) -> Option<Point> {
    Some(match unit {
        b'D' => Point::Day(date),
        b'W' | b'F' => Point::Week(date),
        b'M' => Point::Month(date.year(), date.month()),
        b'Q' => Point::Quarter(date.year(), (date.month() + 2) / 3),
        b'Y' => Point::Year(date.year()),
        b'E' => Point::Decade(date.year() / 10 * 10),
        b'C' => Point::Century(date.year() / 100 * 100),
        _ => return None,
    })
}

/// Monday of an ISO week, for tests of rules that speak of weeks.
#[must_use]
pub fn monday(date: Date) -> Option<Date> {
    let week = date.iso_week_date();
    Some(ISOWeekDate::new(week.year(), week.week(), Weekday::Monday).ok()?.date())
}

/// Easter Sunday of the Western churches.
///
/// # Source
/// The anonymous Gregorian computus as printed in Nature, 20 April 1876.
#[must_use]
#[expect(clippy::many_single_char_names, reason = "the letters of the source")]
pub fn easter(year: i32) -> Option<Date> {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    day(year, n / 31, n % 31 + 1)
}

/// The `n`th `weekday` of a month; 0 for the last.
#[must_use]
pub fn nth_weekday(year: i32, month: i32, weekday_wanted: i32, n: i32) -> Option<Date> {
    let first = day(year, month, 1)?;
    let ahead = (weekday_wanted - i32::from(weekday(first))).rem_euclid(7);
    let first_one = plus_days(first, ahead)?;
    if n == 0 {
        let last = first.last_of_month();
        let back = (i32::from(weekday(last)) - weekday_wanted).rem_euclid(7);
        return plus_days(last, -back);
    }
    plus_days(first_one, (n - 1) * 7).filter(|d| i32::from(d.month()) == month)
}

/// The day of a row of `holiday.tsv` in a year.
#[must_use]
pub fn holiday(rule: &str, year: i32) -> Option<Date> {
    let mut words = rule.split(' ');
    let kind = words.next()?;
    let mut number = || words.next()?.parse::<i32>().ok();
    if kind == "easter" {
        return plus_days(easter(year)?, number()?);
    }
    if kind == "election" {
        return plus_days(nth_weekday(year, 11, 1, 1)?, 1);
    }
    if kind == "last" {
        return nth_weekday(year, number()?, number()?, 0);
    }
    if let Some(later) = kind.strip_prefix("nth") {
        let later = later.trim_start_matches('+').parse().unwrap_or(0);
        return plus_days(nth_weekday(year, number()?, number()?, number()?)?, later);
    }
    let (month, of_month) = kind.split_once('-')?;
    day(year, month.parse().ok()?, of_month.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn easter_is_where_almanacs_put_it() {
        for (year, month, of_month) in [(1989, 3, 26), (2000, 4, 23), (2019, 4, 21), (2024, 3, 31), (2025, 4, 20)] {
            assert_eq!(easter(year), day(year, month, of_month));
        }
    }

    proptest! {
        #[test]
        fn day_numbers_are_those_of_jiff(number in -4_000_000i32..2_900_000) {
            let date = crate::records::Day(number).civil();
            prop_assert_eq!(from_day_number(number), date);
            if let Some(date) = date {
                prop_assert_eq!(day_number(date), number);
                prop_assert_eq!(weekday(date), date.weekday().to_monday_one_offset());
            }
        }
    }

    #[test]
    fn points_step_over_the_ends_of_years() {
        assert_eq!(Point::Month(2023, 12).plus(1), Some(Point::Month(2024, 1)));
        assert_eq!(Point::Quarter(2024, 1).plus(-1), Some(Point::Quarter(2023, 4)));
        assert_eq!(Point::Season(2023, "WI").value(), "2023-WI");
        assert_eq!(Point::Decade(1990).value(), "199");
        assert_eq!(Point::Century(1800).value(), "18");
    }
}
