//! Days, times, durations and sets, completed from the day of publication and from each other.
//!
//! In: an [`Article`], its [`Layout`] and [`Quote`]s. Out: [`Found`], with a TIMEX3 value, the
//! closed interval of days, the anchor and the other reading for each expression.
//!
//! | file | does |
//! |---|---|
//! | `find.rs` | where the text speaks of time, by the patterns of `en/rules.tsv` |
//! | `guard.rs` | what tells May from "may" and the year 1640 from 1640 seats |
//! | `complete.rs` | which day is meant: publication, dateline, mention before, verb, day of speech |
//! | `timex.rs` | TIMEX3 values and their days: [`interval`] |
//! | `calendar.rs`, `bounds.rs`, `zones.rs`, `tense.rs` | arithmetic, vague bounds, zones, verbs |
//! | `lexicon.rs`, `pattern.rs`, `numbers.rs` | words, rules and numbers as the tables give them |
//!
//! How to add a rule, a holiday or an event: `README.md` in this folder.

mod bounds;
mod calendar;
mod complete;
mod find;
mod guard;
mod lexicon;
mod numbers;
mod pattern;
mod tense;
mod timex;
mod zones;

#[cfg(test)]
mod tests;

pub use timex::{NotATimex, interval};

use super::Layout;
use crate::records::{Article, DateMention, Quote, Reject, Severity, Stage};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What an article says about time.
#[derive(Debug, Default)]
pub struct Found {
    /// Every expression, in text order, not overlapping.
    pub dates: Vec<DateMention>,
    /// Day of the week of publication, where "yesterday, Tuesday" gives it (1 Monday … 7 Sunday).
    pub published_weekday: Option<u8>,
    /// `invalid_date`, `date_conflict`.
    pub rejects: Vec<Reject>,
}

/// A row of `holiday.tsv`.
#[derive(Debug)]
struct Holiday {
    day: &'static str,
}

/// A row of `event.tsv`.
#[derive(Debug)]
struct Event {
    day: Date,
    nouns: &'static str,
}

/// Words and rules, read once.
#[derive(Debug)]
struct Tables {
    lexicon: lexicon::Lexicon,
    rules: pattern::Rules,
    holidays: Vec<Holiday>,
    events: Vec<Event>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut lexicon = lexicon::Lexicon::new();
    let mut named: BTreeMap<&'static str, Vec<(&'static str, u16)>> = BTreeMap::new();
    let (mut holidays, mut events) = (Vec::new(), Vec::new());
    for row in lexicon::rows(include_str!("en/holiday.tsv")) {
        let number = u16::try_from(holidays.len()).unwrap_or(u16::MAX);
        for way in spellings(row[0]) {
            // the rarest word of a name is its longest: rules are tried around it
            if let Some(longest) = way.split(' ').max_by_key(|w| w.len()) {
                lexicon.trigger(longest);
            }
            named.entry("{holiday}").or_default().push((way, number));
        }
        holidays.push(Holiday { day: row[1] });
    }
    for row in lexicon::rows(include_str!("en/event.tsv")) {
        let number = u16::try_from(events.len()).unwrap_or(u16::MAX);
        lexicon.trigger(row[0].split(' ').next().unwrap_or(row[0]));
        named.entry("{event}").or_default().push((row[0], number));
        events.push(Event { day: row[1].parse().unwrap_or(jiff::civil::date(1, 1, 1)), nouns: row[2] });
    }
    let rules = pattern::Rules::new(include_str!("en/rules.tsv"), &mut lexicon, named);
    Tables { lexicon, rules, holidays, events }
});

/// The ways in which the tokeniser may cut a holiday's name: its apostrophe is straight or curled.
fn spellings(name: &'static str) -> Vec<&'static str> {
    let spaced = name.replace("'s", " 's").replace("s' ", "s ' ").replace('-', " - ");
    if !spaced.contains('\'') {
        return if spaced == name { vec![name] } else { vec![&*spaced.leak()] };
    }
    vec![&*spaced.clone().leak(), &*spaced.replace('\'', "’").leak()]
}

/// Finds and completes every date of the article.
#[must_use]
pub fn find(article: &Article, layout: &Layout, quotes: &[Quote]) -> Found {
    let tables = &*TABLES;
    let expressions = find::find(&article.text, layout, &tables.lexicon, &tables.rules);
    if expressions.is_empty() {
        return Found::default();
    }
    let mut completer = complete::Completer::new(article, layout, quotes, &expressions, tables);
    let dates = expressions.iter().filter_map(|e| completer.complete(e)).collect();
    let rejects = completer
        .doubts
        .drain(..)
        .map(|doubt| Reject {
            source_path: article.source_path.clone(),
            source_record: article.source_record.clone(),
            article_id: Some(article.id.clone()),
            severity: Severity::Warning,
            stage: Stage::Extract,
            code: Cow::Borrowed(doubt.code),
            message: doubt.message,
            byte_offset: None,
        })
        .collect();
    Found { dates, published_weekday: completer.published_weekday, rejects }
}
