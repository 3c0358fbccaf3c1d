//! What is said without quotation marks: the content clause of each frame.
//!
//! In: frames that no quoted region has taken. Out: for each the tokens of what is said:
//! "said (that) …", "according to …", "…, she said", "denied …", "told X that …", "urged X to …".

use super::frames::{Frame, Shape};
use super::lexicon::{class, form};
use super::phrases::{Head, Phrase};
use super::view::{NARRATION, Range, View};

/// Which rule gave the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// said that …
    That,
    /// said …
    Clause,
    /// asked whether …
    Wh,
    /// promised to …
    Infinitive,
    /// urged X to …
    ObjectInfinitive,
    /// criticised …
    Object,
    /// called for …
    Preposition,
    /// …, she said
    Before,
    /// According to X, …
    AccordingTo,
    /// "Smith: taxes will rise", in a headline
    Headline,
}

/// Headlines that say who says what with a colon: "Smith: taxes will rise".
pub fn headline(view: &View, sentence: usize) -> Option<(Phrase, usize, Range)> {
    let range = view.sentence_range(sentence);
    let colon = (range.start + 1..range.end.min(range.start + 8)).find(|&i| view.of(i) == ":")?;
    let after = Range::new(colon + 1, range.end);
    if after.len() < 3 || view.home[range.start..range.end].iter().any(|&h| h != NARRATION) {
        return None;
    }
    let speaker = super::phrases::phrase(view, Range::new(range.start, colon));
    // A name with a verb after the colon; "Review: The Long Quay" and "Live: …" are labels.
    let named = matches!(speaker.head, Head::Name | Head::Organisation | Head::Group | Head::Role)
        && (view.mention_in(view.span(speaker.words)).is_some() || matches!(speaker.head, Head::Group | Head::Role));
    (named && has_verb(view, after.start, after.end)).then(|| (speaker, colon, tidy(view, after)))
}

/// Longest sentence that is read, in tokens: what is longer is a list or no prose, and reading it
/// from each of its verbs would take the square of its length.
const LONGEST: usize = 600;

/// The content of `frame`, without its outer "that".
pub fn content(view: &View, frames: &[Frame], k: usize) -> Option<(Range, How)> {
    let frame = &frames[k];
    if view.home[frame.verb] != NARRATION {
        return None;
    }
    let sentence = view.sentence_range(view.sentence(frame.verb));
    if sentence.len() > LONGEST {
        return None;
    }
    if frame.shape == Shape::AccordingTo {
        return according_to(view, frame, sentence);
    }
    let cue = frame.cue?;
    if frame.shape == Shape::Inverted || trailing(view, frame, sentence) {
        return before(view, frame, sentence, cue.takes(b't'));
    }
    if frame.shape == Shape::Passive {
        return None;
    }
    let at = frame.end;
    if at >= sentence.end {
        return None;
    }
    let (range, how) = right(view, frame, sentence, at)?;
    let range = tidy(view, range);
    (!range.is_empty()).then_some((range, how))
}

fn right(view: &View, frame: &Frame, sentence: Range, at: usize) -> Option<(Range, How)> {
    let cue = frame.cue?;
    // "said on Monday that", "told X in a statement that": a "that" soon after, with no verb between.
    if cue.takes(b't')
        && let Some(that) = that_ahead(view, sentence, at)
    {
        return Some((Range::new(that + 1, clause_end(view, sentence, that + 1)), How::That));
    }
    let mut start = at;
    while start < sentence.end && (view.is(start, class::ADVERB | class::TIME) && !view.is(start, class::DETERMINER)) {
        start += 1;
    }
    if start >= sentence.end {
        return None;
    }
    let text = view.of(start);
    if view.is(start, class::TO) {
        if cue.takes(b'i')
            && start + 1 < sentence.end
            && !view.is(start + 1, class::DETERMINER | class::POSSESSIVE)
            && !view.is_name(start + 1)
        {
            return Some((Range::new(start, clause_end(view, sentence, start + 1)), How::Infinitive));
        }
        if cue.prepositions.contains(&"to") {
            return Some((Range::new(start + 1, clause_end(view, sentence, start + 1)), How::Preposition));
        }
        return None;
    }
    if cue.takes(b'w') && matches!(text, "whether" | "if" | "how" | "why" | "what" | "where" | "when" | "who") {
        return Some((Range::new(start, clause_end(view, sentence, start + 1)), How::Wh));
    }
    if cue.prepositions.contains(&text) {
        return Some((Range::new(start + 1, clause_end(view, sentence, start + 1)), How::Preposition));
    }
    if view.is_mark(start) || view.home[start] != NARRATION {
        return None;
    }
    let opens_phrase = view
        .is(start, class::DETERMINER | class::POSSESSIVE | class::SUBJECT | class::OBJECT | class::NOUN)
        || view.is_name(start)
        || view.token(start).is_word() && view.words[start].classes == 0;
    if !opens_phrase {
        if cue.takes(b'c')
            && view.is(start, class::SUBORDINATOR | class::PREPOSITION)
            && !view.is(start, class::THAT)
            && has_verb(view, start + 1, sentence.end.min(start + 25))
            && (cue.takes(b'q'))
        {
            return Some((Range::new(start, clause_end(view, sentence, start + 1)), How::Clause));
        }
        return None;
    }
    let end = clause_end(view, sentence, start + 1);
    let to_ahead = (start + 1..end.min(start + 12)).find(|&i| view.is(i, class::TO) && view.home[i] == NARRATION);
    if cue.takes(b'o') && to_ahead.is_some() {
        return Some((Range::new(start, end), How::ObjectInfinitive));
    }
    // What "say" has as object is a clause, whether its verb is known or not.
    let surely = cue.takes(b'q') && !cue.takes(b'n') && !cue.takes(b'a') && end - start >= 3;
    // A verb far off is that of something else: "reported no arrests, although …".
    if cue.takes(b'c') && (surely || has_verb(view, start, end.min(start + 10))) {
        return Some((Range::new(start, end), How::Clause));
    }
    if cue.takes(b'n') || cue.takes(b'X') || cue.takes(b'A') {
        let end = object_end(view, sentence, start);
        return Some((Range::new(start, end), How::Object));
    }
    None
}

