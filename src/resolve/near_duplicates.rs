//! Articles that are copies, versions or parts of one another.
//!
//! In: a sketch of each article's word 5-grams, made by [`signature`]. Out: verified pairs and
//! clusters. Candidates share sketch values (the smallest hashes of an article, so that a brief and
//! the long story that holds it share some too); every pair is then verified on the texts, which
//! are fetched for candidates only. Market reports of one frame are not duplicates: see [`compare`].

use super::{ArticleNo, Fetch, NearDuplicate};
use crate::error::Result;
use crate::extract::Layout;
use crate::extract::memo::Memo;
use crate::records::{Article, Day, SegmentKind};
use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Share of an article's shingles that its sketch keeps: hashes below 2^32 / 12.
// 1/12: a brief of 60 words then shares a value with its long version with probability > .99.
const KEPT: u32 = u32::MAX / 12;
/// Values kept at least, where the article has them.
const AT_LEAST: usize = 12;
/// Values kept at most.
const AT_MOST: usize = 160;

/// The sketch of one article: the smallest hashes of its word 5-grams, sorted. Empty for articles
/// of fewer than five words.
#[must_use]
pub fn signature(article: &Article, layout: &Layout) -> Vec<u32> {
    let words = words(article, layout);
    let all = || words.windows(SHINGLE).map(shingle_hash);
    // Only what is kept is sorted, unless that is too little.
    let mut hashes = as_set(all().filter(|&h| h < KEPT).collect());
    if hashes.len() < AT_LEAST {
        hashes = as_set(all().collect());
        hashes.truncate(AT_LEAST);
    }
    hashes.truncate(AT_MOST);
    hashes
}

/// Sorted, each once.
fn as_set(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Whether words of this segment say what an article reports.
const fn counts(kind: SegmentKind) -> bool {
    !matches!(kind, SegmentKind::MetaPrefix | SegmentKind::Byline | SegmentKind::Credit | SegmentKind::Boilerplate)
}

/// Hashes of the word 5-grams of an article, sorted, each once.
fn shingles(article: &Article, layout: &Layout) -> Vec<u32> {
    as_set(words(article, layout).windows(SHINGLE).map(shingle_hash).collect())
}

thread_local! {
    static KNOWN: RefCell<Memo<u64>> = RefCell::default();
}

/// Hashes of the words and numbers of an article, in text order, capitals aside.
fn words(article: &Article, layout: &Layout) -> Vec<u64> {
    let mut words = Vec::with_capacity(layout.tokens.len());
    KNOWN.with_borrow_mut(|known| {
        for sentence in layout.sentences.iter().filter(|s| counts(s.segment)) {
            let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
            let tokens = layout.tokens[range.clone()].iter().zip(&layout.hashes[range]);
            for (token, &hash) in tokens.filter(|(t, _)| t.is_word() || t.is_number()) {
                words.push(known.get(hash, || word_hash(token.of(&article.text))));
            }
        }
    });
    words
}

/// Hash of a word in small letters.
fn word_hash(word: &str) -> u64 {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        xxh3_64(word.as_bytes())
    } else if word.is_ascii() {
        xxh3_64(word.to_ascii_lowercase().as_bytes())
    } else {
        xxh3_64(word.chars().flat_map(char::to_lowercase).collect::<String>().as_bytes())
    }
}

fn shingle_hash(words: &[u64]) -> u32 {
    let mixed = words.iter().fold(0u64, |h, w| (h.rotate_left(7) ^ w).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    (mixed >> 32) as u32
}

/// What clustering needs to know of one article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sketch {
    /// Its id.
    pub article_id: String,
    /// Its day.
    pub published: Option<Day>,
    /// Microseconds since 1970 UTC, where a time of day is known.
    pub published_at: Option<i64>,
    /// Hash of its text: equal texts need no comparison.
    pub text: u64,
    /// From [`signature`].
    #[serde(with = "crate::pack::packed")]
    pub values: Vec<u32>,
}

impl Sketch {
    /// Earliest published, then smallest id.
    fn rank(&self) -> (bool, Option<Day>, bool, Option<i64>, &str) {
        let (day, at) = (self.published, self.published_at);
        // Of one day, those with a time of day come first: only of them is it known.
        (day.is_none(), day, at.is_none(), at, &self.article_id)
    }
}

