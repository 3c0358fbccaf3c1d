//! People, organisations and places in one pass.
//!
//! In: one normalised [`Article`]. Out: its names, with titles, roles and a calibrated confidence. The model reads
//! every sentence ([`scores`], [`tagger`]), the article is asked what it says elsewhere (`second`, with `cues`, `things`, `sports`
//! and `companies` for what stands beside a name), and what is then found becomes mentions (`emit`, `edges`, `repeats`,
//! `people`, `roles`). To add knowledge: a row in a list of `en/` (then train anew) or a cue in `second`; either with
//! rows in `en/corpus.tsv`, half of them traps.

mod adjectives;
pub mod agreement;
mod companies;
mod confidence;
pub mod corpora;
mod cues;
pub mod definitions;
mod edges;
mod emit;
pub mod features;
mod filter;
pub mod lexicon;
mod people;
mod repeats;
mod roles;
pub mod scores;
mod second;
pub mod silver;
mod sports;
pub mod synthetic;
pub mod tagger;
mod things;
pub mod train;
pub mod weights;
pub mod words;

use super::Layout;
use crate::records::{Article, Mention};
use std::cell::RefCell;

pub use train::train;

/// Buffers of one thread.
#[derive(Default)]
struct Scratch {
    words: words::Words,
    sentence: features::Sentence,
    scorer: scores::Scorer,
    chain: tagger::Chain,
    evidence: agreement::Evidence,
    seen: Vec<agreement::Seen>,
    chains: Vec<Stretch>,
    scores: Vec<[f32; weights::STATES]>,
    units: Vec<agreement::Unit>,
    unit_of: Vec<u32>,
    labels: Vec<u8>,
    likely: Vec<[f32; weights::STATES]>,
    defined: Vec<definitions::Definition>,
    kinds: Vec<u8>,
    things: Vec<things::Thing>,
    /// How much the article is about sport.
    sport: u32,
}

/// One chain of the article between the passes.
#[derive(Clone, Copy)]
struct Stretch {
    /// First token in the article.
    first: u32,
    /// Tokens.
    len: u32,
    /// Its first score.
    scores: u32,
    /// Its sentence.
    sentence: u32,
    /// Whether the rest of the article changed its scores.
    pushed: bool,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// How names are found; the default is what `copydesk build` does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Leaves out the second pass over the article.
    pub alone: bool,
    /// Also gives places inside names of organisations, with role `in_name`.
    pub inside: bool,
    /// How strongly the article speaks in the second pass.
    pub strength: agreement::Strength,
}

/// Every name in the article, in text order, not overlapping except for roles `in_name` and `title`.
/// Fills all fields but `place`, `place_confidence`, `local` and `quote`.
#[must_use]
pub fn find(article: &Article, layout: &Layout) -> Vec<Mention> {
    find_using(weights::shipped(), article, layout, Options::default())
}

/// The same with another model or other options.
#[must_use]
pub fn find_using(model: &weights::Model<'_>, article: &Article, layout: &Layout, options: Options) -> Vec<Mention> {
    SCRATCH.with_borrow_mut(|scratch| scratch.find(model, article, layout, options))
}

impl Scratch {
    fn find(
        &mut self,
        model: &weights::Model<'_>,
        article: &Article,
        layout: &Layout,
        options: Options,
    ) -> Vec<Mention> {
        let steps = tagger::factors(&model.transitions);
        self.words.start();
        self.read(model, article, layout);
        if !options.alone {
            self.first_pass(&steps, article, layout);
            self.push(options.strength, &article.text, layout);
        }
        let mut mentions = Vec::new();
        for i in 0..self.chains.len() {
            let stretch = self.chains[i];
            if options.alone || stretch.pushed {
                self.decode(stretch, &steps);
            } else {
                let range = stretch.scores as usize..(stretch.scores + stretch.len) as usize;
                self.chain.labels.clear();
                self.chain.labels.extend_from_slice(&self.labels[range.clone()]);
                self.chain.likely.clear();
                self.chain.likely.extend_from_slice(&self.likely[range]);
            }
            self.emit(stretch, model, &article.text, layout, &mut mentions);
        }
        if !options.alone {
            self.emit_defined(layout, &mut mentions);
            repeats::add(&article.text, layout, &mut mentions);
        }
        adjectives::add(&article.text, layout, model, &mut mentions);
        people::join_nicknames(&article.text, layout, &mut mentions);
        people::describe(&article.text, layout, &self.seen, &mut mentions);
        roles::assign(&article.text, layout, &self.seen, options.inside, &mut mentions);
        mentions
    }

