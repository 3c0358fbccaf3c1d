//! One article, one reading: names that are clear somewhere decide those that are not.
//!
//! In: what the first pass thinks of every token. Out: a push for each label of each token, for the
//! second pass. "Kozbar" after "Mohammed Kozbar" is a person, "SUTR" after "Stand Up To Racism
//! (SUTR)" an organisation; a word of a headline that the body writes in small letters is no name.

use super::lexicon::{
    BODY_WORD, CALENDAR, CITY, COMMON, COUNTRY, Classes, DEMONYM, GIVEN, MIXED, OTHER, PLACE_WORD, REGION, TITLE, TOWN,
};
use super::weights::STATES;
use rustc_hash::{FxHashMap, FxHashSet};

/// Kinds with "no name" first: nothing, person, organisation, place, other.
pub const KINDS: usize = 5;

/// How strongly the article speaks; best of a grid on conll2003-valid, gum-news and wikigold.
#[derive(Debug, Clone, Copy)]
pub struct Strength {
    /// Of what the same single word is elsewhere.
    pub word: f32,
    /// Of the same longer name elsewhere.
    pub phrase: f32,
    /// Doubt: counts this much of "every kind alike".
    pub doubt: f32,
}

impl Default for Strength {
    fn default() -> Self {
        Self { word: 2.0, phrase: 2.0, doubt: 0.4 }
    }
}

/// What is known of one token of the article.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "four things that are or are not so of any word")]
pub struct Seen {
    /// Hash of its folded form.
    pub lower: u64,
    /// Number of its folded form, see [`Words`](super::words::Words).
    pub form: u32,
    /// What the lists say.
    pub classes: Classes,
    /// Has a capital (and is a candidate).
    pub upper: bool,
    /// Is written in capitals: "PAC".
    pub caps: bool,
    /// Stands first in its sentence.
    pub first: bool,
    /// Stands in a headline-like line.
    pub heading: bool,
    /// Classes and place in a known phrase, see [`Sentence::phrase`](super::features::Sentence::phrase).
    pub phrase: u32,
}

/// A name as the first pass has it: tokens (numbers of the article), kind 1..=4, likelihood.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    /// First token.
    pub first: u32,
    /// Tokens.
    pub len: u32,
    /// 0 for a word that was not taken for a name.
    pub kind: u8,
    /// Likelihood of each kind.
    pub likely: [f32; KINDS],
}

#[derive(Debug, Clone)]
struct Phrase {
    forms: Vec<u32>,
    weight: [f32; KINDS],
    /// Its kind, where the article leaves no doubt.
    decided: Option<u8>,
}

/// What an article says of its names.
#[derive(Debug, Default)]
pub struct Evidence {
    words: FxHashMap<u32, [f32; KINDS]>,
    phrases: FxHashMap<u32, Vec<Phrase>>,
    /// Words that somewhere follow "in" or "near".
    located: FxHashSet<u32>,
    /// First and last words of bodies' longer names.
    heads: FxHashSet<u32>,
    /// Family names that are no places here.
    families: FxHashSet<u32>,
    /// Towns that are no people here.
    towns: FxHashSet<u32>,
    /// How often listed places stand alone behind "in" (counts twice), "from" or "to"; those that do more than once.
    visited: FxHashMap<u32, u8>,
    often: Vec<u32>,
    /// Words that name a thing: "Bettina" of "Storm Bettina".
    things: FxHashSet<u32>,
    /// Words that are spoken of as companies; those of them that are.
    spoken: Vec<u32>,
    companies: FxHashSet<u32>,
    /// Words of full names, or behind a title.
    named: FxHashSet<u32>,
    /// Family names of full names, with what else they may be.
    bearers: Vec<(u32, Classes)>,
}

/// First words of bodies that do not stand for them alone: "Paris" of "Paris Opera", "National".
const NO_SHORT_FORM: Classes = COMMON
    | MIXED
    | COUNTRY
    | REGION
    | CITY
    | TOWN
    | DEMONYM
    | GIVEN
    | BODY_WORD
    | PLACE_WORD
    | TITLE
    | CALENDAR
    | OTHER;

/// Push of what the article leaves no doubt of.
const DECIDED: f32 = 6.0;

/// Push of what cannot be a town, because the article never puts anything in it.
const FAMILY_PUSH: f32 = 2.5;

