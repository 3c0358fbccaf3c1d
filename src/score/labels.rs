//! Labels and predictions, each with its span in the letters of the gold text.

use super::align::{Mapper, Stretch};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::records::{Kind, QuoteType};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What is scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predictions {
    /// The folder of a dataset.
    Dataset(PathBuf),
    /// A `.jsonl` file in the form of the labels, with offsets into the gold text.
    Labels(PathBuf),
}

impl Predictions {
    /// A folder is a dataset, anything else a file of labels.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        if path.is_dir() { Self::Dataset(path.to_owned()) } else { Self::Labels(path.to_owned()) }
    }
}

/// One article of a gold set: a line of `articles.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldArticle {
    /// The `article_id` of the dataset.
    pub id: String,
    /// What the offsets of its labels count in.
    pub text: String,
    /// Day of publication, `2024-03-14`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Only predictions that touch this window count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eval_start: Option<i64>,
    /// See `eval_start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eval_end: Option<i64>,
}

/// Who said it, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// First code point; None where only the words are known.
    pub start: Option<i64>,
    /// One past the last code point.
    pub end: Option<i64>,
    /// The words.
    #[serde(default)]
    pub surface: String,
}

/// One label: a line of `gold.jsonl`, or a prediction.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// Article that it stands in.
    pub id: String,
    /// `person`, `organisation`, `place`, `date` or `quote`; others are never scored.
    pub kind: String,
    /// First code point in the article's text.
    pub start: i64,
    /// One past the last code point.
    pub end: i64,
    /// The words.
    #[serde(default)]
    pub surface: String,
    /// Not required; a prediction that touches it and no other label does not count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore: bool,
    /// Names: the same for every mention of one person, body or place in the whole set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Places: degrees north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Places: degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geonames_id: Option<i64>,
    /// Places: a demonym or adjective ("Syrian").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjectival: Option<bool>,
    /// Places: whether the place itself is meant, in sets that tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<bool>,
    /// Dates: TimeML type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timex_type: Option<String>,
    /// Dates: TIMEX3 value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Quotes: `direct`, `indirect` or `mixed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_type: Option<String>,
    /// Quotes: who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Words>,
    /// Quotes: "said".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<Words>,
}

impl Label {
    /// Whether it names a person, an organisation or a place.
    #[must_use]
    pub fn is_name(&self) -> bool {
        Kind::VALUES.contains(&self.kind.as_str())
    }
}

/// A label with its place in the letters of the gold text.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The label.
    pub label: Label,
    /// Its letters; None: nothing of it is in the gold text.
    pub at: Stretch,
    /// Its speaker's; None: the speaker has no offsets.
    pub speaker_at: Option<Stretch>,
}

