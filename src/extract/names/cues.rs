//! What the words beside a name say of it.
//!
//! In: tokens, and the names that the first pass found. Out: pushes for the second: "the hamlet of Little Thrupping"
//! is a place, "Crazyhead are a punk band" a body, "Volgograd" goes on in "Arena". A cue is a hint, no verdict:
//! a sure model stays with its reading.

use super::agreement::Unit;
use super::{Scratch, lexicon};
use crate::extract::Layout;
use crate::particles::is_particle;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Classes of words in `en/cue_word.tsv`.
const OF_HEAD: u16 = 1 << 0;
const FOR_HEAD: u16 = 1 << 1;
const ON_HEAD: u16 = 1 << 2;
const FORCE: u16 = 1 << 3;
const SETTLEMENT: u16 = 1 << 4;
const BODY_HEAD: u16 = 1 << 5;
const SITE_HEAD: u16 = 1 << 6;
const EITHER_HEAD: u16 = 1 << 7;
const PLACE: u16 = 1 << 8;
const BODY: u16 = 1 << 9;
const PERSON: u16 = 1 << 10;
const THING: u16 = 1 << 11;
const END: u16 = 1 << 12;
const UNIT: u16 = 1 << 13;
const ORDINAL: u16 = 1 << 14;
/// What bears a name behind its own: "the trawler Ocean Bride".
pub(super) const BEARER: u16 = 1 << 15;
const CLASSES: &[(&str, u16)] = &[
    ("of_head", OF_HEAD),
    ("for_head", FOR_HEAD),
    ("on_head", ON_HEAD),
    ("force", FORCE),
    ("settlement", SETTLEMENT),
    ("body_head", BODY_HEAD),
    ("site_head", SITE_HEAD),
    ("either_head", EITHER_HEAD),
    ("place", PLACE),
    ("body", BODY),
    ("person", PERSON),
    ("thing", THING),
    ("end", END),
    ("unit", UNIT),
    ("ordinal", ORDINAL),
    ("bearer", BEARER),
];

static CUES: LazyLock<FxHashMap<&'static str, u16>> = LazyLock::new(|| {
    let mut cues = FxHashMap::default();
    for line in include_str!("en/cue_word.tsv").lines().filter(|l| !l.starts_with('#')) {
        if let Some((word, class)) = line.split_once('\t')
            && let Some(&(_, bit)) = CLASSES.iter().find(|(name, _)| *name == class)
        {
            *cues.entry(word).or_default() |= bit;
        }
    }
    cues
});

/// What a word tells of the name beside it.
pub(super) fn cue(word: &str) -> u16 {
    CUES.get(word).copied().unwrap_or(0)
}

/// Last words of the names of units that are counted.
pub fn is_unit(word: &str) -> bool {
    cue(word) & UNIT != 0
}

/// What bodies do, before "by".
fn is_done_by_bodies(word: &str) -> bool {
    matches!(
        word,
        "backed"
            | "commissioned"
            | "employed"
            | "founded"
            | "funded"
            | "hosted"
            | "issued"
            | "launched"
            | "made"
            | "operated"
            | "organised"
            | "organized"
            | "owned"
            | "published"
            | "released"
            | "run"
            | "sponsored"
            | "staged"
    )
}

/// Last words of the names of campaigns.
pub fn is_campaign(word: &str) -> bool {
    matches!(
        word,
        "Alliance"
            | "Association"
            | "Campaign"
            | "Coalition"
            | "Committee"
            | "Foundation"
            | "Fund"
            | "Group"
            | "League"
            | "Movement"
            | "Network"
            | "Society"
            | "Trust"
    )
}

/// Whether a word hardly ever stands before a person but before places.
pub fn is_locative(word: &str) -> bool {
    matches!(word, "in" | "In" | "at" | "near" | "outside" | "around" | "across" | "throughout" | "into")
}

/// "3rd", "Fifth".
pub fn is_ordinal(word: &str) -> bool {
    let counted = word.len() > 2
        && word.is_ascii()
        && matches!(&word[word.len() - 2..], "st" | "nd" | "rd" | "th" | "2d" | "3d")
        && word.as_bytes()[0].is_ascii_digit();
    counted || cue(word) & ORDINAL != 0
}

