//! Damaged and hostile files, at random but reproducible, for each reader: none panics, none runs on, none eats memory.
//!
//! A few hundred cases a reader belong to the tests. More, one reader or all, with a table of what happened:
//!
//! ```text
//! COPYDESK_CASES=1000000 COPYDESK_READER=parquet cargo test --release --lib read::fuzz -- --nocapture
//! ```
//!
//! Case `n` of a reader is the same everywhere: `COPYDESK_FIRST=n COPYDESK_CASES=1` runs it alone, as the watchdog
//! tells when a case does not end.

use super::*;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once};
use std::time::{Duration, Instant};

/// A reader, and files that it reads.
struct Target {
    reader: &'static str,
    file: &'static str,
    seeds: Vec<Vec<u8>>,
    /// What its syntax is made of.
    pieces: &'static [&'static str],
    /// Fields of `--map`.
    map: &'static [(&'static str, &'static str)],
}

/// A case that takes longer does not end.
const PATIENCE: Duration = Duration::from_mins(1);
/// What one file may take of memory, in MB, over what the process had.
const MEMORY: u64 = 300;

const MARKUP: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<br>",
    "<table>",
    "<td>",
    "<li>",
    "<h1>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "&amp;",
    "&#8212;",
    "<svg>",
    "<article>",
    "<a href=\"",
    "\">",
    "<template>",
    "<b>",
    "<p class=\"byline\">",
];
const XML: &[&str] = &[
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "<title>",
    "<description>",
    "</description>",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&x;",
    "<!DOCTYPE rss [",
    "<!ENTITY x \"",
    "\">",
    "]>",
    "<?xml version='1.0' encoding='latin1'?>",
    "<newsItem>",
    "</newsItem>",
    "<p>",
    "</p>",
    "<body.content>",
    "<nitf>",
    "</nitf>",
    "<a:b c='",
    "'/>",
    "<!--",
    "-->",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ":",
    ",",
    "\n",
    "null",
    "1e999",
    "\"text\":\"",
    "\"articles\":[",
    "\\ud83d",
    "\\u0000",
    "{\"uri\":\"a\",\"body_html\":\"",
    "[[[[",
    "]]]]",
    "{\"a\":{\"b\":[{\"text\":\"",
    "\"}]}}",
];
const TABLE: &[&str] = &["\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", ",\"", "\",", "text", "\u{FEFF}"];
const WARC: &[&str] = &[
    "WARC/1.0\r\n",
    "WARC-Type: response\r\n",
    "Content-Type: application/http\r\n",
    "Content-Type: text/plain\r\n",
    "Content-Length: 60\r\n",
    "Content-Length: 18446744073709551615\r\n",
    "\r\n",
    "HTTP/1.1 200 OK\r\n",
    "Transfer-Encoding: chunked\r\n",
    "5\r\nabcde\r\n",
    "ffffffffffffffff\r\n",
    "0\r\n\r\n",
    "Content-Encoding: gzip\r\n",
];
const WORDS: &[&str] = &[
    "---\n",
    "+++\n",
    "title: a\n",
    "- ",
    "# ",
    "**",
    "](",
    "![",
    "`",
    "```\n",
    "\\",
    "> ",
    "\n\n",
    "\r",
    "\u{AD}",
    "\u{200D}",
    "â€œ",
    "Ã©",
    "&amp;",
    "&#x110000;",
    "By ",
    "NAIROBI, March 13 (Reuters) – ",
    "date 2024-03-14 ",
    "ﬁ",
    "e\u{301}",
    "-\n",
    "A caption Scott Baird/PA\n",
    "\0",
    "\u{FEFF}",
    "\u{202E}",
    "“",
    "”",
    "'",
];
const BINARY: &[&str] =
    &["\0", "\0\0\0\0", "\u{7f}", "PAR1", "PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "ustar", "../", "/"];

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("input/formats").join(name)).unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// Without compression, so that damage reaches the decoders of pages: plain, dictionaries, runs, lists, dates.
fn plain_parquet() -> Vec<u8> {
    use arrow::array::{Date32Array, ListBuilder, StringArray, StringBuilder, TimestampMicrosecondArray};
    let n = 40;
    let mut authors = ListBuilder::new(StringBuilder::new());
    for i in 0..n {
        (0..i % 3).for_each(|a| authors.values().append_value(format!("Author {a}")));
        authors.append(i % 5 > 0);
    }
    let columns: Vec<(&str, arrow::array::ArrayRef)> = vec![
        ("id", Arc::new(StringArray::from_iter_values((0..n).map(|i| format!("p{i}"))))),
        (
            "body",
            Arc::new((0..n).map(|i| (i % 7 > 0).then(|| format!("Rain fell on town {i}."))).collect::<StringArray>()),
        ),
        ("outlet", Arc::new(StringArray::from_iter_values((0..n).map(|_| "The Post")))),
        ("published", Arc::new(Date32Array::from_iter_values(19_000..19_000 + n))),
        ("updated", Arc::new(TimestampMicrosecondArray::from_iter_values((0..n).map(i64::from)))),
        ("authors", Arc::new(authors.finish())),
    ];
    let batch = arrow::record_batch::RecordBatch::try_from_iter(columns).unwrap();
    let mut out = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut out, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    out
}

