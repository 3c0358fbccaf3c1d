//! The place, day and agency that wire stories open with: "NAIROBI, March 13 (Reuters) – …".
//!
//! In: a paragraph. Out: where its dateline ends and what stands in it. A place in capitals before a
//! dash is enough; one in small letters needs an agency or a day after it. A line that is only a
//! place and a day ("LONDON 1996-08-30"), or only a day, is a dateline too.

use super::published::{self, Published};
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// What a dateline says; ranges are bytes of the paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dateline {
    /// Place as written, with its region: "COLUMBIA, S.C.".
    pub place: Option<Range<usize>>,
    /// News agency.
    pub agency: Option<Range<usize>>,
    /// Day of publication, where it names a year.
    pub published: Option<Published>,
    /// End, after the dash.
    pub end: usize,
}

fn list(file: &'static str) -> FxHashSet<&'static str> {
    file.lines().filter(|l| !l.starts_with('#')).skip(1).collect()
}

static AGENCIES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| list(include_str!("en/agency.tsv")));
static NOT_PLACES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| list(include_str!("en/not_place.tsv")));

/// Whether a news agency is called so.
#[must_use]
pub fn is_agency(name: &str) -> bool {
    AGENCIES.contains(name)
}

/// Longest dateline, in bytes.
const LONGEST: usize = 110;

/// The dateline that `paragraph` opens with.
#[must_use]
pub fn read(paragraph: &str) -> Option<Dateline> {
    let head = &paragraph[..paragraph.floor_char_boundary(LONGEST)];
    let whole = head.len() == paragraph.len();
    // Most paragraphs have neither a capital word nor a digit at their start.
    if !head.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '(') {
        return None;
    }
    if whole && let Some(published) = only_a_day(head) {
        return Some(Dateline { published: Some(published), end: head.len(), ..Dateline::default() });
    }
    let mut found = Dateline::default();
    let mut at = 0;
    let capitals = place(head, &mut at)?;
    let place_end = at;
    // Regions and days, in any order: ", Kenya", ", S.C.", ", March 13", " 1996-08-30".
    let mut region_end = place_end;
    let mut has_day = false;
    loop {
        let rest = &head[at..];
        let gap = rest.len() - rest.trim_start_matches([',', ' ', '/']).len();
        if gap == 0 || has_day {
            break;
        }
        let after = at + gap;
        if let Some((len, published)) = day_at(&head[after..]) {
            at = after + len;
            has_day = true;
            found.published = published;
        } else if rest.starts_with(", ") || rest.starts_with('/') {
            let mut end = after;
            if place(head, &mut end).is_none() || end - after > 30 {
                break;
            }
            at = end;
            region_end = end;
        } else {
            break;
        }
    }
    let rest = &head[at..];
    let spaces = rest.len() - rest.trim_start().len();
    if let Some(inside) = rest.trim_start().strip_prefix('(')
        && let Some(close) = inside.find(')')
        && close <= 40
        && (inside[..close]
            .split([',', '/', '-'])
            .any(|name| is_agency(name.trim()) || name.trim().ends_with(" News Service"))
            // An agency that no list has: only where all the rest of a dateline is there.
            || capitals
                && has_day
                && inside[..close].split(' ').all(|word| word.starts_with(char::is_uppercase))
                && inside[close + 1..].trim_start().starts_with(['-', '–', '—', '―']))
    {
        let start = at + spaces + 1;
        let name = inside[..close].split([',', '/']).map(str::trim).find(|n| is_agency(n)).unwrap_or(&inside[..close]);
        let name_start = start + inside.find(name).unwrap_or(0);
        found.agency = Some(name_start..name_start + name.len());
        at = start + close + 1;
    }
    // "(AP) --", " — ", "—", " - ", " _", ":"
    let rest = &head[at..];
    let trimmed = rest.trim_start();
    let dash = ["---", "--", "–", "—", "―", "-", "_"].iter().find(|d| trimmed.starts_with(**d));
    let known = capitals || found.agency.is_some() || has_day;
    let word = &head[..place_end];
    if NOT_PLACES.contains(word) || NOT_PLACES.contains(head[..region_end].trim()) || !known {
        return None;
    }
    match dash {
        Some(dash) => {
            let spaced = rest.len() > trimmed.len();
            let after = &trimmed[dash.len()..];
            let spaced_after = after.is_empty() || after.starts_with(' ');
            // A hyphen needs a space on both sides; a long dash on neither if the place is in capitals.
            if (*dash == "-" || *dash == "_") && !(spaced && spaced_after) || !spaced && !spaced_after && !capitals {
                return None;
            }
            found.end = at + (rest.len() - trimmed.len()) + dash.len();
            // "SOCCER - SHEARER NAMED AS CAPTAIN": a headline goes on in capitals.
            let following = paragraph[found.end..].trim_start();
            let word: &str = following.split([' ', '\n']).next().unwrap_or_default();
            let shouts = following.len() > 3 && !following.chars().take(40).any(char::is_lowercase);
            if shouts && !word.is_empty() {
                return None;
            }
        }
        // A line of its own: place with agency or day.
        None if trimmed.is_empty() && whole && (found.agency.is_some() || has_day && capitals) => found.end = at,
        // "LONDON (AP) A fire …", "NEW DELHI: The …"
        None if found.agency.is_some() && capitals && rest.starts_with(' ') => found.end = at,
        None if trimmed.starts_with(':')
            && capitals
            && paragraph.len() > 80
            && paragraph[at + 1..].starts_with(' ') =>
        {
            found.end = at + 1;
        }
        None => return None,
    }
    found.place = Some(0..region_end);
    Some(found)
}