/// Counts that say how far the figures can be trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are the documentation: they are printed")]
pub struct Notes {
    pub articles: usize,
    pub gold: usize,
    pub predictions: usize,
    #[serde(rename = "articles without output")]
    pub articles_without_output: usize,
    #[serde(rename = "articles whose letters differ")]
    pub articles_whose_letters_differ: usize,
    #[serde(rename = "predictions for unknown articles", skip_serializing_if = "is_zero")]
    pub predictions_for_unknown_articles: usize,
    #[serde(rename = "predictions outside the gold text", skip_serializing_if = "is_zero")]
    pub predictions_outside_the_gold_text: usize,
    #[serde(rename = "predictions outside the window", skip_serializing_if = "is_zero")]
    pub predictions_outside_the_window: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// Labels and the predictions that count.
#[derive(Debug)]
pub struct Labelled {
    /// What must be found.
    pub gold: Vec<Placed>,
    /// What was found.
    pub predictions: Vec<Placed>,
    /// Counts.
    pub notes: Notes,
}

/// Reads a gold set and the predictions for it.
///
/// # Errors
/// [`Error::Input`] when a file cannot be read; [`Error::Dataset`] when a line is no label, a label
/// stands in no article, or the dataset lacks a column.
pub fn load(gold_set: &Path, predictions: &Predictions) -> Result<Labelled> {
    let articles: Vec<GoldArticle> = read_lines(&gold_set.join("articles.jsonl"))?;
    let by_id: FxHashMap<&str, &GoldArticle> = articles.iter().map(|a| (a.id.as_str(), a)).collect();
    let gold_maps: FxHashMap<&str, Mapper> =
        articles.iter().map(|a| (a.id.as_str(), Mapper::of_gold(&a.text))).collect();
    let gold_file = gold_set.join("gold.jsonl");
    let labels: Vec<Label> = read_lines(&gold_file)?;
    let (predicted, texts) = match predictions {
        Predictions::Dataset(folder) => from_dataset(folder)?,
        Predictions::Labels(file) => (read_lines(file)?, None),
    };
    let mut notes =
        Notes { articles: articles.len(), gold: labels.len(), predictions: predicted.len(), ..Notes::default() };
    let own_maps: Option<FxHashMap<&str, Mapper>> = texts.as_ref().map(|texts| {
        let pairs = articles.iter().filter_map(|a| Some((a, texts.get(&a.id)?)));
        pairs.map(|(a, text)| (a.id.as_str(), Mapper::new(&a.text, text))).collect()
    });
    if let Some(maps) = &own_maps {
        notes.articles_without_output = articles.iter().filter(|a| !maps.contains_key(a.id.as_str())).count();
        notes.articles_whose_letters_differ =
            articles.iter().filter(|a| maps.get(a.id.as_str()).is_some_and(Mapper::differs)).count();
    }

    let mut gold = Vec::with_capacity(labels.len());
    for label in labels {
        let Some(map) = gold_maps.get(label.id.as_str()) else {
            let problem = format!("expected labels of articles in articles.jsonl, but found '{}'", label.id);
            return Err(Error::Dataset { path: gold_file, problem });
        };
        gold.push(place(label, map));
    }
    let maps = own_maps.as_ref().unwrap_or(&gold_maps);
    let mut kept = Vec::with_capacity(predicted.len());
    for label in predicted {
        let Some(map) = maps.get(label.id.as_str()) else {
            notes.predictions_for_unknown_articles += 1;
            continue;
        };
        let article = by_id[label.id.as_str()];
        let window = article
            .eval_start
            .map(|start| gold_maps[label.id.as_str()].stretch(start, article.eval_end.unwrap_or(i64::MAX)));
        let placed = place(label, map);
        if placed.at.is_none() {
            notes.predictions_outside_the_gold_text += 1;
        } else if window.is_some_and(|window| super::pair::overlap(placed.at, window) == 0) {
            notes.predictions_outside_the_window += 1;
        } else {
            kept.push(placed);
        }
    }
    Ok(Labelled { gold, predictions: kept, notes })
}

fn place(label: Label, map: &Mapper) -> Placed {
    let at = map.stretch(label.start, label.end);
    let speaker_at =
        label.speaker.as_ref().and_then(|s| Some((s.start?, s.end?))).map(|(start, end)| map.stretch(start, end));
    Placed { label, at, speaker_at }
}

/// One JSON object a line; blank lines are skipped.
fn read_lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Input { path: path.to_owned(), source })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| {
            serde_json::from_str(line)
                .map_err(|e| Error::Dataset { path: path.to_owned(), problem: format!("line {}: {e}", i + 1) })
        })
        .collect()
}

pub(super) type Texts = FxHashMap<String, String>;

/// What a dataset knows of a place.
struct Point {
    lat: Option<f64>,
    lon: Option<f64>,
    geonames_id: Option<i64>,
}

/// The rows of a dataset as labels, and its texts by article.
pub(super) fn from_dataset(folder: &Path) -> Result<(Vec<Label>, Option<Texts>)> {
    let dataset = Dataset::open(folder)?;
    let mut texts = Texts::default();
    dataset.each("articles", &["article_id", "text"], |batch| {
        for row in 0..batch.n_rows() {
            texts.insert(owned(batch.text(0, row)), owned(batch.text(1, row)));
        }
    })?;
    let mut places: FxHashMap<String, Point> = FxHashMap::default();
    dataset.each("places", &["entity_id", "latitude", "longitude", "geonames_id"], |batch| {
        for row in 0..batch.n_rows() {
            let point = Point { lat: batch.real(1, row), lon: batch.real(2, row), geonames_id: batch.whole(3, row) };
            places.insert(owned(batch.text(0, row)), point);
        }
    })?;
    let mut labels = Vec::new();
    let columns = ["article_id", "kind", "start", "end", "surface", "entity_id"];
    dataset.each("mentions", &columns, |batch| {
        for row in 0..batch.n_rows() {
            let mut label = Label {
                id: owned(batch.text(0, row)),
                kind: owned(batch.text(1, row)),
                start: batch.whole(2, row).unwrap_or(0),
                end: batch.whole(3, row).unwrap_or(0),
                surface: owned(batch.text(4, row)),
                entity: batch.text(5, row).map(str::to_owned),
                ..Label::default()
            };
            let is_place = label.kind == Kind::Place.as_str();
            if let Some(place) = label.entity.as_ref().filter(|_| is_place).and_then(|id| places.get(id)) {
                (label.lat, label.lon, label.geonames_id) = (place.lat, place.lon, place.geonames_id);
            }
            labels.push(label);
        }
    })?;
    dataset.each("dates", &["article_id", "start", "end", "surface", "timex_type", "value"], |batch| {
        for row in 0..batch.n_rows() {
            labels.push(Label {
                id: owned(batch.text(0, row)),
                kind: "date".to_owned(),
                start: batch.whole(1, row).unwrap_or(0),
                end: batch.whole(2, row).unwrap_or(0),
                surface: owned(batch.text(3, row)),
                timex_type: batch.text(4, row).map(str::to_owned),
                value: batch.text(5, row).map(str::to_owned),
                ..Label::default()
            });
        }
    })?;
    quotes(&dataset, &texts, &mut labels)?;
    Ok((labels, Some(texts)))
}

