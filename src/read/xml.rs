//! Small trees of XML: what feeds, NITF and NewsML-G2 are read from.
//!
//! In: one document or element as text, bounded by its reader. Out: a [`Node`]. Names lose their
//! prefix. Entities that a document declares are refused as soon as one refers to another (the
//! billion laughs) or all together grow beyond the limit; external ones are never fetched.

use super::rejects::Refusal;
use quick_xml::events::Event;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// Name without prefix.
    pub name: String,
    /// Attributes, names without prefix.
    pub attributes: Vec<(String, String)>,
    /// What is inside, in order.
    pub children: Vec<Child>,
}

/// What is inside an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Child {
    /// An element.
    Element(Node),
    /// Text, entities resolved.
    Text(String),
}

impl Node {
    /// The first element inside that is called so.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|n| n.name == name)
    }

    /// The element at the end of a path of names.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// Elements inside, in order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|c| match c {
            Child::Element(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    /// The first element anywhere inside that is called so, in document order.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Self> {
        self.elements().find_map(|n| if n.name == name { Some(n) } else { n.find(name) })
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// All text inside, white space folded.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.collect(&mut text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// All text inside, as written.
    #[must_use]
    pub fn raw_text(&self) -> String {
        let mut text = String::new();
        self.collect(&mut text);
        text
    }

    fn collect(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(t) => text.push_str(t),
                Child::Element(node) => node.collect(text),
            }
        }
    }

    /// The inside as markup again, for elements that hold HTML as elements.
    #[must_use]
    pub fn inner_markup(&self) -> String {
        let mut out = String::new();
        self.write_inside(&mut out);
        out
    }

    fn write_inside(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
                Child::Element(node) => {
                    out.push('<');
                    out.push_str(&node.name);
                    out.push('>');
                    node.write_inside(out);
                    out.push_str("</");
                    out.push_str(&node.name);
                    out.push('>');
                }
            }
        }
    }
}

/// Entities of a document type declaration.
#[derive(Debug, Clone, Default)]
pub struct Entities {
    values: FxHashMap<String, String>,
}

/// Declarations beyond this are no vocabulary of characters.
const MOST_ENTITIES: usize = 2000;

impl Entities {
    /// Those that `head` declares, if it has a document type.
    ///
    /// # Errors
    /// `entity_bomb` when one refers to another, or there are too many.
    pub fn declared(head: &str) -> Result<Self, Refusal> {
        let mut entities = Self::default();
        let Some(start) = head.find("<!DOCTYPE").or_else(|| head.find("<!doctype")) else { return Ok(entities) };
        let end = doctype_end(&head.as_bytes()[start..]).map_or(head.len(), |len| start + len);
        let mut rest = &head[start..end];
        let bomb = |message: &str| Refusal::new("entity_bomb", message.to_owned());
        while let Some(at) = rest.find("<!ENTITY") {
            rest = &rest[at + 8..];
            let declaration = rest.trim_start();
            if declaration.starts_with('%') {
                return Err(bomb("expected plain entities, but found a parameter entity"));
            }
            let name: String = declaration.chars().take_while(|c| !c.is_whitespace()).take(100).collect();
            let value = declaration[name.len()..].trim_start();
            let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            let Some(close) = value[1..].find(quote) else { continue };
            let value = &value[1..=close];
            let refers = value.split('&').skip(1).any(|r| {
                !r.starts_with('#')
                    && !["amp;", "lt;", "gt;", "quot;", "apos;"].iter().any(|known| r.starts_with(known))
            });
            if refers {
                return Err(bomb("expected entities of characters, but found one that refers to another"));
            }
            if entities.values.len() >= MOST_ENTITIES || value.len() > 4096 {
                return Err(bomb("expected entities of characters, but found too many or too long ones"));
            }
            entities.values.insert(name, value.to_owned());
        }
        Ok(entities)
    }
}

