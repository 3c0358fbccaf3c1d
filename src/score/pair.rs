//! Which prediction answers which label.

use super::align::Stretch;
use super::labels::Placed;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

/// Letters that two stretches share.
#[must_use]
pub fn overlap(a: Stretch, b: Stretch) -> u32 {
    match (a, b) {
        (Some(a), Some(b)) => a.1.min(b.1).saturating_sub(a.0.max(b.0)),
        _ => 0,
    }
}

/// Letters that two quotations share, when that is at least 80 % of the longer one.
#[must_use]
pub fn quote_overlap(a: Stretch, b: Stretch) -> u32 {
    let length = |s: Stretch| s.map_or(0, |(start, end)| end.saturating_sub(start));
    let (longer, shared) = (length(a).max(length(b)), overlap(a, b));
    if longer > 0 && f64::from(shared) >= 0.8 * f64::from(longer) { shared } else { 0 }
}

/// How much two spans agree; 0: not at all.
pub type Agreement = fn(Stretch, Stretch) -> u32;

/// A label and the prediction that answers it, as indices.
pub type Pair = (usize, usize);

/// One-to-one pairs: equal spans first, then the largest agreement, then the order of the lists.
#[must_use]
pub fn pairs(gold: &[&Placed], predictions: &[&Placed], how: Agreement) -> Vec<Pair> {
    let mut by_article: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (j, p) in predictions.iter().enumerate() {
        by_article.entry(p.label.id.as_str()).or_default().push(j);
    }
    let mut candidates = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for &j in by_article.get(g.label.id.as_str()).map_or(&[][..], Vec::as_slice) {
            let shared = how(g.at, predictions[j].at);
            if shared > 0 {
                candidates.push((g.at != predictions[j].at, std::cmp::Reverse(shared), i, j));
            }
        }
    }
    candidates.sort_unstable();
    let (mut gold_done, mut predictions_done) = (vec![false; gold.len()], vec![false; predictions.len()]);
    let mut found = Vec::new();
    for (_, _, i, j) in candidates {
        if !gold_done[i] && !predictions_done[j] {
            (gold_done[i], predictions_done[j]) = (true, true);
            found.push((i, j));
        }
    }
    found
}

/// Precision, recall and their harmonic mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "precision, recall, F1")]
pub struct Rates {
    pub p: f64,
    pub r: f64,
    pub f1: f64,
}

impl Rates {
    /// From how many of how many are right.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn of(right: usize, n_gold: usize, n_predicted: usize) -> Self {
        let share = |n: usize| if n > 0 { right as f64 / n as f64 } else { 0.0 };
        Self::new(share(n_predicted), share(n_gold))
    }

    /// From precision and recall.
    #[must_use]
    pub fn new(p: f64, r: f64) -> Self {
        Self { p, r, f1: if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 } }
    }
}

/// One row of scores, with what is behind it.
#[derive(Debug)]
pub struct Row<'a> {
    /// Labels that are required.
    pub gold: Vec<&'a Placed>,
    /// Predictions that count.
    pub counted: Vec<&'a Placed>,
    /// Pairs, as indices of `gold` and `counted`.
    pub pairs: Vec<Pair>,
}

impl<'a> Row<'a> {
    /// Pairs `gold` with `predictions`; a prediction without a label that touches one of `ignored` does not count.
    #[must_use]
    pub fn new(gold: Vec<&'a Placed>, ignored: &[&Placed], predictions: Vec<&'a Placed>, how: Agreement) -> Self {
        let found = pairs(&gold, &predictions, how);
        let used: FxHashSet<usize> = found.iter().map(|&(_, j)| j).collect();
        let mut by_article: FxHashMap<&str, Vec<Stretch>> = FxHashMap::default();
        for g in ignored {
            by_article.entry(g.label.id.as_str()).or_default().push(g.at);
        }
        let touches = |p: &Placed| {
            by_article.get(p.label.id.as_str()).is_some_and(|all| all.iter().any(|&at| overlap(p.at, at) > 0))
        };
        let mut counted = Vec::with_capacity(predictions.len());
        let mut new_index = vec![usize::MAX; predictions.len()];
        for (j, p) in predictions.into_iter().enumerate() {
            if used.contains(&j) || !touches(p) {
                new_index[j] = counted.len();
                counted.push(p);
            }
        }
        let pairs = found.into_iter().map(|(i, j)| (i, new_index[j])).collect();
        Self { gold, counted, pairs }
    }

    /// Every pair as its records.
    pub fn matched(&self) -> impl Iterator<Item = (&'a Placed, &'a Placed)> + '_ {
        self.pairs.iter().map(|&(i, j)| (self.gold[i], self.counted[j]))
    }

    /// The same letters.
    #[must_use]
    pub fn strict(&self) -> Rates {
        let exact = self.matched().filter(|(g, p)| g.at == p.at).count();
        Rates::of(exact, self.gold.len(), self.counted.len())
    }

    /// Any agreement.
    #[must_use]
    pub fn relaxed(&self) -> Rates {
        Rates::of(self.pairs.len(), self.gold.len(), self.counted.len())
    }
}
