//! Which figures the report has: their rows, and the SQL that gives the same rows.

use super::figure::{Cell, Figure, Shown};
use super::gather::{ByType, Facts, LISTED, MARGIN_DAYS, Named, TOP, day};
use super::timeline::{Step, bars};
use super::{map, matrix};
use crate::write::manifest::Manifest;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Rows of the shorter lists.
const SHORT: usize = 50;
/// Speakers that are listed.
const SPEAKERS: usize = 100;

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn maybe_day(days: Option<i64>) -> Cell {
    days.map_or(Cell::None, |days| Cell::Text(day(days)))
}

/// Every figure, in the order of the page.
#[must_use]
pub fn all(facts: &Facts, manifest: &Manifest) -> Vec<Figure> {
    let mut figures = timeline(facts);
    figures.push(places(facts));
    figures.push(speakers(facts));
    figures.push(words_by_outlet(facts));
    figures.push(named(facts, false));
    figures.push(named(facts, true));
    figures.push(together(facts));
    figures.push(clusters(facts));
    figures.extend(quality(facts));
    figures.push(run(manifest));
    figures
}

fn timeline(facts: &Facts) -> Vec<Figure> {
    let (first, last) = facts.published().unwrap_or((0, 0));
    let step = Step::for_days(last - first);
    let mut published: BTreeMap<i64, u64> = BTreeMap::new();
    for article in &facts.articles {
        if let Some(day) = article.day {
            *published.entry(step.start(day)).or_default() += 1;
        }
    }
    let mut pairs: Vec<(i64, u32)> = facts.days.iter().map(|&(day, article)| (step.start(day), article)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut named: BTreeMap<i64, u64> = BTreeMap::new();
    for (day, _) in pairs {
        *named.entry(day).or_default() += 1;
    }
    let (from, to) = facts.window().unwrap_or((0, 0));
    let rows = |counts: &BTreeMap<i64, u64>| -> Vec<Vec<Cell>> {
        counts.iter().map(|(d, n)| vec![Cell::Text(day(*d)), Cell::Count(*n)]).collect()
    };
    let pairs = |counts: &BTreeMap<i64, u64>| counts.iter().map(|(d, n)| (*d, *n)).collect::<Vec<_>>();
    let unit = step.as_str();
    vec![
        Figure {
            id: "published",
            title: "When articles were published",
            about: format!("Articles a {unit}, by their day of publication."),
            sql: format!(
                "SELECT date_trunc('{unit}', published_date)::DATE AS first_day, count(*) AS articles\n\
                 FROM articles WHERE published_date IS NOT NULL GROUP BY 1 ORDER BY 1"
            ),
            columns: &["first_day", "articles"],
            rows: rows(&published),
            drawing: bars(&format!("Articles published a {unit}"), step, &pairs(&published), (step.start(from), to)),
            shown: Shown::Folded,
        },
        Figure {
            id: "days",
            title: "Which days the news is about",
            about: format!(
                "Articles that name a day in each {unit}, from {MARGIN_DAYS} days before the first publication to {MARGIN_DAYS} days after the last."
            ),
            sql: format!(
                "SELECT date_trunc('{unit}', start_date)::DATE AS first_day, count(DISTINCT article_id) AS articles\n\
                 FROM dates WHERE granularity = 'day' AND NOT is_fuzzy\n\
                 AND start_date BETWEEN (SELECT min(published_date) - {MARGIN_DAYS} FROM articles) AND (SELECT max(published_date) + {MARGIN_DAYS} FROM articles)\n\
                 GROUP BY 1 ORDER BY 1"
            ),
            columns: &["first_day", "articles"],
            rows: rows(&named),
            drawing: bars(&format!("Articles that name a day, a {unit}"), step, &pairs(&named), (step.start(from), to)),
            shown: Shown::Folded,
        },
    ]
}

fn places(facts: &Facts) -> Figure {
    let rows = facts.places.iter().take(map::DRAWN).map(|p| {
        vec![
            text(&p.name),
            Cell::maybe(p.country.as_deref()),
            Cell::Real(p.latitude, 3),
            Cell::Real(p.longitude, 3),
            Cell::Count(p.n_articles),
        ]
    });
    Figure {
        id: "places",
        title: "Where the news is",
        about: "Places that are meant as places, not as governments, peoples or parts of a name; a dot's area grows with its articles."
            .to_owned(),
        sql: format!(
            "SELECT p.name, p.country_code, p.latitude, p.longitude, count(DISTINCT m.article_id) AS articles\n\
             FROM places p JOIN mentions m ON m.entity_id = p.entity_id AND m.kind = 'place' AND m.role = 'literal'\n\
             WHERE p.latitude IS NOT NULL AND p.longitude IS NOT NULL\n\
             GROUP BY p.entity_id, p.name, p.country_code, p.latitude, p.longitude\n\
             ORDER BY articles DESC, p.entity_id LIMIT {}",
            map::DRAWN
        ),
        columns: &["name", "country_code", "latitude", "longitude", "articles"],
        rows: rows.collect(),
        drawing: map::map(&facts.places),
        shown: Shown::Filtered,
    }
}

const ENTITIES: &str = "(SELECT entity_id, name, n_articles, n_mentions FROM people UNION ALL SELECT entity_id, name, n_articles, n_mentions FROM organisations)";

fn types(counts: ByType) -> impl Iterator<Item = Cell> {
    counts.into_iter().chain([counts.iter().sum()]).map(Cell::Count)
}

const BY_TYPE: &str = "count(*) FILTER (q.quote_type = 'direct') AS direct, count(*) FILTER (q.quote_type = 'mixed') AS mixed,\n  \
     count(*) FILTER (q.quote_type = 'indirect') AS indirect, count(*) AS quotes";

fn speakers(facts: &Facts) -> Figure {
    let mut rows: Vec<(&Named, ByType)> =
        facts.named.iter().filter_map(|n| Some((n, *facts.by_speaker.get(&n.id)?))).collect();
    let total = |counts: &ByType| counts.iter().sum::<u64>();
    rows.sort_by(|a, b| total(&b.1).cmp(&total(&a.1)).then_with(|| a.0.id.cmp(&b.0.id)));
    let rows =
        rows.into_iter().take(SPEAKERS).map(|(n, counts)| [text(&n.name)].into_iter().chain(types(counts)).collect());
    Figure {
        id: "speakers",
        title: "Who is quoted",
        about: "People and bodies by quotes in their own words (direct), partly so (mixed) and in the reporter's words (indirect); copies of an article count once."
            .to_owned(),
        sql: format!(
            "SELECT e.name, {BY_TYPE}\nFROM quotes q JOIN articles a USING (article_id)\nJOIN {ENTITIES} e ON e.entity_id = q.speaker_id\n\
             WHERE a.is_canonical GROUP BY e.entity_id, e.name ORDER BY quotes DESC, e.entity_id LIMIT {SPEAKERS}"
        ),
        columns: &["name", "direct", "mixed", "indirect", "quotes"],
        rows: rows.collect(),
        drawing: String::new(),
        shown: Shown::Filtered,
    }
}

fn words_by_outlet(facts: &Facts) -> Figure {
    let mut rows: Vec<(&str, ByType)> =
        facts.outlets.iter().zip(0..).filter_map(|(o, i)| Some((o.as_str(), *facts.by_outlet.get(&i)?))).collect();
    let total = |counts: &ByType| counts.iter().sum::<u64>();
    rows.sort_by(|a, b| total(&b.1).cmp(&total(&a.1)).then_with(|| a.0.cmp(b.0)));
    let rows = rows.into_iter().take(SHORT).map(|(o, counts)| [text(o)].into_iter().chain(types(counts)).collect());
    Figure {
        id: "outlets",
        title: "Who quotes, and who paraphrases",
        about: "Quotes by outlet; a question mark stands for articles that name none.".to_owned(),
        sql: format!(
            "SELECT coalesce(a.outlet, '?') AS outlet, {BY_TYPE}\nFROM quotes q JOIN articles a USING (article_id)\n\
             WHERE a.is_canonical GROUP BY 1 ORDER BY quotes DESC, 1 LIMIT {SHORT}"
        ),
        columns: &["outlet", "direct", "mixed", "indirect", "quotes"],
        rows: rows.collect(),
        drawing: String::new(),
        shown: Shown::Plain,
    }
}

fn named(facts: &Facts, organisations: bool) -> Figure {
    let rows = facts.top_named(organisations).map(|n| {
        let mut aliases = facts.aliases.get(&n.id).cloned().unwrap_or_default();
        aliases.retain(|alias| alias.0 != n.name);
        aliases.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let aliases: Vec<String> = aliases.into_iter().map(|alias| alias.0).collect();
        let mut row = vec![text(&n.name), Cell::maybe(n.what.as_deref())];
        row.extend(n.counts.map(Cell::Count));
        row.extend(n.seen.map(maybe_day));
        row.push(if aliases.is_empty() { Cell::None } else { Cell::Text(aliases.join(" · ")) });
        row
    });
    let (id, title, what) =
        if organisations { ("organisations", "Organisations", "org_type") } else { ("people", "People", "role") };
    Figure {
        id,
        title,
        about: format!("The {LISTED} in most articles, with the other forms of their names."),
        sql: format!(
            "SELECT e.name, e.{what}, e.n_articles, e.n_mentions, e.n_quotes, e.first_seen, e.last_seen,\n  \
             (SELECT string_agg(alias, ' · ' ORDER BY n_mentions DESC, alias) FROM aliases\n   \
             WHERE entity_id = e.entity_id AND alias <> e.name AND source <> 'gazetteer') AS aliases\n\
             FROM {id} e ORDER BY e.n_articles DESC, e.n_mentions DESC, e.entity_id LIMIT {LISTED}"
        ),
        columns: if organisations {
            &["name", "org_type", "n_articles", "n_mentions", "n_quotes", "first_seen", "last_seen", "aliases"]
        } else {
            &["name", "role", "n_articles", "n_mentions", "n_quotes", "first_seen", "last_seen", "aliases"]
        },
        rows: rows.collect(),
        drawing: String::new(),
        shown: Shown::Filtered,
    }
}

fn together(facts: &Facts) -> Figure {
    let top: Vec<&Named> = facts.named.iter().take(TOP).collect();
    let mut counts: FxHashMap<(u32, u32), u64> = FxHashMap::default();
    let mut by_article: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &(entity, article) in &facts.seen_in {
        by_article.entry(article).or_default().push(entity);
    }
    for entities in by_article.values() {
        for (i, &a) in entities.iter().enumerate() {
            for &b in &entities[i + 1..] {
                *counts.entry((a, b)).or_default() += 1;
            }
        }
    }
    let count = |i: usize, j: usize| {
        let key = (u32::try_from(i).unwrap_or(0), u32::try_from(j).unwrap_or(0));
        counts.get(&key).copied().unwrap_or(0)
    };
    let mut pairs: Vec<(u64, &str, &str, &str, &str)> = Vec::new();
    for i in 0..top.len() {
        for j in i + 1..top.len() {
            if count(i, j) > 0 {
                let (a, b) = if top[i].id < top[j].id { (top[i], top[j]) } else { (top[j], top[i]) };
                pairs.push((count(i, j), &a.id, &b.id, &a.name, &b.name));
            }
        }
    }
    pairs.sort_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(y.1)).then(x.2.cmp(y.2)));
    let names: Vec<&str> = top.iter().map(|n| n.name.as_str()).collect();
    Figure {
        id: "together",
        title: "Who is named with whom",
        about: format!("Articles that name both, for the {TOP} people and bodies in most articles."),
        sql: format!(
            "WITH top AS (SELECT entity_id, name FROM {ENTITIES} ORDER BY n_articles DESC, n_mentions DESC, entity_id LIMIT {TOP}),\n\
             seen AS (SELECT DISTINCT t.entity_id, t.name, m.article_id FROM mentions m JOIN top t USING (entity_id))\n\
             SELECT x.name AS one, y.name AS other, count(*) AS articles FROM seen x JOIN seen y USING (article_id)\n\
             WHERE x.entity_id < y.entity_id GROUP BY x.entity_id, y.entity_id, x.name, y.name\n\
             ORDER BY articles DESC, x.entity_id, y.entity_id"
        ),
        columns: &["one", "other", "articles"],
        rows: pairs.into_iter().map(|p| vec![text(p.3), text(p.4), Cell::Count(p.0)]).collect(),
        drawing: matrix::matrix(&names, count),
        shown: Shown::Folded,
    }
}

