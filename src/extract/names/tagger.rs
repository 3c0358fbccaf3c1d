//! A linear chain over the stretches of a sentence that may hold names.
//!
//! In: a sentence. Out: for every token its label and how likely each label is. Tokens without a
//! capital that do not link two names cannot be part of one: they cut the sentence into short
//! chains, and no feature of theirs is ever computed.

use super::features::Sentence;
use super::lexicon::{self, COMMON, Classes, PREFIX};
use super::weights::{Model, STATES};
use super::words::{EDGE, Line, Words, fold_into};
use crate::extract::tokens::{Class, Token};
use crate::particles::is_particle;
use std::ops::Range;

/// Labels in the order of the model: nothing, then begin and inside of each kind.
pub const OUTSIDE: u8 = 0;

/// Words of small letters that may stand inside a name.
const LINKING: &[&str] = &[
    "of", "the", "and", "for", "in", "de", "la", "le", "les", "du", "des", "del", "della", "di", "da", "do", "dos",
    "das", "van", "von", "der", "den", "ter", "ten", "el", "al", "bin", "ibn", "ben", "y", "e", "on", "at", "to",
    "with", "zu", "af", "av", "und", "et", "against", "a", "an", "as", "by", "from", "without", "n", "'s", "’s",
];

/// Reads how a sentence is written.
#[must_use]
pub fn line_of(tokens: &[Token]) -> Line {
    let (mut words, mut lower, mut long, mut long_capitalised, mut letters) = (0, 0, 0, 0, 0);
    for token in tokens {
        if token.is_word() && (token.has_lower() || token.has_upper()) {
            words += 1;
            letters += token.span.len();
            lower += usize::from(token.has_lower());
            if token.span.len() > 3 {
                long += 1;
                long_capitalised += usize::from(token.is_capitalised());
            }
        }
    }
    if words >= 2 && lower == 0 && letters > 7 {
        Line::Caps
    } else if words >= 4 && long >= 3 && long_capitalised * 10 >= long * 9 {
        Line::Title
    } else {
        Line::Prose
    }
}

/// Fills `sentence` with what features need. `skip_openers` spares tagging words that only begin a
/// sentence; training keeps them, because they teach what is no name (place precision .81, without .79).
/// `hashes`: of the tokens' letters.
pub fn prepare(
    text: &str,
    tokens: &[Token],
    hashes: &[u64],
    words: &mut Words,
    model: &Model<'_>,
    sentence: &mut Sentence,
    skip_openers: bool,
) {
    let line = line_of(tokens);
    sentence.line = line as u8;
    sentence.ids.clear();
    sentence.ids.extend([EDGE, EDGE]);
    sentence.ids.extend(tokens.iter().zip(hashes).map(|(&token, &hash)| words.id(token, hash, text, line, model)));
    sentence.ids.extend([EDGE, EDGE]);
    sentence.cores.clear();
    sentence.cores.extend(sentence.ids.iter().map(|&id| *words.core(id)));
    let is_i = |token: &Token| token.span.len() == 1 && text.as_bytes()[token.span.start as usize] == b'I';
    sentence.upper.clear();
    sentence.upper.extend(tokens.iter().map(|token| token.has_upper() && !is_i(token)));
    sentence.candidate.clear();
    sentence.phrase.clear();
    sentence.phrase.resize(tokens.len(), 0);
    if skip_openers && line == Line::Prose && sentence.upper.len() > 1 && sentence.upper[0] && !sentence.upper[1] {
        // "The", "He", "In": a word that is written small everywhere else, and no list knows.
        if sentence.cores[2].classes == COMMON && tokens[0].has_lower() {
            sentence.upper[0] = false;
        }
    }
    sentence.candidate.extend_from_slice(&sentence.upper);
    // Without capitals there is nothing to link, no run and no phrase.
    if sentence.upper.contains(&true) {
        link(tokens, sentence);
        runs(sentence);
        phrases(model, sentence);
    }
}

