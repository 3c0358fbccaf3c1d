//! A linear chain over the stretches of a sentence that may hold names.
//!
//! In: a sentence. Out: for every token its label and how likely each label is. Tokens without a
//! capital that do not link two names cannot be part of one: they cut the sentence into short
//! chains, and no feature of theirs is ever computed.

use super::features::{Sentence, of_token};
use super::lexicon::{self, COMMON, Classes, PREFIX};
use super::weights::{BATCH, Model, STATES};
use super::words::{EDGE, LABELS, Line, Words, fold_into};
use crate::extract::tokens::{Class, Token};
use std::ops::Range;

/// Labels in the order of the model: nothing, then begin and inside of each kind.
pub const OUTSIDE: u8 = 0;

/// Words of small letters that may stand inside a name.
const LINKS: &[&str] = &[
    "of", "the", "and", "for", "in", "de", "la", "le", "les", "du", "des", "del", "della", "di", "da", "do", "dos",
    "das", "van", "von", "der", "den", "ter", "ten", "el", "al", "bin", "ibn", "ben", "y", "e", "on", "at", "to",
    "with", "zu", "af", "av", "und", "et", "against", "a", "an", "as", "by", "from", "without", "n", "'s", "’s",
];
/// Words of small letters that may begin a name.
const PARTICLES: &[&str] = &[
    "de", "la", "le", "van", "von", "der", "den", "al", "el", "bin", "ibn", "ben", "da", "di", "du", "del", "dos",
    "ter",
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
pub fn prepare(
    text: &str,
    tokens: &[Token],
    words: &mut Words,
    model: &Model<'_>,
    sentence: &mut Sentence,
    skip_openers: bool,
) {
    let line = line_of(tokens);
    sentence.line = line as u8;
    sentence.ids.clear();
    sentence.ids.extend([EDGE, EDGE]);
    sentence.upper.clear();
    sentence.candidate.clear();
    sentence.phrase.clear();
    sentence.phrase.resize(tokens.len(), 0);
    sentence.run_first.clear();
    sentence.run_last.clear();
    for &token in tokens {
        sentence.ids.push(words.id(token, text, line, model));
        let upper = token.has_upper() && token.of(text) != "I";
        sentence.upper.push(upper);
        sentence.candidate.push(upper);
    }
    sentence.ids.extend([EDGE, EDGE]);
    if skip_openers && line == Line::Prose && sentence.upper.len() > 1 && sentence.upper[0] && !sentence.upper[1] {
        // "The", "He", "In": a word that is written small everywhere else, and no list knows.
        let first = words.get(sentence.ids[2]);
        if first.classes == COMMON && tokens[0].has_lower() {
            sentence.upper[0] = false;
            sentence.candidate[0] = false;
        }
    }
    link(text, tokens, sentence);
    runs(sentence);
    phrases(tokens, words, model, sentence);
}

/// Lets small words between capitals, particles before them and numbers beside them be part of names.
fn link(text: &str, tokens: &[Token], sentence: &mut Sentence) {
    let mut last_upper: Option<usize> = None;
    for i in 0..tokens.len() {
        if sentence.upper[i] {
            if let Some(before) = last_upper
                && i - before > 1
                && i - before <= 4
                && tokens[before + 1..i].iter().all(|t| links(*t, text))
            {
                sentence.candidate[before + 1..i].fill(true);
            }
            let mut j = i;
            while j > 0 && i - j < 3 && !sentence.upper[j - 1] && PARTICLES.contains(&tokens[j - 1].of(text)) {
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

fn links(token: Token, text: &str) -> bool {
    let word = token.of(text);
    match token.class {
        Class::Word => LINKS.contains(&word),
        Class::Number => true,
        Class::Mark => matches!(word, "-" | "/" | "'" | "’" | "&" | "–" | "."),
        Class::Symbol => matches!(word, "+"),
    }
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
fn phrases(tokens: &[Token], words: &Words, model: &Model<'_>, sentence: &mut Sentence) {
    let mut i = 0;
    while i < tokens.len() {
        let first = words.get(sentence.ids[i + 2]);
        if !sentence.upper[i] || first.classes & PREFIX == 0 {
            i += 1;
            continue;
        }
        let mut hash = first.lower;
        let mut best: Option<(usize, Classes)> = None;
        for (j, _) in tokens.iter().enumerate().take(i + 7).skip(i + 1) {
            hash = lexicon::extend(hash, words.get(sentence.ids[j + 2]).lower);
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

/// Scores, labels and likelihoods of one chain; buffers that are kept.
#[derive(Debug, Default)]
pub struct Chain {
    /// Log-linear score of each label of each token.
    pub scores: Vec<[f32; STATES]>,
    /// Likelihood 0..1 of each label of each token.
    pub likely: Vec<[f32; STATES]>,
    /// Best sequence.
    pub labels: Vec<u8>,
    forward: Vec<[f32; STATES]>,
    backs: Vec<[u8; STATES]>,
    grown: Vec<[f32; STATES]>,
}

/// `exp` without the system's library, so that every machine gives the same bits; good to 1e-6 relative.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 87.0) * std::f32::consts::LOG2_E;
    let whole = x.floor();
    let f = x - whole;
    let p = 1.0
        + f * (0.693_147_2
            + f * (0.240_226_5 + f * (0.055_503_93 + f * (0.009_616_8 + f * (0.001_341_3 + f * 0.000_154_0)))));
    p * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}

/// Steps of a chain as factors: `exp` of the transitions, and 0 where a label cannot follow.
#[must_use]
pub fn factors(transitions: &[[f32; STATES]; STATES]) -> [[f32; STATES]; STATES] {
    let mut out = [[0.0; STATES]; STATES];
    for (from, row) in transitions.iter().enumerate() {
        for (to, &weight) in row.iter().enumerate() {
            if may_follow(from, to) {
                out[from][to] = exp(weight);
            }
        }
    }
    out
}

/// Whether label `to` can come after `from`: an inside only after its own begin or inside.
#[must_use]
pub const fn may_follow(from: usize, to: usize) -> bool {
    to == 0 || to % 2 == 1 || from == to || from + 1 == to
}

impl Chain {
    /// Fills `scores` for the tokens of one chain of a sentence.
    pub fn score(&mut self, sentence: &Sentence, words: &mut Words, model: &Model<'_>, range: Range<usize>) {
        self.scores.clear();
        for i in range {
            let mut sum = [0i16; LABELS];
            for offset in 0..5 {
                let adds = words.adds(sentence.ids[i + 4 - offset], offset, model);
                for (to, from) in sum.iter_mut().zip(adds) {
                    *to += from;
                }
            }
            let mut hashes = [0u64; BATCH];
            let mut n = 0;
            of_token(sentence, words, i, &mut |hash, _| {
                hashes[n] = hash;
                n += 1;
            });
            model.add_all(&hashes[..n], &mut sum);
            let mut scores = [0.0; STATES];
            for (to, from) in scores[1..].iter_mut().zip(sum) {
                *to = f32::from(from) * model.scale;
            }
            self.scores.push(scores);
        }
    }

    /// Likelihoods by forward and backward sums; `allowed` (a bit a label) restricts each token.
    pub fn sum(&mut self, steps: &[[f32; STATES]; STATES], allowed: Option<&[u16]>) {
        let n = self.scores.len();
        self.likely.clear();
        self.forward.clear();
        self.grown.clear();
        let mut last = [0.0; STATES];
        last[0] = 1.0;
        for i in 0..n {
            let scores = &self.scores[i];
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            let mut grown = [0.0; STATES];
            for (label, cell) in grown.iter_mut().enumerate() {
                if allowed.is_none_or(|a| a[i] >> label & 1 == 1) {
                    *cell = exp(scores[label] - top);
                }
            }
            let mut next = [0.0; STATES];
            if i == 0 {
                next = steps[0];
            } else {
                for (from, &weight) in last.iter().enumerate() {
                    for to in 0..STATES {
                        next[to] += weight * steps[from][to];
                    }
                }
            }
            let mut total = 0.0;
            for (cell, &factor) in next.iter_mut().zip(&grown) {
                *cell *= factor;
                total += *cell;
            }
            let by = if total > 0.0 { 1.0 / total } else { 0.0 };
            for cell in &mut next {
                *cell *= by;
            }
            self.grown.push(grown);
            self.forward.push(next);
            last = next;
        }
        self.likely.resize(n, [0.0; STATES]);
        let mut back: [f32; STATES] = std::array::from_fn(|from| steps[from][0]);
        for i in (0..n).rev() {
            let mut total = 0.0;
            for label in 0..STATES {
                let cell = self.forward[i][label] * back[label];
                self.likely[i][label] = cell;
                total += cell;
            }
            let by = if total > 0.0 { 1.0 / total } else { 0.0 };
            for cell in &mut self.likely[i] {
                *cell *= by;
            }
            if i == 0 {
                break;
            }
            let mut before = [0.0; STATES];
            let mut top = 0.0f32;
            for (from, cell) in before.iter_mut().enumerate() {
                for to in 0..STATES {
                    *cell += steps[from][to] * self.grown[i][to] * back[to];
                }
                top = top.max(*cell);
            }
            let by = if top > 0.0 { 1.0 / top } else { 0.0 };
            for cell in &mut before {
                *cell *= by;
            }
            back = before;
        }
    }

    /// Expected steps from label to label, for training; call right after [`Self::sum`].
    pub fn expected_steps(&self, steps: &[[f32; STATES]; STATES], into: &mut [[f32; STATES]; STATES], by: f32) {
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
                            * steps[from][to]
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
    pub fn best(&mut self, transitions: &[[f32; STATES]; STATES]) {
        let n = self.scores.len();
        self.backs.clear();
        self.labels.clear();
        let mut last = [f32::MIN / 4.0; STATES];
        last[0] = 0.0;
        for i in 0..n {
            let mut next = [f32::MIN / 4.0; STATES];
            let mut back = [0u8; STATES];
            if i == 0 {
                for to in 0..STATES {
                    if may_follow(0, to) {
                        next[to] = transitions[0][to] + self.scores[0][to];
                    }
                }
                self.backs.push(back);
                last = next;
                continue;
            }
            for to in 0..STATES {
                for from in 0..STATES {
                    let score = last[from] + transitions[from][to];
                    if may_follow(from, to) && score > next[to] {
                        next[to] = score;
                        back[to] = u8::try_from(from).unwrap_or(0);
                    }
                }
                next[to] += self.scores[i][to];
            }
            self.backs.push(back);
            last = next;
        }
        let mut label = 0usize;
        let mut top = f32::MIN;
        for (from, &score) in last.iter().enumerate() {
            if score + transitions[from][0] > top {
                top = score + transitions[from][0];
                label = from;
            }
        }
        self.labels.resize(n, 0);
        for i in (0..n).rev() {
            self.labels[i] = u8::try_from(label).unwrap_or(0);
            label = usize::from(self.backs[i][label]);
        }
    }
}

/// Folded form of a token, for keys.
pub fn folded(token: Token, text: &str, out: &mut Vec<u8>) {
    out.clear();
    fold_into(token.of(text), out);
}
