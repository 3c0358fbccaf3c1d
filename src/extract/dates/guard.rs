//! Conditions that a rule puts on the words around: what tells "May" from May and 1640 seats from 1640.
//!
//! In: a match and the tokens around it. Out: whether it stands. One function a name in the
//! `guard` column of `rules.tsv`.

#![expect(clippy::nonminimal_bool, reason = "conditions are written as the words that they refuse")]

use super::find::{Expression, Word};
use super::numbers::{Number, YEARS};
use crate::extract::tokens::{Class, Token};

/// A match and where it stands.
#[derive(Debug)]
pub struct Place<'a> {
    /// The text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a [Token],
    /// The match.
    pub expression: &'a Expression,
    /// Its words.
    pub words: &'a [Word],
}

/// Longest word that guards look at.
const LONGEST: usize = 16;

/// A word in lower case, empty when it is longer than guards care for.
#[derive(Clone, Copy)]
struct Lower {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Lower {
    fn of(word: &str) -> Self {
        let mut lower = Self { bytes: [0; LONGEST], len: 0 };
        if word.len() <= LONGEST {
            for (to, from) in lower.bytes.iter_mut().zip(word.bytes()) {
                *to = from.to_ascii_lowercase();
            }
            lower.len = word.len();
        }
        lower
    }
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }
    fn is_in(&self, list: &[&str]) -> bool {
        list.iter().any(|w| w.as_bytes() == &self.bytes[..self.len])
    }
}

impl<'a> Place<'a> {
    fn token(&self, i: Option<usize>) -> Option<&'a Token> {
        self.tokens.get(i?)
    }
    /// The token `n` before the match (1 is next to it), if it is on the same line.
    fn before(&self, n: usize) -> Option<&'a Token> {
        let first = self.expression.tokens.0 as usize;
        let line_starts = (0..n).any(|k| self.token(first.checked_sub(k)).is_none_or(|t| t.line_before()));
        if line_starts { None } else { self.token(first.checked_sub(n)) }
    }
    fn after(&self, n: usize) -> Option<&'a Token> {
        let last = self.expression.tokens.1 as usize;
        let token = self.tokens.get(last + n)?;
        let line_starts = (1..=n).any(|k| self.tokens[last + k].line_before());
        if line_starts { None } else { Some(token) }
    }
    fn lower(&self, token: Option<&Token>) -> Lower {
        Lower::of(token.map_or("", |t| t.of(self.text)))
    }
    /// The word before, lower case.
    fn previous(&self) -> Lower {
        self.lower(self.before(1))
    }
    /// The word after, lower case.
    fn next(&self) -> Lower {
        self.lower(self.after(1))
    }
    /// The match begins inside its first token ("Year-2000") or ends inside its last.
    fn is_part_of_a_token(&self) -> (bool, bool) {
        let first = self.tokens[self.expression.tokens.0 as usize];
        let last = self.tokens[self.expression.tokens.1 as usize];
        (first.span.start < self.expression.span.start, last.span.end > self.expression.span.end)
    }
    /// The word after looks like a surname: a capital, and no new sentence.
    fn name_follows(&self) -> bool {
        self.after(1).is_some_and(|t| t.class == Class::Word && t.is_capitalised() && t.span.len() > 1 && t.has_lower())
            && self.is_glued_by_space()
    }
    fn is_glued_by_space(&self) -> bool {
        let last = self.tokens[self.expression.tokens.1 as usize];
        self.after(1).is_some_and(|t| t.span.start == last.span.end + 1)
    }
    /// The word before is a capitalised one that does not begin the sentence.
    fn name_before(&self) -> bool {
        self.before(1).is_some_and(|t| t.class == Class::Word && t.is_capitalised() && !t.line_before())
            && self.before(2).is_some_and(|t| !matches!(t.of(self.text), "." | "?" | "!" | "“" | "\"" | "``"))
    }
    fn is_capitalised(&self) -> bool {
        self.words[0].is_capitalised
    }
    /// One of its words, in lower case.
    fn has_word(&self, wanted: &str) -> bool {
        self.words.iter().any(|w| self.text[w.start as usize..w.end as usize].eq_ignore_ascii_case(wanted))
    }
    /// "This Week", "Today" as a programme or a paper is called: in capitals, after a quotation mark or an acronym.
    fn is_title(&self) -> bool {
        let last = &self.words[self.words.len() - 1];
        let in_capitals = last.is_capitalised && self.text.as_bytes()[last.start as usize + 1].is_ascii_lowercase();
        in_capitals
            && self.before(1).is_some_and(|t| {
                self.words.len() > 1 && matches!(t.of(self.text), "\"" | "“" | "``" | "‘" | "'")
                    || self.words.len() == 1 && t.is_all_caps() && (2..5).contains(&t.span.len())
            })
    }
}