fn clusters(facts: &Facts) -> Figure {
    let mut by_cluster: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (i, article) in facts.articles.iter().enumerate() {
        by_cluster.entry(&article.cluster).or_default().push(i);
    }
    let mut clusters: Vec<(&str, Vec<usize>)> = by_cluster.into_iter().filter(|c| c.1.len() > 1).collect();
    clusters.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
    let rows = clusters.into_iter().take(SHORT).map(|(_, members)| {
        let members: Vec<_> = members.into_iter().map(|i| &facts.articles[i]).collect();
        let first = members.iter().find(|a| a.is_canonical);
        let title = first.map_or(Cell::None, |a| text(a.title.as_ref().unwrap_or(&a.id)));
        let mut outlets: Vec<u32> = members.iter().map(|a| a.outlet).filter(|&o| o > 0).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let days = || members.iter().filter_map(|a| a.day);
        vec![
            title,
            Cell::Count(members.len() as u64),
            Cell::Count(outlets.len() as u64),
            maybe_day(days().min()),
            maybe_day(days().max()),
        ]
    });
    Figure {
        id: "clusters",
        title: "Stories in several copies",
        about: "Near-duplicate clusters, by the headline of the article that stands for them.".to_owned(),
        sql: format!(
            "SELECT min(coalesce(title, article_id)) FILTER (is_canonical) AS title, count(*) AS copies, count(DISTINCT outlet) AS outlets,\n  \
             min(published_date) AS first, max(published_date) AS last\n\
             FROM articles GROUP BY cluster_id HAVING count(*) > 1 ORDER BY copies DESC, cluster_id LIMIT {SHORT}"
        ),
        columns: &["title", "copies", "outlets", "first", "last"],
        rows: rows.collect(),
        drawing: String::new(),
        shown: Shown::Plain,
    }
}

