//! Numbers as dates use them: shapes of one token ("1990s", "8:30", "14th", "2017-06-05"), and
//! number words of several ("twenty-five", "nineteen ninety-six", "a couple of").
//!
//! In: tokens or words of a run. Out: a [`Number`] and the classes it satisfies.

use super::find::Word;
use super::lexicon::{Class, Lexicon, Terms};

/// What a number says; how it is meant depends on the rule that takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Number {
    /// Not a number.
    #[default]
    None,
    /// "three", "2 1/2", "1,640": in thousandths.
    Exact(i64),
    /// "a couple of", "a dozen": roughly that many, in thousandths.
    About(i64),
    /// "several", "a few": X.
    Vague,
    /// Hour, minute.
    Clock(i32, i32),
    /// Year, month, day.
    Day(i32, i32, i32),
    /// The same with hour and minute, and minutes east of Greenwich where stated.
    Instant(i32, i32, i32, i32, i32, Option<i32>),
    /// "03/04/2017", "7/7": as written; 0 where there are only two.
    Parts(i32, i32, i32),
}

impl Number {
    /// A whole number, 0 for anything else.
    #[must_use]
    pub fn whole(self) -> i32 {
        match self {
            Self::Exact(n) if n % 1000 == 0 => i32::try_from(n / 1000).unwrap_or(0),
            _ => 0,
        }
    }
}

/// Years that news speaks of by number.
pub const YEARS: std::ops::RangeInclusive<i32> = 1000..=2200;

fn is(terms: &mut Terms, class: Class) {
    terms.insert(class as u16);
}

/// Reads `n` digits, at most nine.
fn digits(bytes: &[u8]) -> Option<i32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    bytes.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i32::from(b - b'0')))
}

/// What the shape of one token says; it begins with a digit.
#[must_use]
pub fn shape(token: &str) -> (Terms, Number) {
    let bytes = token.as_bytes();
    let mut terms = Terms::default();
    let n_digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let Some(lead) = digits(&bytes[..n_digits]) else { return (terms, Number::None) };
    let rest = &bytes[n_digits..];
    let number = match rest {
        [] => {
            if n_digits != 4 || lead >= 24 * 60 || lead > 0 {
                is(&mut terms, Class::num);
            }
            if n_digits <= 2 {
                if (1..=31).contains(&lead) {
                    is(&mut terms, Class::day);
                }
                if lead <= 12 {
                    is(&mut terms, Class::hour);
                }
                if n_digits == 2 {
                    is(&mut terms, Class::yy);
                }
            }
            if n_digits == 4 {
                if YEARS.contains(&lead) {
                    is(&mut terms, Class::year);
                }
                if lead / 100 < 24 && lead % 100 < 60 {
                    is(&mut terms, Class::hhmm);
                }
            }
            Number::Exact(i64::from(lead) * 1000)
        }
        b"s" if matches!(n_digits, 2 | 4) && lead % 10 == 0 && (n_digits == 2 || YEARS.contains(&lead)) => {
            is(&mut terms, Class::decade);
            Number::Exact(i64::from(lead) * 1000)
        }
        b"st" | b"nd" | b"rd" | b"th" => {
            is(&mut terms, Class::ordinal);
            Number::Exact(i64::from(lead) * 1000)
        }
        [b'a' | b'p' | b'A' | b'P', b'm' | b'M'] if (1..=12).contains(&lead) => {
            is(&mut terms, Class::clock12);
            Number::Clock(half_day(lead, rest[0]), 0)
        }
        [mark @ (b':' | b'.' | b',' | b'/' | b'-'), tail @ ..] => return marked(bytes, lead, n_digits, *mark, tail),
        _ => Number::None,
    };
    (terms, number)
}

/// Hour of the day from an hour with a.m. or p.m.
#[must_use]
pub fn half_day(hour: i32, letter: u8) -> i32 {
    hour % 12 + if letter.eq_ignore_ascii_case(&b'p') { 12 } else { 0 }
}