/// Offices and kin that only people are, before a comma and a name.
const HOLDERS: &[&str] = &[
    "boss",
    "brother",
    "captain",
    "chair",
    "chairman",
    "chairwoman",
    "coach",
    "commander",
    "daughter",
    "deputy",
    "director",
    "editor",
    "executive",
    "father",
    "founder",
    "governor",
    "husband",
    "lawyer",
    "leader",
    "manager",
    "mayor",
    "minister",
    "mother",
    "owner",
    "president",
    "secretary",
    "sister",
    "skipper",
    "son",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "treasurer",
    "widow",
    "wife",
];

impl Scratch {
    /// How many titles stand before what looks like a person's name, for a unit that is doubtfully a body or place.
    pub(super) fn is_like_a_person(&self, unit: &Unit, layout: &Layout, text: &str) -> Option<usize> {
        const NEVER: lexicon::Classes = lexicon::COUNTRY
            | lexicon::REGION
            | lexicon::CITY
            | lexicon::BODY_WORD
            | lexicon::PLACE_WORD
            | lexicon::COMMON
            | lexicon::COMPANY
            | lexicon::DEMONYM;
        if !matches!(unit.kind, 2 | 3) {
            return None;
        }
        let tokens = &self.seen[unit.first as usize..(unit.first + unit.len) as usize];
        let titles = usize::from(tokens[0].classes & lexicon::TITLE != 0 && tokens[0].classes & lexicon::GIVEN == 0);
        // A title leaves less doubt.
        if unit.likely[usize::from(unit.kind)] > if titles > 0 { 0.999 } else { 0.97 } {
            return None;
        }
        let name = &tokens[titles..];
        // "K. Austin", but "S. Carolina".
        let initial = name.first().is_some_and(|_| {
            let word = layout.tokens[unit.first as usize + titles].of(text).as_bytes();
            matches!(word, [b'A'..=b'Z', b'.']) && !matches!(word[0], b'N' | b'S' | b'E' | b'W')
        });
        // "General Manuel Belgrano": behind a title, a given name and a town's are a person's.
        let never = if titles > 0 || initial { NEVER & !(lexicon::CITY | lexicon::REGION) } else { NEVER };
        // "Joaquin de la Vega".
        let first = unit.first as usize + titles;
        let particle = |i: usize| {
            let word = layout.tokens[first + i].of(text);
            is_particle(word) || word == "y"
        };
        let capitals = name.iter().filter(|t| t.upper).count();
        let likely = (2..=3).contains(&capitals)
            && name.len() < 6
            && (name[0].classes & lexicon::GIVEN != 0 || initial)
            && name[name.len() - 1].upper
            && name.iter().enumerate().all(|(i, t)| if t.upper { t.classes & never == 0 } else { particle(i) });
        likely.then_some(titles)
    }

    /// Whether a comma and a state or country stand at token `at`.
    pub(super) fn has_state_behind(&self, at: usize, layout: &Layout, text: &str) -> bool {
        self.seen.get(at + 1).is_some_and(|s| s.upper && s.classes & (lexicon::COUNTRY | lexicon::REGION) != 0)
            && layout.tokens[at].of(text) == ","
    }

