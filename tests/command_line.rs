//! Exit codes, messages, and that nothing is touched when a run is not done.

#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use std::fs;
use std::path::Path;
use support::{build, copydesk, sample};

/// Runs and gives exit code and standard error.
fn run(arguments: &[&str]) -> (i32, String) {
    let output = copydesk().args(arguments).output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn path(p: &Path) -> &str {
    p.to_str().unwrap()
}

#[test]
fn bad_usage_is_told_with_exit_code_2_and_touches_nothing() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let input = sample();
    for (arguments, said) in [
        (vec!["build", "no-such-folder", "--out", path(&out)], "no-such-folder"),
        (
            vec!["build", path(&input), "--out", path(&out), "--formats", "xml"],
            "expected csv or parquet, but found 'xml'",
        ),
        (
            vec!["build", path(&input), "--out", path(&out), "--published", "soon"],
            "expected a day as 2024-03-14, but found 'soon'",
        ),
        (
            vec!["build", path(&input), "--out", path(&out), "--max-rejects", "7"],
            "expected a share from 0 to 1, but found 7",
        ),
        (vec!["build", path(&input), "--out", path(&out), "--threads", "0"], "expected at least 1"),
        (vec!["build", path(&input), "--out", path(&out), "--map", "body"], "expected pairs as text=body"),
        (vec!["build", path(&input), "--out", path(&out), "--map", "colour=x"], "expected one of"),
        (vec!["build", path(&input), "--out", path(&out), "--config", "no-such.toml"], "no-such.toml"),
        (vec!["build", path(&input)], "--out"),
        (vec!["check", path(&out)], "manifest.json"),
        (vec!["explain", "no-such-file.txt"], "no-such-file.txt"),
    ] {
        let (code, message) = run(&arguments);
        assert_eq!(code, 2, "{arguments:?}: {message}");
        assert!(message.contains(said), "{arguments:?}: {message}");
        assert!(!out.exists(), "{arguments:?} made {}", out.display());
    }
}

#[test]
fn too_many_rejects_is_exit_code_1_and_the_dataset_is_there() {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("good.txt"), "Leeds met on Tuesday.\n").unwrap();
    fs::write(input.join("empty.txt"), "").unwrap();
    let out = root.path().join("out");
    let (code, _) = run(&["build", path(&input), "--out", path(&out), "--quiet", "--max-rejects", "0.4"]);
    assert_eq!(code, 1);
    assert!(out.join("manifest.json").exists());
    let (code, _) = run(&["build", path(&input), "--out", path(&out), "--quiet", "--max-rejects", "0.6"]);
    assert_eq!(code, 0);
}

#[test]
fn flags_beat_the_environment_and_the_environment_beats_the_file() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("a.txt"), "The council met on Tuesday in Leeds.\n").unwrap();
    let config = root.path().join("copydesk.toml");
    fs::write(&config, "published = \"2021-01-05\"\nformats = [\"csv\"]\n").unwrap();
    let published = |environment: Option<&str>, flag: Option<&str>| {
        let out = root.path().join("out");
        let mut command = copydesk();
        command
            .arg("build")
            .arg(root.path().join("a.txt"))
            .arg("--out")
            .arg(&out)
            .arg("--quiet")
            .arg("--config")
            .arg(&config);
        if let Some(value) = environment {
            command.env("COPYDESK_PUBLISHED", value);
        }
        if let Some(value) = flag {
            command.args(["--published", value]);
        }
        assert!(command.status().unwrap().success());
        assert!(!out.join("articles.parquet").exists(), "the file says csv only");
        fs::read_to_string(out.join("articles.csv")).unwrap()
    };
    assert!(published(None, None).contains("2021-01-05"));
    assert!(published(Some("2022-02-01"), None).contains("2022-02-01"));
    assert!(published(Some("2022-02-01"), Some("2023-03-07")).contains("2023-03-07"));
}

