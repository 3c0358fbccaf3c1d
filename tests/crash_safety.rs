//! A run that dies, cannot write or is not alone leaves the old dataset, or the new one, whole.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "tests")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::{Random, build, copydesk, sample, tables};

/// Moments at which a run is killed.
const KILLS: usize = 200;

#[test]
fn a_run_killed_at_any_moment_leaves_the_old_dataset_or_the_new_one() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let (small, large) = (root.path().join("small"), root.path().join("large"));
    fs::create_dir(&small).unwrap();
    fs::write(small.join("a.txt"), "The council met on Tuesday in Leeds.\n").unwrap();
    support::copy_folder(&sample(), &large);
    build(&large, &out, &["--no-cache"]);
    let new = tables(&out);
    let started = Instant::now();
    build(&small, &out, &["--no-cache"]);
    build(&large, &out, &["--no-cache"]);
    let full = started.elapsed();
    build(&small, &out, &["--no-cache"]);
    let old = tables(&out);
    let (mut n_old, mut n_new) = (0, 0);
    let mut random = Random(7);
    for kill in 0..KILLS {
        let (input, cache) = if kill % 2 == 0 { (&large, "--threads=2") } else { (&large, "--no-cache") };
        let mut child = copydesk()
            .args(["build", input.to_str().unwrap(), "--quiet", cache, "--out", out.to_str().unwrap()])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let micros = u64::try_from(full.as_micros()).unwrap();
        std::thread::sleep(Duration::from_micros(random.below(usize::try_from(micros).unwrap()) as u64));
        let _ = child.kill();
        child.wait().unwrap();
        let found = tables(&out);
        if found == new {
            n_new += 1;
            build(&small, &out, &["--no-cache"]);
            assert_eq!(tables(&out), old);
        } else {
            n_old += 1;
            assert!(found == old, "after kill {kill} the dataset is neither the old nor the new one");
        }
        let _ = fs::read_to_string(out.join("manifest.json")).unwrap();
    }
    println!("{n_old} kills left the old dataset, {n_new} the new one");
    assert!(n_old > 0, "no kill came before the end: the test shows nothing");
    build(&large, &out, &[]);
    assert_eq!(tables(&out), new, "a run after all that gives the whole dataset");
    let left: Vec<_> = fs::read_dir(root.path().join(".out.copydesk"))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("stage-"))
        .collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

#[test]
fn a_second_run_at_the_same_time_is_told_who_holds_the_lock() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    build(&sample(), &out, &[]);
    let before = tables(&out);
    let lock = fs::File::options().write(true).open(root.path().join(".out.copydesk/lock")).unwrap();
    lock.lock().unwrap();
    let second = copydesk().arg("build").arg(sample()).arg("--out").arg(&out).output().unwrap();
    assert_eq!(second.status.code(), Some(75));
    let message = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(message.contains("is locked by process "), "{message}");
    assert_eq!(tables(&out), before);
    drop(lock);
    build(&sample(), &out, &[]);
}

#[test]
fn a_target_that_cannot_be_written_is_told_and_the_old_dataset_stays() {
    let out = Path::new("/proc/copydesk-cannot-write-here/out");
    let output = copydesk().arg("build").arg(sample()).arg("--out").arg(out).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("cannot write /proc/"), "{message}");
}

/// A file size limit is how a full disk looks to a process, without needing to fill one.
#[test]
fn a_full_disk_is_told_and_the_old_dataset_stays() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let small = root.path().join("small.txt");
    fs::write(&small, "The council met on Tuesday in Leeds.\n").unwrap();
    build(&small, &out, &[]);
    let before = tables(&out);
    // `ulimit -f` counts blocks of 1,024 bytes in bash; the signal it sends is ignored, so that writes fail instead.
    let script = format!(
        "trap '' XFSZ; ulimit -f 16; exec {} build {} --out {} --quiet",
        env!("CARGO_BIN_EXE_copydesk"),
        sample().display(),
        out.display()
    );
    let output = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"));
    assert_eq!(tables(&out), before);
}

