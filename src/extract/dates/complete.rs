//! Completing: which day, week or year an expression means, from the day of publication and from
//! what was mentioned before.
//!
//! In: [`Expression`]s of one article in text order. Out: [`DateMention`]s with value, days,
//! anchor and the other reading. Nothing here looks at the clock of the machine: without an anchor a
//! value stays partial (`XXXX-12-04`) and its days unknown.

mod days;
mod lengths;
mod spans;

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