    /// Prepares every sentence and scores its chains.
    fn read(&mut self, model: &weights::Model<'_>, article: &Article, layout: &Layout) {
        self.seen.clear();
        self.chains.clear();
        self.scores.clear();
        self.sport = 0;
        for (number, s) in layout.sentences.iter().enumerate() {
            let tokens = layout.tokens_of(s);
            let hashes = &layout.hashes[s.tokens.start as usize..s.tokens.end as usize];
            tagger::prepare(&article.text, tokens, hashes, &mut self.words, model, &mut self.sentence, true);
            let sentence = &self.sentence;
            let heading = sentence.line != 0;
            let words = sentence.cores[2..].iter().zip(tokens).zip(sentence.upper.iter().zip(&sentence.phrase));
            self.sport += words.clone().map(|((word, _), _)| u32::from(word.sport)).sum::<u32>();
            let first = self.seen.len();
            self.seen.extend(words.map(|((word, token), (&upper, &phrase))| agreement::Seen {
                lower: word.lower,
                form: word.form,
                classes: word.classes,
                upper,
                caps: upper && token.is_all_caps() && token.span.len() > 1,
                first: false,
                heading,
                phrase,
            }));
            if let Some(seen) = self.seen.get_mut(first) {
                seen.first = true;
            }
            let mut scores = self.scores.len();
            for range in tagger::chains(&sentence.candidate) {
                self.chains.push(Stretch {
                    first: s.tokens.start + u32::try_from(range.start).unwrap_or(0),
                    len: u32::try_from(range.len()).unwrap_or(0),
                    scores: u32::try_from(scores).unwrap_or(0),
                    sentence: u32::try_from(number).unwrap_or(u32::MAX),
                    pushed: false,
                });
                scores += range.len();
            }
            let candidates = (0..tokens.len()).filter(|&i| sentence.candidate[i]);
            self.scorer.score(sentence, &mut self.words, model, candidates, &mut self.scores);
        }
    }

    fn decode(&mut self, stretch: Stretch, steps: &tagger::Steps) {
        let from = stretch.scores as usize;
        self.chain.scores.clear();
        self.chain.scores.extend_from_slice(&self.scores[from..from + stretch.len as usize]);
        self.chain.best(steps);
        self.chain.sum(steps, None);
    }
}

