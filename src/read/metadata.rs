//! Which field of a record is which of ours.
//!
//! In: names of fields, columns or keys. Out: our [`Field`]. `field.tsv` lists what others call them;
//! `--map text=body` sets one, and then only that one counts.

use crate::config::ExtractOptions;
use crate::records::RawArticle;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::sync::LazyLock;

/// The fields of an article that inputs carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The record's own id.
    Id,
    /// The words.
    Text,
    /// Headline.
    Title,
    /// Date or moment of publication.
    Published,
    /// Address.
    Url,
    /// Who published it.
    Outlet,
    /// Authors.
    Byline,
    /// Section of the outlet.
    Section,
    /// Language.
    Lang,
}

impl Field {
    /// All of them, with their names in `--map` and `field.tsv`.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Id, "id"),
        (Self::Text, "text"),
        (Self::Title, "title"),
        (Self::Published, "published"),
        (Self::Url, "url"),
        (Self::Outlet, "outlet"),
        (Self::Byline, "byline"),
        (Self::Section, "section"),
        (Self::Lang, "lang"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(field, _)| *field)
    }
}

/// Folded name to field and rank (smaller is better).
static KNOWN: LazyLock<FxHashMap<String, (Field, usize)>> = LazyLock::new(|| {
    include_str!("field.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1)
        .enumerate()
        .filter_map(|(rank, line)| {
            let (field, name) = line.split_once('\t')?;
            Some((folded(name), (Field::named(field)?, rank)))
        })
        .collect()
});

/// Small letters and digits only: "webPublicationDate" and "web_publication_date" are one.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// The field that a column or key holds, and how good a name that is for it (smaller is better).
#[must_use]
pub fn field_of(name: &str, options: &ExtractOptions) -> Option<(Field, usize)> {
    if let Some((ours, _)) = options.map.iter().find(|(_, theirs)| theirs.as_str() == name) {
        return Field::named(ours).map(|field| (field, 0));
    }
    let (field, rank) = *KNOWN.get(folded(name).as_str())?;
    let is_mapped = Field::ALL.iter().any(|(f, n)| *f == field && options.map.contains_key(*n));
    (!is_mapped).then_some((field, rank + 1))
}

/// Values of the fields of one record, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    values: [Option<(usize, String)>; 9],
}

impl Fields {
    /// Takes `value` for `field` unless a better name gave one before. Empty values are none.
    pub fn offer(&mut self, field: Field, rank: usize, value: String) {
        let slot = &mut self.values[field as usize];
        if !value.trim().is_empty() && slot.as_ref().is_none_or(|(best, _)| rank < *best) {
            *slot = Some((rank, value));
        }
    }

    /// The value, taken out.
    pub fn take(&mut self, field: Field) -> Option<String> {
        self.values[field as usize].take().map(|(_, value)| value)
    }

    /// Whether there is text.
    #[must_use]
    pub const fn has_text(&self) -> bool {
        self.values[Field::Text as usize].is_some()
    }

    /// Moves all but the text into `raw`, which keeps what it has.
    pub fn fill(&mut self, raw: &mut RawArticle) {
        let mut set = |slot: &mut Option<String>, field| {
            if slot.is_none() {
                *slot = self.take(field).map(|v| v.trim().to_owned());
            }
        };
        set(&mut raw.id, Field::Id);
        set(&mut raw.title, Field::Title);
        set(&mut raw.published, Field::Published);
        set(&mut raw.url, Field::Url);
        set(&mut raw.outlet, Field::Outlet);
        set(&mut raw.byline, Field::Byline);
        set(&mut raw.section, Field::Section);
        set(&mut raw.lang, Field::Lang);
    }
}

/// Fields of a JSON object. Objects that wrap the record (`_source`, `fields`, `attributes`, `article`)
/// are looked into, and so are the dotted names of `--map`.
#[must_use]
pub fn of_json(object: &serde_json::Map<String, Value>, options: &ExtractOptions) -> Fields {
    let mut fields = Fields::default();
    offer_object(object, options, 0, &mut fields);
    for (ours, theirs) in &options.map {
        if let (Some(field), true) = (Field::named(ours), theirs.contains('.')) {
            let found = theirs.split('.').try_fold(None, |at: Option<&Value>, key| {
                let next = match at {
                    None => object.get(key),
                    Some(Value::Array(list)) => key.parse::<usize>().ok().and_then(|i| list.get(i)),
                    Some(value) => value.get(key),
                };
                next.map(Some)
            });
            if let Some(value) = found.flatten().and_then(|v| as_text(v, field)) {
                fields.offer(field, 0, value);
            }
        }
    }
    fields
}

/// Objects that hold the record inside them.
const WRAPPERS: [&str; 8] = ["_source", "fields", "attributes", "article", "document", "doc", "item", "data"];

fn offer_object(object: &serde_json::Map<String, Value>, options: &ExtractOptions, depth: usize, fields: &mut Fields) {
    for (name, value) in object {
        if let Value::Object(inner) = value
            && depth < 2
            && WRAPPERS.contains(&name.as_str())
        {
            offer_object(inner, options, depth + 1, fields);
            continue;
        }
        if let Some((field, rank)) = field_of(name, options)
            && let Some(text) = as_text(value, field)
        {
            fields.offer(field, rank + depth * 1000, text);
        }
    }
}

/// A value as text: numbers as written, lists joined, objects by their name.
fn as_text(value: &Value, field: Field) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(_) | Value::Null => None,
        Value::Array(list) => {
            let between = if field == Field::Text { "\n\n" } else { ", " };
            let parts: Vec<String> = list.iter().filter_map(|v| as_text(v, field)).collect();
            (!parts.is_empty()).then(|| parts.join(between))
        }
        Value::Object(object) => {
            ["name", "$oid", "$date", "value", "text", "title", "id", "rendered", "#text", "main", "original"]
                .iter()
                .filter(|_| field != Field::Text || object.len() < 6)
                .find_map(|key| object.get(*key))
                .filter(|v| !v.is_object() && !v.is_array())
                .and_then(|v| as_text(v, field))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str, map: &[(&str, &str)]) -> Fields {
        let options = ExtractOptions {
            map: map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            ..ExtractOptions::default()
        };
        let Ok(Value::Object(object)) = serde_json::from_str(json) else { panic!("{json}") };
        of_json(&object, &options)
    }

    #[test]
    fn fields_are_known_by_many_names() {
        let mut got = fields(
            r#"{"webTitle":"T","source":{"id":null,"name":"The Courier"},"authors":["A. Pike","B. Rao"],
                "fields":{"bodyText":"Words."},"webPublicationDate":"2024-03-14T10:00:00Z","id":7}"#,
            &[],
        );
        for (field, want) in [
            (Field::Title, "T"),
            (Field::Outlet, "The Courier"),
            (Field::Byline, "A. Pike, B. Rao"),
            (Field::Text, "Words."),
            (Field::Published, "2024-03-14T10:00:00Z"),
            (Field::Id, "7"),
        ] {
            assert_eq!(got.take(field).as_deref(), Some(want));
        }
    }

    #[test]
    fn a_mapped_field_is_taken_from_there_and_nowhere_else() {
        let mut got = fields(
            r#"{"text":"teaser","payload":{"parts":[{"t":"Words."}]},"date":"2024-03-14","when":"2023-01-01"}"#,
            &[("text", "payload.parts.0.t"), ("published", "when")],
        );
        assert_eq!(got.take(Field::Text).as_deref(), Some("Words."));
        assert_eq!(got.take(Field::Published).as_deref(), Some("2023-01-01"));
    }
}
