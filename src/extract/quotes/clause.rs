//! Where a content clause ends: with its sentence, where another thing is said, or where a clause
//! is added that is the narrator's.
//!
//! In: a sentence and where the clause begins. Out: one past its last token.

use super::frames::{Frame, Shape, is_ly};
use super::lexicon::{class, form};
use super::view::{NARRATION, Range, View};

/// Whether the range has something that reads like a finite verb.
pub fn has_verb(view: &View, start: usize, end: usize) -> bool {
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
                || i > start && view.is(i - 1, class::HE | class::SHE | class::THEY | class::I)
                || i > start && matches!(view.of(i), "'s" | "’s") && view.is(i - 1, class::SUBJECT | class::THAT))
    })
}

/// Where the clause that begins at `start` ends: the sentence, or where another thing is said.
///
/// A clause of its own ("that …") may hold others; what depends on a verb ("to close the bridge",
/// `short`) ends at the next comma that opens a clause.
pub fn clause_end(view: &View, sentence: Range, start: usize, short: bool) -> usize {
    let mut i = start;
    while i < sentence.end {
        let text = view.of(i);
        if view.home[i] != NARRATION {
            // The next sentence is a quotation whose opening mark ends this one; else the clause holds
            // quoted words, and the caller sees them.
            return if i > start && stops(view, i - 1) { i } else { (i + 2).min(sentence.end) };
        }
        match text {
            ";" => return i,
            "—" | "--" | "―" | "–" if i + 1 < sentence.end && (short || new_saying(view, i + 1, sentence.end)) => {
                return i;
            }
            "-" if i > start && spaced(view, i) && (short || new_saying(view, i + 1, sentence.end)) => return i,
            "(" if short => match brackets(view, i, sentence.end) {
                Some(close) => i = close,
                None => return i,
            },
            "." | "?" | "!" if i + 1 >= sentence.end => return i,
            "," => {
                // ", saying", ", adding that", ", according to", ", she said", ", but X denied"
                let next = i + 1;
                if short && goes_on(view, next) {
                    i += 2;
                    continue;
                }
                let contrast = matches!(view.of(next), "although" | "though" | "compared")
                    || short && matches!(view.of(next), "while" | "whereas")
                    || view.of(next) == "but" && (short || view.is(next + 1, class::SUBJECT))
                    || short && view.of(next) == "and" && clause_ahead(view, next + 1, sentence.end)
                    || short && view.of(next) == "even" && view.is(next + 1, class::SUBORDINATOR);
                if next < sentence.end
                    && (contrast
                        || new_saying(view, next, sentence.end)
                        || (view.is(next, class::RELATIVE)
                            || view.is(next, class::PREPOSITION | class::TO) && view.is(next + 1, class::RELATIVE))
                            && (short || has_verb(view, start, i))
                        || short && (opens_clause(view, next) || !list(view, i, sentence.end) && finite(view, next))
                        || !short
                            && matches!(view.of(next), "a" | "an")
                            && has_verb(view, start, i)
                            && !list(view, i, sentence.end))
                {
                    return i;
                }
            }
            "but" if short => return i,
            "and" if short && i + 1 < sentence.end && finite_ahead(view, i + 1) => {
                return i;
            }
            "until" | "despite" if short && i > start + 1 => return i,

            // "said it was late and others have said it was early"
            "and" if new_saying(view, i + 1, sentence.end.min(i + 6)) => return i,
            "and" | "but" => {
                let mut next = i + 1;
                while next < sentence.end && (view.is(next, class::ADVERB | class::AUXILIARY)) {
                    next += 1;
                }
                if next < sentence.end && view.words[next].cue != 0 && view.form(next) & (form::PAST | form::THIRD) != 0
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

/// Whether a token ends a sentence.
fn stops(view: &View, i: usize) -> bool {
    let text = view.of(i);
    matches!(text, "." | "?" | "!") || text.len() > 1 && text.ends_with('.')
}

/// The bracket that closes one of a few words, where the phrase goes on: "the senator (R-Ohio) to resign".
fn brackets(view: &View, i: usize, high: usize) -> Option<usize> {
    if view.of(i) != "(" {
        return None;
    }
    let close = (i + 1..high.min(i + 8)).find(|&k| view.of(k) == ")")?;
    (close + 1 < high && !view.is_mark(close + 1)).then_some(close)
}

/// Whether a hyphen stands for a dash.
pub fn spaced(view: &View, i: usize) -> bool {
    let span = view.token(i).span;
    view.text[..span.start as usize].ends_with(' ') && view.text[span.end as usize..].starts_with(' ')
}

/// Whether what follows a comma adds a clause or an apposition rather than going on with a list.
fn opens_clause(view: &View, next: usize) -> bool {
    let text = view.of(next);
    if view.is(next, class::SUBORDINATOR) || text.len() > 4 && text.ends_with("ing") {
        return true;
    }
    if view.is(next, class::CONJUNCTION) {
        return view.is(next + 1, class::SUBJECT | class::AUXILIARY | class::ADVERB)
            || view.form(next + 1) & (form::PAST | form::THIRD) != 0 && view.words[next + 1].cue != 0;
    }
    matches!(text, "a" | "an" | "the") && !list(view, next - 1, next + 12)
}

/// Whether words after a comma report something else.
pub fn new_saying(view: &View, start: usize, high: usize) -> bool {
    match view.home.get(start) {
        None => return false, // the text ends here
        Some(&home) if home != NARRATION => return true,
        Some(_) => {}
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
                && (view.form(k) & (form::PAST | form::THIRD) != 0
                    || view.is(k - 1, class::GROUP | class::THEY) && view.form(k) & form::BASE != 0)
                && view.cue(k).is_some_and(|c| c.takes(b't'))
                && !view.is(k, class::NOUN)
                // "would bring charges": a noun in -s
                && !(view.form(k) & form::THIRD != 0
                    && (view.is(k - 1, class::DETERMINER | class::POSSESSIVE | class::PREPOSITION | class::ADVERB)
                        || (start..k).any(|j| view.is(j, class::AUXILIARY))
                        || view.of(k - 1).ends_with('s')))
                // "the states they need"
                && !(view.form(k) & form::THIRD != 0 && view.cue(k).is_some_and(|c| c.lemma == "state"))
        })
}

/// Where the object of a verb such as "criticised" ends.
pub fn object_end(view: &View, sentence: Range, start: usize) -> usize {
    let mut i = start;
    while i < sentence.end {
        let text = view.of(i);
        if view.home[i] != NARRATION {
            return if i > start && stops(view, i - 1) { i } else { (i + 2).min(sentence.end) };
        }
        if let Some(close) = brackets(view, i, sentence.end) {
            i = close + 1;
            continue;
        }
        if matches!(text, ";" | "—" | "--" | "―" | "(") {
            break;
        }
        // When and where it was said is no part of it.
        if i > start
            && (text == "during"
                || view.is(i, class::TIME)
                    && !view.is(i - 1, class::DETERMINER | class::POSSESSIVE)
                    && !matches!(view.of(i - 1), "'s" | "’s" | "'" | "’")
                    && view.token(i).is_capitalised()
                || view.is(i, class::PREPOSITION)
                    && text != "of"
                    && i + 1 < sentence.end
                    && view.is(i + 1, class::TIME)
                    && view.token(i + 1).is_capitalised())
        {
            break;
        }
        if text == "," && !list(view, i, sentence.end) && !goes_on(view, i + 1) {
            break;
        }
        if view.is(i, class::CONJUNCTION) && i + 1 < sentence.end && finite_ahead(view, i + 1) {
            break;
        }
        if i > start + 1 && circumstance(view, i, sentence.end) {
            break;
        }
        if i > start
            && (matches!(text, "because" | "when" | "although" | "though" | "but") || text == "-" && spaced(view, i))
        {
            break;
        }
        i += 1;
    }
    i
}

/// Whether what follows a comma says more of the thing named: ", including …", ", not …".
fn goes_on(view: &View, next: usize) -> bool {
    matches!(view.of(next), "including" | "like" | "not" | "such")
}

/// Where the object of a noun ends, which may be in the middle of its clause: "her attacks on the board | cost her the post".
pub fn noun_end(view: &View, sentence: Range, start: usize) -> usize {
    // "questions about whether it would hold": a clause.
    if matches!(view.of(start), "whether" | "how" | "why" | "what" | "who" | "when" | "where") {
        return clause_end(view, sentence, start + 1, true);
    }
    let end = object_end(view, sentence, start);
    (start + 1..end)
        .take_while(|&i| !view.is(i, class::RELATIVE | class::THAT | class::SUBORDINATOR))
        .find(|&i| {
            let text = view.of(i);
            let modifies = view.is(
                i - 1,
                class::DETERMINER | class::POSSESSIVE | class::PREPOSITION | class::ADVERB | class::CONJUNCTION,
            );
            finite(view, i)
                && !(view.words[i].cue != 0
                    && (modifies
                        || view.token(i).is_capitalised()
                        || matches!(view.of(i - 1), "'s" | "’s" | "other" | "'" | "’")))
                || text.len() > 4
                    && text.ends_with("ed")
                    && !view.token(i).is_capitalised()
                    && !modifies
                    && !matches!(view.of(i - 1), "'s" | "’s")
                    && !is_ly(view, i - 1)
                    && !view.is(i + 1, class::PREPOSITION)
        })
        .unwrap_or(end)
}

/// Whether a verb of the narration comes after "and": "backed the plan and left".
fn finite_ahead(view: &View, mut i: usize) -> bool {
    while view.is(i, class::ADVERB) {
        i += 1;
    }
    let text = view.of(i);
    view.words[i.min(view.words.len() - 1)].cue != 0 && view.form(i) & (form::PAST | form::THIRD) != 0
        || view.is(i, class::AUXILIARY | class::SUBJECT | class::PAST)
        || text.len() > 4 && text.ends_with("ed") && !view.token(i).is_capitalised()
}

/// Whether a token is a verb of the narration, whatever stands before it.
pub fn finite(view: &View, i: usize) -> bool {
    view.is(i, class::AUXILIARY | class::PAST) && !matches!(view.of(i), "'s" | "’s" | "be" | "been" | "being")
        || view.words.get(i).is_some_and(|w| w.cue != 0)
            && view.form(i) & (form::PAST | form::THIRD) != 0
            && !view.is(i, class::NOUN)
}

/// Whether words after "and" are a clause of their own: a subject and its verb.
fn clause_ahead(view: &View, start: usize, high: usize) -> bool {
    let mut i = start;
    while view.is(i, class::ADVERB) {
        i += 1;
    }
    (i + 1..high.min(i + 8))
        .take_while(|&k| {
            view.home[k] == NARRATION
                && !view.is_mark(k)
                && !view.is(k, class::RELATIVE | class::THAT | class::SUBORDINATOR | class::CONJUNCTION | class::TO)
        })
        .any(|k| {
            view.is(k, class::AUXILIARY | class::PAST) && !matches!(view.of(k), "'s" | "’s")
                || view.words[k].cue != 0 && view.form(k) & (form::PAST | form::THIRD) != 0 && !view.is(k, class::NOUN)
        })
}

/// Where, when or why something was said: "in an interview", "after the vote", "as he left".
fn circumstance(view: &View, i: usize, end: usize) -> bool {
    match view.of(i) {
        "until" | "despite" | "amid" => true,
        "as" => view.is(i + 1, class::SUBJECT),
        "after" | "before" | "since" => true,
        "in" | "on" | "at" | "during" | "via" | "through" => (i + 1..end.min(i + 6))
            .take_while(|&k| !view.is_mark(k) && !view.is(k, class::PREPOSITION))
            .any(|k| view.is(k, class::VENUE)),
        _ => false,
    }
}

/// Whether the comma at `i` stands in a list: "women, Mexicans and Muslims".
fn list(view: &View, i: usize, end: usize) -> bool {
    for k in i + 1..end.min(i + 9).min(view.home.len()) {
        if view.is(k, class::CONJUNCTION) {
            return k > i + 1 || view.of(k) != "but";
        }
        if view.home[k] != NARRATION
            || view.is(k, class::AUXILIARY | class::RELATIVE | class::SUBJECT | class::SUBORDINATOR | class::PAST)
            || view.words[k].cue != 0 && view.form(k) & (form::PAST | form::THIRD | form::ING) != 0
            || view.is_mark(k) && view.of(k) != "," && !matches!(view.of(k), "'s" | "’s" | "-" | "'" | "’")
        {
            return false;
        }
    }
    false
}

/// Where the main clause begins, when the attribution stands in one that leads up to it: "As Pike noted that
/// the dam was safe, crews left.", "Pike, who said the dam was safe, left."
pub fn main_clause(view: &View, frame: &Frame, sentence: Range, range: Range) -> Option<usize> {
    let relative = frame.speaker.is_some_and(|s| {
        let at = s.words.start;
        view.is(at, class::RELATIVE) && at > sentence.start && view.of(at - 1) == ","
    }) || relative(view, frame).is_some_and(|at| at > sentence.start && view.of(at - 1) == ",");
    let mut opener = frame.start;
    while opener > sentence.start && !matches!(view.of(opener - 1), "," | ";" | "—" | "–" | "--" | ":") {
        opener -= 1;
    }
    while opener < frame.start && (view.is_mark(opener) || view.is(opener, class::CONJUNCTION)) {
        opener += 1;
    }
    let first = opener == sentence.start || opener == sentence.start + 1 && view.is(sentence.start, class::CONJUNCTION);
    let participle = frame.group.start == opener
        && (matches!(frame.shape, Shape::Ing | Shape::Passive) || view.of(opener).eq_ignore_ascii_case("having"));
    let leads = opener <= frame.start
        && (view.is(opener, class::SUBORDINATOR) && !matches!(view.of(opener), "What" | "what" | "how" | "How")
            || first && (view.is(opener, class::PREPOSITION | class::TO) || participle));
    if !relative && !leads {
        return None;
    }
    (range.start + 2..range.end).find(|&i| {
        view.of(i) == ","
            && i + 1 < range.end
            && !(view.is(i + 1, class::RELATIVE | class::CONJUNCTION | class::SUBORDINATOR | class::PREPOSITION))
            && view.form(i + 1) & form::ING == 0
            && !list(view, i, range.end)
    })
}

/// Where the main verb stands, when the attribution is in a relative clause of the subject: "Those who backed the
/// plan | have left."
pub fn main_verb(view: &View, frame: &Frame, sentence: Range, range: Range) -> Option<usize> {
    let at = frame.start.max(sentence.start);
    let relative = (at..frame.verb).find(|&i| view.is(i, class::RELATIVE | class::THAT))?;
    if relative == sentence.start || view.is_mark(relative - 1) || (sentence.start..relative).any(|i| finite(view, i)) {
        return None;
    }
    (range.start + 1..range.end)
        .take_while(|&i| !view.is(i, class::RELATIVE | class::THAT | class::SUBORDINATOR | class::SUBJECT))
        .find(|&i| finite(view, i))
}

/// Drops marks at the end.
pub fn tidy_end(view: &View, mut range: Range) -> Range {
    while !range.is_empty()
        && view.is_mark(range.end - 1)
        && !matches!(view.of(range.end - 1), ")" | "]" | "%" | "’" | "'")
    {
        range.end -= 1;
    }
    range
}

/// Drops marks at the start.
pub fn tidy_start(view: &View, mut range: Range) -> Range {
    while !range.is_empty() && view.is_mark(range.start) && !matches!(view.of(range.start), "(" | "[" | "#" | "@" | "$")
    {
        range.start += 1;
    }
    range
}

/// Drops marks and conjunctions at the edges.
pub fn tidy(view: &View, mut range: Range) -> Range {
    while !range.is_empty()
        && (view.is_mark(range.start) && !matches!(view.of(range.start), "(" | "[" | "#" | "@" | "$")
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

/// The relative pronoun that opens the clause of the attribution, if one does.
pub fn relative(view: &View, frame: &Frame) -> Option<usize> {
    let pronoun = |at: usize| {
        view.home[at] == NARRATION && (view.is(at, class::RELATIVE) || matches!(view.of(at), "what" | "What"))
    };
    if pronoun(frame.start) && frame.group.start > frame.start + 1 {
        return Some(frame.start);
    }
    let at = frame.start.checked_sub(1)?;
    // "a finish that he said …": a noun, though there is a verb of the same form.
    let noun = |i: usize| {
        view.cue(i).is_none() || view.form(i) & form::PAST == 0 && i > 0 && view.is(i - 1, class::DETERMINER)
    };
    let no_noun = class::AUXILIARY | class::CONJUNCTION | class::PREPOSITION | class::ADVERB | class::SUBJECT;
    let that = view.of(at) == "that" && at > 0 && !view.is_mark(at - 1) && !view.is(at - 1, no_noun) && noun(at - 1);
    (pronoun(at) || that).then_some(at)
}
