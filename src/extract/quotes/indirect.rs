//! What is said without quotation marks: the content clause of each frame.
//!
//! In: frames that no quoted region has taken. Out: for each the tokens of what is said:
//! "said (that) …", "according to …", "…, she said", "denied …", "told X that …", "urged X to …".

use super::clause::{
    clause_end, finite, has_verb, main_clause, main_verb, new_saying, noun_end, object_end, relative, tidy, tidy_end,
    tidy_start,
};
use super::frames::{Frame, Shape};
use super::lexicon::{Cue, Part, class, form};
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
    // Words between marks from first to last are a quotation.
    let whole = (after.start..after.end).filter(|&i| view.token(i).is_word()).all(|i| view.home[i] != NARRATION);
    if after.len() < 3 || whole {
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
    // "Poll: …", "Historians: …", but "Video: …" is a label.
    let label = [
        "video",
        "book",
        "post",
        "ad",
        "release",
        "show",
        "site",
        "website",
        "analysis",
        "column",
        "story",
        "message",
        "recording",
        "data",
        "memoir",
        "transcript",
        "investigation",
        "gallery",
    ];
    let label = label.iter().any(|w| view.of(colon - 1).eq_ignore_ascii_case(w));
    let body = match speaker.head {
        Head::Organisation => speaker.whole.len() <= 4 && !label,
        Head::Group => speaker.whole.len() <= 3,
        _ => false,
    };
    (body && after.len() >= 4 || named && (person || has_verb(view, after.start, after.end)))
        .then(|| (speaker, colon, tidy(view, after)))
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
    /// Whether it is less likely than its rule.
    pub aside: bool,
}

/// The content of `frame`, without its outer "that".
pub fn content(view: &View, frame: &Frame) -> Option<Content> {
    let Some(found) = stretches(view, frame) else { return gap(view, frame) };
    // "what officials call a fantasy"
    if found.how == How::Object
        && found.rest.is_none()
        && found.first.start == frame.verb + 1
        && frame.cue.is_some_and(|c| c.takes(b'X'))
        && let Some(at) = object_relative(view, frame)
    {
        return Some(Content {
            first: Range::new(at, at + 1),
            rest: Some(found.first),
            how: How::Object,
            aside: false,
        });
    }
    // "what Pike said she expected", "which critics said was unfair": the relative is part of it.
    if found.how == How::Clause
        && found.rest.is_none()
        && found.first.start == frame.verb + 1
        && let Some(at) = relative(view, frame)
    {
        return Some(Content {
            first: Range::new(at, at + 1),
            rest: Some(found.first),
            how: How::Clause,
            aside: false,
        });
    }
    Some(found)
}

/// "which Pike opposed", "what she wants": the relative is all there is of what is said.
pub fn gap(view: &View, frame: &Frame) -> Option<Content> {
    let cue = frame.cue?;
    let next = frame.verb + 1;
    let thing = cue.takes(b'n')
        || cue.takes(b'X')
        || cue.takes(b'A')
        || view.is(next, class::PREPOSITION) && cue.prepositions.contains(&view.of(next));
    let at = object_relative(view, frame).filter(|_| thing)?;
    Some(Content { first: Range::new(at, at + 1), rest: None, how: How::Clause, aside: false })
}

/// The relative that is what a verb is about: "which Pike opposed", "what he called “a fantasy”".
pub fn object_relative(view: &View, frame: &Frame) -> Option<usize> {
    if frame.shape != Shape::Finite || frame.shared || view.home[frame.verb] != NARRATION {
        return None;
    }
    let at = relative(view, frame)?;
    // "in which he said": where it was said.
    let governed = view.is(at, class::RELATIVE) && at > 0 && view.is(at - 1, class::PREPOSITION);
    let which = !view.is(at, class::THAT) && !governed;
    // A subject and nothing else may stand between.
    let near = frame.group.start > at + 1
        && frame.group.start - at <= 9
        && !(at + 1..frame.group.start).any(|i| finite(view, i) || view.home[i] != NARRATION);
    (which && near).then_some(at)
}

