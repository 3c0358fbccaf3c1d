//! Which frames report something without quotation marks, and what.
//!
//! In: all frames, and the quotations that some of them carry. Out: the frames whose content
//! clause stands, in the order of their verbs. One report holds whatever is reported inside it: "He said she
//! believes it will rain" is one row, as is "denied the claim that …" (of "claim").

use super::frames::Frame;
use super::indirect::{self, Content, How, Trust};
use super::lexicon::Part;
use super::lexicon::class;
use super::parts::{Draft, Link};
use super::transcript::Line;
use super::view::{NARRATION, Range, View};
use crate::records::SegmentKind;

/// Every report: the frame (index) and its content.
pub fn find(view: &View, frames: &[Frame], drafts: &[Draft], taken: &[bool], lines: &[Line]) -> Vec<(usize, Content)> {
    let mut reports: Vec<(usize, Content)> = Vec::new();
    for (k, frame) in frames.iter().enumerate() {
        let segment = view.segment(frame.verb);
        // A turn of a transcript is a quotation as a whole.
        let turn = lines[..lines.partition_point(|l| l.said.start <= frame.verb)].last();
        if taken[k] && !alone(view, frame) {
            let content = if segment == SegmentKind::Headline { indirect::around(view, frame) } else { None };
            if let Some(content) = content.or_else(|| indirect::lead(view, frame)) {
                reports.push((k, content));
            } else if let Some(at) = indirect::object_relative(view, frame) {
                let first = Range::new(at, at + 1);
                reports.push((k, Content { first, rest: None, how: How::Clause, aside: false }));
            }
            continue;
        }
        if turn.is_some_and(|l| frame.verb < l.said.end)
            || !matches!(
                segment,
                SegmentKind::Body | SegmentKind::Headline | SegmentKind::Subhead | SegmentKind::Caption
            )
        {
            continue;
        }
        if let Some(mut content) = indirect::content(view, frame)
            && !spoken(view, content.first)
            && !elliptic(view, content)
            && (frame.speaker.is_some() || indirect::stands_alone(frame, content))
        {
            match indirect::trust(view, frame, content.how) {
                Trust::No => continue,
                trust => content.aside = trust == Trust::Aside,
            }
            reports.push((k, content));
        }
    }
    reports.sort_by_key(|(k, _)| (frames[*k].verb, *k));
    // Where a fragment is quoted, what leads up to it is part of the same report.
    let mut leads: Vec<Range> = drafts
        .iter()
        .filter(|d| matches!(d.link, Link::Governed | Link::Before))
        .filter_map(|draft| {
            let frame = &frames[draft.frame? as usize];
            let open = view.regions[draft.regions[0] as usize].open as usize;
            (frame.cue?.takes(b't') && frame.end < open).then(|| Range::new(frame.end, open))
        })
        .collect();
    leads.sort_unstable();
    let mut kept = Vec::with_capacity(reports.len());
    let mut from = 0;
    // A report and what it holds stand in one sentence, and sentences that are read are of bounded length.
    while from < reports.len() {
        let sentence = view.sentence_range(view.sentence(frames[reports[from].0].verb));
        let to = from + reports[from..].partition_point(|(k, _)| frames[*k].verb < sentence.end);
        let first = leads.partition_point(|r| r.start < sentence.start);
        let last = first + leads[first..].partition_point(|r| r.start < sentence.end);
        outermost(view, frames, &reports[from..to], &leads[first..last], &mut kept);
        from = to.max(from + 1);
    }
    kept
}

/// The reports of a sentence that no other holds.
fn outermost(
    view: &View,
    frames: &[Frame],
    reports: &[(usize, Content)],
    leads: &[Range],
    kept: &mut Vec<(usize, Content)>,
) {
    // "denied the claim that …", "expressed interest in …": what the noun governs is what is said.
    let gives_way: Vec<bool> = reports
        .iter()
        .map(|(k, content)| {
            let frame = &frames[*k];
            let light = view.is(frame.verb, class::LIGHT);
            let may =
                content.how == How::Object || content.how == How::Clause && frame.cue.is_some_and(|c| c.takes(b'n'));
            may && reports.iter().any(|(k, inner)| {
                let noun = &frames[*k];
                (inner.how == How::That || light && content.how == How::Object)
                    && noun.cue.is_some_and(|c| c.part == Part::Noun)
                    && content.first.start <= noun.verb
                    && noun.verb < content.first.start + 4
            })
        })
        .collect();
    for (i, &(k, content)) in reports.iter().enumerate() {
        let verb = frames[k].verb;
        let holds = |range: Range| range.start <= verb && verb < range.end;
        // "is determined to": the adjective, not the verb.
        let adjective = reports.get(i + 1).is_some_and(|(other, _)| frames[*other].verb == verb);
        let held = gives_way[i]
            || adjective
            || leads.iter().any(|r| holds(*r))
            || reports.iter().enumerate().any(|(j, (_, other))| {
                j != i
                    && !gives_way[j]
                    && (j < i && other.first == content.first && frames[reports[j].0].verb != verb
                        || holds(other.first)
                        || other.rest.is_some_and(holds))
            });
        if !held {
            kept.push((k, content));
        }
    }
}

/// "is thinking of a third": the noun stands elsewhere, and nothing is said without it.
fn elliptic(view: &View, content: Content) -> bool {
    let last = content.first.end.saturating_sub(1);
    matches!(content.how, How::Object | How::Preposition)
        && content.rest.is_none()
        && content.first.len() <= 2
        && view.is(content.first.start, class::DETERMINER)
        && (view.is(last, class::DETERMINER)
            || matches!(view.of(last), "first" | "second" | "third" | "fourth" | "fifth" | "half" | "quarter" | "lot"))
        && !matches!(view.of(last), "this" | "that" | "these" | "those")
}

/// Whether the sentence of a frame has no quotation: what it introduces stands in the next.
fn alone(view: &View, frame: &Frame) -> bool {
    let sentence = view.sentence_range(view.sentence(frame.verb));
    sentence.len() <= indirect::LONGEST && !spoken(view, sentence)
}

/// Whether a range holds words of a quoted region.
fn spoken(view: &View, range: Range) -> bool {
    view.home[range.start..range.end].iter().any(|&h| h != NARRATION)
}
