//! Durations, what is counted from a day, and sets.

use super::{Anchor, Completer, Meaning, modifier, push_number, push_unit, unknown, weekday_value};
use crate::extract::dates::bounds;
use crate::extract::dates::calendar::{Point, holding};
use crate::extract::dates::find::{Captures, Expression};
use crate::extract::dates::numbers::Number;
use crate::records::{AnchorKind, TimexType};
use jiff::civil::Date;

impl Completer<'_> {
    /// "the past three weeks": a duration with its days.
    pub(super) fn period(&mut self, e: &Expression, one: bool, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let num = if one { Number::Exact(1000) } else { c.num };
        let captures = Captures { num, ..*c };
        let mut meaning = Self::duration(&captures, "")?;
        let Some(a) = self.anchor(e, sentence) else { return Some(meaning) };
        let n = match num {
            Number::Exact(n) | Number::About(n) if n % 1000 == 0 => i32::try_from(n / 1000).ok(),
            _ => None,
        };
        let forward = matches!(c.rel, Some("next" | "coming" | "foll"));
        if let Some(n) = n.filter(|_| matches!(c.rel, Some("past" | "last" | "next" | "coming" | "latest"))) {
            let other = bounds::shift(a.date, if forward { n } else { -n }, c.unit?);
            if let Some(other) = other {
                meaning.days = Some(if forward { (a.date, other) } else { (other, a.date) });
                (meaning.anchor_kind, meaning.anchor) = (a.kind, Some(a.date));
            }
        }
        Some(meaning)
    }

    pub(super) fn duration(c: &Captures, argument: &str) -> Option<Meaning> {
        let unit = c.unit.or((argument == "one").then_some(b'Y'))?;
        let mut text = String::with_capacity(8);
        text.push('P');
        let mut fuzzy = false;
        let mut modifier = None;
        match (argument, c.num) {
            ("half", _) => push_number(&mut text, 500, unit),
            ("one_half", _) => push_number(&mut text, 1500, unit),
            ("and_half", Number::Exact(n)) => push_number(&mut text, n + 500, unit),
            (_, Number::Vague) => {
                push_unit(&mut text, "X", unit);
                fuzzy = true;
            }
            (_, Number::About(n)) => {
                push_number(&mut text, n, unit);
                modifier = Some("APPROX");
            }
            (_, Number::Exact(n)) if n > 0 => push_number(&mut text, n, unit),
            (_, Number::None) => push_number(&mut text, 1000, unit),
            _ => return None,
        }
        if argument == "two"
            && let (Number::Exact(n), Some(unit)) = (c.num2, c.unit2)
        {
            let mut more = String::from("P");
            push_number(&mut more, n, unit);
            match (more.strip_prefix("PT"), text.contains('T')) {
                (Some(tail), true) => text.push_str(tail),
                _ => text.push_str(&more[1..]),
            }
        }
        let mut meaning = Meaning::new(TimexType::Duration, Some(Point::Value(text)));
        meaning.is_fuzzy = fuzzy;
        meaning.modifier = super::modifier(c).or(modifier);
        Some(meaning)
    }

    /// "two years ago", "two weeks from now": `side` is -1 or 1.
    pub(super) fn ago(&mut self, e: &Expression, side: i32, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let unit = c.unit?;
        let (unit, n) = match c.num {
            Number::Exact(n) | Number::About(n) => (unit, n),
            Number::None if unit == b'C' => (b'Y', 50_000), // "half a century ago"
            Number::None => (unit, 500),
            _ => return Some(Meaning::reference(if side < 0 { "PAST_REF" } else { "FUTURE_REF" })),
        };
        if unit == b'Y'
            && n == 1000
            && side < 0
            && modifier(c).is_none()
            && self.told_quarter(sentence).is_some_and(|q| q.1 + 2 >= sentence)
        {
            return Some(self.year_ago_quarter(e, sentence));
        }
        let Some(a) = self.anchor(e, sentence) else { return Some(Meaning::partial(unknown(unit))) };
        let mut meaning = self.moved(a, a.date, n, side, unit)?;
        if matches!(c.num, Number::About(_)) || self.words(e).contains(" or ") {
            meaning.modifier = Some("APPROX");
        }
        Some(meaning)
    }

    /// `n` thousandths of `unit` from a day, as wide as the unit.
    fn moved(&self, a: Anchor, from: Date, n: i64, side: i32, unit: u8) -> Option<Meaning> {
        let whole = i32::try_from(n / 1000).ok()?;
        let half = n % 1000 != 0;
        let point = match unit {
            b'Y' if half => {
                let months = i32::try_from(n * 12 / 1000).ok()?;
                holding(from, b'M')?.plus(side * months)?
            }
            b'h' | b'm' | b's' => {
                let value = format!("{}TXX", Point::Day(from).value());
                return Some(self.anchored(a, Point::Value(value)).sure(0.5))
                    .map(|m| Meaning { timex_type: TimexType::Time, ..m });
            }
            b'F' => Point::Week(from).plus(side * whole * 2)?,
            b'L' => holding(from, b'Y')?.plus(side.checked_mul(whole.checked_mul(1000)?)?)?,
            b'C' => holding(from, b'C')?.plus(side * whole)?,
            _ => holding(from, unit)?.plus(side.checked_mul(whole)?)?,
        };
        Some(self.anchored(a, point).sure(0.9))
    }

    /// "two years earlier": from the last mention.
    pub(super) fn n_beside(&mut self, e: &Expression, side: i32, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let unit = c.unit?;
        let n = match c.num {
            Number::Exact(n) | Number::About(n) if !matches!(unit, b'h' | b'm' | b's') => n,
            // "a few days later", "two minutes later": how long after what was told, no day of its own
            _ => return Self::duration(c, if self.words(e).contains(" and a half") { "and_half" } else { "" }),
        };
        if unit == b'Y' && n == 1000 && side < 0 {
            if self.told_quarter(sentence).is_some() {
                return Some(self.year_ago_quarter(e, sentence));
            }
            if let Some(month @ Point::Month(..)) = &self.history.point {
                let from = month.days().map(|d| d.0);
                return Some(
                    Meaning {
                        anchor_kind: AnchorKind::Mention,
                        anchor: from,
                        ..Meaning::new(TimexType::Date, month.plus_years(-1))
                    }
                    .sure(0.6),
                );
            }
        }
        let from = if unit == b'D' {
            self.history.day.map(|d| d.0)
        } else {
            self.history.point.as_ref().and_then(Point::days).map(|d| d.0)
        };
        let anchor = from.map(|date| Anchor { kind: AnchorKind::Mention, date }).or_else(|| self.anchor(e, sentence));
        let Some(a) = anchor else { return Some(Meaning::partial(unknown(unit))) };
        self.moved(a, a.date, n, side, unit).map(|m| Meaning { confidence: 0.65, ..m })
    }

    pub(super) fn set(&self, e: &Expression) -> Option<Meaning> {
        let c = &e.captures;
        let value = if let Some(value) = c.word {
            value.to_owned()
        } else if let Some(day) = c.weekday {
            weekday_value(day).to_owned()
        } else if let Some(month) = c.month {
            format!("XXXX-{month:02}")
        } else if let Some(season) = c.season {
            format!("XXXX-{season}")
        } else if self.words(e).ends_with("weekends") || c.is_weekend && c.unit.is_none_or(|u| u == b'W') {
            "XXXX-WXX-WE".to_owned()
        } else if c.part.is_some() && c.unit.is_none_or(|u| u == b'D') {
            "XXXX-XX-XX".to_owned()
        } else {
            let unit = c.unit?;
            let n = match c.num {
                Number::Exact(n) if c.each && n > 0 => n,
                _ => 1000,
            };
            let words = self.words(e);
            let n = match () {
                () if words.contains(" other ") || words.contains(" second ") && unit != b's' => 2 * n,
                () if words.contains(" third ") => 3 * n,
                () if words.contains(" fourth ") => 4 * n,
                () => n,
            };
            let mut text = String::from("P");
            if words.contains(" few ") {
                push_unit(&mut text, "X", unit);
            } else {
                push_number(&mut text, n, unit);
            }
            text
        };
        Some(Meaning::new(TimexType::Set, Some(Point::Value(value))))
    }
}