#[test]
fn an_input_that_vanishes_is_told_and_the_old_dataset_stays() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    build(&sample(), &out, &[]);
    let before = tables(&out);
    let output = copydesk().args(["build", "/nowhere/at/all", "--out"]).arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot read input /nowhere/at/all"));
    assert_eq!(tables(&out), before);
}

/// A share that fell away leaves the empty folder it was mounted on.
#[test]
fn an_input_folder_that_is_empty_now_is_told_and_the_old_dataset_stays() {
    let root = tempfile::tempdir().unwrap();
    let (input, out) = (root.path().join("in"), root.path().join("out"));
    fs::create_dir(&input).unwrap();
    fs::write(input.join("a.txt"), "The council met on Tuesday in Leeds.\n").unwrap();
    build(&input, &out, &[]);
    let before = tables(&out);
    fs::remove_file(input.join("a.txt")).unwrap();
    let output = copydesk().arg("build").arg(&input).arg("--out").arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains(&format!("cannot read input {}", input.display())), "{message}");
    assert!(message.contains("expected files, but found none"), "{message}");
    assert_eq!(tables(&out), before);
}

/// Files are read in the order of their paths: while the first is open, the last is known but not yet read.
#[test]
fn a_file_that_vanishes_while_others_are_read_is_told_and_the_old_dataset_stays() {
    let root = tempfile::tempdir().unwrap();
    let (input, out) = (root.path().join("in"), root.path().join("out"));
    fs::create_dir(&input).unwrap();
    let (first, last) = (input.join("a.jsonl"), input.join("z.txt"));
    fs::write(&last, "The council met on Tuesday in Leeds.\n").unwrap();
    build(&input, &out, &[]);
    let before = tables(&out);
    let line = "{\"text\":\"Ruth Adeyemi told the Courier on Monday that Leeds had lost the roof.\"}\n".repeat(100_000);
    fs::write(&first, line).unwrap();
    for options in [&[][..], &["--no-cache"][..]] {
        fs::write(&last, "The council met on Tuesday in Leeds.\n").unwrap();
        let mut command = copydesk();
        command.arg("build").arg(&input).arg("--out").arg(&out).arg("--quiet").args(options);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let open_files = format!("/proc/{}/fd", child.id());
        let reads = |path: &Path| {
            let open = fs::read_dir(&open_files).into_iter().flatten().flatten();
            open.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|of| of == path)
        };
        let first = first.canonicalize().unwrap();
        while !reads(&first) {
            assert!(child.try_wait().unwrap().is_none(), "the run ended before it was seen to read");
            std::thread::sleep(Duration::from_micros(200));
        }
        fs::remove_file(&last).unwrap();
        let output = child.wait_with_output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{options:?}: {message}");
        assert!(message.contains(&format!("cannot read input {}", last.display())), "{options:?}: {message}");
        assert_eq!(tables(&out), before, "{options:?}");
        let left = fs::read_dir(root.path().join(".out.copydesk")).unwrap();
        let names: Vec<String> = left.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        assert!(!names.iter().any(|n| n.starts_with("stage-")), "{options:?}: left behind {names:?}");
    }
}

#[test]
fn a_signal_ends_a_run_and_the_old_dataset_stays() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let small = root.path().join("small.txt");
    fs::write(&small, "The council met on Tuesday in Leeds.\n").unwrap();
    build(&small, &out, &[]);
    let before = tables(&out);
    // Standard input that never ends keeps the run reading until it is told to stop.
    let many = root.path().join("many.jsonl");
    let line = "{\"text\":\"Ruth Adeyemi told the Courier on Monday that Leeds had lost the roof.\"}\n".repeat(200_000);
    fs::write(&many, line).unwrap();
    for signal in ["-INT", "-TERM"] {
        let mut child = copydesk()
            .args(["build", many.to_str().unwrap(), "--quiet", "--no-cache", "--out", out.to_str().unwrap()])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(200));
        let sent = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(2), "{signal}");
        assert_eq!(tables(&out), before, "{signal}");
    }
}
