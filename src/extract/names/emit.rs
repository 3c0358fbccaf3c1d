//! From labels to mentions.
//!
//! In: one decoded chain, or what bracketed initials define. Out: [`Mention`]s with the edges that a reader would
//! draw. What stands where a surer name goes gives way to it: see [`put_over`].

use super::{Scratch, Stretch, confidence, cues, edges, lexicon, weights};
use crate::extract::Layout;
use crate::extract::sentences::Sentence;
use crate::extract::tokens::Token;
use crate::records::{Kind, Mention, Role, SegmentKind, Span};
use std::borrow::Cow;

/// What nobody but a person is called by.
const MISTERS: &[&str] = &["Miss", "Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms."];
/// Of a party, but not its name: "a Democratic senator".
const PARTY_ADJECTIVES: &[&str] = &["Democrat", "Democratic", "Republican"];
/// Feasts and pilgrimages that are not written as days are.
const FEASTS: &[&str] = &["Diwali", "Hajj", "Nowruz", "Purim", "Sukkot", "Umrah", "Vesak"];
/// A party by its followers: nobody's family name.
const PARTY_FOLLOWERS: &[&str] =
    &["Communists", "Conservatives", "Democrats", "Greens", "Liberals", "Republicans", "Socialists", "Tories"];

impl Scratch {
    /// Mentions of one decoded chain.
    pub(super) fn emit(
        &self,
        stretch: Stretch,
        model: &weights::Model<'_>,
        text: &str,
        layout: &Layout,
        mentions: &mut Vec<Mention>,
    ) {
        let chain = &self.chain;
        let s = &layout.sentences[stretch.sentence as usize];
        let from = stretch.first as usize;
        let parts = edges::Parts { text, tokens: &layout.tokens, seen: &self.seen, evidence: &self.evidence, model };
        let mut i = 0;
        while i < chain.labels.len() {
            let label = chain.labels[i];
            let token = layout.tokens[from + i];
            // "Rep. Jay Roberts, R-Ocilla": the seat behind the party.
            if token.has_hyphen()
                && token.of(text).as_bytes().get(1) == Some(&b'-')
                && let Some(span) = seat(token, &layout.tokens[..from + i], text)
            {
                let mut span = span;
                let dot = layout.tokens.get(from + i + 1).filter(|t| !t.space_before() && t.of(text) == ".");
                if parts.is_abbreviated(from + i + 1) || dot.is_some() && parts.is_state_with_dot(span.of(text)) {
                    span.end = layout.tokens[from + i + 1].span.end;
                }
                mentions.push(mention(span, Kind::Place, Role::Literal, s, stretch.sentence, 0.8, "party_and_seat"));
                i += 1;
                while i < chain.labels.len() && label != 0 && chain.labels[i] == label + label % 2 {
                    i += 1;
                }
                continue;
            }
            if label == 0 {
                i += 1;
                continue;
            }
            let first = i;
            let mut confidence = chain.likely[i][usize::from(label)];
            i += 1;
            while i < chain.labels.len() && chain.labels[i] == label + 1 {
                confidence = confidence.min(chain.likely[i][usize::from(label) + 1]);
                i += 1;
            }
            let kind = match label.div_ceil(2) {
                // "AUSTIN —": what a dateline begins with.
                1 if s.segment == SegmentKind::Dateline && from + first == s.tokens.start as usize => 3,
                // "Ms Prowse" heads no body.
                2 if (2..=3).contains(&(i - first))
                    && MISTERS.contains(&parts.word(from + first))
                    && self.seen[from + first..from + i].iter().all(|t| t.classes & lexicon::BODY_WORD == 0) =>
                {
                    1
                }
                kind => kind,
            };
            parts.of(from + first, from + i, kind, &mut |(first, end, kind)| {
                // "the Arizona Republican said", "a House Democrat": a member, of whom only the place or body is named.
                let member = end > first + 1 && PARTY_ADJECTIVES.contains(&parts.word(end - 1));
                let state = self.seen[first].classes & (lexicon::COUNTRY | lexicon::REGION) != 0;
                let of = member.then(|| parts.known(first, end - 1).or(state.then_some(3))).flatten();
                let (end, kind) = match of {
                    Some(known) if known != 1 => (end - 1, known),
                    _ => (end, kind),
                };
                let classes = self.seen[first].classes;
                // "South Korean": the quarter belongs to the adjective.
                let quarter = end == first + 2 && is_quarter(parts.word(first));
                let classes = if quarter { self.seen[first + 1].classes } else { classes };
                let adjective = (end == first + 1 || quarter)
                    && classes & lexicon::DEMONYM != 0
                    && (kind == 4 || classes & (lexicon::COUNTRY | lexicon::REGION | lexicon::FAMILY) == 0);
                let word = if end == first + 1 { parts.word(first) } else { "" };
                let (kind, role) = match kind {
                    _ if adjective => (Kind::Place, Role::Demonym),
                    _ if PARTY_ADJECTIVES.contains(&word) || FEASTS.contains(&word) => return,
                    1 if parts.is_people(first, end) => return,
                    _ if parts.is_no_name(first, end) => {
                        // "Weisfield's Inc.", "Corac, LLC": the end of the name before it.
                        if let Some(last) = mentions.last_mut()
                            && parts.is_legal_form(first, end)
                            && last.kind == Kind::Organisation
                            && let Some(between) =
                                text.get(last.span.end as usize..layout.tokens[first].span.start as usize)
                            && matches!(between, "'s " | "’s " | ", ")
                        {
                            last.span.end = layout.tokens[end - 1].span.end;
                        }
                        return;
                    }
                    1 | 3 if PARTY_FOLLOWERS.contains(&word) => (Kind::Organisation, Role::Literal),
                    1 => (Kind::Person, Role::Literal),
                    2 => (Kind::Organisation, Role::Literal),
                    3 => (Kind::Place, Role::Literal),
                    _ => return,
                };
                let mut span = Span { start: layout.tokens[first].span.start, end: layout.tokens[end - 1].span.end };
                let mut confidence = confidence::calibrated(confidence);
                // "Paris, Texas" is surer than a bare "Paris".
                if kind == Kind::Place && self.has_state_behind(end, layout, text) {
                    confidence += 0.1 * (1.0 - confidence);
                }
                // "Ariz.": the dot of an abbreviation belongs to it.
                if kind == Kind::Place && parts.is_abbreviated(end) {
                    span.end = layout.tokens[end].span.end;
                }
                // "The" that begins a sentence is not tagged, but may be part: "The Hague".
                if kind == Kind::Place && parts.is_after_its_article(first, end) {
                    span.start = layout.tokens[first - 1].span.start;
                }
                if end == first + 1 && first > s.tokens.start as usize && !layout.tokens[first].line_before() {
                    let quarter = adjective && is_quarter(parts.word(first - 1));
                    // "the Chechen Republic", "the Ottoman Empire": the people is part of the country's name.
                    let people = kind == Kind::Place
                        && role == Role::Literal
                        && matches!(parts.word(first), "Empire" | "Republic" | "Kingdom" | "Federation" | "Emirate")
                        && self.seen[first - 1].classes & lexicon::DEMONYM != 0;
                    if quarter || people {
                        span.start = layout.tokens[first - 1].span.start;
                        mentions.pop_if(|m| m.span.end > span.start);
                    }
                }
                // "the 3rd Infantry Division", "the Fifth Fleet".
                if kind == Kind::Organisation && first > s.tokens.start as usize && cues::is_unit(parts.word(end - 1)) {
                    let before = layout.tokens[first - 1];
                    if cues::is_ordinal(before.of(text)) && !before.line_before() {
                        span.start = before.span.start;
                    }
                }
                // "Keep the Coast Coalition": the call that the name begins with.
                if kind == Kind::Organisation
                    && let Some(call) = call_before(&layout.tokens[s.tokens.start as usize..first], text)
                    && cues::is_campaign(parts.word(end - 1))
                {
                    let call = layout.tokens[s.tokens.start as usize + call].span.start;
                    while mentions.pop_if(|m| m.span.end > call).is_some() {}
                    span.start = call;
                }
                // "Indonesian Navy", "U.S. Treasury Department": the country is part of the name.
                if kind == Kind::Organisation
                    && first > from
                    && self.seen[first..end].iter().any(|s| s.classes & lexicon::BODY_WORD != 0)
                    && let Some(before) =
                        mentions.pop_if(|m| m.kind == Kind::Place && m.span.end == layout.tokens[first - 1].span.end)
                {
                    span.start = before.span.start;
                }
                mentions.push(mention(span, kind, role, s, stretch.sentence, confidence, "tagger"));
            });
        }
    }