const TEMPORAL_PREPOSITIONS: &[&str] =
    &["in", "since", "by", "until", "till", "during", "from", "through", "before", "after", "between", "throughout"];
const TITLES: &[&str] = &[
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "dr",
    "dr.",
    "theresa",
    "elaine",
    "brian",
    "minister",
    "president",
    "sir",
    "lord",
    "lady",
    "senator",
    "mark",
    "james",
    "fredric",
];

/// Whether a match of a rule with this guard stands.
#[must_use]
pub fn passes(guard: &str, place: &Place<'_>) -> bool {
    match guard {
        "-" => true,
        "slash" => slash(place),
        "two_days" => {
            let c = &place.expression.captures;
            (1..=31).contains(&c.day.unwrap_or(0))
                && (1..=31).contains(&c.day2.unwrap_or(0))
                && !place.is_part_of_a_token().1
                && !place.after(1).is_some_and(|t| {
                    t.is_word() && t.has_lower() && !t.is_capitalised() && !place.next().is_in(FUNCTION_WORDS)
                })
        }
        "day_ordinal" => {
            place.expression.captures.day.is_some_and(|d| (1..=31).contains(&d))
                && !place
                    .after(1)
                    .is_some_and(|t| t.is_word() && !t.is_capitalised() && !place.next().is_in(FUNCTION_WORDS))
        }
        "weekday" => weekday(place),
        "holiday" => holiday(place),
        "overnight" => !place.previous().is_in(&["an", "the", "famous", "own"]) && !place.name_follows(),
        "the_part" => {
            !place.next().is_in(&["of"]) && place.previous().is_in(&["in", "during", "by", "until", "throughout"])
        }
        "time" => time(place),
        "month" => month(place),
        "year" => year(place),
        "yy" => place.previous().is_in(&["of", "in", "since", "from", "by", "summer", "spring", "winter", "fall"]),
        "decade" => decade(place),
        "decade_apostrophe" => {
            place.expression.captures.year.is_some_and(|y| y % 10 == 0) && {
                let last = place.words[place.words.len() - 1];
                let text = &place.text[last.start as usize..last.end as usize];
                text.ends_with('s')
                    && !place
                        .after(1)
                        .is_some_and(|t| t.is_word() && !t.is_capitalised() && !place.next().is_in(FUNCTION_WORDS))
            }
        }
        "season" => season(place),
        "quarter" => quarter(place),
        "half" => half(place),
        "quarter_word" => quarter_word(place),
        "weekday_part" => {
            // "Friday Night Lights", "Monday Night Football" are programmes
            let last = place.words[place.words.len() - 1];
            !(last.is_capitalised && place.words[0].is_capitalised && place.name_follows())
        }
        "a_week" => place.expression.captures.unit == Some(b'W'),
        "weekends" => place.previous().is_in(&["on", "at", "most", "over", "during", "alternate", "and"]),
        "weekday_week" => {
            place.expression.captures.unit == Some(b'W')
                && place.previous().is_in(&["on", "until", "from", "by", "next"])
                && !place.next().is_in(&["of", "for", "as"])
        }
        "the_quarter" => {
            !place.next().is_in(&["of", "-", "century", "finals", "final", "point", "back", "mile", "pole"])
                && !place.is_part_of_a_token().1
        }
        "weekend" => !place.next().is_in(&["of", "before", "after"]) || place.words.len() > 1,
        "rel_unit" => rel_unit(place),
        "beside" => !place.after(1).is_some_and(|t| {
            t.is_word() && !place.next().is_in(&["in", "when", "and", "but", "that", "to", "at", "by", "as"])
        }),
        "the_unit" => the_unit(place),
        "period_one" => period_one(place),
        "n_beside" => n_beside(place),
        "dur" => duration(place),
        "dur_hyphen" => place.expression.captures.unit != Some(b'Q') && !place.is_part_of_a_token().1,
        "dur_a" => place.expression.captures.unit != Some(b'Q') && duration(place),
        "extreme_units" => {
            // "the early hours of Friday" are a part of that day
            let early = place.has_word("early");
            !(early && place.next().is_in(&["of"]))
                && match place.expression.captures.unit {
                    Some(b'm' | b's') => false,
                    Some(b'h') => !early && !place.previous().is_in(&["until", "till"]),
                    _ => true,
                }
        }
        "deictic" => !place.is_title(),
        "in_rel_unit" => in_rel_unit(place),
        "one_day" => {
            place.previous().is_in(MODALS)
                || place.next().is_in(MODALS)
                || place.previous().is_in(&["to", "hopes", "may"])
        }
        "present_adjective" => {
            present_adjective(place) && !place.next().is_in(&["account", "accounts", "affairs", "events", "or"])
        }
        "over_the_years" => {
            place.previous().is_in(&["over", "through"])
                && !place.next().is_in(&["of"])
                && matches!(place.expression.captures.unit, Some(b'Y' | b'E' | b'C'))
        }
        "premodifier" => !premodifier(place),
        "dur_num_unit" => duration(place) && place.after(1).is_some_and(|t| t.is_word() && !t.is_capitalised()),
        "year_ended" => place.next().is_in(&["ended", "ending"]),
        "dur_a_bare" => duration(place) && a_unit(place),
        "units_bare" => units_bare(place),
        "adverb" => !place.is_capitalised() || place.before(1).is_none(),
        "ref" => reference(place),
        "the_present" => {
            !place.after(1).is_some_and(|t| t.is_word() && !t.is_capitalised() && !place.next().is_in(FUNCTION_WORDS))
        }
        "the_past" => !place.after(1).is_some_and(|t| t.is_word() && !place.next().is_in(FUNCTION_WORDS)),
        "the_future" => !place.next().is_in(&["of"]) && !place.is_part_of_a_token().1,
        _ => false,
    }
}

