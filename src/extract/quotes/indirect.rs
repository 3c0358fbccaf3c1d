//! What is said without quotation marks: the content clause of each frame.
//!
//! In: frames that no quoted region has taken. Out: for each the tokens of what is said:
//! "said (that) …", "according to …", "…, she said", "denied …", "told X that …", "urged X to …".

use super::clause::{clause_end, has_verb, main_clause, new_saying, object_end, relative, tidy, tidy_end, tidy_start};
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
    /// "is expected to …", "was accused of …"
    Passive,
    /// "seems to …"
    Seems,
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
        && (view.mention_in(view.span(speaker.words)).is_some() || matches!(speaker.head, Head::Group | Head::Role))
        || speaker.head == Head::Organisation && speaker.whole.len() <= 4;
    // In title case hardly any verb can be told by its ending; four words after a person's name are a sentence.
    let title = (after.start..after.end).filter(|&i| view.token(i).is_capitalised()).count() * 2 > after.len();
    let person = speaker.head == Head::Name && title && after.len() >= 4;
    (named && (person || has_verb(view, after.start, after.end))).then(|| (speaker, colon, tidy(view, after)))
}

/// Longest sentence that is read, in tokens: what is longer is a list or no prose, and reading it
/// from each of its verbs would take the square of its length.
pub const LONGEST: usize = 600;

/// What is said: one stretch, or two where the attribution stands in its middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// The first stretch.
    pub first: Range,
    /// What follows the attribution.
    pub rest: Option<Range>,
    /// Which rule gave it.
    pub how: How,
}

/// The content of `frame`, without its outer "that".
pub fn content(view: &View, frame: &Frame) -> Option<Content> {
    let found = stretches(view, frame)?;
    // "what Pike said she expected", "which critics said was unfair": the relative is part of it.
    if found.how == How::Clause
        && found.rest.is_none()
        && found.first.start == frame.verb + 1
        && let Some(at) = relative(view, frame)
    {
        return Some(Content { first: Range::new(at, at + 1), rest: Some(found.first), how: How::Clause });
    }
    Some(found)
}

fn stretches(view: &View, frame: &Frame) -> Option<Content> {
    if frame.shape == Shape::Passive || frame.cue.is_some_and(|c| c.takes(b'S')) {
        return super::raised::raised(view, frame);
    }
    let (first, how) = first_stretch(view, frame)?;
    let rest = if how == How::Before || how == How::AccordingTo { rest(view, frame) } else { None };
    Some(Content { first, rest, how })
}

/// Whether a clause is surely reported, though nobody could be found who reports it: "one in ten say that …".
pub fn stands_alone(frame: &Frame, content: Content) -> bool {
    matches!(content.how, How::Passive | How::Seems)
        || content.how == How::Wh && frame.shape == Shape::Passive
        || matches!(content.how, How::That | How::Wh)
            && matches!(frame.shape, Shape::Finite | Shape::Passive)
            && frame.cue.is_some_and(|c| c.takes(b'q') && c.takes(b't'))
}

/// Whether the frame can have that kind of content: what follows "to support" or belongs to
/// "a bill that supports" is seldom what somebody says.
pub fn likely(view: &View, frame: &Frame, how: How) -> bool {
    // "If you believe that …": anybody, so nobody.
    if frame.speaker.is_some_and(|s| s.words.len() == 1 && view.of(s.words.start).eq_ignore_ascii_case("you")) {
        return false;
    }
    if matches!(how, How::Passive | How::Seems) {
        return true;
    }
    let loose = !matches!(how, How::That | How::Wh | How::Before | How::AccordingTo);
    let head = frame.speaker.map(|s| s.head);
    if loose && frame.shape == Shape::Infinitive {
        return false;
    }
    let shows = frame.cue.is_some_and(|c| c.lemma == "show") && head == Some(Head::Other);
    if matches!(how, How::Object | How::Infinitive) && matches!(head, Some(Head::Other | Head::Relative)) && !shows {
        return false;
    }
    let quiet = frame.cue.is_some_and(|c| !c.takes(b'q'));
    !(quiet && how == How::Object && frame.shape == Shape::Ing)
}

/// What goes on after an attribution between commas: "The plan, he said, would fail."
fn rest(view: &View, frame: &Frame) -> Option<Range> {
    let sentence = view.sentence_range(view.sentence(frame.verb));
    let (open, close) = (frame.start.checked_sub(1)?, frame.end);
    if open < sentence.start || close + 2 >= sentence.end || view.of(open) != "," || view.of(close) != "," {
        return None;
    }
    let start = close + 1;
    let goes_on = view.home[start] == NARRATION
        && !view.is(start, class::RELATIVE)
        && !view.is_mark(start)
        && view.form(start) & form::ING == 0
        && !view.of(start).ends_with("ing")
        && !new_saying(view, start, sentence.end)
        // "said Pike, a farmer, …": an apposition of the speaker.
        && !(frame.shape == Shape::Inverted && view.is(start, class::DETERMINER | class::NOUN));
    if !goes_on {
        return None;
    }
    let range = tidy_end(view, Range::new(start, clause_end(view, sentence, start + 1, false)));
    (range.len() >= 2 && !(range.start..range.end).any(|i| view.home[i] != NARRATION)).then_some(range)
}

