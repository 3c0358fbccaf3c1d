//! How well identity is told on the mentions of a gold set: spans and kinds from gold, the rest ours.
//!
//! `COPYDESK_GOLD=/work/shared/gold/aida-dev cargo test --release --lib resolve::measure -- --ignored --nocapture`
//! writes `predictions.jsonl` to the temporary folder for `score.py SET --pred`.

use super::{ArticleNo, Resolver, summarise};
use crate::extract::{Layout, places};
use crate::records::{CodePoints, Extracted, Kind, Mention, Role, SegmentKind, Span};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::fmt::Write as _;

fn rows(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn title_before(text: &str, layout: &Layout, start: u32) -> Option<Span> {
    let at = layout.token_at(start).checked_sub(1)?;
    let token = layout.tokens[at];
    let word = token.of(text).trim_end_matches('.');
    ["Mr", "Mrs", "Ms", "Miss", "Sir", "Dr", "Lord", "Lady", "Dame", "President", "Judge"]
        .contains(&word)
        .then_some(token.span)
}

fn read_gold(folder: &str) -> Vec<Extracted> {
    let mut gold: FxHashMap<String, Vec<Value>> = FxHashMap::default();
    for row in rows(&format!("{folder}/gold.jsonl")) {
        gold.entry(row["id"].as_str().unwrap().to_owned()).or_default().push(row);
    }
    let mut all = Vec::new();
    for row in rows(&format!("{folder}/articles.jsonl")) {
        let id = row["id"].as_str().unwrap();
        let mut article = crate::normalise::plain(row["text"].as_str().unwrap());
        id.clone_into(&mut article.id);
        article.published_date =
            row["published"].as_str().and_then(|p| p.get(..10)?.parse().ok()).map(|d: jiff::civil::Date| d.into());
        let layout = Layout::of(&article);
        let points = CodePoints::new(&article.text);
        let mut byte_of = vec![0u32; points.total() as usize + 1];
        for (i, (byte, _)) in article.text.char_indices().chain([(article.text.len(), ' ')]).enumerate() {
            byte_of[i] = u32::try_from(byte).unwrap();
        }
        let mut mentions: Vec<Mention> = Vec::new();
        for g in gold.get(id).into_iter().flatten() {
            let kind = match g["kind"].as_str().unwrap() {
                "person" => Kind::Person,
                "organisation" => Kind::Organisation,
                "place" => Kind::Place,
                _ => continue,
            };
            let at = |key: &str| byte_of[usize::try_from(g[key].as_u64().unwrap()).unwrap()];
            let span = Span { start: at("start"), end: at("end") };
            mentions.push(Mention {
                span,
                kind,
                role: Role::Literal,
                modifier: None,
                title: if kind == Kind::Person { title_before(&article.text, &layout, span.start) } else { None },
                description: None,
                place: None,
                place_confidence: 0.0,
                local: None,
                quote: None,
                segment: SegmentKind::Body,
                sentence: layout.sentence_at(span.start),
                paragraph: layout.paragraph_at(span.start),
                confidence: 1.0,
                rule: Cow::Borrowed("gold"),
            });
        }
        mentions.sort_by_key(|m| m.span);
        places::resolve(&article, &layout, &mut mentions);
        for m in mentions.iter_mut().filter(|m| m.kind == Kind::Place && m.place.is_none()) {
            m.place = places::gazetteer().candidates(m.span.of(&article.text)).first().copied();
        }
        let entities = super::within::join(&article, &layout, &mut mentions);
        all.push(Extracted {
            n_sentences: 0,
            n_paragraphs: 0,
            n_words: layout.n_words(),
            signature: super::near_duplicates::signature(&article, &layout),
            article,
            mentions,
            dates: Vec::new(),
            quotes: Vec::new(),
            entities,
            rejects: Vec::new(),
        });
    }
    all
}

#[test]
#[ignore = "needs the gold data"]
fn identity_on_gold_spans() {
    let folder = std::env::var("COPYDESK_GOLD").unwrap_or_else(|_| "/work/shared/gold/aida-dev".to_owned());
    let all = read_gold(&folder);
    let mut resolver = Resolver::default();
    for one in &all {
        resolver.add(summarise(one));
    }
    let resolution = resolver.finish(&|n: ArticleNo| Ok(all[n.0 as usize].article.clone())).unwrap();
    let mut out = String::new();
    for (i, one) in all.iter().enumerate() {
        let points = CodePoints::new(&one.article.text);
        for m in &one.mentions {
            let entity = m.local.and_then(|l| resolution.entity(ArticleNo(u32::try_from(i).unwrap()), l));
            let (start, end) = points.span(m.span);
            let row = json!({"id": one.article.id, "kind": m.kind.as_str(), "start": start, "end": end,
                "surface": m.span.of(&one.article.text), "entity": entity.map(|e| &e.entity_id), "name": entity.map(|e| &e.name)});
            writeln!(out, "{row}").unwrap();
        }
    }
    let path = std::env::temp_dir().join("predictions.jsonl");
    std::fs::write(&path, out).unwrap();
}
