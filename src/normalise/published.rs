//! Dates of publication as inputs write them.
//!
//! In: a string from metadata, a line, a file name. Out: the local day of publication and, where time
//! and zone are both given, the moment. Reads ISO 8601, RFC 2822, NITF's `20240314T101500Z`, seconds
//! since 1970, and prose ("Thursday 14 March 2024, 10.15pm GMT"). A day that could be two
//! ("03/04/2024") is none.

use crate::records::Day;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// When an article was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The day where it was published.
    pub day: Day,
    /// Microseconds since 1970 UTC, where time and zone are known.
    pub at: Option<i64>,
}

static ZONES: LazyLock<FxHashMap<&'static str, Offset>> = LazyLock::new(|| {
    include_str!("en/zone.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| {
            let (name, hours) = l.split_once('\t')?;
            #[expect(clippy::cast_possible_truncation, reason = "halves of hours, at most 14")]
            let seconds = (hours.parse::<f64>().ok()? * 3600.0) as i32;
            Some((name, Offset::from_seconds(seconds).ok()?))
        })
        .collect()
});

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Whether `word` names a month, in full or by three letters or more.
#[must_use]
pub fn is_month(word: &str) -> bool {
    month(&word.to_ascii_lowercase()).is_some()
}

/// Whether `word` names a day of the week, in full or by three letters or more.
#[must_use]
pub fn is_weekday(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.len() >= 3 && WEEKDAYS.iter().any(|day| day.starts_with(&lower))
}

fn month(lower: &str) -> Option<i8> {
    let at =
        MONTHS.iter().position(|m| lower.len() >= 3 && m.starts_with(lower) || lower == "sept" && *m == "september")?;
    i8::try_from(at + 1).ok()
}

/// Reads all of `text`; None when it holds no day, or one that may be another.
#[must_use]
pub fn parse(text: &str) -> Option<Published> {
    let text = text.trim();
    if text.len() > 80 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    numeric(text).or_else(|| prose(text))
}

/// The day that a line about the author ends with: "By Ann Smith, 13 March 2024", "Ann Smith | March 13, 2024 | 5 min".
#[must_use]
pub fn in_byline(line: &str) -> Option<Published> {
    if line.len() > 200 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    line.split(['|', '•', '·', ';']).find_map(|piece| {
        let starts = piece.char_indices().scan(' ', |before, (i, c)| {
            let begins = c.is_alphanumeric() && !before.is_alphanumeric();
            *before = c;
            Some((begins, i))
        });
        starts.filter(|(begins, _)| *begins).find_map(|(_, i)| {
            let rest = piece[i..].trim();
            let is_iso = rest.as_bytes().get(4) == Some(&b'-');
            if is_iso { numeric(rest) } else { prose(rest) }
        })
    })
}

/// A day from its parts, in the years that have newspapers.
fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    (1600..=2200).contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

fn published(date: Date, time: Option<Time>, offset: Option<Offset>) -> Published {
    let at = time.zip(offset).and_then(|(time, offset)| {
        let moment = offset.to_timestamp(DateTime::from_parts(date, time)).ok()?;
        Some(moment.as_microsecond())
    });
    Published { day: date.into(), at }
}

/// ISO 8601 in its long and short forms, and seconds since 1970.
fn numeric(text: &str) -> Option<Published> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == text.len() && matches!(digits, 9 | 10 | 13) {
        let n: i64 = text.parse().ok()?;
        let micros = if digits == 13 { n * 1000 } else { n * 1_000_000 };
        let date = jiff::Timestamp::from_microsecond(micros).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
        return Some(Published { day: date.into(), at: Some(micros) });
    }
    if let Some(seconds) = text.strip_suffix(".0").filter(|t| t.bytes().all(|b| b.is_ascii_digit())) {
        return numeric(seconds);
    }
    let (date, rest) = iso_day(text)?;
    let rest = rest.strip_prefix(['T', 't', ' ', ',']).map_or(rest, str::trim_start);
    if rest.is_empty() {
        return Some(published(date, None, None));
    }
    let (time, rest) = clock(rest)?;
    let offset = zone(rest.trim());
    Some(published(date, Some(time), offset))
}