/// Up to four words that begin with a capital (or belong inside: "Dar es Salaam"); whether all are in capitals.
fn place(head: &str, at: &mut usize) -> Option<bool> {
    let start = *at;
    let mut end = start;
    let mut capitals = true;
    for n in 0..5 {
        let rest = &head[end..];
        let rest_trimmed = if n == 0 { rest } else { rest.strip_prefix(' ').unwrap_or("") };
        let from = end + (rest.len() - rest_trimmed.len());
        let len = rest_trimmed
            .find(|c: char| !(c.is_alphabetic() || matches!(c, '.' | '\'' | '’') || c == '-'))
            .unwrap_or(rest_trimmed.len());
        let word = rest_trimmed[..len].trim_end_matches('-');
        let inside = n > 0
            && matches!(
                word,
                "es" | "de" | "del" | "la" | "le" | "of" | "and" | "upon" | "on" | "al" | "el" | "au" | "sur"
            );
        if word.is_empty() || !(inside || word.starts_with(char::is_uppercase)) || n == 4 {
            break;
        }
        // A month begins the day, not the place.
        if n > 0 && day_at(rest_trimmed).is_some() {
            break;
        }
        capitals &= !word.chars().any(char::is_lowercase) || inside;
        end = from + word.len();
    }
    let word = &head[start..end];
    if end == start || word.chars().filter(|c| c.is_alphabetic()).count() < 2 {
        return None;
    }
    *at = end;
    Some(capitals && head[start..end].chars().filter(|c| c.is_uppercase()).count() >= 3)
}

/// A day at the start of `text`: its length, and the day where it has a year.
fn day_at(text: &str) -> Option<(usize, Option<Published>)> {
    if let Some((_, rest)) = published::iso_day(text) {
        let len = text.len() - rest.len();
        return Some((len, published::parse(&text[..len])));
    }
    let mut words = text.split_inclusive(' ');
    let first = words.next()?;
    let word = first.trim_end_matches([' ', '.', ',']);
    if published::is_weekday(word) {
        let (len, day) = day_at(&text[first.len()..])?;
        return Some((first.len() + len, day));
    }
    let second = words.next().unwrap_or_default();
    let (month, number) = if published::is_month(word) { (first, second) } else { (second, first) };
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if !published::is_month(month.trim_end_matches([' ', '.', ','])) || !(1..=2).contains(&digits) {
        return None;
    }
    let end_of_second =
        first.len() + if published::is_month(word) { digits } else { second.trim_end_matches([' ', ',']).len() };
    let rest = &text[end_of_second..];
    let gap = rest.len() - rest.trim_start_matches([',', ' ']).len();
    let year = &rest[gap..];
    if gap > 0 && year.bytes().take(5).take_while(u8::is_ascii_digit).count() == 4 {
        let end = end_of_second + gap + 4;
        if let Some(published) = published::parse(&text[..end]) {
            return Some((end, Some(published)));
        }
    }
    Some((end_of_second, None))
}

