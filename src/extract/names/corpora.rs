//! Reading the training corpora: tokens and labels to text, words and labels as tagging sees them.
//!
//! In: `<corpus>.conll.gz` files. Out: [`Example`]s. The tokens of each corpus are joined to
//! running text and split again by [`tokenise`], so that training and tagging see the same words.

use super::lexicon::{Classes, TITLE};
use super::weights::STATES;
use crate::extract::tokens::{Token, tokenise};
use std::io::Read;
use std::path::Path;

/// How one corpus is used.
#[derive(Debug, Clone, Copy)]
pub struct Corpus {
    /// File name without `.conll.gz`.
    pub name: &'static str,
    /// How much one of its sentences counts.
    pub weight: f32,
    /// Whether "no name" there may be a name of another kind.
    pub lacks_other: bool,
    /// Whether hyphens stand as tokens of their own inside words.
    pub splits_hyphens: bool,
    /// Whether a machine set its labels: they are mended and doubted, see [`silver`](super::silver).
    pub silver: bool,
}

const fn corpus(name: &'static str, weight: f32, lacks_other: bool, splits_hyphens: bool) -> Corpus {
    Corpus { name, weight, lacks_other, splits_hyphens, silver: false }
}

/// The corpora that go into the shipped weights; why these, see `model/README.md`.
pub const CORPORA: &[Corpus] = &[
    Corpus { silver: true, ..corpus("gmb", 0.6, false, false) },
    corpus("wikigold-train", 1.5, false, false),
    corpus("meantime", 1.0, false, false),
    corpus("gum-ccby", 1.0, false, true),
    corpus("gum-ccbysa", 1.0, false, true),
    corpus("uner-ewt", 1.0, true, true),
    corpus("btc", 0.3, true, false),
    corpus("wnut17", 0.3, false, false),
];

/// Every label.
pub const ANY: u16 = (1 << STATES) - 1;

/// One sentence of a corpus as it stands there.
#[derive(Debug, Clone, Default)]
pub struct Raw {
    /// Its tokens.
    pub tokens: Vec<String>,
    /// Their labels: 0 none, 1 begin of a person, 2 inside …
    pub labels: Vec<u8>,
    /// Tokens whose label is not to be learnt from; may be empty.
    pub open: Vec<bool>,
}

/// One sentence as the tagger sees it.
#[derive(Debug, Clone, Default)]
pub struct Example {
    /// Running text.
    pub text: String,
    /// Its words.
    pub tokens: Vec<Token>,
    /// Labels that each may have, a bit each.
    pub allowed: Vec<u16>,
    /// Token of the corpus that each begins in.
    pub sources: Vec<u32>,
    /// How much it counts.
    pub weight: f32,
    /// The one order that learns from it, of examples that are drawn anew for each.
    pub draw: Option<u8>,
}

/// Reads one corpus.
///
/// # Errors
/// When the file cannot be read.
pub fn read(dir: &Path, name: &str) -> std::io::Result<Vec<Raw>> {
    let file = std::fs::File::open(dir.join(format!("{name}.conll.gz")))?;
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text)?;
    let mut out = Vec::new();
    let mut raw = Raw::default();
    for line in text.lines().chain([""]) {
        let mut cells = line.split('\t');
        let (Some(token), Some(label)) = (cells.next(), cells.next()) else {
            if !raw.tokens.is_empty() {
                out.push(std::mem::take(&mut raw));
            }
            continue;
        };
        raw.tokens.push(token.to_owned());
        raw.labels.push(match label {
            "B-PER" => 1,
            "I-PER" => 2,
            "B-ORG" => 3,
            "I-ORG" => 4,
            "B-LOC" => 5,
            "I-LOC" => 6,
            "B-MISC" => 7,
            "I-MISC" => 8,
            _ => 0,
        });
    }
    Ok(out)
}

impl Raw {
    /// Cuts titles off persons, as the gold sets do: "President Bush" is "Bush".
    pub fn strip_titles(&mut self, classes: &dyn Fn(&str) -> Classes) {
        for i in 0..self.labels.len() {
            if self.labels[i] != 1 {
                continue;
            }
            let mut first = i;
            let end = (i + 1..self.labels.len()).find(|&j| self.labels[j] != 2).unwrap_or(self.labels.len());
            while first < end && classes(&self.tokens[first]) & TITLE != 0 && self.tokens[first] != "U" {
                self.labels[first] = 0;
                first += 1;
            }
            if first < end {
                self.labels[first] = 1;
            }
        }
    }

