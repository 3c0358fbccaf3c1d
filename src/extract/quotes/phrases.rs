//! Noun phrases that can speak: their extent and their head.
//!
//! In: a place in a sentence, to the left or right of a verb. Out: the words that name who
//! speaks ("Ann Pike", "a person familiar with the matter", "sisters Ada and Nia Cole").
//! No parser: a phrase ends where its clause does, and what kind it is shows in its head.

use super::clause::spaced;
use super::lexicon::{class, form};
use super::view::{Range, View};
use crate::extract::names::lexicon::hash;
use crate::extract::tokens::Class;
use crate::particles::is_particle;
use crate::records::{Kind, Role};

/// Longest phrase, in tokens.
const LONGEST: usize = 28;

/// Who speaks, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// The words nearest the cue: a name, a pronoun, or the whole phrase.
    pub words: Range,
    /// The whole phrase, with what stands before a name.
    pub whole: Range,
    /// What it is.
    pub head: Head,
}

/// What a phrase is, by its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// he, she, they, it, I, we, you
    Pronoun,
    /// who, which
    Relative,
    /// "Ann Pike", "Mr. Peck"
    Name,
    /// "Ada and Nia Cole"
    Names,
    /// "the mayor"
    Role,
    /// "officials", "many Muslims"
    Group,
    /// "the company"
    Organisation,
    /// "a person familiar with the matter"
    Anonymous,
    /// Anything else.
    Other,
}

/// The subject that ends right before token `end` (a verb), reading left no further than `low`.
pub fn left(view: &View, low: usize, end: usize) -> Option<Phrase> {
    let home = *view.home.get(end)?;
    let low = low.max(end.saturating_sub(60));
    let mut at = end;
    while at > low && view.home[at - 1] == home {
        let text = view.of(at - 1);
        match text {
            ")" | "]" => {
                let open = (low..at - 1).rev().take(30).find(|&i| matches!(view.of(i), "(" | "["))?;
                at = open;
            }
            "," | "—" | "–" | "--" | "-" => return set_off(view, low, at - 1, home),
            _ => break,
        }
    }
    if at <= low || view.home[at - 1] != home {
        return None;
    }
    let at = without_day(view, low, without_reflexive(view, low, at));
    let last = at - 1;
    if view.is(last, class::SUBJECT) {
        // "many of you"
        if last >= low + 2 && view.of(last - 1) == "of" && alone(view, last - 2).is_some() {
            let words = Range::new(last - 2, last + 1);
            return Some(Phrase { words, whole: words, head: Head::Group });
        }
        return Some(pronoun(last));
    }
    if view.is(last, class::RELATIVE | class::THAT)
        && !(view.is(last, class::THAT) && (last == low || view.cue(last - 1).is_some()))
    {
        let mut stop = last;
        while stop > low && (view.is(stop - 1, class::PREPOSITION) || view.of(stop - 1) == ",") {
            stop -= 1;
        }
        if (view.is(last, class::RELATIVE) || view.of(last) == "that")
            && let Some(found) = ending_at(view, low, stop, home)
            && !matches!(found.head, Head::Relative | Head::Other)
        {
            // Of a name the words at the cue are "who"; the name is what they stand for.
            if found.head == Head::Name {
                return Some(Phrase { words: Range::new(last, last + 1), whole: found.words, head: Head::Name });
            }
            return Some(found);
        }
        let words = Range::new(last, last + 1);
        return Some(Phrase { words, whole: words, head: Head::Relative });
    }
    ending_at(view, low, at, home)
}

/// Leaves out what only stresses who speaks: "Pike himself said", "the council itself said".
fn without_reflexive(view: &View, low: usize, end: usize) -> usize {
    let stressed = end > low + 1
        && matches!(view.of(end - 1), "himself" | "herself" | "itself" | "themselves" | "alone")
        && view.home[end - 2] == view.home[end - 1]
        && (view.is_name(end - 2) || view.is(end - 2, class::NOUN | class::SUBJECT));
    end - usize::from(stressed)
}