fn quality(facts: &Facts) -> [Figure; 3] {
    let mut rejects: Vec<(&(String, String, String), &u64)> = facts.rejects.iter().collect();
    rejects.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let doubts = facts.doubts.iter().map(|&(what, n, of)| vec![text(what), Cell::Count(n), Cell::Count(of)]);
    let tenths = ["mentions", "dates", "quotes"].iter().zip(&facts.confidence).flat_map(|(table, counts)| {
        let full = counts.iter().enumerate().filter(|c| *c.1 > 0);
        full.map(|(i, n)| vec![text(table), Cell::Count(i as u64), Cell::Count(*n)])
    });
    let by_tenth: Vec<String> = ["mentions", "dates", "quotes"]
        .iter()
        .enumerate()
        .map(|(i, table)| {
            format!(
                "SELECT {i} AS n, '{table}' AS of, least(floor(round(confidence::DOUBLE, 4) * 10), 9)::INTEGER AS tenth, count(*) AS rows FROM {table} GROUP BY tenth"
            )
        })
        .collect();
    [
        Figure {
            id: "rejects",
            title: "What could not be read, or only with a doubt",
            about: "An error cost an article; after a warning it is there all the same.".to_owned(),
            sql: "SELECT severity, code, stage, count(*) AS rows FROM rejects GROUP BY ALL ORDER BY rows DESC, severity, code, stage"
                .to_owned(),
            columns: &["severity", "code", "stage", "rows"],
            rows: rejects
                .into_iter()
                .map(|((severity, code, stage), n)| vec![text(severity), text(code), text(stage), Cell::Count(*n)])
                .collect(),
            drawing: String::new(),
            shown: Shown::Plain,
        },
        Figure {
            id: "doubts",
            title: "What stays open",
            about: "How many of how many.".to_owned(),
            sql: DOUBTS.to_owned(),
            columns: &["what", "n", "of"],
            rows: doubts.collect(),
            drawing: String::new(),
            shown: Shown::Plain,
        },
        Figure {
            id: "confidence",
            title: "How sure the rows are",
            about: "Rows by tenth of their confidence: 9 holds 0.9 to 1.".to_owned(),
            sql: format!("SELECT of, tenth, rows FROM (\n{}\n) ORDER BY n, tenth", by_tenth.join("\nUNION ALL ")),
            columns: &["of", "tenth", "rows"],
            rows: tenths.collect(),
            drawing: histogram(facts),
            shown: Shown::Folded,
        },
    ]
}