/// Length of the document type declaration that `bytes` begin with.
#[must_use]
pub fn doctype_end(bytes: &[u8]) -> Option<usize> {
    let mut brackets = 0usize;
    let mut quote = None;
    for (at, &b) in bytes.iter().enumerate() {
        match (quote, b) {
            (Some(q), b) if b == q => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b'[') => brackets += 1,
            (None, b']') => brackets = brackets.saturating_sub(1),
            (None, b'>') if brackets == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Reads one document or element.
///
/// # Errors
/// `bad_record` when it is malformed, `too_deep`, `entity_bomb`.
pub fn parse(text: &str, entities: &Entities, deepest: usize) -> Result<Node, Refusal> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut root = Node::default();
    let mut stack: Vec<Node> = Vec::new();
    let mut expanded = 0usize;
    loop {
        let event = reader.read_event().map_err(|error| {
            Refusal::new("bad_record", format!("expected XML, but at byte {}: {error}", reader.error_position()))
        })?;
        match event {
            Event::Start(tag) => {
                if stack.len() >= deepest {
                    return Err(Refusal::new("too_deep", format!("expected at most {deepest} elements in each other")));
                }
                stack.push(node_of(&tag));
            }
            Event::Empty(tag) => push(&mut stack, &mut root, Child::Element(node_of(&tag))),
            Event::End(_) => {
                if let Some(node) = stack.pop() {
                    push(&mut stack, &mut root, Child::Element(node));
                }
            }
            Event::Text(text) => push_text(&mut stack, &text.into_inner()),
            Event::CData(text) => push_text(&mut stack, &text.into_inner()),
            Event::GeneralRef(reference) => {
                if let Ok(Some(ch)) = reference.resolve_char_ref() {
                    push_text(&mut stack, ch.encode_utf8(&mut [0; 4]));
                    continue;
                }
                let name = reference.into_inner();
                let value = match &*name {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    name => {
                        let Some(value) = entities.values.get(name) else {
                            // An entity of HTML: normalise knows it.
                            push_text(&mut stack, &format!("&{name};"));
                            continue;
                        };
                        expanded += value.len();
                        if expanded > text.len() + (1 << 20) {
                            return Err(Refusal::new("entity_bomb", "entities expand beyond the limit".to_owned()));
                        }
                        value.as_str()
                    }
                };
                push_text(&mut stack, value);
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    while let Some(node) = stack.pop() {
        push(&mut stack, &mut root, Child::Element(node));
    }
    root.elements()
        .next()
        .cloned()
        .ok_or_else(|| Refusal::new("bad_record", "expected XML, but found no element".to_owned()))
}

fn push(stack: &mut [Node], root: &mut Node, child: Child) {
    stack.last_mut().unwrap_or(root).children.push(child);
}

fn push_text(stack: &mut [Node], text: &str) {
    let Some(node) = stack.last_mut() else { return };
    if let Some(Child::Text(last)) = node.children.last_mut() {
        last.push_str(text);
    } else {
        node.children.push(Child::Text(text.to_owned()));
    }
}

fn node_of(tag: &quick_xml::events::BytesStart<'_>) -> Node {
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let attributes = tag
        .html_attributes()
        .with_checks(false)
        .flatten()
        .take(64)
        .map(|a| {
            (
                local(a.key.as_ref()),
                quick_xml::escape::unescape(&a.value).map_or_else(|_| a.value.to_string(), Cow::into_owned),
            )
        })
        .collect();
    Node { name: local(tag.name().as_ref()), attributes, children: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tree_has_names_attributes_and_text() {
        let node =
            parse("<a:x k=\"1\"><b>One &amp; <![CDATA[<two>]]>&#8212;&nbsp;</b></a:x>", &Entities::default(), 10)
                .unwrap();
        assert_eq!((node.name.as_str(), node.attribute("k")), ("x", Some("1")));
        assert_eq!(node.child("b").unwrap().text(), "One & <two>—&nbsp;");
    }

    #[test]
    fn entities_that_refer_to_each_other_are_refused() {
        let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>";
        assert_eq!(Entities::declared(laughs).unwrap_err().code, "entity_bomb");
        let plain = "<!DOCTYPE l [<!ENTITY pound \"£\">]><l>&pound;5</l>";
        let entities = Entities::declared(plain).unwrap();
        assert_eq!(parse(plain, &entities, 10).unwrap().text(), "£5");
        let deep = "<a>".repeat(1000);
        assert_eq!(parse(&deep, &Entities::default(), 100).unwrap_err().code, "too_deep");
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused(text in "(<a>|</a>|<b/>|&amp;|&x;|<!\\[CDATA\\[|\\]\\]>|<!DOCTYPE|\\[|\\]>|<!ENTITY a \"|k=\"|[a-z<>&\"é]){0,30}") {
            if let Ok(entities) = Entities::declared(&text) {
                let _ = parse(&text, &entities, 50);
            }
        }
    }
}
