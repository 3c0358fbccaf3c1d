//! Words of `en/cue.tsv` and `en/words.tsv`, looked up by their lower-case form.
//!
//! In: a token. Out: a [`Word`]: what classes it belongs to, and, for a form of a reporting
//! verb, which verb and form. Read once; a new word is a row or a word in those files.

use crate::extract::tokens::Token;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Classes of `en/words.tsv`, one bit each, in the order of [`CLASSES`].
pub mod class {
    macro_rules! bits { ($($name:ident = $bit:expr),* $(,)?) => { $(pub const $name: u64 = 1 << $bit;)* } }
    bits!(
        BE = 0,
        HAVE = 1,
        DO = 2,
        MODAL = 3,
        NOT = 4,
        TO = 5,
        ADVERB = 6,
        DETERMINER = 7,
        POSSESSIVE = 8,
        HE = 9,
        SHE = 10,
        THEY = 11,
        IT = 12,
        I = 13,
        OBJECT = 14,
        RELATIVE = 15,
        THAT = 16,
        PREPOSITION = 17,
        SUBORDINATOR = 18,
        CONJUNCTION = 19,
        TIME = 20,
        MISTER = 21,
        MISSUS = 22,
        TITLE = 23,
        ROLE = 24,
        GROUP = 25,
        ORGANISATION = 26,
        ANONYMOUS = 27,
        PERSON = 28,
        UNNAMED = 29,
        PAST = 30,
        LIGHT = 31,
        VENUE = 32,
    );
    /// he, she, they, it, I.
    pub const SUBJECT: u64 = HE | SHE | THEY | IT | I;
    /// Auxiliaries.
    pub const AUXILIARY: u64 = BE | HAVE | DO | MODAL;
    /// Nouns for speakers.
    pub const NOUN: u64 = ROLE | GROUP | ORGANISATION | ANONYMOUS | PERSON;
}

const CLASSES: [&str; 33] = [
    "be",
    "have",
    "do",
    "modal",
    "not",
    "to",
    "adverb",
    "determiner",
    "possessive",
    "pronoun_he",
    "pronoun_she",
    "pronoun_they",
    "pronoun_it",
    "pronoun_i",
    "pronoun_object",
    "relative",
    "that",
    "preposition",
    "subordinator",
    "conjunction",
    "time",
    "mister",
    "missus",
    "title",
    "role",
    "group",
    "organisation",
    "anonymous",
    "noun_person",
    "anonymous_mark",
    "past",
    "light",
    "venue",
];

/// Forms of a verb, one bit each: several may look alike.
pub mod form {
    /// "say"
    pub const BASE: u8 = 1;
    /// "says"
    pub const THIRD: u8 = 2;
    /// "said"
    pub const PAST: u8 = 4;
    /// "said", "spoken"
    pub const PARTICIPLE: u8 = 8;
    /// "saying"
    pub const ING: u8 = 16;
}

/// What is known of one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word {
    /// Bits of [`class`].
    pub classes: u64,
    /// 1 + index into [`Lexicon::cues`], or 0.
    pub cue: u16,
    /// Bits of [`form`], for a cue.
    pub form: u8,
    /// Bits of [`form`], for an attitude.
    pub attitude_form: u8,
    /// 1 + index into [`Lexicon::cues`] of a verb that reports an attitude and no speech, or 0.
    pub attitude: u16,
    /// The same for a noun or an adjective.
    pub stance: u16,
}

impl Word {
    /// Whether it belongs to one of `classes`.
    pub const fn is(self, classes: u64) -> bool {
        self.classes & classes != 0
    }
}

/// Part of speech of a [`Cue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// "say"
    Verb,
    /// "claim", in "the claim that"
    Noun,
    /// "confident"
    Adjective,
}

/// A verb that reports speech or thought, or a noun or adjective of that kind.
#[derive(Debug)]
pub struct Cue {
    /// What it is.
    pub part: Part,
    /// "say"
    pub lemma: &'static str,
    takes: u32,
    /// Prepositions that open its content ("called for").
    pub prepositions: Vec<&'static str>,
}