const DOUBTS: &str = "SELECT 'articles without a day of publication' AS what, count(*) FILTER (published_date IS NULL) AS n, count(*) AS of FROM articles
UNION ALL SELECT 'articles not in English', count(*) FILTER (lang <> 'en'), count(*) FROM articles
UNION ALL SELECT 'articles that repeat another', count(*) FILTER (NOT is_canonical), count(*) FROM articles
UNION ALL SELECT 'mentions that name nobody known', count(*) FILTER (entity_id IS NULL), count(*) FROM mentions
UNION ALL SELECT 'dates and times without a day', count(*) FILTER (start_date IS NULL AND timex_type IN ('DATE', 'TIME')), count(*) FROM dates
UNION ALL SELECT 'dates with another reading', count(*) FILTER (alt_value IS NOT NULL), count(*) FROM dates
UNION ALL SELECT 'quotes without a known speaker', count(*) FILTER (speaker_kind = 'unknown'), count(*) FROM quotes
UNION ALL SELECT 'direct quotes without a closing mark', count(*) FILTER (NOT is_closed), count(*) FROM quotes WHERE quote_type = 'direct'";

/// Three rows of ten bars.
#[expect(clippy::cast_precision_loss, reason = "counts that fit on a page")]
fn histogram(facts: &Facts) -> String {
    let mut html = String::from("<div class=\"histograms\">\n");
    for (name, counts) in ["mentions", "dates", "quotes"].iter().zip(&facts.confidence) {
        let highest = counts.iter().max().copied().unwrap_or(0).max(1) as f64;
        let _ = writeln!(
            html,
            "<svg class=\"bars\" viewBox=\"0 0 220 112\" role=\"img\" aria-label=\"Confidence of {name}\">\n\
             <text x=\"0\" y=\"12\" class=\"axis\">{name}</text>"
        );
        for (i, &n) in counts.iter().enumerate() {
            let height = n as f64 / highest * 76.0;
            let _ = writeln!(
                html,
                "<rect x=\"{}\" y=\"{:.1}\" width=\"19\" height=\"{height:.1}\"><title>{:.1} to {:.1}: {n}</title></rect>",
                i * 22,
                96.0 - height,
                i as f64 / 10.0,
                (i + 1) as f64 / 10.0
            );
        }
        html.push_str(
            "<path class=\"base\" d=\"M0 96H220\"/><text x=\"0\" y=\"110\" class=\"axis\">0</text>\
             <text x=\"219\" y=\"110\" text-anchor=\"end\" class=\"axis\">1</text></svg>\n",
        );
    }
    html.push_str("</div>\n");
    html
}

