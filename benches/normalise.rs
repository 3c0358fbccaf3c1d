//! Speed of decoding and normalising on one core, in MB/s: `cargo bench --bench normalise [-- FILE.jsonl]`.
//!
//! Without a file, clean UTF-8 news made up of a few sentences. Prints the best of five runs for each step, in processor time.

use copydesk::config::ExtractOptions;
use copydesk::normalise;
use copydesk::read::decode;
use copydesk::records::{Content, RawArticle};
use std::borrow::Cow;
use std::time::Instant;

const SENTENCES: [&str; 6] = [
    "The council in Whitby voted on Tuesday to repair the harbour wall, which broke in the storm of October 2023.",
    "“We have waited long enough,” said Marta Keel, who leads the Keep the Coast Coalition, after the meeting.",
    "Officials from the Northern Harbours Authority declined to say how much the work would cost the town.",
    "In a statement it said: “A contract will be signed by the end of June, and the first stones laid in autumn.”",
    "About 200 people had come to the town hall; some stood in the rain outside until the doors were closed.",
    "Councillor Owen Tranter, a former trawlerman, called the plan “late, dear and necessary” and voted for it.",
];

fn articles() -> Vec<Vec<u8>> {
    (0..2000usize)
        .map(|n| {
            let mut text = format!("Harbour wall to be repaired, part {n}\n\n");
            for paragraph in 0..10 {
                for i in 0..3 {
                    text.push_str(SENTENCES[(n + paragraph * 3 + i * 5) % SENTENCES.len()]);
                    text.push(' ');
                }
                text.truncate(text.trim_end().len());
                text.push_str("\n\n");
            }
            text.into_bytes()
        })
        .collect()
}

/// Nanoseconds that this thread ran, where the system tells.
fn on_cpu() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse().ok()
}

fn best(name: &str, bytes: usize, mut run: impl FnMut() -> usize) {
    let seconds = (0..5)
        .map(|_| {
            let (wall, cpu) = (Instant::now(), on_cpu());
            let mut n = 0.0;
            // Long enough for a clock that the system moves on a few hundred times a second.
            while n == 0.0 || wall.elapsed().as_secs_f64() < 0.5 {
                std::hint::black_box(run());
                n += 1.0;
            }
            // Of a machine that others use too, only the time that was ours counts.
            let ours = on_cpu().zip(cpu).map(|(after, before)| (after - before) / 1e9);
            ours.unwrap_or_else(|| wall.elapsed().as_secs_f64()) / n
        })
        .fold(f64::INFINITY, f64::min);
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    let rate = bytes as f64 / seconds / 1e6;
    #[expect(clippy::print_stdout, reason = "what a bench is for")]
    {
        println!("{name:<34} {rate:8.1} MB/s");
    }
}

fn main() {
    let file = std::env::args().skip(1).find(|a| !a.starts_with("--"));
    let articles = match file {
        None => articles(),
        Some(path) => std::fs::read_to_string(path)
            .unwrap_or_default()
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .filter_map(|record| Some(record.get("text")?.as_str()?.as_bytes().to_vec()))
            .collect(),
    };
    let bytes: usize = articles.iter().map(Vec::len).sum();
    let text = |a: &[u8]| String::from_utf8_lossy(a).into_owned();
    let texts: Vec<String> = articles.iter().map(|a| text(a)).collect();
    best("decode", bytes, || articles.iter().map(|a| decode::decode(a, None).text.len()).sum());
    best("entities + mojibake", bytes, || {
        texts.iter().map(|t| normalise::mojibake::repair(&normalise::entities::resolve(t).0).0.len()).sum()
    });
    best("unicode", bytes, || texts.iter().map(|t| normalise::unicode::clean(t).0.len()).sum());
    best("lines", bytes, || texts.iter().map(|t| normalise::lines::paragraphs(t).len()).sum());
    best("segments", bytes, || texts.iter().map(|t| normalise::segments::label(t, None, None).segments.len()).sum());
    best("language", bytes, || texts.iter().filter_map(|t| normalise::language::detect(t, None)).count());
    let options = ExtractOptions::default();
    best("decode and normalise, all of it", bytes, || {
        articles
            .iter()
            .filter_map(|bytes| {
                let raw = RawArticle {
                    source_path: "bench.txt".to_owned(),
                    source_record: None,
                    id: None,
                    content: Content::Bytes { bytes: bytes.clone(), declared: None },
                    raw_hash: String::new(),
                    encoding: Cow::Borrowed("utf-8"),
                    title: None,
                    byline: None,
                    section: None,
                    url: None,
                    outlet: None,
                    published: None,
                    lang: None,
                };
                normalise::normalise(raw, &options, &mut Vec::new())
            })
            .map(|article| article.text.len())
            .sum()
    });
}