const EXPORTS: &[&str] = &[
    "From a@b.c Tue Mar  5 10:00:00 2024\n",
    "Subject: =?utf-8?Q?a?=",
    "Content-Type: multipart/mixed; boundary=x\n",
    "--x\n",
    "--x--",
    "Content-Transfer-Encoding: base64\n",
    "=3D",
    "=\n",
    "\n\n",
    "2 of 2 DOCUMENTS\n",
    "Document 2 of 2\n",
    "BYLINE: ",
    "Full text: ",
    "        ",
    "LANGUAGE: ",
    "Copyright",
];

/// A mailbox and what LexisNexis and ProQuest export.
fn exports() -> Vec<Vec<u8>> {
    [
        "From a@b.c Tue Mar  5 10:00:00 2024\nFrom: A <a@b.c>\nSubject: =?utf-8?B?QQ==?=\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\nContent-Type: text/html\n\n<p>Page</p>\n--x\nContent-Transfer-Encoding: base64\n\nT25lIHR3by4=\n--x--\n\nFrom a@b.c Wed Mar  6 10:00:00 2024\nSubject: B\n\nThree.\n",
        "            1 of 2 DOCUMENTS\n\n            The Post\n\n          March 5, 2024\n\nTitle\n\nBYLINE: A\n\nLENGTH: 9 words\n\n One two.\n\nLANGUAGE: ENGLISH\n\n            2 of 2 DOCUMENTS\n\nTitle\n\n Three.\n",
        "____\n\nDocument 1 of 2\n\nTitle\n\nAuthor: Pike, Ann\n\nFull text: One.\n\nTwo.\n\nSubject: x\n\n____\n\nDocument 2 of 2\n\nTitle\n\nFull text: Three.\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

fn targets() -> Vec<Target> {
    let of = |reader, file, seeds, pieces| Target { reader, file, seeds, pieces, map: &[] };
    let jsonl = b"{\"id\":\"a1\",\"text\":\"One \\\"two\\\" three.\",\"published\":\"2024-03-14\"}\n{\"text\":\"Two.\",\"zzz\":[1]}\n";
    let prose = b"Harbour wall\nA crane lifts a trawler at Peterhead harbour Scott Baird/PA\n\nBy Ann Pike\n\nNAIROBI, March 13 (Reuters) \xE2\x80\x93 The port reopened. \xE2\x80\x9CNo,\xE2\x80\x9D said Dr. Zo\xC3\xAB Brandt.\n\nAnn Pike is a reporter.\n";
    let utf16 = |text: &str| [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let warc = gunzip(&fixture("crawl.warc.gz"));
    let small_page = b"<html lang=en><head><title>T</title><meta property='og:title' content='T'></head><body><nav>Home</nav><article><h1>T</h1><p class=byline>By A. Pike</p><p>One sentence, and two.</p><table><tr><td>a</td></tr></table></article></body></html>".to_vec();
    vec![
        of("text", "a.txt", vec![prose.to_vec(), b"The caf\xe9\x92s owner said so.".to_vec()], WORDS),
        of(
            "utf-16",
            "a.txt",
            vec![utf16("Zo\u{eb} spoke \u{1F600}.\n"), utf16("{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n")],
            WORDS,
        ),
        of(
            "markdown",
            "a.md",
            vec![fixture("front-matter.md"), b"+++\ntitle = \"A\"\n+++\n# A\nWords *of* [text](x).\n".to_vec()],
            WORDS,
        ),
        of("html", "a.html", vec![small_page, fixture("page.html")], MARKUP),
        of("jsonl", "a.jsonl", vec![jsonl.to_vec()], JSON),
        of(
            "json",
            "a.json",
            vec![fixture("api-dump.json"), b"{\"x\":{\"id\":\"a\",\"text\":\"One.\"},\"y\":{\"tags\":[{}]}}".to_vec()],
            JSON,
        ),
        Target {
            reader: "json --map",
            file: "a.json",
            seeds: vec![b"{\"rows\":[{\"payload\":{\"parts\":[{\"t\":\"One.\"}]},\"when\":\"2024-03-14\"}]}".to_vec()],
            pieces: JSON,
            map: &[("text", "payload.parts.0.t"), ("published", "when")],
        },
        of("ninjs", "a.json", vec![fixture("story.ninjs.json")], JSON),
        of("csv", "a.csv", vec![fixture("table.csv"), b"id;body;date\n1;\"x\ny\";2024-01-01\n".to_vec()], TABLE),
        of("tsv", "a.tsv", vec![fixture("table.tsv")], TABLE),
        of("parquet", "a.parquet", vec![fixture("columns.parquet"), plain_parquet()], BINARY),
        of("warc", "a.warc", vec![warc.clone()], WARC),
        of("warc.gz", "a.warc.gz", vec![fixture("crawl.warc.gz")], WARC),
        of("warc.zst", "a.warc.zst", vec![zst(&warc)], WARC),
        of("exports", "a.txt", exports(), EXPORTS),
        of("rss", "a.rss", vec![fixture("feed.rss")], XML),
        of("atom", "a.atom", vec![fixture("feed.atom")], XML),
        of("nitf", "a.xml", vec![fixture("story.nitf.xml")], XML),
        of("newsml-g2", "a.xml", vec![fixture("message.newsml.xml")], XML),
        of("zip", "a.zip", vec![fixture("bundle.zip")], BINARY),
        of("tar", "a.tar", vec![gunzip(&fixture("bundle.tar.gz"))], BINARY),
        of("gz", "a.txt.gz", vec![gz(prose), gz(jsonl)], BINARY),
        of("zst", "a.txt.zst", vec![zst(prose), zst(jsonl)], BINARY),
        of("bz2", "a.txt.bz2", vec![fixture("2024-03-05-note.txt.bz2")], BINARY),
        of("xz", "a.txt.xz", vec![fixture("2024-03-07-note.txt.xz")], BINARY),
    ]
}

/// splitmix64: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// From 1 to 2^(bits-1), small ones mostly.
    fn about(&mut self, bits: usize) -> usize {
        let most = 1 << self.below(bits);
        1 + self.below(most)
    }
}

/// Damages a seed in one to six places; mostly near the places that matter: anywhere.
fn damaged(random: &mut Random, target: &Target) -> Vec<u8> {
    let mut bytes = target.seeds[random.below(target.seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len());
        let len = random.about(8).min(bytes.len() - at);
        match random.below(10) {
            _ if bytes.is_empty() => bytes.push(random.next() as u8),
            0 => bytes.truncate(at),
            1 | 2 => bytes[at] ^= 1 << random.below(8),
            3 => bytes[at] = random.next() as u8,
            // The ends of the range, in any width.
            4 => {
                let value = [0, 0xFF, 0x7F, 0x80, 1][random.below(5)];
                let width = 1 << random.below(4);
                bytes.iter_mut().skip(at).take(width).for_each(|b| *b = value);
            }
            5 => drop(bytes.drain(at..at + len)),
            6 => {
                let piece = bytes[at..at + len].repeat(random.about(6));
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            7 => {
                let other = &target.seeds[random.below(target.seeds.len())];
                bytes.truncate(at);
                bytes.extend_from_slice(&other[random.below(other.len())..]);
            }
            _ => {
                let piece = target.pieces[random.below(target.pieces.len())].as_bytes();
                let piece = piece.repeat(random.about(6));
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes.truncate(1 << 16);
    bytes
}

/// What happened to the cases of one reader.
#[derive(Default)]
struct Tally {
    articles: u64,
    rejects: u64,
    slowest: Duration,
}

thread_local! {
    /// The case that this thread runs; None on threads that run none.
    static CASE: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Where code panicked: how often, and in which case first.
static PANICS: Mutex<BTreeMap<String, (u64, u64)>> = Mutex::new(BTreeMap::new());

/// Counts panics in cases, silently; others are told as before.
fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let Some(case) = CASE.get() else { return told(info) };
            let at = info.location().map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line()));
            let at = at.rsplit_once("/src/").map_or(at.clone(), |(crate_, file)| {
                format!("{}/{file}", crate_.rsplit('/').next().unwrap_or_default())
            });
            let what = info.payload_as_str().unwrap_or_default().chars().take(80).collect::<String>();
            PANICS.lock().unwrap().entry(format!("{at} {what}")).or_insert((0, case)).0 += 1;
        }));
    });
}

