//! What a night's run leaves for those who watch it: metrics, logs, a bounded cache, a morning's diff.

#![allow(clippy::unwrap_used, clippy::float_cmp, missing_docs, reason = "tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use support::{build, copydesk, sample, tables};

/// Labels and value of each sample of a family.
type Samples = Vec<(BTreeMap<String, String>, f64)>;

/// Reads OpenMetrics text as far as gauges go, and fails on whatever its grammar does not allow.
fn gauges(text: &str) -> BTreeMap<String, Samples> {
    let body = text.strip_suffix("# EOF\n").expect("the text ends with # EOF");
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let mut found: BTreeMap<String, Samples> = BTreeMap::new();
    let mut family = String::new();
    let (mut helped, mut typed) = (BTreeSet::new(), BTreeSet::new());
    for line in body.lines() {
        assert!(!line.is_empty() && line.trim() == line, "'{line}'");
        if let Some(rest) = line.strip_prefix("# ") {
            let mut words = rest.splitn(3, ' ');
            let (what, name, text) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            assert!(is_name(name) && !found.contains_key(name), "'{line}' stands after its samples");
            match what {
                "HELP" => assert!(helped.insert(name.to_owned()) && text.ends_with('.'), "'{line}'"),
                "TYPE" => assert!(typed.insert(name.to_owned()) && text == "gauge", "'{line}'"),
                _ => panic!("'{line}'"),
            }
            name.clone_into(&mut family);
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = match series.split_once('{') {
            Some((name, labels)) => (name, labels.strip_suffix('}').unwrap()),
            None => (series, ""),
        };
        assert_eq!(name, family, "samples of a family stand together");
        assert!(helped.contains(name) && typed.contains(name), "'{line}'");
        let labels: BTreeMap<String, String> = labels
            .split_terminator(',')
            .map(|pair| {
                let (key, value) = pair.split_once('=').unwrap();
                let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap();
                assert!(is_name(key) && !value.contains(['"', '\\', '\n']), "'{line}'");
                (key.to_owned(), value.to_owned())
            })
            .collect();
        let value: f64 = value.parse().unwrap();
        let samples = found.entry(name.to_owned()).or_default();
        assert!(value.is_finite() && samples.iter().all(|(known, _)| *known != labels), "'{line}'");
        samples.push((labels, value));
    }
    found
}

#[test]
fn metrics_are_open_metrics_and_say_what_the_manifest_says() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let before = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    build(&sample(), &out, &[]);
    let after = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let gauges = gauges(&fs::read_to_string(out.join("copydesk.prom")).unwrap());
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(gauges["copydesk_rows"].len(), 12);
    for table in manifest["tables"].as_array().unwrap() {
        let rows = gauges["copydesk_rows"].iter().find(|(l, _)| l["table"] == table["name"].as_str().unwrap());
        assert_eq!(rows.unwrap().1, table["rows"].as_f64().unwrap());
    }
    let rejects: f64 = gauges["copydesk_rejects"].iter().map(|(_, n)| n).sum();
    let counts = &manifest["counts"];
    assert_eq!(rejects, counts["errors"].as_f64().unwrap() + counts["warnings"].as_f64().unwrap());
    assert!(gauges["copydesk_duration_seconds"][0].1 > 0.0);
    let ended = gauges["copydesk_last_success_timestamp_seconds"][0].1;
    assert!((before as f64 - 1.0..=after as f64).contains(&ended), "{before} {ended} {after}");
}

/// Every line of standard error as JSON.
fn json_lines(stderr: &[u8]) -> Vec<serde_json::Value> {
    std::str::from_utf8(stderr)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: '{line}'")))
        .collect()
}

