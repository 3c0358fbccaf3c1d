//! ninjs, the IPTC's news in JSON: versions 1 (`body_html`, `headline`) to 3 (`bodies`, `headlines`).

use super::metadata::{Field, Fields};
use serde_json::{Map, Value};

/// Fields of a ninjs object; None when it is none.
#[must_use]
pub fn fields(object: &Map<String, Value>) -> Option<Fields> {
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    object.get("uri")?;
    let body = match object.get("bodies").and_then(Value::as_array) {
        Some(bodies) => longest(bodies, "value"),
        None => text("body_text")
            .filter(|t| t.contains('\n'))
            .or_else(|| text("body_html"))
            .or_else(|| text("body_xhtml"))
            .or_else(|| text("body_text")),
    }?;
    let mut fields = Fields::default();
    let mut offer = |field: Field, value: Option<String>| {
        if let Some(value) = value {
            fields.offer(field, 0, value);
        }
    };
    offer(Field::Text, Some(body));
    offer(Field::Id, text("uri"));
    let headlines = object.get("headlines").and_then(Value::as_array);
    offer(
        Field::Title,
        headlines.and_then(|h| h.first()?.get("value")?.as_str().map(str::to_owned)).or_else(|| text("headline")),
    );
    offer(Field::Byline, text("byline").or_else(|| text("by")).or_else(|| names(object.get("people"), Some("author"))));
    offer(
        Field::Published,
        [
            "firstpublished",
            "firstcreated",
            "versioncreated",
            "contentcreated",
            "firstCreated",
            "versionCreated",
            "contentCreated",
        ]
        .iter()
        .find_map(|name| text(name)),
    );
    offer(
        Field::Outlet,
        text("provider").or_else(|| text("copyrightholder")).or_else(|| names(object.get("infosources"), None)),
    );
    offer(Field::Section, names(object.get("subject").or_else(|| object.get("subjects")), None));
    offer(
        Field::Url,
        text("url")
            .or_else(|| object.get("altids").and_then(|a| a.get("url")).and_then(Value::as_str).map(str::to_owned)),
    );
    offer(Field::Lang, text("language"));
    Some(fields)
}

fn longest(list: &[Value], key: &str) -> Option<String> {
    let mut best: Option<&str> = None;
    for value in list.iter().filter_map(|v| v.get(key)?.as_str()) {
        if best.is_none_or(|b| value.len() > b.len()) {
            best = Some(value);
        }
    }
    best.map(str::to_owned)
}

/// Name of the first of a list of things, with that role.
fn names(list: Option<&Value>, role: Option<&str>) -> Option<String> {
    let first =
        list?.as_array()?.iter().find(|v| role.is_none_or(|r| v.get("rel").and_then(Value::as_str) == Some(r)))?;
    first.get("name").or_else(|| first.get("literal"))?.as_str().map(str::to_owned)
}