/// Pairs and, for every article, the article that stands for its cluster.
#[derive(Debug, Default)]
pub struct Duplicates {
    /// Sorted by key.
    pub pairs: Vec<NearDuplicate>,
    /// Canonical article of each article: itself where it stands alone.
    pub canonical: Vec<u32>,
}

/// Articles, the earliest published first, then by id; unknown days last.
#[must_use]
pub fn in_order(sketches: &[Sketch]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..super::cluster::index(sketches.len())).collect();
    order.sort_by(|&a, &b| sketches[a as usize].rank().cmp(&sketches[b as usize].rank()));
    order
}

/// Finds and verifies the near-duplicates among all articles; `order` as [`in_order`] gives it.
///
/// # Errors
/// Whatever `fetch` fails with.
pub fn find(sketches: &[Sketch], order: &[u32], fetch: &Fetch<'_>) -> Result<Duplicates> {
    let postings = Postings::of(sketches, order);
    let outlines: Vec<Outline> = sketches.par_iter().map(|s| Outline::of(&s.values)).collect();
    let related = |chunk: usize| {
        let ranks = chunk * TOGETHER..order.len().min((chunk + 1) * TOGETHER);
        related(sketches, &outlines, order, &postings, ranks, fetch)
    };
    let chunks = 0..order.len().div_ceil(TOGETHER);
    let pairs: Vec<Vec<_>> = chunks.into_par_iter().map(related).collect::<Result<_>>()?;
    Ok(gather(sketches, pairs.into_iter().flatten().collect()))
}

/// Articles that one thread looks at with its own texts: neighbours in order have earlier articles in common.
const TOGETHER: usize = 256;

/// Which earlier articles these (as ranks in `order`) are related to.
fn related(
    sketches: &[Sketch],
    outlines: &[Outline],
    order: &[u32],
    postings: &Postings,
    ranks: Range<usize>,
    fetch: &Fetch<'_>,
) -> Result<Vec<(u32, u32, Relation)>> {
    let mut texts = Texts { fetch, kept: FxHashMap::default() };
    let (mut pairs, mut candidates) = (Vec::new(), Vec::new());
    for rank in ranks {
        postings.candidates(rank, &mut candidates);
        for (a, b) in candidates.iter().map(|&earlier| (order[earlier as usize], order[rank])) {
            let (x, y) = (&sketches[a as usize], &sketches[b as usize]);
            let found = if x.text == y.text {
                Some(Relation::EXACT)
            } else if outlines[a as usize].may_share_a_third(&outlines[b as usize]) && looks_alike(&x.values, &y.values)
            {
                let (first, second) = (texts.get(a)?, texts.get(b)?);
                compare(&first, &second)
            } else {
                None
            };
            pairs.extend(found.map(|found| (a, b, found)));
        }
    }
    Ok(pairs)
}

/// Makes clusters of all related pairs, each with the earlier article first; in any order.
#[must_use]
pub fn gather(sketches: &[Sketch], related: Vec<(u32, u32, Relation)>) -> Duplicates {
    let mut canonical: Vec<u32> = (0..super::cluster::index(sketches.len())).collect();
    let mut pairs = Vec::with_capacity(related.len());
    for (a, b, found) in related {
        let (first, second) = if found.is_smaller { (a, b) } else { (b, a) };
        pairs.push((first, second, found));
        let (root_a, root_b) = (root(&mut canonical, a), root(&mut canonical, b));
        let a_leads = sketches[root_a as usize].rank() < sketches[root_b as usize].rank();
        let (lead, follow) = if a_leads { (root_a, root_b) } else { (root_b, root_a) };
        canonical[follow as usize] = lead;
    }
    for i in 0..sketches.len() {
        canonical[i] = root(&mut canonical, super::cluster::index(i));
    }
    let mut pairs: Vec<NearDuplicate> = pairs
        .into_iter()
        .map(|(a, b, found)| NearDuplicate {
            article_id: sketches[a as usize].article_id.clone(),
            other_article_id: sketches[b as usize].article_id.clone(),
            cluster_id: sketches[canonical[a as usize] as usize].article_id.clone(),
            relation: found.relation,
            similarity: found.similarity,
            containment: found.containment,
        })
        .collect();
    pairs.sort_by(|a, b| (&a.article_id, &a.other_article_id).cmp(&(&b.article_id, &b.other_article_id)));
    Duplicates { pairs, canonical }
}