/// Whether the range has something that reads like a finite verb.
fn has_verb(view: &View, start: usize, end: usize) -> bool {
    // The verb of a relative clause, or of what follows a comma, is not that of the clause.
    let edge = |i: usize| {
        view.is(i, class::RELATIVE | class::THAT) && i > start && !view.is(i, class::DETERMINER) || view.of(i) == ","
    };
    let end = (start + 1..end).find(|&i| edge(i)).unwrap_or(end);
    (start..end).any(|i| {
        view.home[i] == NARRATION
            && (view.is(i, class::AUXILIARY | class::PAST) && !matches!(view.of(i), "'s" | "’s")
                || view.form(i) & (form::PAST | form::THIRD) != 0 && i > start
                || i > start && {
                    let t = view.of(i);
                    t.len() > 4 && t.ends_with("ed") && !view.token(i).is_capitalised()
                }
                || i > start && view.is(i - 1, class::SUBJECT)
                || i > start && matches!(view.of(i), "'s" | "’s") && view.is(i - 1, class::SUBJECT | class::THAT))
    })
}

/// A "that" within a few words, before any verb.
fn that_ahead(view: &View, sentence: Range, at: usize) -> Option<usize> {
    for i in at..sentence.end.min(at + 16) {
        if view.home[i] != NARRATION {
            return None;
        }
        if view.is(i, class::THAT) && view.of(i) == "that" {
            return Some(i).filter(|_| i == at || !view.is(i - 1, class::PREPOSITION));
        }
        if view.is(i, class::AUXILIARY | class::SUBJECT | class::RELATIVE | class::CONJUNCTION) && i >= at
            || matches!(view.of(i), ":" | ";" | "(")
        {
            return None;
        }
        if i == at
            && !(view.is(i, class::PREPOSITION | class::TIME | class::ADVERB | class::OBJECT) || view.of(i) == ",")
        {
            return None;
        }
    }
    None
}

/// Where the clause that begins at `start` ends: the sentence, or where another thing is said.
fn clause_end(view: &View, sentence: Range, start: usize) -> usize {
    let mut i = start;
    while i < sentence.end {
        let text = view.of(i);
        if view.home[i] != NARRATION {
            return (i + 2).min(sentence.end); // holds quoted words: the caller sees them
        }
        match text {
            ";" => return i,
            "—" | "--" | "―" | "–" if i + 1 < sentence.end && new_saying(view, i + 1, sentence.end) => return i,
            "." | "?" | "!" if i + 1 >= sentence.end => return i,
            "," => {
                // ", saying", ", adding that", ", according to", ", she said", ", but X denied"
                let next = i + 1;
                let contrast = matches!(view.of(next), "but" | "although" | "though" | "while" | "whereas");
                if next < sentence.end && (contrast || new_saying(view, next, sentence.end)) {
                    return i;
                }
            }
            "and" | "but" => {
                let mut next = i + 1;
                while next < sentence.end && (view.is(next, class::ADVERB | class::AUXILIARY)) {
                    next += 1;
                }
                if next < sentence.end
                    && view.words[next].cue != 0
                    && view.form(next) & (form::PAST | form::THIRD) != 0
                    && view.cue(next).is_some_and(|c| c.takes(b'q') || c.takes(b't'))
                {
                    return if view.of(i - 1) == "," { i - 1 } else { i };
                }
            }
            _ => {}
        }
        i += 1;
    }
    sentence.end
}

