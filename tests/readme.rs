//! README opens with an article and the rows it gives: they are run here, so that they stay true.
//! `make accept` writes them anew.

#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Tables that README shows, and which of their columns.
const SHOWN: &[(&str, &[&str])] = &[
    ("mentions", &["kind", "surface", "start", "end", "role", "entity_id", "confidence"]),
    ("dates", &["surface", "timex_type", "value", "start_date", "end_date", "anchor_kind", "rule"]),
    ("quotes", &["quote", "quote_type", "speaker", "speaker_name", "speaker_kind", "cue_lemma"]),
    ("places", &["name", "latitude", "longitude", "geonames_id", "country_code", "feature"]),
    ("aliases", &["entity_id", "alias", "alias_kind", "source"]),
];

fn rows(article: &str) -> String {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("article.txt");
    fs::write(&input, article).unwrap();
    support::build(&input, &root.path().join("out"), &["--published", "2024-03-14"]);
    let mut text = String::new();
    for (table, columns) in SHOWN {
        let mut reader = csv::Reader::from_path(root.path().join(format!("out/{table}.csv"))).unwrap();
        let headers = reader.headers().unwrap().clone();
        let at: Vec<usize> = columns.iter().map(|c| headers.iter().position(|h| h == *c).unwrap()).collect();
        let _ = writeln!(text, "**{table}**\n\n| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()));
        for record in reader.records() {
            let record = record.unwrap();
            let cells: Vec<&str> = at.iter().map(|i| &record[*i]).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_readme_shows_what_copydesk_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once("```text\n").unwrap();
    let (article, rest) = rest.split_once("```\n").unwrap();
    let (between, rest) = rest.split_once("<!-- rows: written by make accept -->\n").unwrap();
    let (shown, after) = rest.split_once("<!-- end of rows -->").unwrap();
    let given = rows(article);
    if std::env::var_os("COPYDESK_ACCEPT").is_some() {
        let new = format!(
            "{before}```text\n{article}```\n{between}<!-- rows: written by make accept -->\n{given}<!-- end of rows -->{after}"
        );
        fs::write(path, new).unwrap();
    } else {
        assert_eq!(shown, given, "run `make accept` and read the difference");
    }
}
