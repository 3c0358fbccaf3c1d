//! Same input, same bytes: at any thread count, input order and cache state.

#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use support::{assert_same_tables, build, copy_folder, sample};

#[test]
fn one_and_sixteen_threads_give_the_same_bytes() {
    let root = tempfile::tempdir().unwrap();
    build(&sample(), &root.path().join("a"), &["--threads", "1"]);
    build(&sample(), &root.path().join("b"), &["--threads", "2"]);
    build(&sample(), &root.path().join("c"), &["--threads", "16", "--no-cache"]);
    assert_same_tables(&root.path().join("a"), &root.path().join("b"));
    assert_same_tables(&root.path().join("a"), &root.path().join("c"));
}

/// Articles with ids of their own, one a line; `order` says which line comes when.
fn write_lines(path: &Path, order: &[usize]) {
    let mut file = fs::File::create(path).unwrap();
    for n in order {
        let (town, name) =
            (["Leeds", "York", "Hull", "Paris"][n % 4], ["Ruth Adeyemi", "Omar Reza", "Lena Marsh"][n % 3]);
        let text = format!(
            "{town} council met on Tuesday. “We lost the roof of school {n},” {name} said. {name} leads the Campaign for \
             Open Rivers (COR). COR said it would sue in March."
        );
        let line = serde_json::json!({"id": format!("a-{n}"), "text": text, "published": format!("2024-03-{:02}", n % 28 + 1)});
        writeln!(file, "{line}").unwrap();
    }
}

#[test]
fn shuffled_lines_give_the_same_bytes() {
    let root = tempfile::tempdir().unwrap();
    let forward: Vec<usize> = (0..600).collect();
    let shuffled: Vec<usize> = forward.iter().map(|n| (n * 391 + 17) % 600).collect();
    for (name, order) in [("a", &forward), ("b", &shuffled)] {
        let input = root.path().join(name);
        fs::create_dir(&input).unwrap();
        write_lines(&input.join("articles.jsonl"), order);
        build(&input, &root.path().join(format!("{name}-out")), &[]);
    }
    assert_same_tables(&root.path().join("a-out"), &root.path().join("b-out"));
}

#[test]
fn inputs_named_in_another_order_give_the_same_bytes() {
    let root = tempfile::tempdir().unwrap();
    write_lines(&root.path().join("one.jsonl"), &(0..50).collect::<Vec<_>>());
    write_lines(&root.path().join("two.jsonl"), &(50..90).collect::<Vec<_>>());
    for (out, names) in [("a", ["one.jsonl", "two.jsonl"]), ("b", ["two.jsonl", "one.jsonl"])] {
        let done = support::copydesk()
            .arg("build")
            .args(names.map(|n| root.path().join(n)))
            .arg("--out")
            .arg(root.path().join(out))
            .arg("--quiet")
            .status()
            .unwrap();
        assert!(done.success());
    }
    assert_same_tables(&root.path().join("a"), &root.path().join("b"));
}

