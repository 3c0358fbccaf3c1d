//! Transcripts: paragraphs that begin with who speaks, without quotation marks.
//!
//! In: the [`View`] of an article. Out: a [`Line`] for each paragraph that begins with "Q." or "A.",
//! where the article has several of them. The dev set counts only words between marks as direct, so
//! its two such interviews (55 turns) count as wrong there: 1.1 points of precision. Turns under a
//! name in capitals ("MR. SHAW: …") are not read.

use super::view::{NARRATION, Range, View};

/// One turn.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// "Q", "A."
    pub label: Range,
    /// The colon, or the letter itself.
    pub mark: usize,
    /// What is said.
    pub said: Range,
}

/// Fewest turns that make a transcript: two may be chance.
const FEWEST: usize = 3;

/// Every turn of the article.
pub fn find(view: &View) -> Vec<Line> {
    let mut lines = Vec::new();
    for p in 0..view.layout.paragraphs.len() {
        let range = view.paragraph_range(p);
        if let Some(line) = turn(view, range) {
            lines.push(line);
        }
    }
    if lines.len() < FEWEST { Vec::new() } else { lines }
}

fn turn(view: &View, range: Range) -> Option<Line> {
    if range.len() < 3 || view.home[range.start] != NARRATION {
        return None;
    }
    let letter = matches!(view.of(range.start), "Q" | "A" | "Q." | "A.");
    if letter {
        let dotted = view.of(range.start).ends_with('.');
        let mark = if dotted { range.start } else { range.start + 1 };
        if !dotted && !matches!(view.of(mark), ":" | ".") {
            return None;
        }
        return line(view, range, Range::new(range.start, range.start + 1), mark);
    }
    None
}

/// The turn, if what follows its mark is narration up to the end of the paragraph.
fn line(view: &View, range: Range, label: Range, mark: usize) -> Option<Line> {
    let said = Range::new(mark + 1, range.end);
    if said.is_empty() || view.home[said.start..said.end].iter().any(|&h| h != NARRATION) {
        return None;
    }
    Some(Line { label, mark, said })
}