/// A line that is a day and nothing else: "Saturday, September 12, 2015".
fn only_a_day(line: &str) -> Option<Published> {
    let letters = line.bytes().filter(u8::is_ascii_alphabetic).count();
    if line.len() < 8 || line.len() > 40 || letters == 0 && !line.contains(['-', '/', '.']) {
        return None;
    }
    let (len, published) = day_at(line)?;
    (line[len..].trim_matches(['.', ' ']).is_empty()).then_some(published).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_are_read_to_their_dash() {
        for (text, dateline, place, agency, day) in [
            (
                "GENEVA, Feb 6 (Meridian) – Aid convoys will cross into Syria.",
                "GENEVA, Feb 6 (Meridian) –",
                Some("GENEVA"),
                Some("Meridian"),
                None,
            ),
            (
                "NAIROBI, March 13 (Reuters) – Kenya’s central bank held rates.",
                "NAIROBI, March 13 (Reuters) –",
                Some("NAIROBI"),
                Some("Reuters"),
                None,
            ),
            (
                "COLUMBIA, S.C. (AP) — The Latest on the election",
                "COLUMBIA, S.C. (AP) —",
                Some("COLUMBIA, S.C."),
                Some("AP"),
                None,
            ),
            ("NAIROBI, Kenya (AP) _", "NAIROBI, Kenya (AP) _", Some("NAIROBI, Kenya"), Some("AP"), None),
            ("ATLANTA _", "ATLANTA _", Some("ATLANTA"), None, None),
            ("INNISFAIL - Nine-year-old Georgia Stevens is", "INNISFAIL -", Some("INNISFAIL"), None, None),
            ("WASHINGTON — Something rare happened", "WASHINGTON —", Some("WASHINGTON"), None, None),
            ("WASHINGTON—Something rare happened", "WASHINGTON—", Some("WASHINGTON"), None, None),
            (
                "NORTHAMPTON, England 1996-08-31",
                "NORTHAMPTON, England 1996-08-31",
                Some("NORTHAMPTON, England"),
                None,
                Some("1996-08-31"),
            ),
            ("Saturday, September 12, 2015", "Saturday, September 12, 2015", None, None, Some("2015-09-12")),
            (
                "Nairobi, 13 March 2024 (AFP) - Kenya",
                "Nairobi, 13 March 2024 (AFP) -",
                Some("Nairobi"),
                Some("AFP"),
                Some("2024-03-13"),
            ),
            (
                "Dar es Salaam, Tanzania (AP) -- A bomb",
                "Dar es Salaam, Tanzania (AP) --",
                Some("Dar es Salaam, Tanzania"),
                Some("AP"),
                None,
            ),
            ("NEW YORK (AP) A man was", "NEW YORK (AP)", Some("NEW YORK"), Some("AP"), None),
        ] {
            let got = read(text).unwrap_or_else(|| panic!("none: {text}"));
            assert_eq!(&text[..got.end], dateline);
            assert_eq!(got.place.map(|p| &text[p]), place, "{text}");
            assert_eq!(got.agency.map(|p| &text[p]), agency, "{text}");
            assert_eq!(got.published.map(|p| p.day.to_string()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn other_openings_are_no_datelines() {
        for text in [
            "SOCCER - SHEARER NAMED AS ENGLAND CAPTAIN.",
            "CRICKET - Lara endures another miserable day.",
            "UPDATE: The road has reopened.",
            "The minister — who resigned — spoke.",
            "On March 13 the bank held rates.",
            "Ada Lovelace - a life",
            "NATO said it would not send troops.",
            "In May 2024 the town voted.",
            "March 13 was cold.",
            "Paris, Texas, is not in France.",
            "10 Things to Know for Today",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
