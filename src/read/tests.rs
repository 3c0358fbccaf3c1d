//! Every format with its fixture, hostile files, and any bytes at all.

use super::*;
use crate::records::SegmentKind;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::io::Write;

fn read_bytes(name: &str, bytes: &[u8]) -> (Vec<RawArticle>, Vec<Reject>, String) {
    read_with(name, bytes, &ExtractOptions::default())
}

fn read_with(name: &str, bytes: &[u8], options: &ExtractOptions) -> (Vec<RawArticle>, Vec<Reject>, String) {
    let mut raws = Vec::new();
    let mut rejects = Vec::new();
    let mut sink = |item| {
        match item {
            Item::Article(raw) => raws.push(*raw),
            Item::Reject(reject) => rejects.push(reject),
        }
        ControlFlow::Continue(())
    };
    let mut format = String::new();
    let mut session = Session::new(&mut sink, options, bytes.len() as u64);
    if let Err(error) = stream_of(&mut session, name, name, Box::new(bytes), 0, None, &mut format) {
        let refusal = Refusal::of(&error);
        session.refuse(name, None, refusal.code, refusal.message);
    }
    let raws = raws.into_iter().filter_map(|raw| finish(raw, options, &mut rejects)).collect();
    (raws, rejects, format)
}

fn codes_of(rejects: &[Reject]) -> Vec<&str> {
    rejects.iter().map(|r| &*r.code).collect()
}

fn words(raw: &RawArticle) -> String {
    match &raw.content {
        Content::Bytes { bytes, .. } => decode::decode(bytes, None).text.into_owned(),
        Content::Text(text) => text.clone(),
        Content::Blocks(blocks) => blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n\n"),
        Content::Unparsed { .. } => String::new(),
    }
}

#[test]
fn a_text_file_is_one_article() {
    let (articles, rejects, format) = read_bytes("a.txt", b"Sales rose.\n");
    assert_eq!((articles.len(), rejects.len(), format.as_str()), (1, 0, "text"));
}