/// `2024-03-14`, `2024/3/14`, `2024.03.14`, `20240314` at the start of `text`, and what follows.
#[must_use]
pub fn iso_day(text: &str) -> Option<(Date, &str)> {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i8>().ok();
    if digits == 4 && matches!(bytes.get(4), Some(b'-' | b'/' | b'.' | b'_')) {
        let separator = bytes[4];
        let month_end = 5 + bytes[5..].iter().take(2).take_while(|b| b.is_ascii_digit()).count();
        if bytes.get(month_end) != Some(&separator) {
            return None;
        }
        let day_end = month_end + 1 + bytes[month_end + 1..].iter().take(3).take_while(|b| b.is_ascii_digit()).count();
        let date = day(text[..4].parse().ok()?, number(5, month_end)?, number(month_end + 1, day_end)?)?;
        return Some((date, &text[day_end..]));
    }
    if digits == 8 || digits == 14 {
        let date = day(text[..4].parse().ok()?, number(4, 6)?, number(6, 8)?)?;
        return Some((date, &text[8..]));
    }
    None
}

/// `10:15`, `10:15:30.5`, `101500`, `1015`, `8pm`, `10.15 p.m.` at the start, and what follows.
fn clock(text: &str) -> Option<(Time, &str)> {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i8>().ok();
    let (mut hour, minute, second, mut end);
    match digits {
        4 | 6 => {
            (hour, minute) = (number(0, 2)?, number(2, 4)?);
            second = if digits == 6 { number(4, 6)? } else { 0 };
            end = digits;
        }
        1 | 2 => {
            hour = number(0, digits)?;
            end = digits;
            if matches!(bytes.get(end), Some(b':' | b'.' | b'h')) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
            {
                minute = number(end + 1, end + 3)?;
                end += 3;
                if bytes.get(end) == Some(&b':') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
                    second = number(end + 1, end + 3)?;
                    end += 3;
                } else {
                    second = 0;
                }
            } else {
                (minute, second) = (0, 0);
            }
        }
        _ => return None,
    }
    if matches!(bytes.get(end), Some(b'.' | b',')) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end += 1 + bytes[end + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
    }
    let rest = text[end..].trim_start();
    let lower: String = rest.chars().take(4).filter(|c| *c != '.').collect::<String>().to_ascii_lowercase();
    let mut after = rest;
    if lower.starts_with("am") || lower.starts_with("pm") {
        hour = match (lower.starts_with("pm"), hour) {
            (false, 12) => 0,
            (true, h @ 1..=11) => h + 12,
            (_, h @ 1..=12) => h,
            _ => return None,
        };
        let skip = if rest[1..].starts_with('.') { 4.min(rest.len()) } else { 2 };
        after = rest.get(skip..).unwrap_or_default();
    } else if digits < 3 && end == digits {
        return None; // a bare number is no time
    }
    // A leap second is the last second of its minute.
    Some((Time::new(hour, minute, second.min(59), 0).ok()?, after))
}

/// `Z`, `+01:00`, `-0500`, `GMT`, `(EST)`, `GMT+1`; None when nothing is given or known.
fn zone(text: &str) -> Option<Offset> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')');
    let word: &str = &text[..text.bytes().take_while(u8::is_ascii_alphabetic).count()];
    if !word.is_empty() {
        let base = *ZONES.get(word.to_ascii_uppercase().as_str())?;
        let rest = text[word.len()..].trim();
        if rest.starts_with(['+', '-']) && base == Offset::UTC {
            return zone(rest);
        }
        return Some(base);
    }
    let sign = match text.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: Vec<i32> =
        text[1..].bytes().take(6).filter(u8::is_ascii_digit).take(4).map(|b| i32::from(b - b'0')).collect();
    let (hours, minutes) = match digits[..] {
        [h] => (h, 0),
        [a, b] => (a * 10 + b, 0),
        [a, b, c, d] => (a * 10 + b, c * 10 + d),
        _ => return None,
    };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// "Thu, 14 Mar 2024 10:15:00 +0000", "March 14th, 2024 at 10.15pm ET", "14/03/2024".
fn prose(text: &str) -> Option<Published> {
    let mut scan = Scan::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let taken = scan.step(rest)?;
        rest = rest[taken..].trim_start_matches([' ', ',', '|', '.', '\u{A0}', '–', '—', '(', ')', '·', ';']);
    }
    scan.finish()
}