    /// What words beside a name that begins at token `at` say of it: its tokens (before token `limit`) and kind.
    /// "the hamlet of Little Thrupping", "in Surprise, Ariz.", "the Indonesian Navy".
    pub(super) fn cue_at(&self, at: usize, limit: usize, layout: &Layout, text: &str) -> Option<(usize, u8)> {
        const SILENT: lexicon::Classes = lexicon::COUNTRY
            | lexicon::REGION
            | lexicon::CITY
            | lexicon::BODY
            | lexicon::COMPANY
            | lexicon::MEDIA
            | lexicon::COMMON
            | lexicon::PLACE_WORD
            | lexicon::BODY_WORD;
        let word = |i: usize| layout.tokens[i].of(text);
        if at > 0 && self.seen[at - 1].upper && word(at - 1) != "The" {
            return None;
        }
        let n = (at..limit.min(at + 4)).take_while(|&i| self.seen[i].upper).count();
        let classes = |i: usize| self.seen[i].classes;
        if (2..4).contains(&n)
            && classes(at) & (lexicon::DEMONYM | lexicon::COUNTRY) != 0
            && cue(word(at + n - 1)) & FORCE != 0
            && (n == 2 || matches!(word(at + 1), "Air" | "National" | "Coast" | "Royal" | "States"))
        {
            return Some((n, 2));
        }
        // "Muna told": a village does not speak.
        let unit = self.units.get(self.unit_of[at] as usize);
        if n == 1
            && unit.is_some_and(|u| u.kind == 3 && u.len == 1)
            && classes(at) & SILENT == 0
            && at + 1 < self.seen.len()
            && matches!(word(at + 1), "told" | "added" | "recalled" | "explained" | "agreed")
        {
            return Some((1, 1));
        }
        // "run by the Finsbury Park Mosque": what does something is a body.
        let the = usize::from(at > 2 && word(at - 1) == "the");
        if n > 1
            && unit.is_some_and(|u| u.kind == 3 && u.len > 1)
            && at > 1 + the
            && word(at - 1 - the) == "by"
            && is_done_by_bodies(word(at - 2 - the))
        {
            return Some((n, 2));
        }
        // "Yau Lai said": what says something and is on no list of places.
        if (2..=3).contains(&n)
            && unit.is_some_and(|u| u.kind == 3 && u.len as usize == n)
            && (at..at + n).all(|i| self.seen[i].phrase == 0 && classes(i) & SILENT == 0)
            && at + n < self.seen.len()
            && matches!(word(at + n), "said" | "says" | "told" | "added" | "recalled" | "explained" | "agreed")
        {
            return Some((n, 1));
        }
        // "whose president, Tuyakula Shikongo, sits": who holds an office.
        let owned =
            |i: usize| matches!(word(i), "whose" | "its" | "their" | "his" | "her" | "our" | "'s" | "’s" | "the");
        if (2..=3).contains(&n)
            && unit.is_some_and(|u| matches!(u.kind, 2 | 3) && u.len as usize == n)
            && at > 3
            && word(at - 1) == ","
            && HOLDERS.binary_search(&word(at - 2)).is_ok()
            && (owned(at - 3) || owned(at - 4))
            && at + n < self.seen.len()
            && matches!(word(at + n), "," | "." | "said")
            && (at..at + n).all(|i| self.seen[i].phrase == 0 && classes(i) & SILENT == 0)
        {
            return Some((n, 1));
        }
        let preposition = at > 1 && matches!(word(at - 1), "in" | "near" | "of" | "at" | "from" | "to");
        if !preposition || !(1..=3).contains(&n) {
            return None;
        }
        let kind_named = word(at - 1) == "of" && cue(word(at - 2)) & SETTLEMENT != 0;
        let state_follows = word(at - 1) != "of"
            && self.has_state_behind(at + n, layout, text)
            && (at..at + n).all(|i| classes(i) & lexicon::BODY_WORD == 0);
        (kind_named || state_follows).then_some((n, 3))
    }

    /// "University of Southern Indiana", "Campaign for Open Rivers": where the name ends whose head is the
    /// token `at`, if "of" or "for" and another name follow before token `limit`.
    pub(super) fn body_of(&self, at: usize, limit: usize, layout: &Layout, text: &str) -> Option<usize> {
        let link = at + 1;
        if link + 1 >= limit || self.seen[link].upper || self.seen[at].classes & lexicon::BODY_WORD == 0 {
            return None;
        }
        let word = layout.tokens[link].of(text);
        let head = layout.tokens[at].of(text);
        let wanted = match word {
            "of" => OF_HEAD,
            "for" => FOR_HEAD,
            "on" => ON_HEAD,
            _ => return None,
        };
        if cue(head) & wanted == 0 {
            return None;
        }
        let mut next = link + 1;
        let the = layout.tokens[next].of(text) == "the";
        next += usize::from(the);
        if next >= limit || !self.seen[next].upper {
            return None;
        }
        let unit = self.units.get(self.unit_of[next] as usize)?;
        let whole = unit.first as usize == next;
        if whole && (unit.kind == 1 || unit.kind == 2 && the && unit.len == 1) {
            return None;
        }
        let mut end = (unit.first + unit.len) as usize;
        let run = |mut end: usize| {
            let most = limit.min(end + 8);
            while end < most && self.seen[end].upper && self.kind_at(end) == 0 {
                end += 1;
            }
            end
        };
        // "Foundation for the Visual Arts": words that the model knows nothing of.
        if unit.kind == 0 {
            end = run(end);
        }
        // "College of Obstetricians and Gynecologists".
        let and = end + 1 < limit && layout.tokens[end].of(text) == "and" && matches!(unit.kind, 0 | 2);
        if and
            && self.seen[end + 1].upper
            && self.kind_at(end + 1) == 0
            && self.seen[end + 1].classes & (lexicon::TITLE | lexicon::ROLE) == 0
        {
            end = run(end + 1);
        }
        Some(end)
    }

