//! HTML to blocks: paragraphs with the kinds that their elements name.
//!
//! In: a fragment or a node of a page. Out: [`Block`]s in document order. Scripts, styles, navigation and
//! forms are left out; two `<br>` end a paragraph.

use crate::records::{Block, Content, SegmentKind};
use dom_query::NodeRef;

/// Text as it is, or blocks if it is markup.
#[must_use]
pub fn text_or_blocks(text: String) -> Content {
    if !is_markup(&text) || depth(text.as_bytes()) > DEEPEST {
        return Content::Text(text);
    }
    let found = std::panic::catch_unwind(|| {
        let document = dom_query::Document::fragment(text.as_str());
        let root = document.root();
        let has_blocks = root.descendants_it().any(|node| {
            node.node_name().is_some_and(|name| !matches!(&*name, "html" | "body") && element(&name) != Element::Inline)
        });
        // Only marks of emphasis and links in it: its lines are those of plain text.
        if has_blocks { Ok(read_blocks(&root, None, true)) } else { Err(root.text().to_string()) }
    });
    match found {
        Ok(Ok(blocks)) if !blocks.is_empty() => Content::Blocks(blocks),
        Ok(Err(words)) if !words.trim().is_empty() => Content::Text(words),
        _ => Content::Text(text),
    }
}

/// Fragments nested deeper than this stay text.
const DEEPEST: usize = 400;

/// Whether a text has tags of paragraphs: "a < b" and "<3" have not.
fn is_markup(text: &str) -> bool {
    let Some(first) = memchr::memchr(b'<', text.as_bytes()) else { return false };
    let mut at = first;
    for _ in 0..40 {
        let rest = &text.as_bytes()[at + 1..];
        let name: Vec<u8> = rest
            .strip_prefix(b"/")
            .unwrap_or(rest)
            .iter()
            .take(11)
            .take_while(|b| b.is_ascii_alphanumeric())
            .map(u8::to_ascii_lowercase)
            .collect();
        let tag = matches!(
            &*name,
            b"p" | b"br"
                | b"div"
                | b"h1"
                | b"h2"
                | b"h3"
                | b"ul"
                | b"ol"
                | b"li"
                | b"blockquote"
                | b"figure"
                | b"section"
                | b"article"
                | b"table"
                | b"span"
                | b"strong"
                | b"em"
                | b"a"
                | b"b"
                | b"i"
        );
        if tag
            && matches!(
                rest.get(name.len() + usize::from(rest.first() == Some(&b'/'))),
                Some(b'>' | b' ' | b'/' | b'\n')
            )
        {
            return true;
        }
        match memchr::memchr(b'<', rest) {
            Some(step) => at += 1 + step,
            None => return false,
        }
    }
    false
}

/// How deep elements lie in each other, about: those that need no end tag do not count.
#[must_use]
pub fn depth(html: &[u8]) -> usize {
    let (mut deep, mut deepest) = (0usize, 0usize);
    for at in memchr::memchr_iter(b'<', html) {
        let rest = &html[at + 1..];
        let (closing, rest) = rest.strip_prefix(b"/").map_or((false, rest), |r| (true, r));
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let len = rest.iter().take(12).take_while(|b| b.is_ascii_alphanumeric()).count();
        let mut name = [0u8; 12];
        for (to, from) in name.iter_mut().zip(&rest[..len]) {
            *to = from.to_ascii_lowercase();
        }
        if matches!(
            &name[..len],
            b"p" | b"li"
                | b"td"
                | b"tr"
                | b"th"
                | b"dt"
                | b"dd"
                | b"br"
                | b"hr"
                | b"img"
                | b"meta"
                | b"link"
                | b"input"
                | b"option"
                | b"col"
                | b"wbr"
                | b"source"
                | b"area"
                | b"base"
                | b"embed"
                | b"param"
                | b"track"
                | b"tbody"
                | b"thead"
                | b"path"
        ) {
            continue;
        }
        if closing {
            deep = deep.saturating_sub(1);
        } else {
            deep += 1;
            deepest = deepest.max(deep);
        }
    }
    deepest
}

