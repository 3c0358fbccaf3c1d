//! Frames of words of attitude: verbs that never stand by a quotation ("support"), nouns ("the claim
//! that") and adjectives ("is confident that").

use super::frames::{Frame, Shape, Subject, is_ly, share, verb_frame};
use super::lexicon::{Cue, ENGLISH, Part, class, form};
use super::phrases;
use super::view::{NARRATION, Range, View};

/// Frames of verbs, nouns and adjectives that say what somebody thinks or wants and never stand by a
/// quotation, in text order; `reporting` are those of the other verbs.
pub fn find(view: &View, reporting: &[Frame]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut earlier = 0;
    for sentence in 0..view.layout.sentences.len() {
        let range = view.sentence_range(sentence);
        let mut subject = Subject::default();
        while reporting.get(earlier).is_some_and(|f| f.verb < range.start) {
            earlier += 1;
        }
        let mut here = earlier;
        frames.extend([range.start, range.start + 1].into_iter().find_map(|i| poll(view, range, i)));
        for i in range.start..range.end {
            let word = view.words[i];
            if word.attitude == 0 && word.stance == 0 || view.home[i] != NARRATION {
                continue;
            }
            while reporting.get(here).is_some_and(|f| f.verb < i) {
                here += 1;
            }
            let before = &reporting[earlier..here];
            if let Some(cue) = ENGLISH.attitude(word)
                && verb_like(view, range, i)
                && let Some(frame) = verb_frame(view, range, i, (cue, word.attitude_form), before, &mut subject)
            {
                frames.push(frame);
            } else if let Some(cue) = ENGLISH.stance(word)
                && let Some(frame) = stance_frame(view, range, i, cue, before, &mut subject)
            {
                frames.push(frame);
            }
        }
    }
    frames
}

/// "In a poll released on Monday, …": what a poll finds is what it says.
fn poll(view: &View, sentence: Range, i: usize) -> Option<Frame> {
    let opens = i == sentence.start || i == sentence.start + 1 && view.is(sentence.start, class::CONJUNCTION);
    if !opens || !view.of(i).eq_ignore_ascii_case("in") || view.home[i] != NARRATION {
        return None;
    }
    let high = sentence.end.min(i + 12);
    let noun = (i + 1..high)
        .take_while(|&k| {
            view.home[k] == NARRATION
                && !view.is(k, class::PREPOSITION | class::AUXILIARY | class::RELATIVE)
                && view.of(k) != ","
        })
        .find(|&k| matches!(view.of(k), "poll" | "polls" | "survey" | "surveys" | "polling"))?;
    // "in a poll booth"
    let next = noun + 1;
    if !(view.of(next) == ","
        || view.is(next, class::PREPOSITION | class::TIME)
        || view.of(next).ends_with("ed")
        || view.of(next) == "taken")
    {
        return None;
    }
    let end = (noun + 1..sentence.end.min(noun + 14)).find(|&k| view.of(k) == ",")?;
    let words = Range::new(i + 1, noun + 1);
    Some(Frame {
        verb: i,
        group: Range::new(i, i + 1),
        cue: None,
        shape: Shape::AccordingTo,
        speaker: Some(phrases::Phrase { words, whole: Range::new(i + 1, end), head: phrases::Head::Organisation }),
        shared: false,
        addressee: None,
        start: i,
        end,
        negated: false,
    })
}

/// Whether the base form at `i` can be a verb: "like" and "back" mostly are not.
fn verb_like(view: &View, sentence: Range, i: usize) -> bool {
    if view.words[i].attitude_form & form::BASE == 0 {
        return true;
    }
    i > sentence.start
        && view.home[i - 1] == NARRATION
        && (!view.is(i, class::PREPOSITION | class::ADVERB)
            || view.is(i - 1, class::AUXILIARY | class::SUBJECT | class::TO | class::NOT)
            // "Democrats back the plan"
            || (view.is(i - 1, class::GROUP) || view.is(i - 1, class::ADVERB) && i > sentence.start + 1 && view.is(i - 2, class::GROUP))
                && (view.is(i + 1, class::DETERMINER | class::POSSESSIVE | class::OBJECT) || view.is_name(i + 1)))
}

