//! Completing: which day, week or year an expression means, from the day of publication and from
//! what was mentioned before.
//!
//! In: [`Expression`]s of one article in text order. Out: [`DateMention`]s with value, days,
//! anchor and the other reading. Nothing here looks at the clock of the machine: without an anchor a
//! value stays partial (`XXXX-12-04`) and its days unknown.

use super::Tables;
use super::calendar::{self, Point, day_number, holding, plus_days, weekday};
use super::find::{Captures, Expression};
use super::numbers::{Number, YEARS};
use super::tense::{Tense, looks_ahead, tense};
use super::{bounds, timex, zones};
use crate::extract::Layout;
use crate::records::{
    AnchorKind, Article, DateMention, Day, Direction, PublishedSource, Quote, RuleName, SegmentKind, Span, TimexType,
};
use jiff::civil::Date;
use std::fmt::Write as _;

/// Years in which an unanchored weekday and day are looked for: those of online news.
const ALT_YEARS: std::ops::RangeInclusive<i32> = 2000..=2030;

/// What a doubt is about.
#[derive(Debug)]
pub struct Doubt {
    /// `invalid_date` or `date_conflict`.
    pub code: &'static str,
    /// What was expected and what was found.
    pub message: String,
}

/// What completion makes of one expression, before it becomes a row.
#[derive(Debug, Clone)]
struct Meaning {
    timex_type: TimexType,
    /// None: an impossible date.
    point: Option<Point>,
    modifier: Option<&'static str>,
    /// Days, where they are not those of the value.
    days: Option<(Date, Date)>,
    anchor_kind: AnchorKind,
    anchor: Option<Date>,
    alt: Option<String>,
    confidence: f32,
    is_fuzzy: bool,
    /// Clock time or part of the day that goes after the value.
    with_time: bool,
    doubt: Option<(&'static str, String)>,
}

impl Meaning {
    fn new(timex_type: TimexType, point: Option<Point>) -> Self {
        Self {
            timex_type,
            point,
            modifier: None,
            days: None,
            anchor_kind: AnchorKind::None,
            anchor: None,
            alt: None,
            confidence: 0.9,
            is_fuzzy: false,
            with_time: true,
            doubt: None,
        }
    }
    fn explicit(point: Option<Point>) -> Self {
        Self { anchor_kind: AnchorKind::Explicit, confidence: 0.97, ..Self::new(TimexType::Date, point) }
    }
    fn partial(value: &str) -> Self {
        Self { confidence: 0.6, ..Self::new(TimexType::Date, Some(Point::Value(value.to_owned()))) }
    }
    fn reference(value: &str) -> Self {
        Self {
            confidence: 0.8,
            is_fuzzy: true,
            with_time: false,
            ..Self::new(TimexType::Date, Some(Point::Value(value.to_owned())))
        }
    }
    fn sure(mut self, confidence: f32) -> Self {
        self.confidence = confidence;
        self
    }
}

/// A day that others are counted from.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    kind: AnchorKind,
    date: Date,
}

/// What was mentioned last.
#[derive(Debug, Default)]
struct History {
    /// Any stretch of the calendar.
    point: Option<Point>,
    /// The last single day.
    day: Option<(Date, u32)>,
    /// The quarter that is told of, and its sentence.
    quarter: Option<(Point, u32)>,
    /// The same, kept when the text goes on to years.
    last_quarter: Option<i8>,
    /// The months that are told of instead: "P9M", and their sentence.
    months: Option<(&'static str, u32)>,
    /// The last Monday, Tuesday, … that was named.
    weekdays: [Option<Date>; 8],
}

/// Completes the expressions of one article.
pub struct Completer<'a> {
    article: &'a Article,
    layout: &'a Layout,
    quotes: &'a [Quote],
    expressions: &'a [Expression],
    tables: &'a Tables,
    published: Option<Anchor>,
    history: History,
    /// Day of the week of publication, where the text gives it.
    pub published_weekday: Option<u8>,
    /// What is doubtful.
    pub doubts: Vec<Doubt>,
}