fn first_stretch(view: &View, frame: &Frame) -> Option<(Range, How)> {
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
    if frame.start > sentence.start
        && frame.start <= sentence.start + 2
        && cue.takes(b't')
        && let Some(range) = rest(view, frame)
    {
        return Some((range, How::Clause)); // "Still, he said, the dam was safe."
    }
    // "As Pike noted, the dam was safe."
    if cue.takes(b't')
        && frame.start > sentence.start
        && view.of(frame.start - 1).eq_ignore_ascii_case("as")
        && view.of(frame.end) == ","
        && (frame.start == sentence.start + 1 || view.of(frame.start - 2) == ",")
        && frame.end + 3 < sentence.end
    {
        let start = frame.end + 1;
        if view.home[start] != NARRATION || view.is(start, class::RELATIVE) || new_saying(view, start, sentence.end) {
            return None;
        }
        let range = tidy(view, Range::new(start, clause_end(view, sentence, start + 1, false)));
        return (!range.is_empty()).then_some((range, How::Clause));
    }
    if frame.shape == Shape::Inverted || trailing(view, frame, sentence) {
        let found = before(view, frame, sentence, cue.takes(b't'));
        if found.is_some() || frame.shape == Shape::Inverted {
            return found;
        }
    }
    if frame.shape == Shape::Passive {
        return None;
    }
    let at = frame.end;
    if at >= sentence.end {
        return None;
    }
    let (mut range, how) = right(view, frame, sentence, at)?;
    if let Some(end) = main_clause(view, frame, sentence, range) {
        range.end = end;
    }
    let range = if how == How::That { tidy(view, range) } else { tidy_end(view, tidy_start(view, range)) };
    (!range.is_empty()).then_some((range, how))
}

