//! Learning the model: word lists, clusters and corpora to one file.
//!
//! In: the training corpora, the lists of `en/`, the clusters beside the model. Out: the file that
//! [`weights`](super::weights) reads. Maximum likelihood of a linear chain with labels that may be
//! open (corpora that lack a kind), by AdaGrad in a fixed shuffled order, one thread, no function
//! of the system's mathematics library: the same bits on every machine.

use super::corpora::{self, ANY, CORPORA, Corpus, Example, Raw};
use super::features::{Sentence, of_token, of_word};
use super::lexicon::{self, CASING, COMMON, Classes, MIXED, NAMES, PREFIX, PROPER, Table};
use super::scores::Scorer;
use super::silver::{self, Majority};
use super::synthetic::Stock;
use super::tagger::{Chain, chains, factors, prepare};
use super::weights::{CLASS_BITS, CLUSTERS, Model, STATES, pack};
use super::words::{LABELS, Line, OFFSETS, Words, fold_into};
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use std::io::Read;
use std::path::Path;

/// Features kept: more of them changed no dev score, and fewer are found faster.
const KEPT: usize = 250_000;

/// What was learnt from how much.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Sentences used, with their copies.
    pub sentences: usize,
    /// Tokens that could be part of a name.
    pub candidates: usize,
    /// Features met often enough.
    pub features: usize,
    /// Features kept in the file.
    pub kept: usize,
    /// Bytes of the file.
    pub bytes: usize,
}

/// Numbers that steer the learning; all chosen on the dev sets, see `model/README.md`.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Passes over the examples.
    pub passes: u32,
    /// Times it is learnt anew, each time in another order: the mean of the weights is kept.
    pub orders: u8,
    /// First step of AdaGrad.
    pub rate: f32,
    /// Pull of weights to 0, for each use of a feature.
    pub pull: f32,
    /// Uses below which a feature is left out.
    pub least_uses: u32,
    /// Share 0..1 of tokens whose own words are hidden.
    pub hidden: f32,
    /// Weight of made sentences.
    pub made: f32,
    /// How many times as many of them as `pattern.tsv` says.
    pub times: u32,
    /// Share 0..1 of corpus sentences that are used again with other names.
    pub swapped: f32,
    /// Passes of the two models that doubt the labels of silver corpora; 0 doubts none.
    pub doubt_passes: u32,
    /// Likelihood by a model that has not seen it, below which a silver label is left open.
    pub doubt: f32,
    /// Other weights of corpora than those of [`CORPORA`]; 0 leaves one out.
    pub weights: Vec<(String, f32)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            passes: 7,
            orders: 6,
            rate: 0.12,
            pull: 1e-5,
            least_uses: 3,
            hidden: 0.15,
            made: 0.5,
            times: 2,
            swapped: 0.3,
            doubt_passes: 2,
            doubt: 0.3,
            weights: Vec::new(),
        }
    }
}

/// Learns a model from `train_dir` and writes it to `out`; lists are read from `../en` beside `out`'s folder.
///
/// # Errors
/// When a corpus or list cannot be read, or the model not written.
pub fn train(train_dir: &Path, out: &Path) -> Result<Summary> {
    train_with(train_dir, out, &Settings::default())
}

