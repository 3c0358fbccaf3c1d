//! A long name of a body that was found once is the same body wherever its words stand again.
//!
//! The tagger may find "Keep the Coast Coalition" where it is defined and "Coast Coalition", or nothing, further
//! down. Names of three words and more are rarely anything else.

use super::emit::{mention, put_over};
use crate::extract::Layout;
use crate::records::{Kind, Mention, Role, Span};
use memchr::memmem;

/// Fewest tokens of a name that is looked for again.
const LONG: usize = 3;
/// Least confidence of the mention that vouches for the others.
const SURE: f32 = 0.5;
/// Most different names looked for, so that time stays linear in any text.
const MOST: usize = 32;
/// Most mentions added to one article, for the same reason.
const MOST_ADDED: usize = 256;

/// Adds what was not found again, in place of any parts that were.
pub fn add(text: &str, layout: &Layout, mentions: &mut Vec<Mention>) {
    let mut forms: Vec<(Span, f32)> = Vec::new();
    for m in mentions.iter() {
        if m.kind == Kind::Organisation
            && m.role == Role::Literal
            && m.confidence >= SURE
            && is_long(layout, m.span, text)
            && !forms.iter().any(|(span, _)| span.of(text) == m.span.of(text))
        {
            forms.push((m.span, m.confidence));
            if forms.len() == MOST {
                break;
            }
        }
    }
    // Longer names first: what they cover is not looked at again.
    forms.sort_by_key(|(span, _)| (std::cmp::Reverse(span.len()), span.start));
    let before = mentions.len();
    for (form, confidence) in forms {
        let form = form.of(text);
        for at in memmem::find_iter(text.as_bytes(), form.as_bytes()) {
            let (Ok(start), Ok(end)) = (u32::try_from(at), u32::try_from(at + form.len())) else { return };
            if mentions.len() >= before + MOST_ADDED {
                return;
            }
            place(text, layout, Span { start, end }, confidence, mentions);
        }
    }
}

fn is_long(layout: &Layout, span: Span, text: &str) -> bool {
    let (first, last) = (layout.token_at(span.start), layout.token_at(span.end - 1));
    let tokens = &layout.tokens[first..=last];
    tokens.len() >= LONG && tokens[0].is_capitalised() && tokens.iter().filter(|t| t.is_capitalised()).count() >= 2 && {
        // "FOREIGN MINISTRY SPOKESMAN": a heading repeats for other reasons.
        span.of(text).bytes().any(|b| b.is_ascii_lowercase())
    }
}

/// Puts the name at `span`, unless something reaches across its edges there.
fn place(text: &str, layout: &Layout, span: Span, confidence: f32, mentions: &mut Vec<Mention>) {
    let (first, last) = (layout.token_at(span.start), layout.token_at(span.end - 1));
    if layout.tokens[first].span.start != span.start || layout.tokens[last].span.end != span.end {
        return;
    }
    let number = layout.sentence_at(span.start);
    let sentence = &layout.sentences[number as usize];
    if last >= sentence.tokens.end as usize {
        return;
    }
    // A longer name that was not found whole: "Bank of England Court".
    let goes_on = |i: usize| layout.tokens.get(i).is_some_and(|t| t.is_capitalised() && !t.of(text).starts_with('’'));
    let begins_before =
        first > sentence.tokens.start as usize + 1 && goes_on(first - 1) && layout.tokens[first - 1].of(text) != "The";
    if begins_before || last + 1 < sentence.tokens.end as usize && goes_on(last + 1) {
        return;
    }
    let added = mention(span, Kind::Organisation, Role::Literal, sentence, number, confidence * 0.9, "repeated");
    put_over(mentions, added, |m| m.span.start < span.start || m.span.end > span.end || m.span == span);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::plain;

    /// Names after [`add`] when `known` was found at its first occurrence, with `parts` found anywhere.
    fn names<'t>(text: &'t str, known: &str, parts: &[&str]) -> Vec<&'t str> {
        let article = plain(text);
        let layout = Layout::of(&article);
        let at = |name: &str, from: usize| {
            let start = from + text[from..].find(name).expect("a name of the text");
            let span = Span::new(start, start + name.len());
            let number = layout.sentence_at(span.start);
            let sentence = &layout.sentences[number as usize];
            mention(span, Kind::Organisation, Role::Literal, sentence, number, 0.9, "tagger")
        };
        let mut mentions = vec![at(known, 0)];
        let after = mentions[0].span.end as usize;
        mentions.extend(parts.iter().map(|part| at(part, after)));
        add(text, &layout, &mut mentions);
        mentions.iter().map(|m| m.span.of(text)).collect()
    }

    #[test]
    fn a_long_name_is_found_again_and_takes_the_place_of_its_parts() {
        let text = "The Keep the Coast Coalition met. The Keep the Coast Coalition plans a march.";
        for parts in [&[] as &[&str], &["Coast Coalition"]] {
            assert_eq!(names(text, "Keep the Coast Coalition", parts), ["Keep the Coast Coalition"; 2]);
        }
    }

    #[test]
    fn short_names_longer_names_and_what_reaches_across_are_left_alone() {
        for (text, known, parts, want) in [
            ("Arts Council met. Arts Council sat.", "Arts Council", &[] as &[&str], 1),
            ("Bank of England met. The Bank of England Court sat.", "Bank of England", &[], 1),
            ("Bank of England met. It left the Old Bank of England alone.", "Bank of England", &[], 1),
            ("Bank of England met. The Bank of England and Wales sat.", "Bank of England", &["England and Wales"], 2),
        ] {
            assert_eq!(names(text, known, parts).len(), want, "{text}");
        }
    }
}