impl Cue {
    /// Whether the verb takes what the letter of `en/cue.tsv` stands for.
    pub const fn takes(&self, letter: u8) -> bool {
        self.takes & bit(letter) != 0
    }
}

const fn bit(letter: u8) -> u32 {
    match letter {
        b'a'..=b'z' => 1 << (letter - b'a'),
        b'A' => 1 << 26,
        b'X' => 1 << 27,
        b'N' => 1 << 28,
        b'S' => 1 << 29,
        _ => 0,
    }
}

/// Both word lists.
pub struct Lexicon {
    words: FxHashMap<Box<[u8]>, Word>,
    /// Verbs in the order of the file.
    pub cues: Vec<Cue>,
}

/// The lexicon of English.
pub static ENGLISH: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// Longest word that is looked up, in bytes.
const LONGEST: usize = 20;

impl Lexicon {
    fn read() -> Self {
        let mut lexicon = Self { words: FxHashMap::default(), cues: Vec::new() };
        for cells in rows(include_str!("en/words.tsv")) {
            let Some(bit) = CLASSES.iter().position(|c| *c == cells[0]) else { continue };
            for word in cells.get(1).unwrap_or(&"").split(' ') {
                lexicon.entry(word).classes |= 1 << bit;
            }
        }
        for cells in rows(include_str!("en/cue.tsv")) {
            let [lemma, past, participle, takes, prepositions] = cells[..] else { continue };
            let number = lexicon.push(Part::Verb, lemma, takes, prepositions);
            for (word, form) in inflect(lemma, past, participle) {
                let entry = lexicon.entry(&word);
                if entry.cue == 0 || entry.cue == number {
                    entry.cue = number;
                    entry.form |= form;
                }
            }
        }
        for cells in rows(include_str!("en/attitude.tsv")) {
            let [kind, lemma, past, participle, takes, prepositions] = cells[..] else { continue };
            match kind {
                "verb" => {
                    let number = lexicon.push(Part::Verb, lemma, takes, prepositions);
                    for (word, form) in inflect(lemma, past, participle) {
                        let entry = lexicon.entry(&word);
                        if entry.attitude == 0 || entry.attitude == number {
                            entry.attitude = number;
                            entry.attitude_form |= form;
                        }
                    }
                }
                "noun" => {
                    let number = lexicon.push(Part::Noun, lemma, takes, prepositions);
                    for (word, _) in inflect(lemma, past, participle).iter().take(2) {
                        lexicon.entry(word).stance = number;
                    }
                }
                _ => {
                    let number = lexicon.push(Part::Adjective, lemma, takes, prepositions);
                    lexicon.entry(lemma).stance = number;
                }
            }
        }
        lexicon
    }

    fn push(&mut self, part: Part, lemma: &'static str, takes: &str, prepositions: &'static str) -> u16 {
        let takes = takes.bytes().fold(0, |all, letter| all | bit(letter));
        let prepositions = prepositions.split(' ').filter(|p| *p != "-").collect();
        self.cues.push(Cue { part, lemma, takes, prepositions });
        u16::try_from(self.cues.len()).unwrap_or(0)
    }

    fn entry(&mut self, word: &str) -> &mut Word {
        self.words.entry(word.as_bytes().into()).or_default()
    }

    /// What is known of `token`.
    pub fn look_up(&self, token: Token, text: &str) -> Word {
        let bytes = token.of(text).as_bytes();
        if bytes.len() > LONGEST {
            return Word::default();
        }
        if !token.is_capitalised() {
            return self.words.get(bytes).copied().unwrap_or_default();
        }
        let mut lower = [0u8; LONGEST];
        for (to, from) in lower.iter_mut().zip(bytes) {
            *to = from.to_ascii_lowercase();
        }
        self.words.get(&lower[..bytes.len()]).copied().unwrap_or_default()
    }

    /// The verb of a word that is a cue.
    pub fn cue(&self, word: Word) -> Option<&Cue> {
        self.cues.get(usize::from(word.cue).checked_sub(1)?)
    }