/// Lower-case words that may follow a date without making it part of a noun phrase.
const FUNCTION_WORDS: &[&str] = &[
    "a",
    "about",
    "after",
    "against",
    "all",
    "also",
    "although",
    "amid",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "between",
    "both",
    "but",
    "by",
    "can",
    "could",
    "did",
    "do",
    "does",
    "during",
    "even",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "her",
    "here",
    "his",
    "however",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "just",
    "may",
    "might",
    "must",
    "near",
    "not",
    "of",
    "off",
    "on",
    "one",
    "only",
    "onto",
    "or",
    "our",
    "out",
    "outside",
    "over",
    "she",
    "should",
    "since",
    "so",
    "such",
    "than",
    "that",
    "the",
    "their",
    "there",
    "these",
    "they",
    "this",
    "those",
    "through",
    "to",
    "toward",
    "towards",
    "under",
    "unless",
    "until",
    "up",
    "upon",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whose",
    "will",
    "with",
    "within",
    "without",
    "would",
    "you",
    "saying",
    "said",
    "says",
    "following",
    "according",
    "ending",
    "ended",
    "alone",
    "onwards",
    "onward",
];

fn slash(place: &Place<'_>) -> bool {
    let Number::Parts(a, b, year) = place.expression.captures.written else { return false };
    // two numbers alone are scores, dates of other years or 24/7
    year != 0 && YEARS.contains(&year) && (a <= 12 && b <= 31 || b <= 12 && a <= 31) && a > 0 && b > 0
}

fn weekday(place: &Place<'_>) -> bool {
    // "Black Friday", "Good Friday" are in holiday.tsv; "Sheffield Wednesday", "The Friday Times" are names.
    if place.words.len() > 1 {
        return true;
    }
    if place.previous().is_in(&["sheffield", "ruby", "bloody", "happy", "casual", "man"]) && place.name_before() {
        return false;
    }
    let next = place.after(1).map_or("", |t| t.of(place.text));
    !matches!(
        next,
        "Night"
            | "Morning"
            | "Afternoon"
            | "Evening"
            | "Times"
            | "Telegraph"
            | "Mirror"
            | "Express"
            | "Mail"
            | "People"
            | "Post"
            | "Herald"
            | "Review"
            | "Today"
    )
}

fn time(place: &Place<'_>) -> bool {
    let c = &place.expression.captures;
    let Some((hour, minute)) = c.clock else { return false };
    if hour > 24 || minute > 59 {
        return false;
    }
    let bare = place.words.len() == 1
        && c.ampm.is_none()
        && place.words[0].number == Number::Clock(hour, minute)
        && place.words[0].terms.has(super::lexicon::Class::clock as u16);
    if place.is_part_of_a_token().0 {
        return false;
    }
    let noon = place.words.len() == 1 && place.words[0].terms.has(super::lexicon::Class::noon as u16);
    if noon {
        return !place.is_capitalised() && !place.previous().is_in(&["high", "the", "a"]);
    }
    if bare {
        // 8:30 alone is a time after these only; it may be a score, a ratio or a verse
        return place.previous().is_in(&[
            "at",
            "around",
            "about",
            "by",
            "until",
            "till",
            "before",
            "after",
            "from",
            "since",
            "between",
            "and",
            "to",
            "approximately",
        ]) && !(place.previous().is_in(&["and", "to", "from", "by", "after"])
            && !place.before(2).is_some_and(|t| t.has_digit()))
            && !place.next().is_in(&["points", "odds", "ratio", "victory", "win"]);
    }
    true
}