#[test]
fn a_log_for_machines_is_json_from_its_first_line_to_the_reason_why_a_run_stopped() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let run = |input: &std::path::Path, more: &[&str]| {
        copydesk()
            .arg("build")
            .arg(input)
            .arg("--out")
            .arg(&out)
            .args(["--log-format", "json"])
            .args(more)
            .output()
            .unwrap()
    };
    let lines = json_lines(&run(&sample(), &[]).stderr);
    assert!(lines.len() >= 4, "stages and an end: {lines:?}");
    assert!(lines.iter().all(|l| l["timestamp"].is_string() && l["level"].is_string()));
    let quiet = run(&sample(), &["--quiet"]);
    assert!(quiet.stdout.is_empty());
    let lines = json_lines(&quiet.stderr);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["fields"]["message"], "done");
    assert_eq!(lines[0]["fields"]["articles"], lines[0]["fields"]["cached_articles"]);
    let failed = run(std::path::Path::new("/nowhere/at/all"), &["--quiet"]);
    assert_eq!(failed.status.code(), Some(2));
    let lines = json_lines(&failed.stderr);
    assert_eq!((lines.len(), &lines[0]["level"], &lines[0]["fields"]["exit_code"]), (1, &"ERROR".into(), &2.into()));
    assert!(lines[0]["fields"]["message"].as_str().unwrap().contains("/nowhere/at/all"));
}

#[test]
fn the_cache_stays_under_its_bound_and_a_run_without_it_is_the_same() {
    let root = tempfile::tempdir().unwrap();
    let (input, out) = (root.path().join("in.jsonl"), root.path().join("out"));
    let lines: String = (0..400)
        .map(|n| {
            format!(
                "{{\"id\":\"n{n}\",\"text\":\"Ruth Adeyemi met {n} of us in Leeds. {}\"}}\n",
                "It rained. ".repeat(400)
            )
        })
        .collect();
    fs::write(&input, lines).unwrap();
    let config = root.path().join("copydesk.toml");
    let cache = || {
        let folder = root.path().join(".out.copydesk");
        ["articles.pack", "articles.index"]
            .iter()
            .filter_map(|f| Some(fs::metadata(folder.join(f)).ok()?.len()))
            .sum::<u64>()
    };
    build(&input, &out, &[]);
    let before = tables(&out);
    assert!(cache() > 1_500_000, "{}", cache());
    fs::write(&config, "cache_megabytes = 1\n").unwrap();
    for _ in 0..2 {
        build(&input, &out, &["--config", config.to_str().unwrap()]);
        assert!(cache() <= 1_000_000, "{}", cache());
        assert_eq!(tables(&out), before);
    }
    build(&input, &out, &["--no-cache"]);
    assert_eq!(tables(&out), before);
    assert!(cache() <= 1_000_000, "a run without a cache leaves none behind: {}", cache());
}

#[test]
fn a_morning_look_shows_rows_that_came_went_and_changed() {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("in");
    fs::create_dir(&input).unwrap();
    for (name, text) in [("a", "Leeds met on Tuesday."), ("b", "York met on Friday."), ("c", "Hull met on Sunday.")] {
        fs::write(input.join(format!("{name}.txt")), format!("{text}\n")).unwrap();
    }
    let (old, new) = (root.path().join("old"), root.path().join("new"));
    build(&input, &old, &[]);
    fs::remove_file(input.join("a.txt")).unwrap();
    fs::write(input.join("b.txt"), "York met on Monday.\n").unwrap();
    fs::write(input.join("d.txt"), "Derby met on Sunday.\n").unwrap();
    build(&input, &new, &[]);
    let output = copydesk().arg("diff").arg(&old).arg(&new).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let of_articles: BTreeSet<&str> =
        text.lines().filter(|l| l.get(2..).is_some_and(|l| l.starts_with("articles "))).map(|l| &l[..1]).collect();
    assert_eq!(of_articles, BTreeSet::from(["+", "-", "~"]), "{text}");
    assert!(!text.lines().any(|l| l.contains(" articles ") && l.contains("c.txt")), "what stayed is not shown: {text}");
}