/// Lets small words between capitals, particles before them and numbers beside them be part of names.
fn link(tokens: &[Token], sentence: &mut Sentence) {
    let cores = sentence.cores.as_slice();
    let small = |i: usize| cores[i + 2].small;
    let mut last_upper: Option<usize> = None;
    for i in 0..tokens.len() {
        if sentence.upper[i] {
            if let Some(before) = last_upper
                && i - before > 1
                && i - before <= 4
                && (before + 1..i).all(|j| small(j) & LINKS != 0)
            {
                sentence.candidate[before + 1..i].fill(true);
            }
            let mut j = i;
            while j > 0 && i - j < 3 && !sentence.upper[j - 1] && small(j - 1) & BEGINS != 0 {
                sentence.candidate[j - 1] = true;
                j -= 1;
            }
            last_upper = Some(i);
        } else if tokens[i].has_digit() {
            let after = i + 1 < tokens.len() && sentence.upper[i + 1];
            if after || (i > 0 && sentence.upper[i - 1]) {
                sentence.candidate[i] = true;
            }
        }
    }
}

/// Of a word: it may stand inside a name.
pub const LINKS: u8 = 1;
/// Of a word: it may begin a name though it is written small.
pub const BEGINS: u8 = 2;

/// Whether a word of small letters, a number or a mark may be part of a name.
#[must_use]
pub fn small_parts(class: Class, word: &str) -> u8 {
    let links = match class {
        Class::Word => LINKING.contains(&word),
        Class::Number => true,
        Class::Mark => matches!(word, "-" | "/" | "'" | "’" | "&" | "–" | "."),
        Class::Symbol => matches!(word, "+"),
    };
    (u8::from(links) * LINKS) | (u8::from(is_particle(word)) * BEGINS)
}

fn runs(sentence: &mut Sentence) {
    let n = sentence.upper.len();
    sentence.run_first.resize(n, 0);
    sentence.run_last.resize(n, 0);
    let mut i = 0;
    while i < n {
        if !sentence.upper[i] {
            i += 1;
            continue;
        }
        let first = i;
        // Longer runs are cut: no name has sixteen capitals in a row, and time stays linear.
        while i < n && i - first < 16 && sentence.upper[i] {
            i += 1;
        }
        for j in first..i {
            sentence.run_first[j] = u32::try_from(first).unwrap_or(0);
            sentence.run_last[j] = u32::try_from(i - 1).unwrap_or(0);
        }
    }
}

/// Marks the longest known phrases of two and more words.
fn phrases(model: &Model<'_>, sentence: &mut Sentence) {
    let mut i = 0;
    while i < sentence.upper.len() {
        let first = &sentence.cores[i + 2];
        if !sentence.upper[i] || first.classes & PREFIX == 0 {
            i += 1;
            continue;
        }
        let mut hash = first.lower;
        let mut best: Option<(usize, Classes)> = None;
        for j in i + 1..sentence.upper.len().min(i + 7) {
            hash = lexicon::extend(hash, sentence.cores[j + 2].lower);
            let classes = model.classes(hash);
            if classes & !PREFIX != 0 && sentence.upper[j] {
                best = Some((j, classes & !PREFIX));
            }
            if classes & PREFIX == 0 {
                break;
            }
        }
        let Some((last, classes)) = best else {
            i += 1;
            continue;
        };
        for j in i..=last {
            let place = if j == i {
                1
            } else if j == last {
                3
            } else {
                2
            };
            sentence.phrase[j] = classes << 2 | place;
        }
        i = last + 1;
    }
}

/// The stretches of candidates.
pub fn chains(candidate: &[bool]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < candidate.len() && !candidate[at] {
            at += 1;
        }
        let first = at;
        while at < candidate.len() && candidate[at] {
            at += 1;
        }
        (at > first).then_some(first..at)
    })
}

/// States rounded up to what registers hold: the cells above [`STATES`] stay 0.
const WIDE: usize = 12;
type Row = [f32; WIDE];

/// Steps from label to label, laid out for the sums over a chain.
#[derive(Debug, Clone)]
pub struct Steps {
    /// Factor of each step, from row to column.
    from: [Row; STATES],
    /// The same, to row from column.
    to: [Row; STATES],
    /// Log-linear weights, from row to column; steps that cannot be are minus infinity.
    weights: [Row; STATES],
    /// Weight of the step to the end.
    last: [f32; STATES],
}

/// Scores, labels and likelihoods of one chain; buffers that are kept.
#[derive(Debug, Default)]
pub struct Chain {
    /// Log-linear score of each label of each token.
    pub scores: Vec<[f32; STATES]>,
    /// Likelihood 0..1 of each label of each token.
    pub likely: Vec<[f32; STATES]>,
    /// Best sequence.
    pub labels: Vec<u8>,
    forward: Vec<Row>,
    backs: Vec<[i32; WIDE]>,
    grown: Vec<Row>,
}