fn stretches(view: &View, frame: &Frame) -> Option<Content> {
    if frame.shape == Shape::Passive || frame.cue.is_some_and(|c| c.takes(b'S')) {
        return super::raised::raised(view, frame);
    }
    if let Some(content) = opener(view, frame) {
        return Some(content);
    }
    let (first, how) = first_stretch(view, frame)?;
    let rest = if how == How::Before || how == How::AccordingTo { rest(view, frame) } else { None };
    Some(Content { first, rest, how, aside: false })
}

/// Whether a clause is surely reported, though nobody could be found who reports it: "one in ten say that …".
pub fn stands_alone(frame: &Frame, content: Content) -> bool {
    matches!(content.how, How::Passive | How::Seems)
        || frame.speaker.is_none() && content.how == How::That && frame.cue.is_some_and(|c| c.part == Part::Noun)
        || content.how == How::Wh && frame.shape == Shape::Passive
        || matches!(content.how, How::That | How::Wh)
            && matches!(frame.shape, Shape::Finite | Shape::Passive)
            && frame.cue.is_some_and(|c| c.takes(b'q') && c.takes(b't'))
}

/// How likely it is that somebody says or thinks what a frame seems to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// As likely as its rule.
    Plain,
    /// Less: the verb is not the main one, or its subject is no obvious speaker.
    Aside,
    /// Not likely: "a bill that supports", "to support", "if you believe".
    No,
}

/// Whether the frame can have that kind of content.
pub fn trust(view: &View, frame: &Frame, how: How) -> Trust {
    let speaker = frame.speaker;
    // "If you believe that …": anybody, so nobody.
    if speaker.is_some_and(|s| s.words.len() == 1 && view.of(s.words.start).eq_ignore_ascii_case("you")) {
        return Trust::No;
    }
    if matches!(how, How::Passive | How::Seems) {
        return Trust::Plain;
    }
    let Some(cue) = frame.cue else { return Trust::Plain };
    let loose = !matches!(how, How::That | How::Wh | How::Before | How::AccordingTo);
    let quiet = !cue.takes(b'q');
    if loose && frame.shape == Shape::Infinitive {
        // "went on to criticise …" rather than "a plan to support …".
        let thing = how == How::Object && (!quiet || frame.group.len() > 2);
        // "went on to say he was tired"
        let clause = how == How::Clause && !quiet && frame.group.len() > 2;
        return if clause || thing || matches!(how, How::Preposition | How::ObjectInfinitive) {
            Trust::Aside
        } else {
            Trust::No
        };
    }
    let head = speaker.map(|s| s.head);
    if matches!(how, How::Object | How::Infinitive)
        && matches!(head, Some(Head::Other | Head::Relative))
        && !(cue.lemma == "show" && head == Some(Head::Other))
    {
        let said_of = match (how, head) {
            (How::Object, Some(Head::Other)) => !frame.shared,
            // ", which criticised …" and "a rule that bans …", but not "voters who support …".
            (How::Object, _) => {
                frame.start > 0 && view.of(frame.start - 1) == "," || matches!(view.of(frame.start), "that" | "which")
            }
            _ => head == Some(Head::Other),
        };
        return if said_of { Trust::Aside } else { Trust::No };
    }
    if quiet && how == How::Object && frame.shape == Shape::Ing {
        // ", criticising the plan" and "was seen criticising", but not "groups supporting her".
        let at = frame.group.start;
        let own = at == 0
            || view.is_mark(at - 1)
            || frame.shared && !view.is(at - 1, class::PREPOSITION | class::CONJUNCTION | class::SUBORDINATOR);
        return if own { Trust::Aside } else { Trust::No };
    }
    // "did not respond to a request": nothing is said.
    if frame.negated && matches!(cue.lemma, "respond" | "reply") { Trust::No } else { Trust::Plain }
}