#[test]
fn of_two_articles_with_one_id_the_same_one_stands_whatever_the_order() {
    let root = tempfile::tempdir().unwrap();
    let lines =
        [r#"{"id":"x","text":"Leeds met."}"#, r#"{"id":"x","text":"York met."}"#, r#"{"id":"y","text":"Hull met."}"#];
    for (name, order) in [("a", [0, 1, 2]), ("b", [2, 1, 0]), ("c", [1, 2, 0])] {
        let input = root.path().join(name);
        fs::create_dir(&input).unwrap();
        let text: String = order.iter().map(|i| format!("{}\n", lines[*i])).collect();
        fs::write(input.join("articles.jsonl"), text).unwrap();
        build(&input, &root.path().join(format!("{name}-out")), &[]);
    }
    assert_same_tables(&root.path().join("a-out"), &root.path().join("b-out"));
    assert_same_tables(&root.path().join("a-out"), &root.path().join("c-out"));
    let rejects = fs::read_to_string(root.path().join("a-out/rejects.csv")).unwrap();
    assert!(rejects.contains("duplicate_id"), "{rejects}");
}

/// A nightly run over a changed pile gives what a full run gives, and extracts only what is new.
#[test]
fn a_run_with_a_cache_gives_the_bytes_of_a_full_run() {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("input");
    copy_folder(&sample(), &input);
    let (nightly, full) = (root.path().join("nightly"), root.path().join("full"));
    build(&input, &nightly, &[]);
    let step = |what: &str| {
        build(&input, &nightly, &[]);
        build(&input, &full, &["--no-cache"]);
        assert_same_tables(&nightly, &full);
        let manifest = fs::read_to_string(nightly.join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let (all, cached) = (&manifest["counts"]["articles"], &manifest["run"]["cached_articles"]);
        let fresh = all.as_u64().unwrap() - cached.as_u64().unwrap();
        assert!(fresh <= 1, "{what}: {fresh} articles were extracted again");
    };
    step("nothing changed");
    let new = input.join("added.txt");
    fs::write(&new, "Priya Nandakumar opened a clinic in Leeds on Monday.\n").unwrap();
    step("added");
    fs::write(&new, "Priya Nandakumar closed a clinic in York on Monday.\n").unwrap();
    step("changed");
    fs::rename(&new, input.join("renamed.txt")).unwrap();
    step("renamed");
    fs::remove_file(input.join("renamed.txt")).unwrap();
    step("removed");
}

/// Lines of one file: one is changed, one comes in at the top, all others move.
#[test]
fn a_changed_line_is_extracted_again_and_moved_lines_are_not() {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("in");
    fs::create_dir(&input).unwrap();
    let line =
        |id: usize, town: &str| format!("{{\"id\":\"n{id}\",\"text\":\"Ruth Adeyemi met Omar Reza in {town}.\"}}\n");
    let file = input.join("a.jsonl");
    fs::write(&file, (0..30).map(|i| line(i, "Leeds")).collect::<String>()).unwrap();
    let (nightly, full) = (root.path().join("nightly"), root.path().join("full"));
    build(&input, &nightly, &[]);
    let changed: String = std::iter::once(line(99, "Hull"))
        .chain((0..30).map(|i| line(i, if i == 7 { "York" } else { "Leeds" })))
        .collect();
    fs::write(&file, changed).unwrap();
    build(&input, &nightly, &[]);
    build(&input, &full, &["--no-cache"]);
    assert_same_tables(&nightly, &full);
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(nightly.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["run"]["cached_articles"], 29);
}

#[test]
fn a_damaged_cache_is_made_anew() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    build(&sample(), &out, &[]);
    let before = support::tables(&out);
    let pack = root.path().join(".out.copydesk/articles.pack");
    let mut bytes = fs::read(&pack).unwrap();
    for i in (0..bytes.len()).step_by(997) {
        bytes[i] ^= 0x55;
    }
    fs::write(&pack, &bytes).unwrap();
    build(&sample(), &out, &[]);
    assert_eq!(support::tables(&out), before);
    fs::write(root.path().join(".out.copydesk/articles.index"), "nonsense").unwrap();
    build(&sample(), &out, &[]);
    assert_eq!(support::tables(&out), before);
    build(&sample(), &out, &[]);
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["run"]["cached_articles"], manifest["counts"]["articles"], "the cache works again");
}

#[test]
fn half_first_and_the_rest_later_gives_the_bytes_of_one_run() {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("input");
    fs::create_dir(&input).unwrap();
    write_lines(&input.join("one.jsonl"), &(0..120).collect::<Vec<_>>());
    build(&input, &root.path().join("grown"), &[]);
    write_lines(&input.join("two.jsonl"), &(120..300).collect::<Vec<_>>());
    build(&input, &root.path().join("grown"), &[]);
    build(&input, &root.path().join("once"), &["--no-cache"]);
    assert_same_tables(&root.path().join("grown"), &root.path().join("once"));
}

/// No table may hold what changes from run to run.
#[test]
fn nothing_but_the_run_section_of_the_manifest_changes() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let rest = |out: &Path| {
        let text = fs::read_to_string(out.join("manifest.json")).unwrap();
        let mut manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        manifest.as_object_mut().unwrap().remove("run");
        manifest
    };
    build(&sample(), &out, &[]);
    let first = rest(&out);
    build(&sample(), &out, &["--threads", "1"]);
    assert_eq!(first, rest(&out));
}
