//! The acceptance examples, each through the whole program: articles in, tables out, rows compared.
//!
//! `tests/articles/examples.txt` holds them and says how they are written. What does not hold yet is
//! listed with its reason in `known_misses.tsv`, which can only shrink: a listed example that holds
//! fails this test as surely as an unlisted one that does not. `make accept` takes off what holds; what
//! goes on is written by hand, with its reason.

mod dataset;
mod example;
mod facts;

use example::Example;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Everything in which an example misses; empty when it holds.
fn misses(example: &Example, seeds: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder for the run");
    let (input, out) = (folder.path().join("input"), folder.path().join("out"));
    example.write(&input, seeds);
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["build", "--quiet", "--formats", "csv", "--threads", "1", "--out"])
        .args([&out, &input])
        .env_clear()
        .output()
        .expect("the program starts");
    if !run.status.success() {
        return vec![format!("{}: {}", run.status, String::from_utf8_lossy(&run.stderr).trim())];
    }
    match dataset::Dataset::read(&out) {
        Ok(dataset) => facts::misses(&example.facts, &dataset),
        Err(problem) => vec![problem],
    }
}

/// Runs every example, a few at a time, and compares with the list of known misses.
fn run(file: &str, seeds: &Path) {
    let articles = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/articles");
    let read = |name: &str| std::fs::read_to_string(articles.join(name)).expect("a file of the tests");
    let examples = example::all(&read(file)).unwrap_or_else(|problem| panic!("{file}: {problem}"));
    let list = read("known_misses.tsv");
    let known: BTreeMap<&str, &str> =
        list.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t')).collect();

    let (next, results) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, |n| n.get().min(8)) {
            scope.spawn(|| {
                while let Some(example) = examples.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = misses(example, seeds);
                    results.lock().expect("no panic").insert(example.id.clone(), found);
                }
            });
        }
    });
    let results = results.into_inner().expect("no panic");

    if std::env::var_os("COPYDESK_ACCEPT").is_some() {
        take_off(&articles.join("known_misses.tsv"), |id| results.get(id).is_some_and(Vec::is_empty));
        return;
    }
    let mut wrong = Vec::new();
    for example in &examples {
        let found = &results[&example.id];
        match (found.is_empty(), known.get(example.id.as_str())) {
            (true, Some(_)) => wrong.push(format!("{} holds now: take it off known_misses.tsv", example.id)),
            (false, None) => {
                wrong.push(format!("{} {}\n    {}", example.id, example.about, found.join("\n    ")));
            }
            _ => {}
        }
    }
    let hold = results.values().filter(|found| found.is_empty()).count();
    let summary = format!("{file}: {hold} of {} examples hold, {} are known misses", examples.len(), known.len());
    assert!(wrong.is_empty(), "{summary}\n{}", wrong.join("\n"));
}

/// Drops the rows of the list whose examples hold.
fn take_off(list: &Path, holds: impl Fn(&str) -> bool) {
    // Both tests of this file may come here at once.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().expect("no panic");
    let text = std::fs::read_to_string(list).expect("the list of known misses");
    let stays = |line: &&str| line.starts_with('#') || !line.split_once('\t').is_some_and(|(id, _)| holds(id));
    let kept: String = text.lines().filter(stays).map(|line| format!("{line}\n")).collect();
    std::fs::write(list, kept).expect("the list of known misses");
}

#[test]
fn every_example_holds_or_is_a_known_miss() {
    run("examples.txt", Path::new(""));
}

#[test]
#[expect(clippy::print_stdout, reason = "says why nothing was tested")]
fn the_seed_articles_give_what_was_derived_by_hand() {
    let beside = |folder: &Path| Some(folder.join("shared/seeds")).filter(|seeds| seeds.is_dir());
    match Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find_map(beside) {
        Some(seeds) => run("seeds.txt", &seeds),
        None => println!("skipped: no folder shared/seeds beside or above the project"),
    }
}
