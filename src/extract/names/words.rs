//! One word, seen alone: everything the tagger wants to know of it, worked out once and kept.

use super::lexicon::{self, Classes};
use super::weights::{BATCH, Model};
use crate::extract::memo::Memo;
use crate::extract::tokens::{Class, Token};
use rustc_hash::FxHashMap;

/// Labels besides "no name": begin and inside of person, organisation, place, other.
pub const LABELS: usize = 8;
/// Offsets at which a word speaks: two before to two after.
pub const OFFSETS: usize = 5;

/// What is known of a word without its neighbours.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// What is asked of it wherever it stands.
    pub core: Core,
    /// Hash as written, digits alike.
    pub exact: u64,
    /// Hashes of the first 2, 3, 4 and last 1, 2, 3, 4 characters (bytes of the folded form).
    pub affixes: [u64; 7],
}

/// What is asked of a word wherever it stands: small, since every token of a sentence holds it.
#[derive(Debug, Clone, Copy)]
pub struct Core {
    /// Hash in lower case.
    pub lower: u64,
    /// Outline: "Xx", "XX", "X.X.".
    pub shape: u64,
    /// What the lists say of it.
    pub classes: Classes,
    /// Number of the folded form: the same for "Police", "POLICE" and "police".
    pub form: u32,
    /// Fine cluster, 0 unknown.
    pub fine: u16,
    /// Coarse cluster, 0 unknown.
    pub coarse: u16,
    /// Whether it may be part of a name though it has no capital: see [`small_parts`](super::tagger::small_parts).
    pub small: u8,
    /// How much it says that an article is about sport.
    pub sport: u8,
}

/// What a word adds to each label of the tokens two after … two before it.
#[derive(Debug, Clone, Copy, Default)]
struct Adds {
    sums: [[i16; LABELS]; OFFSETS],
    /// Which of them are worked out, a bit each: many words are never asked.
    ready: u8,
}

/// How a line is written: decides how capitals are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Prose.
    Prose = 0,
    /// Nearly every word begins with a capital.
    Title = 1,
    /// All in capitals.
    Caps = 2,
}

/// Words seen so far by this thread; forgotten when it grows too large.
#[derive(Debug, Default)]
pub struct Words {
    index: FxHashMap<u64, u32>,
    words: Vec<Word>,
    /// Their cores by themselves, so that those of common words lie close together.
    cores: Vec<Core>,
    adds: Vec<Adds>,
    forms: FxHashMap<u64, u32>,
    /// The last words of the index: most of a text are a few thousand that recur.
    recent: Memo<u32>,
    /// What pairs of words added last, by [`Joined::place`].
    pairs: Vec<(u64, [i16; LABELS])>,
    hashes: Vec<u64>,
}

/// What two words, or a word and how its line is written, say together.
#[derive(Debug, Clone, Copy)]
pub enum Joined {
    /// A word before the token, and it; where it begins a run of capitals, how many of them follow (two at most).
    Before(u32, u32, Option<u8>),
    /// The token, and a word after it; where it ends a run of capitals, how many of them stand before it.
    After(u32, u32, Option<u8>),
    /// How the line is written, and the token: see [`of_line`](super::features::of_line); whether it is a run of
    /// capitals by itself.
    Line(u32, u32, bool),
}

/// Pairs that are kept: those of an article's names recur in it.
const PAIRS: usize = 1 << 14;