/// What an element does to the text around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Skip,
    Inline,
    Break,
    Cell,
    Row,
    Block(Option<SegmentKind>),
}

fn element(name: &str) -> Element {
    match name {
        "script" | "style" | "noscript" | "template" | "nav" | "aside" | "form" | "button" | "select" | "svg"
        | "iframe" | "object" | "video" | "audio" | "canvas" | "head" | "textarea" | "menu" | "dialog" | "math" => {
            Element::Skip
        }
        "br" => Element::Break,
        "td" | "th" => Element::Cell,
        "tr" => Element::Row,
        "h1" => Element::Block(Some(SegmentKind::Headline)),
        "h2" | "h3" | "h4" | "h5" | "h6" | "hl2" => Element::Block(Some(SegmentKind::Subhead)),
        "figcaption" | "caption" => Element::Block(Some(SegmentKind::Caption)),
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "ul" | "ol" | "li" | "dl" | "dt"
        | "dd" | "blockquote" | "figure" | "table" | "tbody" | "pre" | "body" | "html" | "address" | "hr"
        | "center" | "details" | "summary" | "fieldset" => Element::Block(None),
        _ => Element::Inline,
    }
}

/// Blocks of `root`. An `h1` that is not `title` is a subhead like the others, if a title is known.
#[must_use]
pub fn blocks(root: &NodeRef<'_>, title: Option<&str>) -> Vec<Block> {
    read_blocks(root, title, false)
}

/// The same; with `blank_lines`, one in the text ends a paragraph, as in what people type into a CMS.
fn read_blocks(root: &NodeRef<'_>, title: Option<&str>, blank_lines: bool) -> Vec<Block> {
    // Nodes to enter, and elements to leave: no recursion, whatever the depth.
    enum Step<'a> {
        Enter(NodeRef<'a>),
        Leave(Element),
    }
    let mut writer =
        Writer { blocks: Vec::new(), text: String::new(), kinds: Vec::new(), title, space: false, blank_lines };
    let mut steps: Vec<Step<'_>> = root.children().into_iter().rev().map(Step::Enter).collect();
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node) => {
                if node.is_text() {
                    let text = node.text();
                    if writer.blank_lines && memchr::memchr(b'\n', text.as_bytes()).is_some() {
                        writer.typed(&text);
                    } else {
                        writer.text(&text);
                    }
                    continue;
                }
                let Some(name) = node.node_name() else {
                    steps.extend(node.children().into_iter().rev().map(Step::Enter));
                    continue;
                };
                let mut what = element(&name);
                if node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|v| &*v == "true") {
                    what = Element::Skip;
                }
                if let Element::Block(None) | Element::Inline = what
                    && let Some(kind) = kind_by_class(&node)
                {
                    what = Element::Block(Some(kind));
                }
                match what {
                    Element::Skip => continue,
                    Element::Break => writer.line_break(),
                    Element::Cell => writer.space = true,
                    Element::Inline => {}
                    Element::Row => writer.row(),
                    Element::Block(kind) => writer.open(kind),
                }
                steps.push(Step::Leave(what));
                steps.extend(node.children().into_iter().rev().map(Step::Enter));
            }
            Step::Leave(Element::Block(_)) => writer.close(),
            Step::Leave(Element::Cell) => writer.space = true,
            Step::Leave(_) => {}
        }
    }
    writer.flush();
    writer.blocks
}

/// Bylines and credits that only their class tells.
fn kind_by_class(node: &NodeRef<'_>) -> Option<SegmentKind> {
    let class = node.class()?;
    let rel = node.attr("rel");
    let itemprop = node.attr("itemprop");
    let says = |word: &str| class.split_whitespace().any(|c| c.eq_ignore_ascii_case(word));
    if says("byline") || says("author") || rel.as_deref() == Some("author") || itemprop.as_deref() == Some("author") {
        return (node.text().trim().len() < 160).then_some(SegmentKind::Byline);
    }
    if says("caption") || says("wp-caption-text") || says("image-caption") {
        return Some(SegmentKind::Caption);
    }
    if says("credit") || says("image-credit") || says("photo-credit") {
        return Some(SegmentKind::Credit);
    }
    None
}

