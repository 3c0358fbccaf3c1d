//! The N- and S-examples of the acceptance list, and the three seeds.

use super::*;

fn read(text: &str) -> Article {
    text_of(text.as_bytes()).0
}

fn text_of(bytes: &[u8]) -> (Article, Vec<Reject>) {
    let (article, rejects) = super::bytes("text.txt", bytes, None);
    (article.unwrap(), rejects)
}

fn segments(article: &Article) -> Vec<(&str, &str)> {
    article.segments.iter().map(|s| (s.kind.as_str(), s.span.of(&article.text))).collect()
}

#[test]
fn mojibake_is_repaired_and_counted() {
    let article = read("â€œNo deal,â€ said Priya Nandakumar.");
    assert_eq!(article.text, "“No deal,” said Priya Nandakumar.");
    assert!(article.n_repairs >= 1);
}

#[test]
fn windows_1252_is_told() {
    let (article, rejects) = text_of(b"The caf\xe9\x92s owner");
    assert_eq!((article.text.as_str(), &*article.encoding), ("The café’s owner", "windows-1252"));
    assert!(rejects.is_empty());
}

#[test]
fn marks_spaces_and_line_ends_become_plain() {
    assert_eq!(read("\u{FEFF}Sales rose 4\u{A0}per cent.\r\n").text, "Sales rose 4 per cent.\n");
}

#[test]
fn letters_are_composed_and_invisible_characters_go() {
    assert!(read("Zoe\u{308} Brandt spoke.").text.starts_with("Zoë Brandt"));
    assert_eq!(read("An inter\u{AD}national tri\u{200B}bunal met.").text, "An international tribunal met.");
    let emoji = read("Fans 👩🏽‍🚒 cheered in Leeds.");
    assert_eq!(emoji.text.chars().take(21).collect::<String>().chars().count(), 21);
    assert_eq!(emoji.text.chars().skip(21).take(5).collect::<String>(), "Leeds");
    assert_eq!(emoji.n_repairs, 0);
}

#[test]
fn entities_become_characters() {
    let article = read("Marks &amp; Spencer said profits fell &#8212; again.");
    assert_eq!((article.text.as_str(), article.n_repairs), ("Marks & Spencer said profits fell — again.", 2));
}

#[test]
fn an_invalid_byte_is_a_warning_with_its_place() {
    let (article, rejects) = text_of(b"Crews cleared \xFFroads in Whitby.\n");
    assert_eq!(article.text, "Crews cleared \u{FFFD}roads in Whitby.\n");
    assert_eq!(rejects.len(), 1);
    assert_eq!(
        (&*rejects[0].code, rejects[0].byte_offset, rejects[0].severity),
        ("invalid_bytes", Some(14), Severity::Warning)
    );
    assert_eq!(rejects[0].article_id.as_deref(), Some(article.id.as_str()));
}

#[test]
fn a_prefix_line_gives_the_day() {
    let article = read(" date 2024-03-14 After Tuesday’s storm, crews cleared roads in Whitby.");
    assert_eq!(article.published_date.map(|d| d.to_string()).as_deref(), Some("2024-03-14"));
    assert_eq!((article.published_source, article.published_weekday), (PublishedSource::PrefixLine, Some(4)));
    assert_eq!(segments(&article)[0], ("meta_prefix", "date 2024-03-14"));
    assert_eq!(segments(&article)[1].0, "body");
}

#[test]
fn a_caption_and_its_credit_are_told_apart() {
    let article =
        read("Harbour wall\nA crane lifts a trawler at Peterhead harbour Scott Baird/PA\n\nThe port reopened.");
    assert_eq!(
        segments(&article),
        [
            ("headline", "Harbour wall"),
            ("caption", "A crane lifts a trawler at Peterhead harbour"),
            ("credit", "Scott Baird/PA"),
            ("body", "The port reopened.")
        ]
    );
    assert_eq!((article.agency.as_deref(), article.title.as_deref()), (Some("PA"), Some("Harbour wall")));
}

#[test]
fn the_author_of_the_last_paragraph_is_a_bio() {
    let article = read("The dam held.\n\nInes Okafor is a lecturer at Keele University and a Herald columnist.");
    assert_eq!(segments(&article)[1].0, "bio");
}

#[test]
fn a_word_between_paragraphs_is_a_subhead() {
    let article = read("“Rents doubled.”\n\nFallout\n\nLena Marsh added, “We left.”");
    assert_eq!(segments(&article)[1], ("subhead", "Fallout"));
}

#[test]
fn a_dateline_has_place_and_agency() {
    let article = read("NAIROBI, March 13 (Reuters) – Kenya’s central bank held rates on Wednesday.");
    assert_eq!(article.dateline.map(|d| d.of(&article.text)), Some("NAIROBI"));
    assert_eq!(article.agency.as_deref(), Some("Reuters"));
    assert_eq!(segments(&article)[0], ("dateline", "NAIROBI, March 13 (Reuters) –"));
}

#[test]
fn byline_and_page_lines_stay_in_the_text() {
    let article =
        read("By Tom Ferris and Asha Rao, Health Correspondent\n\nClinics closed.\n\nSign up to our newsletter");
    assert_eq!(segments(&article).iter().map(|s| s.0).collect::<Vec<_>>(), ["byline", "body", "boilerplate"]);
    assert!(article.text.ends_with("Sign up to our newsletter"));
    assert_eq!(article.byline.as_deref(), Some("Tom Ferris and Asha Rao, Health Correspondent"));
}

#[test]
fn the_seeds_have_their_segments_and_days() {
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/seeds"));
    let folder = if folder.is_dir() { folder } else { std::path::Path::new("../shared/seeds") };
    let Ok(entries) = std::fs::read_dir(folder) else {
        return; // a clone without the shared folder
    };
    let mut names: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    names.sort();
    let articles: Vec<Article> = names
        .iter()
        .map(|path| {
            let bytes = std::fs::read(path).unwrap();
            super::bytes(&path.file_name().unwrap().to_string_lossy(), &bytes, None).0.unwrap()
        })
        .collect();
    assert_eq!(articles.len(), 3);
    for (article, path) in articles.iter().zip(&names) {
        // Clean as they are: only the space at the start of the second goes.
        assert_eq!(article.text.trim_end(), std::fs::read_to_string(path).unwrap().trim());
        assert!(article.is_english());
    }
    let kinds = |i: usize| segments(&articles[i]).iter().map(|s| s.0).collect::<Vec<_>>();
    assert_eq!(kinds(0), ["body", "subhead", "body"]);
    assert_eq!(segments(&articles[0])[1].1, "Blatant");
    assert_eq!(articles[0].published_source, PublishedSource::None);
    assert_eq!(kinds(1), ["meta_prefix", "body"]);
    assert_eq!(articles[1].published_date.map(|d| d.to_string()).as_deref(), Some("2017-06-05"));
    assert_eq!(articles[1].published_source, PublishedSource::PrefixLine);
    assert_eq!(kinds(2), ["headline", "caption", "credit", "body", "bio"]);
    assert_eq!(segments(&articles[2])[2].1, "Met Police");
    assert!(segments(&articles[2])[4].1.starts_with("Mohammed Kozbar is the chairman"));
}

#[test]
fn ids_are_stable_and_start_with_a_letter() {
    for name in ["2017/06/05.txt", "First Story.txt", "über.txt", "", "a/b/c.txt.gz"] {
        let (article, _) = super::bytes(name, b"One sentence.", None);
        let id = article.unwrap().id;
        assert!(id.starts_with(|c: char| c.is_ascii_lowercase()), "{id}");
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{id}");
    }
}
