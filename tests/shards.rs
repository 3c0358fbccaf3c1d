//! Parts of a run, merged, are the run: to the byte, whatever their number and order.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use copydesk::Error;
use copydesk::config::Config;
use copydesk::pipeline::{Job, Outcome, Shard, build, merge};
use copydesk::progress::Watch;
use std::fs;
use std::path::{Path, PathBuf};

fn job(inputs: &[PathBuf], out: &Path, shard: Option<&str>) -> Job {
    let config = Config { cache: Some(false), threads: Some(2), ..Config::default() };
    let shard = shard.map(|s| s.parse::<Shard>().unwrap());
    Job { inputs: inputs.to_vec(), out: out.to_owned(), config, watch: Watch::Nothing, stop: <_>::default(), shard }
}

/// The sample corpus, and two files that share ids.
fn inputs(root: &Path) -> Vec<PathBuf> {
    let more = root.join("more");
    fs::create_dir_all(&more).unwrap();
    let lines = |from: u32, words: &str| -> String {
        (from..from + 40)
            .map(|i| format!("{{\"id\": \"w-{i}\", \"text\": \"Ruth Adeyemi said in Leeds that {words} {i}.\"}}\n"))
            .collect()
    };
    fs::write(more.join("a.jsonl"), lines(0, "the sea wall would hold for year")).unwrap();
    // Ids 20 to 39 a second time, with other words; and one a third time in the same file.
    let again = lines(20, "nothing was promised in room") + "{\"id\": \"w-20\", \"text\": \"Again, in Hull.\"}\n";
    fs::write(more.join("b.jsonl"), again).unwrap();
    vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("input"), more]
}

fn parts(inputs: &[PathBuf], root: &Path, of: u32) -> Vec<PathBuf> {
    (1..=of)
        .map(|no| {
            let out = root.join(format!("part-{no}-of-{of}"));
            build(&job(inputs, &out, Some(&format!("{no}/{of}")))).unwrap();
            out
        })
        .collect()
}

/// Everything of an outcome but times.
fn timeless(mut outcome: Outcome) -> Outcome {
    let run = &mut outcome.manifest.run;
    run.started = String::new();
    run.stages.clear();
    run.cpu_seconds = None;
    (run.seconds, run.megabytes_per_second, run.peak_memory_bytes) = (0.0, 0.0, None);
    outcome
}

#[test]
fn merged_parts_are_the_single_run_to_the_byte() {
    let root = tempfile::tempdir().unwrap();
    let inputs = inputs(root.path());
    let single = root.path().join("single");
    let whole = timeless(build(&job(&inputs, &single, None)).unwrap());
    assert!(whole.rejects.contains_key(&("error", "duplicate_id".to_owned())));
    for of in [1, 2, 5] {
        let mut parts = parts(&inputs, root.path(), of);
        parts.reverse();
        let merged = root.path().join(format!("merged-{of}"));
        assert_eq!(timeless(merge(&job(&parts, &merged, None)).unwrap()), whole);
        let mut compared = 0;
        for entry in fs::read_dir(&single).unwrap() {
            let name = entry.unwrap().file_name();
            let text = name.to_string_lossy();
            if text == "manifest.json" || text == "copydesk.prom" || text == "report.html" {
                continue; // they hold times
            }
            assert!(
                fs::read(single.join(&name)).unwrap() == fs::read(merged.join(&name)).unwrap(),
                "{text} differs with {of} parts"
            );
            compared += 1;
        }
        assert!(compared > 24);
    }
}

#[test]
fn parts_that_make_no_whole_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let inputs = inputs(root.path());
    let three = parts(&inputs, root.path(), 3);
    let two = parts(&inputs, root.path(), 2);
    let out = root.path().join("merged");
    let refused = |folders: &[&PathBuf]| {
        let folders: Vec<PathBuf> = folders.iter().map(|f| (*f).clone()).collect();
        matches!(merge(&job(&folders, &out, None)), Err(Error::Dataset { .. }))
    };
    assert!(refused(&[&three[0], &three[1]]));
    assert!(refused(&[&three[0], &three[1], &three[1]]));
    assert!(refused(&[&two[0], &three[1]]));
    assert!(refused(&[]));
    let mut bytes = fs::read(three[2].join("shard.index")).unwrap();
    bytes[40] ^= 1;
    fs::write(three[2].join("shard.index"), bytes).unwrap();
    assert!(refused(&[&three[0], &three[1], &three[2]]));
    assert!(!out.exists());
}

#[test]
fn a_part_is_written_as_two_numbers() {
    for wrong in ["", "3", "0/4", "5/4", "a/b", "1/0", "-1/4", "1/4/2"] {
        assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
    }
    assert_eq!("2/8".parse::<Shard>().unwrap().to_string(), "2/8");
}