/// `exp` without the system's library, so that every machine gives the same bits; good to 1e-6 relative.
#[must_use]
#[expect(clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "bits of small whole numbers")]
pub fn exp(x: f32) -> f32 {
    // Added to a small number, its lowest bits are that number, rounded: no step here needs a call or a branch.
    const SHIFT: f32 = 12_582_912.0; // 1.5 · 2^23
    let x = x.clamp(-87.0, 87.0) * std::f32::consts::LOG2_E;
    let shifted = x + SHIFT;
    let nearest = shifted - SHIFT;
    let is_above = nearest > x;
    let f = x - (nearest - if is_above { 1.0 } else { 0.0 });
    let whole = shifted.to_bits() as i32 - SHIFT.to_bits() as i32 - i32::from(is_above);
    let p = 1.0
        + f * (std::f32::consts::LN_2
            + f * (0.240_226_5 + f * (0.055_503_93 + f * (0.009_616_8 + f * (0.001_341_3 + f * 0.000_154_0)))));
    p * f32::from_bits(((whole + 127) as u32) << 23)
}

/// Steps of a chain as factors: `exp` of the transitions, and 0 where a label cannot follow.
#[must_use]
pub fn factors(transitions: &[[f32; STATES]; STATES]) -> Steps {
    let mut steps = Steps {
        from: [[0.0; WIDE]; STATES],
        to: [[0.0; WIDE]; STATES],
        weights: [[f32::NEG_INFINITY; WIDE]; STATES],
        last: std::array::from_fn(|from| transitions[from][0]),
    };
    for (from, row) in transitions.iter().enumerate() {
        for (to, &weight) in row.iter().enumerate() {
            if may_follow(from, to) {
                steps.from[from][to] = exp(weight);
                steps.to[to][from] = exp(weight);
                steps.weights[from][to] = weight;
            }
        }
    }
    steps
}

/// Whether label `to` can come after `from`: an inside only after its own begin or inside.
#[must_use]
pub const fn may_follow(from: usize, to: usize) -> bool {
    to == 0 || to % 2 == 1 || from == to || from + 1 == to
}

impl Steps {
    /// The label of the last token, by the score of the best way to each.
    fn last_label(&self, scores: &[f32]) -> usize {
        let mut label = 0;
        let mut top = f32::MIN;
        for (from, (&score, &step)) in scores.iter().zip(&self.last).enumerate() {
            if score + step > top {
                top = score + step;
                label = from;
            }
        }
        label
    }
}

/// `exp` of each score less the highest of them.
fn grown(scores: &[f32; STATES]) -> Row {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut grown = [top; WIDE];
    grown[..STATES].copy_from_slice(scores);
    for cell in &mut grown {
        *cell = exp(*cell - top);
    }
    grown[STATES..].fill(0.0);
    grown
}

/// Makes their sum 1, unless all are 0.
fn normalise(cells: &mut [f32; STATES]) {
    let total = cells.iter().fold(0.0f32, |sum, cell| sum + cell);
    let by = if total > 0.0 { 1.0 / total } else { 0.0 };
    for cell in cells {
        *cell *= by;
    }
}

