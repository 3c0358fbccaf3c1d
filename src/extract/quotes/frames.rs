//! Reporting verbs with who reports and to whom: the frames of all attributions.
//!
//! In: the [`View`] of an article. Out: one [`Frame`] for every reporting verb that has, or may
//! share, a speaker: "Pike said", "said Ann Pike", "told the Courier", "according to officials".
//! What is said is found by others: quoted regions by `parts`, content clauses by `indirect`.

use super::lexicon::{Cue, class, form};
use super::phrases::{self, Head, Phrase};
use super::view::{Range, View};
use crate::records::SegmentKind;

/// How the verb stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// "Pike said"
    Finite,
    /// "said Pike"
    Inverted,
    /// "…, saying"
    Ing,
    /// "… to say", "would like to say"
    Infinitive,
    /// "was told", "is expected"
    Passive,
    /// "according to Pike"
    AccordingTo,
}

/// One attribution.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The verb.
    pub verb: usize,
    /// Verb with its auxiliaries and adverbs.
    pub group: Range,
    /// Which verb; None for "according to".
    pub cue: Option<&'static Cue>,
    /// How it stands.
    pub shape: Shape,
    /// Who.
    pub speaker: Option<Phrase>,
    /// Whether the speaker is that of an earlier verb of the sentence.
    pub shared: bool,
    /// To whom.
    pub addressee: Option<Range>,
    /// First token of the attribution: of the subject or the verb.
    pub start: usize,
    /// One past its last token: verb, addressee or inverted subject.
    pub end: usize,
    /// "did not say", "never denied"
    pub negated: bool,
}

/// Verbs of a sentence that are looked at for a speaker to share.
const FEW: usize = 40;

/// The subject of the sentence at hand, looked for once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject {
    sought: bool,
    found: Option<Phrase>,
}

/// Every frame of the article, in text order.
pub fn find(view: &View) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    for sentence in 0..view.layout.sentences.len() {
        let range = view.sentence_range(sentence);
        let first = frames.len();
        let mut subject = Subject::default();
        let mut i = range.start;
        while i < range.end {
            if view.words[i].cue != 0 {
                if let Some(cue) = view.cue(i)
                    && let Some(frame) = verb_frame(view, range, i, (cue, view.form(i)), &frames[first..], &mut subject)
                {
                    i = frame.end.max(i + 1);
                    frames.push(frame);
                    continue;
                }
            } else if (view.token(i).span.len() == "according".len()
                && view.of(i).eq_ignore_ascii_case("according")
                && view.layout.tokens.get(i + 1).is_some_and(|t| t.of(view.text) == "to"))
                && i + 2 < range.end
                && let Some(speaker) = phrases::right(view, i + 2, range.end)
            {
                frames.push(Frame {
                    verb: i,
                    group: Range::new(i, i + 2),
                    cue: None,
                    shape: Shape::AccordingTo,
                    speaker: Some(speaker),
                    shared: false,
                    addressee: None,
                    start: i,
                    end: speaker.whole.end,
                    negated: false,
                });
                i = speaker.whole.end.max(i + 2);
                continue;
            }
            i += 1;
        }
    }
    frames
}

