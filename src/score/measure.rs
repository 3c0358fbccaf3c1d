//! The figures: spans a kind, values of dates, coordinates, identity, quotes and their speakers.

use super::fold::words;
use super::labels::{Labelled, Notes, Placed, quote_type};
use super::pair::{Rates, Row, overlap, pairs, quote_overlap};
use crate::records::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Half the circumference of the Earth: the error of a place without coordinates.
const MAX_KM: f64 = 20_039.0;
/// Mean radius (IUGG).
const EARTH_KM: f64 = 6371.0088;

const PRONOUNS: &[&str] = &[
    "i", "me", "we", "us", "you", "he", "him", "she", "her", "it", "they", "them", "who", "whom", "that", "which",
    "one", "this", "these", "those",
];

/// Scores of one kind of span.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spans {
    /// Labels.
    pub gold: usize,
    /// Predictions that count.
    pub pred: usize,
    /// Same letters.
    pub strict: Rates,
    /// Any overlap; of quotations at least 80 %.
    pub relaxed: Rates,
    /// What else is measured of this kind.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// Everything that was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// Name of the set.
    pub set: String,
    /// Counts.
    pub notes: Notes,
    /// People, organisations, places.
    pub names: Vec<(String, Spans)>,
    /// Coordinates.
    pub resolution: Option<Map<String, Value>>,
    /// Dates.
    pub dates: Option<Spans>,
    /// Identity over articles.
    pub identity: Option<Map<String, Value>>,
    /// Quotes: direct, direct and mixed, indirect.
    pub quotes: Vec<(String, Spans)>,
}

impl Scores {
    /// As one JSON object.
    #[must_use]
    pub fn json(&self) -> Value {
        let rows = |rows: &[(String, Spans)]| rows.iter().map(|(k, v)| (k.clone(), json!(v))).collect::<Map<_, _>>();
        let mut all = json!({"set": self.set, "notes": self.notes, "names": rows(&self.names)});
        if let Some(resolution) = &self.resolution {
            all["resolution"] = json!(resolution);
        }
        if let Some(dates) = &self.dates {
            all["dates"] = json!(dates);
        }
        if let Some(identity) = &self.identity {
            all["identity"] = json!(identity);
        }
        if !self.quotes.is_empty() {
            all["quotes"] = Value::Object(rows(&self.quotes));
        }
        all
    }
}

/// What stands behind one row: the labels without and the predictions without an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The row.
    pub row: String,
    /// Labels that no prediction answers.
    pub missed: Vec<super::labels::Label>,
    /// Predictions that answer no label.
    pub wrong: Vec<super::labels::Label>,
}

impl Seen {
    fn of(name: &str, row: &Row<'_>) -> Self {
        let found: FxHashSet<usize> = row.pairs.iter().map(|p| p.0).collect();
        let right: FxHashSet<usize> = row.pairs.iter().map(|p| p.1).collect();
        let rest = |all: &[&Placed], done: &FxHashSet<usize>| {
            all.iter().enumerate().filter(|(i, _)| !done.contains(i)).map(|(_, p)| p.label.clone()).collect()
        };
        Self { row: name.to_owned(), missed: rest(&row.gold, &found), wrong: rest(&row.counted, &right) }
    }
}

