//! Every row of the tables and of the corpus, and the acceptance examples of dates.

use super::*;
use crate::extract::Layout;
use crate::normalise::plain;
use crate::records::{DateMention, Day, PublishedSource};
use jiff::civil::date;

/// A Thursday. Every example is read as if printed then.
const PRINTED: Date = date(2024, 3, 14);

fn article(text: &str, printed: Option<Date>) -> Article {
    let mut article = plain(text);
    article.published_date = printed.map(Day::from);
    article.published_source = if printed.is_some() { PublishedSource::Metadata } else { PublishedSource::None };
    article
}

fn read(text: &str, printed: Option<Date>) -> (Article, Found) {
    let article = article(text, printed);
    let layout = Layout::of(&article);
    let found = find(&article, &layout, &[]);
    (article, found)
}

fn values(dates: &[DateMention]) -> String {
    let all: Vec<String> = dates
        .iter()
        .map(|d| {
            let value = d.value.clone().unwrap_or_else(|| "null".to_owned());
            match &d.modifier {
                Some(modifier) => format!("{value}/{modifier}"),
                None => value,
            }
        })
        .collect();
    if all.is_empty() { "-".to_owned() } else { all.join(", ") }
}

#[test]
fn every_rule_gives_its_example() {
    let misses: Vec<String> = TABLES
        .rules
        .rules
        .iter()
        .filter_map(|rule| {
            let got = values(&read(rule.example, Some(PRINTED)).1.dates);
            (got != rule.gives).then(|| format!("{}: {}\n want {}\n  got {got}", rule.name, rule.example, rule.gives))
        })
        .collect();
    assert!(misses.is_empty(), "{} rules miss\n{}", misses.len(), misses.join("\n"));
}

/// `value [mod] [first..last]` of every row.
fn spelt(found: &Found) -> Vec<String> {
    found
        .dates
        .iter()
        .map(|d| {
            let mut text = values(std::slice::from_ref(d));
            if let (Some(first), Some(last)) = (d.start_date, d.end_date) {
                text.push_str(&format!(" {first}..{last}"));
            }
            text
        })
        .collect()
}

fn example(text: &str, printed: Option<Date>, want: &[&str]) -> (Article, Found) {
    let (article, found) = read(text, printed);
    assert_eq!(spelt(&found), want, "{text}");
    (article, found)
}

#[test]
fn d1_yesterday_with_its_weekday_is_one_row_and_gives_the_day_of_printing() {
    let text = "Councillors voted yesterday, Wednesday.";
    let (article, found) = example(text, Some(PRINTED), &["2024-03-13 2024-03-13..2024-03-13"]);
    assert_eq!(found.dates[0].span.of(&article.text), "yesterday, Wednesday");
    let (_, found) = example(text, None, &["XXXX-WXX-3"]);
    assert_eq!(found.dates[0].anchor_kind.as_str(), "none");
    assert_eq!(found.published_weekday, Some(4));
}

#[test]
fn d2_a_weekday_that_contradicts_is_a_warning() {
    let (_, found) =
        example("Councillors voted yesterday, Tuesday.", Some(PRINTED), &["2024-03-12 2024-03-12..2024-03-12"]);
    assert_eq!(found.dates[0].alt_value.as_deref(), Some("2024-03-13"));
    assert_eq!(found.rejects[0].code, "date_conflict");
    assert_eq!((found.rejects[0].severity.as_str(), found.rejects[0].stage.as_str()), ("warning", "extract"));
}

#[test]
fn d3_the_weekday_of_printing_is_that_day() {
    example("The minister resigned Thursday.", Some(PRINTED), &["2024-03-14 2024-03-14..2024-03-14"]);
    let (_, found) = example("Talks resume on Thursday.", Some(PRINTED), &["2024-03-14 2024-03-14..2024-03-14"]);
    assert_eq!(found.dates[0].alt_value.as_deref(), Some("2024-03-21"));
}

#[test]
fn d4_the_verb_tells_which_monday() {
    let (_, found) = example(
        "Talks resume on Monday after Friday’s walkout.",
        Some(PRINTED),
        &["2024-03-18 2024-03-18..2024-03-18", "2024-03-08 2024-03-08..2024-03-08"],
    );
    let sides: Vec<_> = found.dates.iter().map(|d| d.direction.unwrap().as_str()).collect();
    assert_eq!(sides, ["future", "past"]);
}

#[test]
fn d5_the_verb_tells_which_november() {
    let (_, found) = example(
        "She was elected in November. The next vote is due in November.",
        Some(PRINTED),
        &["2023-11 2023-11-01..2023-11-30", "2024-11 2024-11-01..2024-11-30"],
    );
    let sides: Vec<_> = found.dates.iter().map(|d| d.direction.unwrap().as_str()).collect();
    assert_eq!(sides, ["past", "future"]);
}

