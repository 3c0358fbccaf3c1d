//! An engine in miniature: what it groups and joins comes out as a single run does.

use super::columns::column;
use super::duplicates::{Postings, compare, gather, post, sift};
use super::extracted::Batches;
use super::forms::Forms;
use super::{files, forms};
use crate::config::ExtractOptions;
use crate::read::{self, Item};
use crate::records::{CodePoints, Extracted};
use crate::resolve::{ArticleNo, Resolution, Resolver, summarise};
use crate::write::entity_rows;
use crate::write::rows::Rows;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, UInt32Array};
use arrow::compute::{concat_batches, take};
use arrow::datatypes::{DataType, Field, Schema};
use rustc_hash::FxHashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

/// The sample corpus, in the order of ids, and its resolution.
fn whole() -> (Vec<Extracted>, Resolution) {
    let options = ExtractOptions::default();
    let mut all = Vec::new();
    let input = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/input"));
    for file in read::find(&[input]).unwrap() {
        let mut sink = |item: Item| {
            if let Item::Article(raw) = item {
                all.extend(crate::pipeline::article(*raw, &options, &mut Vec::new()));
            }
            ControlFlow::Continue(())
        };
        read::read(&file, &options, &mut sink).unwrap();
    }
    all.sort_by(|a, b| a.article.id.cmp(&b.article.id));
    all.dedup_by(|a, b| a.article.id == b.article.id);
    let mut resolver = Resolver::default();
    for article in &all {
        resolver.add(summarise(article));
    }
    let resolution = resolver.finish(&|n: ArticleNo| Ok(all[n.0 as usize].article.clone())).unwrap();
    (all, resolution)
}