/// What goes on after an attribution between commas: "The plan, he said, would fail."
fn rest(view: &View, frame: &Frame) -> Option<Range> {
    let sentence = view.sentence_range(view.sentence(frame.verb));
    let open = frame.start.checked_sub(1)?;
    let mut close = frame.end;
    // "officials said on Monday, …", "said in a statement, …"
    if view.of(close) != "," {
        let comma = (close..sentence.end.min(close + 7)).find(|&i| view.of(i) == ",")?;
        let when = view.is(close, class::PREPOSITION | class::TIME | class::ADVERB)
            && (close..comma).all(|i| {
                view.home[i] == NARRATION
                    && (view.is(
                        i,
                        class::PREPOSITION
                            | class::TIME
                            | class::ADVERB
                            | class::DETERMINER
                            | class::VENUE
                            | class::POSSESSIVE,
                    ) || view.token(i).has_digit()
                        || view.is_name(i) && i > close && view.is(i - 1, class::PREPOSITION))
            });
        if !when {
            return None;
        }
        close = comma;
    }
    if open < sentence.start || close + 2 >= sentence.end || view.of(open) != "," || view.of(close) != "," {
        return None;
    }
    let start = close + 1;
    let goes_on = view.home[start] == NARRATION
        && !view.is(start, class::RELATIVE)
        && !view.is_mark(start)
        && view.form(start) & form::ING == 0
        && (!view.of(start).ends_with("ing") || gerund_subject(view, start, sentence.end))
        && !new_saying(view, start, sentence.end)
        // "said Pike, a farmer, …": an apposition of the speaker.
        && !(frame.shape == Shape::Inverted && view.is(start, class::DETERMINER | class::NOUN));
    if !goes_on {
        return None;
    }
    let range = tidy_end(view, Range::new(start, clause_end(view, sentence, start + 1, false)));
    (range.len() >= 2 && !(range.start..range.end).any(|i| view.home[i] != NARRATION)).then_some(range)
}

/// "replacing the dam would cost jobs": a gerund with a verb of its own.
fn gerund_subject(view: &View, start: usize, high: usize) -> bool {
    (start + 1..high.min(start + 12))
        .take_while(|&i| {
            view.home[i] == NARRATION
                && !view.is_mark(i)
                && !view.is(i, class::RELATIVE | class::THAT | class::SUBORDINATOR)
        })
        .any(|i| {
            view.is(i, class::MODAL | class::BE | class::HAVE)
                && !matches!(view.of(i), "be" | "been" | "being" | "have" | "having" | "'s" | "’s")
        })
}

/// "Still, he said, the dam was safe."
fn opener(view: &View, frame: &Frame) -> Option<Content> {
    let sentence = view.sentence_range(view.sentence(frame.verb));
    let short = frame.start > sentence.start && frame.start <= sentence.start + 4;
    if !short || view.home[frame.verb] != NARRATION || sentence.len() > LONGEST || !frame.cue?.takes(b't') {
        return None;
    }
    let rest = rest(view, frame)?;
    let first = tidy(view, Range::new(sentence.start, frame.start));
    Some(if first.is_empty() {
        Content { first: rest, rest: None, how: How::Clause, aside: false }
    } else {
        Content { first, rest: Some(rest), how: How::Before, aside: false }
    })
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
    // "contests known as …": a participle alone.
    if frame.shape == Shape::Finite && frame.group.len() == 1 && view.form(frame.verb) == form::PARTICIPLE {
        return None;
    }
    // "As Pike noted, the dam was safe."
    if cue.takes(b't')
        && frame.start > sentence.start
        && view.of(frame.start - 1).eq_ignore_ascii_case("as")
        && view.of(frame.end) == ","
        && (frame.start == sentence.start + 1
            || view.of(frame.start - 2) == ","
            || view.is(frame.start - 2, class::CONJUNCTION))
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
    if matches!(how, How::Object | How::Preposition | How::Infinitive | How::ObjectInfinitive)
        && let Some(end) = main_verb(view, frame, sentence, range)
    {
        range.end = end;
    }
    // "- a writer said she was late - and the day was lost": both dashes belong to the writer's.
    if frame.start > sentence.start
        && let mark @ ("—" | "–" | "--" | "-" | "―") = view.of(frame.start - 1)
        && let Some(end) = (range.start + 1..range.end)
            .find(|&i| view.of(i) == mark && !(mark == "-" && !super::clause::spaced(view, i)))
    {
        range.end = end;
    }
    let range = if how == How::That { tidy(view, range) } else { tidy_end(view, tidy_start(view, range)) };
    (!range.is_empty()).then_some((range, how))
}

