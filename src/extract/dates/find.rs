//! Finding: where the text speaks of time, and by which rule. What day is meant is not known here.
//!
//! In: the tokens of an article. Out: [`Expression`]s in text order, none overlapping. Tokens are
//! looked up once; runs of known words that hold a trigger ("Friday", "weeks", "1989") are tried
//! against the rules, everything else costs one look-up.

use super::guard;
use super::lexicon::{Class, Lexicon, Terms};
use super::numbers::{self, Number};
use super::pattern::{Rules, Sequence};
use crate::extract::Layout;
use crate::extract::memo::Memo;
use crate::extract::tokens::{Class as TokenClass, Token};
use crate::records::Span;
use std::cell::RefCell;

/// One word of a run: a token, a part of a hyphenated one, or a number of several.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "a number word is what grammars call it")]
pub struct Word {
    /// First byte.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// First token.
    pub token: u32,
    /// Last token.
    pub last_token: u32,
    /// What it may stand for.
    pub terms: Terms,
    /// Its row in the lexicon, 0 for none.
    pub entry: u16,
    /// What it is worth as a number.
    pub number: Number,
    /// May begin a number of several words.
    pub is_number_word: bool,
    /// First letter is upper case.
    pub is_capitalised: bool,
}

impl Word {
    /// What it is worth as `class`.
    #[must_use]
    pub fn value(&self, class: Class, lexicon: &Lexicon) -> Option<i32> {
        self.terms.has(class as u16).then(|| self.text(class, lexicon).map_or(0, |(_, n)| n))
    }

    /// The same as written in the table, and as a number.
    #[must_use]
    pub fn text(&self, class: Class, lexicon: &Lexicon) -> Option<(&'static str, i32)> {
        lexicon.entry(self.entry).senses.iter().find(|s| s.class == class as u16).map(|s| (s.value, s.number))
    }

    /// Whether it is this word of the lexicon.
    #[must_use]
    pub fn is(&self, text: &str, lexicon: &Lexicon) -> bool {
        lexicon.entry(self.entry).word == text
    }
}

/// What the words of an expression say, by class; as the tables spell it.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one a kind of word")]
pub struct Captures {
    /// The first number and the second of "two to three".
    pub num: Number,
    /// See `num`.
    pub num2: Number,
    /// Time unit: D W M Q Y E C L F, h m s.
    pub unit: Option<u8>,
    /// Second unit of "two hours and ten minutes".
    pub unit2: Option<u8>,
    /// "1989".
    pub year: Option<i32>,
    /// "'89".
    pub yy: Option<i32>,
    /// 1..=12.
    pub month: Option<i8>,
    /// Day of the month, and the second of "3 to 5 March".
    pub day: Option<i32>,
    /// See `day`.
    pub day2: Option<i32>,
    /// 1..=7.
    pub weekday: Option<i8>,
    /// MO AF EV NI.
    pub part: Option<&'static str>,
    /// Hour and minute.
    pub clock: Option<(i32, i32)>,
    /// "a" or "p".
    pub ampm: Option<&'static str>,
    /// Offset or IANA name.
    pub zone: Option<&'static str>,
    /// Minutes east of Greenwich, where digits say so: "17:00 UTC+5:30".
    pub offset: Option<i32>,
    /// SP SU FA WI.
    pub season: Option<&'static str>,
    /// START MID END.
    pub early: Option<&'static str>,
    /// APPROX, MORE_THAN, ….
    pub approx: Option<&'static str>,
    /// "no more than".
    pub not: bool,
    /// "last", "next", "this", "same", ….
    pub rel: Option<&'static str>,
    /// "second".
    pub ordinal: Option<i32>,
    /// 1990 or 90.
    pub decade: Option<i32>,
    /// Days from today.
    pub deictic: Option<i32>,
    /// Value of a word that refers, or of an adverb.
    pub word: Option<&'static str>,
    /// Row of `holiday.tsv` or `event.tsv`.
    pub named: Option<u16>,
    /// "03/04/2017", an ISO day.
    pub written: Number,
    /// Has "before" or the like.
    pub before: bool,
    /// "weekend" as a unit.
    pub is_weekend: bool,
    /// Has "each" or "every".
    pub each: bool,
    /// Where the first word after the first number begins: for two days in one expression.
    pub first_day: Option<Span>,
    /// The second day.
    pub second_day: Option<Span>,
}

