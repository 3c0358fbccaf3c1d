//! What was resolved, with the articles read back from the pack, into the files of a staged dataset.

use super::build::{decoded, stopped};
use crate::error::Result;
use crate::pack::{Entry, Key, Pack};
use crate::records::{CodePoints, Kind, Reject};
use crate::resolve::{ArticleNo, Resolution};
use crate::tables::aliases::ALIASES;
use crate::tables::articles::ARTICLES;
use crate::tables::dates::DATES;
use crate::tables::mentions::MENTIONS;
use crate::tables::near_duplicates::NEAR_DUPLICATES;
use crate::tables::organisations::ORGANISATIONS;
use crate::tables::people::PEOPLE;
use crate::tables::places::PLACES;
use crate::tables::quote_parts::QUOTE_PARTS;
use crate::tables::quotes::QUOTES;
use crate::tables::rejects::REJECTS;
use crate::tables::segments::SEGMENTS;
use crate::tables::{Table, schema};
use crate::write::entity_rows::{alias, near_duplicate, organisation, person, place};
use crate::write::manifest::Manifest;
use crate::write::publish::small_file;
use crate::write::rows::{self, Rows};
use crate::write::table_files::{Formats, Rendered, TableFacts, TableFiles};
use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// An article in the pack.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// What its blob depends on.
    pub key: Key,
    /// Where its blob stands.
    pub entry: Entry,
}

/// Articles that are rendered together: few enough that their rows stay in a core's own cache.
const CHUNK: usize = 48;

/// The six tables that hold parts of articles.
struct Files {
    articles: TableFiles<crate::tables::articles::ArticleRow>,
    segments: TableFiles<crate::tables::segments::SegmentRow>,
    mentions: TableFiles<crate::tables::mentions::MentionRow>,
    dates: TableFiles<crate::tables::dates::DateRow>,
    quotes: TableFiles<crate::tables::quotes::QuoteRow>,
    quote_parts: TableFiles<crate::tables::quote_parts::QuotePartRow>,
}

/// Rendered rows of one chunk, in the order of the fields of [`Files`].
type Part = [Rendered; 6];

/// Which of the tables a pass writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Both,
    Articles,
    Found,
}

/// Writes every table.
pub(super) fn write(
    stage: &Path,
    formats: Formats,
    pack: &Pack,
    articles: &[Stored],
    resolution: &Resolution,
    rejects: &[Reject],
    stop: &AtomicBool,
) -> Result<Vec<TableFacts>> {
    let mut files = Files {
        articles: TableFiles::create(&ARTICLES, stage, formats)?,
        segments: TableFiles::create(&SEGMENTS, stage, formats)?,
        mentions: TableFiles::create(&MENTIONS, stage, formats)?,
        dates: TableFiles::create(&DATES, stage, formats)?,
        quotes: TableFiles::create(&QUOTES, stage, formats)?,
        quote_parts: TableFiles::create(&QUOTE_PARTS, stage, formats)?,
    };
    // Ids of mentions, dates and quotes begin with the article's id and a colon, which does not sort as the
    // article's id alone does ("a-1" before "a-10", but "a-10:" before "a-1:"). Then two passes are needed.
    let plain: Vec<u32> = (0u32..).take(articles.len()).collect();
    let mut with_colon = plain.clone();
    let id = |i: &u32| articles[*i as usize].id.bytes().chain(std::iter::once(b':'));
    with_colon.sort_by(|a, b| id(a).cmp(id(b)));
    if with_colon == plain {
        run(&mut files, Pass::Both, &plain, pack, articles, resolution, stop)?;
    } else {
        run(&mut files, Pass::Articles, &plain, pack, articles, resolution, stop)?;
        run(&mut files, Pass::Found, &with_colon, pack, articles, resolution, stop)?;
    }

    let of_kind = |kind: Kind| resolution.entities.iter().filter(move |e| e.kind == kind);
    let Files { articles, segments, mentions, dates, quotes, quote_parts } = files;
    // Each table is finished by itself: the last row group is compressed then, and the files synced.
    let jobs: Vec<Box<dyn FnOnce() -> Result<TableFacts> + Send + '_>> = vec![
        Box::new(|| articles.finish()),
        Box::new(|| segments.finish()),
        Box::new(|| mentions.finish()),
        Box::new(|| dates.finish()),
        Box::new(|| quotes.finish()),
        Box::new(|| quote_parts.finish()),
        Box::new(|| {
            let rows = of_kind(Kind::Place).map(place).collect();
            whole(&PLACES, stage, formats, rows, |a, b| a.entity_id.cmp(&b.entity_id))
        }),
        Box::new(|| {
            let rows = of_kind(Kind::Organisation).map(organisation).collect();
            whole(&ORGANISATIONS, stage, formats, rows, |a, b| a.entity_id.cmp(&b.entity_id))
        }),
        Box::new(|| {
            let rows = of_kind(Kind::Person).map(person).collect();
            whole(&PEOPLE, stage, formats, rows, |a, b| a.entity_id.cmp(&b.entity_id))
        }),
        Box::new(|| {
            let rows = resolution.aliases.iter().map(alias).collect();
            whole(&ALIASES, stage, formats, rows, |a, b| (&a.entity_id, &a.alias_id).cmp(&(&b.entity_id, &b.alias_id)))
        }),
        Box::new(|| {
            let rows = resolution.near_duplicates.iter().map(near_duplicate).collect();
            whole(&NEAR_DUPLICATES, stage, formats, rows, |a, b| {
                (&a.article_id, &a.other_article_id).cmp(&(&b.article_id, &b.other_article_id))
            })
        }),
        Box::new(|| {
            let mut rows: Vec<_> = rejects.iter().map(rows::reject).collect();
            rows.sort_by(|a, b| a.reject_id.cmp(&b.reject_id));
            rows.dedup_by(|a, b| a.reject_id == b.reject_id);
            whole(&REJECTS, stage, formats, rows, |a, b| a.reject_id.cmp(&b.reject_id))
        }),
    ];
    jobs.into_par_iter().map(|job| job()).collect()
}