    /// Kind of the first pass at a token.
    pub(super) fn kind_at(&self, at: usize) -> u8 {
        self.units.get(self.unit_of[at] as usize).map_or(0, |u| u.kind)
    }

    /// "Skidmore" and "College", "Johnson" and "Space Center": where a name goes on of which only the beginning was
    /// found, and its kind. The name ends with its head before token `limit`.
    pub(super) fn goes_on(&self, unit: &Unit, limit: usize, layout: &Layout, text: &str) -> Option<(usize, u8)> {
        // "the Bush Administration", "the Blair Government" are people's.
        const NEVER: lexicon::Classes = lexicon::TITLE | lexicon::ROLE | lexicon::CALENDAR;
        let (first, from) = (unit.first as usize, (unit.first + unit.len) as usize);
        if !matches!(unit.kind, 1..=3) || self.seen[first].heading || from >= limit {
            return None;
        }
        let mut end = from;
        while end < limit && end - first < 6 && self.seen[end].upper && self.kind_at(end) == 0 {
            end += 1;
            let last = &self.seen[end - 1];
            if last.classes & NEVER != 0 || layout.tokens[end - 1].line_before() {
                return None;
            }
        }
        if end == from || self.seen.get(end).is_some_and(|s| s.upper) && end < limit {
            return None;
        }
        let head = cue(layout.tokens[end - 1].of(text));
        let likely = self.units.get(self.unit_of[end - 1] as usize)?.likely;
        let kind = match head & (BODY_HEAD | SITE_HEAD | EITHER_HEAD) {
            0 => return None,
            SITE_HEAD => 3,
            EITHER_HEAD if likely[3] + unit.likely[3] > likely[2] + unit.likely[2] + 0.2 => 3,
            _ => 2,
        };
        Some((end, kind))
    }

    /// "Crazyhead are a punk band", "Freewinds, a cruise ship": the kind that is said of the name which ends before
    /// token `at`, in a sentence that ends before `end`.
    pub(super) fn said_to_be(&self, at: usize, end: usize, layout: &Layout, text: &str) -> Option<u8> {
        let word = |i: usize| layout.tokens[i].of(text);
        if at + 2 >= end || self.seen[at - 1].heading {
            return None;
        }
        // "Bank Hey (also Sunnybower) is a suburb".
        let mut at = at;
        if word(at) == "(" {
            at = (at + 2..end.min(at + 16)).find(|&i| word(i) == ")")? + 1;
        }
        if at + 2 >= end {
            return None;
        }
        let comma = match word(at) {
            "is" | "was" | "are" | "were" => false,
            "," if matches!(word(at + 1), "is" | "was") => {
                at += 1;
                false
            }
            "," => true,
            _ => return None,
        };
        if at + 2 >= end || !(matches!(word(at + 1), "a" | "an") || comma && word(at + 1) == "the") {
            return None;
        }
        let mut last = at + 1;
        while last + 1 < end && last - at < 7 {
            let next = layout.tokens[last + 1];
            if !next.is_word() && word(last + 1) != "/" || cue(word(last + 1)) & END != 0 {
                break;
            }
            last += 1;
        }
        if last == at + 1 || last - at >= 7 {
            return None;
        }
        let (said, before) = (cue(word(last)), word(last - 1));
        if said & PLACE != 0 && !matches!(before, "school" | "police") {
            Some(3)
        } else if said & BODY != 0
            || word(last) == "group" && before != "ethnic"
            || word(last) == "station" && before == "radio"
        {
            Some(2)
        } else if said & PERSON != 0 {
            Some(1)
        } else if said & THING != 0 || word(last) == "ship" {
            Some(4)
        } else {
            None
        }
    }

