//! Speed of the date extractor, and its predictions for the scorer.
//!
//!     cargo bench --bench dates                              MB/s on invented text, hostile input included
//!     cargo bench --bench dates -- ARTICLES.jsonl            MB/s on those texts
//!     cargo bench --bench dates -- ARTICLES.jsonl PRED.jsonl also predictions in the form that score.py reads
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program for developers")]

use copydesk::extract::{Layout, dates};
use copydesk::records::{Article, CodePoints, Day, PublishedSource};
use std::io::Write;
use std::time::Instant;

const SAMPLE: &str = "The harbour board met on Tuesday evening and voted to close the north pier until the end of March, its \
chairman said. Storms in early February had torn 40 metres of planking away, and divers who went down last week found that \
two of the piles had shifted. “We will know more on Friday,” said Ines Okafor, who has run the port since 2011.\n\nThe pier was \
built in 1898 and rebuilt in the late 1950s. A survey in June 2019 put the cost of repairs at £1.6 million; the board set \
aside a third of that over the following three years. Ferries will use the south quay, and passengers are told to allow half an \
hour more. The first boat leaves at 6.45am each weekday.\n\nTraders on the front fear for the summer. “People come for the \
pier,” said Tom Ferris, whose family has sold ice cream there for more than forty years. “If it is not open by May we may as \
well shut.” The council, which owns a quarter of the company, did not answer questions on Thursday.\n\n";

fn article(text: &str, published: Option<&str>) -> Article {
    let mut article = copydesk::normalise::plain(text);
    let day = published.and_then(|p| p.get(..10)).and_then(|p| p.parse::<jiff::civil::Date>().ok());
    if let Some(day) = day {
        article.published_date = Some(Day::from(day));
        article.published_source = PublishedSource::Metadata;
    }
    article
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let articles: Vec<(String, Article)> = match arguments.first() {
        Some(path) => std::fs::read_to_string(path)
            .unwrap()
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                let text = article(value["text"].as_str().unwrap(), value["published"].as_str());
                (value["id"].as_str().unwrap().to_owned(), text)
            })
            .collect(),
        None => (0..200).map(|i| (format!("a{i}"), article(&SAMPLE.repeat(10), Some("2024-03-14")))).collect(),
    };
    let layouts: Vec<Layout> = articles.iter().map(|(_, a)| Layout::of(a)).collect();
    let bytes: usize = articles.iter().map(|(_, a)| a.text.len()).sum();
    let (mut best, mut count) = (f64::MAX, 0);
    for _ in 0..7 {
        let start = Instant::now();
        count = articles.iter().zip(&layouts).map(|((_, a), layout)| dates::find(a, layout, &[]).dates.len()).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    let megabytes = bytes as f64 / 1e6;
    println!("{count} dates in {megabytes:.1} MB: {:.1} MB/s", megabytes / best);
    for text in
        ["1989 ", "one ", "the last ", "two hundred and ", "May 1, ", "9/", "a-", "12:", "Friday ", "early the "]
    {
        let hostile = article(&text.repeat(1_000_000 / text.len()), Some("2024-03-14"));
        let layout = Layout::of(&hostile);
        let start = Instant::now();
        let n = dates::find(&hostile, &layout, &[]).dates.len();
        println!("a megabyte of {text:?}: {:.3} s, {n} dates", start.elapsed().as_secs_f64());
    }
    if let Some(path) = arguments.get(1) {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
        for ((id, article), layout) in articles.iter().zip(&layouts) {
            let points = CodePoints::new(&article.text);
            for d in dates::find(article, layout, &[]).dates {
                let (start, end) = points.span(d.span);
                let row = serde_json::json!({
                    "id": id, "kind": "date", "start": start, "end": end, "surface": d.span.of(&article.text),
                    "timex_type": d.timex_type.as_str(), "value": d.value, "mod": d.modifier, "rule": d.rule,
                });
                writeln!(file, "{row}").unwrap();
            }
        }
    }
}