fn root(parent: &mut [u32], of: u32) -> u32 {
    let mut at = of;
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}

/// Sketch values that several articles have.
struct Postings {
    /// Of each value the ranks of its articles, the earliest first, each with the place of the value's first one.
    blocks: Vec<(u32, u32)>,
    /// Where the places of each rank begin.
    starts: Vec<u32>,
    /// Places in `blocks`, rank after rank.
    places: Vec<u32>,
}

impl Postings {
    /// Those of all sketches. Time and memory grow as their values do.
    fn of(sketches: &[Sketch], order: &[u32]) -> Self {
        use super::cluster::index;
        let mut blocks = Vec::with_capacity(sketches.iter().map(|s| s.values.len()).sum());
        for (rank, &article) in order.iter().enumerate() {
            blocks.extend(sketches[article as usize].values.iter().map(|&v| (v, index(rank))));
        }
        blocks.par_sort_unstable_by_key(|&(value, rank)| u64::from(value) << 32 | u64::from(rank));
        // Values of one article alone go; the others are from now on known by their place.
        let (mut kept, mut at) = (0, 0);
        let mut starts = vec![0; order.len() + 1];
        while at < blocks.len() {
            let value = blocks[at].0;
            let n = blocks[at..].iter().take_while(|p| p.0 == value).count();
            if n > 1 {
                for (to, from) in (kept..).zip(at..at + n) {
                    let rank = blocks[from].1;
                    starts[rank as usize + 1] += 1;
                    blocks[to] = (index(kept), rank);
                }
                kept += n;
            }
            at += n;
        }
        blocks.truncate(kept);
        for rank in 0..order.len() {
            starts[rank + 1] += starts[rank];
        }
        let mut next: Vec<u32> = starts.clone();
        let mut places = vec![0; kept];
        for (place, &(_, rank)) in blocks.iter().enumerate() {
            let at = &mut next[rank as usize];
            places[*at as usize] = index(place);
            *at += 1;
        }
        Self { blocks, starts, places }
    }

    /// Ranks of earlier articles that share a value with this one, each once, into `candidates`. Where many articles share
    /// a value, each is paired with a few of them only: near linear.
    fn candidates(&self, rank: usize, candidates: &mut Vec<u32>) {
        candidates.clear();
        for &place in &self.places[self.starts[rank] as usize..self.starts[rank + 1] as usize] {
            let first = self.blocks[place as usize].0 as usize;
            let own = place as usize - first;
            pairs_of_block(own..own + 1, |earlier, _| candidates.push(self.blocks[first + earlier].1));
        }
        candidates.sort_unstable();
        candidates.dedup();
    }
}

/// Which articles of a block are paired, as (earlier, later) positions in it, the later ones of these.
pub fn pairs_of_block(later: Range<usize>, mut pair: impl FnMut(usize, usize)) {
    for later in later {
        let first_few = 0..later.min(FIRST);
        let nearest = (later.min(FIRST)..later).rev().take(NEAREST);
        first_few.chain(nearest).for_each(|earlier| pair(earlier, later));
    }
}

/// Articles of a block that every other one is compared with: its earliest.
const FIRST: usize = 3;
/// And its nearest in time.
const NEAREST: usize = 2;

/// What is known of a sketch without a look at its values: tells most sketches that share little apart.
#[derive(Debug, Clone, Copy)]
struct Outline {
    /// Which values there are, by their last nine bits.
    bits: [u64; 8],
    /// Values that fell on a bit that another had set.
    lost: u16,
    /// Values in each eighth of what a sketch keeps; those above are not counted.
    in_eighth: [u8; 8],
    /// The largest value.
    last: u32,
}

/// How far each of the eighths of [`Outline::in_eighth`] goes.
const EIGHTH: u32 = KEPT / 8 + 1;

