//! Quoted regions to quotations: which are speech, by which attribution, in how many parts.
//!
//! In: regions and frames. Out: [`Draft`]s in text order: direct where the words said stand
//! wholly between marks, mixed where they are a fragment of a reported sentence. Regions that
//! nobody says (scare quotes, titles) are left out.

use super::frames::{Frame, Shape};
use super::lexicon::class;
use super::marks::Region;
use super::phrases::Phrase;
use super::view::{NARRATION, Range, View};
use crate::records::QuoteType;

/// How a quotation is tied to its speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// "…," she said
    After,
    /// She said, "…"
    Before,
    /// NAME: "…"
    Colon,
    /// "…" —NAME
    Dash,
    /// A fragment inside a reported sentence.
    Governed,
    /// The same speaker goes on.
    Continuation,
    /// Introduced by the sentence before it.
    Introduced,
    /// Nobody found.
    None,
}

/// One quotation before its speaker is resolved.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Regions, in order.
    pub regions: Vec<u32>,
    /// direct or mixed
    pub quote_type: QuoteType,
    /// How the speaker was found.
    pub link: Link,
    /// The frame (index).
    pub frame: Option<u32>,
    /// Who.
    pub speaker: Option<Phrase>,
    /// A cue that is no verb: the colon or dash.
    pub mark: Option<usize>,
    /// The draft (index) whose speaker goes on.
    pub follows: Option<u32>,
}

/// What one region looks like.
#[expect(clippy::struct_excessive_bools, reason = "what can be seen, each on its own")]
struct Look {
    words: usize,
    /// A capital or digit at the start.
    capital: bool,
    /// Ends in a stop or comma inside the marks.
    stopped: bool,
    /// Ends in . ? ! inside.
    full_stop: bool,
    /// Every longer word has a capital.
    title: bool,
}

fn look(view: &View, region: &Region) -> Look {
    let (first, end) = (region.first as usize, region.end as usize);
    let mut shape = Look { words: 0, capital: false, stopped: false, full_stop: false, title: true };
    for i in first..end {
        let token = view.token(i);
        if !token.is_word() && !token.has_digit() {
            continue;
        }
        if shape.words == 0 {
            shape.capital = token.is_capitalised() || token.has_digit();
        }
        shape.words += 1;
        if token.is_word()
            && !token.is_capitalised()
            && token.span.len() > 3
            && !view.is(i, class::PREPOSITION | class::CONJUNCTION | class::DETERMINER)
        {
            shape.title = false;
        }
    }
    if end > first {
        let last = view.of(end - 1);
        shape.full_stop = matches!(last, "." | "?" | "!" | "..." | "…") || last.ends_with('.');
        shape.stopped = shape.full_stop || matches!(last, "," | "—" | "–" | "--" | "-");
    }
    shape
}

/// Links, judges and joins.
pub fn assemble(view: &View, frames: &[Frame]) -> Vec<Draft> {
    let mut assembler =
        Assembler { view, frames, drafts: Vec::new(), of_region: vec![None; view.regions.len()], last_top: None };
    for r in 0..view.regions.len() {
        assembler.region(r);
    }
    assembler.drafts
}