fn named<'a>(batches: &'a [(&'static str, RecordBatch)], name: &str) -> &'a RecordBatch {
    &batches.iter().find(|(n, _)| *n == name).unwrap().1
}

#[test]
fn forms_added_up_in_parts_resolve_as_a_single_run_does() {
    let (all, resolution) = whole();
    let mut total = Forms::default();
    for part in all.chunks(7).rev() {
        let mut batches = Batches::default();
        for article in part {
            batches.add(article);
        }
        let mut forms = Forms::default();
        forms.add(named(&batches.flat(), "forms")).unwrap();
        total.add(&forms.batch()).unwrap();
    }
    let resolved = total.resolve();
    let aliases: Vec<_> = resolution.aliases.iter().map(entity_rows::alias).collect();
    assert_eq!(named(&resolved, "aliases"), &forms::of(&crate::tables::aliases::ALIASES, &aliases));
    let people = resolution.entities.iter().filter(|e| e.kind == crate::records::Kind::Person);
    let people: Vec<_> = people.map(entity_rows::person).collect();
    assert!(!people.is_empty());
    assert_eq!(named(&resolved, "people"), &forms::of(&crate::tables::people::PEOPLE, &people));

    // Every mention's form id becomes the entity that a single run gives it.
    let map = named(&resolved, "forms");
    let (ids, entities) = (map.column(0).as_string::<i32>(), map.column(1).as_string::<i32>());
    let entity_of: FxHashMap<&str, &str> = (0..map.num_rows()).map(|i| (ids.value(i), entities.value(i))).collect();
    let mut joined = 0;
    for (no, article) in (0u32..).zip(&all) {
        let summary = summarise(article);
        let apart = Resolution::by_form(article, &summary);
        for local in (0u32..).take(article.entities.len()) {
            let form = &apart.entity(ArticleNo(0), local).unwrap().entity_id;
            let expected = resolution.entity(ArticleNo(no), local).map(|e| e.entity_id.as_str());
            assert_eq!(entity_of.get(form.as_str()).copied(), expected);
            joined += 1;
        }
    }
    assert!(joined > 100);
}

/// Columns of `batch` for each of `ids` (by `article_id`), with a prefix.
fn fetched(batch: &RecordBatch, ids: &StringArray, names: &[&str], prefix: &str) -> Vec<(String, ArrayRef)> {
    let keys = column(batch, "article_id", &DataType::Utf8).unwrap();
    let at: FxHashMap<&str, u32> = (0u32..).zip(keys.as_string::<i32>()).map(|(i, k)| (k.unwrap(), i)).collect();
    let rows: UInt32Array = ids.iter().map(|id| at[id.unwrap()]).collect();
    names
        .iter()
        .map(|n| (format!("{prefix}{n}"), take(batch.column_by_name(n).unwrap(), &rows, None).unwrap()))
        .collect()
}

/// Joins `columns` of both articles to pairs.
fn with_both(pairs: &RecordBatch, batch: &RecordBatch, names: &[&str]) -> RecordBatch {
    let id = |n: &str| pairs.column_by_name(n).unwrap().as_string::<i32>().clone();
    let mut columns: Vec<(String, ArrayRef)> =
        pairs.schema().fields().iter().zip(pairs.columns()).map(|(f, c)| (f.name().clone(), c.clone())).collect();
    columns.extend(fetched(batch, &id("article_id"), names, ""));
    columns.extend(fetched(batch, &id("other_article_id"), names, "other_"));
    let fields: Vec<Field> = columns.iter().map(|(n, c)| Field::new(n, c.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, c)| c).collect()).unwrap()
}

#[test]
fn near_duplicates_found_in_steps_are_those_of_a_single_run() {
    let (all, resolution) = whole();
    let mut batches = Batches::default();
    for article in &all {
        batches.add(article);
    }
    let flat = batches.flat();
    let sketches = named(&flat, "sketches");
    // Three parts, each of which holds all postings of its values; whole sketches need no look-up.
    let (mut pairs, mut alike) = (Vec::new(), Vec::new());
    for (whole, found) in [(false, &mut pairs), (true, &mut alike)] {
        let posted = post(sketches, 3, whole).unwrap();
        assert_eq!(posted.num_rows(), 3);
        for part in 0..3 {
            let mut postings = Postings::default();
            postings.add(&posted.slice(part, 1)).unwrap();
            found.push(if whole { postings.alike() } else { postings.pairs() });
        }
    }
    let together = |parts: &[RecordBatch]| concat_batches(&parts[0].schema(), parts).unwrap();
    let sifted = sift(&with_both(&together(&pairs), sketches, &["text_bits", "sketch"])).unwrap();
    assert_eq!(sifted, together(&alike));
    assert!(sifted.num_rows() > 0);
    let nested = batches.nested();
    let texts = named(&flat, "articles").column_by_name("text").unwrap().clone();
    let texts = RecordBatch::try_from_iter([
        ("article_id", nested.column_by_name("article_id").unwrap().clone()),
        ("text", texts),
        ("segments", nested.column_by_name("segments").unwrap().clone()),
    ])
    .unwrap();
    let related = compare(&with_both(&sifted, &texts, &["text", "segments"])).unwrap();
    let found = gather(&[related]).unwrap();
    let mut expected: Vec<_> = resolution.near_duplicates.iter().map(entity_rows::near_duplicate).collect();
    assert!(!expected.is_empty());
    // Two parts may find one pair: an engine then keeps it once.
    let info = &crate::tables::near_duplicates::NEAR_DUPLICATES;
    let mut seen = rustc_hash::FxHashSet::default();
    let near = named(&found, "near_duplicates");
    let key = |i: usize| (near.column(0).as_string::<i32>().value(i), near.column(1).as_string::<i32>().value(i));
    let rows: UInt32Array = (0u32..).take(near.num_rows()).filter(|i| seen.insert(key(*i as usize))).collect();
    let once = arrow::compute::take_record_batch(near, &rows).unwrap();
    expected.sort_by(|a, b| (&a.article_id, &a.other_article_id).cmp(&(&b.article_id, &b.other_article_id)));
    assert_eq!(once, forms::of(info, &expected));

    let clusters = named(&found, "clusters");
    let ids = clusters.column(0).as_string::<i32>();
    let of: FxHashMap<&str, (&str, bool)> = (0..clusters.num_rows())
        .map(|i| {
            (ids.value(i), (clusters.column(1).as_string::<i32>().value(i), clusters.column(2).as_boolean().value(i)))
        })
        .collect();
    for (no, article) in (0u32..).zip(&all) {
        let id = article.article.id.as_str();
        assert_eq!(of.get(id).copied().unwrap_or((id, true)), resolution.cluster(ArticleNo(no)));
    }
}

#[test]
fn quotes_grouped_in_steps_are_grouped_as_in_a_single_run() {
    let quotes = [
        "We will not give up the pool while there is water in it",
        "We will not give up the pool while",
        "the pool while there is water in it",
        "Nobody asked the people who swim here every single day",
        "We will not give up the pool while anybody else looks on",
    ];
    let mut all: Vec<Extracted> = (0..12)
        .map(|i| {
            let text =
                format!("“{},” said Ruth Adeyemi. “{},” said Owen Vance.", quotes[i % 5], quotes[(i * 3 + 1) % 5]);
            let mut article = crate::normalise::plain(&text);
            article.id = format!("q-{i:02}");
            article.published_date = (i % 3 != 0).then_some(crate::records::Day(20_000 - i32::try_from(i).unwrap()));
            crate::pipeline::extract(article)
        })
        .collect();
    all.sort_by(|a, b| a.article.id.cmp(&b.article.id));
    assert!(all.iter().map(|a| a.quotes.len()).sum::<usize>() >= 20);
    let mut resolver = Resolver::default();
    for article in &all {
        resolver.add(summarise(article));
    }
    let resolution = resolver.finish(&|n: ArticleNo| Ok(all[n.0 as usize].article.clone())).unwrap();
    let mut sayings = super::quotes::Sayings::default();
    for article in all.iter().rev() {
        let mut batches = Batches::default();
        batches.add(article);
        sayings.add(named(&batches.flat(), "sayings")).unwrap();
    }
    let leads = super::quotes::leads(&[sayings.edges()]).unwrap();
    assert!(leads.num_rows() > 0);
    let (from, to) = (leads.column(0).as_string::<i32>(), leads.column(1).as_string::<i32>());
    let lead: FxHashMap<&str, &str> = (0..leads.num_rows()).map(|i| (from.value(i), to.value(i))).collect();
    for (no, article) in (0u32..).zip(&all) {
        let apart = Resolution::by_form(article, &summarise(article));
        for quote in (0u32..).take(article.quotes.len()) {
            let own = apart.quote_group(ArticleNo(0), quote);
            let got = lead.get(own.as_str()).copied().unwrap_or(&own);
            assert_eq!(got, resolution.quote_group(ArticleNo(no), quote));
        }
    }
}

#[test]
fn tasks_hold_every_record_once() {
    let root = tempfile::tempdir().unwrap();
    for i in 0..30 {
        std::fs::write(root.path().join(format!("{i}.txt")), format!("Ruth Adeyemi spoke in Leeds, {i}.")).unwrap();
    }
    let lines: String = (0..400).map(|i| format!("{{\"id\":\"w{i}\",\"text\":\"Words {i}.\"}}\n{{\n")).collect();
    std::fs::write(root.path().join("wire.jsonl"), lines).unwrap();
    let count = |bytes: u64| {
        let tasks = files::tasks(&[root.path().to_owned()], bytes).unwrap();
        let mut ids = Vec::new();
        let mut rejects = 0;
        for task in &tasks {
            files::run(task, &ExtractOptions::default(), &mut |batch| {
                ids.extend(batch.column(0).as_string::<i32>().iter().flatten().map(str::to_owned));
                rejects += batch.column_by_name("rejects").unwrap().as_list::<i32>().values().len();
                ControlFlow::Continue(())
            })
            .unwrap();
        }
        ids.sort();
        (tasks.len(), ids, rejects)
    };
    let (n_one, one, rejects_one) = count(u64::MAX);
    let (n_many, many, rejects_many) = count(9000);
    assert!(n_one == 1 && n_many > 5);
    assert_eq!(one.len(), 430);
    assert_eq!((one, rejects_one), (many, rejects_many));
}

/// The six tables of parts of articles, as a single run makes them and as an engine finishes them, article by article.
fn assert_finished_as_in_a_single_run(all: &[Extracted], resolution: &Resolution) {
    let (mut forms, mut sayings) = (Forms::default(), super::quotes::Sayings::default());
    let (mut rows, mut batches) = (Rows::default(), Batches::default());
    for (no, article) in (0u32..).zip(all) {
        let points = CodePoints::new(&article.article.text);
        rows.add_article(article, &points, ArticleNo(no), resolution);
        rows.add_found(article, &points, ArticleNo(no), resolution);
        batches.add(article);
    }
    let flat = batches.flat();
    forms.add(named(&flat, "forms")).unwrap();
    sayings.add(named(&flat, "sayings")).unwrap();
    // Forms are looked up by binary search.
    let resolved = forms.resolve();
    let by_id = arrow::compute::sort_to_indices(named(&resolved, "forms").column(0), None, None).unwrap();
    let forms = arrow::compute::take_record_batch(named(&resolved, "forms"), &by_id).unwrap();
    let leads = super::quotes::leads(&[sayings.edges()]).unwrap();
    let leads = arrow::compute::take_record_batch(
        &leads,
        &arrow::compute::sort_to_indices(leads.column(0), None, None).unwrap(),
    )
    .unwrap();
    let ids: Vec<&str> = all.iter().map(|a| a.article.id.as_str()).collect();
    let clusters: Vec<(&str, bool)> = (0u32..).take(ids.len()).map(|no| resolution.cluster(ArticleNo(no))).collect();
    let clusters = RecordBatch::try_from_iter([
        ("article_id", Arc::new(StringArray::from(ids)) as ArrayRef),
        ("cluster_id", Arc::new(clusters.iter().map(|c| Some(c.0)).collect::<StringArray>())),
        ("is_canonical", Arc::new(clusters.iter().map(|c| Some(c.1)).collect::<arrow::array::BooleanArray>())),
    ])
    .unwrap();
    let known = super::finished::Known::new(&forms, &clusters, &leads).unwrap();
    let finish = |name: &str| known.finish(name, named(&flat, name)).unwrap();
    assert_eq!(finish("articles"), forms::of(&crate::tables::articles::ARTICLES, &rows.articles));
    assert_eq!(finish("segments"), forms::of(&crate::tables::segments::SEGMENTS, &rows.segments));
    assert_eq!(finish("dates"), forms::of(&crate::tables::dates::DATES, &rows.dates));
    assert_eq!(finish("quotes"), forms::of(&crate::tables::quotes::QUOTES, &rows.quotes));
    assert_eq!(finish("quote_parts"), forms::of(&crate::tables::quote_parts::QUOTE_PARTS, &rows.quote_parts));
    // A repaired kind is part of the id: of one article, rows may then stand in another order.
    rows.mentions.sort_by(|a, b| (&a.article_id, a.start, a.end).cmp(&(&b.article_id, b.start, b.end)));
    let got = finish("mentions");
    let at = |name: &str| got.column_by_name(name).unwrap().as_primitive::<arrow::datatypes::Int32Type>().clone();
    let (starts, ends) = (at("start"), at("end"));
    let article = got.column_by_name("article_id").unwrap().as_string::<i32>();
    let mut order: Vec<u32> = (0u32..).take(got.num_rows()).collect();
    order.sort_by_key(|&i| (article.value(i as usize), starts.value(i as usize), ends.value(i as usize)));
    let got = arrow::compute::take_record_batch(&got, &UInt32Array::from(order)).unwrap();
    assert_eq!(got, forms::of(&crate::tables::mentions::MENTIONS, &rows.mentions));
}

#[test]
fn finished_rows_are_those_of_a_single_run() {
    let (all, resolution) = whole();
    assert_finished_as_in_a_single_run(&all, &resolution);
}

/// "Northgate Water said": a place to its article, which no gazetteer knows; a body to all others, and a speaker.
#[test]
fn a_speaker_that_looked_like_a_place_in_its_article_speaks() {
    let said = |id: &str, marked: &str, speaker: u32| {
        let mut article = crate::resolve::marked::extracted(id, Some(crate::records::Day(20_000)), marked);
        let text = "“The pipe will be mended this week,” said Ruth Adeyemi.";
        let mut quote = crate::pipeline::extract(crate::normalise::plain(text)).quotes.remove(0);
        quote.parts = vec![crate::records::Span::new(0, 4)];
        (quote.speaker, quote.cue, quote.addressee) = (None, None, None);
        (quote.speaker_mention, quote.addressee_mention) = (Some(speaker), Some(1 - speaker));
        article.quotes.push(quote);
        article
    };
    let all = [
        said("a", "The {l Northgate Water} pumps told {p Ruth Adeyemi}.", 0),
        said("b", "The bosses of {o Northgate Water} told {p Ruth Adeyemi}.", 1),
        said("c", "The bosses of {o Northgate Water} told {l Vexby Moor}.", 0),
        said("d", "The bosses of {p Northgate Water} told {o Northgate Bank}.", 0),
        said("e", "{o Northgate Water}, {o Northgate Water}, {o Northgate Water} and {o Northgate Water}.", 0),
    ];
    let mut resolver = Resolver::default();
    for article in &all {
        resolver.add(summarise(article));
    }
    let resolution = resolver.finish(&|n: ArticleNo| Ok(all[n.0 as usize].article.clone())).unwrap();
    let speaker = |no: u32| resolution.entity(ArticleNo(no), all[no as usize].mentions[0].local.unwrap()).unwrap();
    assert_eq!(speaker(0).kind, crate::records::Kind::Organisation);
    assert_eq!(speaker(0).entity_id, speaker(1).entity_id);
    assert_eq!(speaker(3).kind, crate::records::Kind::Organisation);
    assert_finished_as_in_a_single_run(&all, &resolution);
}
