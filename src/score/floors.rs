//! Floors under the figures: `--min person=0.85` fails a run that drops below.

use super::measure::{Scores, Spans};
use serde_json::Value;

/// A figure and the least that it may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// A name of [`FIGURES`].
    pub figure: String,
    /// The least allowed, 0..1.
    pub least: f64,
}

/// What a floor can be put under.
pub const FIGURES: &[(&str, &str)] = &[
    ("person", "strict F1 of people"),
    ("organisation", "strict F1 of organisations"),
    ("place", "strict F1 of places (all that the set labels)"),
    ("coordinates", "share of labelled places found within 161 km"),
    ("date", "strict F1 of dates"),
    ("date-value", "relaxed F1 of dates times the share of right values"),
    ("quote", "strict F1 of direct quotes"),
    ("indirect", "strict F1 of indirect quotes"),
    ("speaker", "share of matched direct quotes with the right speaker"),
    ("identity", "B-cubed F1 of entity ids over all articles"),
];

impl std::str::FromStr for Floor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || FIGURES.iter().map(|f| f.0).collect::<Vec<_>>().join(", ");
        let expected = || format!("expected FIGURE=0.85 with a figure of {}, but found '{text}'", names());
        let (figure, least) = text.split_once('=').ok_or_else(expected)?;
        let least: f64 = least.parse().map_err(|_| expected())?;
        if FIGURES.iter().any(|f| f.0 == figure) && (0.0..=1.0).contains(&least) {
            return Ok(Self { figure: figure.to_owned(), least });
        }
        Err(expected())
    }
}

impl Floor {
    /// The figure of these scores; None where the set has no labels for it.
    #[must_use]
    pub fn found(&self, scores: &Scores) -> Option<f64> {
        let name = |wanted: &str| scores.names.iter().find(|(name, _)| name == wanted).map(|(_, s)| s.strict.f1);
        let quote = |wanted: &str| scores.quotes.iter().find(|(name, _)| name == wanted).map(|(_, s)| s);
        let more = |spans: &Spans, key: &str| spans.more.get(key).and_then(Value::as_f64);
        match self.figure.as_str() {
            "place" => name("place").or_else(|| name("place [all]")),
            "coordinates" => scores.resolution.as_ref()?.get("e2e acc@161km")?.as_f64(),
            "date" => scores.dates.as_ref().map(|d| d.strict.f1),
            "date-value" => scores.dates.as_ref().and_then(|d| more(d, "value f1")),
            "quote" => quote("direct").map(|q| q.strict.f1),
            "indirect" => quote("indirect").map(|q| q.strict.f1),
            "speaker" => quote("direct").and_then(|q| more(q, "speaker")),
            "identity" => scores.identity.as_ref()?.get("system")?.get("b3")?.get("f1")?.as_f64(),
            figure => name(figure),
        }
    }

    /// What is wrong, in a line; None when the floor holds.
    #[must_use]
    pub fn broken(&self, scores: &Scores) -> Option<String> {
        match self.found(scores) {
            None => Some(format!("{}: expected labels for it in {}, but found none", self.figure, scores.set)),
            Some(found) if found < self.least => {
                Some(format!("{}: expected at least {}, but found {found:.4}", self.figure, self.least))
            }
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_is_a_known_figure_and_a_share() {
        assert_eq!("person=0.85".parse(), Ok(Floor { figure: "person".to_owned(), least: 0.85 }));
        for wrong in ["person", "person=", "person=85", "persons=0.85", "person=NaN"] {
            assert!(wrong.parse::<Floor>().is_err(), "{wrong}");
        }
    }
}