/// One expression, not yet completed.
#[derive(Debug, Clone, Copy)]
pub struct Expression {
    /// Where it stands.
    pub span: Span,
    /// First and last token.
    pub tokens: (u32, u32),
    /// Index of its rule.
    pub rule: u16,
    /// What its words say.
    pub captures: Captures,
}

/// Buffers that are kept between runs.
#[derive(Debug, Default)]
struct Buffers {
    run: Vec<(u32, u16)>,
    words: Vec<Word>,
    candidates: Vec<(u32, u32)>,
}

/// What is known of a word that does not begin with a digit.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// Its row in the lexicon, 0 for none.
    entry: u16,
    /// May stand in a run: has a row, or is joined of words by hyphens one of which has one.
    is_known: bool,
    /// Is reason to try rules.
    is_trigger: bool,
}

thread_local! {
    static KNOWN: RefCell<Memo<Look>> = RefCell::default();
}

/// Finds every expression.
pub fn find(text: &str, layout: &Layout, lexicon: &Lexicon, rules: &Rules) -> Vec<Expression> {
    let mut found = Vec::new();
    let mut buffers = Buffers::default();
    let finder = Finder { text, tokens: &layout.tokens, hashes: &layout.hashes, lexicon, rules };
    KNOWN.with_borrow_mut(|known| {
        let mut at = 0;
        let mut free = 0;
        while at < finder.tokens.len() {
            // most tokens end here
            if !finder.is_trigger(known, at) {
                at += 1;
                continue;
            }
            let mut first = at;
            while first > free
                && !finder.tokens[first].line_before()
                && let Some(entry) = finder.known(known, first - 1)
            {
                first -= 1;
                buffers.run.push((index(first), entry));
            }
            buffers.run.reverse();
            while at < finder.tokens.len()
                && (at == first + buffers.run.len())
                && (buffers.run.is_empty() || !finder.tokens[at].line_before())
                && let Some(entry) = finder.known(known, at)
            {
                buffers.run.push((index(at), entry));
                at += 1;
            }
            if buffers.run.is_empty() {
                at += 1; // a trigger is known, so this is not reached; no text may hold the loop
                continue;
            }
            free = at;
            finder.close(&mut buffers, &mut found);
        }
    });
    found
}

#[expect(clippy::cast_possible_truncation, reason = "fewer tokens than bytes")]
fn index(i: usize) -> u32 {
    i as u32
}

fn has_separator(token: &[u8]) -> bool {
    token.iter().any(|b| matches!(b, b':' | b'/' | b'-' | b'.'))
}

struct Finder<'a> {
    text: &'a str,
    tokens: &'a [Token],
    hashes: &'a [u64],
    lexicon: &'a Lexicon,
    rules: &'a Rules,
}