/// Push of what the article treats as a town or a ship, though the model knows it as a person's name.
const THING_PUSH: f32 = 4.0;

/// Weight of one sighting by where it stands.
fn weight(seen: Seen) -> f32 {
    if seen.heading {
        0.25
    } else if seen.first {
        0.5
    } else {
        1.0
    }
}

impl Evidence {
    /// Forgets the last article.
    pub fn clear(&mut self) {
        self.words.clear();
        self.phrases.clear();
        self.located.clear();
        self.bearers.clear();
        self.heads.clear();
        self.families.clear();
        self.towns.clear();
        self.things.clear();
        self.spoken.clear();
        self.companies.clear();
        self.visited.clear();
        self.often.clear();
        self.named.clear();
    }

    /// Takes in one name or rejected word.
    pub fn add(&mut self, unit: &Unit, tokens: &[Seen]) {
        let first = unit.first as usize;
        let part = &tokens[first..first + unit.len as usize];
        let share = weight(part[0]);
        let share = if unit.len > 1 && !part[0].heading { share.max(0.8) } else { share };
        if unit.len == 1 {
            let cell = self.words.entry(part[0].form).or_default();
            for (to, from) in cell.iter_mut().zip(unit.likely) {
                *to += from * share;
            }
            return;
        }
        let kind = usize::from(unit.kind);
        let sure = unit.likely[kind] * share;
        let last = part[part.len() - 1];
        // "MaliVai Washington": a first name need not be known.
        let first = part[0].classes;
        let given = first & GIVEN != 0
            || !last.caps && first & (COMMON | MIXED | COUNTRY | REGION | CITY | TITLE | DEMONYM) == 0;
        if unit.kind == 1 && unit.likely[1] > 0.5 && given && last.upper && last.classes & BODY_WORD == 0 {
            self.bear(last);
        }
        if unit.kind == 1 && unit.likely[1] > 0.5 {
            self.named.extend(part.iter().filter(|t| t.upper).map(|t| t.form));
        }
        if unit.kind == 2 && unit.likely[2] > 0.6 {
            self.heads.extend([part[0].form, last.form]);
        }
        for (i, token) in part.iter().enumerate().filter(|(_, t)| t.upper) {
            // "King" of "Martin King" is a name wherever it has a capital inside a sentence.
            if token.classes & COMMON != 0 && !(unit.kind == 1 && i + 1 == part.len() && part[0].classes & GIVEN != 0) {
                continue;
            }
            let says =
                match unit.kind {
                    // One full name outweighs several doubtful sightings of the family name alone.
                    1 if i + 1 == part.len() => 4.0,
                    1 => 1.0,
                    // "Brightwell" after "Brightwell Foods Ltd".
                    2 if i == 0 && token.classes & NO_SHORT_FORM == 0 => {
                        if part[part.len() - 1].classes & BODY_WORD != 0 { 2.5 } else { 1.0 }
                    }
                    _ => 0.15,
                };
            self.words.entry(token.form).or_default()[kind] += sure * says;
        }
        if part.len() > 12 {
            return;
        }
        let forms: Vec<u32> = part.iter().map(|t| t.form).collect();
        let known = self.phrases.entry(forms[0]).or_default();
        if let Some(phrase) = known.iter_mut().find(|p| p.forms == forms) {
            phrase.weight[kind] += sure;
        } else if known.len() < 16 {
            let mut weight = [0.0; KINDS];
            weight[kind] = sure;
            known.push(Phrase { forms, weight, decided: None });
        }
    }

    /// Takes in the last word of a full name.
    pub fn bear(&mut self, family: Seen) {
        self.bearers.push((family.form, family.classes));
    }

    /// Takes in that a word stands where places do: "in Belgrano".
    pub fn locate(&mut self, form: u32) {
        self.located.insert(form);
    }

    /// Takes in that a listed place stands alone behind a preposition that counts `times`.
    pub fn visit(&mut self, form: u32, times: u8) {
        let seen = self.visited.entry(form).or_default();
        let before = *seen;
        *seen = before.saturating_add(times);
        if before < 2 && *seen >= 2 {
            self.often.push(form);
        }
    }

    /// Takes in that a word stands behind a title: "Mr Amble".
    pub fn titled(&mut self, form: u32) {
        self.named.insert(form);
    }

