//! RSS 0.9 to 2.0, RDF and Atom: one article an item.
//!
//! The text is the fullest that an item has: `content:encoded`, Atom `content`, `description`, `summary`.

use super::decode::decode;
use super::markup;
use super::session::Session;
use super::xml::{self, Entities, Node};
use super::xml_items::{Cut, Items};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Pushes the items of a feed.
///
/// # Errors
/// What the stream fails with.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead) -> io::Result<()> {
    let longest = session.limits().record_bytes;
    let deepest = session.limits().markup_depth;
    let mut items = Items::new(input, &["item", "entry"], longest);
    let head = items.head()?;
    let charset = declared_charset(&head);
    let head = decode(&head, charset.as_deref()).text.into_owned();
    let entities = Entities::declared(&head)?;
    let outlet = channel_title(&head);
    let lang = between(&head, "<language>", "</language>").or_else(|| attribute_in(&head, "xml:lang"));
    let mut number = 0u64;
    while let Some(cut) = items.next()? {
        number += 1;
        let record = number.to_string();
        let Cut::Element(bytes) = cut else {
            session.refuse(path, Some(&record), "too_large", format!("expected at most {longest} bytes an item"));
            continue;
        };
        let decoded = decode(&bytes, charset.as_deref());
        let item = match xml::parse(&decoded.text, &entities, deepest) {
            Ok(item) => item,
            Err(refusal) => {
                session.refuse(path, Some(&record), refusal.code, refusal.message);
                continue;
            }
        };
        let Some(content) = content(&item) else {
            // What a blog exports besides its posts: pictures, menus.
            if item.child("post_type").is_some_and(|kind| !matches!(kind.text().as_str(), "post" | "page")) {
                continue;
            }
            session.refuse(path, Some(&record), "no_text", "expected an item with content, description or summary");
            continue;
        };
        let field = |names: &[&str]| names.iter().find_map(|n| item.child(n)).map(Node::text).filter(|t| !t.is_empty());
        let mut raw = session.raw(path, Some(record));
        raw.raw_hash = blake3::hash(&bytes).to_hex().to_string();
        raw.encoding = Cow::Borrowed(decoded.encoding);
        raw.id = field(&["guid", "id", "identifier"]);
        raw.title = field(&["title"]);
        raw.published = field(&["pubDate", "published", "date", "issued", "updated", "modified"]);
        raw.url = link(&item);
        raw.byline = item
            .child("author")
            .and_then(|a| a.child("name"))
            .map(Node::text)
            .or_else(|| field(&["creator", "author"]));
        raw.section =
            item.child("category").and_then(|c| c.attribute("term").map(str::to_owned).or_else(|| Some(c.text())));
        raw.outlet.clone_from(&outlet);
        raw.lang.clone_from(&lang);
        raw.content = markup::text_or_blocks(without_shortcodes(content));
        if session.article(raw).is_break() {
            break;
        }
    }
    if number == 0 {
        session.refuse(path, None, "empty", "expected a feed with items, but found none");
    }
    Ok(())
}

/// The charset of an XML declaration.
pub(super) fn declared_charset(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&head[..head.len().min(200)]).into_owned();
    let declaration = head.trim_start_matches('\u{FEFF}').trim_start().strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(value[1..].split(quote).next()?.to_owned())
}

fn channel_title(head: &str) -> Option<String> {
    let at = head.find("<title")?;
    let inside = &head[at..];
    let start = inside.find('>')? + 1;
    let title = inside[start..].split("</").next()?;
    let title = title.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim();
    (!title.is_empty() && title.len() < 200).then(|| title.to_owned())
}

fn between(text: &str, open: &str, close: &str) -> Option<String> {
    let rest = &text[text.find(open)? + open.len()..];
    Some(rest[..rest.find(close)?].trim().to_owned())
}

fn attribute_in(text: &str, name: &str) -> Option<String> {
    let rest = text[text.find(name)? + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(rest[1..].split(quote).next()?.to_owned())
}

/// The fullest text of an item.
fn content(item: &Node) -> Option<String> {
    let mut best: Option<String> = None;
    for node in item.elements() {
        if !matches!(node.name.as_str(), "encoded" | "content" | "description" | "summary" | "fulltext" | "body") {
            continue;
        }
        // Atom's xhtml content is elements; everything else is text, perhaps escaped markup.
        let text = if node.elements().next().is_some() { node.inner_markup() } else { node.raw_text() };
        if !text.trim().is_empty() && best.as_ref().is_none_or(|b| text.len() > b.len()) {
            best = Some(text);
        }
    }
    best
}

/// WordPress's `[caption …]` as the element that it stands for, other shortcodes of pictures and players left out.
fn without_shortcodes(text: String) -> String {
    const PLAYERS: [&str; 7] = ["gallery", "embed", "video", "audio", "playlist", "youtube", "soundcloud"];
    if memchr::memmem::find(text.as_bytes(), b"[caption").is_none()
        && !PLAYERS.iter().any(|name| text.contains(&format!("[{name}")))
    {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let closing = rest.starts_with("[/");
        let name: &str = rest[1 + usize::from(closing)..].split([' ', ']', '\n']).next().unwrap_or_default();
        let known = name == "caption" || PLAYERS.contains(&name);
        let Some(end) = rest.find(']').filter(|_| known) else {
            out.push('[');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[end + 1..];
        if name == "caption" {
            out.push_str(if closing { "</figcaption>" } else { "<figcaption>" });
        } else if !closing && let Some(close) = rest.find(&format!("[/{name}]")).filter(|at| *at < 300) {
            // The address between the two.
            rest = &rest[close + name.len() + 3..];
        }
    }
    out.push_str(rest);
    out
}

fn link(item: &Node) -> Option<String> {
    let links = || item.elements().filter(|n| n.name == "link");
    links()
        .find(|n| n.attribute("rel").is_none_or(|r| r == "alternate") && n.attribute("href").is_some())
        .and_then(|n| n.attribute("href").map(str::to_owned))
        .or_else(|| links().map(Node::text).find(|t| !t.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::without_shortcodes;

    #[test]
    fn shortcodes_are_captions_or_nothing() {
        for (text, want) in [
            ("A [caption id=\"1\"]<img> A ship[/caption] B", "A <figcaption><img> A ship</figcaption> B"),
            ("A [gallery ids=\"1,2\"] B", "A  B"),
            ("A [embed]https://x.example/v[/embed] B", "A  B"),
            ("“[The mayor] knew,” he said. [caption", "“[The mayor] knew,” he said. [caption"),
            ("He [sic] said [gallery] so", "He [sic] said  so"),
        ] {
            assert_eq!(without_shortcodes(text.to_owned()), want);
        }
    }
}
