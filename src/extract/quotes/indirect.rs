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
const LONGEST: usize = 600;

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

/// The relative pronoun that opens the clause of the attribution, if one does.
fn relative(view: &View, frame: &Frame) -> Option<usize> {
    let pronoun = |at: usize| {
        view.home[at] == NARRATION && (view.is(at, class::RELATIVE) || matches!(view.of(at), "what" | "What"))
    };
    if pronoun(frame.start) && frame.group.start > frame.start + 1 {
        return Some(frame.start);
    }
    let at = frame.start.checked_sub(1)?;
    let that = view.of(at) == "that" && at > 0 && !view.is_mark(at - 1) && view.cue(at - 1).is_none();
    (pronoun(at) || that).then_some(at)
}

fn stretches(view: &View, frame: &Frame) -> Option<Content> {
    if frame.shape == Shape::Passive || frame.cue.is_some_and(|c| c.takes(b'S')) {
        return raised(view, frame);
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

/// "The bill is expected to pass", "Pike was accused of lying", "the plan seems dead": what is said is in the
/// subject and in what follows.
fn raised(view: &View, frame: &Frame) -> Option<Content> {
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
        at = super::frames::agent_end(view, cue, at, sentence.end)?;
    }
    if cue.lemma == "ask" && view.is(at, class::PREPOSITION) && view.of(at) != "about" {
        at = (at..sentence.end.min(at + 10))
            .take_while(|&k| view.of(k) != "," && view.home[k] == NARRATION)
            .find(|&k| matches!(view.of(k), "whether" | "if" | "about" | "how" | "why" | "what" | "which" | "who"))?;
    }
    let text = view.of(at);
    let seems = cue.takes(b'S');
    if cue.lemma == "suppose" {
        return None; // "is supposed to": a duty
    }
    // "was told that", "was asked whether": a clause of its own.
    if !seems
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
        let how = if text == "that" { How::That } else { How::Wh };
        return (range.len() >= 2).then_some(Content { first: range, rest: None, how });
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
    } else if text == "as" && (cue.takes(b'A') || cue.takes(b'X')) {
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
    let complement = tidy_end(view, complement);
    // Who is asked or told is no part of what is said.
    if cue.takes(b'a') {
        return (complement.len() >= 2).then_some(Content { first: complement, rest: None, how: How::Passive });
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
    Some(Content { first, rest: Some(complement), how })
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

/// Where the main clause begins, when the attribution stands in one that leads up to it: "As Pike noted that
/// the dam was safe, crews left.", "Pike, who said the dam was safe, left."
fn main_clause(view: &View, frame: &Frame, sentence: Range, range: Range) -> Option<usize> {
    let relative = frame.speaker.is_some_and(|s| {
        let at = s.words.start;
        view.is(at, class::RELATIVE) && at > sentence.start && view.of(at - 1) == ","
    }) || relative(view, frame).is_some_and(|at| at > sentence.start && view.of(at - 1) == ",");
    let mut opener = frame.start;
    while opener > sentence.start && !matches!(view.of(opener - 1), "," | ";" | "—" | "–" | "--" | ":") {
        opener -= 1;
    }
    while opener < frame.start && view.is_mark(opener) {
        opener += 1;
    }
    let leads = opener <= frame.start
        && (view.is(opener, class::SUBORDINATOR) && !matches!(view.of(opener), "What" | "what" | "how" | "How")
            || opener == sentence.start
                && (view.is(opener, class::PREPOSITION)
                    || matches!(frame.shape, Shape::Ing | Shape::Passive) && frame.verb == opener));
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

/// Whether the comma at `i` stands in a list: "women, Mexicans and Muslims".
fn list(view: &View, i: usize, end: usize) -> bool {
    for k in i + 1..end.min(i + 9) {
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
                || i > start && view.is(i - 1, class::HE | class::SHE | class::THEY | class::I)
                || i > start && matches!(view.of(i), "'s" | "’s") && view.is(i - 1, class::SUBJECT | class::THAT))
    })
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

/// Where the clause that begins at `start` ends: the sentence, or where another thing is said.
///
/// A clause of its own ("that …") may hold others; what depends on a verb ("to close the bridge",
/// `short`) ends at the next comma that opens a clause.
fn clause_end(view: &View, sentence: Range, start: usize, short: bool) -> usize {
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
            "(" if short => return i,
            "." | "?" | "!" if i + 1 >= sentence.end => return i,
            "," => {
                // ", saying", ", adding that", ", according to", ", she said", ", but X denied"
                let next = i + 1;
                let contrast = matches!(view.of(next), "although" | "though" | "while" | "whereas" | "compared")
                    || short && view.of(next) == "but"
                    || view.of(next) == "even" && view.is(next + 1, class::SUBORDINATOR);
                if next < sentence.end
                    && (contrast
                        || new_saying(view, next, sentence.end)
                        || (view.is(next, class::RELATIVE)
                            || view.is(next, class::PREPOSITION | class::TO) && view.is(next + 1, class::RELATIVE))
                            && (short || has_verb(view, start, i))
                        || short && opens_clause(view, next)
                        || !short
                            && matches!(view.of(next), "a" | "an")
                            && has_verb(view, start, i)
                            && !list(view, i, sentence.end))
                {
                    return i;
                }
            }
            "but" if short => return i,
            "and" if short && i + 1 < sentence.end && finite_ahead(view, i + 1) => return i,
            "until" | "despite" if short && i > start + 1 => return i,

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

/// Whether a hyphen stands for a dash.
fn spaced(view: &View, i: usize) -> bool {
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
                && (view.form(k) & (form::PAST | form::THIRD) != 0
                    || view.is(k - 1, class::GROUP | class::THEY) && view.form(k) & form::BASE != 0)
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
            return if i > start && stops(view, i - 1) { i } else { (i + 2).min(sentence.end) };
        }
        if matches!(text, ";" | "—" | "--" | "―" | "(") {
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
        if text == "," && !list(view, i, sentence.end) && view.of(i + 1) != "including" {
            break;
        }
        if view.is(i, class::CONJUNCTION) && i + 1 < sentence.end && finite_ahead(view, i + 1) {
            break;
        }
        if i > start + 1 && circumstance(view, i, sentence.end) {
            break;
        }
        if i > start
            && (matches!(text, "because" | "while" | "when" | "although" | "though" | "but")
                || text == "-" && spaced(view, i))
        {
            break;
        }
        i += 1;
    }
    i
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

/// Where, when or why something was said: "in an interview", "after the vote", "as he left".
fn circumstance(view: &View, i: usize, end: usize) -> bool {
    match view.of(i) {
        "until" | "despite" | "amid" => true,
        "as" => view.is(i + 1, class::SUBJECT | class::POSSESSIVE),
        "after" | "before" | "since" => true,
        "in" | "on" | "at" | "during" | "via" | "through" => (i + 1..end.min(i + 6))
            .take_while(|&k| !view.is_mark(k) && !view.is(k, class::PREPOSITION))
            .any(|k| view.is(k, class::VENUE)),
        _ => false,
    }
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

/// Drops marks at the end.
fn tidy_end(view: &View, mut range: Range) -> Range {
    while !range.is_empty()
        && view.is_mark(range.end - 1)
        && !matches!(view.of(range.end - 1), ")" | "]" | "%" | "’" | "'")
    {
        range.end -= 1;
    }
    range
}

/// Drops marks at the start.
fn tidy_start(view: &View, mut range: Range) -> Range {
    while !range.is_empty() && view.is_mark(range.start) && !matches!(view.of(range.start), "(" | "[" | "#" | "@" | "$")
    {
        range.start += 1;
    }
    range
}

/// Drops marks and conjunctions at the edges.
fn tidy(view: &View, mut range: Range) -> Range {
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