    /// The verb of a word that reports an attitude.
    pub fn attitude(&self, word: Word) -> Option<&Cue> {
        self.cues.get(usize::from(word.attitude).checked_sub(1)?)
    }

    /// The noun or adjective of a word that reports one.
    pub fn stance(&self, word: Word) -> Option<&Cue> {
        self.cues.get(usize::from(word.stance).checked_sub(1)?)
    }
}

fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    file.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

/// Verbs that double their last letter before -ed and -ing.
const DOUBLING: &[&str] = &[
    "admit", "beg", "begin", "bet", "brag", "concur", "demur", "dub", "forbid", "plan", "quip", "rap", "rebut",
    "refer", "regret", "rip", "slam", "pin", "shun", "skip", "slap", "snap", "sob", "sum", "label", "marvel", "signal",
    "rub", "abhor", "commit", "counsel", "extol", "fret", "infer", "jab", "map", "pan", "peg", "plug", "prefer",
    "prod", "snub", "spar", "trot",
];

fn inflect(lemma: &str, past: &str, participle: &str) -> Vec<(String, u8)> {
    let mut forms = vec![(lemma.to_owned(), form::BASE)];
    let consonant_y = lemma.ends_with('y') && !lemma.ends_with(['a', 'e', 'o', 'u']) && {
        let before = lemma.as_bytes()[lemma.len().saturating_sub(2)];
        !matches!(before, b'a' | b'e' | b'o' | b'u')
    };
    let stem = &lemma[..lemma.len() - 1];
    let third = if consonant_y {
        format!("{stem}ies")
    } else if ["s", "sh", "ch", "x", "z", "o"].iter().any(|end| lemma.ends_with(end)) {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    };
    forms.push((third, form::THIRD));
    let last = &lemma[stem.len()..];
    let mut stems = vec![lemma.to_owned()];
    if DOUBLING.contains(&lemma) {
        stems.push(format!("{lemma}{last}"));
    }
    for base in &stems {
        let regular = if consonant_y {
            format!("{stem}ied")
        } else if lemma.ends_with('e') {
            format!("{lemma}d")
        } else {
            format!("{base}ed")
        };
        if past == "-" {
            forms.push((regular.clone(), form::PAST));
            if participle == "-" {
                forms.push((regular, form::PARTICIPLE));
            }
        }
        let ing =
            if lemma.ends_with('e') && !lemma.ends_with("ee") { format!("{stem}ing") } else { format!("{base}ing") };
        forms.push((ing, form::ING));
    }
    if past != "-" {
        forms.push((past.to_owned(), form::PAST));
        if participle == "-" {
            forms.push((past.to_owned(), form::PARTICIPLE));
        }
    }
    if participle != "-" {
        forms.push((participle.to_owned(), form::PARTICIPLE));
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_the_word_list_is_known_and_every_row_is_whole() {
        for cells in rows(include_str!("en/words.tsv")) {
            assert!(CLASSES.contains(&cells[0]) && cells.len() == 2, "{cells:?}");
        }
        for cells in rows(include_str!("en/cue.tsv")) {
            assert_eq!(cells.len(), 5, "{cells:?}");
        }
        for cells in rows(include_str!("en/attitude.tsv")) {
            assert!(cells.len() == 6 && ["verb", "noun", "adjective"].contains(&cells[0]), "{cells:?}");
        }
    }

    #[test]
    fn forms_of_verbs_are_found_with_their_lemma() {
        let mut tokens = Vec::new();
        for (word, lemma) in [
            ("said", "say"),
            ("Denied", "deny"),
            ("urges", "urge"),
            ("tweeted", "tweet"),
            ("agreed", "agree"),
            ("agreeing", "agree"),
            ("admitted", "admit"),
            ("replies", "reply"),
            ("told", "tell"),
        ] {
            tokens.clear();
            crate::extract::tokens::tokenise(word, &mut tokens);
            let found = ENGLISH.look_up(tokens[0], word);
            assert_eq!(ENGLISH.cue(found).map(|c| c.lemma), Some(lemma), "{word}");
        }
    }
}
