//! Speed of finding which place a name means, on one core, and of a look-up.
//!
//!     cargo bench --bench places                          on generated news
//!     cargo bench --bench places -- ARTICLES.jsonl        on the `text` of real articles

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints and may stop")]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

mod generate;

use copydesk::extract::{Layout, names, places};
use copydesk::normalise;
use std::time::{Duration, Instant};

/// Time this thread has run, else time since some start.
fn now() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = ran.and_then(|s| s.split(' ').next()?.parse().ok()).map(Duration::from_nanos);
    ran.unwrap_or_else(|| START.get_or_init(Instant::now).elapsed())
}

fn main() {
    let file = std::env::args().skip(1).find(|a| a != "--bench");
    let texts: Vec<String> = match file {
        Some(path) => std::fs::read_to_string(path)
            .unwrap()
            .lines()
            .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["text"].as_str().unwrap().to_owned())
            .collect(),
        None => (0..1500).map(|n| generate::article(7, n).2).collect(),
    };
    let bytes: usize = texts.iter().map(String::len).sum();
    let prepared: Vec<_> = texts
        .iter()
        .map(|text| {
            let article = normalise::plain(text);
            let layout = Layout::of(&article);
            let mentions = names::find(&article, &layout);
            (article, layout, mentions)
        })
        .collect();
    let n: usize = prepared.iter().map(|(_, _, m)| m.len()).sum();
    // Processor time where the system tells it: machines that run tests are shared.
    let mut best = Duration::MAX;
    for _ in 0..7 {
        let mut fresh: Vec<_> = prepared.iter().map(|(_, _, m)| m.clone()).collect();
        let at = now();
        for ((article, layout, _), mentions) in prepared.iter().zip(&mut fresh) {
            places::resolve(article, layout, mentions);
        }
        best = best.min(now().checked_sub(at).unwrap());
        let _ = std::hint::black_box(fresh);
    }
    println!(
        "resolve: {:.1} MB/s, {} articles, {bytes} bytes, {n} mentions",
        bytes as f64 / best.as_secs_f64() / 1e6,
        texts.len()
    );

    let words = ["Paris", "the", "Stratford-upon-Avon", "Qwxzy", "São Paulo", "Fulton County", "said"];
    let at = now();
    let rounds = 200_000;
    for _ in 0..rounds {
        for word in words {
            let _ = std::hint::black_box(places::gazetteer().classes(std::hint::black_box(word)));
        }
    }
    println!(
        "look-up: {:.0} ns",
        now().checked_sub(at).unwrap().as_nanos() as f64 / f64::from(rounds) / words.len() as f64
    );
}