#[test]
fn d6_to_d8_vague_words_have_bounds() {
    let (_, found) =
        example("The bridge should reopen in early June.", Some(PRINTED), &["2024-06/START 2024-06-01..2024-06-10"]);
    assert!(found.dates[0].is_fuzzy);
    example("Last winter was the wettest on record.", Some(PRINTED), &["2023-WI 2023-12-01..2024-02-29"]);
    example(
        "Wages stalled in the late 1990s, as in the 1640s.",
        Some(PRINTED),
        &["199/END 1997-01-01..1999-12-31", "164 1640-01-01..1649-12-31"],
    );
}

#[test]
fn d9_durations_have_days_only_when_they_end_today() {
    let (_, found) = example(
        "A three-week strike; pupils have been home for the past three weeks.",
        Some(PRINTED),
        &["P3W", "P3W 2024-02-22..2024-03-14"],
    );
    assert!(found.dates.iter().all(|d| d.timex_type.as_str() == "DURATION"));
    let (_, found) = read("It meets every second Tuesday.", Some(PRINTED));
    assert_eq!((found.dates.len(), found.dates[0].timex_type.as_str()), (1, "SET"));
    assert_eq!(found.dates[0].start_date, None);
}

#[test]
fn d10_times_with_zones_are_utc() {
    let (_, found) = read("Polls close at 8pm Eastern (0000 GMT Friday).", Some(PRINTED));
    let midnight: jiff::Timestamp = "2024-03-15T00:00Z".parse().unwrap();
    let starts: Vec<_> = found.dates.iter().map(|d| d.start_at).collect();
    assert_eq!(starts, [Some(midnight.as_microsecond()); 2], "{:?}", spelt(&found));
}

#[test]
fn d11_a_weekday_and_a_day_choose_the_year() {
    let text = "The march is on Friday 4 December.";
    example(text, Some(date(2015, 11, 30)), &["2015-12-04 2015-12-04..2015-12-04"]);
    let (_, found) = example(text, None, &["XXXX-12-04"]);
    assert_eq!(found.dates[0].alt_value.as_deref(), Some("2009-12-04, 2015-12-04, 2020-12-04, 2026-12-04"));
}

#[test]
fn d12_an_impossible_day_is_one_row_without_value() {
    let (_, found) = example("The form was dated Feb. 29, 2023.", Some(PRINTED), &["null"]);
    assert_eq!(found.rejects[0].code, "invalid_date");
}

#[test]
fn d13_named_days_are_not_days_of_this_year() {
    let text = "Survivors of the 7/7 bombings told May that help is 24/7; The Sun agreed.";
    let (_, found) = example(text, Some(PRINTED), &["2005-07-07 2005-07-07..2005-07-07"]);
    assert_eq!(found.dates[0].rule, "named_event");
}

/// A direct quotation from `from` to `to` of the text, with its cue.
fn quote(text: &str, words: &str, cue: &str) -> Quote {
    let at = |w: &str| {
        let start = text.find(w).unwrap();
        crate::records::Span::new(start, start + w.len())
    };
    Quote {
        parts: vec![at(words)],
        quote_type: crate::records::QuoteType::Direct,
        speaker: None,
        speaker_mention: None,
        speaker_kind: crate::records::SpeakerKind::Unknown,
        speaker_resolution: crate::records::SpeakerResolution::None,
        cue: Some(at(cue)),
        cue_lemma: None,
        addressee: None,
        addressee_mention: None,
        is_closed: true,
        close_inferred_by: None,
        nested_in: None,
        segment: crate::records::SegmentKind::Body,
        sentence: 0,
        paragraph: 0,
        confidence: 1.0,
        rule: "test".into(),
    }
}

#[test]
fn d14_tomorrow_in_a_quotation_is_counted_from_the_day_of_speech() {
    let text = "“Tomorrow we strike,” Ola Brandt said on Tuesday.";
    let article = article(text, Some(PRINTED));
    let layout = Layout::of(&article);
    let found = find(&article, &layout, &[quote(text, "Tomorrow we strike,", "said")]);
    assert_eq!(spelt(&found), ["2024-03-13 2024-03-13..2024-03-13", "2024-03-12 2024-03-12..2024-03-12"]);
    assert_eq!(found.dates[0].anchor_kind.as_str(), "mention");
    assert_eq!((found.dates[0].quote, found.dates[1].quote), (Some(0), None));
}