impl Outline {
    fn of(values: &[u32]) -> Self {
        let (mut bits, mut in_eighth) = ([0u64; 8], [0u8; 8]);
        for value in values {
            bits[(value >> 6) as usize % 8] |= 1 << (value % 64);
            if let Some(n) = in_eighth.get_mut((value / EIGHTH) as usize) {
                *n = n.saturating_add(1);
            }
        }
        let set: u32 = bits.iter().map(|b| b.count_ones()).sum();
        let lost = u16::try_from(values.len() - set as usize).unwrap_or(u16::MAX);
        Self { bits, lost, in_eighth, last: values.last().copied().unwrap_or(0) }
    }

    /// Whether what is known allows that the sketches [look alike](looks_alike).
    fn may_share_a_third(&self, other: &Self) -> bool {
        let both: u32 = self.bits.iter().zip(&other.bits).map(|(a, b)| (a & b).count_ones()).sum();
        let shared_at_most = both + u32::from(self.lost.min(other.lost));
        // Values that are compared for certain: those in the eighths that both have whole.
        let whole = (self.last.min(other.last) / EIGHTH).min(8) as usize;
        let compared = |o: &Self| o.in_eighth[..whole].iter().map(|&n| u32::from(n)).sum::<u32>();
        shared_at_most >= compared(self).min(compared(other)).max(1).div_ceil(3)
    }
}

/// Whether two sketches promise a pair worth fetching the texts for.
#[must_use]
pub fn looks_alike(a: &[u32], b: &[u32]) -> bool {
    // Compare where both are complete: below the smaller of the two largest values.
    let limit = match (a.last(), b.last()) {
        (Some(&x), Some(&y)) => x.min(y),
        _ => return false,
    };
    let (a, b) = (&a[..a.partition_point(|&v| v <= limit)], &b[..b.partition_point(|&v| v <= limit)]);
    // A third of the smaller one, so that chance rarely loses a pair that has three quarters.
    let enough = a.len().min(b.len()).max(1).div_ceil(3);
    // Both go on by comparison, not by branch: which one is smaller cannot be foreseen.
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared >= enough
}

/// Texts that are being compared: a few are kept, since a cluster's first article is asked for often.
struct Texts<'a> {
    fetch: &'a Fetch<'a>,
    kept: FxHashMap<u32, std::rc::Rc<Compared>>,
}

impl Texts<'_> {
    fn get(&mut self, article: u32) -> Result<std::rc::Rc<Compared>> {
        if let Some(found) = self.kept.get(&article) {
            return Ok(std::rc::Rc::clone(found));
        }
        let found = (self.fetch)(ArticleNo(article))?;
        let text = std::rc::Rc::new(Compared::of(&found, &Layout::of(&found)));
        if self.kept.len() >= 64 {
            self.kept.clear();
        }
        self.kept.insert(article, std::rc::Rc::clone(&text));
        Ok(text)
    }
}

/// What is compared of one text.
#[derive(Debug)]
pub struct Compared {
    shingles: Vec<u32>,
    /// Hashes of capitalised words that do not begin a sentence, sorted, each once.
    names: Vec<u64>,
    /// Hashes of numbers, sorted, each once.
    numbers: Vec<u64>,
    /// Hashes of all other words, sorted, each once.
    plain: Vec<u64>,
}

impl Compared {
    /// Reads one article.
    #[must_use]
    pub fn of(article: &Article, layout: &Layout) -> Self {
        let (mut names, mut numbers, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        for sentence in layout.sentences.iter().filter(|s| counts(s.segment)) {
            for (i, token) in layout.tokens_of(sentence).iter().enumerate() {
                let hash = xxh3_64(token.of(&article.text).as_bytes());
                if token.has_digit() {
                    numbers.push(hash);
                } else if token.is_word() && token.is_capitalised() && i > 0 {
                    names.push(hash);
                } else if token.is_word() {
                    plain.push(hash);
                }
            }
        }
        for list in [&mut names, &mut numbers, &mut plain] {
            list.sort_unstable();
            list.dedup();
        }
        Self { shingles: shingles(article, layout), names, numbers, plain }
    }
}

/// How two articles relate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relation {
    /// "exact", "near" or "contains".
    pub relation: &'static str,
    /// Jaccard of word 5-grams.
    pub similarity: f32,
    /// Share of the smaller one's 5-grams that are in the other.
    pub containment: f32,
    /// Whether the first of the two has fewer 5-grams.
    pub is_smaller: bool,
}

/// The values of [`Relation::relation`].
pub const RELATIONS: [&str; 3] = ["exact", "near", "contains"];