/// Whether words after a comma report something else.
fn new_saying(view: &View, start: usize, high: usize) -> bool {
    if view.home[start] != NARRATION {
        return true;
    }
    if view.of(start).eq_ignore_ascii_case("according") {
        return true;
    }
    let speech = |i: usize| view.cue(i).is_some_and(|c| c.takes(b'q') || c.takes(b't'));
    if view.form(start) & form::ING != 0 && speech(start) {
        return true;
    }
    let mut i = start;
    if view.is(i, class::CONJUNCTION) {
        i += 1;
    }
    // "X said": a short subject and a reporting verb.
    (i..high.min(i + 7))
        .take_while(|&k| !view.is_mark(k) && !view.is(k, class::RELATIVE | class::THAT | class::SUBORDINATOR))
        .any(|k| {
            k > i
                && speech(k)
                && view.form(k) & (form::PAST | form::THIRD) != 0
                && view.cue(k).is_some_and(|c| c.takes(b't'))
                && !view.is(k, class::NOUN)
        })
}

/// Where the object of a verb such as "criticised" ends.
fn object_end(view: &View, sentence: Range, start: usize) -> usize {
    let mut i = start;
    while i < sentence.end {
        let text = view.of(i);
        if view.home[i] != NARRATION {
            return (i + 2).min(sentence.end);
        }
        if matches!(text, ";" | "—" | "--" | "―" | ":" | "(") {
            break;
        }
        // When and where it was said is no part of it.
        if i > start
            && (text == "during"
                || view.is(i, class::TIME) && !view.is(i - 1, class::DETERMINER) && view.token(i).is_capitalised()
                || view.is(i, class::PREPOSITION)
                    && i + 1 < sentence.end
                    && view.is(i + 1, class::TIME)
                    && view.token(i + 1).is_capitalised())
        {
            break;
        }
        if text == "," {
            break;
        }
        if view.is(i, class::CONJUNCTION)
            && i + 1 < sentence.end
            && (view.words[i + 1].cue != 0 && view.form(i + 1) & (form::PAST | form::THIRD) != 0
                || view.is(i + 1, class::AUXILIARY | class::SUBJECT))
        {
            break;
        }
        if i > start && view.is(i, class::SUBORDINATOR) && !view.is(i, class::PREPOSITION) {
            break;
        }
        i += 1;
    }
    i
}

/// "…, she said": whether the frame closes its sentence after a comma.
fn trailing(view: &View, frame: &Frame, sentence: Range) -> bool {
    let start = frame.start;
    if start <= sentence.start + 2
        || frame.shared
        || frame.speaker.is_some_and(|s| view.is(s.words.start, class::RELATIVE))
        || !matches!(view.of(start - 1), "," | "—" | "–" | "--")
    {
        return false;
    }
    let after = frame.end;
    after >= sentence.end
        || matches!(view.of(after), "." | "," | "?" | "!" | "—" | "–" | "--" | ";")
            && !view.cue(frame.verb).is_some_and(|c| c.takes(b'n') && !c.takes(b'q'))
        || view.is(after, class::TIME | class::PREPOSITION | class::ADVERB) && !that_soon(view, after, sentence.end)
}

fn that_soon(view: &View, start: usize, end: usize) -> bool {
    (start..end.min(start + 16)).any(|i| view.of(i) == "that")
}

fn before(view: &View, frame: &Frame, sentence: Range, takes: bool) -> Option<(Range, How)> {
    if !takes || frame.start <= sentence.start {
        return None;
    }
    let mut end = frame.start;
    if matches!(view.of(end - 1), "," | "—" | "–" | "--" | "?" | "!") {
        end -= 1;
    }
    let mut start = sentence.start;
    // Not over a quotation or another attribution.
    for i in (sentence.start..end).rev() {
        if view.home[i] != NARRATION || view.of(i) == ";" {
            start = i + 1;
            break;
        }
    }
    let range = tidy(view, Range::new(start, end));
    (range.len() >= 2 && start == sentence.start).then_some((range, How::Before))
}

fn according_to(view: &View, frame: &Frame, sentence: Range) -> Option<(Range, How)> {
    if frame.verb <= sentence.start + 1 {
        // "According to officials, the dam was safe."
        let comma = (frame.end..sentence.end).find(|&i| view.of(i) == ",")?;
        let range = tidy(view, Range::new(comma + 1, clause_end(view, sentence, comma + 1)));
        return (range.len() >= 2).then_some((range, How::AccordingTo));
    }
    let mut end = frame.verb;
    if view.of(end - 1) == "," {
        end -= 1;
    }
    let mut start = sentence.start;
    for i in (sentence.start..end).rev() {
        if view.home[i] != NARRATION || view.of(i) == ";" {
            start = i + 1;
            break;
        }
    }
    if start != sentence.start {
        return None;
    }
    let range = tidy(view, Range::new(start, end));
    (range.len() >= 2).then_some((range, How::AccordingTo))
}

/// Drops marks and conjunctions at the edges.
fn tidy(view: &View, mut range: Range) -> Range {
    while !range.is_empty()
        && (view.is_mark(range.start) && !matches!(view.of(range.start), "(" | "[" | "#" | "@")
            || matches!(view.of(range.start), "that" | "But" | "And" | "and" | "but"))
    {
        range.start += 1;
    }
    while !range.is_empty()
        && view.is_mark(range.end - 1)
        && !matches!(view.of(range.end - 1), ")" | "]" | "%" | "’" | "'")
    {
        range.end -= 1;
    }
    range
}