impl<'a> Completer<'a> {
    /// Prepares; the anchor is the day of publication.
    pub fn new(
        article: &'a Article,
        layout: &'a Layout,
        quotes: &'a [Quote],
        expressions: &'a [Expression],
        tables: &'a Tables,
    ) -> Self {
        let published = article.published_date.and_then(Day::civil).map(|date| Anchor {
            kind: if article.published_source == PublishedSource::Dateline {
                AnchorKind::Dateline
            } else {
                AnchorKind::Published
            },
            date,
        });
        Self {
            article,
            layout,
            quotes,
            expressions,
            tables,
            published,
            history: History::default(),
            published_weekday: None,
            doubts: Vec::new(),
        }
    }

    /// Completes one; called in text order.
    pub fn complete(&mut self, expression: &Expression) -> Option<DateMention> {
        let rule = &self.tables.rules.rules[usize::from(expression.rule)];
        let segment = self.article.segment_at(expression.span.start);
        if segment == SegmentKind::MetaPrefix {
            return None;
        }
        let sentence = self.layout.sentence_at(expression.span.start);
        let mut meaning = self.meaning(expression, rule.op, rule.argument, sentence)?;
        let c = &expression.captures;
        if meaning.modifier.is_none() {
            meaning.modifier = modifier(c);
        }
        if let Some((code, message)) = meaning.doubt.take() {
            self.doubts.push(Doubt { code, message });
        }
        self.remember(expression, &meaning, rule.op, sentence);
        Some(self.row(expression, meaning, rule.name, segment, sentence))
    }

    fn remember(&mut self, e: &Expression, meaning: &Meaning, op: &str, sentence: u32) {
        if !matches!(meaning.timex_type, TimexType::Date | TimexType::Time) {
            if op == "duration"
                && matches!(&meaning.point, Some(Point::Value(v)) if v == "P9M" || v == "P6M" || v == "P1Y" && sentence > 0)
            {
                self.history.quarter = None;
                self.history.months = match &meaning.point {
                    Some(Point::Value(v)) if v == "P9M" => Some(("P9M", sentence)),
                    Some(Point::Value(v)) if v == "P6M" => Some(("P6M", sentence)),
                    _ => None,
                };
            }
            return;
        }
        match &meaning.point {
            None | Some(Point::Value(_)) => return,
            // what follows is compared with the year before, not with a quarter
            Some(Point::Year(_))
                if op == "calendar" && meaning.anchor_kind != AnchorKind::Explicit && meaning.modifier.is_none() =>
            {
                self.history.quarter = None;
            }
            // "40% a year earlier": the next "a year earlier" is counted from the same day
            Some(Point::Year(_)) if matches!(op, "n_earlier" | "ago") && e.captures.num == Number::Exact(1000) => {
                return;
            }
            Some(Point::Day(d)) => {
                self.history.day = Some((*d, sentence));
                if let Some(slot) =
                    e.captures.weekday.and_then(|w| self.history.weekdays.get_mut(w.unsigned_abs() as usize))
                    && !matches!(e.captures.rel, Some("prev" | "foll"))
                {
                    *slot = Some(*d);
                }
            }
            // a year before is compared with; what is told of stays the quarter of this year
            Some(Point::Quarter(..)) if !matches!(op, "quarter" | "the_quarter") => return,
            Some(q @ Point::Quarter(_, n)) => {
                let ended = q.days().zip(self.published).is_none_or(|(days, published)| days.1 <= published.date);
                // "through the third quarter of 1990", "down from the second quarter": not what is told of
                if ended && (self.history.quarter.is_none() || !self.is_compared(e)) {
                    self.history.quarter = Some((q.clone(), sentence));
                    self.history.last_quarter = Some(*n);
                    self.history.months = None;
                }
            }
            Some(_) => {}
        }
        self.history.point.clone_from(&meaning.point);
    }

    /// "from the second quarter", "than in the first quarter", "after a weak second quarter".
    fn is_compared(&self, e: &Expression) -> bool {
        let first = e.tokens.0 as usize;
        (1..=3).filter_map(|n| self.layout.tokens.get(first.checked_sub(n)?)).any(|t| {
            matches!(
                t.of(&self.article.text),
                "from" | "than" | "over" | "versus" | "with" | "after" | "After" | "since" | "From"
            )
        })
    }