/// The same with other settings.
///
/// # Errors
/// As [`train`].
pub fn train_with(train_dir: &Path, out: &Path, settings: &Settings) -> Result<Summary> {
    let input = |path: &Path, source| Error::Input { path: path.to_owned(), source };
    let folder = out.parent().unwrap_or(Path::new("."));
    let lists = folder.join("../en");
    let mut stock = Stock::default();
    let mut words = read_lists(&lists, &mut stock)?;
    read_shapes(&lists.join("name_shape.tsv"), &mut stock)?;
    let titles = words.clone();
    let mut raws = Vec::new();
    for corpus in CORPORA {
        let mut corpus = *corpus;
        if let Some((_, weight)) = settings.weights.iter().find(|(name, _)| name == corpus.name) {
            corpus.weight = *weight;
        }
        if corpus.weight == 0.0 {
            continue;
        }
        let mut read = corpora::read(train_dir, corpus.name).map_err(|e| input(train_dir, e))?;
        for raw in &mut read {
            raw.strip_titles(&|token| {
                lexicon::phrase_hashes(token).last().map_or(0, |h| titles.get(h).copied().unwrap_or(0))
            });
        }
        if corpus.silver {
            mend(&mut read, &words);
        }
        raws.push((corpus, read));
    }
    if settings.doubt_passes > 0 {
        doubt(&mut raws, &words, &folder.join("cluster.tsv.gz"), settings)?;
    }
    let path = lists.join("pattern.tsv");
    let patterns = std::fs::read_to_string(&path).map_err(|e| input(&path, e))?;
    let mut examples: Vec<Example> =
        raws.iter().flat_map(|(corpus, read)| read.iter().map(|raw| raw.example(corpus))).collect();
    // Made names are drawn anew for each order, so that the mean hangs on no draw.
    for draw in 0..settings.orders {
        let drawn = examples.len();
        let mut dice = Dice(0x5EED + u64::from(draw));
        vary(&raws, &stock, settings, &mut dice, &mut examples);
        if draw == 0 {
            casing(&examples, &mut words);
        }
        make(&patterns, &stock, settings, &mut dice, &mut examples);
        examples[drawn..].iter_mut().for_each(|example| example.draw = Some(draw));
    }
    let mut pairs: Vec<(u64, u32)> = words.into_iter().collect();
    pairs.sort_unstable();
    let coarse = read_clusters(&folder.join("cluster.tsv.gz"), &mut pairs)?;
    let table = Table::pack(&pairs);
    let blank = pack(&table, &coarse, &[], 1.0, &[[0.0; STATES]; STATES]);
    let (learnt, summary) = learn(&examples, &Model::read(&blank), settings);
    let bytes = pack(&table, &coarse, &learnt.rows, learnt.scale, &learnt.transitions);
    std::fs::write(out, &bytes).map_err(|source| Error::Write { path: out.to_owned(), source })?;
    Ok(Summary { bytes: bytes.len(), ..summary })
}

/// Adds sentences of the corpora in capitals, as headlines, or with other names in place of theirs.
fn vary(raws: &[(Corpus, Vec<Raw>)], stock: &Stock, settings: &Settings, dice: &mut Dice, examples: &mut Vec<Example>) {
    for (corpus, read) in raws {
        for raw in read {
            let roll = dice.share();
            if roll < 0.06 {
                examples.push(raw.rewritten(&|t| t.to_uppercase()).example(corpus));
            } else if roll < 0.14 {
                examples.push(raw.rewritten(&corpora::title_case).example(corpus));
            } else if roll < 0.14 + settings.swapped
                && let Some(swapped) = stock.swapped(raw, dice)
            {
                let mut example = swapped.example(corpus);
                example.weight *= 0.7;
                examples.push(example);
            }
        }
    }
}

/// Adds made sentences.
fn make(patterns: &str, stock: &Stock, settings: &Settings, dice: &mut Dice, examples: &mut Vec<Example>) {
    let made = Corpus { name: "made", weight: settings.made, lacks_other: false, splits_hyphens: false, silver: false };
    for line in patterns.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let Some((pattern, times)) = line.split_once('\t') else { continue };
        for _ in 0..times.parse().unwrap_or(1u32) * settings.times {
            let raw = stock.fill(pattern, dice);
            examples.push(raw.example(&made));
            if dice.share() < 0.1 {
                examples.push(raw.rewritten(&|t| t.to_uppercase()).example(&made));
            }
        }
    }
}

/// Mends the labels of a silver corpus by the lists and by its own majority.
fn mend(raws: &mut [Raw], words: &FxHashMap<u64, Classes>) {
    let lists =
        |text: &str| lexicon::phrase_hashes(text).last().map_or(0, |h| words.get(h).copied().unwrap_or(0)) & !PREFIX;
    let mut majority = Majority::default();
    for raw in raws.iter_mut() {
        silver::mend(raw, &lists);
        majority.add(raw);
    }
    for raw in raws {
        majority.apply(raw);
    }
}

