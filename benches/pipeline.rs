//! Speed of every stage and of the whole, on generated news.
//!
//!     cargo bench --bench pipeline                     stages on 20 MB, the whole on 200 MB with 1 and 2 threads
//!     cargo bench --bench pipeline -- --megabytes 50   the whole on 50 MB
//!     cargo bench --bench pipeline -- --curve          time and memory at 10 k, 100 k and 1 M articles
//!     cargo bench --bench pipeline -- --curve --articles 100000      only up to 100 k
//!     cargo bench --bench pipeline -- --generate 200 FILE
//!     cargo bench --bench pipeline -- --incremental    1 % of 100 k articles changed
//!
//! Machines are noisy: each figure is also given as a ratio to `wc -w` on the same text, in the same run.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints and may stop")]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

mod generate;

use copydesk::extract::{Layout, dates, names, places, quotes};
use copydesk::pack::Blob;
use copydesk::records::{Content, RawArticle};
use copydesk::{config::ExtractOptions, normalise, pipeline, resolve};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1));
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    std::fs::create_dir_all(&folder).unwrap();
    if let Some(megabytes) = value("--generate") {
        let path = arguments.last().unwrap();
        let n = generate::write_jsonl(Path::new(path), 7, megabytes.parse::<u64>().unwrap() * 1_000_000).unwrap();
        println!("{n} articles");
    } else if arguments.iter().any(|a| a == "--curve") {
        curve(&folder, value("--articles").map_or(1_000_000, |n| n.parse().unwrap()));
    } else if arguments.iter().any(|a| a == "--incremental") {
        incremental(&folder, value("--articles").map_or(100_000, |n| n.parse().unwrap()));
    } else {
        stages();
        whole(&folder, value("--megabytes").map_or(200, |m| m.parse().unwrap()));
    }
}

/// One core, stage by stage, on 20 MB.
fn stages() {
    let mut articles = Vec::new();
    let (mut bytes, mut n) = (0, 0);
    while bytes < 20_000_000 {
        let (title, published, text) = generate::article(7, n);
        bytes += text.len();
        articles.push(RawArticle {
            source_path: "bench.jsonl".to_owned(),
            source_record: Some(format!("gen-{n:08}")),
            id: Some(format!("gen-{n:08}")),
            content: Content::Text(text),
            raw_hash: "0".repeat(64),
            encoding: "utf-8".into(),
            title: Some(title),
            byline: None,
            section: None,
            url: None,
            outlet: None,
            published: Some(published),
            lang: None,
        });
        n += 1;
    }
    let options = ExtractOptions::default();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let mut lap = |name: &'static str, took: Duration| match times.iter_mut().find(|(known, _)| *known == name) {
        Some((_, sum)) => *sum += took,
        None => times.push((name, took)),
    };
    let wc = words_counted(articles.iter().map(|a| match &a.content {
        Content::Text(text) => text.as_str(),
        _ => "",
    }));
    // Models and gazetteers are loaded before the clock starts.
    let _ = pipeline::article(articles[0].clone(), &options, &mut Vec::new());
    let mut resolver = resolve::Resolver::default();
    for raw in articles {
        let at = Instant::now();
        let mut rejects = Vec::new();
        let Some(article) = normalise::normalise(raw, &options, &mut rejects) else { continue };
        lap("normalise", at.elapsed());
        let at = Instant::now();
        let layout = Layout::of(&article);
        lap("words and sentences", at.elapsed());
        let at = Instant::now();
        let mut mentions = names::find(&article, &layout);
        lap("names", at.elapsed());
        let at = Instant::now();
        places::resolve(&article, &layout, &mut mentions);
        lap("places", at.elapsed());
        let at = Instant::now();
        let entities = resolve::within::join(&article, &layout, &mut mentions);
        lap("within-article joining", at.elapsed());
        let at = Instant::now();
        let quotes = quotes::find(&article, &layout, &mentions, &entities);
        lap("quotes", at.elapsed());
        let at = Instant::now();
        let found = dates::find(&article, &layout, &quotes);
        lap("dates", at.elapsed());
        std::hint::black_box(found);
        let extracted = pipeline::extract(article);
        let at = Instant::now();
        let summary = resolve::summarise(&extracted);
        let blob = Blob::new(extracted, &summary);
        lap("summary and spill", at.elapsed());
        let at = Instant::now();
        std::hint::black_box(blob.shown().unwrap());
        lap("read back", at.elapsed());
        resolver.add(summary);
    }
    println!(
        "| stage (one core, {:.0} MB) | MB/s | ratio to wc -w | ms |\n|---|---:|---:|---:|\n| wc -w | {:.1} | 1.000 | {:.0} |",
        bytes as f64 / 1e6,
        bytes as f64 / 1e6 / wc,
        wc * 1e3
    );
    for (name, took) in times {
        let seconds = took.as_secs_f64();
        println!("| {name} | {:.1} | {:.3} | {:.0} |", bytes as f64 / 1e6 / seconds, wc / seconds, seconds * 1e3);
    }
}

/// Seconds that `wc -w` takes for these texts.
fn words_counted<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/bench/words.txt");
    std::fs::write(&path, texts.collect::<Vec<_>>().join("\n")).unwrap();
    let at = Instant::now();
    assert!(Command::new("wc").arg("-w").arg(&path).output().unwrap().status.success());
    let seconds = at.elapsed().as_secs_f64();
    std::fs::remove_file(path).unwrap();
    seconds
}

