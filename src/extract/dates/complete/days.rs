//! Days: of the calendar, by number, by weekday, by name.

use super::{
    ALT_YEARS, Anchor, Completer, Meaning, choose, distance, on_or_after, on_or_before, rel_step, unknown,
    weekday_value,
};
use crate::extract::dates::bounds;
use crate::extract::dates::calendar::{self, Point, holding, plus_days, weekday};
use crate::extract::dates::find::{Captures, Expression};
use crate::extract::dates::numbers::Number;
use crate::extract::dates::tense::Tense;
use crate::records::{AnchorKind, Direction, TimexType};
use jiff::civil::Date;

impl Completer<'_> {
    #[expect(clippy::many_single_char_names, reason = "year, month and day beside the usual c and e")]
    pub(super) fn calendar(&mut self, e: &Expression, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        match c.written {
            Number::Day(y, m, d) | Number::Instant(y, m, d, ..) => return Some(self.exact(y, m, d, e)),
            _ => {}
        }
        let year = c.year.or(c.yy.map(|y| if y < 40 { 2000 + y } else { 1900 + y }));
        if let (Some(month), Some(day)) = (c.month, c.day) {
            return Some(self.month_day(e, year, month, day, sentence));
        }
        if let Some(n) = c.deictic {
            return self.deictic(e, n, sentence);
        }
        if let (Some(wanted), Some(day), None) = (c.weekday, c.day, c.month) {
            return Some(self.weekday_ordinal(e, wanted, day, sentence));
        }
        if let Some(wanted) = c.weekday {
            return self.weekday(e, wanted, sentence);
        }
        if let Some(month) = c.month {
            return self.month(e, year, month, sentence);
        }
        if let Some(season) = c.season {
            return self.season(e, year, season, sentence);
        }
        if let Some(year) = year {
            return Some(Meaning::explicit(Some(Point::Year(i16::try_from(year).ok()?))));
        }
        if let (Some(unit), Some(_)) = (c.unit.filter(|_| c.part.is_none()), c.rel) {
            return self.rel_unit(e, unit, sentence);
        }
        if c.early.is_some()
            && let Some(unit) = c.unit
        {
            let told = self.history.day.filter(|d| unit == b'D' && d.1 + 1 >= sentence);
            let told = told.map(|d| Anchor { kind: AnchorKind::Mention, date: d.0 });
            return match told.or_else(|| self.anchor(e, sentence)) {
                Some(a) => Some(self.anchored(a, holding(a.date, unit)?)),
                None => Some(Meaning::partial(unknown(unit))),
            };
        }
        if c.part.is_some() && c.clock.is_none() {
            return self.rel_part(e, sentence);
        }
        if c.clock.is_some() {
            let near = self
                .history
                .day
                .filter(|d| d.1 + 1 >= sentence)
                .map(|d| Anchor { kind: AnchorKind::Mention, date: d.0 });
            let follows = near.is_none().then(|| self.day_that_follows(e, sentence)).flatten();
            return Some(match near.or(follows).or_else(|| self.anchor(e, sentence)) {
                Some(a) => self.anchored(a, Point::Day(a.date)).sure(0.75),
                None => Meaning::partial("XXXX-XX-XX"),
            });
        }
        if c.rel.is_some() || self.words(e).contains("year") {
            return self.rel_unit(e, c.unit.unwrap_or(b'Y'), sentence);
        }
        None
    }

    /// The day of "at 10:35 a.m. (0735 GMT) Friday": named a few words on in the same sentence.
    fn day_that_follows(&mut self, e: &Expression, sentence: u32) -> Option<Anchor> {
        let at = self.expressions.partition_point(|other| other.span.start <= e.span.start);
        let next = *self.expressions[at..].iter().take(2).find(|other| {
            let c = &other.captures;
            c.clock.is_none() && (c.weekday.is_some() || c.deictic.is_some() || c.month.is_some() && c.day.is_some())
        })?;
        if next.tokens.0 > e.tokens.1 + 6 || self.layout.sentence_at(next.span.start) != sentence {
            return None;
        }
        match self.calendar(&next, sentence)?.point? {
            Point::Day(date) => Some(Anchor { kind: AnchorKind::Mention, date }),
            _ => None,
        }
    }

    fn exact(&self, year: i32, month: i32, day: i32, e: &Expression) -> Meaning {
        match calendar::day(year, month, day) {
            Some(date) => Meaning::explicit(Some(Point::Day(date))),
            None => self.invalid(e),
        }
    }

    fn invalid(&self, e: &Expression) -> Meaning {
        let mut meaning = Meaning::explicit(None).sure(0.5);
        meaning.doubt =
            Some(("invalid_date", format!("expected a day of the calendar, but found '{}'", self.words(e))));
        meaning
    }

    pub(super) fn slash(&self, c: &Captures) -> Meaning {
        let Number::Parts(a, b, year) = c.written else { return Meaning::explicit(None) };
        let (uk, us) = (calendar::day(year, b, a), calendar::day(year, a, b));
        match (uk, us) {
            (Some(uk), Some(us)) if uk != us => {
                let (first, other, sure) = match self.day_order() {
                    Some(true) => (us, uk, 0.85),
                    Some(false) => (uk, us, 0.85),
                    // nothing says: the reading nearer the day of publication, else the day first
                    None => match self.published {
                        Some(p) if distance(us, p.date) < distance(uk, p.date) => (us, uk, 0.55),
                        _ => (uk, us, 0.55),
                    },
                };
                Meaning {
                    alt: Some(Point::Day(other).value()),
                    ..Meaning::explicit(Some(Point::Day(first))).sure(sure)
                }
            }
            (Some(date), _) | (None, Some(date)) => Meaning::explicit(Some(Point::Day(date))),
            _ => {
                let mut meaning = Meaning::explicit(None);
                meaning.doubt =
                    Some(("invalid_date", format!("expected a day of the calendar, but found '{a}/{b}/{year}'")));
                meaning
            }
        }
    }

    /// Whether this article writes the month first, where other dates or the outlet tell.
    fn day_order(&self) -> Option<bool> {
        for e in self.expressions {
            if let Number::Parts(a, b, year) = e.captures.written
                && year > 0
            {
                if a > 12 {
                    return Some(false);
                }
                if b > 12 {
                    return Some(true);
                }
            }
        }
        if let Some(month_first) = self.article.url.as_deref().and_then(bounds::month_first_by_url) {
            return Some(month_first);
        }
        if let Some(month_first) = self.article.outlet.as_deref().and_then(bounds::month_first_by_outlet) {
            return Some(month_first);
        }
        // "14 March" or "March 14" elsewhere in the article
        let (mut day_first, mut month_first) = (0, 0);
        for e in self.expressions {
            if e.captures.month.is_some() && e.captures.day.is_some() {
                let digit = self.words(e).as_bytes()[0].is_ascii_digit();
                if digit { day_first += 1 } else { month_first += 1 }
            }
        }
        (day_first != month_first).then_some(month_first > day_first)
    }

    fn deictic(&mut self, e: &Expression, n: i32, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let Some(a) = self.anchor(e, sentence) else {
            let Some(day) = c.weekday else { return Some(Meaning::partial("XXXX-XX-XX")) };
            let published = (i32::from(day) - 1 - n).rem_euclid(7) + 1;
            self.published_weekday = self.published_weekday.or(u8::try_from(published).ok());
            return Some(Meaning::partial(weekday_value(day)));
        };
        let date = plus_days(a.date, n)?;
        let mut meaning = self.anchored(a, Point::Day(date)).sure(0.95);
        if let Some(wanted) = c.weekday
            && wanted != weekday(date)
        {
            // the weekday is the surer of the two: writers know it, and copy is printed late
            let near = if n > 0 { on_or_after(a.date, wanted)? } else { on_or_before(a.date, wanted)? };
            meaning.point = Some(Point::Day(near));
            meaning.alt = Some(Point::Day(date).value());
            meaning.confidence = 0.6;
            meaning.doubt = Some((
                "date_conflict",
                format!("expected '{}' on {date}, but that is another day of the week", self.words(e)),
            ));
        }
        Some(meaning)
    }

    fn month_day(&mut self, e: &Expression, year: Option<i32>, month: i8, day: i32, sentence: u32) -> Meaning {
        let c = &e.captures;
        let month_number = i32::from(month);
        if let Some(year) = year {
            let mut meaning = self.exact(year, month_number, day, e);
            if let (Some(Point::Day(date)), Some(wanted)) = (&meaning.point, c.weekday)
                && weekday(*date) != wanted
            {
                meaning.confidence = 0.7;
                meaning.doubt = Some((
                    "date_conflict",
                    format!(
                        "expected '{}' to be a day of the calendar, but the day of the week is another",
                        self.words(e)
                    ),
                ));
            }
            return meaning;
        }
        if calendar::day(2000, month_number, day).is_none() {
            return self.invalid(e);
        }
        if c.deictic.is_none()
            && let Some(event) = self.event_day(e, month_number, day)
        {
            return Meaning::explicit(Some(Point::Day(event)));
        }
        let Some(a) = self.anchor(e, sentence) else {
            let mut meaning = Meaning::partial(&format!("XXXX-{month:02}-{day:02}"));
            if let Some(wanted) = c.weekday {
                let years: Vec<String> = ALT_YEARS
                    .filter_map(|y| calendar::day(y, month_number, day))
                    .filter(|d| weekday(*d) == wanted)
                    .map(|d| Point::Day(d).value())
                    .collect();
                meaning.alt = Some(years.join(", "));
            }
            return meaning;
        };
        if let Some(rel) = c.rel.filter(|_| c.unit == Some(b'Y') || self.words(e).ends_with("year")) {
            let year = i32::from(a.date.year()) + rel_step(Some(rel));
            let mut meaning = self.exact(year, month_number, day, e);
            (meaning.anchor_kind, meaning.anchor) = (a.kind, Some(a.date));
            return meaning;
        }
        let around = i32::from(a.date.year());
        let of_year = |y: i32| calendar::day(y, month_number, day);
        let mut years: Vec<Date> = (around - 1..=around + 1).filter_map(of_year).collect();
        let mut conflict = None;
        if let Some(wanted) = c.weekday {
            let fits: Vec<Date> = years.iter().copied().filter(|d| weekday(*d) == wanted).collect();
            if fits.is_empty() {
                conflict = Some((
                    "date_conflict",
                    format!("expected '{}' near {}, but no year around has it", self.words(e), a.date),
                ));
            } else {
                years = fits;
            }
        }
        let tense = match c.rel {
            Some("last" | "past" | "prev") => {
                Some(Tense { direction: Direction::Past, distance: 0, sure: true, will: false })
            }
            Some("next" | "coming" | "foll") => {
                Some(Tense { direction: Direction::Future, distance: 0, sure: true, will: false })
            }
            _ => self.tense(e, sentence),
        };
        let Some((date, other, sure)) = choose(&years, a.date, tense, 250, 0) else { return self.invalid(e) };
        let mut meaning = self.anchored(a, Point::Day(date)).sure(if c.weekday.is_some() { 0.97 } else { sure });
        meaning.doubt = conflict;
        if meaning.doubt.is_some() {
            meaning.confidence = 0.5;
        }
        meaning.alt = other.filter(|_| sure < 0.8).map(|d| Point::Day(d).value());
        meaning
    }

    /// The event that "Sept. 11" means before "attacks".
    fn event_day(&self, e: &Expression, month: i32, day: i32) -> Option<Date> {
        let next = self.layout.tokens.get(e.tokens.1 as usize + 1)?.of(&self.article.text);
        let event =
            self.tables.events.iter().find(|v| i32::from(v.day.month()) == month && i32::from(v.day.day()) == day)?;
        event.nouns.split(' ').any(|n| n.eq_ignore_ascii_case(next)).then_some(event.day)
    }

    fn weekday_ordinal(&mut self, e: &Expression, wanted: i8, day: i32, sentence: u32) -> Meaning {
        let Some(a) = self.anchor(e, sentence) else { return Meaning::partial(weekday_value(wanted)) };
        let tense = self.tense(e, sentence);
        let months: Vec<Date> = (-2..=2)
            .filter_map(|n| holding(a.date, b'M')?.plus(n))
            .filter_map(|p| match p {
                Point::Month(y, m) => calendar::day(i32::from(y), i32::from(m), day),
                _ => None,
            })
            .filter(|d| weekday(*d) == wanted)
            .collect();
        match choose(&months, a.date, tense, 60, 0) {
            Some((date, _, _)) => self.anchored(a, Point::Day(date)),
            None => Meaning::partial(weekday_value(wanted)),
        }
    }

    fn weekday(&mut self, e: &Expression, wanted: i8, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        if let Some(part) = self.shared_habit(e) {
            let mut value = weekday_value(wanted).to_owned();
            if let Some(part) = part {
                value.push('T');
                value.push_str(part);
            }
            return Some(Meaning::new(TimexType::Set, Some(Point::Value(value))));
        }
        let Some(a) = self.anchor(e, sentence) else { return Some(Meaning::partial(weekday_value(wanted))) };
        let before = on_or_before(a.date, wanted)?;
        let after = on_or_after(a.date, wanted)?;
        let strictly_before = if before == a.date { plus_days(before, -7)? } else { before };
        let strictly_after = if after == a.date { plus_days(after, 7)? } else { after };
        let words = self.words(e);
        let starts = |w: &str| words.get(..w.len()).is_some_and(|s| s.eq_ignore_ascii_case(w));
        let (date, alt, sure) = match c.rel {
            Some("last") if starts("this") => (strictly_before, None, 0.95),
            Some("last" | "past") => (strictly_before, None, 0.9),
            Some("prev") => {
                // "Friday … the previous Friday": a week before the one that was told of
                let named = self.history.weekdays[usize::from(wanted.unsigned_abs().min(7))];
                let from = named.or(self.history.day.map(|d| d.0)).unwrap_or(a.date);
                let day = on_or_before(plus_days(from, -1)?, wanted)?;
                (day, None, 0.7)
            }
            Some("foll") => {
                let from = self.history.day.map_or(a.date, |d| d.0);
                (on_or_after(plus_days(from, 1)?, wanted)?, None, 0.7)
            }
            Some("next") => (strictly_after, plus_days(strictly_after, 7), 0.75),
            Some("coming") => (strictly_after, None, 0.9),
            Some("same") => {
                let day = self.history.day.filter(|d| weekday(d.0) == wanted).map_or(before, |d| d.0);
                (day, None, 0.7)
            }
            Some("this") => match self.tense(e, sentence) {
                Some(t) if t.direction == Direction::Past && before > plus_days(a.date, -6)? => (before, None, 0.8),
                _ => (after, None, 0.85),
            },
            _ => match self.tense(e, sentence) {
                Some(t) if t.direction == Direction::Past => (before, None, if t.distance < 4 { 0.95 } else { 0.85 }),
                Some(t) if t.direction == Direction::Future => {
                    let alt = if after == a.date { Some(strictly_after) } else { None };
                    (after, alt, if t.distance < 4 { 0.9 } else { 0.75 })
                }
                // six days ago has another name in news; tomorrow has not
                None if plus_days(a.date, -6) == Some(before) => (strictly_after, Some(before), 0.6),
                _ => (before, Some(strictly_after), 0.7),
            },
        };
        let mut meaning = self.anchored(a, Point::Day(date)).sure(sure);
        meaning.alt = alt.map(|d| Point::Day(d).value());
        Some(meaning)
    }

    /// "on Monday and Tuesday nights": the first day is as regular as the second; gives their part of the day.
    #[expect(clippy::option_option, reason = "no habit, a habit, a habit with a part of the day")]
    fn shared_habit(&self, e: &Expression) -> Option<Option<&'static str>> {
        let at = self.expressions.partition_point(|other| other.span.start <= e.span.start);
        let next = self.expressions.get(at).filter(|n| n.tokens.0 == e.tokens.1 + 2)?;
        let between = self.layout.tokens.get(e.tokens.1 as usize + 1)?.of(&self.article.text);
        let is_set = self.tables.rules.rules[usize::from(next.rule)].op == "set";
        (is_set && matches!(between, "and" | "or") && next.captures.weekday.is_some() && next.captures.unit.is_none())
            .then_some(next.captures.part)
    }

    fn rel_part(&mut self, e: &Expression, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let words = self.words(e);
        if self.words(e).eq_ignore_ascii_case("overnight") {
            // "Shares fell Friday after overnight losses": the night before the day that is told of
            let told =
                self.history.day.filter(|d| d.1 + 1 >= sentence && self.published.is_some_and(|p| d.0 <= p.date));
            let told = told.map(|d| Anchor { kind: AnchorKind::Mention, date: d.0 });
            let Some(a) = told.or_else(|| self.anchor(e, sentence)) else {
                return Some(Meaning::partial("XXXX-XX-XX"));
            };
            return Some(self.anchored(a, Point::Day(plus_days(a.date, -1)?)).sure(0.6));
        }
        let from_mention = matches!(c.rel, Some("prev" | "foll" | "same"))
            || c.rel == Some("next") && words.get(..3).is_some_and(|w| w.eq_ignore_ascii_case("the"));
        let step = rel_step(c.rel);
        let anchor = if from_mention {
            self.history
                .day
                .map(|d| Anchor { kind: AnchorKind::Mention, date: d.0 })
                .or_else(|| self.anchor(e, sentence))
        } else {
            self.anchor(e, sentence)
        };
        let Some(a) = anchor else { return Some(Meaning::partial("XXXX-XX-XX")) };
        Some(self.anchored(a, Point::Day(plus_days(a.date, step)?)).sure(0.85))
    }

    pub(super) fn nth_weekday(&mut self, e: &Expression, last: bool, sentence: u32) -> Meaning {
        let c = &e.captures;
        let (Some(wanted), Some(month)) = (c.weekday, c.month) else { return Meaning::partial("XXXX-XX-XX") };
        let n = if last { 0 } else { c.ordinal.unwrap_or(1) };
        let of = |y: i32| calendar::nth_weekday(y, i32::from(month), i32::from(wanted), n);
        if let Some(year) = c.year {
            return match of(year) {
                Some(date) => Meaning::explicit(Some(Point::Day(date))),
                None => self.invalid(e),
            };
        }
        let Some(a) = self.anchor(e, sentence) else { return Meaning::partial(&format!("XXXX-{month:02}-XX")) };
        let around = i32::from(a.date.year());
        let years: Vec<Date> = (around - 1..=around + 1).filter_map(of).collect();
        match choose(&years, a.date, self.tense(e, sentence), 250, 0) {
            Some((date, _, sure)) => self.anchored(a, Point::Day(date)).sure(sure),
            None => self.invalid(e),
        }
    }

    pub(super) fn weeks_from(&mut self, e: &Expression, ago: bool, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let Some(a) = self.anchor(e, sentence) else {
            return Some(Meaning::partial(c.weekday.map_or("XXXX-XX-XX", weekday_value)));
        };
        let n = c.num.whole().max(1)
            * match c.unit? {
                b'W' => 7,
                b'D' => 1,
                b'F' => 14,
                _ => return None,
            };
        let base = match (c.deictic, c.weekday) {
            (Some(days), _) => plus_days(a.date, days)?,
            (None, Some(wanted)) if ago => on_or_before(a.date, wanted)?,
            (None, wanted) => on_or_after(plus_days(a.date, 1)?, wanted?)?,
        };
        Some(self.anchored(a, Point::Day(plus_days(base, if ago { -n } else { n })?)))
    }

    pub(super) fn holiday(&mut self, e: &Expression, argument: &str, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        let rule = self.tables.holidays.get(usize::from(c.named?))?.day;
        let widen = |d: Date| match argument {
            "week" => Point::Week(d),
            "weekend" => Point::Weekend(d),
            _ => Point::Day(d),
        };
        if let Some(year) = c.year {
            return Some(Meaning::explicit(Some(widen(calendar::holiday(rule, year)?))));
        }
        let Some(a) = self.anchor(e, sentence) else {
            let fixed = rule.len() == 5 && rule.as_bytes()[2] == b'-';
            return Some(Meaning::partial(&if fixed { format!("XXXX-{rule}") } else { "XXXX-XX-XX".to_owned() }));
        };
        let around = i32::from(a.date.year());
        if self.words(e).ends_with("year") {
            return Some(self.anchored(a, widen(calendar::holiday(rule, around + rel_step(c.rel))?)));
        }
        let years: Vec<Date> = (around - 1..=around + 1).filter_map(|y| calendar::holiday(rule, y)).collect();
        let date = match c.rel {
            Some("last" | "past" | "prev") => years.iter().rev().find(|d| **d < a.date).copied()?,
            Some("next" | "coming" | "foll") => years.iter().find(|d| **d > a.date).copied()?,
            Some("this") => calendar::holiday(rule, around)?,
            _ => choose(&years, a.date, self.tense(e, sentence), 300, 4)?.0,
        };
        Some(self.anchored(a, widen(date)).sure(0.85))
    }
}