fn spans_of(row: &Row<'_>) -> Spans {
    Spans {
        gold: row.gold.len(),
        pred: row.counted.len(),
        strict: row.strict(),
        relaxed: row.relaxed(),
        more: Map::new(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn share(n: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| n as f64 / of as f64)
}

/// Measures everything that the labels allow.
#[must_use]
pub fn measure(set: String, labelled: Labelled) -> (Scores, Vec<Seen>) {
    let Labelled { gold, predictions, notes } = labelled;
    let ignored: Vec<&Placed> = gold.iter().filter(|g| g.label.ignore).collect();
    let real: Vec<&Placed> = gold.iter().filter(|g| !g.label.ignore).collect();
    let of_kind = |all: &[&'_ Placed], kind: &str| -> bool { all.iter().any(|g| g.label.kind == kind) };
    let mut scores =
        Scores { set, notes, names: Vec::new(), resolution: None, dates: None, identity: None, quotes: Vec::new() };
    let mut seen = Vec::new();
    for kind in [Kind::Place, Kind::Organisation, Kind::Person] {
        let kind = kind.as_str();
        if of_kind(&real, kind) {
            names(kind, &real, &ignored, &predictions, &mut scores, &mut seen);
        }
    }
    if of_kind(&real, "date") {
        let want = real.iter().copied().filter(|g| g.label.kind == "date").collect();
        let skip: Vec<&Placed> = ignored.iter().copied().filter(|g| g.label.kind == "date").collect();
        let row = Row::new(want, &skip, predictions.iter().filter(|p| p.label.kind == "date").collect(), overlap);
        scores.dates = Some(dates(&row));
        seen.push(Seen::of("date", &row));
    }
    scores.identity = identity(&real, &predictions);
    if of_kind(&real, "quote") {
        quotes(&gold, &predictions, &mut scores, &mut seen);
    }
    (scores, seen)
}

fn names(
    kind: &str,
    real: &[&Placed],
    ignored: &[&Placed],
    predictions: &[Placed],
    scores: &mut Scores,
    seen: &mut Vec<Seen>,
) {
    let want: Vec<&Placed> = real.iter().copied().filter(|g| g.label.kind == kind).collect();
    let has_coordinates = kind == Kind::Place.as_str() && want.iter().any(|g| g.label.lat.is_some());
    let mut rows: Vec<(String, Vec<&Placed>, Vec<&Placed>)> = Vec::new();
    if has_coordinates {
        let (adjectival, nouns): (Vec<&Placed>, Vec<&Placed>) =
            want.iter().copied().partition(|g| g.label.adjectival == Some(true));
        let is_literal = |g: &&Placed| g.label.literal == Some(true);
        rows.push(("place [all]".to_owned(), want.clone(), ignored.to_vec()));
        if !adjectival.is_empty() {
            rows.push(("place [no adjectival]".to_owned(), nouns.clone(), [ignored, &adjectival].concat()));
        }
        if want.iter().any(|g| g.label.literal.is_some()) {
            let (literal, other): (Vec<&Placed>, Vec<&Placed>) = nouns.into_iter().partition(is_literal);
            rows.push(("place [literal]".to_owned(), literal, [ignored, &adjectival, &other].concat()));
        }
    } else {
        rows.push((kind.to_owned(), want, ignored.to_vec()));
    }
    for (name, want, skip) in rows {
        let have = predictions.iter().filter(|p| p.label.kind == kind).collect();
        let row = Row::new(want, &skip, have, overlap);
        if name == "place [all]" {
            scores.resolution = Some(resolution(&row));
        }
        scores.names.push((name.clone(), spans_of(&row)));
        seen.push(Seen::of(&name, &row));
    }
}

/// `TempEval`-3: relaxed F1 times the share of pairs whose type or value is right.
fn dates(row: &Row<'_>) -> Spans {
    let mut spans = spans_of(row);
    let right = |same: fn(&Placed, &Placed) -> bool| {
        share(row.matched().filter(|(g, p)| same(g, p)).count(), row.pairs.len()).unwrap_or(0.0)
    };
    let accuracies = [
        ("type", right(|g, p| g.label.timex_type == p.label.timex_type)),
        ("value", right(|g, p| g.label.value == p.label.value)),
    ];
    for (name, accuracy) in accuracies {
        spans.more.insert(format!("{name} accuracy"), json!(accuracy));
        spans.more.insert(format!("{name} f1"), json!(spans.relaxed.f1 * accuracy));
    }
    spans
}

/// Great-circle distance in kilometres (haversine).
fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (a, b) = ((a.0.to_radians(), a.1.to_radians()), (b.0.to_radians(), b.1.to_radians()));
    let square = |x: f64| (x / 2.0).sin().powi(2);
    let h = square(b.0 - a.0) + a.0.cos() * b.0.cos() * square(b.1 - a.1);
    2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
}

/// Errors of the places that were recognised.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn resolution(row: &Row<'_>) -> Map<String, Value> {
    let point = |p: &Placed| Some((p.label.lat?, p.label.lon?));
    let n = row.gold.iter().filter(|g| g.label.lat.is_some()).count();
    let mut errors = Vec::new();
    let (mut with_id, mut same_id) = (0, 0);
    for (g, p) in row.matched() {
        let Some(lat) = g.label.lat else { continue };
        let there = (lat, g.label.lon.unwrap_or(0.0));
        errors.push(point(p).map_or(MAX_KM, |here| distance(there, here)));
        if g.label.geonames_id.is_some() {
            with_id += 1;
            same_id += usize::from(g.label.geonames_id == p.label.geonames_id);
        }
    }
    errors.sort_by(f64::total_cmp);
    let near = errors.iter().filter(|&&km| km <= 161.0).count();
    let middle = errors.len() / 2;
    let median = match errors.len() {
        0 => None,
        n if n % 2 == 1 => Some(errors[middle]),
        _ => Some(f64::midpoint(errors[middle - 1], errors[middle])),
    };
    let logs: Vec<f64> = errors.iter().map(|km| km.ln_1p() / MAX_KM.ln_1p()).collect();
    let auc = match logs.len() {
        0 => None,
        1 => Some(logs[0]),
        n => Some(logs.windows(2).map(|w| f64::midpoint(w[0], w[1])).sum::<f64>() / (n - 1) as f64),
    };
    let mean = (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / errors.len() as f64);
    let json = json!({
        "gold with coordinates": n,
        "recognised": errors.len(),
        "acc@161km": share(near, errors.len()),
        "mean km": mean,
        "median km": median,
        "auc": auc,
        "same geonames id": share(same_id, with_id),
        "e2e acc@161km": share(near, n),
    });
    json.as_object().cloned().unwrap_or_default()
}

/// B-cubed and pairwise scores of mentions clustered twice.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn clusters(items: &[(String, String)]) -> (Rates, Rates) {
    let mut gold: FxHashMap<&str, usize> = FxHashMap::default();
    let mut system: FxHashMap<&str, usize> = FxHashMap::default();
    let mut both: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for (g, s) in items {
        *gold.entry(g).or_default() += 1;
        *system.entry(s).or_default() += 1;
        *both.entry((g, s)).or_default() += 1;
    }
    let n = items.len();
    // Summed in the order of the items, so that the last digit does not depend on a map's order.
    let (mut precision, mut recall) = (0.0, 0.0);
    for (g, s) in items {
        let together = both[&(g.as_str(), s.as_str())] as f64;
        precision += together / system[s.as_str()] as f64;
        recall += together / gold[g.as_str()] as f64;
    }
    let b3 = if n > 0 { Rates::new(precision / n as f64, recall / n as f64) } else { Rates::default() };
    let two = |count: usize| count * count.saturating_sub(1) / 2;
    let pairs_of = |sizes: &mut dyn Iterator<Item = usize>| sizes.map(two).sum::<usize>();
    let shared = pairs_of(&mut both.values().copied());
    let in_gold = pairs_of(&mut gold.values().copied());
    let in_system = pairs_of(&mut system.values().copied());
    let p = share(shared, in_system).unwrap_or(if n > 0 && in_gold == 0 { 1.0 } else { 0.0 });
    let r = share(shared, in_gold).unwrap_or(if n > 0 { 1.0 } else { 0.0 });
    (b3, Rates::new(p, r))
}