    /// "on Brightwell Road", "in Leeds": a site that was taken for a body, or a listed place that was passed over.
    pub(super) fn located_site(&self, unit: &Unit, limit: usize, layout: &Layout, text: &str) -> Option<usize> {
        const PLACES: lexicon::Classes = lexicon::COUNTRY | lexicon::REGION | lexicon::CITY;
        const NEVER: lexicon::Classes = lexicon::COMMON | lexicon::CALENDAR | lexicon::OTHER | lexicon::DEMONYM;
        let (at, mut end) = (unit.first as usize, (unit.first + unit.len) as usize);
        let before = layout.tokens[at.checked_sub(1)?].of(text);
        while unit.kind == 0 && end < limit && end - at < 3 && self.seen[end].upper && self.kind_at(end) == 0 {
            end += 1;
        }
        let classes = self.seen[at].classes;
        if matches!(unit.kind, 1 | 3) || end < limit && self.seen[end].upper {
            return None;
        }
        let is_place = if end - at == 1 {
            unit.kind != 2
                && !self.seen[at].heading
                && is_locative(before)
                && classes & PLACES != 0
                && classes & NEVER == 0
        } else {
            cue(layout.tokens[end - 1].of(text)) & (BODY_HEAD | SITE_HEAD) == SITE_HEAD
                && (is_locative(before) || matches!(before, "on" | "along" | "off"))
        };
        is_place.then_some(end - at)
    }

    /// "Queen Elizabeth Hospital": where the name begins, in a chain from token `floor` on, and its kind, of a unit that
    /// was taken for a person but ends in a head that nobody is called by.
    pub(super) fn named_after_someone(
        &self,
        unit: &Unit,
        floor: usize,
        layout: &Layout,
        text: &str,
    ) -> Option<(usize, u8)> {
        let (mut at, last) = (unit.first as usize, (unit.first + unit.len) as usize - 1);
        let head = cue(layout.tokens[last].of(text)) & (BODY_HEAD | SITE_HEAD | EITHER_HEAD);
        let borne = self.seen[last].classes & (lexicon::FAMILY | lexicon::GIVEN) != 0;
        if unit.kind != 1 || unit.len < 2 || head == 0 || borne || self.seen[at].heading {
            return None;
        }
        if at > floor && self.seen[at - 1].upper && self.seen[at - 1].classes & lexicon::TITLE != 0 {
            at -= 1;
        }
        Some((at, if head == SITE_HEAD { 3 } else { 2 }))
    }

    /// "I. Austin", "W. H. Auden": whether an initial stands before a single word.
    pub(super) fn is_behind_initial(&self, unit: &Unit, layout: &Layout, text: &str) -> bool {
        let at = unit.first as usize;
        let Some(before) = at.checked_sub(1).map(|i| layout.tokens[i].of(text).as_bytes()) else { return false };
        let never = lexicon::COUNTRY | lexicon::BODY_WORD | lexicon::PLACE_WORD | lexicon::COMMON;
        matches!(before, [b'A'..=b'Z', b'.'])
            && !layout.tokens[at].line_before()
            && !layout.tokens[at].is_all_caps()
            && self.seen[at].classes & never == 0
            && !self.seen.get(at + 1).is_some_and(|s| s.upper)
    }

    /// Tokens of a country's name of several words that begins at token `at` and ends before a small word; else 0.
    pub(super) fn listed_country(&self, at: usize, limit: usize) -> usize {
        let phrase = self.seen[at].phrase;
        if phrase & 3 != 1 || phrase >> 2 & lexicon::COUNTRY == 0 || self.seen[at].heading {
            return 0;
        }
        let len = 1 + self.seen[at + 1..limit]
            .iter()
            .take_while(|s| s.phrase & 3 >= 2 && s.phrase >> 2 == phrase >> 2)
            .count();
        let alone = self.seen.get(at + len).is_none_or(|s| !s.upper) && (at == 0 || !self.seen[at - 1].upper);
        if alone && self.seen[at + len - 1].phrase & 3 == 3 { len } else { 0 }
    }