fn run(target: &Target, first: u64, cases: u64, now: &AtomicU64) -> Tally {
    let map = target.map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let options = ExtractOptions { map, ..ExtractOptions::default() };
    let mut tally = Tally::default();
    for case in first..first + cases {
        now.store(case, Ordering::Relaxed);
        CASE.set(Some(case));
        let start = Instant::now();
        let seed = u64::from_le_bytes(blake3::hash(target.reader.as_bytes()).as_bytes()[..8].try_into().unwrap());
        let bytes = damaged(&mut Random(seed ^ case.wrapping_mul(0xA24B_AED4_963E_E407)), target);
        let (mut raws, mut rejects) = (Vec::new(), Vec::new());
        let mut sink = |item| {
            match item {
                Item::Article(raw) => raws.push(*raw),
                Item::Reject(reject) => rejects.push(reject),
            }
            ControlFlow::Continue(())
        };
        read_stream(target.file, Box::new(&bytes[..]), bytes.len() as u64, None, &options, &mut sink);
        for raw in raws {
            let article = finish(raw, &options, &mut rejects)
                .and_then(|raw| crate::normalise::normalise(raw, &options, &mut rejects));
            tally.articles += u64::from(article.is_some());
        }
        tally.rejects += rejects.len() as u64;
        for reject in rejects {
            assert!(rejects::meaning(&reject.code).is_some(), "{} case {case}: code {}", target.reader, reject.code);
        }
        tally.slowest = tally.slowest.max(start.elapsed());
    }
    tally
}

