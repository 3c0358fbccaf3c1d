//! What the text says a person is: titles before a name, roles before and after it.
//!
//! In: persons as found. Out: [`Mention::title`] ("Dr", "Prime Minister") and
//! [`Mention::description`] ("Labour Party leader", "a nurse at St Luke's"); a title that was
//! taken for part of the name is cut off it.

use super::agreement::Seen;
use super::lexicon::{ROLE, TITLE};
use crate::extract::Layout;
use crate::records::{Kind, Mention, Span};

/// Small words that never belong to a description before a name.
const STOPS: &[&str] = &[
    "about",
    "according",
    "added",
    "after",
    "against",
    "all",
    "also",
    "although",
    "am",
    "among",
    "and",
    "are",
    "as",
    "asked",
    "at",
    "be",
    "because",
    "been",
    "before",
    "being",
    "between",
    "both",
    "but",
    "by",
    "called",
    "can",
    "could",
    "did",
    "do",
    "does",
    "during",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "how",
    "if",
    "in",
    "including",
    "into",
    "is",
    "it",
    "like",
    "may",
    "met",
    "might",
    "near",
    "not",
    "of",
    "on",
    "or",
    "over",
    "said",
    "saw",
    "says",
    "she",
    "should",
    "since",
    "so",
    "some",
    "such",
    "than",
    "that",
    "then",
    "there",
    "they",
    "this",
    "through",
    "to",
    "told",
    "under",
    "until",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "you",
];

/// Sets titles and descriptions of all persons.
pub fn describe(text: &str, layout: &Layout, seen: &[Seen], mentions: &mut [Mention]) {
    let mut last_end = 0u32;
    for mention in mentions.iter_mut() {
        let from = last_end;
        last_end = mention.span.end;
        if mention.kind != Kind::Person {
            continue;
        }
        let sentence = &layout.sentences[mention.sentence as usize];
        let view =
            View { text, layout, seen, first: sentence.tokens.start as usize, end: sentence.tokens.end as usize };
        let mut start = layout.token_at(mention.span.start);
        let end = layout.token_at(mention.span.end.saturating_sub(1)) + 1;
        // A title inside the span: "Sir Ketan".
        let mut inner = start;
        while inner + 1 < end && view.is_honorific(inner) {
            inner += 1;
        }
        // "Prime Minister John Key".
        while inner + 2 < end && view.is_title(inner, false) && view.is_title(inner + 1, true) {
            inner += 2;
        }
        if inner > start {
            mention.span.start = layout.tokens[inner].span.start;
            start = inner;
        }
        let mut title = start;
        while title > view.first
            && start - title < 5
            && view.is_title(title - 1, title == start)
            && layout.tokens[title - 1].span.start >= from
        {
            title -= 1;
        }
        if title < start {
            mention.title = Some(view.span(title, start));
        }
        mention.description = view.before(title, from).or_else(|| view.after(end)).or({
            // "The home secretary, Dana Price, faces": the words before, if nothing else.
            None
        });
    }
}

/// Joins 'Harold', '"Junior"' and 'Theriault': a nickname in quote marks stands inside a name.
pub fn join_nicknames(text: &str, layout: &Layout, mentions: &mut Vec<Mention>) {
    let mut at = 0;
    while at < mentions.len() {
        let given = &mentions[at];
        let after = layout.token_at(given.span.end.saturating_sub(1)) + 1;
        let end = layout.sentences[given.sentence as usize].tokens.end as usize;
        let Some(family) = (given.kind == Kind::Person).then(|| family_behind(text, layout, after, end)).flatten()
        else {
            at += 1;
            continue;
        };
        let stop = layout.tokens[family].span.end;
        let mut to = at + 1;
        while mentions.get(to).is_some_and(|m| m.span.start < stop) {
            to += 1;
        }
        let last = &mentions[to - 1];
        let span = Span { start: given.span.start, end: last.span.end.max(stop) };
        if mentions[at + 1..to]
            .iter()
            .all(|m| m.kind == Kind::Person || m.span.start < layout.tokens[family].span.start)
        {
            mentions[at].span = span;
            mentions.drain(at + 1..to);
        }
        at += 1;
    }
}

/// The family name that follows a nickname in quote marks at token `at`.
fn family_behind(text: &str, layout: &Layout, at: usize, end: usize) -> Option<usize> {
    let word = |i: usize| layout.tokens[i].of(text);
    if at + 3 > end || !matches!(word(at), "\"" | "“" | "'" | "‘" | "''" | "``") {
        return None;
    }
    let close = (at + 2..end.min(at + 5)).find(|&i| matches!(word(i), "\"" | "”" | "'" | "’" | "''"))?;
    let nick = (at + 1..close).all(|i| layout.tokens[i].is_word()) && layout.tokens[at + 1].has_upper();
    let family = close + 1;
    let named = family < end && layout.tokens[family].is_capitalised() && layout.tokens[family].space_before();
    (nick && named && !layout.tokens[close].space_before() && layout.tokens[at].space_before()).then_some(family)
}

struct View<'a> {
    text: &'a str,
    layout: &'a Layout,
    seen: &'a [Seen],
    first: usize,
    end: usize,
}