/// Leaves out the day on which somebody spoke: "the council Saturday said", "the party on Monday accused".
fn without_day(view: &View, low: usize, end: usize) -> usize {
    let is_day = |i: usize| {
        matches!(view.of(i), "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | "Sunday")
    };
    if end < low + 2 || !is_day(end - 1) || view.home[end - 2] != view.home[end - 1] {
        return end;
    }
    let mut at = end - 1;
    while at > low + 1 && matches!(view.of(at - 1), "on" | "late" | "early" | "last") {
        at -= 1;
    }
    let speaks = view.home[at - 1] == view.home[end - 1]
        && (view.is_name(at - 1) && view.mention_in(view.token(end - 1).span).is_none()
            || view.is(at - 1, class::NOUN | class::SUBJECT));
    if speaks { at } else { end }
}

/// The owner in "his belief".
pub const fn owner(at: usize) -> Phrase {
    pronoun(at)
}

const fn pronoun(at: usize) -> Phrase {
    let words = Range::new(at, at + 1);
    Phrase { words, whole: words, head: Head::Pronoun }
}

/// The subject before something set off by commas or dashes: "Pryce, who chairs the board, told".
fn set_off(view: &View, low: usize, comma: usize, home: u32) -> Option<Phrase> {
    let closing = view.of(comma);
    let mut best = None;
    let mut seen = 0;
    let mut i = comma;
    while i > low && comma - i < 45 && seen < 6 {
        i -= 1;
        if view.home[i] != home {
            break;
        }
        let text = view.of(i);
        if matches!(text, ";" | ":" | "." | "?" | "!") {
            break;
        }
        if text != closing {
            continue;
        }
        seen += 1;
        if i <= low {
            break;
        }
        // What stands between must look like an addition, not like a clause of its own.
        if !addition(view, i + 1, comma) {
            continue;
        }
        if let Some(found) = ending_at(view, low, i, home)
            && !matches!(found.head, Head::Other)
            // "in Columbus, Ohio, said": what a preposition holds is no subject.
            && !(found.words.start > low && view.is(found.words.start - 1, class::PREPOSITION))
            && !is_address(view, low, found)
        {
            best = Some(found);
            if matches!(found.head, Head::Name | Head::Names | Head::Pronoun) {
                break;
            }
        }
    }
    best
}

/// Whether a name only says where the one before it is from: "Ann Pike, of Hull, N.Y., said", "Pike, R-Ohio, said".
fn is_address(view: &View, low: usize, found: Phrase) -> bool {
    let start = found.words.start;
    if found.head != Head::Name || start < low + 2 || view.of(start - 1) != "," {
        return false;
    }
    let named_before = view.is_name(start - 2) || view.of(start - 2) == ".";
    let text = view.of(start);
    // "R-S.C.", "D-Mass."
    let party = text.len() > 2 && text.starts_with(['R', 'D', 'I']) && text[1..].starts_with(['-', '–']);
    let place = || view.mention_in(view.span(found.words)).is_some_and(|m| view.mentions[m].kind == Kind::Place);
    named_before && (party || place())
}

/// Whether the words of a range are an apposition, a relative clause, an age, a party or a time.
fn addition(view: &View, start: usize, end: usize) -> bool {
    if start >= end {
        return false;
    }
    let token = view.token(start);
    if view.is(
        start,
        class::RELATIVE | class::PREPOSITION | class::DETERMINER | class::POSSESSIVE | class::TIME | class::NOUN,
    ) {
        return !view.is(start, class::SUBJECT);
    }
    if token.has_digit() || view.is(start, class::ADVERB) || view.form(start) & form::ING != 0 {
        return true;
    }
    // "Jr.", "R-Tex.", "director of the agency", "Republican of Ohio", "called by his rivals"
    let has_finite =
        (start..end).any(|i| view.is(i, class::AUXILIARY | class::SUBJECT) && !matches!(view.of(i), "'s" | "’s"));
    !has_finite
}

/// What a determiner is that stands for a phrase: "some say", "another said".
pub fn alone(view: &View, i: usize) -> Option<Head> {
    if !view.is(i, class::DETERMINER) {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|w| view.of(i).eq_ignore_ascii_case(w));
    if is(&["some", "many", "most", "few", "several", "all", "both"]) {
        return Some(Head::Group);
    }
    if matches!(view.of(i), "This" | "That") {
        return Some(Head::Other); // "That suggests …"
    }
    is(&["one", "another", "neither"]).then_some(Head::Anonymous)
}

/// The phrase whose last word is before `end`.
fn ending_at(view: &View, low: usize, end: usize, home: u32) -> Option<Phrase> {
    if end <= low {
        return None;
    }
    let last = end - 1;
    // "The delegation came from the bank and asked": the subject of "asked" is further off.
    if view.home[last] != home || view.is(last, class::CONJUNCTION | class::TO) {
        return None;
    }
    if view.is(last, class::SUBJECT) {
        return Some(pronoun(last));
    }
    if !(view.token(last).is_word() || view.token(last).has_digit() || matches!(view.of(last), ")" | "’" | "'" | "%"))
    {
        return None;
    }
    if let Some(head) = alone(view, last) {
        // "no one"
        let no = view.of(last) == "one" && last > low && matches!(view.of(last - 1), "no" | "No");
        let words = Range::new(last - usize::from(no), end);
        return Some(Phrase { words, whole: words, head });
    }
    // "Jim Jordan (R-Ohio), … said": what stands in brackets is stepped over.
    if matches!(view.of(last), ")" | "]") {
        let open = (low..last).rev().take(30).find(|&i| matches!(view.of(i), "(" | "["))?;
        return ending_at(view, low, open, home);
    }
    let mut start = end;
    while start > low && end - start < LONGEST {
        let i = start - 1;
        if view.home[i] != home || boundary(view, i, low, end) {
            break;
        }
        start = i;
    }
    let start = trim(view, start, end);
    (start < end).then(|| phrase(view, Range::new(start, end)))
}

/// Whether the phrase that ends at `end` cannot reach over token `i`.
fn boundary(view: &View, i: usize, low: usize, end: usize) -> bool {
    let token = view.token(i);
    if token.class == Class::Mark {
        // "Marks & Spencer" is one symbol, an apostrophe after an s stays inside, a comma inside a list of names too.
        return match view.of(i) {
            "-" => spaced(view, i),
            "’" | "'" | "/" | "." | "&" => false,
            "," => {
                !(i > low
                    && view.is_name(i - 1)
                    && i + 1 < end
                    && view.is_name(i + 1)
                    && joined_later(view, i + 1, end))
            }
            _ => true,
        };
    }
    if view.is(i, class::SUBJECT) {
        return true;
    }
    if view.is(i, class::CONJUNCTION) {
        let both_names = i > low && i + 1 < end && view.is_name(i + 1) && view.is_name(i - 1);
        let nouns = i > low
            && i + 1 < end
            && view.of(i).eq_ignore_ascii_case("and")
            && !view.is_mark(i - 1)
            && (view.is(i + 1, class::NOUN)
                || view.is(i + 1, class::DETERMINER | class::POSSESSIVE) && view.is(i - 1, class::NOUN)
                || view.is_name(i + 1) && view.is(i - 1, class::NOUN | class::MISTER));
        // "it was late and others left"
        let others = view.of(i + 1) == "others" && i > low && !view.is_name(i - 1) && !view.is(i - 1, class::NOUN);
        let nouns = nouns && !others;
        return !(both_names || nouns || view.of(i) == "and" && i > low && view.is(i - 1, class::NOUN) && end - i <= 3);
    }
    if view.is(i, class::THAT) {
        return true;
    }
    if view.is(i, class::SUBORDINATOR) && !view.is(i, class::PREPOSITION) {
        return true;
    }
    if view.is(i, class::SUBORDINATOR)
        && i + 1 < end
        && (view.is(i + 1, class::DETERMINER | class::POSSESSIVE) || view.is_name(i + 1))
    {
        return true;
    }
    // "close to the talks": a noun of the same form as a verb.
    let noun = i > low
        && view.form(i) & form::PAST == 0
        && view.is(i - 1, class::DETERMINER | class::POSSESSIVE | class::PREPOSITION);
    let finite = !noun && view.is(i, class::AUXILIARY) && !view.of(i).contains(['\'', '’'])
        || !noun
            && view.words[i].cue != 0
            && view.form(i) & (form::PAST | form::THIRD) != 0
            && !view.is(i, class::NOUN)
            && !token.is_capitalised();
    if finite && !(i > low && is_infinitive(view, low, i)) {
        // A verb inside a relative clause of the phrase: "the man who runs the shop".
        let before = i.checked_sub(1);
        return !before
            .is_some_and(|b| b >= low && view.is(b, class::RELATIVE) || b > low && view.is(b - 1, class::RELATIVE));
    }
    false
}

/// Whether the verb at `i` has its "to" before it: "who asked not to be named".
fn is_infinitive(view: &View, low: usize, i: usize) -> bool {
    let mut at = i;
    while at > low && i - at < 3 && view.is(at - 1, class::AUXILIARY | class::ADVERB | class::NOT) {
        at -= 1;
    }
    at > low && view.is(at - 1, class::TO)
}

/// Whether an "and" follows within a list of names.
fn joined_later(view: &View, start: usize, end: usize) -> bool {
    (start..end.min(start + 12)).any(|i| view.is(i, class::CONJUNCTION))
}

/// Drops what stands before the phrase in its clause: "On Monday", "But", "Later".
fn trim(view: &View, mut start: usize, end: usize) -> usize {
    while start < end {
        let text = view.of(start);
        if view.is(start, class::CONJUNCTION | class::ADVERB | class::SUBORDINATOR | class::NOT)
            && !view.is(start, class::PREPOSITION)
            || matches!(text, "." | "'" | "’" | "-" | "/")
            || start + 1 < end && view.is(start, class::RELATIVE) && !text.eq_ignore_ascii_case("whose")
        {
            start += 1;
        } else if matches!(view.of(start), "Last" | "last" | "This" | "this" | "Next" | "next" | "Earlier")
            && view.is(start + 1, class::TIME)
            && start + 2 < end
            && !matches!(view.of(start + 2), "'s" | "’s")
        {
            // "Last month police said"
            start += 2;
        } else if view.is(start, class::PREPOSITION) {
            // "In Hull Mr Smith", "On Monday the mayor": after the noun of the prepositional phrase.
            let mut i = start + 1;
            while i < end && view.is(i, class::DETERMINER | class::POSSESSIVE) {
                i += 1;
            }
            let time = view.is(i, class::TIME);
            i += 1;
            while i < end && (view.is(i, class::TIME) || view.token(i).has_digit()) {
                i += 1;
            }
            let next_phrase = (i..end).find(|&k| {
                view.is(k, class::DETERMINER | class::POSSESSIVE | class::MISTER | class::MISSUS)
                    || view.is_name(k) && !view.is_name(k - 1)
                    || view.is(k, class::NOUN) && k > i
            });
            match next_phrase {
                _ if time && i < end => start = i,
                Some(k) if !view.is(k.saturating_sub(1), class::PREPOSITION) => start = k,
                _ => return start,
            }
        } else {
            return start;
        }
    }
    start
}

/// The subject that begins at `start`: up to its verb.
pub fn subject_from(view: &View, start: usize, high: usize) -> Option<Phrase> {
    let home = *view.home.get(start)?;
    if view.is(start, class::SUBJECT) {
        return Some(pronoun(start));
    }
    // "Voting rights advocates have": a capital that only begins the sentence is no name with a verb after it.
    let named = view.is_name(start) && !only_begins(view, start) && !unknown_opener(view, start);
    let mut end = start;
    while end < high.min(start + LONGEST) && view.home[end] == home {
        let verb = view.is(end, class::AUXILIARY | class::PAST) && !matches!(view.of(end), "'s" | "’s")
            || view.words[end].cue != 0
                && view.form(end) & (form::PAST | form::THIRD) != 0
                && !view.is_name(end)
                && !view.is(end, class::NOUN);
        let lower = !view.token(end).is_capitalised();
        let text = view.of(end);
        if end > start
            && (verb
                || view.is(end, class::RELATIVE | class::THAT | class::ADVERB | class::SUBJECT | class::OBJECT | class::TO)
                || lower && text.len() > 4 && text.ends_with("ed")
                || view.is_mark(end) && !matches!(text, "." | "&" | "’" | "'" | "-")
                // After a name, a small word that is no preposition is the verb.
                || named && lower && view.is_name(end - 1) && !view.is(end, class::PREPOSITION | class::CONJUNCTION | class::NOUN) && !text.starts_with(['\'', '’']))
        {
            break;
        }
        end += 1;
    }
    while end > start + 1
        && (view.is(end - 1, class::PREPOSITION | class::CONJUNCTION | class::DETERMINER) || view.is_mark(end - 1))
    {
        end -= 1;
    }
    (end > start && !view.is_mark(start)).then(|| phrase(view, Range::new(start, end)))
}

/// The phrase that begins at `start`, reading right no further than `high`.
pub fn right(view: &View, start: usize, high: usize) -> Option<Phrase> {
    let home = *view.home.get(start)?;
    let high = high.min(start + LONGEST);
    if start >= high {
        return None;
    }
    if view.is(start, class::SUBJECT | class::OBJECT) {
        return Some(pronoun(start));
    }
    let mut end = start;
    while end < high && view.home[end] == home && (end == start || !view.token(end).line_before()) {
        let token = view.token(end);
        if end > start && ends_right(view, start, end) {
            break;
        }
        if token.class == Class::Mark && !matches!(view.of(end), "’" | "'" | "." | "-" | "/") {
            break;
        }
        end += 1;
    }
    while end > start
        && (view.is_mark(end - 1) && !matches!(view.of(end - 1), "’" | "'")
            || view.is(end - 1, class::PREPOSITION | class::CONJUNCTION | class::ADVERB | class::DETERMINER))
    {
        end -= 1;
    }
    (end > start).then(|| phrase(view, Range::new(start, end)))
}

fn ends_right(view: &View, start: usize, i: usize) -> bool {
    if view.is(i, class::AUXILIARY) && !view.of(i).contains(['\'', '’'])
        || view.is(i, class::RELATIVE | class::THAT | class::TIME | class::SUBJECT | class::OBJECT | class::TO)
    {
        return true;
    }
    if view.is(i, class::ADVERB) && !view.is_name(i) {
        return true;
    }
    // "told the Courier the bridge would close": a second noun phrase.
    if view.is(i, class::DETERMINER | class::POSSESSIVE)
        && !view.is(i - 1, class::PREPOSITION | class::CONJUNCTION | class::DETERMINER | class::NOT)
        && !view.is_mark(i - 1)
    {
        return true;
    }
    if view.is(i, class::CONJUNCTION) {
        // "Ada and Nia Cole", "the mayor and his deputy" go on; "said Pike and left" ends.
        return !(view.is_name(i + 1) && view.is_name(i - 1)
            || view.is(i + 1, class::NOUN | class::DETERMINER | class::POSSESSIVE) && i + 1 < view.words.len());
    }
    if view.is(i, class::PREPOSITION) {
        let inside = matches!(view.of(i), "of" | "for" | "from" | "at" | "with" | "familiar");
        let within = view.of(i) == "in"
            && !view.is_name(start)
            && !view.is(i + 1, class::DETERMINER | class::TIME | class::POSSESSIVE);
        return !inside && !within;
    }
    if view.is(i, class::SUBORDINATOR) {
        return true;
    }
    view.words[i].cue != 0
        && view.form(i) & (form::PAST | form::ING) != 0
        && !view.token(i).is_capitalised()
        // "the ruling"
        && !(view.form(i) & form::ING != 0 && view.is(i - 1, class::DETERMINER))
}

/// Finds the head of a phrase and the words nearest the cue.
pub fn phrase(view: &View, whole: Range) -> Phrase {
    let Range { start, end } = whole;
    let other = |head| Phrase { words: whole, whole, head };
    if whole.len() == 1 && view.is(start, class::SUBJECT | class::OBJECT) {
        return pronoun(start);
    }
    // Where the first noun phrase ends: a preposition, a relative clause, a participle.
    let mut core = start;
    while core < end
        && (!view.is(core, class::PREPOSITION | class::RELATIVE | class::THAT | class::TO)
            || view.token(core).is_capitalised() && core > start)
        && !matches!(view.of(core), "," | "(")
    {
        core += 1;
    }
    let core = if core == start { end } else { core };
    if core < end
        && let Some(words) = holder(view, whole, core)
    {
        return Phrase { words, whole, head: Head::Name };
    }
    // The last run of names in the core, if it is the core's end.
    let mut run = core;
    while run > start && (name_like(view, run - 1, core) || run < core && particle(view, run - 1, start)) {
        run -= 1;
    }
    if run == start && core == start + 1 && only_begins(view, start) {
        run = core;
    }
    if run < core {
        if let Some(words) = body(view, whole, core) {
            return Phrase { words, whole, head: Head::Name };
        }
        let names = Range::new(run, core);
        let conjunctions = (run..core).any(|i| view.is(i, class::CONJUNCTION));
        let plural_before = run > start && view.is(run - 1, class::GROUP);
        if conjunctions && !(run > start && view.is(run - 1, class::DETERMINER)) {
            return Phrase { words: if plural_before { whole } else { names }, whole, head: Head::Names };
        }
        // "Banks said", "Jan Brewer said": a family name, whatever else the word is.
        let person = !view.is(start, class::DETERMINER)
            && !view.is(core - 1, class::GROUP)
            && view.mention_in(view.token(core - 1).span).is_some_and(|m| view.mentions[m].kind == Kind::Person);
        let organisation = view.is(core - 1, class::ORGANISATION) && !person;
        let definite = view.is(start, class::DETERMINER) && run == start + 1;
        // "The Home Office", "Brightwell Foods"; "the Rev. Al Sharpton" keeps its name.
        let head = if organisation && !view.is(run, class::TITLE | class::MISTER | class::MISSUS) {
            Head::Organisation
        } else {
            Head::Name
        };
        let only_role =
            !person && names.len() <= 4 && (run..core).all(|i| view.is(i, class::ROLE | class::GROUP | class::TITLE));
        if only_role {
            return other(if (run..core).any(|i| view.is(i, class::GROUP)) { Head::Group } else { Head::Role });
        }
        if view.is(core - 1, class::GROUP) {
            return other(Head::Group);
        }
        if definite && view.is(core - 1, class::ROLE) && names.len() <= 3 {
            return other(Head::Role);
        }
        return Phrase { words: names, whole, head };
    }
    let mut unnamed = false;
    for i in start..end {
        unnamed |= view.is(i, class::UNNAMED) || stays_unnamed(view, start, i);
    }
    let head_word = core - 1;
    let person = view.is(head_word, class::PERSON);
    if (start..core).any(|i| view.is(i, class::ANONYMOUS))
        || unnamed
        || person && whole.len() > 2 && view.is(start, class::DETERMINER)
    {
        return other(Head::Anonymous);
    }
    if (start..core).any(|i| view.is(i, class::CONJUNCTION)) && (start..core).any(|i| view.is_name(i)) {
        return other(Head::Names);
    }
    match view.of(head_word) {
        "someone" | "somebody" | "Someone" | "Somebody" => return other(Head::Anonymous),
        "everyone" | "everybody" | "Everyone" | "Everybody" => return other(Head::Group),
        _ => {}
    }
    let classes = (start..core).rev().map(|i| view.words[i].classes & class::NOUN).find(|c| *c != 0).unwrap_or(0);
    let head = if view.is(head_word, class::ORGANISATION) {
        Head::Organisation
    } else if view.is(head_word, class::GROUP) {
        Head::Group
    } else if view.is(head_word, class::ROLE) {
        Head::Role
    } else if counted(view, whole, core) || classes & class::GROUP != 0 || plural(view, head_word) && core == end {
        Head::Group
    } else if classes & class::ROLE != 0 {
        Head::Role
    } else if classes & class::ORGANISATION != 0 {
        Head::Organisation
    } else {
        Head::Other
    };
    other(head)
}

/// The person at the end of an office with "of" in it: "secretary of state Dana Price".
fn holder(view: &View, whole: Range, core: usize) -> Option<Range> {
    const OFFICES: &[&str] =
        &["secretary", "director", "chief", "minister", "head", "Secretary", "Director", "Chief", "Minister", "Head"];
    // "mother of suspect Sam Cole" is another.
    let office = core > whole.start
        && OFFICES.contains(&view.of(core - 1))
        && view.of(core) == "of"
        && whole.end >= core + 3
        && !(core..whole.end).any(|i| view.of(i) == "," || view.is(i, class::CONJUNCTION));
    let mention = office.then(|| view.mention_in(view.token(whole.end - 1).span)).flatten()?;
    let mention = &view.mentions[mention];
    let first = view.layout.token_at(mention.span.start);
    let inside = first > core + 1 && mention.span.end == view.token(whole.end - 1).span.end;
    (mention.kind == Kind::Person && inside && !view.is(first - 1, class::PREPOSITION | class::DETERMINER))
        .then(|| Range::new(first, whole.end))
}

/// The body of several words whose name holds the last word of the core: "United Teachers of Hull", "Pike's Corp.",
/// "Eastern Airlines", whatever its words mean alone; "House Democrats" stay a group.
fn body(view: &View, whole: Range, core: usize) -> Option<Range> {
    let mention = &view.mentions[view.mention_in(view.token(core - 1).span)?];
    let party = matches!(
        view.of(core - 1),
        "Democrats" | "Republicans" | "Conservatives" | "Liberals" | "Socialists" | "Greens" | "Tories" | "Communists"
    );
    let words = Range::new(view.layout.token_at(mention.span.start), view.layout.token_at(mention.span.end - 1) + 1);
    let alone = !(whole.start..words.start).any(|i| view.is(i, class::CONJUNCTION));
    let inside = whole.start <= words.start && words.end <= whole.end && alone;
    (mention.kind == Kind::Organisation && mention.role == Role::Literal && inside && words.len() > 1 && !party)
        .then_some(words)
}

/// Whether a capital only shows that a sentence begins: "Polls show", "Millennials say", "More than half think".
///
/// A name that the article names elsewhere, or that no other word is written like, is one.
fn only_begins(view: &View, i: usize) -> bool {
    let first = view.sentence_range(view.sentence(i)).start;
    let begins = i == first || i == first + 1 && view.is_mark(first) || view.home[i] != view.home[i - 1];
    if !begins || view.mention_in(view.token(i).span).is_some() || view.token(i).is_all_caps() {
        return false;
    }
    let text = view.of(i);
    if plural(view, i) || view.is(i, class::NOUN) || text.len() > 5 && text.ends_with("ing") {
        return true;
    }
    let small = text.to_lowercase();
    matches!(small.as_str(), "more" | "none" | "former" | "according" | "fewer" | "less" | "part" | "based" | "indeed")
        || {
            let hashes = &view.layout.hashes;
            hashes[i.saturating_sub(NEAR)..(i + NEAR).min(hashes.len())].contains(&hash(small.as_bytes()))
        }
}

/// How far around a word its small form is looked for, in tokens: an article of usual length as a whole.
const NEAR: usize = 2048;

/// A first word that no mention holds, with a small word after it: "Nuclear proliferation experts".
fn unknown_opener(view: &View, i: usize) -> bool {
    i == view.sentence_range(view.sentence(i)).start
        && !view.token(i + 1).is_capitalised()
        && view.mention_in(view.token(i).span).is_none()
}

/// "52 percent of voters", "a majority", "four in 10", "those surveyed": so many of a group.
fn counted(view: &View, whole: Range, core: usize) -> bool {
    view.of(whole.start).eq_ignore_ascii_case("those")
        || (whole.start..core).any(|i| {
            matches!(view.of(i), "percent" | "%" | "majority" | "majorities" | "plurality" | "half" | "Half")
                || view.of(i) == "per" && view.of(i + 1) == "cent"
        })
        || (whole.start + 1..whole.end.min(core + 1)).any(|i| {
            let number = |i: usize| view.token(i).has_digit() || NUMBERS.contains(&view.of(i));
            view.of(i) == "in" && number(i - 1) && i + 1 < whole.end && number(i + 1)
        })
}

/// Numbers of "one in ten".
const NUMBERS: &[&str] =
    &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "One", "Two", "Three", "Four"];