fn month(place: &Place<'_>) -> bool {
    let c = &place.expression.captures;
    if !place.words.iter().any(|w| w.is_capitalised) {
        return false;
    }
    let (inside, before_hyphen) = place.is_part_of_a_token();
    if inside && c.early.is_none() || before_hyphen {
        return false;
    }
    let word = place.words[place.words.len() - 1];
    let spelt = &place.text[word.start as usize..word.end as usize];
    if spelt.len() < 5 && !spelt.ends_with('.') && !matches!(c.month, Some(5..=7)) {
        return false; // Jan, Mar, Dec without a day are names
    }
    if c.early.is_some() && place.words.len() > 1 {
        return true;
    }
    let month = c.month.unwrap_or(0);
    let previous = place.previous();
    if previous.is_in(TITLES) {
        return false;
    }
    let after_preposition = previous.is_in(TEMPORAL_PREPOSITIONS)
        || previous.is_in(&["to", "of", "for", "and", "or", "every", "each", "as", "than", "late", "early", "mid"]);
    match month {
        // Theresa May, the verb may at the start of a sentence, a march, the order March!
        5 => {
            previous.is_in(&[
                "in",
                "since",
                "until",
                "till",
                "during",
                "through",
                "throughout",
                "between",
                "next",
                "last",
                "this",
            ]) && !place.name_follows()
                && !place.next().is_in(&["'s", "’s"])
                || previous.is_in(&["from", "by", "before", "after", "of"])
                    && !place.name_follows()
                    && !place
                        .next()
                        .is_in(&["'s", "’s", "and", "has", "had", "is", "was", "who", "would", "will", "said"])
                || previous.is_in(&["to", "and", "or", ","])
                    && place.before(2).is_some_and(|t| is_month_name(t.of(place.text)))
        }
        3 => {
            previous.is_in(&["in", "since", "during", "until", "last", "next", "early", "late"])
                && !place.name_follows()
                || after_preposition && !place.name_before() && !place.next().is_in(&["for", "of", "to", "on"])
                || previous.is_in(&["the", "a"])
                    && !place.name_before()
                    && place
                        .after(1)
                        .is_some_and(|t| t.is_word() && !t.is_capitalised() && !place.next().is_in(FUNCTION_WORDS))
                || !place.name_before()
                    && !place.name_follows()
                    && place.before(1).is_some()
                    && !place.next().is_in(&["for", "of", "to", "on"])
                    && !previous.is_in(&["the", "a", "this", "that", "its", "'s", "’s", "s", "their", "s'"])
        }
        // given names
        4 | 6 | 8 => {
            previous.is_in(TEMPORAL_PREPOSITIONS)
                || !place.name_follows() && place.before(1).is_some() && !place.name_before()
                || !place.name_follows() && after_preposition
        }
        _ => !(place.name_before() && place.name_follows()) || after_preposition,
    }
}

