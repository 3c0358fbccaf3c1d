//! Made articles with known copies: for the bench and the tests of near-duplicates.
//!
//! In: how many. Out: texts, and for each the article that it was made from. Deterministic.

/// A small generator of pseudo-random numbers (splitmix64): the same everywhere.
pub struct Dice(pub u64);

impl Dice {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap_or(0)
    }

    /// Small numbers far more often than large ones, as words are.
    #[allow(clippy::cast_sign_loss, reason = "a power of a number of at least 1")]
    pub fn skewed(&mut self, n: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64).powf(share) - 1.0) as usize
    }
}

const SYLLABLES: [&str; 24] = [
    "ba", "co", "du", "fi", "ga", "ho", "ju", "ki", "lo", "ma", "ne", "po", "qua", "ri", "so", "tu", "va", "wo", "xe",
    "yi", "zo", "ster", "mond", "ling",
];

/// The nth word of a made language.
pub fn word(mut n: usize) -> String {
    let mut out = String::new();
    loop {
        out.push_str(SYLLABLES[n % SYLLABLES.len()]);
        n /= SYLLABLES.len();
        if n == 0 {
            return out;
        }
    }
}

/// One made article and what it was made from (itself for an original).
pub struct Made {
    /// Its text.
    pub text: String,
    /// Index of the article that it is a version of.
    pub of: usize,
}

fn story(dice: &mut Dice) -> Vec<String> {
    let n = 90 + dice.below(500);
    (0..n).map(|_| word(dice.skewed(20_000))).collect()
}

fn text_of(words: &[String]) -> String {
    let mut out = String::new();
    for (i, word) in words.iter().enumerate() {
        if i > 0 {
            out.push_str(if i % 60 == 0 {
                ".\n\n"
            } else if i % 15 == 0 {
                ". "
            } else {
                " "
            });
        }
        out.push_str(word);
    }
    out.push('.');
    out
}

/// `n` articles: four fifths originals (every tenth of them a market report of one frame), one fifth copies of
/// earlier ones: with another header, a footer, a part cut off, or 5 % of the words changed.
pub fn articles(n: usize, seed: u64) -> Vec<Made> {
    let mut dice = Dice(seed);
    let mut words: Vec<Vec<String>> = Vec::new();
    let mut made: Vec<Made> = Vec::new();
    let frame = story(&mut dice);
    for i in 0..n {
        let is_report = |i: usize| i % 10 == 7;
        if i % 5 != 4 || i < 10 {
            let mut own = story(&mut dice);
            if is_report(i) {
                // One frame of 60 words, filled with other names and numbers.
                own = frame[..60].to_vec();
                for slot in [3, 11, 19, 27, 38, 52] {
                    let mut name = word(dice.below(500_000) + 30_000);
                    name[..1].make_ascii_uppercase();
                    own[slot] = name;
                }
                for slot in [6, 14, 23, 31, 44, 57] {
                    own[slot] = format!("{}.{}", dice.below(900) + 10, dice.below(10));
                }
            }
            made.push(Made { text: text_of(&own), of: i });
            words.push(own);
            continue;
        }
        let mut from = dice.below(i);
        while made[from].of != from || is_report(from) {
            from = dice.below(i);
        }
        let mut own = words[from].clone();
        let mut text = match dice.below(4) {
            0 => format!("{} {}\n\n{}", word(dice.below(9000)), word(dice.below(9000)), text_of(&own)),
            1 => format!(
                "{}\n\nThis story was supplied by the agency {} and not edited.",
                text_of(&own),
                word(dice.below(90))
            ),
            2 => {
                own.truncate(own.len() * (40 + dice.below(50)) / 100);
                text_of(&own)
            }
            _ => {
                for word_of in &mut own {
                    if dice.below(20) == 0 {
                        *word_of = word(dice.skewed(20_000));
                    }
                }
                text_of(&own)
            }
        };
        if dice.below(3) == 0 {
            text = format!("Reporting by {}\n\n{text}", word(dice.below(900)));
        }
        made.push(Made { text, of: from });
        words.push(own);
    }
    made
}