fn right(view: &View, frame: &Frame, sentence: Range, at: usize) -> Option<(Range, How)> {
    let cue = frame.cue?;
    // "find themselves alone"
    if cue.lemma == "find"
        && matches!(view.of(at), "himself" | "herself" | "itself" | "themselves" | "myself" | "ourselves" | "yourself")
    {
        return None;
    }
    // "said on Monday that", "told X in a statement that": a "that" soon after, with no verb between.
    if cue.takes(b't')
        && !governs(view, frame, cue, at)
        && let Some(that) = that_ahead(view, sentence, at)
    {
        // "that, according to the report, …"
        let mut begin = that + 1;
        if view.of(begin) == ","
            && view.is(begin + 1, class::SUBORDINATOR)
            && !view.is(begin + 1, class::PREPOSITION)
            && view.of(begin + 1) != "as"
        {
            // "that, if it rained, they would stay": part of it
            begin += 1;
            let comma = (begin + 1..sentence.end.min(begin + 24)).find(|&i| view.of(i) == ",").unwrap_or(begin);
            let end = clause_end(view, sentence, comma + 1, false);
            return Some((Range::new(begin, end), How::That));
        }
        if view.of(begin) == "," {
            begin = (begin + 1..sentence.end.min(begin + 20)).find(|&i| view.of(i) == ",")? + 1;
        }
        let end = clause_end(view, sentence, begin, false);
        if begin > that + 1 {
            return Some((Range::new(begin, end), How::That));
        }
        // "a message that resonates": a relative clause of the noun.
        if cue.part == Part::Noun
            && (view.is(that + 1, class::AUXILIARY | class::PAST)
                || finite(view, that + 1)
                || view.of(that + 1).len() > 4
                    && view.of(that + 1).ends_with('s')
                    && view.is(that + 2, class::DETERMINER | class::POSSESSIVE | class::PREPOSITION))
        {
            return None;
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
            && !matches!(view.of(start), "there" | "here")
            // "pushed back on the plan"
            && !(view.of(start) == "back" && cue.prepositions.contains(&"back"))
            // "said Friday's vote was void"
            && !matches!(view.of(start + 1), "'s" | "’s")
            // "said late Friday the vote was void"
            || cue.takes(b'c')
                && matches!(view.of(start), "late" | "early" | "earlier" | "this" | "last")
                && view.is(start + 1, class::TIME)
                && !matches!(view.of(start + 2), "'s" | "’s")
                && has_verb(view, start + 2, sentence.end.min(start + 14)) && (view.is(start + 2, class::SUBJECT | class::DETERMINER | class::POSSESSIVE) || view.is_name(start + 2)))
    {
        start += 1;
    }
    // "agreed on Monday to close the dam"
    if matches!(view.of(start), "on" | "in" | "at")
        && view.is(start + 1, class::TIME)
        && view.token(start + 1).is_capitalised()
        && view.is(start + 2, class::TO | class::SUBJECT)
    {
        start += 2;
    }
    if start >= sentence.end {
        return None;
    }
    // "distanced himself from"
    if matches!(view.of(start), "himself" | "herself" | "themselves" | "itself" | "myself" | "ourselves")
        && start + 1 < sentence.end
        && cue.prepositions.contains(&view.of(start + 1))
    {
        start += 1;
    }
    let text = view.small(start);
    // "decided not to run"
    if text == "not"
        && view.is(start + 1, class::TO)
        && cue.takes(b'i')
        // "asked not to be named"
        && cue.lemma != "ask"
        && start + 2 < sentence.end
    {
        return Some((Range::new(start, clause_end(view, sentence, start + 2, true)), How::Infinitive));
    }
    if view.is(start, class::TO) {
        // "asked Flynn to describe it"
        if cue.takes(b'o')
            && let Some(hearer) = frame.addressee
            && hearer.end == start
        {
            // "told Pike to go": whom they told is no part of it.
            let from = if cue.takes(b't') { start } else { hearer.start };
            return Some((Range::new(from, clause_end(view, sentence, start + 1, true)), How::ObjectInfinitive));
        }
        // "declined to be named": how somebody speaks, not what is said.
        if view.of(start + 1) == "be" && matches!(view.of(start + 2), "named" | "identified" | "quoted") {
            return None;
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
    // "said so", "said yes"
    if cue.takes(b't')
        && matches!(text, "so" | "yes" | "no")
        && (start + 1 >= sentence.end
            || view.is_mark(start + 1)
            || view.home[start + 1] != NARRATION
            || view.is(start + 1, class::PREPOSITION | class::CONJUNCTION | class::TIME | class::TO)
                && !view.is_name(start + 1))
        && !matches!(cue.lemma, "feel" | "find" | "know")
    {
        return Some((Range::new(start, start + 1), How::Clause));
    }
    let thing = cue.takes(b'n') && matches!(text, "what" | "how" | "why" | "whether" | "who");
    if thing
        || cue.takes(b'w')
            && matches!(text, "whether" | "if" | "how" | "why" | "what" | "where" | "when" | "who" | "which")
    {
        return Some((Range::new(start, clause_end(view, sentence, start + 1, false)), How::Wh));
    }
    if cue.prepositions.contains(&text)
        && matches!(text, "out" | "up" | "down" | "off" | "away" | "aside" | "back" | "in")
    {
        let mut thing = start + 1;
        while thing < sentence.end && view.is(thing, class::ADVERB | class::TIME) {
            thing += 1;
        }
        if matches!(view.of(thing), "about" | "against" | "on" | "for" | "of" | "at" | "from" | "to") {
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
    if cue.part == Part::Noun && cue.prepositions.contains(&text) {
        let end = noun_end(view, sentence, start + 1);
        return (end > start + 1).then(|| (Range::new(start + 1, end), How::Preposition));
    }
    // "will report on 23 May"
    if text == "on"
        && cue.prepositions.contains(&"on")
        && (view.is(start + 1, class::TIME) || view.token(start + 1).has_digit())
    {
        return None;
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
        && (view.is(start, class::AUXILIARY | class::PAST)
            || view.form(start) & (form::PAST | form::THIRD) != 0
            || text.len() > 4 && text.ends_with("ed"))
        && relative(view, frame).is_some()
    {
        return Some((Range::new(start, clause_end(view, sentence, start + 1, false)), How::Clause));
    }
    // "asked the union in Hull whether …"
    if cue.takes(b'w')
        && cue.takes(b'a')
        && let Some(whether) = (start..sentence.end.min(start + 16))
            .take_while(|&i| view.home[i] == NARRATION && !finite(view, i))
            .find(|&i| view.of(i) == "whether")
    {
        return Some((Range::new(whether, clause_end(view, sentence, whether + 1, false)), How::Wh));
    }
    // "backed down", "called in"
    if matches!(
        text,
        "down" | "up" | "out" | "off" | "away" | "back" | "over" | "around" | "aside" | "forward" | "ahead" | "apart"
    ) {
        return None;
    }
    let opens_phrase = view
        .is(start, class::DETERMINER | class::POSSESSIVE | class::SUBJECT | class::OBJECT | class::NOUN)
        || view.is_name(start)
        || view.token(start).is_word() && view.words[start].classes & !(class::LIGHT | class::VENUE) == 0
        || view.token(start).has_digit()
        || matches!(text, "about" | "around" | "over" | "nearly") && view.token(start + 1).has_digit()
        || view.is(start, class::TIME) && matches!(view.of(start + 1), "'s" | "’s")
        || text == "there"
        // "said having him there helped"
        || matches!(text, "having" | "being" | "doing");
    // "said in an interview he would go": the clause begins with its pronoun.
    if !opens_phrase && view.is(start, class::PREPOSITION) && cue.takes(b'q') && cue.takes(b'c') {
        let subject = (start + 1..sentence.end.min(start + 9))
            .take_while(|&i| view.home[i] == NARRATION && !view.is_mark(i))
            .find(|&i| view.is(i, class::SUBJECT) && !view.is(i - 1, class::PREPOSITION));
        if let Some(subject) = subject {
            let where_said =
                frame.addressee.is_some() || (start..subject).any(|i| view.is(i, class::VENUE | class::TIME));
            let begin = if where_said { subject } else { start };
            return Some((Range::new(begin, clause_end(view, sentence, subject + 1, false)), How::Clause));
        }
    }
    // "said in an email the plan was dead"
    if !opens_phrase && view.is(start, class::PREPOSITION) && cue.takes(b'q') && cue.takes(b'c') {
        let place = (start + 1..sentence.end.min(start + 7))
            .take_while(|&i| view.home[i] == NARRATION && !view.is_mark(i))
            .filter(|&i| view.is(i, class::VENUE | class::TIME))
            .find(|&i| {
                (view.is(i + 1, class::DETERMINER | class::POSSESSIVE | class::NOUN) || view.is_name(i + 1))
                    && !view.is(i + 1, class::PREPOSITION | class::TIME | class::VENUE)
                    && view.home.get(i + 1) == Some(&NARRATION)
            });
        if let Some(place) = place
            && has_verb(view, place + 2, sentence.end.min(place + 16))
        {
            return Some((Range::new(place + 1, clause_end(view, sentence, place + 2, false)), How::Clause));
        }
    }
    // "said despite the rain, crews would go on"
    if !opens_phrase && view.is(start, class::PREPOSITION) && cue.takes(b'q') && cue.takes(b'c') {
        let comma = (start + 2..sentence.end.min(start + 10))
            .take_while(|&i| view.home[i] == NARRATION)
            .find(|&i| view.of(i) == ",");
        if let Some(comma) = comma
            && !(start..comma).any(|i| view.is(i, class::VENUE | class::TIME))
            && !new_saying(view, comma + 1, sentence.end)
            && !view.is(comma + 1, class::RELATIVE | class::CONJUNCTION)
            && has_verb(view, comma + 1, sentence.end.min(comma + 14))
        {
            return Some((Range::new(start, clause_end(view, sentence, comma + 1, false)), How::Clause));
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
    let to_ahead = (start + 1..end.min(start + 12))
        .take_while(|&i| !finite(view, i))
        .find(|&i| view.is(i, class::TO) && view.home[i] == NARRATION);
    if cue.takes(b'o') && to_ahead.is_some() {
        return Some((Range::new(start, clause_end(view, sentence, start + 1, true)), How::ObjectInfinitive));
    }
    // What "say" has as object is a clause, whether its verb is known or not.
    let surely = matches!(cue.lemma, "say" | "tell" | "insist" | "argue" | "claim" | "suggest") && end - start >= 3;
    // A verb far off is that of something else: "reported no arrests, although …".
    let far = if cue.takes(b'n') { 10 } else { 24 };
    if cue.takes(b'c') && (surely || has_verb(view, start, end.min(start + far))) {
        return Some((Range::new(start, end), How::Clause));
    }
    if cue.takes(b'n') || cue.takes(b'X') || cue.takes(b'A') {
        let end = if cue.lemma == "show" {
            clause_end(view, sentence, start + 1, true)
        } else {
            object_end(view, sentence, start)
        };
        // "citing the health ministry": where it is from, not what is said.
        if cue.lemma == "cite"
            && super::phrases::right(view, start, end).is_some_and(|p| {
                p.whole.end >= end
                    && matches!(p.head, Head::Name | Head::Organisation | Head::Group | Head::Role | Head::Anonymous)
            })
        {
            return None;
        }
        // "The president can veto it": what is meant stands elsewhere.
        if end == start + 1 && matches!(view.of(start), "it" | "him" | "her" | "them" | "this" | "these" | "us" | "me")
        {
            return None;
        }
        // "views Pike as …": of what is no name the "as" must follow.
        let as_only = cue.takes(b'A') && !cue.takes(b'n') && !cue.takes(b'X');
        if as_only && !(start + 1..end).any(|i| view.small(i) == "as") {
            return None;
        }
        return Some((Range::new(start, end), How::Object));
    }
    None
}

/// Whether a preposition or "to" opens the content, so that a "that" further on belongs to what it governs:
/// "agreed to hear cases that …", "boasted of a plan that …".
fn governs(view: &View, frame: &Frame, cue: &Cue, at: usize) -> bool {
    let text = view.of(at);
    if view.is(at, class::TO) {
        let hearer = view.is_name(at + 1)
            || view
                .is(at + 1, class::OBJECT | class::GROUP | class::DETERMINER | class::POSSESSIVE | class::ORGANISATION);
        return cue.lemma == "point"
            || cue.takes(b'i') && !hearer
            || cue.takes(b'o') && frame.addressee.is_some_and(|a| a.end == at);
    }
    matches!(text, "of" | "about" | "for" | "at" | "over" | "against" | "in" | "into" | "from")
        && cue.prepositions.contains(&text)
        && view.of(at + 1) != "that"
        && !view.is(at + 1, class::TIME | class::VENUE)
}

/// A "that" within a few words, before any verb.
fn that_ahead(view: &View, sentence: Range, at: usize) -> Option<usize> {
    for i in at..sentence.end.min(at + 20) {
        if view.home[i] != NARRATION {
            return None;
        }
        if view.is(i, class::THAT) && view.small(i) == "that" {
            // "in battleground states, stressing the plan that …"
            if i > at && view.of(at) == "," && view.of(i - 1) != "," {
                return None;
            }
            return Some(i).filter(|_| i == at || !view.is(i - 1, class::PREPOSITION));
        }
        if view.is(i, class::AUXILIARY | class::SUBJECT | class::RELATIVE | class::CONJUNCTION)
            && i >= at
            && !(matches!(view.of(i), "'s" | "’s") && view.is_name(i - 1))
            || matches!(view.of(i), ":" | ";" | "(")
        {
            return None;
        }
        if i == at
            && !(view.is(i, class::PREPOSITION | class::TIME | class::ADVERB | class::OBJECT | class::TO)
                || view.of(i) == ","
                || matches!(view.of(i), "late" | "early" | "this" | "last") && view.is(i + 1, class::TIME))
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
        || view.is(after, class::TIME | class::PREPOSITION | class::ADVERB)
            && !frame.cue.is_some_and(|c| c.prepositions.contains(&view.of(after)))
            && !that_soon(view, after, sentence.end)
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
            || (view.of(range.start).ends_with("ed") || view.of(range.start).ends_with("ing"))
                && !has_verb(view, range.start + 1, range.end))
        && !(range.start..range.end).any(|i| view.of(i) == ",");
    (range.len() >= 2 && start == sentence.start && !opener).then_some((range, How::Before))
}

/// What leads up to a quotation and is said with it: "If it rains, she said, “we stay.”"
pub fn lead(view: &View, frame: &Frame) -> Option<Content> {
    let sentence = view.sentence_range(view.sentence(frame.verb));
    if frame.cue.is_some_and(|c| !c.takes(b't'))
        || view.home[frame.verb] != NARRATION
        || sentence.len() > LONGEST
        || frame.start <= sentence.start + 1
        || view.of(frame.start - 1) != ","
        || frame.end >= sentence.end
        || view.of(frame.end) != ","
        || frame.speaker.is_none_or(|s| s.head == Head::Relative || view.is(s.words.start, class::RELATIVE))
        || frame.shared
        // Where it was said.
        || (sentence.start..frame.start).any(|i| view.is(i, class::VENUE) || view.cue(i).is_some_and(|c| c.lemma == "ask"))
    {
        return None;
    }
    let first = tidy(view, Range::new(sentence.start, frame.start - 1));
    if first.is_empty() || view.home[sentence.start..frame.start].iter().any(|&h| h != NARRATION) {
        return None;
    }
    // "Later, he said, “We stay.”": a quoted sentence is whole without what stands before it.
    let next = (frame.end..sentence.end.min(frame.end + 4)).find(|&i| view.token(i).is_word())?;
    let whole = view.home[next] != NARRATION && view.token(next).is_capitalised() && view.of(next) != "I";
    let clause = view.is(first.start, class::SUBORDINATOR) && !view.is(first.start, class::PREPOSITION)
        || view.is(first.start, class::SUBORDINATOR | class::CONJUNCTION) && has_verb(view, first.start, first.end);
    // "John Pike, the chief executive, said": the start of a name.
    let named = (first.start..first.end).all(|i| view.is_name(i))
        && frame.speaker.is_some_and(|s| view.is(s.whole.start, class::DETERMINER));
    (!named && (!whole || clause)).then_some(Content { first, rest: None, how: How::Before, aside: false })
}

/// What a headline reports together with the words it quotes: "Pike Says Dam ‘Will Hold’".
pub fn around(view: &View, frame: &Frame) -> Option<Content> {
    let cue = frame.cue.filter(|c| c.takes(b't') || c.takes(b'n'))?;
    let sentence = view.sentence_range(view.sentence(frame.verb));
    if frame.shape != Shape::Finite
        || cue.part != Part::Verb
        || view.home[frame.verb] != NARRATION
        || frame.end >= sentence.end
        || view.home[frame.end] != NARRATION
        || view.is_mark(frame.end)
    {
        return None;
    }
    let first = tidy(view, Range::new(frame.end, sentence.end));
    (first.len() >= 2).then_some(Content { first, rest: None, how: How::Clause, aside: false })
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