impl Finder<'_> {
    /// Whether a token is reason to try rules on the run of known words around it.
    fn is_trigger(&self, known: &mut Memo<Look>, i: usize) -> bool {
        let token = self.tokens[i];
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        let bytes = self.text.as_bytes();
        if bytes[start].is_ascii_digit() {
            let len = end - start;
            return len == 2 && start > 0 && matches!(bytes[start - 1], b'\'' | 0x99 | 0x98)
                || len > 2 && (len == 4 || token.class == TokenClass::Word || has_separator(&bytes[start..end]));
        }
        known.get(self.hashes[i], || self.look(token)).is_trigger
    }

    /// The entry of a token that may stand in a run, 0 for a number and for words joined by hyphens.
    fn known(&self, known: &mut Memo<Look>, i: usize) -> Option<u16> {
        let token = self.tokens[i];
        if self.text.as_bytes()[token.span.start as usize].is_ascii_digit() {
            return Some(0);
        }
        let look = known.get(self.hashes[i], || self.look(token));
        look.is_known.then_some(look.entry)
    }

    fn look(&self, token: Token) -> Look {
        let entry = self.lexicon.find(self.text, token.span.start as usize, token.span.end as usize);
        if entry != 0 {
            return Look { entry, is_known: true, is_trigger: self.lexicon.entry(entry).is_trigger };
        }
        let (is_known, has_trigger) = if token.has_hyphen() { self.hyphenated(token) } else { (false, false) };
        Look { entry, is_known, is_trigger: is_known && has_trigger }
    }

    /// Whether a part of "third-quarter" is known, and whether one is a trigger.
    fn hyphenated(&self, token: Token) -> (bool, bool) {
        let (mut known, mut has_trigger) = (false, false);
        self.parts(token, |start, end| {
            let entry = self.lexicon.find(self.text, start, end);
            let is_number = self.text.as_bytes()[start].is_ascii_digit();
            known |= entry != 0;
            has_trigger |= entry != 0 && self.lexicon.entry(entry).is_trigger || is_number && end - start >= 4;
        });
        (known, has_trigger)
    }

    /// Calls `f` for each part between hyphens.
    fn parts(&self, token: Token, mut f: impl FnMut(usize, usize)) {
        let bytes = &self.text.as_bytes()[token.span.range()];
        let offset = token.span.start as usize;
        let mut from = 0;
        for (i, byte) in bytes.iter().enumerate() {
            if *byte == b'-' {
                if i > from {
                    f(offset + from, offset + i);
                }
                from = i + 1;
            }
        }
        if bytes.len() > from {
            f(offset + from, offset + bytes.len());
        }
    }

    fn close(&self, buffers: &mut Buffers, found: &mut Vec<Expression>) {
        self.spell_out(buffers);
        numbers::fold(&mut buffers.words, self.lexicon);
        self.apply(buffers, found);
        buffers.run.clear();
    }

    /// Tokens of the run to words: hyphenated ones become several.
    fn spell_out(&self, buffers: &mut Buffers) {
        buffers.words.clear();
        for &(i, entry) in &buffers.run {
            let token = self.tokens[i as usize];
            let words = &mut buffers.words;
            let (start, end) = (token.span.start as usize, token.span.end as usize);
            if entry != 0 {
                words.push(self.word(i, start, end, entry));
                continue;
            }
            let whole = self.word(i, start, end, 0);
            if whole.number != Number::None || !token.has_hyphen() {
                words.push(whole);
                continue;
            }
            let mut last = start;
            self.parts(token, |from, to| {
                if from > last {
                    let hyphen = self.lexicon.find("-", 0, 1);
                    words.push(self.word(i, from - 1, from, hyphen));
                }
                let first = self.text.as_bytes()[from];
                let entry = if first.is_ascii_digit() { 0 } else { self.lexicon.find(self.text, from, to) };
                words.push(self.word(i, from, to, entry));
                last = to;
            });
        }
    }

    fn word(&self, token: u32, start: usize, end: usize, entry: u16) -> Word {
        let first = self.text.as_bytes()[start];
        let mut word = Word {
            start: Span::new(start, end).start,
            end: Span::new(start, end).end,
            token,
            last_token: token,
            terms: self.lexicon.entry(entry).terms,
            entry,
            number: Number::None,
            is_number_word: false,
            is_capitalised: first.is_ascii_uppercase(),
        };
        if entry == 0 && first.is_ascii_digit() {
            (word.terms, word.number) = numbers::shape(&self.text[start..end]);
            word.is_number_word = word.terms.has(Class::num as u16);
            if word.terms.has(Class::slash as u16) || word.terms.has(Class::fraction as u16) {
                // "9/11" is also a word of event.tsv
                word.entry = self.lexicon.find(self.text, start, end);
                self.lexicon.entry(word.entry).terms.each(|t| word.terms.insert(t));
            }
        } else {
            word.is_number_word = [Class::card, Class::tens, Class::mult, Class::vague, Class::couple, Class::a]
                .iter()
                .any(|c| word.terms.has(*c as u16))
                || word.is("half", self.lexicon)
                || word.is("the", self.lexicon);
            if let Some(n) =
                word.value(Class::ordinal, self.lexicon).or_else(|| word.value(Class::decade, self.lexicon))
            {
                word.number = Number::Exact(i64::from(n) * 1000);
            }
        }
        word
    }

    /// Tries the rules from every word of the run.
    fn apply(&self, buffers: &mut Buffers, found: &mut Vec<Expression>) {
        let first_of_run = found.len();
        let mut at = 0;
        while at < buffers.words.len() {
            let words = &buffers.words[at..];
            if found.last().is_some_and(|e| words[0].start < e.span.end) {
                at += 1; // taken as the offset of a time
                continue;
            }
            buffers.candidates.clear();
            self.rules.candidates(|i| words.get(i).map(|w| &w.terms), &mut buffers.candidates);
            let mut step = 1;
            let from = found.len();
            for &(n, sequence) in &buffers.candidates {
                let sequence = &self.rules.sequences[sequence as usize];
                let taken = &words[..n as usize];
                let rule = &self.rules.rules[usize::from(sequence.rule)];
                let mut expression = self.expression(taken, sequence);
                self.take_offset(&mut expression);
                let place =
                    guard::Place { text: self.text, tokens: self.tokens, expression: &expression, words: taken };
                if !guard::passes(rule.guard, &place) {
                    continue;
                }
                step = n as usize;
                if rule.op == "two_days" {
                    found.extend(two_days(&expression));
                } else if rule.op != "none" {
                    found.push(expression);
                }
                break;
            }
            if found.len() == from + 1 && from > first_of_run {
                self.join_last(found);
            }
            at += step;
        }
    }

    /// Takes the offset that follows a time: "2021-05-03T14:30:00+05:30", "10:00 +0530", "17:00 UTC+5:30".
    fn take_offset(&self, e: &mut Expression) {
        let c = &e.captures;
        let at = e.span.end as usize;
        let allowed = match (c.clock, c.written, c.zone) {
            (_, Number::Instant(.., None), _) => Offset::Digits,
            (Some(_), _, Some("+00:00")) => Offset::Hours,
            (Some(_), _, None) if c.weekday.is_none() => Offset::Digits,
            _ => return,
        };
        let Some((len, minutes)) = offset(&self.text.as_bytes()[at..], allowed) else { return };
        e.captures.offset = Some(minutes);
        e.span = Span::new(e.span.start as usize, at + len);
        while self.tokens.get(e.tokens.1 as usize + 1).is_some_and(|t| t.span.start < e.span.end) {
            e.tokens.1 += 1;
        }
    }

    /// Joins a time of day and the day beside it: "8 p.m. Friday", "Friday at 8 p.m."
    fn join_last(&self, found: &mut Vec<Expression>) {
        let (Some(second), Some(first)) = (found.pop(), found.pop()) else { return };
        let between = self.text[first.span.end as usize..second.span.start as usize].trim();
        let is_time = |e: &Expression| {
            let c = &e.captures;
            c.clock.is_some() && c.weekday.is_none() && c.deictic.is_none() && c.day.is_none()
        };
        let is_day = |e: &Expression| {
            let c = &e.captures;
            c.clock.is_none()
                && c.day2.is_none()
                && (c.weekday.is_some()
                    || c.deictic.is_some()
                    || c.month.is_some() && c.day.is_some()
                    || c.part.is_some())
        };
        let (time, day) = if is_time(&first) && is_day(&second) && matches!(between, "" | "," | "on" | ", on") {
            (first, second)
        } else if is_day(&first) && is_time(&second) && matches!(between, "" | "," | "at" | ", at" | "by" | "from") {
            (second, first)
        } else {
            found.extend([first, second]);
            return;
        };
        let mut joined = day;
        joined.span = Span { start: first.span.start, end: second.span.end };
        joined.tokens = (first.tokens.0, second.tokens.1);
        (joined.captures.clock, joined.captures.ampm, joined.captures.zone, joined.captures.offset) =
            (time.captures.clock, time.captures.ampm, time.captures.zone, time.captures.offset);
        joined.captures.approx = time.captures.approx.or(day.captures.approx);
        found.push(joined);
    }

    fn expression(&self, words: &[Word], sequence: &Sequence) -> Expression {
        let (first, last) = (words[0], words[words.len() - 1]);
        Expression {
            span: Span { start: first.start, end: last.end },
            tokens: (first.token, last.last_token),
            rule: sequence.rule,
            captures: self.captures(words, sequence),
        }
    }

    fn captures(&self, words: &[Word], sequence: &Sequence) -> Captures {
        let mut c = Captures { named: sequence.named, ..Captures::default() };
        let is = |term: u16, class: Class| term == class as u16;
        for (word, &term) in words.iter().zip(&sequence.terms) {
            let text = |class: Class| word.text(class, self.lexicon).map(|(t, _)| t);
            let number = |class: Class| word.text(class, self.lexicon).map(|(_, n)| n);
            if is(term, Class::num) {
                if c.num == Number::None { c.num = word.number } else { c.num2 = word.number }
            } else if is(term, Class::a) {
                if c.num == Number::None { c.num = Number::Exact(1000) } else { c.num2 = Number::Exact(1000) }
            } else if is(term, Class::day) || is(term, Class::ordinal) {
                if is(term, Class::ordinal) {
                    c.ordinal = Some(word.number.whole());
                }
                let span = Span { start: word.start, end: word.end };
                if c.day.is_none() {
                    (c.day, c.first_day) = (Some(word.number.whole()), Some(span));
                } else {
                    (c.day2, c.second_day) = (Some(word.number.whole()), Some(span));
                }
            } else if is(term, Class::year) {
                c.year = c.year.or(Some(word.number.whole()));
            } else if is(term, Class::yy) {
                c.yy = Some(word.number.whole());
            } else if is(term, Class::decade) {
                c.decade = Some(word.number.whole());
            } else if is(term, Class::clock) || is(term, Class::clock12) {
                if let Number::Clock(h, m) = word.number {
                    c.clock = Some((h, m));
                }
            } else if is(term, Class::hour) {
                c.clock = Some((word.number.whole(), 0));
            } else if is(term, Class::hhmm) {
                let n = match word.number {
                    Number::Exact(n) if n % 1000 == 0 => i32::try_from(n / 1000).unwrap_or(9999),
                    Number::Exact(n) => i32::try_from(n / 10).unwrap_or(9999),
                    _ => 9999,
                };
                c.clock = Some((n / 100, n % 100));
            } else if is(term, Class::iso) || is(term, Class::slash) || is(term, Class::fraction) {
                c.written = word.number;
            } else if is(term, Class::noon) {
                c.clock = number(Class::noon).map(|h| (h, 0));
            } else if is(term, Class::month) {
                c.month = number(Class::month).and_then(|n| i8::try_from(n).ok());
            } else if is(term, Class::weekday) || is(term, Class::wdabbr) || is(term, Class::wdplural) {
                let class = if is(term, Class::weekday) {
                    Class::weekday
                } else if is(term, Class::wdabbr) {
                    Class::wdabbr
                } else {
                    Class::wdplural
                };
                c.weekday = number(class).and_then(|n| i8::try_from(n).ok());
            } else if is(term, Class::season) {
                c.season = text(Class::season);
            } else if let Some(class) =
                [Class::unit, Class::units, Class::tunit, Class::tunits].into_iter().find(|u| is(term, *u))
            {
                let unit = text(class).map(|t| {
                    let letter = t.as_bytes()[0];
                    if matches!(class, Class::tunit | Class::tunits) { letter.to_ascii_lowercase() } else { letter }
                });
                c.is_weekend |= text(class) == Some("WE");
                if c.unit.is_none() { c.unit = unit } else { c.unit2 = unit }
            } else if is(term, Class::weekend) {
                c.is_weekend = true;
            } else if is(term, Class::part) {
                c.part = text(Class::part);
            } else if is(term, Class::parts) {
                c.part = text(Class::parts);
            } else if is(term, Class::deictic) {
                c.deictic = number(Class::deictic);
            } else if is(term, Class::tonight) {
                (c.deictic, c.part) = (Some(0), Some("NI"));
            } else if is(term, Class::rel) {
                c.rel = text(Class::rel);
            } else if is(term, Class::early) {
                c.early = text(Class::early);
            } else if is(term, Class::begin) {
                c.early = text(Class::begin);
            } else if is(term, Class::approx) {
                c.approx = text(Class::approx);
            } else if is(term, Class::circa) {
                c.approx = text(Class::circa);
            } else if is(term, Class::more) {
                c.approx = text(Class::more).or(c.approx);
            } else if is(term, Class::least) {
                c.approx = text(Class::least);
            } else if is(term, Class::upto) {
                c.approx = text(Class::upto);
            } else if is(term, Class::not) {
                c.not = true;
            } else if is(term, Class::ampm) {
                c.ampm = text(Class::ampm);
            } else if is(term, Class::zone) {
                c.zone = text(Class::zone);
            } else if is(term, Class::r#ref) {
                c.word = text(Class::r#ref);
            } else if is(term, Class::qword) {
                c.ordinal = number(Class::qword);
            } else if is(term, Class::hword) {
                c.ordinal = number(Class::hword);
            } else if is(term, Class::fy) {
                c.year = number(Class::fy);
            } else if is(term, Class::adverb) {
                c.word = text(Class::adverb);
            } else if word.is("over", self.lexicon) {
                c.approx = Some("MORE_THAN");
            } else if word.is("overnight", self.lexicon) || word.is("night", self.lexicon) {
                c.part = Some("NI");
            } else if is(term, Class::each) {
                c.each = true;
            } else if is(term, Class::often) {
                c.num = Number::Exact(i64::from(number(Class::often).unwrap_or(1)) * 1000);
            } else if is(term, Class::earlier) || word.is("before", self.lexicon) || word.is("earlier", self.lexicon) {
                c.before = true;
            }
        }
        let is_oclock = words.iter().any(|w| w.is("o'clock", self.lexicon) || w.is("o’clock", self.lexicon));
        if c.clock.is_none() && (c.ampm.is_some() || (c.part.is_some() || is_oclock) && c.num != Number::None) {
            // "7.30 p.m." is read as a number with two decimals
            c.clock = match c.num {
                Number::Exact(n) if n % 1000 != 0 => {
                    Some((i32::try_from(n / 1000).unwrap_or(99), i32::try_from(n % 1000 / 10).unwrap_or(99)))
                }
                n => Some((n.whole(), 0)),
            };
            c.num = Number::None;
        }
        if let (Some((h, m)), Some(letter)) = (c.clock, c.ampm)
            && (1..=12).contains(&h)
        {
            c.clock = Some((numbers::half_day(h, letter.as_bytes()[0]), m));
        }
        if let (Some((h @ 1..=11, m)), Some(part), None) = (c.clock, c.part, c.ampm) {
            // "4 in the afternoon", "10 at night"
            if matches!(part, "AF" | "EV") || part == "NI" && h > 5 {
                c.clock = Some((h + 12, m));
            }
        }
        c
    }
}