    /// Whether it does so anywhere.
    #[must_use]
    pub fn is_titled(&self, form: u32) -> bool {
        self.named.contains(&form)
    }

    /// Takes in that a longer name of a body begins with the word.
    pub fn head(&mut self, form: u32) {
        self.heads.insert(form);
    }

    /// Whether a longer name of a body begins or ends with the word.
    #[must_use]
    pub fn heads_body(&self, form: u32) -> bool {
        self.heads.contains(&form)
    }

    /// "Belgrano" after "Manuel Belgrano", never "in Belgrano": the town that is called so is not meant.
    pub fn settle_families(&mut self) {
        for &(form, classes) in &self.bearers {
            if (classes & COUNTRY == 0 || !self.visited.contains_key(&form))
                && !self.located.contains(&form)
                && let Some(cell) = self.words.get_mut(&form)
            {
                cell[1] += cell[3];
                cell[3] = 0.0;
                // "Player" of "Ben Player": capitals inside sentences that were passed over are his.
                if classes & (COMMON | MIXED) != 0 {
                    cell[0] *= 0.25;
                }
                self.families.insert(form);
            }
        }
    }

    /// "in Amble", "from Amble", and nobody is called so in full: the family is not meant.
    pub fn settle_towns(&mut self) {
        for &form in &self.often {
            if !self.named.contains(&form)
                && !self.families.contains(&form)
                && let Some(cell) = self.words.get_mut(&form)
                && cell[1] > cell[2]
            {
                cell[3] += cell[1];
                cell[1] = 0.0;
                self.towns.insert(form);
            }
        }
    }

    /// Takes in that a word is spoken of as a company.
    pub fn is_company(&mut self, form: u32) {
        self.spoken.push(form);
    }

    /// "Petra's shares", and nobody is called so in full.
    pub fn settle_companies(&mut self) {
        for &form in &self.spoken {
            if !self.named.contains(&form)
                && !self.families.contains(&form)
                && self.companies.insert(form)
                && let Some(cell) = self.words.get_mut(&form)
            {
                cell[2] += cell[1] + cell[3];
                cell[1] = 0.0;
                cell[3] = 0.0;
            }
        }
    }

    /// Takes in that a word is the name of a thing, whatever the model took it for: "Bettina" of "Storm Bettina".
    pub fn is_thing(&mut self, form: u32) {
        let cell = self.words.entry(form).or_default();
        cell[1] = 0.0;
        cell[4] += 5.0;
        self.families.remove(&form);
        self.things.insert(form);
    }

    /// Takes in "Full Name (FN)": the short form is of the same kind.
    pub fn define(&mut self, short: u32, kind: u8, sure: f32) {
        self.words.entry(short).or_default()[usize::from(kind)] += 5.0 * sure;
    }

    /// Takes in that a longer name is of a kind, whatever the model thinks of it: "Finsbury Park Mosque chair".
    pub fn decide(&mut self, tokens: &[Seen], kind: u8) {
        let known = tokens.first().and_then(|first| self.phrases.get_mut(&first.form)).map(Vec::as_mut_slice);
        let same =
            |p: &&mut Phrase| p.forms.len() == tokens.len() && p.forms.iter().zip(tokens).all(|(f, t)| *f == t.form);
        if let Some(phrase) = known.unwrap_or_default().iter_mut().find(same) {
            phrase.decided = Some(kind);
        }
    }

    /// What a word was taken for, all sightings together.
    #[must_use]
    pub fn of_form(&self, form: u32) -> [f32; KINDS] {
        self.words.get(&form).copied().unwrap_or_default()
    }

    /// The kind that these tokens clearly have elsewhere in the article.
    #[must_use]
    pub fn leading(&self, tokens: &[Seen]) -> Option<u8> {
        let weights = if let [token] = tokens {
            *self.words.get(&token.form)?
        } else {
            let known = self.phrases.get(&tokens.first()?.form)?;
            let same = |p: &&Phrase| {
                p.forms.len() == tokens.len() && p.forms.iter().zip(tokens).all(|(form, token)| *form == token.form)
            };
            known.iter().find(same)?.weight
        };
        let total: f32 = weights.iter().sum();
        (1..5u8).find(|&k| weights[usize::from(k)] >= 0.45 && weights[usize::from(k)] > 0.6 * total)
    }