fn run(manifest: &Manifest) -> Figure {
    let run = &manifest.run;
    let bytes: u64 = manifest.inputs.iter().map(|i| i.bytes).sum();
    let mut rows = vec![
        vec![text("started"), text(&run.started)],
        vec![text("seconds"), Cell::Real(run.seconds, 1)],
        vec![text("threads"), Cell::Count(run.threads as u64)],
        vec![text("megabytes_per_second"), Cell::Real(run.megabytes_per_second, 2)],
        vec![text("cached_articles"), Cell::Count(run.cached_articles)],
        vec![text("input_files"), Cell::Count(manifest.inputs.len() as u64)],
        vec![text("input_bytes"), Cell::Count(bytes)],
    ];
    if let Some(peak) = run.peak_memory_bytes {
        rows.push(vec![text("peak_memory_bytes"), Cell::Count(peak)]);
    }
    for (name, value) in [
        ("version", &manifest.tool.version),
        ("rules", &manifest.tool.rules),
        ("gazetteer", &manifest.tool.gazetteer),
        ("model", &manifest.tool.model),
    ] {
        rows.push(vec![text(name), text(value)]);
    }
    Figure {
        id: "run",
        title: "The run",
        about: "From manifest.json; no table depends on any of it but the versions.".to_owned(),
        sql: "SELECT run, tool, len(inputs) AS input_files, list_sum(list_transform(inputs, lambda i: i.bytes)) AS input_bytes\n\
              FROM read_json('manifest.json')"
            .to_owned(),
        columns: &["what", "value"],
        rows,
        drawing: String::new(),
        shown: Shown::Plain,
    }
}