/// What was found of a date in prose.
#[derive(Default)]
struct Scan {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    whole: Option<Date>,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Scan {
    /// Takes one part of a date from the start of `rest`; None when it cannot be one.
    fn step(&mut self, rest: &str) -> Option<usize> {
        let bytes = rest.as_bytes();
        let word = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if word > 0 {
            return self.word(rest, word);
        }
        let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            if self.time.is_some() && self.offset.is_none() && matches!(bytes[0], b'+' | b'-') {
                self.offset = Some(zone(rest)?);
                return Some(bytes[1..].iter().take_while(|b| b.is_ascii_digit() || **b == b':').count() + 1);
            }
            return rest.starts_with(['-', '/', '+']).then_some(1);
        }
        if self.time.is_none()
            && let Some((time, after)) = clock(rest)
            && (matches!(bytes.get(digits), Some(b':'))
                || after.len() < rest.len() - digits && digits <= 2 && is_clock(rest, digits))
        {
            self.time = Some(time);
            return Some(rest.len() - after.len());
        }
        if let Some((date, after)) = iso_day(rest) {
            self.whole = Some(date);
            return Some(rest.len() - after.len());
        }
        if digits <= 2
            && matches!(bytes.get(digits), Some(b'/' | b'.' | b'-'))
            && bytes.get(digits + 1).is_some_and(u8::is_ascii_digit)
        {
            return self.slashed(rest);
        }
        let number: i16 = rest[..digits].parse().ok()?;
        match digits {
            1 | 2 if self.day.is_none() => {
                self.day = i8::try_from(number).ok();
                let suffix = rest[digits..]
                    .get(..2)
                    .is_some_and(|s| matches!(s.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th"));
                Some(digits + if suffix { 2 } else { 0 })
            }
            // RFC 850: "14-Mar-24".
            2 if self.year.is_none() => {
                self.year = Some(if number < 70 { 2000 + number } else { 1900 + number });
                Some(2)
            }
            4 if self.year.is_none() => {
                self.year = Some(number);
                Some(4)
            }
            4 if self.time.is_none() => {
                self.time = Some(clock(rest)?.0);
                Some(4)
            }
            _ => None,
        }
    }

    fn word(&mut self, rest: &str, len: usize) -> Option<usize> {
        let lower = rest[..len].to_ascii_lowercase();
        if let Some(month) = month(&lower) {
            return self.month.replace(month).is_none().then_some(len);
        }
        let weekday = is_weekday(&lower);
        let filler = matches!(
            lower.as_str(),
            "at" | "on"
                | "of"
                | "the"
                | "published"
                | "posted"
                | "updated"
                | "date"
                | "o"
                | "clock"
                | "local"
                | "time"
                | "hrs"
                | "t"
        );
        if weekday || filler {
            return Some(len);
        }
        if self.time.is_some() && self.offset.is_none() {
            // "ET", "PT" and the like change twice a year: the time of day then has no known moment.
            self.offset = zone(rest);
            let tail =
                rest[len..].bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b':')).count();
            return (len <= 5).then_some(len + tail);
        }
        None
    }

    /// "14/03/2024": the day must be told from the month.
    fn slashed(&mut self, rest: &str) -> Option<usize> {
        let separator = rest.find(['/', '.', '-'])?;
        let sign = rest.as_bytes()[separator] as char;
        let end = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == sign as u8).count();
        let mut parts = rest[..end].trim_end_matches(sign).split(sign).map(str::parse::<i16>);
        let (Some(Ok(first)), Some(Ok(second)), Some(Ok(year)), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        let year = if year < 70 {
            2000 + year
        } else if year < 100 {
            1900 + year
        } else {
            year
        };
        let (day_no, month) = match (first, second) {
            (13..=31, 1..=12) => (first, second),
            (1..=12, 13..=31) => (second, first),
            (1..=12, 1..=12) if first == second || sign == '.' => (first, second),
            _ => return None,
        };
        self.whole = day(year, i8::try_from(month).ok()?, i8::try_from(day_no).ok()?);
        self.whole.map(|_| end)
    }

    fn finish(self) -> Option<Published> {
        let date = match self.whole {
            Some(date) => date,
            None => day(self.year?, self.month?, self.day?)?,
        };
        Some(published(date, self.time, self.offset))
    }
}

/// "10.15pm", "8pm", "10.15 p.m.": digits that a half of the day follows.
fn is_clock(rest: &str, digits: usize) -> bool {
    let tail = rest[digits..].trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ':' | ' '));
    let lower: String = tail.chars().take(4).filter(|c| *c != '.').collect::<String>().to_ascii_lowercase();
    lower.starts_with("am") || lower.starts_with("pm")
}

