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