#[test]
fn empty_binary_and_foreign_files_are_refused() {
    for (bytes, code) in [
        (b"".as_slice(), "empty"),
        (b" \r\n", "empty"),
        (&[0; 64], "binary"),
        (b"%PDF-1.7\n%\xE2\xE3", "unsupported"),
        (b"<?xml version='1.0'?><other/>", "unsupported"),
        (b"\x1F\x8B\x08\x00not a gzip stream at all", "bad_archive"),
        (b"PAR1 and then nothing of the kind PAR1", "bad_archive"),
        (b"PK\x03\x04 and then nothing", "bad_archive"),
    ] {
        let (articles, rejects, _) = read_bytes("a.txt", bytes);
        assert_eq!((articles.len(), codes_of(&rejects)), (0, vec![code]), "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn lines_are_records_and_bad_ones_are_told_by_number() {
    let (articles, rejects, format) = read_bytes(
        "a.jsonl",
        b"{\"id\":\"a1\",\"text\":\"One.\",\"published\":\"2024-03-14\",\"zzz\":[1]}\n\n{\"id\":2,\"text\":\"Two.\"}\n{\"text\":\n[1]\n{\"title\":\"none\"}\n",
    );
    assert_eq!(format, "jsonl");
    assert_eq!(articles.iter().map(|a| a.id.as_deref().unwrap()).collect::<Vec<_>>(), ["a1", "2"]);
    assert_eq!(
        rejects.iter().map(|r| (&*r.code, r.source_record.as_deref().unwrap())).collect::<Vec<_>>(),
        [("bad_record", "4"), ("bad_record", "5"), ("no_text", "6")]
    );
}

#[test]
fn dumps_are_walked_to_their_records() {
    for (dump, ids) in [
        (r#"[{"id":"a","text":"One."},{"id":"b","text":"Two."}]"#, vec!["a", "b"]),
        (r#"{"status":"ok","articles":[{"id":"a","content":"One."},{"id":"b","content":"Two."}]}"#, vec!["a", "b"]),
        (r#"{"response":{"pages":1,"results":[{"id":"a","fields":{"bodyText":"One."}}]}}"#, vec!["a"]),
        (r#"{"hits":{"total":1,"hits":[{"_id":"a","_source":{"body":"One.","tags":[{"k":"v"}]}}]}}"#, vec!["a"]),
        (r#"{"x":{"id":"a","text":"One."},"y":{"id":"b","text":"Two."}}"#, vec!["a", "b"]),
        (r#"{"id":"a","authors":[{"name":"A. Pike"}],"text":"One."}"#, vec!["a"]),
        (r#"{"id":"a","content":["One.","Two."],"meta":{"k":1}}"#, vec!["a"]),
        (r#"{"id":"a","paragraphs":["One.","Two."],"byline":{"original":"By A. Pike"}}"#, vec!["a"]),
        ("{\"id\":\"a\",\n\"text\":\"One.\"}\n{\"id\":\"b\",\n\"text\":\"Tw\\\"o{.\"}", vec!["a", "b"]),
    ] {
        let (articles, rejects, format) = read_bytes("dump.json", dump.as_bytes());
        assert_eq!(articles.iter().filter_map(|a| a.id.as_deref()).collect::<Vec<_>>(), ids, "{dump} {rejects:?}");
        assert_eq!((rejects.len(), format.as_str()), (0, "json"), "{dump}");
    }
    let (articles, rejects, _) = read_bytes("a.json", br#"[{"id":"a","text":"One."},{"id":"#);
    assert_eq!((articles.len(), codes_of(&rejects)), (1, vec!["truncated"]));
    // What no value begins with: the reader of lists once stood still there.
    for wrong in [
        r#"[{"id":"a","text":"One."}}"#,
        r#"[{"id":"a","text":"One."}:]"#,
        r#"{"articles":[{"id":"a","text":"One."}}]}"#,
    ] {
        let (articles, rejects, _) = read_bytes("a.json", wrong.as_bytes());
        assert_eq!((articles.len(), codes_of(&rejects)), (1, vec!["bad_record"]), "{wrong}");
    }
    let (articles, rejects, _) = read_bytes("a.json", br#"{"name":"x","version":1}"#);
    assert_eq!((articles.len(), codes_of(&rejects)), (0, vec!["no_text"]));
}

#[test]
fn fields_are_mapped() {
    let options = ExtractOptions {
        map: [("text", "payload.story"), ("published", "when")]
            .iter()
            .map(|(a, b)| ((*a).into(), (*b).into()))
            .collect(),
        ..ExtractOptions::default()
    };
    let dump = br#"{"rows":[{"payload":{"story":"One."},"when":"2024-03-14","text":"teaser"}]}"#;
    let (articles, _, _) = read_with("dump.json", dump, &options);
    assert_eq!((words(&articles[0]).as_str(), articles[0].published.as_deref()), ("One.", Some("2024-03-14")));
}

#[test]
fn compressed_files_are_read_as_what_is_inside() {
    let line = b"{\"id\":\"a1\",\"text\":\"One.\"}\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(line).unwrap();
    let mut packed = gz.finish().unwrap();
    packed.extend(packed.clone());
    let (articles, rejects, format) = read_bytes("a.jsonl.gz", &packed);
    assert_eq!((articles.len(), rejects.len(), format.as_str()), (2, 0, "jsonl.gz"));
    let packed = zstd::encode_all(&line[..], 3).unwrap();
    let (articles, _, format) = read_bytes("a.ndjson", &packed);
    assert_eq!((articles.len(), format.as_str()), (1, "jsonl.zst"));
    let (articles, rejects, _) = read_bytes("a.jsonl.zst", &packed[..packed.len() - 4]);
    assert_eq!((articles.len(), codes_of(&rejects)), (0, vec!["truncated"]));
    // Many streams one after the other, as pbzip2 and pixz write them; then a cut.
    let mut bz2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    bz2.write_all(line).unwrap();
    let bz2 = bz2.finish().unwrap();
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).unwrap();
    xz.write_all(line).unwrap();
    let xz = xz.finish().unwrap();
    for (name, packed, format) in [("a.jsonl.bz2", bz2, "jsonl.bz2"), ("a.jsonl.xz", xz, "jsonl.xz")] {
        let (articles, rejects, found) = read_bytes(name, &packed.repeat(3));
        assert_eq!((articles.len(), rejects.len(), found.as_str()), (3, 0, format), "{rejects:?}");
        let (articles, rejects, _) = read_bytes(name, &packed[..packed.len() - 9]);
        assert!(articles.len() < 2 && codes_of(&rejects) == ["truncated"], "{name}: {rejects:?}");
    }
}

/// Prints format, fixture, articles and rejects: `cargo test --release --lib table_of_formats -- --nocapture`.
#[test]
#[expect(clippy::print_stdout, reason = "a table to read")]
fn table_of_formats() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    let mut rows: BTreeMap<String, (usize, Vec<String>, u64, usize)> = BTreeMap::new();
    for file in find(&[sample]).unwrap() {
        let mut rejects = Vec::new();
        let mut articles = 0;
        let options = ExtractOptions::default();
        let mut sink = |item| {
            match item {
                Item::Article(raw) => {
                    let article = finish(*raw, &options, &mut rejects);
                    let article = article.and_then(|raw| crate::normalise::normalise(raw, &options, &mut rejects));
                    articles += u64::from(article.is_some());
                }
                Item::Reject(reject) => rejects.push(reject),
            }
            ControlFlow::Continue(())
        };
        let summary = read(&file, &options, &mut sink).unwrap();
        let row = rows.entry(summary.format).or_default();
        row.0 += 1;
        row.1.push(file.source_path);
        row.2 += articles;
        row.3 += rejects.len();
    }
    println!("{:<12} {:>5} {:>8} {:>7}  fixture", "format", "files", "articles", "rejects");
    for (format, (n, files, articles, rejects)) in &rows {
        let more = if *n > 2 { format!(" and {} more", n - 1) } else { String::new() };
        let shown = if *n > 2 { &files[..1] } else { &files[..] };
        println!("{format:<12} {n:>5} {articles:>8} {rejects:>7}  {}{more}", shown.join(", "));
    }
    for format in [
        "text",
        "text.bz2",
        "text.xz",
        "html",
        "markdown",
        "json",
        "jsonl",
        "jsonl.gz",
        "jsonl.zst",
        "csv",
        "tsv",
        "parquet",
        "warc",
        "warc.gz",
        "warc.zst",
        "feed",
        "nitf",
        "newsml-g2",
        "zip",
        "tar.gz",
    ] {
        assert!(rows.get(format).is_some_and(|row| row.2 > 0), "no fixture for {format}");
    }
}

#[test]
fn bombs_are_refused_while_they_unpack() {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b'a'; 1 << 20];
    for _ in 0..80 {
        gz.write_all(&block).unwrap();
    }
    let bomb = gz.finish().unwrap();
    let (articles, rejects, _) = read_bytes("bomb.jsonl.gz", &bomb);
    assert_eq!((articles.len(), codes_of(&rejects)), (0, vec!["expansion"]));
    // Many members, each within its own bounds.
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for i in 0..20 {
        archive.start_file(format!("{i}.txt"), zip::write::SimpleFileOptions::default()).unwrap();
        for _ in 0..12 {
            archive.write_all(&block).unwrap();
        }
    }
    let bytes = archive.finish().unwrap().into_inner();
    let (_, rejects, _) = read_bytes("bomb.zip", &bytes);
    assert_eq!(codes_of(&rejects).last(), Some(&"expansion"));
    assert!(rejects.len() < 20);
    // Archives in archives.
    let mut nested = b"One sentence.".to_vec();
    for _ in 0..10 {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&nested).unwrap();
        nested = gz.finish().unwrap();
    }
    assert_eq!(codes_of(&read_bytes("deep.gz", &nested).1), ["too_deep"]);
}

#[test]
fn a_page_of_parquet_that_promises_numbers_beyond_the_end_is_refused_at_once() {
    let mut bytes = fixture("columns.parquet");
    let whole = bytes::Bytes::from(bytes.clone());
    let file = parquet::file::serialized_reader::SerializedFileReader::new(whole).unwrap();
    for column in parquet::file::reader::FileReader::metadata(&file).row_group(0).columns() {
        let at = usize::try_from(column.byte_range().0).unwrap();
        // A field of no known number, which is a list of 2^31 - 1 numbers of eight bytes.
        bytes[at..at + 7].copy_from_slice(&[0xF9, 0xF7, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
    }
    let start = std::time::Instant::now();
    let (articles, rejects, _) = read_bytes("columns.parquet", &bytes);
    assert_eq!((articles.len(), codes_of(&rejects)), (0, vec!["bad_archive"]));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn hostile_markup_is_refused() {
    let laughs = b"<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">]><rss><channel><item><description>&lol2;</description></item></channel></rss>";
    assert_eq!(codes_of(&read_bytes("a.xml", laughs).1), ["entity_bomb"]);
    let deep = format!("<html><body>{}<p>words</p></body></html>", "<div>".repeat(100_000));
    assert_eq!(codes_of(&read_bytes("a.html", deep.as_bytes()).1), ["too_deep"]);
    let deep = format!("<?xml version='1.0'?><nitf>{}</nitf>", "<p>".repeat(5000));
    assert_eq!(codes_of(&read_bytes("a.xml", deep.as_bytes()).1), ["too_deep"]);
    let deep = format!("{{\"text\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read_bytes("a.json", deep.as_bytes()).0.is_empty());
}

#[test]
fn members_that_leave_their_archive_are_refused() {
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for name in ["../../etc/passwd", "ok/a.txt", ".hidden", "C:\\x.txt"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(b"One sentence.").unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let (articles, rejects, format) = read_bytes("a.zip", &bytes);
    assert_eq!(articles.iter().map(|a| a.source_path.as_str()).collect::<Vec<_>>(), ["a.zip/ok/a.txt"]);
    assert_eq!((codes_of(&rejects), format.as_str()), (vec!["unsafe_path", "unsafe_path"], "zip"));
}

#[test]
fn large_records_are_refused_and_the_next_is_read() {
    let mut options = ExtractOptions::default();
    options.limits.record_bytes = 100;
    options.limits.article_bytes = 100;
    let long = "x".repeat(200);
    for (name, text) in [
        ("a.jsonl", format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"One.\"}}\n")),
        ("a.json", format!("[{{\"text\":\"{long}\"}},{{\"text\":\"One.\"}}]")),
        ("a.csv", format!("id,text\n1,{long}\n2,One.\n")),
        (
            "a.rss",
            format!(
                "<rss><channel><item><description>{long}</description></item><item><description>One.</description></item></channel></rss>"
            ),
        ),
    ] {
        let (articles, rejects, _) = read_with(name, text.as_bytes(), &options);
        assert_eq!((articles.len(), codes_of(&rejects)), (1, vec!["too_large"]), "{name}");
    }
    assert_eq!(codes_of(&read_with("a.txt", long.as_bytes(), &options).1), ["too_large"]);
}

#[test]
fn exports_of_many_documents_are_cut_apart() {
    let lexis = "                1 of 2 DOCUMENTS\n\n            The Valley Times (London)\n\n             March 5, 2024 Tuesday\n                First Edition\n\nCouncil approves bridge\n\nBYLINE: Ann Pike\n\nSECTION: NEWS; Pg. 4\n\nLENGTH: 9 words\n\n The council in Derby approved it.\n\nMR PIKE: No.\n\nLOAD-DATE: March 6, 2024\n\nLANGUAGE: ENGLISH\n\n          Copyright 2024 Valley Newspapers Ltd\n\n                2 of 2 DOCUMENTS\n\n            The Valley Times\n\n            March 6, 2024\n\nMayor resigns\n\n The mayor of Leeds resigned.\n";
    let proquest = "____________\n\nDocument 1 of 2\n\nCouncil approves bridge\n\nAuthor: Pike, Ann; Lee, Rob\n\nAbstract: None.\n\nFull text: The council in Derby approved it.\n\nHe said: No.\n\nSubject: Bridges\n\nPublication title: Valley Times; London (UK)\n\nPublication date: Mar 5, 2024\n\nLanguage of publication: English\n\n____________\n\nDocument 2 of 2\n\nMayor resigns\n\nFull text: The mayor of Leeds resigned.\n";
    let mbox = "From a@b.c Tue Mar  5 10:00:00 2024\nFrom: \"Ann Pike\" <a@b.c>\nSubject: =?utf-8?Q?Council_approves?=\n bridge\nDate: Tue, 5 Mar 2024 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"x\"\n\n--x\nContent-Type: text/html\n\n<p>Page</p>\n--x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nThe council in Derby approved it =E2=80=93 at la=\nst.\n\n>From then on it stood.\n--x--\n\nFrom a@b.c Wed Mar  6 10:00:00 2024\nSubject: Mayor resigns\n\nThe mayor of Leeds resigned.\n\nFrom here on, nothing.\n";
    for (name, text, format, byline) in [
        ("lexis.txt", lexis, "lexisnexis", "Ann Pike"),
        ("proquest.txt", proquest, "proquest", "Ann Pike, Rob Lee"),
        ("mbox", mbox, "mbox", "Ann Pike"),
    ] {
        let (articles, rejects, found) = read_bytes(name, text.as_bytes());
        assert_eq!((articles.len(), rejects.len(), found.as_str()), (2, 0, format), "{rejects:?}");
        let first = &articles[0];
        assert_eq!((first.title.as_deref(), first.byline.as_deref()), (Some("Council approves bridge"), Some(byline)));
        let day = first.published.as_deref().and_then(crate::normalise::published::parse).map(|p| p.day.to_string());
        assert_eq!(day.as_deref(), Some("2024-03-05"), "{name}");
        assert!(words(first).contains("The council in Derby approved it"), "{name}: {}", words(first));
        assert!(words(&articles[1]).contains("The mayor of Leeds resigned."), "{name}");
        for strange in ["DOCUMENTS", "Copyright", "LOAD-DATE", "Subject:", "Publication", "=E2", "--x", "Abstract"] {
            assert!(!words(first).contains(strange), "{name}: {strange} in {}", words(first));
        }
    }
    let message = words(&read_bytes("mbox", mbox.as_bytes()).0[0]);
    assert!(message.ends_with("approved it – at last.\n\nFrom then on it stood.\n"), "{message}");
}

#[test]
fn utf_16_is_read_in_every_format() {
    let utf16 = |text: &str| {
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>()
    };
    let (articles, _, _) = read_bytes("a.jsonl", &utf16("{\"text\":\"Zoë.\"}\n{\"text\":\"Two.\"}\n"));
    assert_eq!(articles.iter().map(words).collect::<Vec<_>>(), ["Zoë.", "Two."]);
    assert_eq!(articles[0].encoding, "utf-16le");
    let (articles, _, _) = read_bytes("a.txt", &utf16("Zoë."));
    assert_eq!((words(&articles[0]).as_str(), &*articles[0].encoding), ("Zoë.", "utf-16le"));
}

#[test]
fn a_page_without_an_id_has_the_number_of_its_record() {
    let page = "HTTP/1.1 200 OK\r\n\r\n<p>The council in Derby approved the bridge on Monday.</p>";
    let record = |id: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\n{id}Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{page}\r\n\r\n",
            page.len()
        )
    };
    let file = record("") + &record("WARC-Record-ID: <>\r\n") + &record("WARC-Record-ID: <urn:x>\r\n");
    let (articles, _, _) = read_bytes("a.warc", file.as_bytes());
    let ids: Vec<_> = articles.iter().map(|a| (a.id.as_deref(), a.source_record.as_deref())).collect();
    assert_eq!(ids, [(None, Some("1")), (None, Some("2")), (Some("urn:x"), Some("urn:x"))]);
}

/// Folder of the fixtures, which are the sample corpus too.
fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("input/formats").join(name)).unwrap()
}

#[test]
fn every_format_has_a_fixture_that_is_read() {
    // format, fixture, titles or None, first day
    for (name, format, n, title, published, byline) in [
        (
            "page.html",
            "html",
            1,
            Some("Ferry to Holm Island stops for a month"),
            Some("2024-03-04T09:30:00+00:00"),
            Some("Nell Harker"),
        ),
        (
            "front-matter.md",
            "markdown",
            1,
            Some("Library opens its flood-damaged stacks"),
            Some("2024-03-06"),
            Some("Tobias Wren"),
        ),
        (
            "table.csv",
            "csv",
            2,
            Some("Kiln Street Pottery doubles its workforce"),
            Some("2024-03-08T17:05:00+00:00"),
            Some("Nell Harker"),
        ),
        (
            "table.tsv",
            "tsv",
            1,
            Some("Cherry growers fear an early frost"),
            Some("2024-03-12T08:00:00+00:00"),
            Some("Tobias Wren"),
        ),
        (
            "feed.rss",
            "feed",
            1,
            Some("Harbour master of Ramsgate steps down"),
            Some("Mon, 18 Mar 2024 12:00:00 GMT"),
            Some("Nell Harker"),
        ),
        (
            "feed.atom",
            "feed",
            1,
            Some("Museum returns a drum to Ghana"),
            Some("2024-03-19T09:00:00Z"),
            Some("Asif Marlow"),
        ),
        (
            "story.nitf.xml",
            "nitf",
            1,
            Some("Bees move into the cathedral roof"),
            Some("20240325T080000Z"),
            Some("Tobias Wren"),
        ),
        (
            "message.newsml.xml",
            "newsml-g2",
            2,
            Some("Tidal turbine feeds first power to Orkney"),
            Some("2024-03-14T07:00:00Z"),
            Some("Asif Marlow"),
        ),
        (
            "story.ninjs.json",
            "json",
            1,
            Some("Dockers’ choir sings in Rotterdam"),
            Some("2024-03-13T09:00:00Z"),
            Some("Nell Harker"),
        ),
        (
            "api-dump.json",
            "json",
            2,
            Some("Train drivers call off Easter strike"),
            Some("2024-03-20T15:20:00+00:00"),
            Some("Tobias Wren"),
        ),
        (
            "columns.parquet",
            "parquet",
            2,
            Some("Fish market may move to Folkestone"),
            Some("2024-03-26"),
            Some("Nell Harker"),
        ),
        (
            "crawl.warc.gz",
            "warc.gz",
            1,
            Some("Lighthouse sold for a pound"),
            Some("2024-03-22T10:10:00+00:00"),
            Some("Asif Marlow"),
        ),
        (
            "crawl.warc",
            "warc",
            1,
            Some("Kite festival grounded by calm"),
            Some("2024-04-03T11:20:00+00:00"),
            Some("Asif Marlow"),
        ),
        (
            "crawl.warc.zst",
            "warc.zst",
            1,
            Some("Schoolboy finds a comet from Herne Bay"),
            Some("2024-04-04T18:00:00+00:00"),
            Some("Tobias Wren"),
        ),
        ("bundle.zip", "zip", 1, None, None, None),
        ("bundle.tar.gz", "tar.gz", 1, None, None, None),
        ("2024-03-05-note.txt.bz2", "text.bz2", 1, None, None, None),
        ("2024-03-07-note.txt.xz", "text.xz", 1, None, None, None),
    ] {
        let (articles, rejects, found) = read_bytes(name, &fixture(name));
        assert_eq!((found.as_str(), articles.len(), rejects.len()), (format, n, 0), "{name} {rejects:?}");
        let first = &articles[0];
        assert_eq!(
            (first.title.as_deref(), first.published.as_deref(), first.byline.as_deref()),
            (title, published, byline),
            "{name}"
        );
        for article in &articles {
            let text = words(article);
            assert!(text.len() > 100 && text.contains(' '), "{name}: {text}");
            // Nothing of the page around the article, and no markup.
            for strange in ["Penzance", "Truro", "window.track", "<p>", "&lt;", "{\"", "**"] {
                assert!(!text.contains(strange), "{name}: {strange} in {text}");
            }
        }
    }
}

#[test]
fn markup_names_the_parts_of_an_article() {
    let kinds = |name: &str| match &read_bytes(name, &fixture(name)).0[0].content {
        Content::Blocks(blocks) => blocks.iter().map(|b| b.kind).collect::<Vec<_>>(),
        other => panic!("{name}: {other:?}"),
    };
    let (headline, body) = (Some(SegmentKind::Headline), None);
    assert_eq!(kinds("page.html"), [headline, body, body, body, Some(SegmentKind::Caption)]);
    assert_eq!(
        kinds("story.nitf.xml"),
        [
            headline,
            Some(SegmentKind::Byline),
            Some(SegmentKind::Dateline),
            body,
            body,
            body,
            Some(SegmentKind::Caption)
        ]
    );
    assert_eq!(kinds("front-matter.md"), [headline, body, Some(SegmentKind::Subhead), body, body]);
}

#[test]
fn links_that_lead_back_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "One sentence.").unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    if std::os::unix::fs::symlink(folder.path(), inner.join("back")).is_err() {
        return;
    }
    let files = find(&[folder.path().to_owned()]).unwrap();
    assert_eq!(files.iter().map(|f| f.source_path.as_str()).collect::<Vec<_>>(), ["a.txt", "inner/back"]);
    let mut found = Vec::new();
    let mut sink = |item| {
        if let Item::Reject(reject) = item {
            found.push(reject.code);
        }
        ControlFlow::Continue(())
    };
    read(&files[1], &ExtractOptions::default(), &mut sink).unwrap();
    assert_eq!(found, ["symlink_loop"]);
}

/// Pieces that the readers look for, to be put together at random.
const PIECES: &[&[u8]] = &[
    b"{\"text\":\"",
    b"\"}",
    b"\n",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b"\"",
    b":",
    b"\\",
    b"id,text\n",
    b"<rss><channel>",
    b"<item>",
    b"</item>",
    b"<description>",
    b"</description>",
    b"<![CDATA[",
    b"]]>",
    b"&amp;",
    b"<?xml version='1.0' encoding='latin1'?>",
    b"<nitf><body>",
    b"<body.content><p>",
    b"</p>",
    b"<newsMessage><newsItem>",
    b"<contentSet><inlineData>",
    b"</newsItem>",
    b"<html><body>",
    b"<p>",
    b"<script type=\"application/ld+json\">",
    b"</script>",
    b"<!DOCTYPE",
    b"WARC/1.0\r\n",
    b"WARC-Type: response\r\n",
    b"Content-Type: application/http\r\n",
    b"Content-Length: 60\r\n",
    b"\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"5\r\nabcde\r\n",
    b"---\n",
    b"title: a\n",
    b"# ",
    b"**",
    b"\x1F\x8B\x08\x00",
    b"PK\x03\x04",
    b"PAR1",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"\x28\xB5\x2F\xFD",
    b"BZh91AY&SY",
    b"\xFD7zXZ\x00",
    b"words of text ",
    b"\xE2\x80\x9C",
    b"\xFF",
    b"\0",
    b"\"uri\":\"a\",\"body_html\":\"",
];

/// Damages a fixture: cuts, flips, doubles.
fn damaged(bytes: &[u8], cuts: &[(u16, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, value) in cuts {
        if bytes.is_empty() {
            break;
        }
        let at = *at as usize % bytes.len();
        match value % 4 {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << (value >> 5),
            2 => bytes[at] = *value,
            _ => {
                let tail = bytes[at..(at + 40).min(bytes.len())].to_vec();
                bytes.splice(at..at, tail);
            }
        }
    }
    bytes
}

const NAMES: [&str; 10] = ["a.txt", "a.jsonl", "a.json", "a.csv", "a.html", "a.md", "a.xml", "a.warc", "a.gz", "a.tsv"];
const FIXTURES: [&str; 18] = [
    "page.html",
    "front-matter.md",
    "table.csv",
    "table.tsv",
    "feed.rss",
    "feed.atom",
    "story.nitf.xml",
    "message.newsml.xml",
    "story.ninjs.json",
    "api-dump.json",
    "columns.parquet",
    "crawl.warc.gz",
    "crawl.warc",
    "crawl.warc.zst",
    "bundle.zip",
    "bundle.tar.gz",
    "2024-03-05-note.txt.bz2",
    "2024-03-07-note.txt.xz",
];

fn everything(name: &str, bytes: &[u8]) {
    let options = ExtractOptions::default();
    let (articles, mut rejects, _) = read_with(name, bytes, &options);
    for raw in articles {
        let _ = crate::normalise::normalise(raw, &options, &mut rejects);
    }
    for reject in rejects {
        assert!(rejects::meaning(&reject.code).is_some(), "{}", reject.code);
    }
}

proptest! {
    // `fuzz` runs more of these, reader by reader.
    #[test]
    fn any_pieces_are_read_as_any_format(name in 0..NAMES.len(), pieces in proptest::collection::vec(0..PIECES.len(), 0..24)) {
        let bytes: Vec<u8> = pieces.iter().flat_map(|i| PIECES[*i]).copied().collect();
        everything(NAMES[name], &bytes);
    }

    #[test]
    fn damaged_files_are_read_or_refused(fixture_no in 0..FIXTURES.len(), cuts in proptest::collection::vec(any::<(u16, u8)>(), 1..6)) {
        let name = FIXTURES[fixture_no];
        let bytes = damaged(&fixture(name), &cuts);
        // Of these libraries a panic is caught where files are read.
        let guarded = matches!(name, "columns.parquet" | "bundle.zip" | "2024-03-05-note.txt.bz2" | "2024-03-07-note.txt.xz");
        if guarded {
            let _ = std::panic::catch_unwind(|| everything(name, &bytes));
        } else {
            everything(name, &bytes);
        }
    }
}

/// Reads a file as the pipeline does, one article after the other; how many, and the codes of rejects.
fn drain(path: &Path, options: &ExtractOptions) -> (u64, BTreeMap<String, u64>) {
    let file = find(&[path.to_owned()]).unwrap().remove(0);
    let (mut n, mut counts) = (0, BTreeMap::<String, u64>::new());
    let mut sink = |item| {
        let mut rejects = Vec::new();
        match item {
            Item::Article(raw) => {
                let article = finish(*raw, options, &mut rejects)
                    .and_then(|r| crate::normalise::normalise(r, options, &mut rejects));
                n += u64::from(article.is_some());
            }
            Item::Reject(reject) => rejects.push(reject),
        }
        for reject in rejects {
            *counts.entry(reject.code.into_owned()).or_default() += 1;
        }
        ControlFlow::Continue(())
    };
    read(&file, options, &mut sink).unwrap();
    (n, counts)
}

/// Prints a table: what was read, how many articles, how fast, the peak so far. Minutes: run alone, with --ignored --nocapture.
#[test]
#[ignore = "writes and reads several hundred MB"]
#[expect(clippy::print_stdout, reason = "figures to read")]
fn a_hundred_thousand_articles_and_bombs_are_read_in_constant_memory() {
    use arrow::array::{ArrayRef, StringArray};
    const N: usize = 100_000;
    let folder = tempfile::tempdir().unwrap();
    let text = |n: usize| {
        let sentence = format!(
            "The council of town {n} voted on Tuesday to repair bridge {} over the river, said its clerk. ",
            n * 7 % 1000
        );
        format!("{}\n\n{}\n\n{}", sentence.repeat(4), sentence.repeat(5), sentence.repeat(3))
    };
    let dump = folder.path().join("dump.json");
    let mut out = io::BufWriter::new(std::fs::File::create(&dump).unwrap());
    out.write_all(b"{\"status\":\"ok\",\"payload\":{\"stories\":[").unwrap();
    for n in 0..N {
        let record = serde_json::json!({"key": format!("k{n}"), "story_body": text(n), "when": "2024-03-14"});
        write!(out, "{}{record}", if n > 0 { ",\n" } else { "" }).unwrap();
    }
    out.write_all(b"]}}").unwrap();
    drop(out);
    let warc = folder.path().join("crawl.warc");
    let mut out = io::BufWriter::new(std::fs::File::create(&warc).unwrap());
    for n in 0..N {
        let paragraphs: String = text(n).split("\n\n").map(|p| format!("<p>{p}</p>")).collect();
        let page = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>Bridge {n}</title></head><body><article><h1>Bridge {n}</h1>{paragraphs}</article></body></html>"
        );
        write!(out, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{n}>\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{page}\r\n\r\n", page.len()).unwrap();
    }
    drop(out);
    let columns = folder.path().join("columns.parquet");
    let file = std::fs::File::create(&columns).unwrap();
    let batch = |from: usize| {
        let rows = from..from + 1000;
        let ids: ArrayRef = std::sync::Arc::new(StringArray::from_iter_values(rows.clone().map(|n| format!("p{n}"))));
        let texts: ArrayRef = std::sync::Arc::new(StringArray::from_iter_values(rows.map(text)));
        arrow::record_batch::RecordBatch::try_from_iter([("id", ids), ("body", texts)]).unwrap()
    };
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch(0).schema(), None).unwrap();
    for from in (0..N).step_by(1000) {
        writer.write(&batch(from)).unwrap();
    }
    writer.close().unwrap();
    let bomb = folder.path().join("bomb.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&bomb).unwrap());
    let zeros = vec![0; 10 << 20];
    for n in 0..1000 {
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
        archive.start_file(format!("{n}.txt"), options).unwrap();
        archive.write_all(&zeros[..if n < 300 { zeros.len() } else { 1 << 20 }]).unwrap();
    }
    archive.finish().unwrap();
    drop(zeros);
    let laughs = folder.path().join("laughs.xml");
    let mut xml = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY lol0 \"lol\">".to_owned();
    for n in 1..12 {
        xml.push_str(&format!("<!ENTITY lol{n} \"{}\">", format!("&lol{};", n - 1).repeat(10)));
    }
    xml.push_str("]><rss><channel><item><description>&lol11;</description></item></channel></rss>");
    std::fs::write(&laughs, xml).unwrap();

    let map = [("text", "story_body"), ("published", "when"), ("id", "key")];
    let map = map.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
    let options = ExtractOptions { map, ..ExtractOptions::default() };
    let plain = ExtractOptions::default();
    // The same, packed; of the web archive each record by itself, as crawlers do.
    let pack = |from: &Path, to: &str, cut: Option<&[u8]>| {
        let to = folder.path().join(to);
        let bytes = std::fs::read(from).unwrap();
        let mut out = io::BufWriter::new(std::fs::File::create(&to).unwrap());
        let mut starts: Vec<usize> = cut.map_or(vec![0], |cut| memchr::memmem::find_iter(&bytes, cut).collect());
        starts.push(bytes.len());
        for piece in starts.windows(2) {
            let mut gz = flate2::write::GzEncoder::new(&mut out, flate2::Compression::fast());
            gz.write_all(&bytes[piece[0]..piece[1]]).unwrap();
            gz.finish().unwrap();
        }
        to
    };
    let dump_gz = pack(&dump, "dump.json.gz", None);
    let warc_gz = pack(&warc, "crawl.warc.gz", Some(b"WARC/1.0\r\n"));
    let columns_gz = pack(&columns, "columns.parquet.gz", None);
    let warc_zst = folder.path().join("crawl.warc.zst");
    zstd::stream::copy_encode(std::fs::File::open(&warc).unwrap(), std::fs::File::create(&warc_zst).unwrap(), 3)
        .unwrap();
    println!(
        "{:<18} {:>9} {:>8} {:>8} {:>8} {:>8}  rejects",
        "file", "bytes", "articles", "seconds", "MB before", "peak MB"
    );
    for (path, options, want) in [
        (&dump, &options, N),
        (&dump_gz, &options, N),
        (&warc, &plain, N),
        (&warc_gz, &plain, N),
        (&warc_zst, &plain, N),
        (&columns, &plain, N),
        (&columns_gz, &plain, N),
        (&bomb, &plain, 0),
        (&laughs, &plain, 0),
    ] {
        super::fuzz::forget_peak();
        let before = super::fuzz::resident_mb("VmRSS:").unwrap_or(0);
        let start = std::time::Instant::now();
        let (n, counts) = drain(path, options);
        let bytes = std::fs::metadata(path).unwrap().len();
        let peak = super::fuzz::resident_mb("VmHWM:").unwrap_or(0);
        println!(
            "{:<18} {bytes:>9} {n:>8} {:>8.1} {before:>8} {peak:>8}  {counts:?}",
            path.file_name().unwrap().to_string_lossy(),
            start.elapsed().as_secs_f64()
        );
        assert_eq!(n as usize, want);
        assert!(peak < before + 300);
    }
}