impl Joined {
    /// Its key and where it is kept.
    fn place(self) -> (u64, usize) {
        let run = |place: Option<u8>| place.map_or(0, |place| u64::from(place) + 1);
        let (kind, a, b) = match self {
            Self::Before(before, w, first) => (run(first), before, w),
            Self::After(w, after, last) => (4 + run(last), w, after),
            Self::Line(line, w, alone) => (8 + u64::from(alone), line, w),
        };
        // Ids of 30 bits: each word of an article takes more memory than a bit.
        let key = kind << 60 | u64::from(a) << 30 | u64::from(b);
        (key, (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % PAIRS)
    }
}

/// The word before the first and after the last of a sentence.
pub const EDGE: u32 = 0;
const KEPT: usize = 60_000;

impl Words {
    /// Forgets all when there are too many; ids are valid until the next call.
    pub fn start(&mut self) {
        if self.words.is_empty() || self.words.len() > KEPT {
            self.index.clear();
            self.words.clear();
            self.adds.clear();
            self.forms.clear();
            self.recent = Memo::default();
            self.pairs.clear();
            self.pairs.resize(PAIRS, (u64::MAX, [0; LABELS]));
            self.words.push(Word::edge());
            self.cores.clear();
            self.cores.push(Word::edge().core);
            self.adds.push(Adds::default());
        }
    }

    /// The word's id; `hash` is that of its letters.
    #[inline]
    pub fn id(&mut self, token: Token, hash: u64, text: &str, line: Line, model: &Model<'_>) -> u32 {
        let caps = line == Line::Caps && token.is_all_caps() && token.span.len() > 1;
        let key = hash ^ u64::from(caps);
        let Self { index, recent, .. } = self;
        let known = recent.get(key, || index.get(&key).copied().unwrap_or(EDGE));
        if known == EDGE { self.learn(token, key, text, caps, model) } else { known }
    }

    /// Takes in a word that was not met before.
    fn learn(&mut self, token: Token, key: u64, text: &str, caps: bool, model: &Model<'_>) -> u32 {
        let word = token.of(text);
        let id = u32::try_from(self.words.len()).unwrap_or(EDGE);
        let mut new = Word::new(token, word, caps, model);
        let next = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        new.core.form = *self.forms.entry(new.core.lower).or_insert(next);
        self.words.push(new);
        self.cores.push(new.core);
        self.adds.push(Adds::default());
        self.index.insert(key, id);
        self.recent.put(key, id);
        id
    }

    /// What a word adds to the labels of the token at `offset` from it.
    pub fn adds(&mut self, id: u32, offset: usize, model: &Model<'_>) -> &[i16; LABELS] {
        let adds = &mut self.adds[id as usize];
        if adds.ready >> offset & 1 == 0 {
            self.hashes.clear();
            super::features::of_word(&self.words[id as usize], offset, &mut |hash, _| self.hashes.push(hash));
            for part in self.hashes.chunks(BATCH) {
                model.add_all(part, &mut adds.sums[offset]);
            }
            adds.ready |= 1 << offset;
        }
        &adds.sums[offset]
    }

    /// What two words add to the labels of a token, where it is kept.
    #[must_use]
    pub fn joined(&self, joined: Joined) -> Option<&[i16; LABELS]> {
        let (key, slot) = joined.place();
        let (known, sum) = &self.pairs[slot];
        (*known == key).then_some(sum)
    }

    /// Keeps what two words add, in the place of other two.
    pub fn keep(&mut self, joined: Joined, sum: [i16; LABELS]) {
        let (key, slot) = joined.place();
        self.pairs[slot] = (key, sum);
    }

    /// The features of two words.
    pub fn of_joined(&self, joined: Joined, take: &mut super::features::Take<'_>) {
        match joined {
            Joined::Before(before, w, first) => {
                let (before, w) = (self.core(before), self.core(w));
                super::features::of_pair(before, w, take);
                first.inspect(|&place| super::features::of_first(before, w, place, take));
            }
            Joined::After(w, after, last) => {
                let (w, after) = (self.core(w), self.core(after));
                super::features::of_next(w, after, take);
                last.inspect(|&place| super::features::of_last(w, after, place, take));
            }
            Joined::Line(line, w, alone) => {
                super::features::of_line(self.core(w), u64::from(line), take);
                if alone {
                    super::features::of_alone(self.core(w), u64::from(line / 2), take);
                }
            }
        }
    }