/// Leaves open the labels of silver corpora that a model doubts which learnt from the other corpora
/// and from the other half of the silver sentences.
fn doubt(
    raws: &mut [(Corpus, Vec<Raw>)],
    words: &FxHashMap<u64, Classes>,
    clusters: &Path,
    settings: &Settings,
) -> Result<()> {
    let brief = Settings { passes: settings.doubt_passes, orders: 1, ..settings.clone() };
    let all: Vec<Vec<Example>> =
        raws.iter().map(|(corpus, read)| read.iter().map(|raw| raw.example(corpus)).collect()).collect();
    for half in 0..2 {
        let mut examples = Vec::new();
        for ((corpus, _), of_corpus) in raws.iter().zip(&all) {
            examples.extend(
                of_corpus.iter().enumerate().filter(|(i, _)| !corpus.silver || i % 2 != half).map(|(_, e)| e.clone()),
            );
        }
        let mut words = words.clone();
        casing(&examples, &mut words);
        let mut pairs: Vec<(u64, u32)> = words.into_iter().collect();
        pairs.sort_unstable();
        let coarse = read_clusters(clusters, &mut pairs)?;
        let table = Table::pack(&pairs);
        let blank = pack(&table, &coarse, &[], 1.0, &[[0.0; STATES]; STATES]);
        let (learnt, _) = learn(&examples, &Model::read(&blank), &brief);
        let bytes = pack(&table, &coarse, &learnt.rows, learnt.scale, &learnt.transitions);
        let model = Model::read(&bytes);
        let steps = factors(&model.transitions);
        let (mut known, mut sentence, mut chain) = (Words::default(), Sentence::default(), Chain::default());
        let mut scorer = Scorer::default();
        for ((corpus, read), of_corpus) in raws.iter_mut().zip(&all) {
            if !corpus.silver {
                continue;
            }
            for (raw, example) in read.iter_mut().zip(of_corpus).skip(half).step_by(2) {
                raw.open.resize(raw.tokens.len(), false);
                known.start();
                let hashes = hashes_of(example);
                prepare(&example.text, &example.tokens, &hashes, &mut known, &model, &mut sentence, false);
                for range in chains(&sentence.candidate) {
                    chain.scores.clear();
                    scorer.score(&sentence, &mut known, &model, range.clone(), &mut chain.scores);
                    chain.sum(&steps, None);
                    let first = range.start;
                    for i in range {
                        let allowed = example.allowed[i];
                        let sure: f32 =
                            (0..STATES).filter(|l| allowed >> l & 1 == 1).map(|l| chain.likely[i - first][l]).sum();
                        if sure < settings.doubt {
                            raw.open[example.sources[i] as usize] = true;
                        }
                    }
                }
                silver::widen(raw);
            }
        }
    }
    Ok(())
}

/// Words and phrases of every list, with their beginnings.
fn read_lists(folder: &Path, stock: &mut Stock) -> Result<FxHashMap<u64, Classes>> {
    let mut out: FxHashMap<u64, Classes> = FxHashMap::default();
    for file in LISTS {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).map_err(|source| Error::Input { path: path.clone(), source })?;
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty()) {
            let mut cells = line.split('\t');
            let (Some(name), Some(class)) = (cells.next(), cells.next()) else { continue };
            if class == "class" {
                continue;
            }
            let Some(&(_, bit)) = NAMES.iter().find(|(n, _)| *n == class) else {
                return Err(Error::Config {
                    at: format!("{}:{}", path.display(), i + 1),
                    problem: format!("expected the name of a class, but found '{class}'"),
                });
            };
            stock.add(name, class);
            let hashes = lexicon::phrase_hashes(name);
            let Some((&last, before)) = hashes.split_last() else { continue };
            *out.entry(last).or_default() |= bit;
            for &hash in before {
                *out.entry(hash).or_default() |= PREFIX;
            }
        }
    }
    Ok(out)
}

/// Shapes of made names.
fn read_shapes(path: &Path, stock: &mut Stock) -> Result<()> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Input { path: path.to_owned(), source })?;
    for line in text.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let mut cells = line.split('\t');
        if let (Some(shape), Some(kind), Some(Ok(times))) = (cells.next(), cells.next(), cells.next().map(str::parse)) {
            stock.add_shape(shape, kind, times);
        }
    }
    Ok(())
}

/// Lists that the model knows.
const LISTS: &[&str] = &[
    "given_name.tsv",
    "family_name.tsv",
    "title.tsv",
    "kind_word.tsv",
    "demonym.tsv",
    "country.tsv",
    "town.tsv",
    "company.tsv",
    "known.tsv",
];