#[test]
fn an_unknown_key_of_the_configuration_is_named() {
    let root = tempfile::tempdir().unwrap();
    let config = root.path().join("copydesk.toml");
    fs::write(&config, "thread = 2\n").unwrap();
    let out = root.path().join("out");
    let (code, message) = run(&["build", path(&sample()), "--out", path(&out), "--config", path(&config)]);
    assert_eq!(code, 2);
    assert!(message.contains("thread") && message.contains("copydesk.toml"), "{message}");
}

#[test]
fn a_sound_dataset_checks_out_and_a_spoiled_one_does_not() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    build(&sample(), &out, &[]);
    let output = copydesk().arg("check").arg(&out).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let file = out.join("mentions.csv");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("place", "Place", 1)).unwrap();
    let output = copydesk().arg("check").arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("mentions.csv: expected sha256"));
}

#[test]
fn a_dataset_does_not_differ_from_itself_and_a_new_article_shows() {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("a.txt"), "The council met on Tuesday in Leeds.\n").unwrap();
    let (old, new) = (root.path().join("old"), root.path().join("new"));
    build(&input, &old, &[]);
    fs::write(input.join("b.txt"), "The council met on Friday in York.\n").unwrap();
    build(&input, &new, &[]);
    let same = copydesk().arg("diff").arg(&old).arg(&old).output().unwrap();
    assert_eq!(same.status.code(), Some(0), "{}", String::from_utf8_lossy(&same.stdout));
    let other = copydesk().arg("diff").arg(&old).arg(&new).output().unwrap();
    assert_eq!(other.status.code(), Some(1));
    let text = String::from_utf8_lossy(&other.stdout).into_owned();
    assert!(text.lines().any(|l| l.starts_with("+ articles ")), "{text}");
}

#[test]
fn help_and_completions_are_there() {
    for arguments in [
        vec!["--help"],
        vec!["build", "--help"],
        vec!["explain", "--help"],
        vec!["check", "--help"],
        vec!["diff", "--help"],
        vec!["schema", "--help"],
    ] {
        let output = copydesk().args(&arguments).output().unwrap();
        assert!(output.status.success());
        assert!(String::from_utf8_lossy(&output.stdout).contains("Example"), "{arguments:?}");
    }
    let output = copydesk().args(["completions", "bash"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("complete"));
}

#[test]
fn the_committed_data_dictionary_is_fresh() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("output/README.md")).unwrap();
    assert_eq!(page, copydesk::tables::schema::markdown(), "run `make accept`");
}

#[test]
fn every_format_is_read_from_standard_input_too() {
    let root = tempfile::tempdir().unwrap();
    let articles = |out: &Path| -> u64 {
        let manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
        manifest["counts"]["articles"].as_u64().unwrap()
    };
    let flags = ["--quiet", "--no-cache", "--formats", "csv", "--threads", "1"];
    let mut n = 0;
    for entry in fs::read_dir(support::sample().join("formats")).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let (named, piped) = (root.path().join(format!("{name}.named")), root.path().join(format!("{name}.piped")));
        let done = copydesk().arg("build").arg(&file).arg("--out").arg(&named).args(flags).output().unwrap();
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        let done = copydesk()
            .args(["build", "-", "--out"])
            .arg(&piped)
            .args(flags)
            .stdin(fs::File::open(&file).unwrap())
            .output()
            .unwrap();
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!((articles(&named), articles(&piped)), (articles(&named).max(1), articles(&named)), "{name}");
        n += 1;
    }
    assert!(n > 15);
}

#[test]
fn places_inside_names_of_bodies_are_given_when_asked_for() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("a.txt"), "Jordan Lamb of Manchester United met his agent in Lincoln.\n").unwrap();
    let out = root.path().join("out");
    let mentions = |roles: &[&str]| {
        let mut arguments = vec!["build", path(root.path()), "--out", path(&out), "--quiet"];
        arguments.extend(roles);
        assert_eq!(run(&arguments).0, 0);
        fs::read_to_string(out.join("mentions.csv")).unwrap()
    };
    let plain = mentions(&[]);
    assert!(!plain.contains("in_name") && plain.contains(",Manchester United,"), "{plain}");
    let asked = mentions(&["--roles", "literal,in_name"]);
    assert!(asked.contains(",Manchester,") && asked.contains("in_name"), "{asked}");
}
