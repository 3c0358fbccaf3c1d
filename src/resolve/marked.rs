//! Articles for tests, with their names marked: `{p Mrs|Tully}`, `{o Arts Council England}`, `{l York}`; `{c Cuba}` is the
//! country of the gazetteer, `{t Cuba}` a town of that name; `{m Rome}` is the government that sits there.
//!
//! In: marked text. Out: an [`Extracted`] as the pipeline makes it, up to the entities. `|` ends a title.

use crate::extract::Layout;
use crate::extract::places::gazetteer;
use crate::records::{Day, Extracted, Kind, Mention, PlaceId, Role, SegmentKind, Span};
use std::borrow::Cow;

/// Kind, role, title, words and place of one mark.
type Marked = (Kind, Role, Option<Span>, Span, Option<PlaceId>);

/// Reads marked text; `~description~` right after a mark is its description.
pub fn extracted(id: &str, day: Option<Day>, marked: &str) -> Extracted {
    let mut text = String::new();
    let mut found: Vec<Marked> = Vec::new();
    let mut rest = marked;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        let close = open + rest[open..].find('}').unwrap();
        let kind = match &rest[open + 1..=open + 1] {
            "p" => Kind::Person,
            "o" | "m" => Kind::Organisation,
            _ => Kind::Place,
        };
        let name = &rest[open + 3..close];
        let title = name.split_once('|').map(|(title, _)| {
            let span = Span::new(text.len(), text.len() + title.len());
            text.push_str(title);
            text.push(' ');
            span
        });
        let name = name.rsplit('|').next().unwrap();
        let span = Span::new(text.len(), text.len() + name.len());
        text.push_str(name);
        let features: &[&str] = match &rest[open + 1..=open + 1] {
            "c" => &["country"],
            "t" | "m" => &["city"],
            _ => &[],
        };
        let place =
            gazetteer().candidates(name).into_iter().find(|&p| features.contains(&gazetteer().place(p).feature));
        assert_eq!(place.is_some(), !features.is_empty(), "{name}");
        let role = if rest[open + 1..].starts_with('m') { Role::Metonymic } else { Role::Literal };
        found.push((kind, role, title, span, place));
        rest = &rest[close + 1..];
    }
    text.push_str(rest);
    let mut article = crate::normalise::plain(&text);
    article.id = id.to_owned();
    article.published_date = day;
    let layout = Layout::of(&article);
    let mut mentions: Vec<Mention> = found
        .into_iter()
        .map(|(kind, role, title, span, place)| Mention {
            span,
            kind,
            role,
            modifier: None,
            title,
            description: None,
            place,
            place_confidence: 0.0,
            local: None,
            quote: None,
            segment: SegmentKind::Body,
            sentence: layout.sentence_at(span.start),
            paragraph: layout.paragraph_at(span.start),
            confidence: 1.0,
            rule: Cow::Borrowed("test"),
        })
        .collect();
    let entities = super::within::join(&article, &layout, &mut mentions);
    Extracted {
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
    }
}

/// Names of an article as `a=b c`: mentions of one entity joined, groups in order; `?` before what stays open.
pub fn groups(extracted: &Extracted) -> String {
    let text = &extracted.article.text;
    let mut out: Vec<Vec<&str>> = vec![Vec::new(); extracted.entities.len()];
    let mut open = Vec::new();
    for mention in &extracted.mentions {
        match mention.local {
            Some(local) => out[local as usize].push(mention.span.of(text)),
            None => open.push(format!("?{}", mention.span.of(text))),
        }
    }
    let groups = out.iter().map(|g| g.join(" = "));
    groups.chain(open).collect::<Vec<_>>().join("; ")
}