fn is_month_name(word: &str) -> bool {
    const MONTHS: &[&str] = &[
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS.contains(&word)
}

fn year(place: &Place<'_>) -> bool {
    let Some(year) = place.expression.captures.year else { return false };
    let (inside, more) = place.is_part_of_a_token();
    if inside || more && !place.text.as_bytes().get(place.expression.span.end as usize).is_some_and(|b| *b == b'-') {
        return false;
    }
    let spoken = place.words[0].entry != 0;
    let previous = place.previous();
    let next = place.next();
    let next_token = place.after(1);
    if matches!(
        next.text(),
        "%" | "°"
            | "per"
            | "percent"
            | "pounds"
            | "dollars"
            | "euros"
            | "yen"
            | "yuan"
            | "rupees"
            | "rand"
            | "won"
            | "roubles"
            | "rubles"
            | "francs"
            | "marks"
            | "lira"
            | "pts"
            | "pence"
            | "cents"
            | "points"
            | "-"
            | "/"
    ) && !spoken
    {
        return next.text() == "-" && previous.is_in(TEMPORAL_PREPOSITIONS);
    }
    if previous.is_in(&[
        "$",
        "£",
        "€",
        "#",
        "no.",
        "no",
        "nos.",
        "+",
        "-",
        "c$",
        "us$",
        "a$",
        "hk$",
        "y",
        "at",
        "some",
        "about",
        "than",
        "nearly",
        "almost",
        "boeing",
        "room",
        "page",
        "channel",
        "model",
        "airbus",
        "approximately",
        "roughly",
        "over",
        "under",
        "up",
        "only",
        "another",
        "these",
        "those",
        "all",
    ]) {
        return false;
    }
    let plural_noun_follows = next_token.is_some_and(|t| {
        t.is_word()
            && !t.is_capitalised()
            && !next.is_in(FUNCTION_WORDS)
            && (next.len == 0
                || next.text().ends_with('s')
                    && !next.text().ends_with("ss")
                    && !next.text().ends_with('’')
                    && !next.is_in(&[
                        "was",
                        "is",
                        "has",
                        "'s",
                        "’s",
                        "levels",
                        "dollars",
                        "elections",
                        "earnings",
                        "results",
                        "sales",
                        "olympics",
                        "games",
                        "protests",
                        "riots",
                        "revenues",
                        "profits",
                    ])
                || next.is_in(&[
                    "people",
                    "men",
                    "women",
                    "children",
                    "miles",
                    "feet",
                    "km",
                    "kilometres",
                    "kilometers",
                    "metres",
                    "meters",
                    "seats",
                    "jobs",
                    "tons",
                    "tonnes",
                    "mph",
                    "kg",
                    "points",
                    "shares",
                    "votes",
                    "police",
                    "staff",
                    "troops",
                    "other",
                    "more",
                    "homes",
                ]))
    });
    if plural_noun_follows
        && (!previous.is_in(&["in", "since", "by", "until"])
            || next.is_in(&["people", "men", "women", "children", "miles", "seats", "jobs", "homes", "cases"]))
    {
        return false;
    }
    if previous.is_in(TEMPORAL_PREPOSITIONS)
        || previous.is_in(&["late", "early", "mid", "year", "circa", "for", "in", "fiscal", "around", "mid-", "season"])
    {
        return true;
    }
    let modern = (1850..=2060).contains(&year);
    if previous.is_in(&[
        "of", "to", "and", "or", ",", "(", "[", "the", "a", "an", "his", "her", "its", "their", "our", "'s", "’s",
        "this", "that", "as", "into", "—", "–", "than", "with", "over", "versus", "on", "was", "is", "past", "'", "’",
    ]) {
        return modern
            || previous.is_in(&["of", "to", "and", "("])
                && !plural_noun_follows
                && year >= 1500
                && !next_token.is_some_and(|t| t.is_word() && !t.is_capitalised() && !next.is_in(FUNCTION_WORDS));
    }
    // "Atlanta, nineteen ninety-six": nobody counts people so
    if spoken {
        return modern && !plural_noun_follows;
    }
    if place.before(1).is_none() || matches!(previous.text(), "." | "\"" | "“" | "``" | ":" | ";" | "--" | "_") {
        return modern;
    }
    // "Euro 2024", "Windows 2000": names; "after March 1989" has its own rule; "revenue 1989" is a year
    place.before(1).is_some_and(|t| t.is_word() && !t.is_capitalised() && t.has_lower())
        && (1900..=2060).contains(&year)
        && (next.is_in(NOUNS_OF_A_YEAR)
            || !next_token.is_some_and(|t| t.is_word() && !t.is_capitalised() && !next.is_in(FUNCTION_WORDS)))
}

/// Nouns that take a year before them and are not counted in thousands.
const NOUNS_OF_A_YEAR: &[&str] = &[
    "agreement",
    "attack",
    "bombing",
    "budget",
    "campaign",
    "census",
    "championship",
    "convention",
    "coup",
    "crash",
    "election",
    "film",
    "invasion",
    "law",
    "massacre",
    "meeting",
    "memoir",
    "murder",
    "novel",
    "pact",
    "peace",
    "poll",
    "presidential",
    "race",
    "referendum",
    "report",
    "revolution",
    "ruling",
    "season",
    "speech",
    "study",
    "summit",
    "survey",
    "treaty",
    "trial",
    "uprising",
    "vote",
    "war",
];

fn decade(place: &Place<'_>) -> bool {
    let c = &place.expression.captures;
    let digits_2 = c.decade.is_some_and(|d| d < 100);
    if !digits_2 {
        return true;
    }
    // "in his 60s", "her late twenties" are ages; "temperatures in the 80s" weather
    let start = place.expression.span.start as usize;
    let quoted = matches!(place.text.as_bytes().get(start), Some(b'\''))
        || place.text[start..].starts_with('’')
        || place.text[..start].ends_with(['\'', '’', '‘'])
        || place.text[start..place.expression.span.end as usize].contains(['\'', '’']);
    let previous = place.previous();
    if previous.is_in(&["his", "her", "their", "my", "our", "your", "its", "low", "high", "upper"]) {
        return false;
    }
    quoted
        || place.expression.captures.decade.is_some_and(|d| d >= 20)
            && &place.text[start..(start + 3).min(place.text.len())] == "the"
            && previous.is_in(&["in", "of", "during", "since", "from", "by", "through", "and", "until", "throughout"])
}

fn season(place: &Place<'_>) -> bool {
    let c = &place.expression.captures;
    let word = place.words[place.words.len() - 1];
    let text = Lower::of(&place.text[word.start as usize..word.end as usize]);
    let with_the = place.words.len() > 1;
    let previous = place.previous();
    let next = place.next();
    if c.early.is_some() && place.words.len() > 1 {
        return !text.is_in(&["fall"]) || !next.is_in(&["in", "of", "from"]);
    }
    if next.is_in(&["of", "in", "from"]) && text.is_in(&["fall", "spring"])
        || place.name_follows() && word.is_capitalised
    {
        return false;
    }
    if text.is_in(&["fall", "spring"]) {
        return (with_the && previous.is_in(&["in", "by", "until", "during", "through", "for", "since", "of"])
            || previous.is_in(&["in", "every", "during", "since", "until", "late", "early"]))
            && !place.after(1).is_some_and(|t| t.is_word() && !next.is_in(FUNCTION_WORDS));
    }
    if place.is_part_of_a_token().1 || place.is_part_of_a_token().0 {
        return false;
    }
    with_the && !place.after(1).is_some_and(|t| t.is_word() && !next.is_in(FUNCTION_WORDS))
        || previous.is_in(&["in", "by", "until", "during", "through", "since", "of"])
            && !place.after(1).is_some_and(|t| t.is_word() && !next.is_in(FUNCTION_WORDS))
}

const MODALS: &[&str] = &["will", "would", "could", "might", "can", "should", "'ll", "’ll", "must"];

/// "Christmas", not "Chinese New Year", "a Christmas tree" or "an early May day".
fn holiday(place: &Place<'_>) -> bool {
    let word = |w: &Word| &place.text[w.start as usize..w.end as usize];
    place.words.iter().any(|w| w.is_capitalised)
        && !(place.has_word("may") && place.words.iter().any(|w| word(w) == "day"))
        && !place.previous().is_in(&[
            "chinese",
            "lunar",
            "jewish",
            "persian",
            "islamic",
            "muslim",
            "hindu",
            "thai",
            "orthodox",
            "vietnamese",
            "korean",
            "tibetan",
            "father",
        ])
        && !place.next().is_in(&[
            "market",
            "markets",
            "party",
            "parties",
            "tree",
            "trees",
            "carol",
            "carols",
            "card",
            "cards",
            "gift",
            "gifts",
            "present",
            "presents",
            "shopping",
            "shoppers",
            "song",
            "songs",
            "lights",
            "album",
            "movie",
            "film",
            "decorations",
            "pudding",
            "jumper",
            "jumpers",
            "ornament",
            "ornaments",
            "egg",
            "eggs",
            "bunny",
            "costume",
            "costumes",
            "parade",
            "turkey",
            "story",
            "wish",
            "wishes",
            "sales",
            "dinner",
            "lunch",
        ])
}

/// "the current wife", "a recent filing": before a noun, not "if the current is strong".
fn present_adjective(place: &Place<'_>) -> bool {
    let next = place.after(1);
    next.is_some_and(|t| t.is_word() && !place.next().is_in(FUNCTION_WORDS))
        && !place.previous().is_in(&["more", "most", "less", "as", "electric", "alternating", "direct", "then"])
        && !place.is_part_of_a_token().0
        && !place.is_part_of_a_token().1
}

/// "later in the day" is that day; "at the end of the day" is said of anything.
fn in_rel_unit(place: &Place<'_>) -> bool {
    place.expression.captures.unit != Some(b'D')
        || place.words.iter().take(2).any(|w| {
            Lower::of(&place.text[w.start as usize..w.end as usize]).is_in(&["later", "earlier", "late", "early"])
        })
}

/// "the third-quarter loss": the article belongs to the loss, and the shorter match is tried.
fn premodifier(place: &Place<'_>) -> bool {
    let word = |w: &Word| &place.text[w.start as usize..w.end as usize];
    word(&place.words[0]).eq_ignore_ascii_case("the")
        && place.words.iter().any(|w| word(w) == "-")
        && place
            .after(1)
            .is_some_and(|t| t.is_word() && !t.is_capitalised() && !place.next().is_in(FUNCTION_WORDS) && t.has_lower())
}

/// Words that tell of money: what a half or "Q1" is told of in business news and not in sport.
const MONEY: &[&str] = &[
    "profit",
    "profits",
    "results",
    "earnings",
    "sales",
    "revenue",
    "revenues",
    "loss",
    "losses",
    "figures",
    "net",
    "operating",
    "pretax",
    "gdp",
    "growth",
    "dividend",
    "output",
    "economy",
    "exports",
    "imports",
    "%",
    "$",
    "£",
    "€",
    "percent",
    "million",
    "billion",
    "shares",
    "fiscal",
    "financial",
    "prices",
    "inflation",
    "investment",
    "orders",
    "deliveries",
    "turnover",
    "income",
    "demand",
    "quarter",
    "cent",
    "margin",
    "margins",
    "forecast",
    "guidance",
];

/// Words of games that are played in quarters and halves.
const GAMES: &[&str] = &[
    "touchdown",
    "touchdowns",
    "yard",
    "yards",
    "goal",
    "goals",
    "scored",
    "scoring",
    "score",
    "lead",
    "led",
    "trailed",
    "game",
    "match",
    "quarterback",
    "halftime",
    "rebounds",
    "basket",
    "baskets",
    "foul",
    "fouls",
    "interception",
    "fumble",
    "striker",
    "mile",
    "horn",
    "overtime",
    "layup",
    "three-pointer",
    "jumper",
];

/// Whether business is spoken of in this sentence, within some words of the match.
fn is_about_money(place: &Place<'_>) -> bool {
    is_about(place, MONEY)
}

/// Whether one of these words stands in the sentence, within some words of the match.
fn is_about(place: &Place<'_>, words: &[&str]) -> bool {
    let (first, last) = (place.expression.tokens.0 as usize, place.expression.tokens.1 as usize);
    let told = |t: &Token| Lower::of(t.of(place.text)).is_in(words);
    let inside = |t: &&Token| !matches!(t.of(place.text), "." | "?" | "!" | ";");
    place.tokens[..first].iter().rev().take(25).take_while(inside).any(told)
        || place.tokens[last + 1..].iter().take(12).take_while(inside).any(told)
}

/// "profit rose in the first half", not "he scored in the first half".
fn half(place: &Place<'_>) -> bool {
    let word = |w: &Word| &place.text[w.start as usize..w.end as usize];
    let hyphenated = place.words.iter().any(|w| word(w) == "-");
    (place.previous().is_in(&["in", "for", "during", "of"])
        && place.words.len() > 1
        && !place.next().is_in(&["of", "was", "to"])
        && is_about_money(place))
        || hyphenated && place.next().is_in(MONEY)
}

/// "Q3 2023", "in Q3", "H1 profit"; a bare "Q1" may be a question.
fn quarter_word(place: &Place<'_>) -> bool {
    place.expression.captures.year.is_some()
        || place.words.len() > 1 && place.expression.captures.rel.is_some()
        || (place.next().is_in(MONEY)
            || place
                .previous()
                .is_in(&["in", "for", "during", "since", "its", "by", "from", "than", "of", "this", "last"]))
            && is_about_money(place)
}

fn quarter(place: &Place<'_>) -> bool {
    let ordinal = place.expression.captures.ordinal.unwrap_or(0);
    if place.expression.captures.year.is_none() && is_about(place, GAMES) && !is_about_money(place) {
        return false; // "a fourth-quarter touchdown"
    }
    !premodifier(place) && (1..=4).contains(&ordinal) && !place.next().is_in(&["of", "century", "finish", "point"])
        || !premodifier(place) && (1..=4).contains(&ordinal) && place.next().is_in(&["of"])
}

/// "over the past year" is a length; "the next day" a day.
fn period_one(place: &Place<'_>) -> bool {
    let c = &place.expression.captures;
    !place.is_part_of_a_token().1
        && c.unit != Some(b'D')
        && (matches!(c.unit, Some(b'E' | b'C')) && place.has_word("past")
            || place.previous().is_in(&["over", "in", "during", "for", "within", "throughout", "through"]))
}

fn rel_unit(place: &Place<'_>) -> bool {
    let c = &place.expression.captures;
    let (inside, more) = place.is_part_of_a_token();
    if more && place.text[place.expression.span.end as usize..].starts_with('-')
        || inside && c.early.is_none()
        || place.is_title()
    {
        return false;
    }
    // "that day" and "that year" are dates; "this century" too; "this quarter of the city" is none
    !(c.unit == Some(b'Q') && place.next().is_in(&["of"])) && !(c.rel == Some("latest"))
}

fn the_unit(place: &Place<'_>) -> bool {
    let c = &place.expression.captures;
    let previous = place.previous();
    let next = place.next();
    // "Teacher of the Year"
    let last = &place.words[place.words.len() - 1];
    if last.is_capitalised && place.text.as_bytes()[last.start as usize + 1].is_ascii_lowercase() {
        return false;
    }
    // "a high for the year of $42"
    let of_money = next.is_in(&["of"]) && place.lower(place.after(2)).is_in(&["$", "£", "€", "c$", "us$"]);
    if place.is_part_of_a_token().1
        || !of_money && next.is_in(&["of", "'s", "’s", "ended", "ending", "that", "when", "to", "-"])
    {
        return c.unit == Some(b'Y') && next.is_in(&["ended", "ending"]);
    }
    match c.unit {
        Some(b'Y') => previous.is_in(&["for", "in", "of", "during", "through", "this", "throughout", "over"]),
        Some(b'W' | b'M') => previous.is_in(&["for", "in", "of", "during", "on", "earlier", "later", "end"]),
        _ => false,
    }
}

fn n_beside(place: &Place<'_>) -> bool {
    // "two years before the war" and "a year before Congress": the words after say what it is counted from
    let last = place.words[place.words.len() - 1];
    let word = Lower::of(&place.text[last.start as usize..last.end as usize]);
    if word.is_in(&["before", "after"]) {
        return place.after(1).is_none_or(|t| {
            !t.is_word() && !t.has_digit()
                || place.next().is_in(&["when", "and", "but", "in", "as", "by", "with", "on"])
        });
    }
    !place.next().is_in(&["than"])
}

fn duration(place: &Place<'_>) -> bool {
    let (inside, more) = place.is_part_of_a_token();
    if inside && place.expression.captures.approx.is_none() {
        return false;
    }
    if more && place.text[place.expression.span.end as usize..].starts_with('-') {
        return false;
    }
    let next = place.next();
    let last = place.words[place.words.len() - 1];
    if last.is_capitalised && place.text.as_bytes().get(last.start as usize + 1).is_some_and(u8::is_ascii_lowercase) {
        return false; // "60 Minutes"
    }
    if matches!(place.expression.captures.unit, Some(b'Q'))
        && next.is_in(&["of"])
        && !(place.expression.captures.num == Number::Vague && place.previous().is_in(&["after", "for", "despite"]))
    {
        return false;
    }
    // "24 hours a day" is always
    if matches!(place.expression.captures.unit, Some(b'h'))
        && place.expression.captures.num == Number::Exact(24_000)
        && next.is_in(&["a", "per"])
    {
        return false;
    }
    // "two years older", "41 years of age"
    !(next.is_in(&["old", "older", "olds", "younger"]))
        && !(next.is_in(&["of"]) && place.lower(place.after(2)).is_in(&["age"]))
        && !(matches!(place.expression.captures.unit, Some(b's')) && next.is_in(&["half", "time"]))
}

fn a_unit(place: &Place<'_>) -> bool {
    let previous = place.previous();
    if place.has_word("calendar") && previous.is_in(&["to", "of", "by", "is", "was"]) {
        return false; // a way of counting
    }
    let unit = place.expression.captures.unit;
    if unit == Some(b's')
        || place.next().is_in(&["of", "-", "'s", "’s", "later", "earlier", "ago", "point"]) && unit == Some(b'Q')
    {
        return false;
    }
    if matches!(unit, Some(b'Q' | b's')) {
        return false;
    }
    // "gave him a week to leave"
    if place.next().is_in(&["to"]) && matches!(unit, Some(b'W' | b'M' | b'Y')) {
        return true;
    }
    previous.is_in(&[
        "for", "in", "within", "after", "lasted", "lasts", "last", "took", "take", "takes", "taking", "spend", "spent",
        "than", "once", "every", "least", "over", "nearly", "almost", "be", "is", "was", "another", "only", "just",
        "half", "about", "lasting", "wait", "waited", "into", "of", "to", "by", "with", "had", "have", "not", "until",
        "barely", "hardly", "scarcely", "exactly", "roughly",
    ])
}

fn units_bare(place: &Place<'_>) -> bool {
    let previous = place.previous();
    let c = &place.expression.captures;
    if place.is_part_of_a_token().0
        || place.is_part_of_a_token().1
        || c.is_weekend
        || matches!(c.unit, Some(b'Q' | b's'))
    {
        return false;
    }
    let next = place.next();
    if next.is_in(&["old", "older", "apart", "away"]) {
        return false;
    }
    previous.is_in(&[
        "for", "in", "within", "took", "take", "takes", "lasted", "spent", "after", "over", "about", "of", "until",
        "and", "every", "two", "been", "last", "just", "only", "many", "by", "follow", "follows", "followed",
        "following", "despite", "amid",
    ]) && !previous.is_in(&["of", "and", "by", "every", "two", "many"])
        || next.is_in(&["before", "after", "later", "earlier", "ago"]) && !previous.is_in(&["of"])
        // "in the years that followed"
        || previous.is_in(&["the"])
            && next.is_in(&["that"])
            && place.lower(place.after(2)).is_in(&["followed", "follow", "passed"])
}

fn reference(place: &Place<'_>) -> bool {
    let last = place.words[place.words.len() - 1];
    let word = Lower::of(&place.text[last.start as usize..last.end as usize]);
    let previous = place.previous();
    match word.text() {
        "now" => {
            !(place.next().is_in(&["that"]) && place.words.len() == 1 && place.is_capitalised())
                && !previous.is_in(&["years", "months", "weeks", "days", "year", "month", "week"])
                && !(place.words.len() > 1
                    && Lower::of(&place.text[place.words[0].start as usize..place.words[0].end as usize])
                        .is_in(&["from"]))
                && !place.is_part_of_a_token().0
                && !place.is_part_of_a_token().1
        }
        "soon" => {
            !previous.is_in(&["as", "too", "how", "so", "very"])
                && !place.next().is_in(&["as", "after", "be"])
                && place.words.len() == 1
        }
        "lately" | "recently" => !previous.is_in(&["as"]),
        _ => true,
    }
}