impl Chain {
    /// Likelihoods by forward and backward sums; `allowed` (a bit a label) restricts each token.
    ///
    /// Every sum is taken in the order of labels, so that its bits do not depend on how it is compiled.
    pub fn sum(&mut self, steps: &Steps, allowed: Option<&[u16]>) {
        let n = self.scores.len();
        self.likely.clear();
        self.forward.clear();
        self.grown.clear();
        // Most chains are one word: nothing is kept of it for others.
        if let ([scores], None) = (self.scores.as_slice(), allowed) {
            let mut likely: [f32; STATES] = std::array::from_fn(|label| steps.from[0][label]);
            let grown = grown(scores);
            for factors in [&grown, &steps.to[0]] {
                for (cell, factor) in likely.iter_mut().zip(factors) {
                    *cell *= factor;
                }
                normalise(&mut likely);
            }
            self.likely.push(likely);
            return;
        }
        let mut last = [0.0; WIDE];
        for i in 0..n {
            let mut grown = grown(&self.scores[i]);
            if let Some(allowed) = allowed {
                for (label, cell) in grown.iter_mut().enumerate() {
                    if allowed[i] >> label & 1 == 0 {
                        *cell = 0.0;
                    }
                }
            }
            let mut next = [0.0; WIDE];
            if i == 0 {
                next = steps.from[0];
            } else {
                for (&weight, row) in last.iter().zip(&steps.from) {
                    for to in 0..WIDE {
                        next[to] += weight * row[to];
                    }
                }
            }
            for to in 0..WIDE {
                next[to] *= grown[to];
            }
            let total = next[..STATES].iter().fold(0.0f32, |sum, cell| sum + cell);
            let by = if total > 0.0 { 1.0 / total } else { 0.0 };
            for cell in &mut next {
                *cell *= by;
            }
            self.grown.push(grown);
            self.forward.push(next);
            last = next;
        }
        self.likely.resize(n, [0.0; STATES]);
        let mut back: Row = steps.to[0];
        for i in (0..n).rev() {
            let likely = &mut self.likely[i];
            for label in 0..STATES {
                likely[label] = self.forward[i][label] * back[label];
            }
            normalise(likely);
            if i == 0 {
                break;
            }
            let mut before = [0.0; WIDE];
            let grown = &self.grown[i];
            for (to, column) in steps.to.iter().enumerate() {
                let (grown, back) = (grown[to], back[to]);
                for from in 0..WIDE {
                    before[from] += column[from] * grown * back;
                }
            }
            let top = before[..STATES].iter().copied().fold(0.0, f32::max);
            let by = if top > 0.0 { 1.0 / top } else { 0.0 };
            for cell in &mut before {
                *cell *= by;
            }
            back = before;
        }
    }

    /// Expected steps from label to label, for training; call right after [`Self::sum`].
    pub fn expected_steps(&self, steps: &Steps, into: &mut [[f32; STATES]; STATES], by: f32) {
        let n = self.scores.len();
        if n == 0 {
            return;
        }
        for to in 0..STATES {
            into[0][to] += by * self.likely[0][to];
        }
        for from in 0..STATES {
            into[from][0] += by * self.likely[n - 1][from];
        }
        for i in 1..n {
            // P(from, to) ∝ forward(from) · step · grown(to) · back(to); back(to) = likely(to) / forward(to).
            let mut cells = [[0.0; STATES]; STATES];
            let mut total = 0.0;
            for from in 0..STATES {
                for to in 0..STATES {
                    if self.forward[i][to] > 1e-30 {
                        let cell = self.forward[i - 1][from]
                            * steps.from[from][to]
                            * self.grown[i][to]
                            * (self.likely[i][to] / self.forward[i][to]);
                        cells[from][to] = cell;
                        total += cell;
                    }
                }
            }
            if total > 0.0 {
                for from in 0..STATES {
                    for to in 0..STATES {
                        into[from][to] += by * cells[from][to] / total;
                    }
                }
            }
        }
    }

    /// The best sequence of labels.
    pub fn best(&mut self, steps: &Steps) {
        const NEVER: f32 = f32::MIN / 4.0;
        let n = self.scores.len();
        self.backs.clear();
        self.labels.clear();
        if let [scores] = self.scores.as_slice() {
            let mut next = [NEVER; STATES];
            for to in (0..STATES).filter(|&to| may_follow(0, to)) {
                next[to] = steps.weights[0][to] + scores[to];
            }
            self.labels.push(steps.last_label(&next) as u8);
            return;
        }
        let mut last = [NEVER; WIDE];
        for i in 0..n {
            let mut next = [NEVER; WIDE];
            let mut back = [0i32; WIDE];
            if i == 0 {
                for to in (0..STATES).filter(|&to| may_follow(0, to)) {
                    next[to] = steps.weights[0][to] + self.scores[0][to];
                }
            } else {
                for ((from, row), so_far) in (0i32..).zip(&steps.weights).zip(last) {
                    for to in 0..WIDE {
                        let score = so_far + row[to];
                        let is_better = score > next[to];
                        next[to] = if is_better { score } else { next[to] };
                        back[to] = if is_better { from } else { back[to] };
                    }
                }
                for (to, score) in next.iter_mut().zip(&self.scores[i]) {
                    *to += score;
                }
            }
            self.backs.push(back);
            last = next;
        }
        let mut label = steps.last_label(&last);
        self.labels.resize(n, 0);
        for i in (0..n).rev() {
            self.labels[i] = u8::try_from(label).unwrap_or(0);
            label = usize::try_from(self.backs[i][label]).unwrap_or(0);
        }
    }
}

/// Folded form of a token, for keys.
pub fn folded(token: Token, text: &str, out: &mut Vec<u8>) {
    out.clear();
    fold_into(token.of(text), out);
}