    /// The sentence as the tagger sees it.
    #[must_use]
    pub fn example(&self, corpus: &Corpus) -> Example {
        let mut text = String::new();
        let mut ends = Vec::with_capacity(self.tokens.len());
        let mut open_quote = false;
        let mut glue = true;
        for (i, token) in self.tokens.iter().enumerate() {
            let t = token.as_str();
            let word_before = i > 0 && self.tokens[i - 1].chars().all(char::is_alphanumeric);
            let hyphen = corpus.splits_hyphens && (t == "-" || t == "–") && word_before;
            let closes =
                matches!(t, "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "}" | "%" | "''" | "”" | "…" | "...")
                    || matches!(t, "'s" | "’s" | "'S" | "n't" | "n’t" | "'re" | "'ve" | "'ll" | "'d" | "'m")
                    || (t == "'" && i > 0 && self.tokens[i - 1].ends_with('s'))
                    || (t == "\"" && open_quote)
                    || hyphen;
            if !(glue || closes) {
                text.push(' ');
            }
            text.push_str(t);
            ends.push(text.len());
            glue = matches!(t, "(" | "[" | "{" | "``" | "“" | "$" | "£" | "€" | "#")
                || (t == "\"" && !open_quote)
                || hyphen;
            if t == "\"" {
                open_quote = !open_quote;
            }
        }
        let mut tokens = Vec::new();
        tokenise(&text, &mut tokens);
        let mut allowed = Vec::with_capacity(tokens.len());
        let mut sources = Vec::with_capacity(tokens.len());
        let mut source = 0;
        let mut last_source = usize::MAX;
        for token in &tokens {
            while source < ends.len() && ends[source] <= token.span.start as usize {
                source += 1;
            }
            let mut last = source;
            while last + 1 < ends.len() && ends[last] < token.span.end as usize {
                last += 1;
            }
            let label = self.labels.get(source).copied().unwrap_or(0);
            let one_name =
                label != 0 && (source + 1..=last).all(|j| self.labels[j] != 0 && self.labels[j].is_multiple_of(2));
            sources.push(u32::try_from(source).unwrap_or(0));
            let open = (source..=last).any(|j| self.open.get(j).copied().unwrap_or(false));
            let bits = if open || source != last && !one_name && (source..=last).any(|j| self.labels[j] != 0) {
                ANY
            } else if label == 0 {
                if corpus.lacks_other { 1 | 1 << 7 | 1 << 8 } else { 1 }
            } else if label % 2 == 1 && last_source == source {
                1 << (label + 1)
            } else {
                1 << label
            };
            last_source = last;
            allowed.push(bits);
        }
        mend(&mut allowed);
        Example { text, tokens, allowed, sources, weight: corpus.weight, draw: None }
    }

    /// The same with its letters changed: headlines, lines in capitals.
    #[must_use]
    pub fn rewritten(&self, how: &dyn Fn(&str) -> String) -> Self {
        Self {
            tokens: self.tokens.iter().map(|t| how(t)).collect(),
            labels: self.labels.clone(),
            open: self.open.clone(),
        }
    }
}

/// An inside that follows nothing becomes a begin.
fn mend(allowed: &mut [u16]) {
    let mut before = 1u16;
    for bits in allowed {
        if bits.is_power_of_two() {
            let label = bits.trailing_zeros();
            let fits = label == 0 || label % 2 == 1 || before & (1 << label | 1 << (label - 1)) != 0;
            if !fits {
                *bits = 1 << (label - 1);
            }
        }
        before = *bits;
    }
}

/// "the bank" → "The Bank".
#[must_use]
pub fn title_case(token: &str) -> String {
    let small = matches!(
        token,
        "of" | "the" | "a" | "an" | "in" | "on" | "to" | "for" | "and" | "at" | "by" | "as" | "'s" | "n't"
    );
    let mut chars = token.chars();
    match chars.next() {
        Some(first) if !small && token.len() > 1 => first.to_uppercase().chain(chars).collect(),
        _ => token.to_owned(),
    }
}