impl Relation {
    /// Of two equal texts.
    pub const EXACT: Self = Self { relation: RELATIONS[0], similarity: 1.0, containment: 1.0, is_smaller: false };
}

/// Compares two texts; None when they are not versions of one story.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of one article")]
pub fn compare(a: &Compared, b: &Compared) -> Option<Relation> {
    let shared = shared(&a.shingles, &b.shingles) as f32;
    let (n_a, n_b) = (a.shingles.len() as f32, b.shingles.len() as f32);
    if shared < 1.0 {
        return None;
    }
    let similarity = shared / (n_a + n_b - shared);
    let containment = shared / n_a.min(n_b);
    let is_smaller = n_a < n_b;
    let relation = if similarity >= NEAR {
        "near"
    } else if containment >= CONTAINS && n_a.min(n_b) >= 0.08 * n_a.max(n_b) {
        "contains"
    } else {
        return None;
    };
    if containment < 0.98 && is_template(a, b) {
        return None;
    }
    Some(Relation { relation, similarity, containment, is_smaller })
}

// .5: with 5 % of the words changed at random, .77^1/(2-.77) = .63 of the 5-grams stay.
const NEAR: f32 = 0.5;
const CONTAINS: f32 = 0.7;

/// One frame filled with other names and numbers: most of what differs is names and numbers, and
/// most of those differ.
#[expect(clippy::cast_precision_loss, reason = "counts of one article")]
fn is_template(a: &Compared, b: &Compared) -> bool {
    let overlap = |x: &[u64], y: &[u64]| {
        let smaller = x.len().min(y.len());
        if smaller == 0 { 1.0 } else { shared(x, y) as f32 / smaller as f32 }
    };
    let (names, numbers, plain) =
        (overlap(&a.names, &b.names), overlap(&a.numbers, &b.numbers), overlap(&a.plain, &b.plain));
    let few_names = a.names.len().min(b.names.len()) >= 1 && names < 0.5;
    let few_numbers = a.numbers.len().min(b.numbers.len()) >= 2 && numbers < 0.5;
    plain > 0.75 && (few_numbers && (few_names || numbers < 0.34) || few_names && names < 0.34)
}