struct Writer<'a> {
    blocks: Vec<Block>,
    text: String,
    kinds: Vec<Option<SegmentKind>>,
    title: Option<&'a str>,
    /// White space was seen and not yet written.
    space: bool,
    /// Whether a blank line in the text ends a paragraph.
    blank_lines: bool,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        for word in text.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let bare = word.trim_end_matches(|c: char| c.is_ascii_whitespace());
            if !bare.is_empty() {
                if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.text.push_str(bare);
                self.space = false;
            }
            self.space |= bare.len() < word.len();
        }
    }

    /// Text in which a blank line ends a paragraph.
    fn typed(&mut self, text: &str) {
        let mut lines = text.split('\n').enumerate().peekable();
        while let Some((n, line)) = lines.next() {
            if !line.trim().is_empty() {
                self.space |= n > 0;
                self.text(line);
                continue;
            }
            if n > 0 && lines.peek().is_some() {
                self.flush();
            }
            self.space = true;
        }
    }

    fn line_break(&mut self) {
        if self.text.ends_with('\n') {
            self.flush();
        } else if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.space = false;
    }

    fn row(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.space = false;
    }

    fn open(&mut self, kind: Option<SegmentKind>) {
        self.flush();
        let outer = self.kinds.last().copied().flatten();
        self.kinds.push(kind.or(outer));
    }

    fn close(&mut self) {
        self.flush();
        self.kinds.pop();
    }

    fn flush(&mut self) {
        self.space = false;
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let mut kind = self.kinds.last().copied().flatten();
        if matches!(kind, Some(SegmentKind::Headline | SegmentKind::Subhead)) {
            let is_title = self.title.map(|title| same_words(title, text));
            let first = !self.blocks.iter().any(|b| b.kind == Some(SegmentKind::Headline));
            kind = Some(match is_title {
                Some(true) => SegmentKind::Headline,
                None if first && kind == Some(SegmentKind::Headline) => SegmentKind::Headline,
                _ => SegmentKind::Subhead,
            });
        }
        self.blocks.push(Block { kind, text: text.to_owned() });
    }
}

fn same_words(a: &str, b: &str) -> bool {
    let key = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    key(a) == key(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(html: &str) -> Vec<(Option<SegmentKind>, String)> {
        match text_or_blocks(html.to_owned()) {
            Content::Blocks(blocks) => blocks.into_iter().map(|b| (b.kind, b.text)).collect(),
            Content::Text(text) => vec![(None, format!("text: {text}"))],
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fragments_become_paragraphs() {
        assert_eq!(
            read(
                "<h1>Title</h1><p>One <b>two</b>,\n three<br>four<br><br>five &amp; six</p><figure><img><figcaption>A ship</figcaption></figure><ul><li>a<li>b</ul><script>x()</script>"
            ),
            vec![
                (Some(SegmentKind::Headline), "Title".to_owned()),
                (None, "One two, three\nfour".to_owned()),
                (None, "five & six".to_owned()),
                (Some(SegmentKind::Caption), "A ship".to_owned()),
                (None, "a".to_owned()),
                (None, "b".to_owned()),
            ]
        );
        assert_eq!(
            read("<p>One.</p>\n\nTwo <b>three</b>\nfour.\n\n<i>Five</i> six."),
            vec![(None, "One.".to_owned()), (None, "Two three four.".to_owned()), (None, "Five six.".to_owned())]
        );
        assert_eq!(
            read("One <b>two</b>.\n\n<a href=x>Three</a> &amp; four."),
            vec![(None, "text: One two.\n\nThree & four.".to_owned())]
        );
        assert_eq!(read("3 < 4 and <3 hearts"), vec![(None, "text: 3 < 4 and <3 hearts".to_owned())]);
        assert_eq!(
            read("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
            vec![(None, "a b\nc".to_owned())]
        );
    }

    proptest! {
        #[test]
        fn any_markup_is_read(html in "(<p>|</p>|<div class=byline>|</div>|<b|<br>|<table>|<td>|<li>|<h1>|&amp;|<!--|-->|<svg>|[a-z <>\"=]){0,40}") {
            let _ = text_or_blocks(html);
        }
    }
}
