//! Reports whose subject is part of what is said: "is expected to …", "was accused of …", "seems to …".

use super::clause::{clause_end, finite, has_verb, main_clause, object_end, tidy, tidy_end};
use super::frames::Frame;
use super::indirect::{Content, How, LONGEST};
use super::lexicon::class;
use super::phrases::Head;
use super::view::{NARRATION, Range, View};

/// "The bill is expected to pass", "Pike was accused of lying", "the plan seems dead": what is said is in the
/// subject and in what follows.
pub fn raised(view: &View, frame: &Frame) -> Option<Content> {
    let cue = frame.cue?;
    let sentence = view.sentence_range(view.sentence(frame.verb));
    if view.home[frame.verb] != NARRATION || sentence.len() > LONGEST {
        return None;
    }
    let mut at = frame.verb + 1;
    while at < sentence.end && view.is(at, class::ADVERB | class::TIME) && !view.is(at, class::DETERMINER) {
        at += 1;
    }
    if at >= sentence.end || view.home[at] != NARRATION {
        return None;
    }
    // "was accused by rivals of lying"
    if view.of(at) == "by" {
        match super::frames::agent_end(view, cue, at, sentence.end) {
            Some(end) if view.of(end) != "as" || cue.takes(b'A') || cue.takes(b'X') => at = end,
            // "was rejected by the council", "a plan backed by unions"
            _ if cue.takes(b'n') && agent(view, frame) => {
                let subject = super::phrases::left(view, sentence.start, frame.group.start)?;
                let mut first = if subject.words.len() == 1 { subject.words } else { subject.whole };
                // "left over a plan backed by unions": the nearest noun phrase.
                if !view.is(frame.group.start, class::AUXILIARY) {
                    let cut = (first.start..first.end)
                        .rev()
                        .find(|&i| finite(view, i) || view.is(i, class::PREPOSITION) && view.of(i) != "of");
                    first.start = cut.map_or(first.start, |i| i + 1);
                }
                let fits = !first.is_empty() && first.end <= frame.group.start;
                return fits.then_some(Content { first, rest: None, how: How::Passive, aside: false });
            }
            _ => return None,
        }
    }
    if cue.lemma == "ask" && view.is(at, class::PREPOSITION) && view.of(at) != "about" {
        at = (at..sentence.end.min(at + 10))
            .take_while(|&k| view.of(k) != "," && view.home[k] == NARRATION)
            .find(|&k| matches!(view.of(k), "whether" | "if" | "about" | "how" | "why" | "what" | "which" | "who"))?;
    }
    let text = view.small(at);
    // "Asked why, the minister said": no question is told.
    if matches!(text, "why" | "how" | "what" | "when" | "where" | "who") && view.of(at + 1) == "," {
        return None;
    }
    let seems = cue.takes(b'S');
    if matches!(cue.lemma, "suppose" | "intend") {
        return None; // "is supposed to": a duty; "is intended to": a purpose
    }
    // "was told that", "was asked whether": a clause of its own.
    if seems && text == "that"
        || !seems
            && (cue.takes(b't') && text == "that"
                || cue.takes(b'w')
                    && matches!(text, "whether" | "if" | "how" | "why" | "what" | "who" | "which" | "when" | "where"))
    {
        let start = at + usize::from(text == "that");
        let mut range = Range::new(start, clause_end(view, sentence, start + 1, false));
        if let Some(end) = main_clause(view, frame, sentence, range) {
            range.end = end;
        }
        let range = tidy(view, range);
        let how = if seems {
            How::Seems
        } else if text == "that" {
            How::That
        } else {
            How::Wh
        };
        return (range.len() >= 2).then_some(Content { first: range, rest: None, how, aside: false });
    }
    // "was told the dam was unsafe"
    if matches!(cue.lemma, "tell" | "assure" | "inform" | "warn" | "remind")
        && (view.is(at, class::DETERMINER | class::POSSESSIVE | class::SUBJECT) || view.is_name(at))
        && has_verb(view, at, sentence.end.min(at + 14))
    {
        let range = tidy(view, Range::new(at, clause_end(view, sentence, at + 1, false)));
        return (range.len() >= 3).then_some(Content { first: range, rest: None, how: How::That, aside: false });
    }
    let end = if view.is(at, class::TO) && !view.is(at + 1, class::DETERMINER | class::POSSESSIVE) {
        // "appeared to imply that": implied by somebody.
        if seems && (view.cue(at + 1).is_some_and(|c| c.takes(b't') || c.takes(b'n'))) {
            return None;
        }
        if !(seems || cue.takes(b'i') || cue.takes(b'o') || cue.takes(b't') || cue.takes(b'c')) {
            return None;
        }
        clause_end(view, sentence, at + 1, true)
    } else if matches!(text, "of" | "for" | "with" | "about") && !seems {
        if !(cue.takes(b'n') || cue.takes(b'w')) {
            return None;
        }
        at += 1;
        object_end(view, sentence, at)
    } else if text == "as" && (cue.takes(b'A') || cue.takes(b'X') || cue.lemma == "know") {
        object_end(view, sentence, at + 1)
    } else if seems && (text == "like" || !view.is(at, class::PREPOSITION) && !view.is_mark(at))
        || cue.takes(b'X') && !view.is(at, class::PREPOSITION | class::CONJUNCTION) && !view.is_mark(at)
    {
        object_end(view, sentence, at)
    } else {
        return None;
    };
    let mut complement = Range::new(at, end);
    if let Some(end) = main_clause(view, frame, sentence, complement) {
        complement.end = end;
    }
    // "accused of lying by rivals": who says it is no part of it.
    if let Some(by) = frame.speaker.and_then(|s| s.whole.start.checked_sub(1))
        && by > complement.start
        && by < complement.end
        && view.of(by) == "by"
        // "expected to be filled by Cole"
        && !view.of(by - 1).ends_with("ed")
    {
        complement.end = by;
    }
    let complement = tidy_end(view, complement);
    // Who is asked or told is no part of what is said.
    if cue.takes(b'a') {
        return (complement.len() >= 2).then_some(Content {
            first: complement,
            rest: None,
            how: How::Passive,
            aside: false,
        });
    }
    let subject = super::phrases::left(view, sentence.start, frame.group.start)?;
    if seems && view.is(subject.words.start, class::RELATIVE | class::THAT) {
        return None;
    }
    let impersonal =
        view.is(subject.words.start, class::IT) || view.of(subject.words.start).eq_ignore_ascii_case("there");
    let first = if subject.words.len() == 1 { subject.words } else { subject.whole };
    if complement.is_empty()
        || first.is_empty()
        || first.end > frame.group.start
        || impersonal
        || subject.words.start != first.start && subject.words.end > first.end
    {
        return None;
    }
    let how = if seems { How::Seems } else { How::Passive };
    Some(Content { first, rest: Some(complement), how, aside: false })
}

/// Whether somebody stands after "by": "backed by unions", but not "backed by a wall".
fn agent(view: &View, frame: &Frame) -> bool {
    frame.speaker.is_some_and(|s| s.head != Head::Other || !matches!(view.of(s.whole.start), "a" | "an"))
}
