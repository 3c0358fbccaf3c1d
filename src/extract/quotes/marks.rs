//! Quotation marks to quoted regions.
//!
//! In: the tokens of an article. Out: [`Region`]s, in order of their opening marks, each with
//! the region that holds it. Curly, straight and doubled marks, guillemets, single marks told
//! from apostrophes by what could close them. A region that is open at the end of a paragraph
//! goes on where the next one reopens it or closes it; otherwise its end is inferred and said so.
//! Never fails; one pass with constant work a mark. Whether a region is speech is not decided here.

use crate::extract::Layout;
use crate::extract::tokens::{Class, Token};
use crate::records::{Article, CloseInferredBy, SegmentKind};

/// One stretch between quotation marks, within one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Token of the opening mark; the first token inside where the region runs on from the last paragraph without one.
    pub open: u32,
    /// First token inside.
    pub first: u32,
    /// One past the last token inside.
    pub end: u32,
    /// One past the closing mark, or `end`.
    pub after: u32,
    /// Whether it has its closing mark, or the next part of it does.
    pub is_closed: bool,
    /// What ended it otherwise.
    pub inferred: Option<CloseInferredBy>,
    /// The region (index) that holds it.
    pub parent: Option<u32>,
    /// Whether the region before it (index) goes on in this one.
    pub continues: Option<u32>,
    /// Single marks: ‘ ’ '.
    pub is_single: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Angle,
}

#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "what a mark may be, each on its own")]
struct Mark {
    token: u32,
    family: Family,
    opens: bool,
    closes: bool,
    /// An opening shape such as “: it closes only by mistake.
    left: bool,
    /// A closing shape such as ”.
    right: bool,
    /// For a single mark that may close: 2 after punctuation or a letter other than s, 1 after an s.
    strength: u8,
}

const NONE: u32 = u32::MAX;

/// Every quoted region of the article.
pub fn scan(article: &Article, layout: &Layout) -> Vec<Region> {
    let text = article.text.as_str();
    let mut scanner =
        Scanner { text, layout, regions: Vec::new(), marks: Vec::new(), stack: Vec::new(), next: Next::default() };
    let mut carried = Vec::new();
    let mut paragraph_marks: Vec<Vec<Mark>> = Vec::new();
    paragraph_marks.resize_with(1, Vec::new);
    let count = layout.paragraphs.len();
    let mut upcoming = scanner.collect(0);
    for p in 0..count {
        std::mem::swap(&mut scanner.marks, &mut upcoming);
        upcoming = if p + 1 < count { scanner.collect(p + 1) } else { Vec::new() };
        scanner.paragraph(p, &mut carried, &upcoming, article);
    }
    scanner.regions
}

/// For each mark of a paragraph, the next one that could close.
#[derive(Default)]
struct Next {
    double_right: Vec<u32>,
    single_strong: Vec<u32>,
    single_weak: Vec<u32>,
}

struct Scanner<'a> {
    text: &'a str,
    layout: &'a Layout,
    regions: Vec<Region>,
    marks: Vec<Mark>,
    stack: Vec<u32>,
    next: Next,
}

/// A region that is open at the end of its paragraph.
#[derive(Clone, Copy)]
struct Carried {
    region: u32,
    family: Family,
    reopened: bool,
}