    fn row(
        &self,
        expression: &Expression,
        meaning: Meaning,
        rule: &'static str,
        segment: SegmentKind,
        sentence: u32,
    ) -> DateMention {
        let c = &expression.captures;
        let mut value = meaning.point.as_ref().map(Point::value);
        let mut timex_type = meaning.timex_type;
        let mut start_at = None;
        if meaning.with_time
            && let Some(text) = value.as_mut()
            && (c.clock.is_some() || c.part.is_some())
            && timex_type != TimexType::Duration
        {
            if timex_type == TimexType::Date {
                timex_type = TimexType::Time;
            }
            if let Some((hour, minute)) = c.clock {
                let _ = write!(text, "T{hour:02}:{minute:02}");
                if let (Some(Point::Day(day)), Some(minutes)) = (&meaning.point, c.offset) {
                    start_at = zones::at_offset(*day, hour, minute, minutes);
                } else if let (Some(Point::Day(day)), Some(zone)) = (&meaning.point, c.zone) {
                    start_at = zones::to_utc(*day, hour, minute, zone);
                }
            } else if let Some(part) = c.part {
                text.push('T');
                text.push_str(part);
            }
        } else if let (Some(text), Number::Instant(_, _, _, hour, minute, offset)) = (value.as_mut(), c.written) {
            timex_type = TimexType::Time;
            let _ = write!(text, "T{hour:02}:{minute:02}");
            if let (Some(Point::Day(day)), Some(offset)) = (&meaning.point, offset.or(c.offset)) {
                start_at = zones::at_offset(*day, hour, minute, offset);
            }
        }
        let granularity = value.as_ref().and_then(|value| {
            let whole =
                if timex_type == TimexType::Date { meaning.point.as_ref().and_then(Point::granularity) } else { None };
            whole.or_else(|| timex::read(value).ok().and_then(|r| r.granularity))
        });
        let whole = match &meaning.days {
            Some(days) => Some(*days),
            None if matches!(timex_type, TimexType::Date | TimexType::Time) => {
                meaning.point.as_ref().and_then(Point::days)
            }
            None => None,
        };
        let days = match (whole, meaning.modifier, meaning.days) {
            (Some(days), Some(modifier), None) => Some(bounds::narrow(days, modifier)),
            (days, ..) => days,
        };
        let direction = match (days, meaning.anchor) {
            (Some((first, last)), Some(anchor)) if timex_type != TimexType::Duration => Some(if last < anchor {
                Direction::Past
            } else if first > anchor {
                Direction::Future
            } else if first == last || meaning.anchor_kind == AnchorKind::Mention {
                Direction::Same
            } else {
                // a month or year that holds the anchor: the words say which side, if any
                match meaning.modifier {
                    Some("START") => Direction::Past,
                    Some("END") => Direction::Future,
                    _ => Direction::Same,
                }
            }),
            (Some((first, _)), Some(anchor)) => Some(if first < anchor { Direction::Past } else { Direction::Future }),
            _ => None,
        };
        DateMention {
            span: expression.span,
            timex_type,
            value,
            modifier: meaning.modifier.map(RuleName::Borrowed),
            start_date: days.map(|d| Day(day_number(d.0))),
            end_date: days.map(|d| Day(day_number(d.1))),
            start_at,
            granularity,
            is_fuzzy: meaning.is_fuzzy || meaning.modifier.is_some(),
            anchor_kind: meaning.anchor_kind,
            anchor_date: meaning.anchor.map(|d| Day(day_number(d))),
            direction,
            alt_value: meaning.alt,
            quote: self.quote_of(expression.span),
            segment,
            sentence,
            confidence: meaning.confidence,
            rule: RuleName::Borrowed(rule),
        }
    }

    /// The innermost quote that holds a span.
    fn quote_of(&self, span: Span) -> Option<u32> {
        self.quotes
            .iter()
            .enumerate()
            .filter(|(_, q)| q.span().contains(span) && q.parts.iter().any(|p| p.contains(span)))
            .min_by_key(|(i, q)| (q.span().len(), *i))
            .and_then(|(i, _)| u32::try_from(i).ok())
    }