/// Resident now (`VmRSS:`) and at most (`VmHWM:`) since [`forget_peak`], in MB; None where the system does not tell.
pub(super) fn resident_mb(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with(field))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// The most that was resident counts from now on.
pub(super) fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

#[test]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a table to read, and what the watchdog says")]
fn damaged_files_are_read_or_refused_by_every_reader() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let (cases, first) = (number("COPYDESK_CASES").unwrap_or(300), number("COPYDESK_FIRST").unwrap_or(0));
    let only = std::env::var("COPYDESK_READER").ok();
    let shown = number("COPYDESK_CASES").is_some();
    count_panics();
    if shown {
        println!(
            "{:<12} {:>9} {:>9} {:>9} {:>7} {:>8} {:>11} {:>8}",
            "reader", "cases", "articles", "rejects", "caught", "seconds", "slowest ms", "peak MB"
        );
    }
    for target in targets().into_iter().filter(|t| only.as_deref().is_none_or(|o| o == t.reader)) {
        let now = Arc::new(AtomicU64::new(first));
        let done = Arc::new(AtomicU64::new(0));
        forget_peak();
        let before = resident_mb("VmRSS:");
        let start = Instant::now();
        let (reader, watched, over) = (target.reader, Arc::clone(&now), Arc::clone(&done));
        let worker = std::thread::spawn({
            let now = Arc::clone(&now);
            move || {
                let tally = run(&target, first, cases, &now);
                done.store(1, Ordering::Relaxed);
                tally
            }
        });
        let (mut seen, mut since) = (u64::MAX, Instant::now());
        while over.load(Ordering::Relaxed) == 0 && !worker.is_finished() {
            std::thread::sleep(Duration::from_millis(2));
            let at = watched.load(Ordering::Relaxed);
            if at != seen {
                (seen, since) = (at, Instant::now());
            } else if since.elapsed() > PATIENCE {
                eprintln!(
                    "{reader}: case {at} does not end; COPYDESK_READER='{reader}' COPYDESK_FIRST={at} COPYDESK_CASES=1 runs it alone"
                );
                std::process::abort();
            }
        }
        let case = now.load(Ordering::Relaxed);
        let tally = worker.join();
        let panics = std::mem::take(&mut *PANICS.lock().unwrap());
        let tally = tally.unwrap_or_else(|_| panic!("{reader}: case {case} panics: {panics:?}"));
        let caught: u64 = panics.values().map(|(n, _)| n).sum();
        let peak = resident_mb("VmHWM:");
        if shown {
            println!(
                "{reader:<12} {cases:>9} {:>9} {:>9} {:>7} {:>8.1} {:>11.1} {:>8}",
                tally.articles,
                tally.rejects,
                caught,
                start.elapsed().as_secs_f64(),
                tally.slowest.as_secs_f64() * 1e3,
                peak.map_or_else(String::new, |mb| mb.to_string())
            );
        }
        for (at, (n, first)) in panics.iter().filter(|_| shown) {
            println!("{:<12} {n} panics caught, first in case {first}: {at}", "");
        }
        if let (Some(before), Some(peak)) = (before, peak) {
            assert!(peak < before + MEMORY, "{reader}: {before} MB before, {peak} MB at most");
        }
    }
}