/// Whether words that no noun of [`class::NOUN`] heads are no noun phrase at all: "to discuss his recent",
/// "worked toward moving real estate", "by 38 percentage".
pub fn is_no_noun(view: &View, phrase: &Phrase) -> bool {
    let Range { start, end } = phrase.whole;
    let next = start + 1;
    // "But there are signs that"
    if view.is(start, class::AUXILIARY | class::TO) && !view.token(start).is_capitalised() && start + 1 < end {
        return !view.of(start).starts_with(['\'', '’']);
    }
    if phrase.head != Head::Other {
        return false;
    }
    // "$15 minimum wage", "last month"
    if start > 0 && matches!(view.of(start - 1), "$" | "£" | "€")
        || matches!(view.of(start), "last" | "next" | "this") && end == next + 1 && view.is(next, class::TIME)
    {
        return true;
    }
    if view.is(start, class::PREPOSITION) {
        // "About half", "more than 40", "over a dozen"
        let about = ["about", "around", "over", "under", "like"].iter().any(|w| view.of(start).eq_ignore_ascii_case(w));
        return !about && !view.is(start, class::DETERMINER | class::NOUN);
    }
    if view.token(start).is_capitalised() {
        return false;
    }
    let text = view.of(start);
    let verbal = text.len() > 4
        && (text.ends_with("ed") || text.ends_with("ing"))
        && !view.is(start, class::DETERMINER)
        && (next >= end || view.is(next, class::PREPOSITION | class::DETERMINER | class::POSSESSIVE | class::TO));
    view.is(start, class::AUXILIARY | class::TO) || verbal
}