/// Whether mentions of one person, body or place have one id, over the whole set.
fn identity(real: &[&Placed], predictions: &[Placed]) -> Option<Map<String, Value>> {
    let has_entity = |g: &Placed| g.label.entity.as_deref().is_some_and(|e| !e.is_empty());
    let gold: Vec<&Placed> = real.iter().copied().filter(|g| g.label.is_name() && has_entity(g)).collect();
    if gold.is_empty() {
        return None;
    }
    let have: Vec<&Placed> = predictions.iter().filter(|p| p.label.is_name()).collect();
    let found = pairs(&gold, &have, overlap);
    let matched: FxHashSet<usize> = found.iter().map(|p| p.0).collect();
    let entity = |i: usize| gold[i].label.entity.clone().unwrap_or_default();
    // NUL keeps made-up ids apart from real ones.
    let lost: Vec<(String, String)> = (0..gold.len())
        .filter(|i| !matched.contains(i))
        .enumerate()
        .map(|(n, i)| (entity(i), format!("\0missed {n}")))
        .collect();
    let by_id = found
        .iter()
        .enumerate()
        .map(|(n, &(i, j))| (entity(i), have[j].label.entity.clone().unwrap_or_else(|| format!("\0none {n}"))));
    let by_name = found.iter().map(|&(i, j)| {
        let name = have[j].label.surface.to_lowercase();
        (entity(i), name.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    let mut result = Map::new();
    result.insert("gold mentions".to_owned(), json!(gold.len()));
    result.insert("matched".to_owned(), json!(found.len()));
    result.insert("missed".to_owned(), json!(gold.len() - found.len()));
    for (name, mut items) in [("system", by_id.collect::<Vec<_>>()), ("baseline", by_name.collect())] {
        let (b3, pairwise) = clusters(&items);
        items.extend(lost.iter().cloned());
        let (end_to_end, _) = clusters(&items);
        result.insert(name.to_owned(), json!({"b3": b3, "pairwise": pairwise, "e2e b3 r": end_to_end.r}));
    }
    Some(result)
}

/// The predicted speaker overlaps the gold one, or the last words are equal, or its words occur there.
fn speaker_is_right(g: &Placed, p: &Placed) -> bool {
    let (gold, predicted) = match (&g.label.speaker, &p.label.speaker) {
        (Some(gold), Some(predicted)) => (gold, predicted),
        (None, None) => return true,
        _ => return false,
    };
    if let (Some(a), Some(b)) = (g.speaker_at, p.speaker_at)
        && overlap(a, b) > 0
    {
        return true;
    }
    let (a, b) = (words(&gold.surface), words(&predicted.surface));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    a.last() == b.last()
        || (p.speaker_at.is_none() && format!(" {} ", a.join(" ")).contains(&format!(" {} ", b.join(" "))))
}

fn quotes(gold: &[Placed], predictions: &[Placed], scores: &mut Scores, seen: &mut Vec<Seen>) {
    let gold: Vec<&Placed> = gold.iter().filter(|g| g.label.kind == "quote").collect();
    let predictions: Vec<&Placed> = predictions.iter().filter(|p| p.label.kind == "quote").collect();
    let mut rows: Vec<(&str, &[&str])> = vec![("direct", &["direct"]), ("direct+mixed", &["direct", "mixed"])];
    if predictions.iter().any(|p| p.label.quote_type.as_deref() == Some("indirect")) {
        rows.push(("indirect", &["indirect"]));
    }
    for (name, types) in rows {
        let is_of = |g: &Placed| g.label.quote_type.as_deref().is_some_and(|t| types.contains(&t));
        let is_mixed = |g: &Placed| g.label.quote_type.as_deref() == Some("mixed");
        let want = gold.iter().copied().filter(|g| is_of(g) && !g.label.ignore).collect();
        let skip: Vec<&Placed> =
            gold.iter().copied().filter(|g| g.label.ignore || (is_mixed(g) && !types.contains(&"mixed"))).collect();
        let have = predictions.iter().copied().filter(|p| types.contains(&quote_type(&p.label))).collect();
        let row = Row::new(want, &skip, have, quote_overlap);
        let mut spans = spans_of(&row);
        let said: Vec<_> = row.matched().filter(|(g, _)| g.label.speaker.is_some()).collect();
        let is_named = |g: &Placed| {
            let speaker = g.label.speaker.as_ref().map_or("", |s| s.surface.as_str());
            words(speaker).iter().any(|w| !PRONOUNS.contains(&w.as_str()))
        };
        let named: Vec<_> = said.iter().copied().filter(|(g, _)| is_named(g)).collect();
        for (key, some) in [("speaker", &said), ("speaker named", &named)] {
            let right = some.iter().filter(|(g, p)| speaker_is_right(g, p)).count();
            spans.more.insert(key.to_owned(), json!(share(right, some.len())));
        }
        let right = row.matched().filter(|(g, p)| speaker_is_right(g, p)).count();
        spans.more.insert("e2e".to_owned(), json!(Rates::of(right, row.gold.len(), row.counted.len())));
        scores.quotes.push((name.to_owned(), spans));
        seen.push(Seen::of(&format!("quotes {name}"), &row));
    }
}
