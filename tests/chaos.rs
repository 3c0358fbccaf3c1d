//! Five thousand damaged articles, and every invariant of `copydesk check` still holds.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "tests")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::{Random, build, copydesk, sample};

const ARTICLES: usize = 5_000;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// One way to spoil bytes: bits flipped, cut, spliced with another, doubled, or marks strewn in.
fn spoiled(random: &mut Random, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=random.below(3) {
        if out.is_empty() {
            return other.to_vec();
        }
        match random.below(6) {
            0 => (0..=random.below(20)).for_each(|_| {
                let at = random.below(out.len());
                out[at] ^= 1 << random.below(8);
            }),
            1 => out.truncate(random.below(out.len())),
            2 => {
                out.truncate(random.below(out.len()));
                out.extend_from_slice(&other[random.below(other.len().max(1)).min(other.len())..]);
            }
            3 => {
                let at = random.below(out.len());
                let piece = out[at..(at + random.below(400)).min(out.len())].to_vec();
                out.splice(at..at, piece);
            }
            4 => (0..=random.below(30)).for_each(|_| {
                let marks: [&[u8]; 10] =
                    ["“", "”", "\"", "‘", "’", "\n\n", "\u{200D}", "’s", ".", "\u{0}"].map(str::as_bytes);
                let at = random.below(out.len());
                out.splice(at..at, marks[random.below(10)].iter().copied());
            }),
            _ => {
                let at = random.below(out.len());
                out.drain(at..(at + random.below(60)).min(out.len()));
            }
        }
    }
    out
}

#[test]
fn damaged_articles_never_break_a_dataset() {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("in");
    fs::create_dir(&input).unwrap();
    let mut originals = Vec::new();
    files(&sample(), &mut originals);
    let originals: Vec<(PathBuf, Vec<u8>)> = originals.into_iter().map(|p| (p.clone(), fs::read(p).unwrap())).collect();
    // Most news is text: every second article is one, the rest is of any format.
    let texts: Vec<usize> =
        (0..originals.len()).filter(|i| originals[*i].0.extension().is_some_and(|e| e == "txt")).collect();
    let mut random = Random(20_261_123);
    for n in 0..ARTICLES {
        let i = if n % 2 == 0 { texts[random.below(texts.len())] } else { random.below(originals.len()) };
        let other = &originals[random.below(originals.len())].1;
        let name = originals[i].0.file_name().unwrap().to_string_lossy().into_owned();
        fs::write(input.join(format!("{n:05}-{name}")), spoiled(&mut random, &originals[i].1, other)).unwrap();
    }
    let out = root.path().join("out");
    build(&input, &out, &["--no-cache"]);
    // Extractors that give up are caught, but there is no reason why one should.
    let rejects = fs::read_to_string(out.join("rejects.csv")).unwrap();
    let failed: Vec<&str> = rejects.lines().filter(|l| l.contains("extraction_failed")).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let checked = copydesk().arg("check").arg(&out).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success(), "{said}");
    print!("{said}");
}
