//! What the features of a token say of its labels, before the labels around it are asked.
//!
//! In: a sentence made ready, and which of its tokens to score. Out: the log-linear score of each label of each.
//! What a word or two say is kept with [`Words`]; all the rest is looked up for several tokens at once, since the
//! way to memory is what a look-up costs.

use super::features::{Sentence, of_context};
use super::weights::{Model, STATES};
use super::words::{Joined, LABELS, OFFSETS, Words};

/// Buffers that are kept.
#[derive(Debug, Default)]
pub struct Scorer {
    /// Features of the rows, one after the other.
    hashes: Vec<u64>,
    /// A row a token, and one before it for each pair of words that was not kept.
    rows: Vec<[i16; LABELS]>,
    /// Where the features of each row end.
    ends: Vec<usize>,
    /// Rows of tokens.
    tokens: Vec<u32>,
    missed: Vec<Missed>,
    slots: Vec<(u32, u64)>,
}

/// A pair of words that was not kept.
#[derive(Debug)]
struct Missed {
    joined: Joined,
    /// Its row.
    row: u32,
    /// How many rows after it that of its token comes.
    token: u32,
}

/// Tokens whose features are looked up at once.
const TOGETHER: usize = 16;

impl Scorer {
    /// Appends the scores of these tokens.
    pub fn score(
        &mut self,
        sentence: &Sentence,
        words: &mut Words,
        model: &Model<'_>,
        tokens: impl Iterator<Item = usize>,
        scores: &mut Vec<[f32; STATES]>,
    ) {
        for i in tokens {
            self.take(sentence, words, model, i);
            if self.tokens.len() == TOGETHER {
                self.finish(words, model, scores);
            }
        }
        self.finish(words, model, scores);
    }

    /// Sums what is kept for a token, and puts down the features of the rest.
    fn take(&mut self, sentence: &Sentence, words: &mut Words, model: &Model<'_>, i: usize) {
        let mut sum = [0i16; LABELS];
        for offset in 0..OFFSETS {
            add(&mut sum, words.adds(sentence.ids[i + 4 - offset], offset, model));
        }
        let from = self.missed.len();
        for joined in joined(sentence, i) {
            if let Some(kept) = words.joined(joined) {
                add(&mut sum, kept);
            } else {
                words.of_joined(joined, &mut |hash, _| self.hashes.push(hash));
                self.missed.push(Missed { joined, row: self.rows.len() as u32, token: 0 });
                self.rows.push([0; LABELS]);
                self.ends.push(self.hashes.len());
            }
        }
        of_context(sentence, i, true, |hash, _| self.hashes.push(hash));
        let row = self.rows.len() as u32;
        self.missed[from..].iter_mut().for_each(|missed| missed.token = row);
        self.tokens.push(row);
        self.rows.push(sum);
        self.ends.push(self.hashes.len());
    }

    /// Looks up what was put down, and gives the scores.
    fn finish(&mut self, words: &mut Words, model: &Model<'_>, scores: &mut Vec<[f32; STATES]>) {
        self.slots.resize(self.hashes.len().max(self.slots.len()), (0, 0));
        model.add_each(&self.hashes, &self.ends, &mut self.slots[..self.hashes.len()], &mut self.rows);
        for missed in self.missed.drain(..) {
            let sum = self.rows[missed.row as usize];
            words.keep(missed.joined, sum);
            add(&mut self.rows[missed.token as usize], &sum);
        }
        scores.extend(self.tokens.drain(..).map(|row| {
            let mut scores = [0.0; STATES];
            for (to, &from) in scores[1..].iter_mut().zip(&self.rows[row as usize]) {
                *to = f32::from(from) * model.scale;
            }
            scores
        }));
        self.hashes.clear();
        self.rows.clear();
        self.ends.clear();
    }
}

fn add(sum: &mut [i16; LABELS], more: &[i16; LABELS]) {
    for (to, from) in sum.iter_mut().zip(more) {
        *to += from;
    }
}

/// What token `i` says together with the words beside it and with how its line is written.
fn joined(sentence: &Sentence, i: usize) -> [Joined; 3] {
    let [before, w, after] = [sentence.ids[i + 1], sentence.ids[i + 2], sentence.ids[i + 3]];
    let line = u32::from(sentence.line) * 2 + u32::from(i == 0);
    let (mut first, mut last) = (None, None);
    if sentence.upper[i] {
        let (from, to) = (sentence.run_first[i] as usize, sentence.run_last[i] as usize);
        first = (i == from).then_some((to - i).min(2) as u8);
        last = (i == to).then_some((i - from).min(2) as u8);
    }
    let alone = first.is_some() && last.is_some();
    [Joined::Before(before, w, first), Joined::After(w, after, last), Joined::Line(line, w, alone)]
}

#[cfg(test)]
mod tests {
    use super::super::features::{of_token, of_word};
    use super::super::tagger::prepare;
    use super::super::{lexicon, weights};
    use super::*;
    use crate::extract::tokens::tokenise;

    #[test]
    fn what_is_kept_of_words_and_pairs_adds_what_the_features_add() {
        let model = weights::shipped();
        let (mut words, mut sentence, mut scorer) = (Words::default(), Sentence::default(), Scorer::default());
        words.start();
        let mut seen = 0;
        for text in [
            "Ruth Adeyemi of the University of Southern Indiana met Dr. Lena Fischer-Obi in Paris, Texas.",
            "Ruth Adeyemi, Lena Fischer-Obi, Ann Pike, Hana Mori, Siobhán O’Dowd and Dana Price left on 4 May.",
            "RUTH ADEYEMI MET LENA FISCHER-OBI",
            "Lena Fischer Obi Mori Adeyemi Price Pike left Ann, Ann, Ann and Ann, Ann, Ann and Ann.",
            "Ruth Adeyemi of the University of Southern Indiana met Dr. Lena Fischer-Obi in Paris, Texas.",
        ] {
            let mut tokens = Vec::new();
            tokenise(text, &mut tokens);
            let hashes: Vec<u64> = tokens.iter().map(|t| lexicon::hash(t.of(text).as_bytes())).collect();
            prepare(text, &tokens, &hashes, &mut words, model, &mut sentence, true);
            let candidates = || (0..tokens.len()).filter(|&i| sentence.candidate[i]);
            let mut scores = Vec::new();
            scorer.score(&sentence, &mut words, model, candidates(), &mut scores);
            assert_eq!(scores.len(), candidates().count());
            for (i, scores) in candidates().zip(scores) {
                let mut sum = [0i16; LABELS];
                let mut add = |hash: u64| model.add_all(&[hash], &mut sum);
                for offset in 0..OFFSETS {
                    of_word(words.get(sentence.ids[i + 4 - offset]), offset, &mut |hash, _| add(hash));
                }
                of_token(&sentence, i, |hash, _| add(hash));
                assert_eq!(scores[1..], sum.map(|n| f32::from(n) * model.scale), "{text} {i}");
                seen += 1;
            }
        }
        assert!(seen > 50, "{seen}");
    }
}