impl View<'_> {
    fn of(&self, i: usize) -> &str {
        self.layout.tokens[i].of(self.text)
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span { start: self.layout.tokens[from].span.start, end: self.layout.tokens[to - 1].span.end }
    }

    fn is_role(&self, i: usize) -> bool {
        self.seen[i].classes & ROLE != 0
    }

    /// "Mr", "Dr.", "Sir": never part of a name.
    fn is_honorific(&self, i: usize) -> bool {
        matches!(
            self.of(i).trim_end_matches('.'),
            "Mr" | "Mrs"
                | "Ms"
                | "Miss"
                | "Dr"
                | "Prof"
                | "Professor"
                | "Sir"
                | "Dame"
                | "Lord"
                | "Lady"
                | "Baroness"
                | "Rev"
                | "Sgt"
                | "Capt"
                | "Lt"
                | "Col"
                | "Maj"
                | "Gen"
                | "Cpl"
                | "Pvt"
                | "Sen"
                | "Rep"
                | "Gov"
                | "President"
                | "Senator"
                | "Judge"
                | "Councillor"
                | "Cllr"
                | "Sheikh"
                | "Ayatollah"
                | "Imam"
                | "Rabbi"
                | "Mayor"
                | "Captain"
                | "Colonel"
                | "Sergeant"
                | "Major"
                | "Lieutenant"
                | "Detective"
                | "Inspector"
        )
    }

    /// Part of a capitalised title right before a name; `last`: it stands next to the name.
    fn is_title(&self, i: usize, last: bool) -> bool {
        let token = self.layout.tokens[i];
        if !token.is_capitalised() {
            return !last
                && matches!(self.of(i), "of" | "and")
                && i > self.first
                && self.seen[i - 1].classes & TITLE != 0;
        }
        let classes = self.seen[i].classes;
        classes & TITLE != 0 && !(token.is_all_caps() && self.of(i).len() == 1)
            || !last
                && matches!(
                    self.of(i),
                    "Prime"
                        | "Vice"
                        | "Deputy"
                        | "Foreign"
                        | "Finance"
                        | "Interior"
                        | "Defence"
                        | "Defense"
                        | "Health"
                        | "Home"
                        | "Chief"
                        | "Assistant"
                        | "Attorney"
                        | "Lord"
                        | "Right"
                        | "Education"
                        | "Justice"
                        | "Trade"
                        | "Economy"
                        | "Labour"
                        | "Transport"
                        | "Culture"
                        | "Environment"
                        | "Energy"
                        | "Treasury"
                        | "Former"
                        | "Acting"
                        | "State"
                        | "First"
                        | "Second"
                        | "Lance"
                        | "Staff"
                        | "Rear"
                        | "Air"
                        | "Field"
                        | "Police"
                        | "Fire"
                )
    }

    /// "Labour Party leader" before a name that begins at `name`; never reaching before byte `from`
    /// unless it is a name that the description holds.
    fn before(&self, name: usize, _from: u32) -> Option<Span> {
        let mut end = name;
        // "The home secretary, Dana Price,": a comma, and another after the name, is checked by `after`.
        if end > self.first && self.of(end - 1) == "," {
            end -= 1;
        }
        let apart = end < name;
        if end == self.first
            || !self.is_role(end - 1)
            || self.layout.tokens[end - 1].is_capitalised() && end - 1 > self.first
        {
            return None;
        }
        let mut start = end - 1;
        while start > self.first && end - start < 8 {
            let i = start - 1;
            let word = self.of(i);
            let lower = word.to_ascii_lowercase();
            let token = self.layout.tokens[i];
            if matches!(lower.as_str(), "the" | "a" | "an" | "his" | "her" | "their" | "its" | "our" | "my") {
                start = i;
                break;
            }
            let joins = token.is_word() && STOPS.binary_search(&lower.as_str()).is_err()
                || word == "&"
                || matches!(lower.as_str(), "and" | "of")
                    && i > self.first
                    && self.layout.tokens[i - 1].is_capitalised()
                    && self.layout.tokens[i + 1].is_capitalised();
            if !joins || !token.is_capitalised() && token.is_word() && lower.ends_with("ed") {
                break;
            }
            start = i;
        }
        if apart && !matches!(self.of(start).to_ascii_lowercase().as_str(), "the" | "his" | "her" | "their" | "its") {
            return None; // "…, a teacher, Ann Pike": only a definite role is that person's for sure
        }
        // A possessive is not a beginning.
        while start + 1 < end && matches!(self.of(start), "'s" | "’s" | "&") {
            start += 1;
        }
        (start < end).then(|| self.span(start, end))
    }

    /// ", a nurse at St Luke's," after a name that ends before token `at`.
    fn after(&self, at: usize) -> Option<Span> {
        let mut i = at;
        if i >= self.end || self.of(i) != "," {
            return None;
        }
        i += 1;
        // An age: ", 41,".
        if i + 1 < self.end && self.layout.tokens[i].is_number() && self.of(i).len() <= 3 && self.of(i + 1) == "," {
            i += 2;
        }
        let start = i;
        let mut role = false;
        while i < self.end && i - start < 14 {
            let word = self.of(i);
            if matches!(word, "," | "." | ";" | ":" | "–" | "—" | "(" | "!" | "?") {
                break;
            }
            if matches!(
                word,
                "who"
                    | "said"
                    | "says"
                    | "told"
                    | "was"
                    | "is"
                    | "were"
                    | "has"
                    | "had"
                    | "and"
                    | "whose"
                    | "which"
                    | "\""
                    | "“"
                    | "‘"
            ) {
                break;
            }
            if i - start < 6 && self.is_role(i) && !(self.layout.tokens[i].is_capitalised() && i > start) {
                role = true;
            }
            i += 1;
        }
        let opens = start < self.end && (!self.layout.tokens[start].is_capitalised() || self.is_role(start));
        (role && opens && i > start).then(|| self.span(start, i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_are_sorted() {
        assert!(STOPS.is_sorted());
    }
}