struct Assembler<'a> {
    view: &'a View<'a>,
    frames: &'a [Frame],
    drafts: Vec<Draft>,
    of_region: Vec<Option<u32>>,
    last_top: Option<u32>,
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Assembler<'_> {
    fn region(&mut self, r: usize) {
        let view = self.view;
        let region = &view.regions[r];
        if region.first >= region.end {
            return;
        }
        let shape = look(view, region);
        if shape.words == 0 {
            return;
        }
        let home = region.parent.unwrap_or(NARRATION);
        let nested = region.parent.is_some();
        // Inside something that is no speech there is no speech either.
        let after = self.after(region, &shape, home);
        let before = self.before(region, home);
        if let Some(previous) = region.continues
            && let Some(draft) = self.of_region[previous as usize]
            && self.joins(draft, after.as_ref())
        {
            self.join(draft, r, after);
            return;
        }
        // A sentence split by its cue.
        if let Some((Some(frame), _, Link::Before)) = before
            && let Some(draft) = self.split_by(r, frame)
            && after.is_none()
        {
            self.of_region[r] = Some(draft);
            self.drafts[draft as usize].regions.push(to_u32(r));
            return;
        }
        let alone = self.begins_sentence(region);
        // A fragment of a reported sentence belongs to its report, unless the sentence closes with "…, she said".
        let after = after.filter(|found| {
            alone || before.is_none() || found.0.is_none_or(|f| self.closes_sentence(&self.frames[f as usize], region))
        });
        let (link, frame, speaker, mark, quote_type);
        let fragment = !alone;
        if let Some(found) = after {
            (link, frame, speaker, mark) = (found.2, found.0, found.1, None);
            let piece = match &before {
                Some((_, _, Link::Before | Link::Colon)) => true,
                // A full stop forgotten before it.
                None => !fragment || shape.capital && shape.stopped && shape.words >= 4,
                Some(_) => !fragment,
            };
            quote_type = if piece { QuoteType::Direct } else { QuoteType::Mixed };
        } else if let Some((f, s, l)) = before {
            (link, frame, speaker) = (l, f, s);
            mark = (l == Link::Colon).then(|| region.open as usize - 1);
            let whole = match l {
                Link::Governed => false,
                Link::Before => self.directly_introduced(region, f, &shape),
                _ => true,
            };
            quote_type = if whole { QuoteType::Direct } else { QuoteType::Mixed };
            if quote_type == QuoteType::Mixed && !self.believable(region, &shape, f) {
                return;
            }
        } else if nested {
            return;
        } else if alone && Self::sentence_like(&shape) {
            let (link, frame, speaker, mark, follows) = if let Some((draft, link)) = self.goes_on(region) {
                let before = &self.drafts[draft as usize];
                (link, before.frame, before.speaker, before.mark, Some(draft))
            } else if let Some((frame, speaker)) = self.introduced(region) {
                (Link::Introduced, frame, Some(speaker), None, None)
            } else if shape.words < 5 && !shape.stopped {
                return;
            } else {
                (Link::None, None, None, None, None)
            };
            let quote_type = QuoteType::Direct;
            self.push(r, Draft { regions: vec![to_u32(r)], quote_type, link, frame, speaker, mark, follows });
            return;
        } else if shape.words >= 6 && !shape.title {
            // A long fragment that nothing governs: whoever spoke last.
            let (f, s, l, follows) = if let Some((draft, l)) = self.goes_on(region) {
                let d = &self.drafts[draft as usize];
                (d.frame, d.speaker, l, Some(draft))
            } else {
                let sentence = view.sentence_range(view.sentence(region.open as usize));
                let subject =
                    super::frames::main_subject(view, sentence, home).filter(|s| s.words.end <= region.open as usize);
                (None, subject, if subject.is_some() { Link::Introduced } else { Link::None }, None)
            };
            self.push(
                r,
                Draft {
                    regions: vec![to_u32(r)],
                    quote_type: QuoteType::Mixed,
                    link: l,
                    frame: f,
                    speaker: s,
                    mark: None,
                    follows,
                },
            );
            return;
        } else {
            return;
        }
        self.push(r, Draft { regions: vec![to_u32(r)], quote_type, link, frame, speaker, mark, follows: None });
    }

    fn push(&mut self, r: usize, draft: Draft) {
        let index = to_u32(self.drafts.len());
        self.of_region[r] = Some(index);
        if self.view.regions[r].parent.is_none() && (draft.speaker.is_some() || self.last_top.is_none()) {
            self.last_top = Some(index);
        }
        self.drafts.push(draft);
    }

    /// Whether a reopened paragraph belongs to the quotation before it: unless somebody else says it.
    fn joins(&self, draft: u32, after: Option<&Found>) -> bool {
        let (Some((_, Some(new), _)), Some(old)) = (after, self.drafts[draft as usize].speaker) else { return true };
        let view = self.view;
        if new.words.len() == 1 && view.is(new.words.start, class::SUBJECT) {
            return true;
        }
        view.of(new.words.end - 1) == view.of(old.words.end - 1)
    }

    fn join(&mut self, draft: u32, r: usize, after: Option<Found>) {
        self.of_region[r] = Some(draft);
        let item = &mut self.drafts[draft as usize];
        item.regions.push(to_u32(r));
        if matches!(item.link, Link::None | Link::Continuation | Link::Introduced)
            && let Some((frame, speaker, link)) = after
        {
            (item.frame, item.speaker, item.link, item.follows) = (frame, speaker, link, None);
        }
    }

    /// Whether the attribution stands right after the region and ends its sentence.
    fn closes_sentence(&self, frame: &Frame, region: &Region) -> bool {
        let view = self.view;
        let adjacent = frame.start <= region.after as usize + 1;
        let conjunction = view.is(region.after as usize, class::CONJUNCTION)
            || view.of(region.after as usize) == ","
                && view.is(region.after as usize + 1, class::CONJUNCTION | class::SUBORDINATOR);
        let says = frame.cue.is_none_or(|c| c.takes(b'q'));
        let goes_on = view.layout.tokens.get(frame.end).is_some_and(|t| t.of(view.text) == "that");
        adjacent && says && !conjunction && !goes_on
    }

    /// The draft whose attribution `frame` is, when `r` finishes its sentence: "A," he said, "b."
    fn split_by(&self, r: usize, frame: u32) -> Option<u32> {
        let view = self.view;
        let region = &view.regions[r];
        let f = &self.frames[frame as usize];
        let draft = self.drafts.iter().rposition(|d| {
            d.frame == Some(frame)
                && d.link == Link::After
                && d.regions.last().is_some_and(|&x| view.regions[x as usize].parent == region.parent)
        })?;
        let last = *self.drafts[draft].regions.last()?;
        let between = view.regions[last as usize].after as usize..region.open as usize;
        // Nothing but the attribution stands between, and its sentence has not ended.
        let stop = between.clone().any(|i| matches!(view.of(i), "." | "?" | "!" | ";" | ":"));
        (f.end <= region.open as usize && !stop).then(|| to_u32(draft))
    }

    /// Whether nothing but marks stands before the region in its sentence.
    fn begins_sentence(&self, region: &Region) -> bool {
        let view = self.view;
        let open = region.open as usize;
        if open == 0 || view.token(open).line_before() {
            return true;
        }
        let before = open - 1;
        let text = view.of(before);
        matches!(text, "." | "?" | "!" | ":" | "..." | "…" | "(" | "[" | "*" | "•" | ";")
            && view.home[before] != view.home[open]
            || view.home[before] != view.home[open]
                && view.home[before] != region.parent.unwrap_or(NARRATION)
                && view.is_mark(before)
            || text.ends_with('.')
                && self.view.layout.sentence_at(view.token(open).span.start) as usize != view.sentence(before)
    }

    fn sentence_like(shape: &Look) -> bool {
        if shape.title && shape.words <= 8 && !shape.full_stop {
            return false;
        }
        shape.words >= 4 || shape.stopped && shape.capital
    }

    /// The name after a dash in the line below a quotation that fills its own: “…”⏎—Name
    fn signature(&self, region: &Region, home: u32) -> Option<Phrase> {
        let view = self.view;
        let (open, at) = (region.open as usize, region.after as usize);
        let len = view.home.len();
        let below = at + 1 < len
            && view.home[at] == home
            && view.token(at).line_before()
            && (open == 0 || view.token(open).line_before())
            && matches!(view.of(at), "—" | "–" | "--" | "-" | "―")
            && view.is_name(at + 1)
            && !view.token(at + 1).line_before();
        if !below {
            return None;
        }
        let line = (at + 2..len.min(at + 16)).find(|&i| view.token(i).line_before()).unwrap_or(len);
        let end = (at + 2..line.min(at + 8)).find(|&i| !view.is_name(i)).unwrap_or(line.min(at + 8));
        // "- Ben Hall, a farmer", but not an item of a list: "- Ben Hall wins".
        let closed = end == line || matches!(view.of(end), "," | "(");
        let told = (at + 1..line.min(at + 16)).any(|i| view.is(i, class::AUXILIARY) || view.home[i] != home);
        (closed && line < at + 16 && !told).then(|| super::phrases::phrase(view, Range::new(at + 1, end)))
    }

    /// The attribution that follows: "…," she said.
    fn after(&self, region: &Region, shape: &Look, home: u32) -> Option<Found> {
        let view = self.view;
        let paragraph = view.paragraph(region.open as usize);
        let high = view.paragraph_range(paragraph).end;
        let mut at = region.after as usize;
        let inner_last = (region.end as usize).checked_sub(1)?;
        if shape.stopped
            && let Some(speaker) = self.signature(region, home)
        {
            return Some((None, Some(speaker), Link::Dash));
        }
        if at >= high || view.home[at] != home || view.token(at).line_before() {
            return None;
        }
        let mut separated = matches!(view.of(inner_last), "," | "?" | "!" | "—" | "–" | "--" | "-" | "..." | "…");
        if matches!(view.of(at), "," | "—" | "–" | "--" | "-" | "―") {
            separated = true;
            // “…” —Name
            if view.of(at) != "," && at + 1 < high && view.is_name(at + 1) {
                let end = (at + 1..high.min(at + 12))
                    .take_while(|&i| view.home[i] == home && !view.is_mark(i) && !view.token(i).line_before())
                    .last()
                    .map_or(at + 1, |i| i + 1);
                let ends_line = end >= high || view.token(end).line_before() || matches!(view.of(end), "," | ".");
                let verb = (at + 1..end).any(|i| view.words[i].cue != 0);
                if end > at + 1 && ends_line && !verb && shape.stopped {
                    let speaker = super::phrases::phrase(view, Range::new(at + 1, end));
                    return Some((None, Some(speaker), Link::Dash));
                }
            }
            at += 1;
        }
        if at >= high || view.home[at] != home {
            return None;
        }
        let capital_new_sentence = !separated && shape.full_stop && view.token(at).is_capitalised();
        let next_open = self.next_open(region.after, home).min(high);
        let first = self.frames.partition_point(|f| (f.verb) < at);
        for (k, frame) in self.frames[first..].iter().enumerate().take(3) {
            if frame.verb >= next_open || view.home[frame.verb] != home {
                break;
            }
            if frame.speaker.is_none() || frame.shape == Shape::Infinitive && frame.shared {
                continue;
            }
            // A sentence must not end between.
            let between = at..frame.verb;
            if between.len() > 40 || between.clone().any(|i| matches!(view.of(i), "." | "?" | "!" | ";" | ":")) {
                break;
            }
            let says = frame.cue.is_none_or(|c| c.takes(b'q'));
            let adjacent = frame.start <= at + 1;
            if frame.start > at
                && view.is(frame.start - 1, class::CONJUNCTION | class::SUBORDINATOR)
                && view.of(frame.start - 1) != "as"
            {
                break;
            }
            if frame.shared && frame.shape != Shape::AccordingTo && !adjacent {
                continue;
            }
            if frame.cue.is_none() {
                if separated || !shape.full_stop {
                    return Some((Some(to_u32(first + k)), frame.speaker, Link::After));
                }
                continue;
            }
            if frame.shared && matches!(frame.shape, Shape::Ing | Shape::Finite) {
                // “…” and said it would fail: another thing said.
                continue;
            }
            if !(says || adjacent && separated) {
                continue;
            }
            if capital_new_sentence && !matches!(frame.shape, Shape::Inverted) {
                // “We won.” He said: a new sentence, unless nothing follows it.
                if !self.ends_after(frame, next_open, high) {
                    return None;
                }
                if !adjacent {
                    return None;
                }
            }
            if matches!(view.of(inner_last), "?" | "!") && !adjacent && view.token(at).is_capitalised() {
                continue;
            }
            // She said, “…”: the frame introduces the next quotation instead.
            if !separated && shape.full_stop && next_open < high && self.introduces(frame, next_open) {
                return None;
            }
            if matches!(view.of(inner_last), "?" | "!" | "." | "…" | "...")
                && view.token(at).is_capitalised()
                && next_open < high
                && self.introduces(frame, next_open)
                && matches!(view.of(next_open - 1), ":")
            {
                return None;
            }
            if !adjacent && !separated {
                // “…” if she lost, said Wasserman: the attribution closes the sentence.
                let closing = frame.start > at
                    && view.of(frame.start - 1) == ","
                    && says
                    && !frame.shared
                    && (frame.end >= high
                        || matches!(view.of(frame.end), "." | ",")
                        || view.is(frame.end, class::PREPOSITION | class::TIME));
                if !closing || shape.full_stop {
                    continue;
                }
                return Some((Some(to_u32(first + k)), frame.speaker, Link::After));
            }
            if frame.speaker.is_some_and(|s| {
                s.words.start < at && view.home[s.words.start] == home && s.words.start < region.open as usize
            }) && frame.shape == Shape::Finite
            {
                continue;
            }
            return Some((Some(to_u32(first + k)), frame.speaker, Link::After));
        }
        None
    }

    fn introduces(&self, frame: &Frame, open: usize) -> bool {
        frame.end <= open && open - frame.end <= 12 && matches!(self.view.of(open - 1), "," | ":")
    }

    /// Whether the sentence ends soon after the frame without another quotation.
    fn ends_after(&self, frame: &Frame, next_open: usize, high: usize) -> bool {
        let view = self.view;
        (frame.end..high.min(frame.end + 4)).any(|i| matches!(view.of(i), ".")) && next_open > frame.end + 4
            || frame.end >= high
    }

    /// Token at which the next region of the same home opens.
    fn next_open(&self, from: u32, home: u32) -> usize {
        let first = self.view.regions.partition_point(|r| r.open < from);
        self.view.regions[first..]
            .iter()
            .take(4)
            .find(|r| r.parent.unwrap_or(NARRATION) == home)
            .map_or(usize::MAX, |r| r.open as usize)
    }

    /// The attribution that stands before: She said, "…"
    fn before(&self, region: &Region, home: u32) -> Option<Found> {
        let view = self.view;
        let open = region.open as usize;
        if open == 0 || region.first == region.open {
            return None;
        }
        let prior = open - 1;
        if view.home[prior] != home {
            return None;
        }
        let new_line = view.token(open).line_before();
        let colon = view.of(prior) == ":";
        let same_paragraph = view.paragraph(prior) == view.paragraph(open);
        if new_line && !colon {
            return None;
        }
        let sentence = view.sentence(prior);
        let range = view.sentence_range(sentence);
        let low = range.start;
        let limit = self.frames.partition_point(|f| f.verb < open);
        let mut candidate = None;
        for k in (0..limit).rev().take(6) {
            let frame = &self.frames[k];
            if frame.verb < low {
                break;
            }
            if view.home[frame.verb] != home || frame.speaker.is_none() && frame.shape != Shape::Passive {
                continue;
            }
            if frame.end > open {
                continue;
            }
            candidate = Some(k);
            break;
        }
        let candidate = candidate.map(|k| self.outermost(k, low, open, home));
        if colon {
            if let Some(k) = candidate
                && (self.frames[k].cue.is_none_or(|c| c.takes(b'q')) || open - self.frames[k].verb < 4)
                && open - self.frames[k].end < 25
            {
                return Some((Some(to_u32(k)), self.frames[k].speaker, Link::Before));
            }
            let speaker = self.colon_speaker(Range::new(low, prior), home)?;
            return Some((None, Some(speaker), Link::Colon));
        }
        if !same_paragraph {
            return None;
        }
        // A full stop before it: nothing introduces it.
        if matches!(view.of(prior), "." | "?" | "!" | ";") {
            return None;
        }
        let k = candidate?;
        let frame = &self.frames[k];
        let gap = open - frame.end;
        let cue = frame.cue;
        let says = cue.is_none_or(|c| c.takes(b'q'));
        let comma = view.of(prior) == ",";
        if comma && says && gap <= 25 && frame.shape != Shape::AccordingTo {
            return Some((Some(to_u32(k)), frame.speaker, Link::Before));
        }
        if gap == 0 && says {
            return Some((Some(to_u32(k)), frame.speaker, Link::Before));
        }
        if gap > 40 {
            return None;
        }
        Some((Some(to_u32(k)), frame.speaker, Link::Governed))
    }

    /// The attribution that holds the nearest one: in "she said he wanted “peace”" it is she who is quoted.
    fn outermost(&self, nearest: usize, low: usize, open: usize, home: u32) -> usize {
        let view = self.view;
        let near = &self.frames[nearest];
        let mut chosen = nearest;
        // "denounced what he called a “fantasy”"
        if near.start > low
            && view.of(near.start - 1) == "what"
            && let Some(k) = (0..nearest).rev().take(3).find(|&k| {
                let f = &self.frames[k];
                f.verb >= low && view.home[f.verb] == home && f.speaker.is_some() && f.shape != Shape::Passive
            })
        {
            return k;
        }
        if near.end == open
            && near.cue.is_some_and(|c| c.takes(b'q') && c.takes(b't'))
            && near.shape != Shape::Infinitive
        {
            return nearest;
        }
        for k in (0..nearest).rev().take(8) {
            let frame = &self.frames[k];
            if frame.verb < low {
                break;
            }
            if view.home[frame.verb] != home || frame.speaker.is_none() || frame.negated {
                continue;
            }
            let says = frame.cue.is_some_and(|c| c.takes(b't') && (c.takes(b'q') || c.takes(b'c')));
            if !says || matches!(frame.shape, Shape::Passive | Shape::Inverted) {
                continue;
            }
            if self.holds(frame, &self.frames[chosen], open) {
                chosen = k;
            } else {
                break;
            }
        }
        chosen
    }

    /// Whether what `outer` says goes on to `open`, over `inner`.
    fn holds(&self, outer: &Frame, inner: &Frame, open: usize) -> bool {
        let view = self.view;
        let between = outer.end..open.min(view.words.len());
        if between.clone().any(|i| matches!(view.of(i), ";" | ":")) {
            return false;
        }
        // "…, and X said", "…, while X said", "… and called": not inside.
        let before = inner.start.checked_sub(1);
        let broken = before.is_some_and(|b| {
            b >= outer.end
                && (view.is(b, class::CONJUNCTION) && (inner.shared || b > 0 && view.of(b - 1) == ",")
                    || matches!(
                        view.of(b).to_ascii_lowercase().as_str(),
                        "while" | "as" | "after" | "before" | "when" | "though" | "although" | "whereas"
                    ))
        });
        let shared_after_conjunction =
            inner.shared && before.is_some_and(|b| view.is(b, class::CONJUNCTION) || view.of(b) == ",");
        !broken && !shared_after_conjunction
    }

    /// NAME: "…" and "From council leader Joy Abebe:".
    fn colon_speaker(&self, range: Range, home: u32) -> Option<Phrase> {
        let view = self.view;
        let mut start = range.start;
        // Only the last piece of the sentence.
        for i in (range.start..range.end).rev() {
            if view.home[i] != home {
                start = i + 1;
                break;
            }
        }
        if start >= range.end {
            return None;
        }
        if range.end - start <= 12 {
            if view.of(start).eq_ignore_ascii_case("from") && start + 1 < range.end {
                start += 1;
            } else if view.is(start, class::PREPOSITION) {
                // "In a statement:" names nobody; "In a statement, the mayor:" does.
                let comma = (start..range.end).find(|&i| view.of(i) == ",")?;
                start = comma + 1;
            }
            let phrase = super::phrases::right(view, start, range.end);
            if let Some(p) = phrase
                && p.whole.end == range.end
            {
                return Some(p);
            }
        }
        super::frames::main_subject(view, Range::new(start, range.end), home)
            .or_else(|| super::phrases::right(view, start, range.end))
    }

    /// Whether a region right after its cue is what was said as a whole: She said, "We won."
    fn directly_introduced(&self, region: &Region, frame: Option<u32>, shape: &Look) -> bool {
        let view = self.view;
        let prior = region.open as usize - 1;
        if matches!(view.of(prior), "," | ":") {
            return shape.capital || shape.words >= 4 || shape.stopped;
        }
        let Some(frame) = frame.map(|f| &self.frames[f as usize]) else { return true };
        let _ = frame;
        shape.capital && (shape.stopped || shape.words >= 4)
    }

    /// Whether a fragment is what somebody said, not a title or a scare quote.
    fn believable(&self, region: &Region, shape: &Look, frame: Option<u32>) -> bool {
        let Some(frame) = frame.map(|f| &self.frames[f as usize]) else { return shape.words >= 5 };
        if shape.title && shape.capital && shape.words <= 6 && !shape.stopped {
            return false;
        }
        if frame.shape == Shape::Passive && frame.speaker.is_none() && shape.words < 4 {
            return false;
        }
        let _ = region;
        true
    }

    /// The quotation that this one goes on from: in the same paragraph, or the one before it.
    fn goes_on(&self, region: &Region) -> Option<(u32, Link)> {
        let view = self.view;
        let last = self.last_top?;
        let draft = &self.drafts[last as usize];
        let end = view.regions[*draft.regions.last()? as usize].after as usize;
        let open = region.open as usize;
        let (p, q) = (view.paragraph(end.saturating_sub(1)), view.paragraph(open));
        draft.speaker?;
        if p == q {
            return Some((last, Link::Continuation));
        }
        // The paragraph before, or the one before that across a subhead.
        let mut step = q;
        while step > p {
            step -= 1;
            if step == p {
                break;
            }
            let first = view.paragraph_range(step).start;
            if view.segment(first) != crate::records::SegmentKind::Subhead {
                return None;
            }
        }
        // It must begin its paragraph.
        (view.paragraph_range(q).start == open).then_some((last, Link::Continuation))
    }

    /// The speaker that the sentence before introduces: "Malik was worried.⏎⏎“We talk …"
    fn introduced(&self, region: &Region) -> Option<(Option<u32>, Phrase)> {
        let view = self.view;
        let open = region.open as usize;
        if open == 0 {
            return None;
        }
        let sentence = view.sentence(open - 1);
        let range = view.sentence_range(sentence);
        if view.home.get(open - 1) != Some(&NARRATION) || view.paragraph(open) > view.paragraph(open - 1) + 1 {
            return None;
        }
        let limit = self.frames.partition_point(|f| f.verb < open);
        if let Some(k) = limit.checked_sub(1)
            && self.frames[k].verb >= range.start
            && self.frames[k].cue.is_some_and(|c| c.takes(b'q'))
            && let Some(speaker) = self.frames[k].speaker
        {
            return Some((Some(to_u32(k)), speaker));
        }
        super::frames::main_subject(view, range, NARRATION).map(|s| (None, s))
    }
}

/// Frame, speaker and link of an attribution.
type Found = (Option<u32>, Option<Phrase>, Link);