/// The whole, with 1 and 2 threads, beside `wc -w`.
fn whole(folder: &Path, megabytes: u64) {
    let corpus = folder.join(format!("news-{megabytes}.jsonl"));
    let n = generate::write_jsonl(&corpus, 7, megabytes * 1_000_000).unwrap();
    let text_bytes = (megabytes * 1_000_000) as f64;
    let at = Instant::now();
    assert!(Command::new("wc").arg("-w").arg(&corpus).output().unwrap().status.success());
    let wc = at.elapsed().as_secs_f64();
    println!(
        "\n| whole ({megabytes} MB of text, {n} articles) | s | MB/s | ratio to wc -w | peak MB | articles/hour |\n|---|---:|---:|---:|---:|---:|"
    );
    println!("| wc -w | {wc:.2} | {:.1} | 1.00 | | |", text_bytes / 1e6 / wc);
    let mut single = 0.0;
    for threads in [1, 2] {
        let run = build(&corpus, &folder.join("out"), threads, true);
        println!(
            "| copydesk, {threads} thread{} | {:.2} | {:.1} | {:.3} | {:.0} | {:.0} |",
            if threads == 1 { "" } else { "s" },
            run.seconds,
            text_bytes / 1e6 / run.seconds,
            wc / run.seconds,
            run.peak / 1e6,
            n as f64 / run.seconds * 3600.0
        );
        println!("|   {} | | | | | |", run.stages);
        if threads == 1 {
            single = run.seconds;
        } else {
            println!("\n2 threads are {:.2} x one", single / run.seconds);
        }
    }
    std::fs::remove_file(corpus).unwrap();
}

struct Run {
    seconds: f64,
    peak: f64,
    cached: u64,
    stages: String,
}

/// Runs the release binary; one thread is pinned to one core, where `taskset` is there.
fn build(corpus: &Path, out: &Path, threads: usize, fresh: bool) -> Run {
    let binary = env!("CARGO_BIN_EXE_copydesk");
    let mut command = if threads == 1 && Command::new("taskset").arg("--version").output().is_ok() {
        let mut command = Command::new("taskset");
        command.args(["-c", "0", binary]);
        command
    } else {
        Command::new(binary)
    };
    command.arg("build").arg(corpus).arg("--out").arg(out).args(["--quiet", "--threads", &threads.to_string()]);
    if fresh {
        command.arg("--no-cache");
    }
    let at = Instant::now();
    assert!(command.status().unwrap().success());
    let seconds = at.elapsed().as_secs_f64();
    let manifest: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("manifest.json")).unwrap()).unwrap();
    let run = &manifest["run"];
    Run {
        seconds,
        peak: run["peak_memory_bytes"].as_f64().unwrap_or(0.0),
        cached: run["cached_articles"].as_u64().unwrap_or(0),
        stages: run["stages"].to_string(),
    }
}

/// Time and memory at three sizes, up to `most` articles.
fn curve(folder: &Path, most: u64) {
    println!("| articles | MB of text | s | peak MB | µs an article | stages |\n|---:|---:|---:|---:|---:|---|");
    for articles in [10_000u64, 100_000, 1_000_000].into_iter().filter(|&n| n <= most) {
        let corpus = folder.join("curve.jsonl");
        // An article has about 3,000 bytes of text; measured on the file rather than assumed.
        let sample: usize = (0..200).map(|n| generate::article(7, n).2.len()).sum();
        let n = generate::write_jsonl(&corpus, 7, articles * sample as u64 / 200).unwrap();
        let run = build(&corpus, &folder.join("out"), 2, true);
        println!(
            "| {n} | {:.0} | {:.1} | {:.0} | {:.0} | {} |",
            articles as f64 * sample as f64 / 200.0 / 1e6,
            run.seconds,
            run.peak / 1e6,
            run.seconds / n as f64 * 1e6,
            run.stages
        );
        std::fs::remove_file(corpus).unwrap();
    }
}

/// A full run of so many articles, then the same with 1 % of them changed.
fn incremental(folder: &Path, articles: u64) {
    let (first, second) = (folder.join("night-1.jsonl"), folder.join("night-2.jsonl"));
    let out = folder.join("nightly");
    let _ = std::fs::remove_dir_all(&out);
    let _ = std::fs::remove_dir_all(folder.join(".nightly.copydesk"));
    let n = generate::write_jsonl(&first, 7, articles * 3_000).unwrap();
    let lines = std::fs::read_to_string(&first).unwrap();
    let changed: String = lines
        .lines()
        .enumerate()
        .map(|(i, line)| if i % 100 == 7 { line.replace(" the ", " the very ") + "\n" } else { format!("{line}\n") })
        .collect();
    std::fs::write(&second, changed).unwrap();
    std::fs::rename(&first, folder.join("night.jsonl")).unwrap();
    let corpus = folder.join("night.jsonl");
    let full = build(&corpus, &out, 2, false);
    std::fs::rename(&second, &corpus).unwrap();
    let changed = build(&corpus, &out, 2, false);
    println!("| run | articles | from the cache | s | stages |\n|---|---:|---:|---:|---|");
    println!("| full | {n} | {} | {:.2} | {} |", full.cached, full.seconds, full.stages);
    println!("| 1 % changed | {n} | {} | {:.2} | {} |", changed.cached, changed.seconds, changed.stages);
    println!("\nshare of the full run: {:.1} %", 100.0 * changed.seconds / full.seconds);
}
