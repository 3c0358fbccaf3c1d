//! A dataset as one page to look at: what is in it, and how far it can be trusted.
//!
//! In: the folder of a dataset. Out: one HTML document that needs nothing else: no network, no file beside it.
//! It holds counts and top lists, so that it stays small however large the dataset; every figure names
//! the SQL that gives it, and the tests run that SQL. Everything from an article is escaped, and the
//! page's policy lets nothing run but its own script.
//!
//! | file | does |
//! |---|---|
//! | [`gather`] | counts over the tables |
//! | [`figure`] | rows, SQL and drawing as HTML |
//! | [`figures`] | which figures there are |
//! | [`timeline`], [`map`], [`matrix`] | drawings |
//! | [`reader`] | a sample of articles with their spans |
//! | [`html`] | escaping, the document, its policy |

pub mod figure;
pub mod figures;
pub mod gather;
pub mod html;
pub mod map;
pub mod matrix;
pub mod reader;
pub mod timeline;

use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::write::manifest::Manifest;
use html::{Page, escape};
use std::path::Path;

/// The report of the dataset in `folder`.
///
/// # Errors
/// When the folder holds no dataset with Parquet tables, or one that cannot be read.
pub fn report(folder: &Path) -> Result<String> {
    let dataset = Dataset::open(folder)?;
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path).map_err(|source| Error::Input { path: path.clone(), source })?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|e| Error::Dataset { path, problem: format!("expected a manifest, but found {e}") })?;
    let facts = gather::gather(&dataset)?;
    let figures = figures::all(&facts, &manifest);
    let mut page = Page::default();
    head(&manifest, &facts, &figures, &mut page);
    page.push("<main>\n");
    for figure in &figures {
        figure.write(&mut page);
    }
    reader::write(&dataset, &facts, &mut page)?;
    page.push("</main>\n<footer><p>");
    for line in &manifest.attribution {
        page.push(&escape(line));
        page.push(". ");
    }
    page.push("Outline of the world: Natural Earth, public domain.</p></footer>\n");
    Ok(page.finish("copydesk report"))
}

/// Title, the numbers that people look at first, and the way to each figure.
fn head(manifest: &Manifest, facts: &gather::Facts, figures: &[figure::Figure], page: &mut Page) {
    page.push(
        "<a class=\"skip\" href=\"#published\">Skip to the figures</a>\n<header>\n<h1>News articles as tables</h1>\n",
    );
    let days = facts.published().map_or_else(
        || "No article says when it was published.".to_owned(),
        |(first, last)| format!("Published from {} to {}.", gather::day(first), gather::day(last)),
    );
    let tool = format!("{} {}", manifest.tool.name, manifest.tool.version);
    page.push(&format!("<p>{} Made by {}.</p>\n<dl class=\"cards\">\n", escape(&days), escape(&tool)));
    for table in &manifest.tables {
        page.push(&format!("<div><dt>{}</dt><dd>{}</dd></div>\n", escape(&table.name), thousands(table.rows)));
    }
    page.push("</dl>\n<nav aria-label=\"Figures\"><ul>\n");
    for figure in figures {
        page.push(&format!("<li><a href=\"#{}\">{}</a></li>\n", figure.id, escape(figure.title)));
    }
    page.push("<li><a href=\"#reader\">Read a sample</a></li>\n</ul></nav>\n</header>\n");
}

/// Digits in threes, parted by narrow spaces.
fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    out
}