pub fn verb_frame(
    view: &View,
    sentence: Range,
    i: usize,
    (cue, forms): (&'static Cue, u8),
    earlier: &[Frame],
    subject: &mut Subject,
) -> Option<Frame> {
    let home = view.home[i];
    if view.token(i).is_capitalised()
        && i > sentence.start
        && !view.token(i).is_all_caps()
        && view.is_name(i)
        && forms & form::PAST == 0
        && !(forms & form::THIRD != 0
            && (cue.takes(b'q') && cue.takes(b't') || view.is_name(i - 1) && !cue.takes(b'q'))
            && view.segment(i) == SegmentKind::Headline)
    {
        return None; // part of a name
    }
    // "details about", "reports of": a noun, for verbs that have a noun of the same form.
    let plain = forms & (form::BASE | form::THIRD) != 0 && forms & form::PAST == 0;
    let verbal =
        matches!(cue.lemma, "say" | "write" | "tell" | "argue" | "explain" | "insist" | "tweet" | "agree" | "think");
    if plain
        && !verbal
        && i + 1 < sentence.end
        && view.home[i + 1] == home
        && (view.is(i + 1, class::PREPOSITION | class::AUXILIARY)
            && !cue.prepositions.contains(&view.small(i + 1))
            // "who he claims was late"
            && !(view.is(i + 1, class::AUXILIARY) && i > sentence.start && view.is(i - 1, class::SUBJECT))
            || view.is(i + 1, class::CONJUNCTION))
    {
        return None;
    }
    // "the reports show": a noun before a verb.
    if plain
        && forms & form::THIRD != 0
        && view.words.get(i + 1).is_some_and(|w| w.cue != 0 && w.form & form::BASE != 0 && w.form & form::PAST == 0)
        && view.cue(i + 1).is_some_and(|c| {
            matches!(c.lemma, "show" | "say" | "suggest" | "reveal" | "indicate" | "confirm" | "describe")
        })
    {
        return None;
    }
    // "up 72.24 points", "the 111 names she chose": a noun after its number.
    if plain
        && forms & form::THIRD != 0
        && !verbal
        && i > sentence.start
        && (view.of(i - 1) == "percentage"
            || view.of(i - 1).ends_with(|c: char| c.is_ascii_digit())
                && view.of(i - 1).starts_with(|c: char| c.is_ascii_digit())
                && !(i - 1 > sentence.start && view.is_name(i - 2)))
    {
        return None;
    }
    // "made plans to", "accelerating plans to", "isolated questions": a noun after a verb.
    if plain
        && forms & form::THIRD != 0
        && !verbal
        && i > sentence.start
        && view.home[i - 1] == home
        && !view.token(i - 1).is_capitalised()
        && (view.is(i - 1, class::PAST)
            || view.words[i - 1].cue != 0 && view.form(i - 1) & form::PAST != 0
            || view.of(i - 1).len() > 4
                && (view.of(i - 1).ends_with("ed") || view.of(i - 1).ends_with("ing"))
                && !view.is(i - 1, class::NOUN))
    {
        return None;
    }
    // "a man named Cole", "a firm called Aldous"
    if matches!(cue.lemma, "name" | "call" | "dub")
        && forms & form::PAST != 0
        && i > sentence.start
        && view.is_name(i + 1)
        && !view.is(i - 1, class::AUXILIARY | class::ADVERB | class::SUBJECT | class::RELATIVE)
        && !view.is_name(i - 1)
        && !view.is_mark(i - 1)
        && (sentence.start.max(i.saturating_sub(5))..i - 1).any(|k| matches!(view.of(k), "a" | "an" | "A" | "An"))
    {
        return None;
    }
    // "the states": a verb only where its clause follows.
    if plain
        && cue.lemma == "state"
        && view.of(i + 1) != "that"
        && (!view.is_mark(i + 1)
            // "nine states,"
            || !(i > sentence.start
                && (view.is(i - 1, class::NOUN | class::SUBJECT | class::TO | class::AUXILIARY | class::ADVERB)
                    || view.is_name(i - 1))))
        && view.home.get(i + 1).is_some_and(|&h| h == home)
    {
        return None;
    }
    // Auxiliaries and adverbs before the verb.
    let mut start = i;
    let (mut be, mut have, mut do_, mut modal, mut to, mut negated) = (false, false, false, false, false, false);
    while start > sentence.start && view.home[start - 1] == home {
        let w = view.words[start - 1];
        if w.is(class::AUXILIARY) && possessive(view, start - 1, i) {
            break;
        }
        // "he's said it", but "he's accused of it"
        if matches!(view.of(start - 1), "'s" | "’s") && start == i && forms & form::PARTICIPLE != 0 {
            // "It's expected that": nobody is "it".
            let impersonal = view.of(i + 1) == "that" && start >= 2 && view.is(start - 2, class::IT);
            let passive = matches!(view.of(i + 1), "by" | "of" | "to" | "as") || impersonal;
            be |= passive;
            have |= !passive;
        } else if w.is(class::AUXILIARY) {
            be |= w.is(class::BE) && !to;
            have |= w.is(class::HAVE);
            do_ |= w.is(class::DO);
            modal |= w.is(class::MODAL);
        } else if w.is(class::TO) {
            if to {
                break;
            }
            to = true;
        } else if w.is(class::NOT) {
            negated = true;
        } else if w.is(class::ADVERB) || is_ly(view, start - 1) {
            // "first", "once" before a name belong to what stands before.
        } else if matches!(view.of(start - 1), "both" | "all" | "each")
            && start > sentence.start + 1
            && view.home[start - 2] == home
            && (view.is_name(start - 2) || view.is(start - 2, class::SUBJECT))
        {
            // "Pike and Cole both said"
        } else if to
            && start < i
            && view.words[start - 1].cue == 0
            && matches!(
                view.of(start - 1),
                "on" | "used"
                    | "going"
                    | "continued"
                    | "continues"
                    | "able"
                    | "ready"
                    | "quick"
                    | "went"
                    | "goes"
                    | "came"
                    | "seemed"
                    | "appeared"
                    | "rushed"
                    | "is"
                    | "was"
                    | "needed"
                    | "tried"
                    | "wanted"
                    | "had"
                    | "began"
                    | "started"
            )
        {
            // "went on to say", "was quick to add"
        } else if to
            && view.words[start - 1].cue != 0
            && view.form(start - 1) & (form::PAST | form::THIRD) != 0
            && earlier.is_empty()
        {
            // "declined to say", "continued to insist": one group
        } else {
            break;
        }
        start -= 1;
    }
    // An adverb at the start of the group that begins the sentence or follows a comma stays outside.
    while start < i && (view.is(start, class::ADVERB) || is_ly(view, start)) && start == sentence.start {
        start += 1;
    }
    let before = (start > sentence.start && view.home[start - 1] == home).then(|| start - 1);
    let preceded_by_noun_mark = before.is_some_and(|b| {
        // "one in five say", "the two said"
        let share = b > sentence.start
            && matches!(view.of(b - 1), "in" | "the" | "The")
            && matches!(view.of(b), "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "ten");
        // "no one knows"
        let nobody = view.of(b) == "one" && b > sentence.start && matches!(view.of(b - 1), "no" | "No");
        !share
            && !nobody
            && (view.is(b, class::DETERMINER | class::POSSESSIVE | class::PREPOSITION)
                || matches!(view.of(b), "'s" | "’s"))
            && !(phrases::alone(view, b).is_some()
                && (b == sentence.start
                    || view.is_mark(b - 1)
                    || view.is(b - 1, class::CONJUNCTION | class::SUBORDINATOR | class::RELATIVE | class::THAT)))
    });
    let auxiliaries = be || have || do_ || modal;
    // "Asked whether he would run, Pike …"
    let asked = cue.lemma == "ask"
        && start == i
        && forms & form::PARTICIPLE != 0
        && before.is_none_or(|b| {
            matches!(view.of(b), "," | "when" | "When" | "if" | "If") || view.is_mark(b) && b + 1 == sentence.start
        })
        && matches!(
            view.of(i + 1),
            "whether"
                | "if"
                | "how"
                | "why"
                | "what"
                | "which"
                | "about"
                | "to"
                | "by"
                | "who"
                | "on"
                | "in"
                | "at"
                | "during"
        );
    // "asked not to be named"
    if to && be && forms & form::PARTICIPLE != 0 && !cue.takes(b'q') {
        return None;
    }
    // Which reading of the form.
    let shape = if forms & form::ING != 0 {
        if before.is_some_and(|b| view.is(b, class::DETERMINER | class::POSSESSIVE)) {
            return None;
        }
        if be { Shape::Finite } else { Shape::Ing }
    } else if to {
        Shape::Infinitive
    } else if asked
        || !auxiliaries && !to && reduced(view, sentence, i, start, cue, forms)
        || be && (have || forms & form::PARTICIPLE != 0)
    {
        Shape::Passive
    } else if auxiliaries {
        Shape::Finite
    } else if forms & (form::PAST | form::THIRD) != 0 {
        if preceded_by_noun_mark && !(view.is(start - 1, class::THAT)) {
            return None;
        }
        Shape::Finite
    } else {
        // A base form: a verb after a plural subject only, or after "that" which stands for one.
        let relative = before.is_some_and(|b| {
            view.of(b) == "that"
                && b > sentence.start
                && view.of(b - 1).ends_with('s')
                && !view.of(b - 1).ends_with("ss")
        });
        if preceded_by_noun_mark && !relative || before.is_none() {
            return None;
        }
        Shape::Finite
    };
    let mut end = i + 1;
    let mut speaker = None;
    let mut shared = false;
    let mut frame_start = start;
    let mut frame_shape = shape;
    match shape {
        Shape::Finite => {
            let left = phrases::left(view, sentence.start, start);
            let bare = i + 1 - start == 1 && forms & (form::PAST | form::THIRD) != 0;
            let usable = left.filter(|p| {
                // A base form needs a subject it agrees with.
                if !auxiliaries
                    && plain
                    && forms & form::THIRD != 0
                    && !cue.takes(b'q') | view.is(i + 1, class::THAT | class::TO | class::PREPOSITION)
                {
                    return singular_subject(view, p, i);
                }
                auxiliaries || forms & (form::PAST | form::THIRD | form::ING) != 0 || plural_subject(view, p)
            });
            if left.is_some() && usable.is_none() && forms & form::THIRD != 0 {
                return None;
            }
            let at_edge = before.is_none_or(|b| matches!(view.of(b), "," | "—" | "–" | "--" | "―" | "-"));
            // "said Pike": where nothing before the verb can be its subject.
            let free = left.is_none_or(|l| {
                matches!(l.head, Head::Other | Head::Group | Head::Organisation)
                    && cue.lemma == "say"
                    && l.words.end < start
            });
            let inverted =
                if at_edge && bare && cue.takes(b'q') && cue.lemma != "tell" && (free || after_quote(view, start)) {
                    inverted(view, i + 1, sentence.end)
                } else {
                    None
                };
            if let Some(found) = inverted {
                speaker = Some(found);
                frame_shape = Shape::Inverted;
                end = found.whole.end;
            } else if let Some(found) = usable.filter(|p| !phrases::is_no_noun(view, p)) {
                speaker = Some(found);
                frame_start = found.whole.start.min(start);
            } else if usable.is_some() && plain {
                return None;
            } else if forms & (form::PAST | form::THIRD) != 0
                || auxiliaries
                // "discussed the law but did not name it", "would discuss it but not name them"
                || negated && before.is_some_and(|b| view.is(b, class::CONJUNCTION))
            {
                if before.is_some_and(|b| preceded_by_noun(view, b)) && left.is_none() {
                    return None;
                }
                speaker = share(view, sentence, start, earlier, subject);
                shared = true;
            } else {
                return None;
            }
        }
        Shape::Ing => {
            // "The firm issued a statement saying": the firm, not its words.
            let words = before
                .filter(|&b| b > sentence.start + 2 && is_message(view.of(b)) && view.home[b - 1] == home)
                .and_then(|b| share(view, sentence, start, earlier, subject).filter(|s| s.whole.end < b));
            if words.is_some() {
                speaker = words;
                shared = true;
            } else if let Some(b) = before
                && (view.is_name(b) || view.is(b, class::NOUN | class::OBJECT))
                && let Some(found) = phrases::left(view, sentence.start, start)
            {
                speaker = Some(found);
                frame_start = found.whole.start.min(start);
            } else {
                speaker = share(view, sentence, start, earlier, subject);
                shared = true;
            }
        }
        Shape::Infinitive => {
            let left = phrases::left(view, sentence.start, start);
            // "It is too early to say": nobody is "it".
            let willing = |k: usize| matches!(view.of(k), "able" | "ready" | "quick" | "going" | "about" | "set");
            if left.is_some_and(|l| l.head == Head::Pronoun && view.is(l.words.start, class::IT))
                && view.is(start, class::BE)
                && !(start..i).any(willing)
            {
                return None;
            }
            if let Some(found) = left
                && found.head != Head::Other
                && i - start >= 2
            {
                speaker = Some(found);
                frame_start = found.whole.start.min(start);
            } else {
                speaker = share(view, sentence, start, earlier, subject).or(left.filter(|l| l.head != Head::Other));
                shared = true;
            }
        }
        Shape::Passive => {
            // "was praised by critics"
            let by = (i + 1..sentence.end.min(i + 6))
                .take_while(|&k| view.home[k] == home && !view.is_mark(k))
                .find(|&k| view.of(k) == "by");
            if let Some(by) = by {
                let high = agent_end(view, cue, by, sentence.end).unwrap_or(sentence.end);
                speaker = phrases::right(view, by + 1, high).filter(|_| !is_measure(view, by + 1));
            }
            let left = phrases::left(view, sentence.start, start);
            frame_start = left.map_or(start, |l| l.whole.start.min(start));
        }
        Shape::Inverted | Shape::AccordingTo => {}
    }
    // "Reported losses doubled": what would speak holds the verb itself.
    if speaker.is_some_and(|p| p.words.start <= i && i < p.words.end && shared) {
        return None;
    }
    let mut addressee = None;
    if frame_shape != Shape::Inverted && !matches!(shape, Shape::Passive) {
        if let Some(found) = hearer(view, cue, i + 1, sentence.end) {
            end = found.end;
            addressee = Some(found);
        }
    } else if frame_shape == Shape::Inverted {
        // "said Pike" may be followed by nothing else.
    }
    Some(Frame {
        verb: i,
        group: Range::new(start, i + 1),
        cue: Some(cue),
        shape: frame_shape,
        speaker,
        shared,
        addressee,
        start: frame_start,
        end,
        negated,
    })
}

/// "a plan backed by unions": a participle after its noun, with who does it.
fn reduced(view: &View, sentence: Range, i: usize, start: usize, cue: &Cue, forms: u8) -> bool {
    let home = view.home[i];
    forms & form::PARTICIPLE != 0
        && cue.takes(b'n')
        && start > sentence.start
        && i + 1 < sentence.end
        && view.home[i + 1] == home
        && view.of(i + 1) == "by"
        && view.home[start - 1] == home
        && !view.is(start - 1, class::SUBJECT | class::RELATIVE | class::THAT)
}

/// What somebody writes that says something.
fn is_message(word: &str) -> bool {
    matches!(
        word,
        "statement"
            | "letter"
            | "email"
            | "e-mail"
            | "memo"
            | "note"
            | "message"
            | "post"
            | "tweet"
            | "release"
            | "report"
    )
}

/// Whether "by" tells until when or by how much, and not who: "expected by Friday", "by the end of May", "cut by a fifth".
fn is_measure(view: &View, at: usize) -> bool {
    const ENDS: &[&str] = &[
        "end",
        "start",
        "beginning",
        "close",
        "middle",
        "time",
        "deadline",
        "date",
        "half",
        "third",
        "quarter",
        "fifth",
        "sixth",
        "tenth",
        "margin",
        "total",
        "average",
        "factor",
    ];
    if view.is(at, class::TIME) || matches!(view.of(at), "then" | "now" | "far" | "mid" | "late" | "early") {
        return true;
    }
    if view.token(at).has_digit() {
        return !(at..at + 4).any(|k| view.of(k) == "of" || view.is(k, class::NOUN));
    }
    let opens = view.is(at, class::DETERMINER) || matches!(view.of(at), "next" | "last" | "mid");
    opens && (view.is(at + 1, class::TIME) || ENDS.contains(&view.of(at + 1)) && view.of(at + 2) != "voters")
}

/// Where the agent after "by" ends and what is said begins: "accused by rivals | of lying".
pub fn agent_end(view: &View, cue: &Cue, by: usize, high: usize) -> Option<usize> {
    let opens = |k: usize| {
        view.is(k, class::TO | class::THAT)
            || matches!(view.of(k), "for" | "as")
            || view.of(k) == "of" && (cue.lemma == "accuse" || view.of(k + 1).ends_with("ing"))
    };
    (by + 2..high.min(by + 10)).take_while(|&k| view.of(k) != ",").find(|&k| opens(k))
}

/// Whether a quoted region ends right before token `i`, perhaps with a comma between.
fn after_quote(view: &View, i: usize) -> bool {
    i > 0 && (view.home[i - 1] != view.home[i] || i > 1 && view.of(i - 1) == "," && view.home[i - 2] != view.home[i])
}

fn preceded_by_noun(view: &View, b: usize) -> bool {
    view.is(b, class::PREPOSITION | class::DETERMINER | class::POSSESSIVE)
}

/// Whether "-s" can be a verb: "the report claims that", but not "new emission rules that".
fn singular_subject(view: &View, phrase: &Phrase, i: usize) -> bool {
    // "diverse states that grew", "new rules that took effect": the noun is the likelier reading.
    let noun = view.is(i + 1, class::THAT)
        && (view.words[i].stance != 0 || view.cue(i).is_some_and(|c| matches!(c.lemma, "rule" | "state")));
    let sure = view.is(phrase.whole.start, class::DETERMINER | class::POSSESSIVE)
        || view.mention_in(view.span(phrase.words)).is_some();
    let several = (phrase.whole.start..phrase.whole.end).any(|k| view.is(k, class::CONJUNCTION));
    if noun && (!sure || several) && phrase.head != Head::Pronoun {
        return false;
    }
    match phrase.head {
        Head::Pronoun => view.is(phrase.words.start, class::HE | class::SHE | class::IT),
        Head::Name | Head::Role | Head::Organisation | Head::Anonymous | Head::Relative => true,
        Head::Names | Head::Group => view.is_name(phrase.whole.end - 1),
        Head::Other => {
            !view.of(phrase.whole.end - 1).ends_with('s')
                // "the analysis"
                || view.of(phrase.whole.end - 1).ends_with("is")
                || view.is(phrase.whole.start, class::DETERMINER | class::POSSESSIVE)
                || view.is_name(phrase.whole.start)
        }
    }
}

/// Whether a base form can follow: "critics say", "they believe", "I think".
fn plural_subject(view: &View, phrase: &Phrase) -> bool {
    // "one in ten", "52 percent of voters"
    if (phrase.whole.start..phrase.whole.end).any(|i| {
        view.token(i).has_digit()
            || matches!(view.of(i), "percent" | "per cent" | "%" | "those" | "Those" | "majority" | "half")
            || view.of(i) == "in" && view.is(i + 1, class::DETERMINER) && i > phrase.whole.start
    }) {
        return true;
    }
    // "few on either side of the debate"
    if ["few", "many", "most", "some", "several", "both", "all"]
        .iter()
        .any(|w| view.of(phrase.whole.start).eq_ignore_ascii_case(w))
    {
        return true;
    }
    match phrase.head {
        Head::Pronoun => !view.is(phrase.words.start, class::HE | class::SHE | class::IT),
        Head::Group | Head::Names | Head::Relative => true,
        // "sources close to the talks"
        Head::Anonymous
            if (phrase.whole.start..phrase.whole.end)
                .any(|i| view.is(i, class::ANONYMOUS) && view.of(i).ends_with('s')) =>
        {
            true
        }
        Head::Other | Head::Anonymous | Head::Name | Head::Organisation => {
            let core = (phrase.whole.start + 1..phrase.whole.end)
                .find(|&i| view.is(i, class::PREPOSITION))
                .unwrap_or(phrase.whole.end);
            let plural = |word: &str| word.ends_with('s') && !word.ends_with("ss");
            plural(view.of(phrase.whole.end - 1))
                || plural(view.of(core - 1))
                || view.is(phrase.whole.start, class::GROUP) && !view.is(phrase.whole.start, class::POSSESSIVE)
        }
        Head::Role => false,
    }
}

/// Whether "'s" at `mark` makes a possessive: after a noun or a name, before a form that can be a noun.
fn possessive(view: &View, mark: usize, verb: usize) -> bool {
    matches!(view.of(mark), "'s" | "’s")
        && mark > 0
        && !view.is(mark - 1, class::SUBJECT | class::THAT | class::RELATIVE | class::SUBORDINATOR | class::ADVERB)
        && view.form(verb) & form::ING == 0
}

/// "-ly", an adverb.
pub fn is_ly(view: &View, i: usize) -> bool {
    let text = view.of(i);
    text.len() > 4 && text.ends_with("ly") && !view.token(i).is_capitalised()
}

/// The subject after the verb: "said Ann Pike".
fn inverted(view: &View, start: usize, high: usize) -> Option<Phrase> {
    if start >= high
        || view.is_mark(start)
        || view.home[start] != view.home[start - 1]
        || view.of(start) == "that"
            && !(start + 1 < high && view.is(start + 1, class::NOUN) && after_quote(view, start - 1))
    {
        return None;
    }
    // "tweeted another."
    if let Some(head) = phrases::alone(view, start)
        && (start + 1 >= high || view.is_mark(start + 1))
    {
        let words = Range::new(start, start + 1);
        return Some(Phrase { words, whole: words, head });
    }
    let begins = view.is_name(start)
        || view.is(
            start,
            class::DETERMINER
                | class::POSSESSIVE
                | class::NOUN
                | class::HE
                | class::SHE
                | class::THEY
                | class::TITLE
                | class::MISTER
                | class::MISSUS,
        )
        || view.token(start).is_word()
            && view.words[start].classes & !(class::PERSON) == 0
            && view.words[start].cue == 0
            && looks_like_premodifier(view, start, high);
    if !begins || view.is(start, class::THAT | class::RELATIVE | class::TIME) && !view.is(start, class::DETERMINER) {
        return None;
    }
    let found = phrases::right(view, start, high)?;
    // "said the plan would fail" is no inversion: a verb follows.
    let next = found.whole.end;
    if next < high
        && view.home[next] == view.home[start]
        && (view.is(next, class::AUXILIARY) || view.is(next, class::SUBJECT | class::TO))
    {
        return None;
    }
    // “…,” said the ruling.
    let closes =
        view.is(start, class::DETERMINER) && (next >= high || view.is_mark(next)) && after_quote(view, start - 1);
    (closes || !matches!(found.head, Head::Other) || looks_like_premodifier(view, start, high)).then_some(found)
}

/// "council leader Joy Abebe": small words before a role or a name.
fn looks_like_premodifier(view: &View, start: usize, high: usize) -> bool {
    (start..high.min(start + 5)).take_while(|&i| !view.is_mark(i)).any(|i| view.is(i, class::NOUN) || view.is_name(i))
}

/// The speaker of an earlier verb of the sentence, or its first noun phrase.
pub fn share(view: &View, sentence: Range, at: usize, earlier: &[Frame], subject: &mut Subject) -> Option<Phrase> {
    let home = view.home[at];
    let usable = |f: &&Frame| {
        view.home[f.verb] == home
            && f.end <= at
            && f.speaker.is_some()
            && !matches!(f.shape, Shape::Passive | Shape::AccordingTo)
    };
    // Whoever says the first thing goes on saying: "Suu Kyi said it was early but added".
    let saying = |f: &&Frame| f.shape == Shape::Finite && f.cue.is_some_and(|c| c.takes(b'q') && c.takes(b't'));
    // A sentence of thousands of verbs is no sentence: look at a few at either end.
    let found =
        earlier.iter().take(FEW).filter(usable).find(saying).or_else(|| earlier.iter().rev().take(FEW).find(usable));
    if let Some(found) = found.and_then(|f| f.speaker) {
        return Some(found);
    }
    if !subject.sought {
        *subject = Subject { sought: true, found: main_subject(view, sentence, home) };
    }
    subject.found
}

/// The subject of the sentence: its first noun phrase, after an opening phrase set off by a comma.
pub fn main_subject(view: &View, sentence: Range, home: u32) -> Option<Phrase> {
    let mut start = sentence.start;
    // A quotation may stand first; one of hundreds of words leaves no subject to speak of.
    let limit = sentence.end.min(start + 400);
    while start < limit && (view.home[start] != home || view.is_mark(start)) {
        start += 1;
    }
    if start >= limit {
        return None;
    }
    for _ in 0..3 {
        while start < sentence.end && view.is(start, class::CONJUNCTION | class::ADVERB) {
            start += 1;
        }
        let opener = view.is(start, class::PREPOSITION | class::SUBORDINATOR | class::TIME)
            // "Thirteen years earlier, she"
            || view.is(start + 1, class::TIME) && !view.is(start, class::SUBJECT) && (start + 2..start + 5).any(|i| view.of(i) == ",")
            || view.form(start) & form::ING != 0
            || view.of(start) == ",";
        if start < sentence.end && opener {
            let comma = (start..sentence.end.min(start + 30)).find(|&i| view.of(i) == "," && view.home[i] == home)?;
            start = comma + 1;
        }
    }
    if start >= sentence.end {
        return None;
    }
    let found = phrases::subject_from(view, start, sentence.end)?;
    (!matches!(found.head, Head::Other)).then_some(found)
}

/// "told the Courier", "asked reporters", "said to her", "told me": who is spoken to.
fn hearer(view: &View, cue: &Cue, start: usize, high: usize) -> Option<Range> {
    if !cue.takes(b'a') || start >= high || view.home[start] != view.home[start - 1] {
        let to =
            start + 1 < high && view.of(start) == "to" && cue.takes(b'q') && view.home[start + 1] == view.home[start];
        if !to || !(view.is_name(start + 1) || view.is(start + 1, class::OBJECT | class::GROUP)) || cue.takes(b'i') {
            return None;
        }
        let found = phrases::right(view, start + 1, high)?;
        return (found.head != Head::Other).then_some(found.words);
    }
    if view.is(start, class::OBJECT) || view.is(start, class::IT) || view.of(start) == "you" {
        return Some(Range::new(start, start + 1));
    }
    // "told her that", "told her he left"
    if view.of(start) == "her"
        && (start + 1 >= high
            || view.home[start + 1] != view.home[start]
            || view.is_mark(start + 1)
            || view.is(
                start + 1,
                class::THAT
                    | class::TO
                    | class::SUBJECT
                    | class::SUBORDINATOR
                    | class::DETERMINER
                    | class::POSSESSIVE
                    | class::PREPOSITION,
            ))
    {
        return Some(Range::new(start, start + 1));
    }
    // "assured residents the dam was safe"
    let tell = matches!(cue.lemma, "tell" | "assure" | "reassure" | "remind" | "inform" | "notify" | "convince");
    let found = phrases::right(view, start, high)?;
    let next = found.whole.end;
    // Only "tell" always has a hearer; others when what they say follows.
    let followed = next >= high
        || view.home[next] != view.home[start]
        || view.is(next, class::THAT | class::TO | class::SUBORDINATOR)
        || cue.prepositions.contains(&view.of(next))
        || matches!(view.of(next), "," | ":");
    if tell && !view.is(start, class::THAT | class::ADVERB) || followed && !matches!(found.head, Head::Other) {
        // "told the Courier on Monday": the hearer ends before the preposition.
        let mut end = found.whole.end;
        if let Some(cut) = (start + 1..end).find(|&i| view.is(i, class::PREPOSITION) && !matches!(view.of(i), "of")) {
            end = cut;
        }
        return Some(Range::new(start, end));
    }
    None
}