/// "8:30", "8.30pm", "2.5", "1,640", "1/2", "7/7", "03/04/2017", "2017-06-05", "2017-06-05T10:30:00Z".
fn marked(bytes: &[u8], lead: i32, n_lead: usize, mark: u8, tail: &[u8]) -> (Terms, Number) {
    let mut terms = Terms::default();
    let n_tail = tail.iter().take_while(|b| b.is_ascii_digit()).count();
    let Some(second) = digits(&tail[..n_tail]) else { return (terms, Number::None) };
    let after = &tail[n_tail..];
    if matches!(mark, b':' | b'.') && n_tail == 2 && n_lead <= 2 && lead < 25 && second < 60 {
        match after {
            [a @ (b'a' | b'p' | b'A' | b'P'), b'm' | b'M'] if (1..=12).contains(&lead) => {
                is(&mut terms, Class::clock12);
                return (terms, Number::Clock(half_day(lead, *a), second));
            }
            [] if mark == b':' => {
                is(&mut terms, Class::clock);
                return (terms, Number::Clock(lead, second));
            }
            [b':', s1, s2] if s1.is_ascii_digit() && s2.is_ascii_digit() => {
                is(&mut terms, Class::clock);
                return (terms, Number::Clock(lead, second));
            }
            [] => is(&mut terms, Class::hhmm),
            _ => {}
        }
    }
    match (mark, after) {
        (b'.', []) if n_tail <= 3 => {
            is(&mut terms, Class::num);
            let scale = [1000, 100, 10, 1][n_tail];
            return (terms, Number::Exact(i64::from(lead) * 1000 + i64::from(second) * scale));
        }
        (b',', _) => {
            let joined: Vec<u8> = bytes.iter().copied().filter(|b| *b != b',').collect();
            if let Some(n) = digits(&joined) {
                is(&mut terms, Class::num);
                return (terms, Number::Exact(i64::from(n) * 1000));
            }
        }
        (b'/', []) => {
            if lead > 0 && lead < second && second <= 4 && n_lead == 1 && n_tail == 1 {
                is(&mut terms, Class::fraction);
                return (terms, Number::Exact(i64::from(lead) * 1000 / i64::from(second)));
            }
            is(&mut terms, Class::slash);
            return (terms, Number::Parts(lead, second, 0));
        }
        (b'/' | b'.' | b'-', [m, third @ ..]) if *m == mark => {
            let n_third = third.iter().take_while(|b| b.is_ascii_digit()).count();
            let Some(last) = digits(&third[..n_third]) else { return (terms, Number::None) };
            let clock = &third[n_third..];
            if n_lead == 4 && n_tail <= 2 && n_third <= 2 && YEARS.contains(&lead) {
                if clock.is_empty() {
                    is(&mut terms, Class::iso);
                    return (terms, Number::Day(lead, second, last));
                }
                if let Some((hour, minute, offset)) = instant(clock) {
                    is(&mut terms, Class::iso);
                    return (terms, Number::Instant(lead, second, last, hour, minute, offset));
                }
            } else if n_lead <= 2 && n_tail <= 2 && matches!(n_third, 2 | 4) && clock.is_empty() {
                // 3.4.17 is a version as often as a day: dots need the whole year
                if mark == b'/' || n_third == 4 {
                    is(&mut terms, Class::slash);
                    let century = if n_third == 4 {
                        0
                    } else if last < 70 {
                        2000
                    } else {
                        1900
                    };
                    return (terms, Number::Parts(lead, second, last + century));
                }
            }
        }
        _ => {}
    }
    (terms, Number::None)
}

/// "T10:30", "T10:30:00Z", "T10:30+05:30".
fn instant(clock: &[u8]) -> Option<(i32, i32, Option<i32>)> {
    let two = |at: usize| digits(clock.get(at..at + 2)?);
    if clock.first() != Some(&b'T') || clock.get(3) != Some(&b':') {
        return None;
    }
    let (hour, minute) = (two(1)?, two(4)?);
    if hour > 23 || minute > 59 {
        return None;
    }
    let mut rest = clock.get(6..)?;
    while rest.first().is_some_and(|b| matches!(b, b':' | b'.') || b.is_ascii_digit()) {
        rest = &rest[1..];
    }
    let offset = match rest {
        [] => None,
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), tail @ ..] => {
            let minutes = digits(tail.get(..2)?)? * 60
                + match &tail[2..] {
                    [] => 0,
                    [b':', m @ ..] | m => digits(m)?,
                };
            Some(if *sign == b'-' { -minutes } else { minutes })
        }
        _ => return None,
    };
    Some((hour, minute, offset))
}