    fn meaning(&mut self, e: &Expression, op: &str, argument: &str, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        Some(match op {
            "calendar" => {
                let mut meaning = self.calendar(e, sentence)?;
                match argument {
                    "ON_OR_AFTER" | "ON_OR_BEFORE" | "AFTER" | "BEFORE" => {
                        meaning.modifier = Some(static_modifier(argument));
                    }
                    "span" => {
                        // "2017-18": the first year, to the end of the second
                        if let (Some(Point::Year(y)), Some(yy)) = (&meaning.point, c.yy) {
                            let last = i32::from(*y) / 100 * 100 + yy;
                            if last > i32::from(*y) && last - i32::from(*y) < 20 {
                                meaning.days = calendar::day(i32::from(*y), 1, 1).zip(calendar::day(last, 12, 31));
                            }
                        }
                    }
                    _ => {}
                }
                meaning
            }
            "two_days" => self.calendar(e, sentence)?,
            "bracketed" => {
                let mut meaning = self.calendar(e, sentence)?;
                meaning.with_time = false;
                meaning
            }
            "slash" => self.slash(c),
            "event" => {
                let row = self.tables.events.get(usize::from(c.named?))?;
                Meaning::explicit(Some(Point::Day(row.day)))
            }
            "nth_weekday" => self.nth_weekday(e, argument == "last", sentence),
            "weekday_of_week" => {
                let (anchor, n) = (self.anchor(e, sentence), rel_step(c.rel));
                match anchor {
                    Some(a) => {
                        let monday = calendar::monday(plus_days(a.date, n * 7)?)?;
                        self.anchored(a, Point::Day(plus_days(monday, i32::from(c.weekday?) - 1)?))
                    }
                    None => Meaning::partial(weekday_value(c.weekday?)),
                }
            }
            "weeks_from" => self.weeks_from(e, argument == "ago", sentence)?,
            "day_beside" => {
                let mut base =
                    if c.named.is_some() { self.holiday(e, "", sentence)? } else { self.calendar(e, sentence)? };
                let before = c.before;
                let day = match base.point {
                    Some(Point::Day(d)) => plus_days(d, if before { -1 } else { 1 }),
                    _ => None,
                };
                base.point = Some(day.map_or_else(|| Point::Value("XXXX-XX-XX".to_owned()), Point::Day));
                base.alt = None;
                base
            }
            "holiday" => Meaning { with_time: false, ..self.holiday(e, argument, sentence)? },
            "the_part" => {
                let day = self
                    .history
                    .day
                    .filter(|d| d.1 + 1 >= sentence)
                    .map(|d| Anchor { kind: AnchorKind::Mention, date: d.0 });
                match day.or_else(|| self.anchor(e, sentence)) {
                    Some(a) => self.anchored(a, Point::Day(a.date)).sure(0.6),
                    None => Meaning::partial("XXXX-XX-XX"),
                }
            }
            "the_year" => {
                let year = c.year.or(Some(c.num.whole())).filter(|y| YEARS.contains(y))?;
                Meaning::explicit(Some(Point::Year(i16::try_from(year).ok()?)))
            }
            "decade" => Self::decade(e, argument),
            "century" => {
                let n = i16::try_from(c.ordinal?).ok().filter(|n| (1..=30).contains(n))?;
                Meaning::explicit(Some(Point::Century((n - 1) * 100)))
            }
            "quarter" => self.quarter(e, sentence)?,
            "the_quarter" => self.the_quarter(e, sentence),
            "year_ago_quarter" => self.year_ago_quarter(e, sentence),
            "year_quarter_context" => {
                let year = i16::try_from(c.year?).ok()?;
                let told = match self.told_quarter(sentence) {
                    Some((Point::Quarter(_, q), _)) => Some(q),
                    _ => self.history.last_quarter.filter(|_| self.words(e).ends_with("quarter")),
                };
                match told {
                    Some(q) => {
                        Meaning { anchor_kind: AnchorKind::Mention, ..Meaning::explicit(Some(Point::Quarter(year, q))) }
                            .sure(0.7)
                    }
                    None => Meaning::explicit(Some(Point::Year(year))).sure(0.7),
                }
            }
            "half" => self.half(e, argument, sentence)?,
            "weekend" => self.weekend(e, sentence),
            "weekend_of" | "week_of" => {
                let mut base = self.calendar(e, sentence)?;
                base.point = base.point.map(|p| match p {
                    Point::Day(d) if op == "week_of" => Point::Week(d),
                    Point::Day(d) => Point::Weekend(d),
                    other => other,
                });
                base.alt = None;
                base
            }
            "year_end" => {
                let mut meaning = match c.year {
                    Some(y) => Meaning::explicit(Some(Point::Year(i16::try_from(y).ok()?))),
                    None => match self.anchor(e, sentence) {
                        Some(a) => {
                            // "since year-end": the end of the year before
                            let before = e.tokens.0.checked_sub(1).and_then(|i| self.layout.tokens.get(i as usize));
                            let since = before.is_some_and(|t| t.of(&self.article.text).eq_ignore_ascii_case("since"));
                            let year = i32::from(a.date.year()) + if since { -1 } else { rel_step(c.rel) };
                            self.anchored(a, Point::Year(i16::try_from(year).ok()?))
                        }
                        None => Meaning::partial("XXXX"),
                    },
                };
                meaning.modifier = modifier(c).or(Some("END"));
                meaning
            }
            "beside" => self.beside(e, sentence)?,
            "the_unit" => match self.told_week(c, sentence).or_else(|| self.anchor(e, sentence)) {
                Some(a) => self.anchored(a, holding(a.date, c.unit?)?).sure(0.6),
                None => Meaning::partial(unknown(c.unit?)),
            },
            "period" => self.period(e, argument == "one", sentence)?,
            "duration" => Self::duration(c, argument)?,
            "vague_units" => {
                let mut text = String::from("P");
                push_unit(&mut text, "X", c.unit?);
                Meaning { is_fuzzy: true, ..Meaning::new(TimexType::Duration, Some(Point::Value(text))) }.sure(0.8)
            }
            "vague_long" => {
                let number = if e.captures.unit2.is_none() && is_plural(self.words(e)) {
                    Number::Vague
                } else {
                    Number::Exact(1000)
                };
                let captures = Captures { num: number, ..*c };
                Self::duration(&captures, "")?
            }
            "ago" => self.ago(e, -1, sentence)?,
            "hence" => self.ago(e, 1, sentence)?,
            "n_earlier" => self.n_beside(e, -1, sentence)?,
            "n_later" => self.n_beside(e, 1, sentence)?,
            "set" => self.set(e)?,
            "pastref" => Meaning::reference("PAST_REF"),
            "futureref" => Meaning::reference("FUTURE_REF"),
            "ref" => Meaning::reference(if argument.is_empty() { c.word? } else { argument }),
            _ => return None,
        })
    }