/// Adds the fine cluster of each word to its value; the coarse cluster of each fine one.
fn read_clusters(path: &Path, pairs: &mut Vec<(u64, u32)>) -> Result<[u8; CLUSTERS]> {
    let input = |source| Error::Input { path: path.to_owned(), source };
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(path).map_err(input)?)
        .read_to_string(&mut text)
        .map_err(input)?;
    let mut coarse_of = [0; CLUSTERS];
    let mut index: FxHashMap<u64, usize> = pairs.iter().enumerate().map(|(i, p)| (p.0, i)).collect();
    let mut folded = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(word), Some(Ok(fine)), Some(Ok(coarse))) =
            (cells.next(), cells.next().map(str::parse::<u16>), cells.next().map(str::parse::<u8>))
        else {
            continue;
        };
        // 0 is "unknown"; the last two clusters share a number, so that it fits ten bits.
        let fine = (fine + 1).min(1023);
        coarse_of[usize::from(fine)] = coarse + 1;
        folded.clear();
        fold_into(word, &mut folded);
        let hash = lexicon::hash(&folded);
        let at = *index.entry(hash).or_insert(pairs.len());
        if at == pairs.len() {
            pairs.push((hash, 0));
        }
        pairs[at].1 = pairs[at].1 & ((1 << CLASS_BITS) - 1) | u32::from(fine) << CLASS_BITS;
    }
    Ok(coarse_of)
}

/// How often words are written in small letters inside prose.
fn casing(examples: &[Example], words: &mut FxHashMap<u64, Classes>) {
    let mut counts: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    let mut folded = Vec::new();
    for example in examples {
        if super::tagger::line_of(&example.tokens) != Line::Prose {
            continue;
        }
        for token in example.tokens.iter().skip(1).filter(|t| t.is_word() && !t.has_digit()) {
            folded.clear();
            fold_into(token.of(&example.text), &mut folded);
            let count = counts.entry(lexicon::hash(&folded)).or_default();
            if token.has_upper() { count.1 += 1 } else { count.0 += 1 }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, (l, u))| l + u >= 3).collect();
    counts.sort_unstable();
    for (hash, (lower, upper)) in counts {
        let share = f64::from(lower) / f64::from(lower + upper);
        let bit = if share > 0.9 {
            COMMON
        } else if share > 0.2 {
            MIXED
        } else {
            PROPER
        };
        let entry = words.entry(hash).or_default();
        *entry = *entry & !CASING | bit;
    }
}

/// A small generator of random numbers: the same on every machine.
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// The next 32 bits.
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is wanted")]
    pub fn roll(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) as u32
    }
    /// 0..1.
    #[expect(clippy::cast_precision_loss, reason = "24 bits fit")]
    pub fn share(&mut self) -> f32 {
        (self.roll() >> 8) as f32 / 16_777_216.0
    }
}

struct Learnt {
    rows: Vec<(u64, [i8; LABELS])>,
    scale: f32,
    transitions: [[f32; STATES]; STATES],
}

/// Chains of all examples with their features as numbers.
#[derive(Default)]
struct Instances {
    /// Chains: first token, number of tokens, weight, and the order that learns from it, [`ANY`] for all.
    chains: Vec<(u32, u32, f32, u16)>,
    /// Per token: labels it may have.
    allowed: Vec<u16>,
    /// Per token: where its features begin.
    starts: Vec<u32>,
    /// Feature numbers; the top bit marks those that tell the very word.
    features: Vec<u32>,
}

const LEXICAL: u32 = 1 << 31;

#[expect(clippy::cast_possible_truncation, reason = "examples are far fewer than 2^31")]
fn learn(examples: &[Example], model: &Model<'_>, settings: &Settings) -> (Learnt, Summary) {
    let mut known: FxHashMap<u64, u32> = FxHashMap::default();
    // First walk: count.
    walk(examples, model, &mut |hash, _| *known.entry(hash).or_default() += 1, &mut |_, _, _| {});
    let mut often: Vec<u64> = known.iter().filter(|(_, n)| **n >= settings.least_uses).map(|(h, _)| *h).collect();
    often.sort_unstable();
    let uses: Vec<u32> = often.iter().map(|hash| known[hash]).collect();
    let known: FxHashMap<u64, u32> = often.iter().enumerate().map(|(i, &h)| (h, i as u32)).collect();
    // Second walk: numbers.
    let mut instances = Instances::default();
    {
        let cell = std::cell::RefCell::new(&mut instances);
        walk(
            examples,
            model,
            &mut |hash, lexical| {
                if let Some(&id) = known.get(&hash) {
                    cell.borrow_mut().features.push(id | if lexical { LEXICAL } else { 0 });
                }
            },
            &mut |allowed, len, weight| {
                let mut to = cell.borrow_mut();
                if len > 0 {
                    let first = to.allowed.len() as u32;
                    to.chains.push((first, len as u32, weight, allowed));
                } else {
                    to.allowed.push(allowed);
                    let at = to.features.len() as u32;
                    to.starts.push(at);
                }
            },
        );
    }
    let end = instances.features.len() as u32;
    instances.starts.push(end);
    let n = often.len();
    // The mean of the weights over the last passes, and over several orders, says more than the last of them.
    let mut means = Means::default();
    for seed in 0..settings.orders {
        climb(&instances, n, seed, settings, &mut means);
    }
    let (weights, transitions) = means.settle();
    let summary =
        Summary { sentences: examples.len(), candidates: instances.allowed.len(), features: n, ..Summary::default() };
    quantise(&often, &uses, &weights, &transitions, summary)
}