/// Most words that one number takes.
const LONGEST: usize = 8;

/// Folds number words into numbers; the run keeps its order.
pub fn fold(words: &mut Vec<Word>, lexicon: &Lexicon) {
    if !words.iter().any(|w| w.is_number_word) {
        return;
    }
    let mut out = 0;
    let mut i = 0;
    while i < words.len() {
        let (taken, number, terms) =
            if words[i].is_number_word { number_at(&words[i..], lexicon) } else { (0, Number::None, Terms::default()) };
        if taken == 0 {
            words[out] = words[i];
            i += 1;
        } else {
            let mut word = words[i];
            let last = words[i + taken - 1];
            word.end = last.end;
            word.last_token = last.last_token;
            word.number = number;
            if taken == 1 {
                terms.each(|t| word.terms.insert(t));
            } else {
                word.terms = terms;
            }
            words[out] = word;
            i += taken;
        }
        out += 1;
    }
    words.truncate(out);
}

/// The number that begins the run: words taken (0 for none), value, classes.
fn number_at(words: &[Word], lexicon: &Lexicon) -> (usize, Number, Terms) {
    let words = &words[..words.len().min(LONGEST)];
    let mut terms = Terms::default();
    let value = |i: usize, class: Class| words.get(i).and_then(|w| w.value(class, lexicon));
    let literal = |i: usize, text: &str| words.get(i).is_some_and(|w| w.is(text, lexicon));
    // "nineteen ninety-six", "two thousand", "two thousand and four", "twenty eighteen"
    if let Some((taken, year)) = spoken_year(&value, &literal) {
        is(&mut terms, Class::year);
        return (taken, Number::Exact(i64::from(year) * 1000), terms);
    }
    is(&mut terms, Class::num);
    // "a couple of", "a few", "a dozen", "several"
    let article = usize::from(literal(0, "a") || literal(0, "the") && value(1, Class::couple).is_some());
    if let Some(n) = value(article, Class::couple) {
        let taken = article + 1 + usize::from(literal(article + 1, "of"));
        let taken = taken + usize::from(taken == 1 + article && literal(taken, "more"));
        return (taken, Number::About(i64::from(n) * 1000), terms);
    }
    if value(article, Class::vague).is_some() {
        let taken = article + 1 + usize::from(literal(article + 1, "of") || literal(article + 1, "more"));
        return (taken, Number::Vague, terms);
    }
    if literal(0, "half") && literal(1, "a") && value(2, Class::mult) == Some(12) {
        return (3, Number::Exact(6000), terms);
    }
    // "two and a half", "2 1/2", "twenty-five", "a hundred", "three hundred and fifty"
    let mut at = 0;
    let mut total = 0i64;
    let mut group = 0i64;
    let mut any = false;
    let mut only_ordinal = false;
    while at < words.len() {
        let joined = at > 0 && literal(at, "-");
        let next = at + usize::from(joined);
        if let Some(n) = value(next, Class::tens) {
            if any && (joined || group % 100 != 0) {
                break;
            }
            group += i64::from(n);
            at = next + 1;
        } else if let Some(n) = value(next, Class::card) {
            if any && (group % 10 != 0 || group == 0 || joined && group % 100 == 0) {
                break;
            }
            group += i64::from(n);
            at = next + 1;
        } else if let Some(n) =
            value(next, Class::ordinal).filter(|n| any && *n < 10 && group % 100 >= 20 && group % 10 == 0)
        {
            // "twenty-fifth"
            group += i64::from(n);
            at = next + 1;
            only_ordinal = true;
            break;
        } else if let Some(n) = value(at, Class::mult) {
            let a = usize::from(at == 0 && !any);
            if a == 1 {
                break;
            }
            group = group.max(1) * i64::from(n);
            if n >= 1000 {
                total += group;
                group = 0;
            }
            at += 1;
        } else if literal(at, "and")
            && any
            && group >= 100
            && (value(at + 1, Class::card).is_some() || value(at + 1, Class::tens).is_some())
        {
            at += 1;
            continue;
        } else if at == 0 && literal(0, "a") && value(1, Class::mult).is_some() {
            group = 1;
            at += 1;
        } else if at == 0 && words[0].terms.has(Class::num as u16) && words[0].number != Number::None {
            // digits, perhaps with a fraction or a multiplier after
            let Number::Exact(n) = words[0].number else { break };
            if let Some(Number::Exact(f)) =
                words.get(1).filter(|w| w.terms.has(Class::fraction as u16)).map(|w| w.number)
            {
                return (2, Number::Exact(n + f), terms);
            }
            if literal(1, "-") && words.get(2).is_some_and(|w| w.terms.has(Class::fraction as u16)) {
                let Number::Exact(f) = words[2].number else { break };
                return (3, Number::Exact(n + f), terms);
            }
            if value(1, Class::mult).is_some_and(|m| m >= 1000) {
                return (2, Number::Exact(n.saturating_mul(i64::from(value(1, Class::mult).unwrap_or(1)))), terms);
            }
            return if and_a_half(&literal, 1) > 0 {
                (1 + and_a_half(&literal, 1), Number::Exact(n + 500), terms)
            } else {
                (0, Number::None, terms)
            };
        } else {
            break;
        }
        any = true;
    }
    if !any || (at == 1 && literal(0, "a")) {
        return (0, Number::None, Terms::default());
    }
    let sum = (total + group) * 1000;
    if only_ordinal {
        let mut terms = Terms::default();
        is(&mut terms, Class::ordinal);
        return (at, Number::Exact(sum), terms);
    }
    let half = and_a_half(&literal, at);
    if half > 0 {
        return (at + half, Number::Exact(sum + 500), terms);
    }
    (at, Number::Exact(sum), terms)
}