    fn words(&self, e: &Expression) -> &'a str {
        e.span.of(&self.article.text)
    }

    /// A meaning counted from an anchor.
    #[expect(clippy::unused_self, reason = "a meaning belongs to its article")]
    fn anchored(&self, anchor: Anchor, point: Point) -> Meaning {
        Meaning { anchor_kind: anchor.kind, anchor: Some(anchor.date), ..Meaning::new(TimexType::Date, Some(point)) }
    }

    /// The day that "yesterday" is counted from: publication, or the day of speech inside a quotation.
    fn anchor(&self, e: &Expression, sentence: u32) -> Option<Anchor> {
        if self.quotes.is_empty() {
            return self.published;
        }
        self.day_of_speech(e, sentence).or(self.published)
    }

    /// The day in the words that say who spoke: "…," Ola Brandt said on Tuesday.
    fn day_of_speech(&self, e: &Expression, sentence: u32) -> Option<Anchor> {
        let quote = &self.quotes[self.quote_of(e.span)? as usize];
        if quote.quote_type == crate::records::QuoteType::Indirect {
            return None;
        }
        let cue = quote.cue?;
        let in_quote = |span: Span| quote.parts.iter().any(|p| p.overlaps(span));
        let at = self.expressions.partition_point(|other| other.span.start < cue.start);
        let cue_sentence = self.layout.sentence_at(cue.start);
        let said = self.expressions[at..].iter().take(3).find(|other| {
            let c = &other.captures;
            self.layout.sentence_at(other.span.start) == cue_sentence
                && !in_quote(other.span)
                && other.span.start - cue.end < 60
                && (c.weekday.is_some() || c.deictic.is_some() || c.month.is_some() && c.day.is_some())
                && self.tables.rules.rules[usize::from(other.rule)].op == "calendar"
        })?;
        let published = self.published?;
        let c = &said.captures;
        // said, so past; a weekday is the last one
        let date = if let (Some(wanted), None, None) = (c.weekday, c.day, c.deictic) {
            on_or_before(published.date, wanted)?
        } else {
            let meaning = Completer {
                quotes: &[],
                history: History::default(),
                doubts: Vec::new(),
                published_weekday: None,
                ..*self
            }
            .calendar(said, sentence)?;
            match meaning.point? {
                Point::Day(date) => date,
                _ => return None,
            }
        };
        (date <= published.date).then_some(Anchor { kind: AnchorKind::Mention, date })
    }

    /// "On Friday the index fell. For the week it lost 4%": the week of the day that was told of.
    fn told_week(&self, c: &Captures, sentence: u32) -> Option<Anchor> {
        let (date, at) = self.history.day.filter(|_| c.unit == Some(b'W'))?;
        (at + 1 >= sentence).then_some(Anchor { kind: AnchorKind::Mention, date })
    }

    /// What the words beside the date say: "after Friday's walkout", "ahead of Friday's vote".
    fn beside_words(&self, e: &Expression) -> Option<(Direction, bool)> {
        let text = &self.article.text;
        let token = |i: Option<usize>| i.and_then(|i| self.layout.tokens.get(i)).map_or("", |t| t.of(text));
        let first = e.tokens.0 as usize;
        let previous = token(first.checked_sub(1));
        let before = token(first.checked_sub(2));
        match previous {
            "ended" => return Some((Direction::Past, true)),
            "after" | "since" | "following" | "After" | "Since" | "Following" => return Some((Direction::Past, false)),
            "of" if before.eq_ignore_ascii_case("ahead") => return Some((Direction::Future, false)),
            "until" | "till" => return Some((Direction::Future, false)),
            "by" | "through" | "effective" if e.captures.month.is_some() => return Some((Direction::Future, false)),
            "as" if matches!(before, "early" | "soon" | "late") => return Some((Direction::Future, false)),
            _ => {}
        }
        let possessive = matches!(token(Some(e.tokens.1 as usize + 1)), "'s" | "’s");
        (possessive && !matches!(previous, "before" | "for" | "Before" | "until")).then_some((Direction::Past, false))
    }

    /// What the sentence's verbs say.
    fn tense(&self, e: &Expression, sentence: u32) -> Option<Tense> {
        if let Some((direction, sure)) = self.beside_words(e) {
            // a preposition is a weaker sign than a verb
            return Some(Tense {
                direction,
                distance: if direction == Direction::Future { 4 } else { 2 },
                sure,
                will: false,
            });
        }
        let sentence = self.layout.sentences.get(sentence as usize)?;
        let (from, to) = (sentence.tokens.start as usize, sentence.tokens.end as usize);
        let (first, last) = (e.tokens.0 as usize, e.tokens.1 as usize);
        tense(&self.article.text, &self.layout.tokens, from, to, first, last)
    }

    /// Whether a verb near `e` in its sentence looks ahead.
    fn looks_ahead(&self, e: &Expression, sentence: u32) -> bool {
        const NEARBY: usize = 60;
        self.layout.sentences.get(sentence as usize).is_some_and(|s| {
            let from = (s.tokens.start as usize).max((e.tokens.0 as usize).saturating_sub(NEARBY));
            let to = (s.tokens.end as usize).min(e.tokens.1 as usize + NEARBY);
            looks_ahead(&self.article.text, &self.layout.tokens, from, to)
        })
    }

    #[expect(clippy::many_single_char_names, reason = "year, month and day beside the usual c and e")]
    fn calendar(&mut self, e: &Expression, sentence: u32) -> Option<Meaning> {
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

    fn slash(&self, c: &Captures) -> Meaning {
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

    fn month(&mut self, e: &Expression, year: Option<i32>, month: i8, sentence: u32) -> Option<Meaning> {
        let c = &e.captures;
        if let Some(year) = year {
            return Some(Meaning::explicit(Some(Point::Month(i16::try_from(year).ok()?, month))));
        }
        let Some(a) = self.anchor(e, sentence) else { return Some(Meaning::partial(&format!("XXXX-{month:02}"))) };
        let this_year = a.date.year();
        let now = a.date.month();
        if c.unit == Some(b'Y') || self.words(e).ends_with("year") {
            let year = match (c.rel, self.history_year()) {
                (Some("same" | "prev" | "foll"), Some(y)) => i32::from(y) + mention_step(c.rel),
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

    fn season(&mut self, e: &Expression, year: Option<i32>, season: &'static str, sentence: u32) -> Option<Meaning> {
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

    fn rel_unit(&mut self, e: &Expression, unit: u8, sentence: u32) -> Option<Meaning> {
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
            let mut meaning = Meaning::new(TimexType::Date, base.1.plus(mention_step(c.rel)));
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
        let step = if from_mention { mention_step(c.rel) } else { rel_step(c.rel) };
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

    fn nth_weekday(&mut self, e: &Expression, last: bool, sentence: u32) -> Meaning {
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

    fn weeks_from(&mut self, e: &Expression, ago: bool, sentence: u32) -> Option<Meaning> {
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

    fn holiday(&mut self, e: &Expression, argument: &str, sentence: u32) -> Option<Meaning> {
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

    fn decade(e: &Expression, argument: &str) -> Meaning {
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

    fn quarter(&mut self, e: &Expression, sentence: u32) -> Option<Meaning> {
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

    fn the_quarter(&mut self, e: &Expression, sentence: u32) -> Meaning {
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
    fn told_quarter(&self, sentence: u32) -> Option<(Point, u32)> {
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
    fn year_ago_quarter(&mut self, e: &Expression, sentence: u32) -> Meaning {
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

    fn half(&mut self, e: &Expression, argument: &str, sentence: u32) -> Option<Meaning> {
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

    fn weekend(&mut self, e: &Expression, sentence: u32) -> Meaning {
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
    fn beside(&mut self, e: &Expression, sentence: u32) -> Option<Meaning> {
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

    /// "the past three weeks": a duration with its days.
    fn period(&mut self, e: &Expression, one: bool, sentence: u32) -> Option<Meaning> {
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

    fn duration(c: &Captures, argument: &str) -> Option<Meaning> {
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
        meaning.modifier = super::complete::modifier(c).or(modifier);
        Some(meaning)
    }

    /// "two years ago", "two weeks from now": `side` is -1 or 1.
    fn ago(&mut self, e: &Expression, side: i32, sentence: u32) -> Option<Meaning> {
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
    fn n_beside(&mut self, e: &Expression, side: i32, sentence: u32) -> Option<Meaning> {
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

    fn set(&self, e: &Expression) -> Option<Meaning> {
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

/// "night" and "day" by the words' plural.
fn is_plural(words: &str) -> bool {
    words.split(['-', '–', ' ']).next().is_some_and(|w| w.ends_with('s'))
}

fn static_modifier(name: &str) -> &'static str {
    match name {
        "ON_OR_AFTER" => "ON_OR_AFTER",
        "ON_OR_BEFORE" => "ON_OR_BEFORE",
        "AFTER" => "AFTER",
        _ => "BEFORE",
    }
}

/// TIMEX3 mod of the words around the core.
fn modifier(c: &Captures) -> Option<&'static str> {
    match (c.approx, c.not) {
        (Some("MORE_THAN"), true) => Some("EQUAL_OR_LESS"),
        (Some("LESS_THAN"), true) => Some("EQUAL_OR_MORE"),
        (Some(approx), _) => Some(approx),
        (None, _) => c.early,
    }
}

/// Steps from the anchor that "last", "next", … take.
fn rel_step(rel: Option<&str>) -> i32 {
    match rel {
        Some("last" | "past" | "prev") => -1,
        Some("next" | "coming" | "foll") => 1,
        _ => 0,
    }
}

/// The same from a mention.
fn mention_step(rel: Option<&str>) -> i32 {
    rel_step(rel)
}

/// What stands for a stretch of a unit when nothing is known.
fn unknown(unit: u8) -> &'static str {
    match unit {
        b'D' => "XXXX-XX-XX",
        b'W' | b'F' => "XXXX-WXX",
        b'M' => "XXXX-XX",
        b'Q' => "XXXX-QX",
        b'E' => "XXX",
        b'C' => "XX",
        b'h' | b'm' | b's' => "XXXX-XX-XXTXX",
        _ => "XXXX",
    }
}

fn weekday_value(day: i8) -> &'static str {
    const VALUES: [&str; 8] = [
        "XXXX-WXX-X",
        "XXXX-WXX-1",
        "XXXX-WXX-2",
        "XXXX-WXX-3",
        "XXXX-WXX-4",
        "XXXX-WXX-5",
        "XXXX-WXX-6",
        "XXXX-WXX-7",
    ];
    VALUES[usize::try_from(day.clamp(0, 7)).unwrap_or(0)]
}

/// Appends `number` and the unit's letter to a duration that is "P" so far.
fn push_unit(text: &mut String, number: &str, unit: u8) {
    if unit.is_ascii_lowercase() {
        text.push('T');
    }
    text.push_str(number);
    text.push(char::from(if unit == b'F' { b'W' } else { unit.to_ascii_uppercase() }));
}

/// The same for a number in thousandths: halves go to the next smaller unit.
fn push_number(text: &mut String, n: i64, unit: u8) {
    let (factor, unit) = match unit {
        b'F' => (2, b'W'),
        b'E' => (10, b'Y'),
        b'C' => (100, b'Y'),
        b'L' => (1000, b'Y'),
        other => (1, other),
    };
    let n = n.saturating_mul(factor);
    let (whole, rest) = (n / 1000, n % 1000);
    let (smaller, per) = match unit {
        b'Y' => (b'M', 12),
        b'h' => (b'm', 60),
        b'm' => (b's', 60),
        b'D' => (b'h', 24),
        _ => (0, 0),
    };
    if unit.is_ascii_lowercase() {
        text.push('T');
    }
    let letter = char::from(unit.to_ascii_uppercase());
    if rest == 0 {
        let _ = write!(text, "{whole}{letter}");
    } else if per > 0 && (rest * per) % 1000 == 0 {
        if whole > 0 {
            let _ = write!(text, "{whole}{letter}");
        }
        if unit == b'D' {
            text.push('T');
        }
        let _ = write!(text, "{}{}", rest * per / 1000, char::from(smaller.to_ascii_uppercase()));
    } else {
        let tail = format!("{rest:03}");
        let _ = write!(text, "{whole}.{}{letter}", tail.trim_end_matches('0'));
    }
}

fn on_or_before(date: Date, wanted: i8) -> Option<Date> {
    plus_days(date, -(i32::from(weekday(date)) - i32::from(wanted)).rem_euclid(7))
}

fn on_or_after(date: Date, wanted: i8) -> Option<Date> {
    plus_days(date, (i32::from(wanted) - i32::from(weekday(date))).rem_euclid(7))
}

fn distance(a: Date, b: Date) -> i32 {
    (day_number(a) - day_number(b)).abs()
}

/// A day as near as this is called by its date alone whatever the verb. 45: a month and a half, a choice not tuned.
const NEAR: i32 = 45;

/// Which of several years is meant: the verb tells the side, unless that is farther than `far` days and the
/// other is near. Gives the day, the nearest on the other side, and how sure that is.
fn choose(
    days: &[Date],
    anchor: Date,
    tense: Option<Tense>,
    far: i32,
    close: u32,
) -> Option<(Date, Option<Date>, f32)> {
    let past = days.iter().copied().filter(|d| *d <= anchor).max();
    let future = days.iter().copied().filter(|d| *d >= anchor).min();
    let (Some(past), Some(future)) = (past, future) else { return past.or(future).map(|d| (d, None, 0.7)) };
    if past == future {
        return Some((past, None, 0.95));
    }
    let (back, ahead) = (distance(past, anchor), distance(future, anchor));
    let nearest = if back <= ahead { (past, Some(future), 0.78) } else { (future, Some(past), 0.7) };
    let told = |distance: u32| if distance < 5 { 0.92 } else { 0.82 };
    Some(match tense {
        // "payable Dec. 15" in a sentence of the past: the day that is near is meant
        Some(Tense { direction: Direction::Past, distance, sure, .. }) if back <= far || sure || distance < close => {
            (past, Some(future), told(distance))
        }
        // "through Sept. 29", said in October, looks back: a year ahead needs a verb of its own beside it
        Some(Tense { direction: Direction::Future, distance, sure, will })
            if ahead <= far || sure || will || distance <= 3 && back > NEAR / 2 =>
        {
            (future, Some(past), told(distance))
        }
        // no verb: what is long past is told of oftener than what is to come
        None if back <= 240 && ahead > NEAR || ahead > 2 * NEAR => (past, Some(future), 0.75),
        _ => nearest,
    })
}