/// Version of the embedded model and of the rules around it: for the manifest and cache keys.
#[must_use]
pub fn model_version() -> &'static str {
    weights::version()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Kind, Role, Span};
    use proptest::prelude::*;

    fn found(text: &str) -> (Article, Vec<Mention>) {
        let article = crate::normalise::plain(text);
        let layout = Layout::of(&article);
        let mentions = find(&article, &layout);
        (article, mentions)
    }

    fn gives(text: &str) -> String {
        let (article, mentions) = found(text);
        let list: Vec<String> = mentions
            .iter()
            .map(|m| {
                let role = if m.role == Role::Literal { String::new() } else { format!("/{}", m.role.as_str()) };
                format!("{}{role}:{}", m.kind.as_str(), m.span.of(&article.text))
            })
            .collect();
        if list.is_empty() { "-".to_owned() } else { list.join("; ") }
    }

    #[test]
    fn every_row_of_the_corpus_gives_its_names() {
        let corpus = crate::corpus::rows("extract/names/en/corpus.tsv", include_str!("en/corpus.tsv"));
        let misses: Vec<String> = corpus
            .filter_map(|row| {
                let got = gives(&row.cells[1].replace('⏎', "\n"));
                (got != row.cells[0] && !row.cells[0].starts_with('?'))
                    .then(|| format!("{}: {}\n want {}\n  got {got}", row.at, row.cells[1], row.cells[0]))
            })
            .collect();
        assert!(misses.is_empty(), "{} rows miss\n{}", misses.len(), misses.join("\n"));
    }

    #[test]
    fn titles_and_descriptions_are_kept_beside_the_name() {
        for (text, name, title, description) in [
            ("Dr Lena Fischer-Obi resigned.", "Lena Fischer-Obi", "Dr", ""),
            ("Yesterday Sir Ketan Shah praised her.", "Ketan Shah", "Sir", ""),
            ("It was Labour Party leader Jeremy Corbyn who spoke.", "Jeremy Corbyn", "", "Labour Party leader"),
            ("Finsbury Park Mosque chair Mohammed Kozbar spoke.", "Mohammed Kozbar", "", "Finsbury Park Mosque chair"),
            ("Siobhán O’Dowd, the Galway coroner, said so.", "Siobhán O’Dowd", "", "the Galway coroner"),
            ("The home secretary, Dana Price, faces MPs.", "Dana Price", "", "The home secretary"),
            ("Dana Price, a nurse, left.", "Dana Price", "", "a nurse"),
            ("Hana Mori, a nurse at St Luke’s, said: “Wards are full.”", "Hana Mori", "", "a nurse at St Luke’s"),
            ("Ruth Adeyemi, 41, a teacher, spoke.", "Ruth Adeyemi", "", "a teacher"),
        ] {
            let (article, mentions) = found(text);
            let of = |span: Option<Span>| span.map_or("", |s| s.of(&article.text)).to_owned();
            let got = mentions.iter().find(|m| m.kind == Kind::Person && m.span.of(&article.text) == name);
            let got = got.map(|m| (of(m.title), of(m.description)));
            assert_eq!(got, Some((title.to_owned(), description.to_owned())), "{text}");
        }
    }

    #[test]
    fn the_part_of_a_place_is_its_modifier() {
        let (article, mentions) = found("Buses stopped in north London today.");
        let modifier = mentions.iter().find_map(|m| m.modifier).map(|s| s.of(&article.text).to_owned());
        assert_eq!(modifier.as_deref(), Some("north"));
    }

    #[test]
    fn the_model_is_small_enough() {
        assert!(std::fs::metadata("src/extract/names/model/names.model").is_ok_and(|m| m.len() <= 8_000_000));
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for text in ["A ".repeat(200_000), "Al-".repeat(100_000), "\"".repeat(300_000), "Ab of the ".repeat(60_000)] {
            let started = std::time::Instant::now();
            let _ = found(&text);
            assert!(started.elapsed().as_secs() < 8, "{:?} for {}", started.elapsed(), &text[..10]);
        }
    }

    proptest! {
        #[test]
        fn mentions_lie_in_order_on_character_boundaries(text in "(?:[A-Z][a-zé]{0,6}|[A-Z]{2,4}|of|the|and|\\PC)(?: (?:[A-Z][a-zé]{0,6}|[A-Z]\\.|said|of|the|,|\\PC{1,3})){0,30}") {
            let (article, mentions) = found(&text);
            let mut last = 0;
            for m in mentions {
                prop_assert!(m.span.start >= last && m.span.start < m.span.end);
                prop_assert!(article.text.get(m.span.range()).is_some());
                prop_assert!((0.0..=1.0).contains(&m.confidence));
                for part in [m.title, m.description, m.modifier].into_iter().flatten() {
                    prop_assert!(article.text.get(part.range()).is_some_and(|p| !p.is_empty()));
                }
                last = m.span.start;
            }
        }
    }
}