    /// A word by its id.
    #[must_use]
    pub fn get(&self, id: u32) -> &Word {
        &self.words[id as usize]
    }

    /// The same, what is asked of it most.
    #[must_use]
    pub fn core(&self, id: u32) -> &Core {
        &self.cores[id as usize]
    }
}

/// Lower case, straight apostrophes, all digits alike; what lists and features are keyed by.
pub fn fold_into(word: &str, out: &mut Vec<u8>) {
    if word.is_ascii() {
        out.extend(word.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b.to_ascii_lowercase() }));
        return;
    }
    let mut four = [0u8; 4];
    for ch in word.chars() {
        match ch {
            '’' | '‘' => out.push(b'\''),
            '\u{2010}' | '\u{2011}' => out.push(b'-'),
            _ => {
                for low in ch.to_lowercase() {
                    out.extend_from_slice(low.encode_utf8(&mut four).as_bytes());
                }
            }
        }
    }
}

impl Word {
    fn edge() -> Self {
        Self {
            core: Core { lower: 1, shape: 1, classes: 0, form: u32::MAX, fine: 0, coarse: 0, small: 0, sport: 0 },
            exact: 1,
            affixes: [1; 7],
        }
    }

    /// `caps`: the line is in capitals, so its capitals say nothing: read as if "Written" so.
    fn new(token: Token, text: &str, caps: bool, model: &Model<'_>) -> Self {
        let mut folded = Vec::with_capacity(text.len());
        fold_into(text, &mut folded);
        let lower = lexicon::hash(&folded);
        let is_mark = matches!(token.class, Class::Mark | Class::Symbol);
        let (exact, shape) = if caps {
            (lower ^ 0x55, lexicon::hash(b"Xx"))
        } else {
            let mut digits_alike = text.as_bytes().to_vec();
            for byte in &mut digits_alike {
                if byte.is_ascii_digit() {
                    *byte = b'0';
                }
            }
            let capitalised = token.is_capitalised() && !token.is_all_caps();
            (
                if capitalised { lower ^ 0x55 } else { lexicon::hash(&digits_alike) },
                if is_mark { lower } else { lexicon::hash(&outline(text)) },
            )
        };
        let n = folded.len();
        let cut = |from: usize, to: usize| {
            if to > n || from >= n { 0 } else { lexicon::hash(&folded[from..to]) }
        };
        let affixes = [
            cut(0, 2),
            cut(0, 3),
            cut(0, 4),
            cut(n.saturating_sub(1), n),
            if n > 2 { cut(n - 2, n) } else { 0 },
            if n > 3 { cut(n - 3, n) } else { 0 },
            if n > 4 { cut(n - 4, n) } else { 0 },
        ];
        let (classes, fine, coarse) = model.word(lower);
        let core = Core {
            lower,
            shape,
            classes: if is_mark { 0 } else { classes },
            form: 0,
            fine,
            coarse,
            small: super::tagger::small_parts(token.class, text),
            sport: super::sports::weight(text),
        };
        Self { core, exact, affixes }
    }
}

/// "McDonald's" → "XxXx'x", runs shortened.
fn outline(word: &str) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(8);
    for ch in word.chars() {
        let class = if ch.is_uppercase() {
            b'X'
        } else if ch.is_alphabetic() {
            b'x'
        } else if ch.is_ascii_digit() {
            b'0'
        } else if ch == '’' {
            b'\''
        } else if ch.is_ascii() {
            u8::try_from(ch).unwrap_or(b'?')
        } else {
            b'?'
        };
        let n = out.len();
        // Capitals are counted up to three: "XX" is an initialism of two, "XXX" of three or more.
        let keep = if class == b'X' { 3 } else { 1 };
        if n >= keep && out[n - keep..].iter().all(|&c| c == class) {
            continue;
        }
        out.push(class);
        if out.len() >= 12 {
            break;
        }
    }
    out
}