/// "who asked not to be named", "who declined to be identified", "who did not want his name used".
fn stays_unnamed(view: &View, start: usize, i: usize) -> bool {
    matches!(view.of(i), "named" | "identified" | "quoted")
        && i >= start + 3
        && view.of(i - 1) == "be"
        && view.of(i - 2) == "to"
        && matches!(view.of(i - 3), "not" | "declined" | "refused")
}

/// "Muslims", "residents", "many": a noun in -s that is no name of one.
fn plural(view: &View, i: usize) -> bool {
    let text = view.of(i);
    text.len() > 4 && text.ends_with('s') && !["ss", "us", "is"].iter().any(|end| text.ends_with(end))
}

/// Whether token `i` is part of a run of names that ends at `end`.
fn name_like(view: &View, i: usize, end: usize) -> bool {
    if view.is_name(i) {
        return true;
    }
    let text = view.of(i);
    i + 1 < end && (text == "&" || text == "." && view.is_name(i + 1) || text == "-")
        || i + 1 < end && view.is(i, class::CONJUNCTION) && i > 0 && view.is_name(i - 1) && view.is_name(i + 1)
}

/// "de", "van", "al" inside a name.
fn particle(view: &View, i: usize, start: usize) -> bool {
    i > start && is_particle(view.of(i)) && view.is_name(i - 1)
}