/// The day in a file's name or path: `2017-06-05-vigil.txt`, `20170605.txt`, `2017/06/05/a.txt`.
#[must_use]
pub fn in_path(path: &str) -> Option<Day> {
    let bytes = path.as_bytes();
    let mut found = None;
    for at in 0..bytes.len() {
        if !bytes[at].is_ascii_digit() || at > 0 && bytes[at - 1].is_ascii_digit() {
            continue;
        }
        let run = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if run != 4 && run != 8 {
            continue;
        }
        // Eight digits may be a number of another kind: only days of living memory count.
        if let Some((date, rest)) = iso_day(&path[at..])
            && (run == 4 || (1900..=2100).contains(&date.year()))
            && !rest.starts_with(|c: char| c.is_ascii_digit())
        {
            found = Some(date.into()); // the last one: "2017/archive/2017-06-05.txt"
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<(String, Option<String>)> {
        parse(text)
            .map(|p| (p.day.to_string(), p.at.map(|at| jiff::Timestamp::from_microsecond(at).unwrap().to_string())))
    }

    #[test]
    fn dates_of_publication_are_read_as_inputs_write_them() {
        for (text, day, at) in [
            ("2024-03-14", "2024-03-14", None),
            ("2024-03-14T10:15:00Z", "2024-03-14", Some("2024-03-14T10:15:00Z")),
            ("2024-03-14T23:30:00-05:00", "2024-03-14", Some("2024-03-15T04:30:00Z")),
            ("2024-03-14T23:30:00.123+0530", "2024-03-14", Some("2024-03-14T18:00:00Z")),
            ("2024-03-14 10:15:00", "2024-03-14", None),
            ("2024-03-14 10:15:00 UTC", "2024-03-14", Some("2024-03-14T10:15:00Z")),
            ("20240314T101500Z", "2024-03-14", Some("2024-03-14T10:15:00Z")),
            ("20240314", "2024-03-14", None),
            ("1710411300", "2024-03-14", Some("2024-03-14T10:15:00Z")),
            ("1710411300000", "2024-03-14", Some("2024-03-14T10:15:00Z")),
            ("Thu, 14 Mar 2024 10:15:00 GMT", "2024-03-14", Some("2024-03-14T10:15:00Z")),
            ("Thu, 14 Mar 2024 22:15:00 -0400", "2024-03-14", Some("2024-03-15T02:15:00Z")),
            ("Thursday, 14-Mar-24 10:15:00 GMT", "2024-03-14", Some("2024-03-14T10:15:00Z")),
            ("14 March 2024", "2024-03-14", None),
            ("March 14th, 2024", "2024-03-14", None),
            ("Thursday 14 March 2024 10.15pm GMT", "2024-03-14", Some("2024-03-14T22:15:00Z")),
            ("March 14, 2024 at 8:05 a.m. ET", "2024-03-14", None),
            ("Sept. 3, 2023", "2023-09-03", None),
            ("14/03/2024", "2024-03-14", None),
            ("03/14/2024 08:00", "2024-03-14", None),
            ("14.03.2024", "2024-03-14", None),
            ("2024/3/4", "2024-03-04", None),
        ] {
            assert_eq!(read(text), Some((day.to_owned(), at.map(str::to_owned))), "{text}");
        }
    }

    #[test]
    fn what_fixes_no_day_is_none() {
        for text in
            ["", "03/04/2024", "2023-02-29", "yesterday", "March 2024", "14 March", "2024-13-01", "v1.2.3", "99", "May"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn lines_about_the_author_carry_days() {
        for (line, day) in [
            ("By Ann Smith, 13 March 2024", Some("2024-03-13")),
            ("Ann Smith | March 13, 2024 | 5 min read", Some("2024-03-13")),
            ("By Ann Smith and Bob Jones, Nairobi, Wed 13 Mar 2024, 10.15pm GMT", Some("2024-03-13")),
            ("By Ann Smith 2024-03-13", Some("2024-03-13")),
            ("By Ann Smith, 41", None),
            ("By Ann Smith, tel. 020 7946 0018", None),
            ("By April May, March 2024", None),
            ("By Ann Smith, 13 March", None),
        ] {
            assert_eq!(in_byline(line).map(|p| p.day.to_string()).as_deref(), day, "{line}");
        }
    }

    #[test]
    fn file_names_carry_days() {
        for (path, day) in [
            ("2017-06-05-vigil.txt", Some("2017-06-05")),
            ("a/20170605.txt", Some("2017-06-05")),
            ("2017/06/05/a.txt", Some("2017-06-05")),
            ("archive_2017_06_05.txt", Some("2017-06-05")),
            ("001_9d32a57755c8ef5e.txt", None),
            ("12345678.txt", None),
            ("000_b48c5dc7a0b14ed0.txt", None),
        ] {
            assert_eq!(in_path(path).map(|d| d.to_string()).as_deref(), day, "{path}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(Thu|Mar|[0-9]{1,5}|[-/:. ,+T]|pm|GMT|é){0,12}") {
            let _ = parse(&text);
            let _ = in_byline(&text);
            let _ = in_path(&text);
        }
    }
}
