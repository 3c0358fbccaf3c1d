//! Weeks, months, quarters, seasons, years and decades.

use super::{Completer, Meaning, NEAR, choose, distance, rel_step, unknown};
use crate::extract::dates::calendar::{self, Point, holding, plus_days, weekday};
use crate::extract::dates::find::Expression;
use crate::extract::dates::tense::Tense;
use crate::records::{AnchorKind, Direction, TimexType};
use jiff::civil::Date;

impl Completer<'_> {
    pub(super) fn month(&mut self, e: &Expression, year: Option<i32>, month: i8, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        if let Some(year) = year {
            return Some(Meaning::explicit(Some(Point::Month(i16::try_from(year).ok()?, month))));
        }
        let Some(a) = self.anchor(e, sentence) else { return Some(Meaning::partial(&format!("XXXX-{month:02}"))) };
        let this_year = a.date.year();
        let now = a.date.month();
        if c.unit == Some(b'Y') || self.words(e).ends_with("year") {
            let year = match (c.rel, self.history_year()) {
                (Some("same" | "prev" | "foll"), Some(y)) => i32::from(y) + rel_step(c.rel),
                _ => i32::from(this_year) + rel_step(c.rel),
            };
            return Some(self.anchored(a, Point::Month(i16::try_from(year).ok()?, month)).sure(0.95));
        }
        let (year, alt, sure) = match c.rel {
            // "last February", said in March, is that of the year before: the other is "last month"
            Some("last") if month + 1 == now => (this_year - 1, Some(this_year), 0.6),
            Some("last" | "past" | "prev") => (if month < now { this_year } else { this_year - 1 }, None, 0.9),
            Some("next" | "coming" | "foll") => (if month > now { this_year } else { this_year + 1 }, None, 0.9),
            Some("this" | "same" | "latest") => (this_year, None, 0.95),
            _ => {
                let first = |y: i16| calendar::day(i32::from(y), i32::from(month), 1);
                let here = calendar::day(i32::from(this_year), i32::from(now), 1)?;
                let years: Vec<Date> = (this_year - 1..=this_year + 1).filter_map(first).collect();
                let tense = self.tense(e, sentence);
                // with no verb of the sentence looking ahead a past one tells, however far back the month is
                let close = if tense.is_some_and(|t| t.direction == Direction::Past) && !self.looks_ahead(e, sentence) {
                    u32::MAX
                } else {
                    4
                };
                let (date, other, sure) = choose(&years, here, tense, 250, close)?;
                (date.year(), other.map(Date::year), sure)
            }
        };
        let mut meaning = self.anchored(a, Point::Month(year, month)).sure(sure);
        meaning.alt = alt.filter(|_| sure < 0.8).map(|y| Point::Month(y, month).value());
        Some(meaning)
    }

    fn history_year(&self) -> Option<i16> {
        self.history.point.as_ref()?.days().map(|d| d.0.year())
    }

    pub(super) fn season(
        &mut self,
        e: &Expression,
        year: Option<i32>,
        season: &'static str,
        sentence: u32,
    ) -> Option<Meaning> {
        let c = &e.captures;
        if let Some(year) = year {
            return Some(Meaning::explicit(Some(Point::Season(i16::try_from(year).ok()?, season))));
        }
        let Some(a) = self.anchor(e, sentence) else { return Some(Meaning::partial(&format!("XXXX-{season}"))) };
        let year = a.date.year();
        if c.unit == Some(b'Y') || self.words(e).ends_with("year") {
            let year = i16::try_from(i32::from(year) + rel_step(c.rel)).ok()?;
            return Some(self.anchored(a, Point::Season(year, season)));
        }
        let of = |y: i16| Point::Season(y, season).days();
        let all: Vec<(i16, Date, Date)> = (year - 2..=year + 2).filter_map(|y| of(y).map(|d| (y, d.0, d.1))).collect();
        let last = all.iter().rev().find(|s| s.2 < a.date).map(|s| s.0);
        let next = all.iter().find(|s| s.1 > a.date).map(|s| s.0);
        let running = all.iter().find(|s| s.1 <= a.date && a.date <= s.2).map(|s| s.0);
        let words = self.words(e);
        let past_said = words.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("this")) && c.rel != Some("this");
        let chosen = match c.rel {
            Some("last" | "past" | "prev") if past_said => running.or(last),
            Some("last" | "past" | "prev") => last,
            Some("next" | "coming" | "foll") => next,
            Some(_) => running.or(if season == "WI" { next } else { Some(year) }),
            None => {
                let gap = |y: Option<i16>| {
                    y.and_then(of).map_or(i32::MAX, |d| distance(d.0, a.date).min(distance(d.1, a.date)))
                };
                let nearest = if gap(last) < gap(next) { last } else { next };
                running.or(match self.tense(e, sentence) {
                    Some(Tense { direction: Direction::Past, .. }) => last,
                    // "to meet demand well into the summer", said in autumn: a season just gone is nearer than the next
                    Some(Tense { will: false, .. }) if gap(last) < 2 * NEAR && gap(next) > 4 * NEAR => last,
                    Some(Tense { direction: Direction::Future, .. }) => next,
                    _ => nearest,
                })
            }
        };
        Some(self.anchored(a, Point::Season(chosen?, season)).sure(if c.rel.is_some() { 0.9 } else { 0.7 }))
    }

    pub(super) fn rel_unit(&mut self, e: &Expression, unit: u8, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let words = self.words(e);
        let counted_from_mention = matches!(c.rel, Some("prev" | "foll" | "same"))
            || c.rel == Some("next") && words.get(..3).is_some_and(|w| w.eq_ignore_ascii_case("the"));
        if unit == b'Q'
            && c.rel == Some("same")
            && let Some((told, _)) = self.history.quarter.as_ref().filter(|q| q.1 + 3 >= sentence)
        {
            // "the second quarter ended Oct. 31 … in that quarter"
            let meaning = Meaning::new(TimexType::Date, Some(told.clone()));
            let anchor = told.days().map(|d| d.0);
            return Some(Meaning { anchor_kind: AnchorKind::Mention, anchor, ..meaning }.sure(0.75));
        }
        if counted_from_mention && let Some(base) = self.mentioned(unit) {
            let mut meaning = Meaning::new(TimexType::Date, base.1.plus(rel_step(c.rel)));
            (meaning.anchor_kind, meaning.anchor) = (AnchorKind::Mention, Some(base.0));
            return Some(meaning.sure(0.75));
        }
        // "three years later … the next day": which day is not told
        let long_ago = unit == b'D'
            && counted_from_mention
            && self
                .history
                .point
                .as_ref()
                .and_then(Point::days)
                .zip(self.published)
                .is_some_and(|(days, published)| distance(days.1, published.date) > 31);
        let Some(a) =
            self.anchor(e, sentence).filter(|_| !long_ago && !(counted_from_mention && self.published.is_none()))
        else {
            return Some(Meaning::partial(unknown(unit)));
        };
        let n = match c.rel {
            Some("latest") => -1,
            rel => rel_step(rel),
        };
        let mut meaning = self.anchored(a, holding(a.date, unit)?.plus(n)?).sure(0.92);
        if counted_from_mention {
            meaning.confidence = 0.5;
        }
        if n == 0 && c.early == Some("END") && words.get(..5).is_some_and(|w| w.eq_ignore_ascii_case("later")) {
            // "later this year": what is left of it
            meaning.days = meaning.point.as_ref().and_then(Point::days).map(|d| (a.date.min(d.1), d.1));
        }
        if n == 0 && c.early == Some("START") && words.get(..7).is_some_and(|w| w.eq_ignore_ascii_case("earlier")) {
            meaning.days = meaning.point.as_ref().and_then(Point::days).map(|d| (d.0, a.date.max(d.0)));
        }
        Some(meaning)
    }

    /// The last mention as a stretch of `unit`, with its first day.
    fn mentioned(&self, unit: u8) -> Option<(Date, Point)> {
        if unit == b'D' {
            return self.history.day.map(|d| (d.0, Point::Day(d.0)));
        }
        let (first, last) = self.history.point.as_ref()?.days()?;
        let point = holding(first, unit)?;
        let (from, to) = point.days()?;
        // a mention wider than the unit says nothing about it
        (from <= first && last <= to).then_some((first, point))
    }

    pub(super) fn decade(e: &Expression, argument: &str) -> Meaning {
        let c = &e.captures;
        let number = c.decade.or(c.year).unwrap_or(0);
        let first = if number < 100 { 1900 + number } else { number };
        if number % 100 == 0 && (1100..=1900).contains(&number) {
            // "the 1800s" are the century more often than its first ten years
            let century = Meaning::explicit(i16::try_from(first).ok().map(Point::Century)).sure(0.75);
            return Meaning { alt: Some((first / 10).to_string()), ..century };
        }
        let mut meaning = Meaning::explicit(i16::try_from(first).ok().map(Point::Decade));
        if number < 100 {
            meaning.confidence = 0.8;
        }
        meaning.modifier = match (argument, c.ordinal) {
            ("END", _) | (_, Some(2)) => Some("END"),
            (_, Some(1)) => Some("START"),
            _ => None,
        };
        meaning
    }

    pub(super) fn quarter(&mut self, e: &Expression, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let q = i8::try_from(c.ordinal?).ok().filter(|q| (1..=4).contains(q))?;
        if let Some(year) = c.year {
            return Some(Meaning::explicit(Some(Point::Quarter(i16::try_from(year).ok()?, q))));
        }
        let Some(a) = self.anchor(e, sentence) else { return Some(Meaning::partial(&format!("XXXX-Q{q}"))) };
        if let Some(end) = self.end_of_quarter(e) {
            return Some(self.anchored(a, Point::Quarter(end.year(), q)).sure(0.85));
        }
        let year = a.date.year();
        let now = (a.date.month() + 2) / 3;
        if c.unit == Some(b'Y') || self.words(e).contains("year") {
            let year = i16::try_from(i32::from(year) + rel_step(c.rel)).ok()?;
            return Some(self.anchored(a, Point::Quarter(year, q)).sure(0.95));
        }
        let future = self.tense(e, sentence).is_some_and(|t| t.direction == Direction::Future);
        // results are told of the quarter that has ended; a quarter that has hardly begun is still to come
        let year = match q - now {
            ahead if ahead <= 0 => {
                if future && ahead <= -2 {
                    year + 1
                } else {
                    year
                }
            }
            _ => {
                if future {
                    year
                } else {
                    year - 1
                }
            }
        };
        let mut meaning = self.anchored(a, Point::Quarter(year, q)).sure(0.8);
        let other = if q > now { if future { year - 1 } else { year + 1 } } else { year - 1 };
        meaning.alt = (q >= now).then(|| Point::Quarter(other, q).value());
        Some(meaning)
    }

    pub(super) fn the_quarter(&mut self, e: &Expression, sentence: u32) -> Meaning {
        let words = self.words(e);
        if let Some(quarter) = self.quarter_ended(e) {
            return quarter;
        }
        if let Some((point, _)) = self.told_quarter(sentence).filter(|_| !words.contains("current")) {
            let from = point.days().map(|d| d.0);
            return Meaning {
                anchor_kind: AnchorKind::Mention,
                anchor: from,
                ..Meaning::new(TimexType::Date, Some(point))
            }
            .sure(0.7);
        }
        let Some(a) = self.anchor(e, sentence) else { return Meaning::partial("XXXX-QX") };
        let this = holding(a.date, b'Q');
        let step = if words.contains("current") { 0 } else { -1 };
        match this.and_then(|q| q.plus(step)) {
            Some(q) => self.anchored(a, q).sure(0.6),
            None => Meaning::partial("XXXX-QX"),
        }
    }

    /// The quarter that the article tells of: the last one named, if it has ended by now.
    pub(super) fn told_quarter(&self, sentence: u32) -> Option<(Point, u32)> {
        let (point, at) = self.history.quarter.clone()?;
        let ended = point.days()?.1 <= self.published?.date;
        (ended && at + 12 >= sentence).then_some((point, at))
    }

    /// "the quarter ended Sept. 30".
    fn quarter_ended(&self, e: &Expression) -> Option<Meaning> {
        // the quarter of the calendar that holds most of the three months: "ended July 31" is May to July
        let last = self.end_of_quarter(e)?;
        Some(self.anchored(self.published?, holding(plus_days(last, -45)?, b'Q')?).sure(0.8))
    }

    /// The day in "… quarter ended Oct. 31": before the day of publication, unless it is "ending".
    fn end_of_quarter(&self, e: &Expression) -> Option<Date> {
        let text = &self.article.text;
        let word = self.layout.tokens.get(e.tokens.1 as usize + 1)?.of(text);
        if !matches!(word, "ended" | "ending") {
            return None;
        }
        let at = self.expressions.partition_point(|other| other.span.start <= e.span.start);
        let end = self.expressions.get(at).filter(|o| o.captures.month.is_some() && o.tokens.0 == e.tokens.1 + 2)?;
        let (month, day) = (i32::from(end.captures.month?), end.captures.day.unwrap_or(28));
        let published = self.published?.date;
        let of = |year: i32| calendar::day(year, month, day).or_else(|| calendar::day(year, month, 28));
        let this = of(end.captures.year.unwrap_or(i32::from(published.year())))?;
        if end.captures.year.is_none() && word == "ended" && this > published {
            return of(i32::from(published.year()) - 1);
        }
        Some(this)
    }

    /// "the year-earlier period": the quarter that the sentence is about, a year before.
    pub(super) fn year_ago_quarter(&mut self, e: &Expression, sentence: u32) -> Meaning {
        if let Some((months, at)) = self.history.months
            && at + 3 >= sentence
            && self.words(e).ends_with("period")
        {
            // "earned $9 million in the nine months; in the year-earlier period": nine months too
            return Meaning::new(TimexType::Duration, Some(Point::Value(months.to_owned()))).sure(0.7);
        }
        if let Some((point, _)) = self.told_quarter(sentence)
            && let Some(q) = point.plus_years(-1)
        {
            let from = point.days().map(|d| d.0);
            let keep =
                Meaning { anchor_kind: AnchorKind::Mention, anchor: from, ..Meaning::new(TimexType::Date, Some(q)) };
            return keep.sure(0.7);
        }
        let Some(a) = self.anchor(e, sentence) else { return Meaning::partial("XXXX") };
        let words = self.words(e);
        if words.contains("quarter")
            && let Some(q) = holding(a.date, b'Q').and_then(|q| q.plus(-5))
        {
            return self.anchored(a, q).sure(0.6);
        }
        self.anchored(a, Point::Year(a.date.year() - 1)).sure(0.7)
    }

    pub(super) fn half(&mut self, e: &Expression, argument: &str, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let half = match (argument, c.ordinal) {
            ("first", _) => 1,
            (_, Some(n @ 1..=2)) => i8::try_from(n).ok()?,
            (_, None) => 2,
            _ => return None,
        };
        if let Some(year) = c.year {
            return Some(Meaning::explicit(Some(Point::Half(i16::try_from(year).ok()?, half))));
        }
        let Some(a) = self.anchor(e, sentence) else { return Some(Meaning::partial(&format!("XXXX-H{half}"))) };
        let mut year = i32::from(a.date.year()) + rel_step(c.rel);
        let future = self.tense(e, sentence).is_some_and(|t| t.direction == Direction::Future);
        // results are told of a half that has ended, or nearly so
        let hardly_begun = if half == 2 { a.date.month() <= 8 } else { a.date.month() <= 3 };
        if c.rel.is_none() && hardly_begun && !future {
            year -= 1;
        }
        Some(self.anchored(a, Point::Half(i16::try_from(year).ok()?, half)).sure(0.75))
    }

    pub(super) fn weekend(&mut self, e: &Expression, sentence: u32) -> Meaning {
        let c = &e.captures;
        let Some(a) = self.anchor(e, sentence) else { return Meaning::partial("XXXX-WXX-WE") };
        let day = weekday(a.date);
        let this = Point::Weekend(a.date);
        let step = match c.rel {
            Some("last" | "past" | "prev") => {
                if day == 7 && self.words(e).contains("past") {
                    0
                } else {
                    -1
                }
            }
            Some("next" | "foll") => 1,
            Some("coming") => i32::from(day >= 6),
            Some(_) => match self.tense(e, sentence).map(|t| t.direction) {
                Some(Direction::Past) if day <= 3 => -1,
                _ => 0,
            },
            None => match self.tense(e, sentence).map(|t| t.direction) {
                Some(Direction::Future) => 0,
                _ if day >= 6 => 0,
                _ => -1,
            },
        };
        match this.plus(step) {
            Some(point) => self.anchored(a, point).sure(0.85),
            None => Meaning::partial("XXXX-WXX-WE"),
        }
    }

    /// "the year before", "the day after": beside the last mention.
    pub(super) fn beside(&mut self, e: &Expression, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let unit = c.unit?;
        let step = if c.before { -1 } else { 1 };
        if let Some((from, point)) = self.mentioned(unit) {
            let mut meaning = Meaning::new(TimexType::Date, Some(point.plus(step)?));
            (meaning.anchor_kind, meaning.anchor) = (AnchorKind::Mention, Some(from));
            return Some(meaning.sure(0.75));
        }
        match self.anchor(e, sentence) {
            Some(a) => Some(self.anchored(a, holding(a.date, unit)?.plus(step)?).sure(0.5)),
            None => Some(Meaning::partial(unknown(unit))),
        }
    }
}