impl Scanner<'_> {
    fn tokens_of(&self, paragraph: usize) -> std::ops::Range<usize> {
        let sentences = &self.layout.paragraphs[paragraph].sentences;
        let first = &self.layout.sentences[sentences.start as usize];
        let last = &self.layout.sentences[sentences.end as usize - 1];
        first.tokens.start as usize..last.tokens.end as usize
    }

    /// The quotation marks of one paragraph.
    fn collect(&self, paragraph: usize) -> Vec<Mark> {
        let mut marks = Vec::new();
        let Some(_) = self.layout.paragraphs.get(paragraph) else { return marks };
        let range = self.tokens_of(paragraph);
        for i in range.clone() {
            let token = self.layout.tokens[i];
            if token.class != Class::Mark {
                continue;
            }
            let bytes = &self.text.as_bytes()[token.span.range()];
            let (family, left, right) = match bytes {
                b"\"" | b"''" | [0xE2, 0x80, 0x9F] => (Family::Double, false, false),
                b"``" | [0xE2, 0x80, 0x9C | 0x9E] => (Family::Double, true, false),
                [0xE2, 0x80, 0x9D] => (Family::Double, false, true),
                b"'" | [0xE2, 0x80, 0x9B] => (Family::Single, false, false),
                // ‚so‘: glued to the word before it closes.
                [0xE2, 0x80, 0x98] if self.glued(i, &range) => (Family::Single, false, true),
                b"`" | [0xE2, 0x80, 0x98 | 0x9A] => (Family::Single, true, false),
                [0xE2, 0x80, 0x99] => (Family::Single, false, true),
                b"'''" => (Family::Double, false, false),
                [0xC2, 0xAB] | [0xE2, 0x80, 0xB9] => self.angle(i, &range, true),
                [0xC2, 0xBB] | [0xE2, 0x80, 0xBA] => self.angle(i, &range, false),
                _ => continue,
            };
            marks.push(self.weigh(i, &range, family, left, right));
        }
        marks
    }

    /// Whether a mark follows a word or stop without space and is followed by none.
    fn glued(&self, i: usize, range: &std::ops::Range<usize>) -> bool {
        let tokens = &self.layout.tokens;
        let after = i + 1 >= range.end || tokens[i + 1].space_before() || tokens[i + 1].class == Class::Mark;
        i > range.start
            && !tokens[i].space_before()
            && after
            && !matches!(tokens[i - 1].of(self.text), "“" | "\"" | "(" | "[" | "—")
    }

    /// A guillemet by where it stands, since some point inwards: « so », »so«, «so».
    fn angle(&self, i: usize, range: &std::ops::Range<usize>, left: bool) -> (Family, bool, bool) {
        let tokens = &self.layout.tokens;
        let before = i == range.start || tokens[i].space_before();
        let after = i + 1 >= range.end || tokens[i + 1].space_before();
        let opens = if before == after { left } else { before };
        (Family::Angle, opens, !opens)
    }

    /// What the neighbours of a mark let it be.
    fn weigh(&self, i: usize, range: &std::ops::Range<usize>, family: Family, left: bool, right: bool) -> Mark {
        let tokens = &self.layout.tokens;
        let before = (i > range.start).then(|| tokens[i - 1]);
        let after = (i + 1 < range.end).then(|| tokens[i + 1]);
        let space_before = tokens[i].space_before() || before.is_none();
        let space_after = after.is_none_or(Token::space_before);
        let opener_before = before.is_some_and(|t| {
            matches!(
                t.of(self.text),
                "(" | "["
                    | "—"
                    | "–"
                    | "-"
                    | "--"
                    | "/"
                    | "“"
                    | "‘"
                    | "\""
                    | "'"
                    | "''"
                    | "``"
                    | "…"
                    | "..."
                    | ":"
                    | ","
                    | "―"
            )
        });
        let word_after = after.is_some_and(|t| {
            !t.space_before()
                && (t.class != Class::Mark
                    || matches!(
                        t.of(self.text),
                        "“" | "‘"
                            | "\""
                            | "'"
                            | "''"
                            | "``"
                            | "["
                            | "("
                            | "..."
                            | "…"
                            | "#"
                            | "@"
                            | "-"
                            | "—"
                            | "’"
                            | "*"
                            | "."
                    ))
        });
        let end = self.text.as_bytes().get((tokens[i].span.start as usize).wrapping_sub(1)).copied().unwrap_or(b' ');
        let opens_by_place = (space_before || opener_before) && word_after;
        let closes_by_place =
            !space_before && (space_after || !word_after || before.is_some_and(|t| t.class == Class::Mark));
        let (opens, closes) = match family {
            Family::Single => {
                // "the '90s", "'em": a mark before a digit or a clipped word is an apostrophe.
                let clipped = !left
                    && after.is_some_and(|t| {
                        t.has_digit()
                            || matches!(
                                t.of(self.text),
                                "em" | "til" | "cause" | "n" | "tis" | "twas" | "bout" | "round"
                            )
                    });
                (opens_by_place && !clipped && (!right || space_before), closes_by_place && !left)
            }
            // `6"`: inches, unless something is open (decided there).
            Family::Angle => (left, right),
            Family::Double => (
                opens_by_place || left && !space_after || left && space_before,
                closes_by_place || right || !space_before && !left,
            ),
        };
        let strength = if matches!(end, b's' | b'S' | b'z') { 1 } else { 2 };
        Mark { token: u32::try_from(i).unwrap_or(NONE), family, opens, closes, left, right, strength }
    }

    fn look_ahead(&mut self) {
        let n = self.marks.len();
        let next = &mut self.next;
        for list in [&mut next.double_right, &mut next.single_strong, &mut next.single_weak] {
            list.clear();
            list.resize(n + 1, NONE);
        }
        for i in (0..n).rev() {
            let mark = self.marks[i];
            let index = u32::try_from(i).unwrap_or(NONE);
            let is_double_close = mark.family != Family::Single && mark.closes && !mark.left;
            next.double_right[i] = if is_double_close { index } else { next.double_right[i + 1] };
            let single = mark.family == Family::Single && mark.closes;
            next.single_strong[i] = if single && mark.strength == 2 { index } else { next.single_strong[i + 1] };
            next.single_weak[i] = if single { index } else { next.single_weak[i + 1] };
        }
    }

    fn family(&self, region: u32) -> Family {
        let open = self.regions[region as usize].open as usize;
        if self.regions[region as usize].is_single {
            Family::Single
        } else if matches!(self.layout.tokens[open].of(self.text), "«" | "»" | "‹" | "›") {
            Family::Angle
        } else {
            Family::Double
        }
    }

    fn paragraph(&mut self, p: usize, carried: &mut Vec<Carried>, upcoming: &[Mark], article: &Article) {
        let range = self.tokens_of(p);
        let segment = self.layout.sentences[self.layout.paragraphs[p].sentences.start as usize].segment;
        if !carried.is_empty() && segment == SegmentKind::Subhead {
            // A subhead between two paragraphs of one quotation: it is stepped over.
            if let Some(next) = carried.first_mut()
                && !next.reopened
                && let Some(first) = upcoming.first()
            {
                next.reopened = p + 1 < self.layout.paragraphs.len()
                    && first.token as usize == self.tokens_of(p + 1).start
                    && first.opens
                    && first.family == next.family;
                if next.reopened {
                    let region = &mut self.regions[next.region as usize];
                    region.is_closed = true;
                    region.inferred = None;
                }
            }
            return;
        }
        self.look_ahead();
        self.stack.clear();
        let mut previous = carried.pop();
        carried.clear();
        if let Some(last) = previous
            && !last.reopened
        {
            previous = None;
            if last.family != Family::Single && self.runs_on(last) {
                self.push(range.start, range.start, last.family, Some(last.region));
            }
        }
        let mut i = 0;
        while i < self.marks.len() {
            let mark = self.marks[i];
            let token = mark.token as usize;
            let continues =
                previous.filter(|c| c.reopened && token == range.start && c.family == mark.family).map(|c| c.region);
            self.step(i, mark, range.end, continues);
            i += 1;
        }
        // What is still open: the innermost first.
        let end = range.end;
        let open: Vec<u32> = self.stack.drain(..).collect();
        for (depth, &region) in open.iter().enumerate().rev() {
            let family = self.family(region);
            let (reopened, runs_on) = if depth == 0 { self.reopens(p, family, upcoming) } else { (false, false) };
            let by = if upcoming.iter().any(|m| m.opens && m.family == family) {
                CloseInferredBy::NextAttribution
            } else {
                CloseInferredBy::ParagraphEnd
            };
            self.close(region, end, end, (!reopened && !runs_on).then_some(by));
            if depth == 0 {
                carried.push(Carried { region, family, reopened });
            }
        }
        let _ = article;
    }

    /// Whether the next paragraph reopens the quotation, or closes it without reopening.
    fn reopens(&self, p: usize, family: Family, upcoming: &[Mark]) -> (bool, bool) {
        if p + 1 >= self.layout.paragraphs.len() {
            return (false, false);
        }
        let start = self.tokens_of(p + 1).start;
        let Some(first) = upcoming.iter().find(|m| m.family == family) else { return (false, false) };
        let at_start = upcoming.first().is_some_and(|m| m.token as usize == start && m.opens && m.family == family);
        (at_start, !at_start && family != Family::Single && first.closes && !first.opens)
    }

    fn runs_on(&self, last: Carried) -> bool {
        self.regions[last.region as usize].inferred.is_none()
            && self.marks.iter().find(|m| m.family == last.family).is_some_and(|m| m.closes && !m.opens)
    }

    fn step(&mut self, i: usize, mark: Mark, end: usize, continues: Option<u32>) {
        let token = mark.token as usize;
        if mark.family == Family::Single {
            self.single(i, mark, end, continues);
            return;
        }
        let open = self.stack.iter().rposition(|&r| self.family(r) == mark.family);
        match open {
            None if mark.opens => self.push(token, token + 1, mark.family, continues),
            // A closing shape where only an opening one makes sense is taken as one.
            None => {}
            Some(depth) => {
                if self.inches(i, self.stack[depth]) {
                    return;
                }
                let low = {
                    let open = self.regions[self.stack[depth] as usize].open as usize;
                    self.layout.tokens[open].of(self.text) == "„"
                        && self.layout.tokens[token].of(self.text) == "“"
                        && !self.layout.tokens[token].space_before()
                };
                let is_opening = !low && mark.opens && (mark.left || !mark.closes && !mark.right);
                if (mark.closes || low) && !is_opening {
                    self.close_above(depth, token);
                    let region = self.stack.remove(depth);
                    self.close(region, token, token + 1, None);
                    self.regions[region as usize].is_closed = true;
                } else if mark.opens && self.inner_pair(i, self.stack[depth]) {
                    self.push(token, token + 1, mark.family, None);
                } else if mark.opens {
                    // Opened twice: nested when two closers follow, otherwise the first lost its closer.
                    let one = self.next.double_right[i + 1];
                    let nested = mark.left && one != NONE && {
                        let two = self.next.double_right[one as usize + 1];
                        two != NONE
                            && !self.marks[i + 1..=two as usize]
                                .iter()
                                .take(8)
                                .any(|m| m.left && m.family == mark.family)
                            && two - one < 8
                    };
                    if !nested {
                        self.close_above(depth, token);
                        let region = self.stack.remove(depth);
                        let cut = self.infer_end(region, token);
                        self.close(region, cut.0, cut.0, Some(cut.1));
                    }
                    self.push(token, token + 1, mark.family, None);
                }
            }
        }
    }

    /// Whether the straight mark at `i` after a number measures something inside `outer`, which a curly mark
    /// opened and another closes: “The 6" pipe broke.”
    fn inches(&self, i: usize, outer: u32) -> bool {
        let token = self.marks[i].token as usize;
        let open = self.regions[outer as usize].open as usize;
        let closed = self.next.double_right[i + 1];
        token > 0
            && self.layout.tokens[token].of(self.text) == "\""
            && self.layout.tokens[token - 1].has_digit()
            && matches!(self.layout.tokens[open].of(self.text), "“" | "„")
            && closed != NONE
            && self.marks[closed as usize].right
    }

    /// Whether the straight mark at `i` opens a pair inside `outer`, which a curly mark opened: the pair stands
    /// in single marks, or a curly mark closes `outer` after it.
    fn inner_pair(&self, i: usize, outer: u32) -> bool {
        let straight = |m: &Mark| m.family == Family::Double && !m.left && !m.right;
        let open = self.regions[outer as usize].open as usize;
        let curly = matches!(self.layout.tokens[open].of(self.text), "“" | "„" | "``");
        if !curly || !straight(&self.marks[i]) || self.marks[i].closes {
            return false;
        }
        let close = self.next.double_right[i + 1];
        if close == NONE || !straight(&self.marks[close as usize]) || self.marks[close as usize].opens {
            return false;
        }
        let last = self.stack.last().map(|&r| &self.regions[r as usize]);
        let in_single =
            last.is_some_and(|r| r.is_single && r.after != NONE && r.after > self.marks[close as usize].token);
        let closed = self.next.double_right[close as usize + 1];
        in_single || closed != NONE && self.marks[closed as usize].right
    }

    /// The next mark that could close what is open around a single mark at `i`, pairs of straight marks left out.
    fn limit(&self, i: usize) -> u32 {
        let mut limit = self.next.double_right[i + 1];
        let Some(&outer) = self.stack.last() else { return NONE };
        let open = self.regions[outer as usize].open as usize;
        if !matches!(self.layout.tokens[open].of(self.text), "“" | "„" | "``") {
            return limit;
        }
        for _ in 0..4 {
            let Some(at) = (limit != NONE).then_some(limit as usize) else { break };
            let straight = |m: Mark| m.family == Family::Double && !m.left && !m.right;
            let pair = at > i + 1 && straight(self.marks[at]) && !self.marks[at].opens && {
                let before = self.marks[at - 1];
                straight(before) && before.opens && !before.closes
            };
            if !pair {
                break;
            }
            limit = self.next.double_right[at + 1];
        }
        limit
    }

    fn single(&mut self, i: usize, mark: Mark, end: usize, continues: Option<u32>) {
        let token = mark.token as usize;
        if let Some(depth) = self.stack.iter().rposition(|&r| self.family(r) == Family::Single) {
            let region = self.stack[depth];
            // The closer was chosen when the region opened.
            if self.regions[region as usize].after == mark.token + 1 {
                self.close_above(depth, token);
                self.stack.remove(depth);
                self.close(region, token, token + 1, None);
                self.regions[region as usize].is_closed = true;
            }
            return;
        }
        if !mark.opens {
            return;
        }
        let limit = self.limit(i);
        let (strong, weak) = (self.next.single_strong[i + 1], self.next.single_weak[i + 1]);
        let strong = if limit != NONE && strong != NONE && strong > limit { NONE } else { strong };
        let weak = if limit != NONE && weak != NONE && weak > limit { NONE } else { weak };
        // A closer after an s may be a possessive: the next better one wins if it is near.
        let closer = if strong == NONE { weak } else { strong };
        if closer == NONE {
            let starts_speech = mark.left && self.stack.is_empty() && (continues.is_some() || self.introduced(token));
            if starts_speech {
                self.push(token, token + 1, Family::Single, continues);
                if let Some(&region) = self.stack.last() {
                    self.regions[region as usize].after = NONE;
                }
            }
            return;
        }
        let close_token = self.marks[closer as usize].token;
        if close_token as usize >= end {
            return;
        }
        self.push(token, token + 1, Family::Single, continues);
        if let Some(&region) = self.stack.last() {
            self.regions[region as usize].after = close_token + 1;
        }
    }

    /// Whether a comma, a colon or the start of the paragraph stands before `token`, and a capital after.
    fn introduced(&self, token: usize) -> bool {
        let capital = self.layout.tokens.get(token + 1).is_some_and(|t| t.is_capitalised());
        let start = self.layout.tokens[token].line_before()
            || token > 0 && matches!(self.layout.tokens[token - 1].of(self.text), "," | ":");
        capital && start
    }

    fn push(&mut self, open: usize, first: usize, family: Family, continues: Option<u32>) {
        let index = u32::try_from(self.regions.len()).unwrap_or(NONE);
        let to = |n: usize| u32::try_from(n).unwrap_or(NONE);
        self.regions.push(Region {
            open: to(open),
            first: to(first),
            end: to(first),
            after: to(first),
            is_closed: false,
            inferred: None,
            parent: self.stack.last().copied(),
            continues,
            is_single: family == Family::Single,
        });
        self.stack.push(index);
    }

    fn close(&mut self, region: u32, end: usize, after: usize, by: Option<CloseInferredBy>) {
        let region = &mut self.regions[region as usize];
        region.end = u32::try_from(end).unwrap_or(NONE).max(region.first);
        region.after = u32::try_from(after).unwrap_or(NONE).max(region.end);
        region.inferred = by;
        region.is_closed = by.is_none();
    }

    /// Ends what is open inside the region at `depth` of the stack.
    fn close_above(&mut self, depth: usize, token: usize) {
        while self.stack.len() > depth + 1 {
            if let Some(inner) = self.stack.pop() {
                self.close(inner, token, token, Some(CloseInferredBy::NextOpening));
            }
        }
    }

    /// Where a region without closer ends when another opens at `token`: before the last sentence
    /// (it introduces the next quotation), else right there.
    fn infer_end(&self, region: u32, token: usize) -> (usize, CloseInferredBy) {
        let first = self.regions[region as usize].first as usize;
        let sentence = self.layout.sentence_at(self.layout.tokens[token].span.start) as usize;
        let start = self.layout.sentences[sentence].tokens.start as usize;
        let introduced = token > 0 && !matches!(self.layout.tokens[token - 1].of(self.text), "." | "!" | "?");
        if introduced && start > first && start < token {
            (start, CloseInferredBy::NextAttribution)
        } else {
            (token, CloseInferredBy::NextOpening)
        }
    }
}
