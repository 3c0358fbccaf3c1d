//! Speed of the quotation extractor, and its predictions for the scorer.
//!
//!     cargo bench --bench quotes                              MB/s on invented text, hostile input included
//!     cargo bench --bench quotes -- ARTICLES.jsonl            MB/s on those texts
//!     cargo bench --bench quotes -- ARTICLES.jsonl PRED.jsonl also predictions in the form that score.py reads
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program for developers")]

use copydesk::extract::{Layout, quotes};
use copydesk::records::{CodePoints, Extracted, Quote};
use std::io::Write;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let articles: Vec<(String, String)> = match arguments.first() {
        Some(path) => std::fs::read_to_string(path)
            .unwrap()
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                (value["id"].as_str().unwrap().to_owned(), value["text"].as_str().unwrap().to_owned())
            })
            .collect(),
        None => (0..200).map(|i| (format!("a{i}"), SAMPLE.repeat(10))).collect(),
    };
    let found: Vec<Extracted> =
        articles.iter().map(|(_, text)| copydesk::pipeline::extract(copydesk::normalise::plain(text))).collect();
    let layouts: Vec<Layout> = found.iter().map(|e| Layout::of(&e.article)).collect();
    let bytes: usize = found.iter().map(|e| e.article.text.len()).sum();
    let mut best = f64::MAX;
    let mut count = 0;
    for _ in 0..5 {
        let start = Instant::now();
        count = 0;
        for (e, layout) in found.iter().zip(&layouts) {
            count += quotes::find(&e.article, layout, &e.mentions, &e.entities).len();
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{count} quotes in {:.1} MB: {:.1} MB/s", bytes as f64 / 1e6, bytes as f64 / 1e6 / best);
    // HOSTILE=100000 for less: what is quadratic shows before it hurts.
    let size = std::env::var("HOSTILE").ok().and_then(|s| s.parse().ok()).unwrap_or(1_000_000);
    for mark in [
        "“",
        "\"",
        "‘",
        "'",
        "«",
        "``",
        "“a ",
        "‘a ",
        "\" a",
        "said “",
        "“a\n\n",
        "he said, ‘a” ",
        "he said ",
        "said, ",
        "Ann Pike, who said, ",
        "that ",
        "in the ",
        "(",
        "Ann and ",
        "he said that “a” and ",
    ] {
        let text = mark.repeat(size / mark.len());
        let article = copydesk::normalise::plain(&text);
        let start = Instant::now();
        let layout = Layout::of(&article);
        let split = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let n = quotes::find(&article, &layout, &[], &[]).len();
        println!(
            "{size} bytes of {mark:?}: layout {split:.3} s, quotes {:.3} s, {n} quotes",
            start.elapsed().as_secs_f64()
        );
    }
    if let Some(path) = arguments.get(1) {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
        for ((id, _), extracted) in articles.iter().zip(&found) {
            write(&mut file, id, extracted);
        }
    }
}

/// One line a span, as `dataset_predictions` of score.py makes them.
fn write(file: &mut impl Write, id: &str, extracted: &Extracted) {
    let text = &extracted.article.text;
    let points = CodePoints::new(text);
    for quote in &extracted.quotes {
        for (start, end) in joined(text, quote) {
            let (from, to) = (points.at(start), points.at(end));
            let speaker = quote.speaker.map(|s| {
                let (a, b) = points.span(s);
                serde_json::json!({"start": a, "end": b, "surface": s.of(text)})
            });
            let line = serde_json::json!({
                "id": id, "kind": "quote", "start": from, "end": to,
                "surface": &text[start as usize..end as usize], "speaker": speaker,
                "quote_type": quote.quote_type.as_str(), "rule": quote.rule, "cue": quote.cue_lemma,
                "confidence": quote.confidence, "kindof": quote.speaker_kind.as_str(),
            });
            writeln!(file, "{line}").unwrap();
        }
    }
}

fn joined(text: &str, quote: &Quote) -> Vec<(u32, u32)> {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for part in &quote.parts {
        match spans.last_mut() {
            Some(last) if !text[last.1 as usize..part.start as usize].chars().any(char::is_alphanumeric) => {
                last.1 = part.end;
            }
            _ => spans.push((part.start, part.end)),
        }
    }
    spans
}

const SAMPLE: &str = "Ruth Adeyemi told the Courier, “We lost the roof.\n\n“Then the water came.”\n\n\
Inspectors said the dam was safe, but Lopez denied that it had been checked. The mayor called the plan “a costly \
fantasy” and said it would fail. The so-called “peace train” reached York, where “The Long Quay” was on.\n\n\
‘It’s the drivers’ fault,’ said Ann Pike of the teachers’ union. Crews cleared roads in the valley after two days of \
rain that broke records kept since the mill opened; the bridge at the weir stayed shut.\n\n";