/// Words that "and a half" or "-and-a-half" takes at `at`.
fn and_a_half(literal: &impl Fn(usize, &str) -> bool, at: usize) -> usize {
    if literal(at, "and") && literal(at + 1, "a") && literal(at + 2, "half") {
        3
    } else if literal(at, "-") && literal(at + 1, "and") && literal(at + 3, "a") && literal(at + 5, "half") {
        6
    } else {
        0
    }
}

fn spoken_year(
    value: &impl Fn(usize, Class) -> Option<i32>,
    literal: &impl Fn(usize, &str) -> bool,
) -> Option<(usize, i32)> {
    let two_digits = |at: usize| -> Option<(usize, i32)> {
        if let Some(tens) = value(at, Class::tens) {
            let joined = usize::from(literal(at + 1, "-"));
            return Some(match value(at + 1 + joined, Class::card).filter(|n| *n < 10) {
                Some(n) => (2 + joined, tens + n),
                None => (1, tens),
            });
        }
        value(at, Class::card).filter(|n| *n >= 10).map(|n| (1, n))
    };
    if let Some(century) = value(0, Class::card).filter(|n| (16..=19).contains(n)) {
        let joined = usize::from(literal(1, "-"));
        let (taken, rest) = two_digits(1 + joined)?;
        return Some((1 + joined + taken, century * 100 + rest));
    }
    if value(0, Class::tens) == Some(20) {
        let (taken, rest) = two_digits(1)?;
        return ((10..40).contains(&rest)).then_some((1 + taken, 2000 + rest));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_by_its_shape() {
        let read = |t: &str| shape(t).1;
        assert_eq!(read("1,640"), Number::Exact(1_640_000));
        assert_eq!(read("2.5"), Number::Exact(2500));
        assert_eq!(read("8:30"), Number::Clock(8, 30));
        assert_eq!(read("8.30pm"), Number::Clock(20, 30));
        assert_eq!(read("12am"), Number::Clock(0, 0));
        assert_eq!(read("2017-06-05"), Number::Day(2017, 6, 5));
        assert_eq!(read("2017-06-05T10:30:00+05:30"), Number::Instant(2017, 6, 5, 10, 30, Some(330)));
        assert_eq!(read("03/04/2017"), Number::Parts(3, 4, 2017));
        assert_eq!(read("1/2"), Number::Exact(500));
        assert_eq!(read("3.4.17"), Number::None);
        assert!(shape("1990s").0.has(Class::decade as u16));
        assert!(!shape("747s").0.has(Class::decade as u16));
    }
}