/// How an offset from Greenwich may be written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offset {
    /// "+05:30", "+0530".
    Digits,
    /// After "UTC" also "+5", "+5:30".
    Hours,
}

/// Reads the offset that `bytes` begin with: its length and its minutes.
fn offset(bytes: &[u8], how: Offset) -> Option<(usize, i32)> {
    let space = usize::from(how == Offset::Digits && bytes.first() == Some(&b' '));
    let sign = match bytes.get(space)? {
        b'+' => 1,
        b'-' if space == 0 => -1,
        _ => return None,
    };
    let rest = &bytes[space + 1..];
    let number = |from: usize, n: usize| -> Option<i32> {
        rest.get(from..from + n)?.iter().try_fold(0, |v, b| b.is_ascii_digit().then(|| v * 10 + i32::from(*b - b'0')))
    };
    let colon = |at: usize| rest.get(at) == Some(&b':');
    let (len, hours, minutes) = if let (Some(h), true, Some(m)) = (number(0, 2), colon(2), number(3, 2)) {
        (5, h, m)
    } else if let (Some(h), Some(m)) = (number(0, 2), number(2, 2)) {
        (4, h, m)
    } else if how == Offset::Digits {
        return None;
    } else if let (Some(h), true, Some(m)) = (number(0, 1), colon(1), number(2, 2)) {
        (4, h, m)
    } else if let Some(h) = number(0, 2) {
        (2, h, 0)
    } else {
        (1, number(0, 1)?, 0)
    };
    let ends = !rest.get(len).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b':');
    (ends && hours <= 14 && minutes < 60).then_some((space + 1 + len, sign * (hours * 60 + minutes)))
}

/// "3 to 5 March" and "March 3-5" are two expressions; the one without the month borrows it.
fn two_days(expression: &Expression) -> Vec<Expression> {
    let c = &expression.captures;
    let (Some(first), Some(second)) = (c.first_day, c.second_day) else { return vec![*expression] };
    let mut one = *expression;
    let mut two = *expression;
    two.captures.day = c.day2;
    one.captures.day2 = None;
    two.captures.day2 = None;
    one.span.end = first.end;
    two.span.start = second.start;
    vec![one, two]
}