/// "is confident that", "his belief that", "expressed support for".
fn stance_frame(
    view: &View,
    sentence: Range,
    i: usize,
    cue: &'static Cue,
    earlier: &[Frame],
    subject: &mut Subject,
) -> Option<Frame> {
    let start = stance_start(view, sentence, i);
    let (speaker, from) = if cue.part == Part::Adjective {
        let verb = start.checked_sub(1).filter(|&v| v >= sentence.start && view.home[v] == NARRATION)?;
        // "made it clear that", "makes clear that"
        let made = |k: usize| matches!(view.of(k), "made" | "make" | "makes" | "making");
        let maker = Some(verb)
            .filter(|&v| made(v))
            .or_else(|| verb.checked_sub(1).filter(|&v| v >= sentence.start && view.of(verb) == "it" && made(v)));
        // "make sure that", "to be sure": nothing is said.
        if cue.lemma == "sure"
            && (maker.is_some() || view.of(verb) == "be" && verb > sentence.start && view.is(verb - 1, class::TO))
        {
            return None;
        }
        if let Some(maker) = maker {
            let mut group = maker;
            while group > sentence.start
                && (view.is(group - 1, class::AUXILIARY | class::NOT | class::ADVERB) || is_ly(view, group - 1))
            {
                group -= 1;
            }
            let found = phrases::left(view, sentence.start, group);
            return Some(Frame {
                verb: i,
                group: Range::new(group, i + 1),
                cue: Some(cue),
                shape: Shape::Finite,
                speaker: found.or_else(|| share(view, sentence, group, earlier, subject)),
                shared: true,
                addressee: None,
                start: found.map_or(group, |p| p.whole.start.min(group)),
                end: i + 1,
                negated: false,
            });
        }
        if !copula(view, verb) {
            return None;
        }
        let mut group = verb;
        while group > sentence.start
            && (view.is(group - 1, class::AUXILIARY | class::NOT | class::ADVERB) || is_ly(view, group - 1))
        {
            group -= 1;
        }
        let found = phrases::left(view, sentence.start, group);
        // "It is clear that": nobody's.
        if found.is_some_and(|p| view.is(p.words.start, class::IT)) {
            return None;
        }
        (found.or_else(|| share(view, sentence, group, earlier, subject)), group)
    } else {
        let before = start.checked_sub(1).filter(|&b| b >= sentence.start && view.home[b] == NARRATION)?;
        // "Pike's view is that …"
        let is_that = cue.takes(b't') && view.is(i + 1, class::BE) && view.of(i + 2) == "that" && i + 3 < sentence.end;
        if is_that {
            let owner = if view.is(before, class::POSSESSIVE) {
                Some(phrases::owner(before))
            } else if matches!(view.of(before), "'s" | "’s" | "'" | "’") {
                phrases::left(view, sentence.start, before)
            } else {
                None
            };
            return Some(Frame {
                verb: i,
                group: Range::new(start, i + 2),
                cue: Some(cue),
                shape: Shape::Finite,
                speaker: owner,
                shared: true,
                addressee: None,
                start,
                end: i + 2,
                negated: false,
            });
        }
        let clause = view.is(i + 1, class::THAT | class::TO);
        let opens = clause || cue.takes(b'p') && cue.prepositions.contains(&view.small(i + 1));
        if opens && view.is(before, class::POSSESSIVE) {
            (Some(phrases::owner(before)), before)
        } else if opens && matches!(view.of(before), "'s" | "’s" | "'" | "’") {
            let owner = phrases::left(view, sentence.start, before)?;
            (Some(owner), owner.whole.start)
        } else {
            let light = (sentence.start..=before)
                .rev()
                .take(4)
                .take_while(|&k| view.home[k] == NARRATION && !view.is_mark(k))
                .find(|&k| view.is(k, class::LIGHT) || clause && view.words[k].cue != 0);
            // "there is growing concern that …"
            let there = view.is(before, class::BE)
                && before > sentence.start
                && view.of(before - 1).eq_ignore_ascii_case("there");
            if light.is_none() && there && cue.takes(b't') && view.is(i + 1, class::THAT) {
                return Some(Frame {
                    verb: i,
                    group: Range::new(start, i + 1),
                    cue: Some(cue),
                    shape: Shape::Finite,
                    speaker: None,
                    shared: true,
                    addressee: None,
                    start,
                    end: i + 1,
                    negated: false,
                });
            }
            let light = light?;
            let found = phrases::left(view, sentence.start, light);
            (found.or_else(|| share(view, sentence, light, earlier, subject)), start)
        }
    };
    // "Her belief that it was safe cost her the post": where a subject's clause ends cannot be seen.
    if cue.part == Part::Noun && from == sentence.start && view.is(i + 1, class::THAT | class::TO) {
        return None;
    }
    Some(Frame {
        verb: i,
        group: Range::new(start, i + 1),
        cue: Some(cue),
        shape: Shape::Finite,
        speaker,
        shared: true,
        addressee: None,
        start: from,
        end: i + 1,
        negated: false,
    })
}

/// "is", "remains", "sounded": what an adjective follows.
fn copula(view: &View, i: usize) -> bool {
    view.is(i, class::BE)
        || matches!(
            view.of(i),
            "become"
                | "becomes"
                | "becoming"
                | "became"
                | "feel"
                | "feels"
                | "felt"
                | "grew"
                | "grown"
                | "remain"
                | "remains"
                | "remained"
                | "appeared"
                | "seemed"
                | "sounds"
                | "sounded"
                | "stay"
                | "stayed"
        )
}

/// Start of the words that go with a noun or adjective: "very confident", "strong support".
fn stance_start(view: &View, sentence: Range, i: usize) -> usize {
    let mut start = i;
    while start > sentence.start
        && i - start < 3
        && view.home[start - 1] == NARRATION
        && view.token(start - 1).is_word()
        && (view.words[start - 1].classes & !class::ADVERB == 0
            || view.is(start - 1, class::NOT)
            || is_ly(view, start - 1)
            || matches!(view.of(start - 1), "so" | "as" | "more" | "most" | "less"))
        && view.words[start - 1].cue == 0
        && !copula(view, start - 1)
        && !view.is(start - 1, class::LIGHT)
        && !view.is_name(start - 1)
    {
        start -= 1;
    }
    start
}
