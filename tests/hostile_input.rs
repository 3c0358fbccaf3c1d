//! Hostile files, each read by a process of its own: refused with their code, and never with much memory.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "tests")]

mod support;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use support::copydesk;

/// What a run may take at most, in MB, whatever it is given.
const MEMORY: u64 = 300;

/// Builds `input`; the codes of its rejects, how many articles, and the most memory it took, in MB.
fn run(input: &Path) -> (Vec<String>, u64, u64) {
    let out = tempfile::tempdir().unwrap();
    let to = out.path().join("out");
    let done = copydesk()
        .arg("build")
        .arg(input)
        .arg("--out")
        .arg(&to)
        .args(["--quiet", "--no-cache", "--formats", "csv", "--max-rejects", "1", "--threads", "2"])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}: {}", input.display(), String::from_utf8_lossy(&done.stderr));
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(to.join("manifest.json")).unwrap()).unwrap();
    let peak = manifest["run"]["peak_memory_bytes"].as_u64().unwrap_or(0) >> 20;
    let rows = |table: &str, column: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_path(to.join(table)).unwrap();
        let at = reader.headers().unwrap().iter().position(|h| h == column).unwrap();
        reader.records().map(|r| r.unwrap()[at].to_owned()).collect()
    };
    (rows("rejects.csv", "code"), rows("articles.csv", "article_id").len() as u64, peak)
}

/// A zip of 10 MB that unpacks to 10 GB: a thousand members, of which each was packed from 10 MB of one letter.
fn zip_bomb() -> Vec<u8> {
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(6));
    let mut one = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    one.start_file("0.txt", options).unwrap();
    one.write_all(&vec![b'a'; 10 << 20]).unwrap();
    let one = one.finish().unwrap().into_inner();
    let mut source = zip::ZipArchive::new(io::Cursor::new(one)).unwrap();
    let mut bomb = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for n in 0..1000 {
        bomb.raw_copy_file_rename(source.by_index_raw(0).unwrap(), format!("{n}.txt")).unwrap();
    }
    bomb.finish().unwrap().into_inner()
}

fn laughs(wrap: (&str, &str)) -> Vec<u8> {
    let mut xml = format!("<?xml version=\"1.0\"?><!DOCTYPE {} [<!ENTITY lol0 \"lol\">", wrap.0);
    for n in 1..12 {
        xml.push_str(&format!("<!ENTITY lol{n} \"{}\">", format!("&lol{};", n - 1).repeat(10)));
    }
    xml.push_str(&format!("]>{}", wrap.1));
    xml.into_bytes()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A megabyte of one letter, a hundred times, through a packer.
fn packed(mut out: impl Write) {
    let block = vec![b'a'; 1 << 20];
    (0..100).for_each(|_| out.write_all(&block).unwrap());
}

#[test]
fn each_is_refused_with_its_code_and_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let mut gz_bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed(&mut gz_bomb);
    let mut zst_bomb = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    packed(&mut zst_bomb);
    let mut bz2_bomb = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    packed(&mut bz2_bomb);
    let mut xz_bomb = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).unwrap();
    packed(&mut xz_bomb);
    let nested = (0..12).fold(b"One sentence.".to_vec(), |inner, _| gz(&inner));
    let mut leaves = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for name in ["../../etc/passwd", "/etc/passwd", "C:\\windows\\a.txt", "a/../../b.txt"] {
        leaves.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        leaves.write_all(b"One sentence.").unwrap();
    }
    let rss = "<rss><channel><item><description>&lol11;</description></item></channel></rss>";
    let nitf = "<nitf><body><body.content><p>&lol11;</p></body.content></body></nitf>";
    let news = "<newsItem><contentSet><inlineData>&lol11;</inlineData></contentSet></newsItem>";
    let files: Vec<(&str, Vec<u8>, &str, usize)> = vec![
        ("bomb.zip", zip_bomb(), "expansion", 1),
        ("bomb.txt.gz", gz_bomb.finish().unwrap(), "expansion", 1),
        ("bomb.jsonl.zst", zst_bomb.finish().unwrap(), "expansion", 1),
        ("bomb.csv.bz2", bz2_bomb.finish().unwrap(), "expansion", 1),
        ("bomb.jsonl.xz", xz_bomb.finish().unwrap(), "expansion", 1),
        ("nested.gz", nested, "too_deep", 1),
        ("leaves.zip", leaves.finish().unwrap().into_inner(), "unsafe_path", 4),
        ("laughs.rss", laughs(("rss", rss)), "entity_bomb", 1),
        ("laughs.nitf.xml", laughs(("nitf", nitf)), "entity_bomb", 1),
        ("laughs.newsml.xml", laughs(("newsItem", news)), "entity_bomb", 1),
        ("deep.html", format!("<html><body>{}<p>words</p>", "<div>".repeat(1 << 20)).into_bytes(), "too_deep", 1),
        ("deep.nitf.xml", format!("<?xml version='1.0'?><nitf>{}", "<p>".repeat(1 << 20)).into_bytes(), "too_deep", 1),
        (
            "deep.json",
            format!("{{\"text\":{}1{}}}", "[".repeat(1 << 20), "]".repeat(1 << 20)).into_bytes(),
            "no_text",
            1,
        ),
        (
            "deep.jsonl",
            format!("{{\"text\":{}1{}}}\n", "[".repeat(1 << 20), "]".repeat(1 << 20)).into_bytes(),
            "bad_record",
            1,
        ),
        ("long.txt", vec![b'a'; 17 << 20], "too_large", 1),
        ("long.jsonl", [b"{\"text\":\"".to_vec(), vec![b'a'; 33 << 20], b"\"}\n".to_vec()].concat(), "too_large", 1),
        ("open.csv", [b"id,text\n1,\"".to_vec(), vec![b'a'; 40 << 20]].concat(), "too_large", 1),
        ("nuls.txt", vec![0; 1 << 20], "binary", 1),
    ];
    println!("{:<18} {:>9} {:<12} {:>7}", "file", "bytes", "code", "peak MB");
    let mut wrong = Vec::new();
    for (name, bytes, code, n) in files {
        let path = folder.path().join(name);
        fs::write(&path, &bytes).unwrap();
        let (codes, articles, peak) = run(&path);
        // Members before a bomb is told may be refused for their own size.
        let refused = codes.iter().filter(|c| *c == code).count() >= n;
        println!("{name:<18} {:>9} {:<12} {peak:>7}", bytes.len(), code);
        if !refused || articles > 0 || peak >= MEMORY {
            wrong.push(format!("{name}: {articles} articles, {codes:?}, {peak} MB"));
        }
        fs::remove_file(&path).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "Rain fell in Leeds.").unwrap();
    fs::create_dir(folder.path().join("b")).unwrap();
    std::os::unix::fs::symlink("..", folder.path().join("b/back")).unwrap();
    std::os::unix::fs::symlink("self", folder.path().join("self")).unwrap();
    let (codes, articles, _) = run(folder.path());
    assert_eq!((codes, articles), (vec!["symlink_loop".to_owned(); 2], 1));
}