    /// Makes the defined names mentions, whatever the model found of them.
    pub(super) fn emit_defined(&self, layout: &Layout, mentions: &mut Vec<Mention>) {
        for (d, &kind) in self.defined.iter().zip(&self.kinds) {
            let kind = match kind {
                2 => Kind::Organisation,
                3 => Kind::Place,
                _ => continue,
            };
            let (first, last) = (layout.tokens[d.first as usize].span, layout.tokens[d.end as usize - 1].span);
            for span in [Span { start: first.start, end: last.end }, layout.tokens[d.short as usize].span] {
                let number = layout.sentence_at(span.start);
                let s = &layout.sentences[number as usize];
                let defined = mention(span, kind, Role::Literal, s, number, 0.85, "defined");
                put_over(mentions, defined, |m| m.span == span && m.kind == kind);
            }
        }
    }
}

/// Where a call with a capital stands before a name, inside a sentence: "Keep the", "Save Our".
fn call_before(before: &[Token], text: &str) -> Option<usize> {
    const CALLS: &[&str] =
        &["Ban", "Defend", "End", "Free", "Keep", "Protect", "Reclaim", "Rescue", "Restore", "Save", "Stop", "Support"];
    let small = before.last().is_some_and(|t| matches!(t.of(text), "the" | "our" | "your" | "The" | "Our" | "Your"));
    let call = before.len().checked_sub(1 + usize::from(small))?;
    // At the start of a sentence it may be a verb.
    (call > 0 && CALLS.binary_search(&before[call].of(text)).is_ok()).then_some(call)
}