    /// A word of the article in small letters: where it stands capitalised in a heading, it is likely none.
    pub fn small(&mut self, form: u32) {
        if let Some(cell) = self.words.get_mut(&form) {
            cell[0] += 0.5;
        }
    }

    /// Whether anything is known of a form.
    #[must_use]
    pub fn knows(&self, form: u32) -> bool {
        self.words.contains_key(&form)
    }

    /// What the rest of the article says about a unit of one word: a push for each kind, 0 for "no name".
    #[must_use]
    pub fn of_word(&self, unit: &Unit, token: Seen, strength: Strength) -> Option<[f32; KINDS]> {
        let cell = self.words.get(&token.form)?;
        let own = weight(token);
        let mut rest = [0.0; KINDS];
        let mut total = 0.0;
        for kind in 0..KINDS {
            let own_share = if unit.len == 1 { unit.likely[kind] * own } else { 0.0 };
            rest[kind] = (cell[kind] - own_share).max(0.0);
            total += rest[kind];
        }
        let settled = |set: &FxHashSet<u32>| set.contains(&token.form);
        if total < 0.2 && ![&self.towns, &self.things, &self.companies].into_iter().any(settled) {
            return None;
        }
        let doubt = strength.doubt;
        let log = |x: f32| ln((x + doubt) / (total + 5.0 * doubt));
        let none = log(rest[0]);
        let mut push = [0.0; KINDS];
        for kind in 1..KINDS {
            push[kind] = strength.word * (log(rest[kind]) - none);
        }
        if settled(&self.families) {
            push[1] += FAMILY_PUSH;
        }
        if settled(&self.towns) {
            push[3] += THING_PUSH;
        }
        if settled(&self.companies) {
            push[2] += THING_PUSH;
        }
        if settled(&self.things) {
            push[4] += THING_PUSH;
        }
        Some(push)
    }

    /// The longest known name of two words and more that stands at `tokens[0]`: its length, kind and push.
    #[must_use]
    pub fn phrase_at(&self, tokens: &[Seen], own: Option<&Unit>, strength: Strength) -> Option<(usize, u8, f32)> {
        let known = self.phrases.get(&tokens[0].form)?;
        let mut best: Option<(usize, u8, f32)> = None;
        for phrase in known {
            let len = phrase.forms.len();
            if len > tokens.len() || best.is_some_and(|b| b.0 >= len) {
                continue;
            }
            if !phrase.forms.iter().zip(tokens).all(|(form, token)| *form == token.form) || !tokens[len - 1].upper {
                continue;
            }
            if let Some(kind) = phrase.decided {
                best = Some((len, kind, DECIDED));
                continue;
            }
            let mut weight = phrase.weight;
            if let Some(own) = own
                && own.len as usize == len
            {
                let kind = usize::from(own.kind);
                weight[kind] = (weight[kind] - own.likely[kind] * self::weight(tokens[0])).max(0.0);
            }
            let total: f32 = weight.iter().sum();
            let (mut kind, mut most) = (0u8, 0.0);
            for (i, &w) in weight.iter().enumerate() {
                if w > most {
                    kind = u8::try_from(i).unwrap_or(0);
                    most = w;
                }
            }
            if most > 0.0 {
                let push = strength.phrase * (2.0 * most - total).max(0.0) / (total + 0.5);
                best = Some((len, kind, push));
            }
        }
        best
    }
}

/// Spreads the push of kinds over the labels of one token.
pub fn push_kinds(scores: &mut [f32; STATES], push: &[f32; KINDS]) {
    for kind in 1..KINDS {
        scores[2 * kind - 1] += push[kind];
        scores[2 * kind] += push[kind];
    }
}

/// Natural logarithm without the system's library; good to 1e-4.
#[must_use]
#[expect(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "an exponent")]
pub fn ln(x: f32) -> f32 {
    if x <= 0.0 {
        return -87.0;
    }
    let bits = x.to_bits();
    let exponent = ((bits >> 23) as i32 - 127) as f32;
    let m = f32::from_bits(bits & 0x007F_FFFF | 0x3F80_0000);
    // ln(m) for m in 1..2 by the series of atanh.
    let t = (m - 1.0) / (m + 1.0);
    let t2 = t * t;
    let series = 2.0 * t * (1.0 + t2 * (1.0 / 3.0 + t2 * (0.2 + t2 * (1.0 / 7.0 + t2 / 9.0))));
    exponent * std::f32::consts::LN_2 + series
}