/// One run of AdaGrad from nothing, over the chains of order `seed`, shuffled; adds its last weights to `means`.
#[expect(clippy::cast_possible_truncation, reason = "chains are far fewer than 2^31")]
fn climb(instances: &Instances, features: usize, seed: u8, settings: &Settings, means: &mut Means) {
    let mut weights = vec![[0f32; LABELS]; features];
    let mut squares = vec![[0f32; LABELS]; features];
    let mut transitions = [[0f32; STATES]; STATES];
    let mut transition_squares = [[0f32; STATES]; STATES];
    let is_learnt = |at: &u32| {
        matches!(instances.chains[*at as usize].3, ANY) || instances.chains[*at as usize].3 == u16::from(seed)
    };
    let mut order: Vec<u32> = (0..instances.chains.len() as u32).filter(is_learnt).collect();
    let mut dice = Dice(0xC0DE + u64::from(seed));
    let mut chain = Chain::default();
    let mut slopes: Vec<[f32; STATES]> = Vec::new();
    let mut active: Vec<u32> = Vec::new();
    let mut bounds: Vec<usize> = Vec::new();
    for pass in 0..settings.passes {
        for i in (1..order.len()).rev() {
            order.swap(i, dice.roll() as usize % (i + 1));
        }
        let rate = settings.rate * if pass + 2 >= settings.passes { 0.5 } else { 1.0 };
        for (step, &at) in order.iter().enumerate() {
            if pass + 2 >= settings.passes && step % (order.len() / 2 + 1) == order.len() / 2 {
                means.add(&weights, &transitions);
            }
            let (first, len, weight, _) = instances.chains[at as usize];
            let range = first as usize..(first + len) as usize;
            active.clear();
            bounds.clear();
            chain.scores.clear();
            for token in range.clone() {
                bounds.push(active.len());
                let hide = dice.share() < settings.hidden;
                let mut sum = [0f32; STATES];
                for &id in &instances.features[instances.starts[token] as usize..instances.starts[token + 1] as usize] {
                    if id & LEXICAL != 0 && hide {
                        continue;
                    }
                    let id = id & !LEXICAL;
                    active.push(id);
                    for (to, from) in sum[1..].iter_mut().zip(&weights[id as usize]) {
                        *to += from;
                    }
                }
                chain.scores.push(sum);
            }
            bounds.push(active.len());
            let allowed = &instances.allowed[range];
            if allowed.iter().all(|&a| a == ANY) {
                continue;
            }
            let steps = factors(&transitions);
            let mut step_slopes = [[0f32; STATES]; STATES];
            chain.sum(&steps, Some(allowed));
            slopes.clear();
            slopes.extend_from_slice(&chain.likely);
            if slopes.iter().any(|row| row.iter().sum::<f32>() < 0.5) {
                continue; // no allowed path
            }
            chain.expected_steps(&steps, &mut step_slopes, weight);
            chain.sum(&steps, None);
            chain.expected_steps(&steps, &mut step_slopes, -weight);
            for (slope, likely) in slopes.iter_mut().zip(&chain.likely) {
                for (to, from) in slope.iter_mut().zip(likely) {
                    *to = (*to - from) * weight;
                }
            }
            for (token, slope) in slopes.iter().enumerate() {
                for &id in &active[bounds[token]..bounds[token + 1]] {
                    let (w, s) = (&mut weights[id as usize], &mut squares[id as usize]);
                    for label in 0..LABELS {
                        let g = slope[label + 1] - settings.pull * w[label];
                        s[label] += g * g;
                        w[label] += rate * g / (s[label].sqrt() + 1e-3);
                    }
                }
            }
            for from in 0..STATES {
                for to in 0..STATES {
                    let g = step_slopes[from][to];
                    transition_squares[from][to] += g * g;
                    transitions[from][to] += rate * g / (transition_squares[from][to].sqrt() + 1e-3);
                }
            }
        }
    }
    means.add(&weights, &transitions);
}