/// Parts of countries and continents in adjectives: "South Korean", "West African".
fn is_quarter(word: &str) -> bool {
    matches!(word, "North" | "South" | "East" | "West" | "Central" | "NORTH" | "SOUTH" | "EAST" | "WEST")
}

/// "Ocilla" of "R-Ocilla" behind a comma or bracket.
fn seat(token: Token, before: &[Token], text: &str) -> Option<Span> {
    let word = token.of(text);
    let follows = before.last().is_some_and(|t| matches!(t.of(text), "," | "("));
    (follows && word.starts_with(['D', 'R', 'I']) && word.get(2..)?.starts_with(char::is_uppercase) && word.len() > 3)
        .then_some(Span { start: token.span.start + 2, end: token.span.end })
}

/// A mention with nothing known of it but where it stands and what it is.
pub fn mention(
    span: Span,
    kind: Kind,
    role: Role,
    sentence: &Sentence,
    number: u32,
    confidence: f32,
    rule: &'static str,
) -> Mention {
    Mention {
        span,
        kind,
        role,
        modifier: None,
        title: None,
        description: None,
        place: None,
        place_confidence: 0.0,
        local: None,
        quote: None,
        segment: sentence.segment,
        sentence: number,
        paragraph: sentence.paragraph,
        confidence,
        rule: Cow::Borrowed(rule),
    }
}

/// Puts a mention in place of those that it covers or cuts, unless one of them `stays`.
pub fn put_over(mentions: &mut Vec<Mention>, new: Mention, stays: impl Fn(&Mention) -> bool) {
    let from = mentions.partition_point(|m| m.span.end <= new.span.start);
    let to = mentions.partition_point(|m| m.span.start < new.span.end).max(from);
    if !mentions[from..to].iter().any(stays) {
        mentions.splice(from..to, [new]);
    }
}