fn shared<T: Ord>(one: &[T], other: &[T]) -> usize {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(x), Some(y)) = (one.get(i), other.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Extracted;
    use crate::resolve::{Resolver, made, marked, summarise};

    fn resolved(texts: &[(&str, i32, &str)]) -> crate::resolve::Resolution {
        let all: Vec<Extracted> =
            texts.iter().map(|(id, day, text)| marked::extracted(id, Some(Day(*day)), text)).collect();
        let mut resolver = Resolver::default();
        for one in &all {
            resolver.add(summarise(one));
        }
        resolver.finish(&|n: ArticleNo| Ok(all[n.0 as usize].article.clone())).unwrap()
    }

    #[test]
    fn no_pair_that_looks_alike_is_told_apart_by_its_bits() {
        let mut dice = made::Dice(5);
        let mut sketch = || as_set((0..8 + dice.below(90)).map(|_| dice.skewed(700) as u32 * 400_009).collect());
        let sketches: Vec<Vec<u32>> = (0..120).map(|_| sketch()).chain([Vec::new()]).collect();
        let (mut alike, mut spared) = (0, 0);
        for a in &sketches {
            for b in &sketches {
                let (is_alike, may_be) = (looks_alike(a, b), Outline::of(a).may_share_a_third(&Outline::of(b)));
                assert!(may_be || !is_alike, "{a:?} {b:?}");
                alike += usize::from(is_alike);
                spared += usize::from(!may_be);
            }
        }
        assert!(alike > 100 && spared > 1000, "{alike} {spared}");
    }

    #[test]
    fn candidates_are_the_pairs_of_every_block() {
        let mut dice = made::Dice(11);
        let sketches: Vec<Sketch> = (0..200)
            .map(|n| {
                let values = as_set((0..12).map(|_| u32::try_from(dice.skewed(400)).unwrap()).collect());
                let published = Some(Day(i32::try_from(dice.below(90)).unwrap()));
                Sketch { article_id: format!("a{n:03}"), published, published_at: None, text: n, values }
            })
            .collect();
        let order = in_order(&sketches);
        let mut wanted = std::collections::BTreeSet::new();
        for value in 0..400 {
            let with = |article: &u32| sketches[*article as usize].values.contains(&value);
            let block: Vec<u32> = order.iter().copied().filter(with).collect();
            pairs_of_block(0..block.len(), |earlier, later| {
                wanted.insert((block[later], block[earlier]));
            });
        }
        let postings = Postings::of(&sketches, &order);
        let (mut found, mut some) = (Vec::new(), Vec::new());
        for rank in 0..order.len() {
            postings.candidates(rank, &mut some);
            found.extend(some.iter().map(|&earlier| (order[rank], order[earlier as usize])));
        }
        found.sort_unstable();
        assert!(wanted.len() > 1000 && found.into_iter().eq(wanted));
    }

    fn story() -> String {
        let mut dice = made::Dice(3);
        (0..240).map(|i| made::word(dice.skewed(9_000)) + if i % 30 == 29 { ".\n\n" } else { " " }).collect()
    }

    #[test]
    fn a_wire_story_its_copy_and_its_brief_are_one_cluster() {
        let story = story();
        let copy = format!("Another headline altogether\n\n{story}\n\nThe agency contributed to this report.");
        let brief: String = story.split_inclusive("\n\n").take(3).collect();
        let r = resolved(&[("b", 5, &story), ("a", 6, &copy), ("c", 7, &brief), ("d", 5, &story)]);
        for i in 0..4 {
            assert_eq!(r.cluster(ArticleNo(i)), ("b", i == 0));
        }
        let relation = |a: &str| {
            r.near_duplicates.iter().find(|p| p.article_id == a && p.other_article_id == "b").map(|p| p.relation)
        };
        assert_eq!((relation("a"), relation("c"), relation("d")), (None, Some("contains"), Some("exact")));
        let near = r.near_duplicates.iter().find(|p| p.article_id == "b" && p.other_article_id == "a").unwrap();
        assert_eq!(near.relation, "near");
    }

    #[test]
    fn market_reports_of_one_frame_are_not_duplicates() {
        let frame = |name: &str, by: &str, to: &str, pence: &str| {
            format!(
                "Shares in {name} {by} {to} per cent to {pence} in early trade. Analysts said that the market had expected \
                 the figures and that trading was thin ahead of the holiday. The index of leading shares was little changed, \
                 and dealers said that {name} would publish its results next month."
            )
        };
        let (a, b) = (frame("Aldous", "rose", "3", "210p"), frame("Berrow", "fell", "4", "95p"));
        let r = resolved(&[("a", 1, &a), ("b", 1, &b)]);
        assert!(r.near_duplicates.is_empty(), "{:?}", r.near_duplicates);
        let short = (
            "Shares in Aldous rose 3 per cent to 210p in early trade.",
            "Shares in Berrow fell 4 per cent to 95p in early trade.",
        );
        assert!(resolved(&[("a", 1, short.0), ("b", 1, short.1)]).near_duplicates.is_empty());
    }

    #[test]
    fn known_copies_are_found_and_nothing_else() {
        let made = made::articles(600, 4);
        let all: Vec<(String, String)> =
            made.iter().enumerate().map(|(i, m)| (format!("a{i:04}"), m.text.clone())).collect();
        let texts: Vec<(&str, i32, &str)> = all.iter().map(|(id, text)| (id.as_str(), 1, text.as_str())).collect();
        let r = resolved(&texts);
        let (mut right, mut wanted) = (0, 0);
        for (i, one) in made.iter().enumerate() {
            let (cluster, canonical) = r.cluster(ArticleNo(u32::try_from(i).unwrap()));
            if one.of == i {
                assert!(canonical, "{i} is an original, but found in {cluster}");
            } else {
                wanted += 1;
                right += u32::from(cluster == all[one.of].0);
            }
        }
        assert!(right * 100 >= wanted * 97, "{right} of {wanted}");
    }

    #[test]
    fn articles_of_few_words_have_no_sketch_and_no_duplicates_but_equal_ones() {
        let r = resolved(&[("a", 1, "No words."), ("b", 1, "No words."), ("c", 1, "")]);
        assert!(r.cluster(ArticleNo(2)).1);
        assert!(r.cluster(ArticleNo(0)).1);
    }
}