/// Every part of a quotation that narration parts from the others is a label of its own.
fn quotes(dataset: &Dataset, texts: &Texts, labels: &mut Vec<Label>) -> Result<()> {
    let mut parts: FxHashMap<String, Vec<(i64, i64)>> = FxHashMap::default();
    dataset.each("quote_parts", &["quote_id", "start", "end"], |batch| {
        for row in 0..batch.n_rows() {
            let part = (batch.whole(1, row).unwrap_or(0), batch.whole(2, row).unwrap_or(0));
            parts.entry(owned(batch.text(0, row))).or_default().push(part);
        }
    })?;
    let columns = [
        "quote_id",
        "article_id",
        "start",
        "end",
        "quote",
        "quote_type",
        "speaker",
        "speaker_start",
        "speaker_end",
        "cue",
        "cue_start",
        "cue_end",
    ];
    // Characters of the article whose quotes are being read: rows come article by article.
    let mut current: (String, Vec<char>) = (String::new(), Vec::new());
    dataset.each("quotes", &columns, |batch| {
        for row in 0..batch.n_rows() {
            let id = batch.text(1, row).unwrap_or("");
            if current.0 != id {
                current = (id.to_owned(), texts.get(id).map_or_else(Vec::new, |t| t.chars().collect()));
            }
            let whole = (batch.whole(2, row).unwrap_or(0), batch.whole(3, row).unwrap_or(0));
            let mine = parts.remove(batch.text(0, row).unwrap_or("")).unwrap_or_else(|| vec![whole]);
            let words = |column: usize| {
                batch.text(column, row).filter(|words| !words.is_empty()).map(|surface| Words {
                    start: batch.whole(column + 1, row),
                    end: batch.whole(column + 2, row),
                    surface: surface.to_owned(),
                })
            };
            for (start, end) in join_parts(&current.1, mine) {
                labels.push(Label {
                    id: id.to_owned(),
                    kind: "quote".to_owned(),
                    start,
                    end,
                    surface: owned(batch.text(4, row)),
                    quote_type: batch.text(5, row).map(str::to_owned),
                    speaker: words(6),
                    cue: words(9),
                    ..Label::default()
                });
            }
        }
    })
}

/// Parts with no letter or digit between them (a reopened paragraph) are one.
#[must_use]
pub fn join_parts(text: &[char], mut parts: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    parts.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::with_capacity(parts.len());
    for (start, end) in parts {
        match joined.last_mut() {
            Some(last) if !has_letters(text, last.1, start) => last.1 = end,
            _ => joined.push((start, end)),
        }
    }
    joined
}

fn has_letters(text: &[char], start: i64, end: i64) -> bool {
    let at = |i: i64| usize::try_from(i).unwrap_or(0).min(text.len());
    text.get(at(start)..at(end)).unwrap_or(&[]).iter().any(|&c| super::fold::is_letter_or_digit(c))
}

fn owned(cell: Option<&str>) -> String {
    cell.unwrap_or("").to_owned()
}

/// A quote is direct where its type is not said.
#[must_use]
pub fn quote_type(label: &Label) -> &str {
    label.quote_type.as_deref().unwrap_or(QuoteType::Direct.as_str())
}
