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

/// Invented; about one expression of time in 250 bytes, as in newswire.
const SAMPLE: &str = "The harbour board met on Tuesday evening and voted to close the north pier, its chairman said. Storms had torn \
40 metres of planking away, and divers who went down found that two of the piles had shifted. “We will know more when the \
engineers have been,” said Ines Okafor, who has run the port since 2011. The board, which has nine members, heard from traders \
and from the crews of the two ferries that tie up there, and was told that the planks that are left would not bear the weight \
of a van.\n\nThe pier was built in 1898 and rebuilt after a fire. A survey put the cost of repairs at £1.6 million; the board \
set aside a third of that, but the money went on the sea wall when the cliff above the lido began to slip. Ferries will use \
the south quay until the end of March, and passengers are told to allow for the walk. Tickets that were bought for the north \
pier can be used on either boat, and the company said that nobody would have to pay twice.\n\nTraders on the front fear for \
the season. “People come for the pier,” said Tom Ferris, whose family has sold ice cream there for more than forty years. “If \
it is not open when the schools break up we may as well shut.” He said that takings fell by a half when the lifeboat station \
moved, and that three of the kiosks beside his own stood empty. The council, which owns a quarter of the company, did not \
answer questions on Thursday. A spokesman for the ferry crews said they had warned of rot last year and had been thanked \
for their interest. The county’s own engineer, who left in the summer, has not been replaced.\n\n";

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
    // The best of many rounds of each article: what else runs on the machine must not count.
    let mut best = vec![f64::MAX; articles.len()];
    let mut count = 0;
    for _ in 0..15 {
        count = 0;
        for (((_, a), layout), best) in articles.iter().zip(&layouts).zip(&mut best) {
            let start = Instant::now();
            count += dates::find(a, layout, &[]).dates.len();
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    let best: f64 = best.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    let megabytes = bytes as f64 / 1e6;
    println!("{count} dates in {megabytes:.1} MB: {:.1} MB/s", megabytes / best);
    for text in [
        "1989 ",
        "one ",
        "the last ",
        "two hundred and ",
        "May 1, ",
        "9/",
        "a-",
        "12:",
        "Friday ",
        "early the ",
        "in June and ",
        "in the second half ",
    ] {
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