/// One pass over articles in `order`: the next window is rendered while the last one is appended.
fn run(
    files: &mut Files,
    pass: Pass,
    order: &[u32],
    pack: &Pack,
    articles: &[Stored],
    resolution: &Resolution,
    stop: &AtomicBool,
) -> Result<()> {
    let chunks: Vec<&[u32]> = order.chunks(CHUNK).collect();
    let mut windows = chunks.chunks(rayon::current_num_threads() * 2);
    // Rendering reads only the declarations; they are split from the files, so that both can go on at once.
    let declared = Declared::of(files);
    let render = |window: &[&[u32]]| -> Result<Vec<Part>> {
        window.par_iter().map(|chunk| declared.part(pass, chunk, pack, articles, resolution)).collect()
    };
    let Some(first) = windows.next() else { return Ok(()) };
    let mut ready = render(first)?;
    loop {
        stopped(stop)?;
        let next = windows.next();
        let (appended, rendered) = rayon::join(|| append(files, &ready), || next.map(render));
        appended?;
        match rendered {
            None => return Ok(()),
            Some(parts) => ready = parts?,
        }
    }
}

/// How the six tables are rendered, without the files.
struct Declared {
    articles: crate::write::table_files::Renderer<crate::tables::articles::ArticleRow>,
    segments: crate::write::table_files::Renderer<crate::tables::segments::SegmentRow>,
    mentions: crate::write::table_files::Renderer<crate::tables::mentions::MentionRow>,
    dates: crate::write::table_files::Renderer<crate::tables::dates::DateRow>,
    quotes: crate::write::table_files::Renderer<crate::tables::quotes::QuoteRow>,
    quote_parts: crate::write::table_files::Renderer<crate::tables::quote_parts::QuotePartRow>,
}

impl Declared {
    fn of(files: &Files) -> Self {
        Self {
            articles: files.articles.renderer(),
            segments: files.segments.renderer(),
            mentions: files.mentions.renderer(),
            dates: files.dates.renderer(),
            quotes: files.quotes.renderer(),
            quote_parts: files.quote_parts.renderer(),
        }
    }

    fn part(
        &self,
        pass: Pass,
        chunk: &[u32],
        pack: &Pack,
        articles: &[Stored],
        resolution: &Resolution,
    ) -> Result<Part> {
        thread_local! {
            // Rows of a chunk take megabytes: a thread's room for them is made once.
            static ROWS: std::cell::RefCell<Rows> = std::cell::RefCell::default();
        }
        ROWS.with_borrow_mut(|rows| {
            rows.clear();
            for &i in chunk {
                let extracted = decoded(pack, &articles[i as usize], |blob| blob.shown())?;
                let points = CodePoints::new(&extracted.article.text);
                if pass != Pass::Found {
                    rows.add_article(&extracted, &points, ArticleNo(i), resolution);
                }
                if pass != Pass::Articles {
                    rows.add_found(&extracted, &points, ArticleNo(i), resolution);
                }
            }
            Ok([
                self.articles.render(&rows.articles),
                self.segments.render(&rows.segments),
                self.mentions.render(&rows.mentions),
                self.dates.render(&rows.dates),
                self.quotes.render(&rows.quotes),
                self.quote_parts.render(&rows.quote_parts),
            ])
        })
    }
}

/// Appends rendered chunks, the tables side by side.
fn append(files: &mut Files, parts: &[Part]) -> Result<()> {
    let Files { articles, segments, mentions, dates, quotes, quote_parts } = files;
    let (a, (b, (c, d))) = rayon::join(
        || parts.iter().try_for_each(|p| articles.append(&p[0])),
        || {
            rayon::join(
                || parts.iter().try_for_each(|p| mentions.append(&p[2])),
                || {
                    rayon::join(
                        || parts.iter().try_for_each(|p| quotes.append(&p[4])),
                        || {
                            parts.iter().try_for_each(|p| {
                                segments.append(&p[1])?;
                                dates.append(&p[3])?;
                                quote_parts.append(&p[5])
                            })
                        },
                    )
                },
            )
        },
    );
    a.and(b).and(c).and(d)
}

/// A table that fits in memory.
fn whole<R>(
    table: &'static Table<R>,
    stage: &Path,
    formats: Formats,
    mut rows: Vec<R>,
    by_key: impl Fn(&R, &R) -> std::cmp::Ordering,
) -> Result<TableFacts> {
    rows.sort_by(by_key);
    let mut files = TableFiles::create(table, stage, formats)?;
    for chunk in rows.chunks(8192) {
        let rendered = files.renderer().render(chunk);
        files.append(&rendered)?;
    }
    files.finish()
}

/// Writes what stands beside the tables.
pub(super) fn companions(stage: &Path, manifest: &Manifest) -> Result<()> {
    let pretty = |value: &serde_json::Value| serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    small_file(stage, "README.md", &schema::markdown())?;
    small_file(stage, "schema.sql", &schema::sql())?;
    small_file(stage, "dtypes.json", &pretty(&schema::dtypes()))?;
    let package = crate::write::datapackage::datapackage(&manifest.tables, &manifest.attribution);
    small_file(stage, "datapackage.json", &pretty(&package))?;
    small_file(stage, "copydesk.prom", &crate::write::metrics::metrics(manifest))?;
    let manifest = serde_json::to_value(manifest).unwrap_or_default();
    small_file(stage, "manifest.json", &pretty(&manifest))
}
