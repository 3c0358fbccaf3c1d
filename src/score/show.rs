//! Scores as a table to read, and the list of errors.

use super::measure::{Scores, Seen, Spans};
use super::pair::Rates;
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// Characters of an error that are shown.
const SHOWN: usize = 100;

/// Four digits for shares, one for kilometres.
fn number(x: Option<f64>) -> String {
    match x {
        None => "-".to_owned(),
        Some(x) if x.abs() > 1.5 => format!("{x:.1}"),
        Some(x) => format!("{x:.4}"),
    }
}

fn three(rates: Rates) -> String {
    format!("{:>7} {:>7} {:>7}", number(Some(rates.p)), number(Some(rates.r)), number(Some(rates.f1)))
}

fn figure(map: &Map<String, Value>, key: &str) -> String {
    match map.get(key) {
        Some(Value::Number(n)) if !n.is_f64() => n.to_string(),
        other => number(other.and_then(Value::as_f64)),
    }
}

fn rates(value: Option<&Value>) -> Rates {
    let get = |key: &str| value.and_then(|v| v.get(key)).and_then(Value::as_f64).unwrap_or(0.0);
    Rates { p: get("p"), r: get("r"), f1: get("f1") }
}

/// The whole table.
#[must_use]
pub fn table(scores: &Scores) -> String {
    let mut out = String::new();
    let notes = serde_json::to_value(&scores.notes).unwrap_or_default();
    let notes: Vec<String> = notes
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, v)| v.as_u64() != Some(0))
        .map(|(k, v)| format!("{k} {v}"))
        .collect();
    let _ = writeln!(out, "set {}: {}", scores.set, notes.join(", "));
    let rows: Vec<(String, &Spans)> = scores
        .names
        .iter()
        .map(|(name, spans)| (name.clone(), spans))
        .chain(scores.dates.iter().map(|spans| ("date".to_owned(), spans)))
        .chain(scores.quotes.iter().map(|(name, spans)| (format!("quotes [{name}]"), spans)))
        .collect();
    if !rows.is_empty() {
        let _ = writeln!(
            out,
            "{:24}{:>6}{:>7}   {:>8}{:>7}{:>8}   {:>8}{:>7}{:>8}",
            "", "gold", "pred", "strict P", "R", "F1", "relaxed P", "R", "F1"
        );
    }
    for (name, spans) in rows {
        let (strict, relaxed) = (three(spans.strict), three(spans.relaxed));
        let _ = writeln!(out, "{name:24}{:>6}{:>7}    {strict}     {relaxed}", spans.gold, spans.pred);
    }
    if let Some(dates) = &scores.dates {
        let keys = ["type f1", "value f1", "type accuracy", "value accuracy"];
        let all: Vec<String> = keys.iter().map(|k| format!("{k} {}", figure(&dates.more, k))).collect();
        let _ = writeln!(out, "date attributes: {}", all.join(", "));
    }
    for (name, spans) in &scores.quotes {
        let (speaker, named) = (figure(&spans.more, "speaker"), figure(&spans.more, "speaker named"));
        let end_to_end = three(rates(spans.more.get("e2e")));
        let _ = writeln!(out, "quotes [{name}]: speaker accuracy {speaker} (named {named}), e2e P R F1 {end_to_end}");
    }
    if let Some(resolution) = &scores.resolution {
        let all: Vec<String> = resolution.keys().map(|k| format!("{k} {}", figure(resolution, k))).collect();
        let _ = writeln!(out, "place resolution: {}", all.join(", "));
    }
    if let Some(identity) = &scores.identity {
        let count = |key: &str| figure(identity, key);
        let _ = writeln!(
            out,
            "identity: gold mentions {}, matched {}, missed {}",
            count("gold mentions"),
            count("matched"),
            count("missed")
        );
        for name in ["system", "baseline"] {
            let one = identity.get(name);
            let part = |key: &str| three(rates(one.and_then(|v| v.get(key))));
            let end_to_end = number(one.and_then(|v| v.get("e2e b3 r")).and_then(Value::as_f64));
            let (b3, pairwise) = (part("b3"), part("pairwise"));
            let _ = writeln!(out, "  {name:9} B3 P R F1 {b3}   pairwise {pairwise}   e2e B3 R {end_to_end}");
        }
    }
    out
}

/// Up to `n` missed and `n` wrong spans of every row, one a line, tabs between the cells.
#[must_use]
pub fn errors(seen: &[Seen], n: usize) -> String {
    let mut out = String::new();
    for row in seen {
        for (what, labels) in [("missed", &row.missed), ("wrong", &row.wrong)] {
            for label in labels.iter().take(n) {
                let words: String = label.surface.split_whitespace().collect::<Vec<_>>().join(" ");
                let words: String = words.chars().take(SHOWN).collect();
                let _ = writeln!(out, "{}\t{what}\t{}\t{}-{}\t{words}", row.row, label.id, label.start, label.end);
            }
        }
    }
    out
}