/// Sums of weights at several moments.
#[derive(Default)]
struct Means {
    weights: Vec<[f32; LABELS]>,
    transitions: [[f32; STATES]; STATES],
    moments: u16,
}

impl Means {
    fn add(&mut self, weights: &[[f32; LABELS]], transitions: &[[f32; STATES]; STATES]) {
        self.weights.resize(weights.len(), [0.0; LABELS]);
        for (to, from) in self.weights.iter_mut().flatten().zip(weights.iter().flatten()) {
            *to += from;
        }
        for (to, from) in self.transitions.iter_mut().flatten().zip(transitions.iter().flatten()) {
            *to += from;
        }
        self.moments += 1;
    }

    fn settle(mut self) -> (Vec<[f32; LABELS]>, [[f32; STATES]; STATES]) {
        let by = 1.0 / f32::from(self.moments.max(1));
        for cell in self.weights.iter_mut().flatten().chain(self.transitions.iter_mut().flatten()) {
            *cell *= by;
        }
        (self.weights, self.transitions)
    }
}

/// Keeps the features that matter most, by their largest weight and, to a lesser degree, by how often they are used:
/// a large weight that is hardly ever met is not missed.
fn quantise(
    hashes: &[u64],
    uses: &[u32],
    weights: &[[f32; LABELS]],
    transitions: &[[f32; STATES]; STATES],
    mut summary: Summary,
) -> (Learnt, Summary) {
    // Square roots give the same bits everywhere; powers do not.
    #[expect(clippy::cast_precision_loss, reason = "a rough measure")]
    let worth = |i: usize| weights[i].iter().fold(0f32, |a, w| a.max(w.abs())) * (uses[i] as f32).sqrt().sqrt();
    let mut rows: Vec<usize> = (0..hashes.len()).collect();
    rows.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)).then(hashes[a].cmp(&hashes[b])));
    rows.truncate(KEPT);
    // 1/32: weights reach ±4, a step of 0.03 changed no dev score in the third digit.
    let scale = 1.0 / 32.0;
    let mut out = Vec::new();
    for i in rows {
        #[expect(clippy::cast_possible_truncation, reason = "clamped")]
        let row: [i8; LABELS] = weights[i].map(|w| (w / scale).round().clamp(-127.0, 127.0) as i8);
        if row.iter().any(|&w| w != 0) {
            out.push((hashes[i], row));
        }
    }
    summary.kept = out.len();
    (Learnt { rows: out, scale, transitions: *transitions }, summary)
}

/// Hashes of the letters of its tokens.
fn hashes_of(example: &Example) -> Vec<u64> {
    example.tokens.iter().map(|t| lexicon::hash(t.of(&example.text).as_bytes())).collect()
}

/// Walks over every candidate token: its features, then `(allowed, 0, _)`; before each chain `(order or [`ANY`], length, weight)`.
fn walk(
    examples: &[Example],
    model: &Model<'_>,
    feature: &mut dyn FnMut(u64, bool),
    mark: &mut dyn FnMut(u16, usize, f32),
) {
    let mut words = Words::default();
    let mut sentence = Sentence::default();
    for example in examples {
        words.start();
        prepare(&example.text, &example.tokens, &hashes_of(example), &mut words, model, &mut sentence, false);
        for range in chains(&sentence.candidate) {
            mark(example.draw.map_or(ANY, u16::from), range.len(), example.weight);
            for i in range.clone() {
                let mut allowed = example.allowed[i];
                // A name that begins outside of the chain cannot be learnt from.
                if i == range.start && allowed & 0b1_0101_0101 == allowed && allowed != 1 {
                    allowed = ANY;
                }
                mark(allowed, 0, 0.0);
                for offset in 0..OFFSETS {
                    of_word(words.get(sentence.ids[i + 4 - offset]), offset, &mut *feature);
                }
                of_token(&sentence, i, &mut *feature);
            }
        }
    }
}