    /// Tokens of a known body, company or club of several words that begins at token `at`, before token `limit`; else 0.
    pub(super) fn listed_body(&self, at: usize, limit: usize) -> usize {
        const NEVER: lexicon::Classes =
            lexicon::COUNTRY | lexicon::REGION | lexicon::CITY | lexicon::GIVEN | lexicon::FAMILY | lexicon::OTHER;
        const BODIES: lexicon::Classes = lexicon::BODY | lexicon::COMPANY | lexicon::MEDIA | lexicon::CLUB;
        let phrase = self.seen[at].phrase;
        let classes = phrase >> 2;
        if phrase & 3 != 1 || classes & BODIES == 0 || classes & NEVER != 0 || self.seen[at].heading {
            return 0;
        }
        let len =
            1 + self.seen[at + 1..limit].iter().take_while(|s| s.phrase & 3 >= 2 && s.phrase >> 2 == classes).count();
        // "John Lewis" is a shop, but that is for the model to say.
        let full =
            self.seen[at].classes & lexicon::GIVEN != 0 && self.seen[at + len - 1].classes & lexicon::FAMILY != 0;
        if full && len == 2 {
            return 0;
        }
        // The whole phrase must lie in the chain.
        if self.seen[at + len - 1].phrase & 3 == 3 { len } else { 0 }
    }

    /// "Elizabeth Quat of DAB": what follows a person and "of" is a body or a place.
    pub(super) fn is_of_person(&self, at: usize, layout: &Layout, text: &str) -> bool {
        at > 2
            && layout.tokens[at - 1].of(text) == "of"
            && self.units.get(self.unit_of[at - 2] as usize).is_some_and(|u| u.kind == 1 && u.len > 1)
    }

    /// "the Church" after "Church of Scientology", "the League" after "Premier League".
    pub(super) fn is_short_for_body(&self, at: usize, layout: &Layout, text: &str) -> bool {
        let word = |i: usize| layout.tokens[i].of(text);
        let alone = !self.seen.get(at + 1).is_some_and(|s| s.upper)
            && layout.tokens.get(at + 1).is_none_or(|t| !matches!(t.of(text), "of" | "for" | "&"));
        at > 0
            && alone
            && word(at - 1) == "the"
            && cue(word(at)) & (BODY_HEAD | OF_HEAD) != 0
            && self.evidence.heads_body(self.seen[at].form)
    }

    /// "CROMWELL — Police", "NAIROBI (Reuters)": whether these tokens in capitals begin a line of prose.
    pub(super) fn is_dateline(&self, at: usize, after: usize, end: usize, layout: &Layout, text: &str) -> bool {
        const PLACES: lexicon::Classes = lexicon::REGION | lexicon::CITY | lexicon::TOWN | lexicon::VILLAGE;
        let word = |i: usize| layout.tokens[i].of(text);
        let classes = self.seen[at].classes;
        // "WARNING — Police".
        let named = classes & lexicon::COMMON == 0 || classes & PLACES != 0;
        named
            && self.seen[at].first
            && !self.seen[at].heading
            && after + 2 < end
            && (at..after).all(|i| layout.tokens[i].is_all_caps())
            && word(at).len() > 3
            && matches!(word(after), "—" | "–" | "--" | "-")
            && !self.seen[after + 2].upper
    }

    /// "Debden, England, 4 June": whether a single name is followed by its country.
    pub(super) fn is_in_country(&self, at: usize, layout: &Layout, text: &str) -> bool {
        let behind = self.has_state_behind(at + 1, layout, text);
        let before = at.checked_sub(1).map(|i| layout.tokens[i].of(text));
        behind
            && !self.seen[at].heading
            && !before.is_some_and(|b| matches!(b, "," | "and" | "Mr" | "Mr."))
            && layout
                .tokens
                .get(at + 3)
                .is_some_and(|t| matches!(t.of(text), "," | "." | ";" | "(" | ")" | "-" | "--" | "—" | "–"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_the_list_is_known() {
        for line in include_str!("en/cue_word.tsv").lines().filter(|l| !l.starts_with('#')).skip(1) {
            let class = line.split_once('\t').map(|(_, class)| class);
            assert!(CLASSES.iter().any(|(name, _)| Some(*name) == class), "{line}");
        }
        assert_eq!(cue("Bank") & (OF_HEAD | BODY_HEAD), OF_HEAD | BODY_HEAD);
        assert_eq!(cue("walks"), 0);
    }
}