fn right(view: &View, frame: &Frame, sentence: Range, at: usize) -> Option<(Range, How)> {
    let cue = frame.cue?;
    // "said on Monday that", "told X in a statement that": a "that" soon after, with no verb between.
    if cue.takes(b't')
        && let Some(that) = that_ahead(view, sentence, at)
    {
        // "that, according to the report, …"
        let mut begin = that + 1;
        if view.of(begin) == "," {
            begin = (begin + 1..sentence.end.min(begin + 20)).find(|&i| view.of(i) == ",")? + 1;
        }
        let end = clause_end(view, sentence, begin, false);
        if begin > that + 1 {
            return Some((Range::new(begin, end), How::That));
        }
        // "decried that math": no clause, a thing.
        if that == at && end == that + 2 {
            return Some((Range::new(that, end), How::Object));
        }
        return Some((Range::new(that + 1, end), How::That));
    }
    let mut start = at;
    while start < sentence.end
        && (view.is(start, class::ADVERB | class::TIME)
            && !view.is(start, class::DETERMINER)
            && !matches!(view.of(start), "there" | "here"))
    {
        start += 1;
    }
    if start >= sentence.end {
        return None;
    }
    let text = view.of(start);
    if view.is(start, class::TO) {
        // "asked Flynn to describe it"
        if cue.takes(b'o')
            && let Some(hearer) = frame.addressee
            && hearer.end == start
        {
            return Some((
                Range::new(hearer.start, clause_end(view, sentence, start + 1, true)),
                How::ObjectInfinitive,
            ));
        }
        if cue.takes(b'i')
            && start + 1 < sentence.end
            && !view.is(start + 1, class::DETERMINER | class::POSSESSIVE)
            && !view.is_name(start + 1)
        {
            return Some((Range::new(start, clause_end(view, sentence, start + 1, true)), How::Infinitive));
        }
        if cue.prepositions.contains(&"to") {
            return Some((Range::new(start + 1, clause_end(view, sentence, start + 1, true)), How::Preposition));
        }
        return None;
    }
    if cue.takes(b'w') && matches!(text, "whether" | "if" | "how" | "why" | "what" | "where" | "when" | "who" | "which")
    {
        return Some((Range::new(start, clause_end(view, sentence, start + 1, false)), How::Wh));
    }
    if cue.prepositions.contains(&text) && matches!(text, "out" | "up" | "off" | "away" | "aside" | "back" | "in") {
        let mut thing = start + 1;
        while thing < sentence.end && view.is(thing, class::ADVERB | class::TIME) {
            thing += 1;
        }
        if matches!(view.of(thing), "about" | "against" | "on" | "for" | "of" | "at") {
            thing += 1;
        }
        if view.of(thing) == "that" {
            let range = Range::new(thing + 1, clause_end(view, sentence, thing + 1, false));
            return Some((range, How::That));
        }
        let open = thing < sentence.end
            && !view.is_mark(thing)
            && !view.is(thing, class::PREPOSITION | class::TO | class::CONJUNCTION | class::AUXILIARY);
        return open.then(|| (Range::new(thing, object_end(view, sentence, thing)), How::Preposition));
    }
    if cue.prepositions.contains(&text) {
        return Some((Range::new(start + 1, clause_end(view, sentence, start + 1, true)), How::Preposition));
    }
    if view.is_mark(start) || view.home[start] != NARRATION {
        return None;
    }
    // "in a finish that he said defied expectations": its subject stands before.
    if cue.takes(b'q')
        && cue.takes(b't')
        && (view.is(start, class::AUXILIARY | class::PAST) || view.form(start) & (form::PAST | form::THIRD) != 0)
        && relative(view, frame).is_some()
    {
        return Some((Range::new(start, clause_end(view, sentence, start + 1, false)), How::Clause));
    }
    let opens_phrase = view
        .is(start, class::DETERMINER | class::POSSESSIVE | class::SUBJECT | class::OBJECT | class::NOUN)
        || view.is_name(start)
        || view.token(start).is_word() && view.words[start].classes == 0
        || view.token(start).has_digit()
        || text == "there";
    // "said in an interview he would go": the clause begins with its pronoun.
    if !opens_phrase && view.is(start, class::PREPOSITION) && cue.takes(b'q') && cue.takes(b'c') {
        let subject = (start + 1..sentence.end.min(start + 9))
            .take_while(|&i| view.home[i] == NARRATION && !view.is_mark(i))
            .find(|&i| view.is(i, class::SUBJECT) && !view.is(i - 1, class::PREPOSITION));
        if let Some(subject) = subject {
            let where_said = (start..subject).any(|i| view.is(i, class::VENUE | class::TIME));
            let begin = if where_said { subject } else { start };
            return Some((Range::new(begin, clause_end(view, sentence, subject + 1, false)), How::Clause));
        }
    }
    if !opens_phrase {
        if cue.takes(b'c')
            && view.is(start, class::SUBORDINATOR)
            && !view.is(start, class::THAT)
            && has_verb(view, start + 1, sentence.end.min(start + 25))
            && (cue.takes(b'q'))
        {
            return Some((Range::new(start, clause_end(view, sentence, start + 1, false)), How::Clause));
        }
        return None;
    }
    let end = clause_end(view, sentence, start + 1, false);
    let to_ahead = (start + 1..end.min(start + 12)).find(|&i| view.is(i, class::TO) && view.home[i] == NARRATION);
    if cue.takes(b'o') && to_ahead.is_some() {
        return Some((Range::new(start, clause_end(view, sentence, start + 1, true)), How::ObjectInfinitive));
    }
    // What "say" has as object is a clause, whether its verb is known or not.
    let surely = matches!(cue.lemma, "say" | "tell" | "insist" | "argue" | "claim" | "suggest") && end - start >= 3;
    // A verb far off is that of something else: "reported no arrests, although …".
    if cue.takes(b'c') && (surely || has_verb(view, start, end.min(start + 10))) {
        return Some((Range::new(start, end), How::Clause));
    }
    if cue.takes(b'n') || cue.takes(b'X') || cue.takes(b'A') {
        let end = if cue.lemma == "show" {
            clause_end(view, sentence, start + 1, true)
        } else {
            object_end(view, sentence, start)
        };
        return Some((Range::new(start, end), How::Object));
    }
    None
}

/// A "that" within a few words, before any verb.
fn that_ahead(view: &View, sentence: Range, at: usize) -> Option<usize> {
    for i in at..sentence.end.min(at + 20) {
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
            && !(view.is(i, class::PREPOSITION | class::TIME | class::ADVERB | class::OBJECT | class::TO)
                || view.of(i) == ",")
        {
            return None;
        }
    }
    None
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
            && !view.cue(frame.verb).is_some_and(|c| c.takes(b'n') && !c.takes(b'q') && !c.takes(b't'))
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
    let closed = frame.end >= sentence.end || matches!(view.of(frame.end), "," | "." | "?" | "!");
    // "In her post, she reminded Trump of …": what leads up to the attribution is not what is said.
    let opener = !closed
        && (view.is(range.start, class::PREPOSITION | class::SUBORDINATOR | class::TIME)
            || view.of(range.start).ends_with("ed")
            || view.of(range.start).ends_with("ing"))
        && !(range.start..range.end).any(|i| view.of(i) == ",");
    (range.len() >= 2 && start == sentence.start && !opener).then_some((range, How::Before))
}

fn according_to(view: &View, frame: &Frame, sentence: Range) -> Option<(Range, How)> {
    if frame.verb <= sentence.start + 1 {
        // "According to officials, the dam was safe."
        let comma = (frame.end..sentence.end).find(|&i| view.of(i) == ",")?;
        let range = tidy(view, Range::new(comma + 1, clause_end(view, sentence, comma + 1, false)));
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
    (range.len() >= 2 && view.of(end - 1) != "that").then_some((range, How::AccordingTo))
}
