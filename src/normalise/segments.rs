//! What part of an article each stretch of text is. Nothing is deleted: parts are labelled.
//!
//! In: text in paragraphs, the title and byline of the metadata. Out: [`Segment`]s in order, which
//! cover every character but white space, with what they say of dateline, agency, byline and day.
//!
//! The top of an article is read line by line: a prefix with the date, headline, bylines, captions
//! with credits, dateline. The rest is read paragraph by paragraph: subheads between prose, captions,
//! lines that belong to the page, and who wrote it. What is not certain is body.

use super::dateline::{self, Dateline, is_agency};
use super::published::{self, Published};
use crate::particles::is_particle;
use crate::records::{Segment, SegmentKind, Span};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Segments with what was learnt on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labelled {
    /// In order, without overlap, over all that is not white space.
    pub segments: Vec<Segment>,
    /// Place of the dateline, as written.
    pub dateline: Option<Span>,
    /// News agency of the dateline or a credit.
    pub agency: Option<String>,
    /// Authors as the byline names them, without "By".
    pub byline: Option<String>,
    /// Day that a prefix line gives.
    pub prefix_day: Option<Published>,
    /// Day that the dateline gives.
    pub dateline_day: Option<Published>,
}

/// How a phrase of `boilerplate.tsv` is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Start,
    Whole,
    Holds,
}

static BOILERPLATE: LazyLock<Vec<(&'static str, How)>> = LazyLock::new(|| {
    include_str!("en/boilerplate.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1)
        .filter_map(|l| {
            let (phrase, how) = l.split_once('\t')?;
            let how = match how {
                "start" => How::Start,
                "whole" => How::Whole,
                _ => How::Holds,
            };
            Some((phrase, how))
        })
        .collect()
});
static HOLDERS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| include_str!("en/credit.tsv").lines().filter(|l| !l.starts_with('#')).skip(1).collect());
static BIO_ROLES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("en/bio_role.tsv").lines().filter(|l| !l.starts_with('#')).skip(1).collect());

/// Longest headline, in bytes.
const HEADLINE: usize = 160;
/// Longest subhead.
const SUBHEAD: usize = 70;
/// Longest sentence between headline and byline.
const STANDFIRST: usize = 240;
/// Longest caption, bio and line of the page.
const SHORT: usize = 420;

/// Labels `text`.
#[must_use]
pub fn label(text: &str, title: Option<&str>, byline: Option<&str>) -> Labelled {
    let mut labeller = Labeller { text, out: Labelled::default(), byline };
    labeller.run(title);
    labeller.out
}

/// A line of the text, with the paragraph that it belongs to.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    paragraph: usize,
}

struct Labeller<'a> {
    text: &'a str,
    out: Labelled,
    byline: Option<&'a str>,
}

impl Labeller<'_> {
    fn run(&mut self, title: Option<&str>) {
        let lines = lines(self.text);
        let mut at = 0;
        // Where the line that is being read goes on, when its first part has a label.
        let mut from = lines.first().map_or(0, |l| l.start);
        if let Some(line) = lines.first()
            && let Some((len, day)) = prefix(&self.text[line.start..line.end])
        {
            self.push(SegmentKind::MetaPrefix, line.start, line.start + len);
            self.out.prefix_day = Some(day);
            from = skip_spaces(self.text, line.start + len);
            if from >= line.end {
                at = 1;
                from = lines.get(1).map_or(line.end, |l| l.start);
            }
        }
        (at, from) = self.headline(&lines, at, from, title);
        let at = self.top(&lines, at, &mut from);
        self.rest(&lines, at, from);
    }

    fn push(&mut self, kind: SegmentKind, start: usize, end: usize) {
        let trimmed = self.text[start..end].trim_end();
        let end = start + trimmed.len();
        let start = end - trimmed.trim_start().len();
        if start >= end {
            return;
        }
        // Neighbours of one kind are one segment when both are running text.
        if kind == SegmentKind::Body
            && let Some(last) = self.out.segments.last_mut()
            && last.kind == kind
        {
            last.span.end = Span::new(start, end).end;
            return;
        }
        self.out.segments.push(Segment { kind, span: Span::new(start, end) });
    }

    /// Labels the headline if there is one; returns the next line and where it goes on.
    fn headline(&mut self, lines: &[Line], at: usize, from: usize, title: Option<&str>) -> (usize, usize) {
        let Some(line) = lines.get(at) else { return (at, from) };
        let next = |at: usize| (at + 1, lines.get(at + 1).map_or(self.text.len(), |l| l.start));
        let first = &self.text[from..line.end];
        if let Some(len) = title.and_then(|title| opens_with(first, title)) {
            self.push(SegmentKind::Headline, from, from + len);
            let rest = skip_spaces(self.text, from + len);
            return if rest >= line.end { next(at) } else { (at, rest) };
        }
        let following = lines.get(at + 1);
        let Some(following) = following else { return (at, from) };
        let after = &self.text[following.start..following.end];
        let is_headline = first.len() <= HEADLINE
            && from == line.start
            && first.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '‘' | '\'' | '“' | '"'))
            && first.chars().filter(|c| c.is_alphabetic()).count() >= 3
            && !ends_like_prose(first)
            && !first.ends_with([':', ',', ';', '-', '–', '—', '_'])
            && (after.len() > first.len()
                || ends_like_prose(after)
                || following.paragraph == line.paragraph
                || is_byline(after)
                || dateline::read(after).is_some())
            && !is_byline(first)
            && dateline::read(first).is_none()
            && credit(first).is_none()
            && !is_boilerplate(first)
            // Two short lines in one paragraph of many: a table.
            && lines.iter().take_while(|l| l.paragraph == line.paragraph).count() <= 3;
        if is_headline {
            self.push(SegmentKind::Headline, from, line.end);
            return next(at);
        }
        (at, from)
    }

    /// Bylines, captions and the dateline above the body; returns the first line of the body.
    fn top(&mut self, lines: &[Line], mut at: usize, from: &mut usize) -> usize {
        // More than a few lines on top is a page, not an article's head.
        let last = at + 6;
        while at < lines.len().min(last) {
            let line = lines[at];
            let text = &self.text[*from..line.end];
            let alone = lines.get(at + 1).is_none_or(|l| l.paragraph != line.paragraph)
                || self.text[line.start..].starts_with("By ");
            if alone && is_byline(text) {
                self.push(SegmentKind::Byline, *from, line.end);
                let names = text.strip_prefix("By ").or_else(|| text.strip_prefix("BY ")).unwrap_or(text);
                self.out.byline.get_or_insert_with(|| names.to_owned());
            } else if self.byline.is_some_and(|b| is_same(b, text) || is_same(b, text.trim_start_matches("By "))) {
                self.push(SegmentKind::Byline, *from, line.end);
            } else if let Some(len) = caption(text) {
                self.caption(*from, len, line.end);
            } else if let Some((len, day)) = prefix(text).filter(|(len, _)| *len >= text.trim_end().len()) {
                self.push(SegmentKind::MetaPrefix, *from, *from + len);
                self.out.prefix_day.get_or_insert(day);
            } else if is_boilerplate(text) {
                self.push(SegmentKind::Boilerplate, *from, line.end);
            } else if let Some(found) = dateline::read(text) {
                let end = *from + found.end;
                self.dateline(found, *from);
                let rest = skip_spaces(self.text, end);
                if rest < line.end {
                    *from = rest;
                    return at;
                }
            } else if alone && self.is_standfirst(lines, at, text) {
                self.push(SegmentKind::Subhead, *from, line.end);
            } else {
                return at;
            }
            at += 1;
            *from = lines.get(at).map_or(self.text.len(), |l| l.start);
        }
        at
    }

    /// Between the headline and the byline, with the article after that: what the story is about.
    fn is_standfirst(&self, lines: &[Line], at: usize, text: &str) -> bool {
        text.len() <= STANDFIRST
            && self.out.segments.last().is_some_and(|s| s.kind == SegmentKind::Headline)
            && lines.len() > at + 2
            && lines.get(at + 1).is_some_and(|l| {
                let next = &self.text[l.start..l.end];
                l.paragraph != lines[at].paragraph && next.len() <= 140 && is_byline(next) && !is_sign_off(next)
            })
    }

    fn dateline(&mut self, found: Dateline, start: usize) {
        self.push(SegmentKind::Dateline, start, start + found.end);
        if self.out.dateline.is_none() {
            self.out.dateline = found.place.map(|p| Span::new(start + p.start, start + p.end));
        }
        if self.out.agency.is_none() {
            self.out.agency = found.agency.map(|a| self.text[start + a.start..start + a.end].to_owned());
        }
        self.out.dateline_day = self.out.dateline_day.or(found.published);
    }

    /// A caption whose credit begins `len` bytes in.
    fn caption(&mut self, start: usize, len: usize, end: usize) {
        self.push(SegmentKind::Caption, start, start + len);
        self.push(SegmentKind::Credit, start + len, end);
        if self.out.agency.is_none() {
            let holder = self.text[start + len..end].trim();
            self.out.agency = holder.split('/').map(str::trim).rev().find(|h| is_agency(h)).map(str::to_owned);
        }
    }

    /// The body, paragraph by paragraph.
    fn rest(&mut self, lines: &[Line], mut at: usize, mut from: usize) {
        let last = lines.last().map_or(0, |l| l.paragraph);
        let mut previous_is_prose = false;
        let mut n_body = 0;
        let top = at;
        while at < lines.len() {
            let paragraph = lines[at].paragraph;
            let end = at + lines[at..].iter().take_while(|l| l.paragraph == paragraph).count();
            let stop = lines[end - 1].end;
            let text = &self.text[from..stop];
            let single = end == at + 1;
            let near_end = paragraph + 3 > last;
            if text.len() <= SHORT {
                let next_start = lines.get(end).map(|l| &self.text[l.start..l.end]);
                if is_boilerplate(text) {
                    self.push(SegmentKind::Boilerplate, from, stop);
                } else if near_end && n_body > 0 && is_bio(text) {
                    self.push(SegmentKind::Bio, from, stop);
                } else if (near_end || n_body == 0) && single && (is_byline(text) || is_sign_off(text)) {
                    self.push(SegmentKind::Byline, from, stop);
                } else if single
                    && from == lines[at].start
                    && let Some(len) = caption(text)
                {
                    self.caption(from, len, stop);
                } else if single
                    && from == lines[at].start
                    && (previous_is_prose || at == top && top > 0)
                    && next_start.is_some_and(|next| is_prose_start(next, text.len()))
                    && is_subhead(text)
                {
                    self.push(SegmentKind::Subhead, from, stop);
                } else {
                    self.push(SegmentKind::Body, from, stop);
                    n_body += 1;
                }
            } else {
                self.push(SegmentKind::Body, from, stop);
                n_body += 1;
            }
            previous_is_prose = ends_like_prose(text);
            at = end;
            from = lines.get(at).map_or(self.text.len(), |l| l.start);
        }
    }
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut paragraph = 0;
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len())) {
        if end > start {
            lines.push(Line { start, end, paragraph });
        } else {
            paragraph += 1;
        }
        start = end + 1;
    }
    lines
}

fn skip_spaces(text: &str, at: usize) -> usize {
    at + (text[at..].len() - text[at..].trim_start_matches(' ').len())
}

/// `date 2024-03-14 `, `Published: 14 March 2024`: length with the space after it, and the day.
fn prefix(line: &str) -> Option<(usize, Published)> {
    const KEYS: [&str; 14] = [
        "publication date",
        "date published",
        "published date",
        "first published",
        "last updated",
        "last modified",
        "published on",
        "published",
        "pubdate",
        "posted on",
        "posted",
        "updated",
        "dated",
        "date",
    ];
    let head = &line[..line.floor_char_boundary(20)];
    let key = KEYS.iter().find(|key| head.get(..key.len()).is_some_and(|h| h.eq_ignore_ascii_case(key)))?;
    let rest = &line[key.len()..];
    let after = rest.trim_start_matches([' ', ':', '=', '-']);
    if after.len() == rest.len() {
        return None;
    }
    let colon = rest.trim_start().starts_with([':', '=']);
    let start = line.len() - after.len();
    if let Some((_, tail)) = published::iso_day(after) {
        let mut end = line.len() - tail.len();
        // With a time, if one follows and reads as one.
        let more = tail.find(' ').filter(|_| tail.starts_with(['T', 't'])).unwrap_or(if tail.starts_with(['T', 't']) {
            tail.len()
        } else {
            0
        });
        let mut day = published::parse(&line[start..end + more])
            .inspect(|_| end += more)
            .or_else(|| published::parse(&line[start..end]))?;
        if let Some(whole) = published::parse(after) {
            day = whole;
            end = line.len();
        }
        let spaces = line[end..].len() - line[end..].trim_start_matches([' ', '|', ';', ',']).len();
        return Some((end + spaces, day));
    }
    // In words: the whole line, or with a colon up to the year.
    if let Some(day) = published::parse(after) {
        return Some((line.len(), day));
    }
    if !colon {
        return None;
    }
    let year = after.bytes().zip(1..).take(40).collect::<Vec<_>>();
    let end = year.windows(4).find(|w| w.iter().all(|(b, _)| b.is_ascii_digit())).map(|w| w[3].1)?;
    let day = published::parse(after.get(..end)?)?;
    let end = start + end;
    let spaces = line[end..].len() - line[end..].trim_start_matches([' ', '|', ';', ',', '.']).len();
    Some((end + spaces, day))
}

/// Letters and digits of a text, in small letters.
fn key(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|(_, c)| c.is_alphanumeric()).map(|(at, c)| (at, c.to_lowercase().next().unwrap_or(c)))
}

/// Whether two texts have the same letters and digits.
fn is_same(a: &str, b: &str) -> bool {
    key(a).map(|(_, c)| c).eq(key(b).map(|(_, c)| c)) && key(a).next().is_some()
}

/// Length of the headline at the start of `line` if it is `title`, with the mark after it.
fn opens_with(line: &str, title: &str) -> Option<usize> {
    let mut ours = key(line);
    let mut end = 0;
    let mut n = 0;
    for (_, want) in key(title) {
        let (at, got) = ours.next()?;
        if got != want {
            return None;
        }
        end = at + line[at..].chars().next().map_or(1, char::len_utf8);
        n += 1;
    }
    if n < 3 {
        return None;
    }
    let rest = &line[end..];
    let marks = rest.trim_start_matches(['.', '!', '?', '"', '”', '’', '\'', ')', ']', '…']);
    // " ." as some corpora have it
    let marks = if marks.len() == rest.len() { rest.strip_prefix(" .").unwrap_or(marks) } else { marks };
    // "Storm" is no headline of "Storms closed the port".
    if marks.starts_with(|c: char| c.is_alphanumeric()) && marks.len() == rest.len() {
        return None;
    }
    // A title that a sentence goes on after: "Storm closes port, say officials."
    if marks.len() == rest.len()
        && !marks.trim_start().is_empty()
        && !marks.trim_start().starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric())
    {
        return None;
    }
    Some(line.len() - marks.len())
}

/// Ends in a full stop, or in another mark that ends sentences after several words.
fn ends_like_prose(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', ' ']);
    bare.ends_with(['.', '…'])
        || (bare.ends_with(['!', '?']) && bare.len() > 90)
        || (bare.len() < text.trim_end().len() && bare.ends_with([',', '?', '!']))
}

fn is_prose_start(next: &str, subhead_len: usize) -> bool {
    next.len() > subhead_len + 15 && (next.len() >= 60 || ends_like_prose(next) || next.ends_with(['?', '!', ':']))
        || ends_like_prose(next) && next.len() > subhead_len
}

/// Few words between paragraphs of prose, not a sentence.
fn is_subhead(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_uppercase() || matches!(c, '‘' | '\'') || c.is_ascii_digit());
    text.len() <= SUBHEAD
        && starts
        && text.split(' ').count() <= 10
        && !ends_like_prose(text)
        && !text.ends_with([':', ',', ';', '-', '–', '—', '”', '"', '_', '!'])
        // A transcript: "Q: Is he conservative?"
        && !(text.contains(": ") && text.ends_with('?'))
        && !text.starts_with(['“', '"', '-', '•', '*'])
        && text.chars().filter(|c| c.is_alphabetic()).count() * 2 > text.len()
}

/// "By Tom Ferris and Asha Rao, Health Correspondent".
fn is_byline(line: &str) -> bool {
    let Some(names) =
        line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")).or_else(|| line.strip_prefix("by "))
    else {
        return is_sign_off(line);
    };
    let names = names.trim();
    let people = names.split([',', '|', '–', '—']).next().unwrap_or_default().trim();
    let mut capitals = 0;
    for word in people.split(' ') {
        let inside =
            is_particle(word) || matches!(word, "and" | "&" | "in" | "of" | "for" | "the" | "with" | "ap" | "/");
        if word.starts_with(char::is_uppercase) {
            capitals += 1;
        } else if !inside {
            return false;
        }
    }
    let first = people.split(' ').next().unwrap_or_default();
    line.len() <= 140
        && (1..=12).contains(&capitals)
        && (capitals >= 2 || names.len() == people.len())
        && !published::is_month(first)
        && !published::is_weekday(first)
        && (!names.ends_with(['.', '?', '!', ':']) || names.ends_with("Jr.") || names.ends_with("Sr."))
}

/// "(Reporting by Jonathan Stempel in New York; Editing by Bernard Orr)".
fn is_sign_off(line: &str) -> bool {
    let bare = line.trim_start_matches(['(', '[', '—', '-', ' ']);
    let opened = bare.len() < line.len();
    let head = &bare[..bare.floor_char_boundary(34)];
    [
        "Reporting by",
        "Additional reporting by",
        "Additional reporting and",
        "Writing by",
        "Editing by",
        "Compiled by",
        "Reporting and writing by",
        "Contributing:",
    ]
    .iter()
    .any(|start| head.starts_with(start))
        && (opened || line.len() <= 160)
}

/// The last paragraph says who wrote it.
fn is_bio(text: &str) -> bool {
    let mut capitals = 0;
    let mut verb = false;
    let mut after = 0;
    let mut words = text.split_inclusive(' ');
    for word in words.by_ref() {
        after += word.len();
        let word = word.trim_end();
        if matches!(
            word,
            "is" | "was" | "are" | "writes" | "teaches" | "covers" | "works" | "edits" | "hosts" | "reports"
        ) {
            verb = true;
            break;
        }
        let inside = is_particle(word) || matches!(word, "and" | "•" | "–");
        let title = capitals == 0
            && matches!(
                word,
                "The"
                    | "It"
                    | "He"
                    | "She"
                    | "This"
                    | "That"
                    | "There"
                    | "They"
                    | "We"
                    | "I"
                    | "What"
                    | "A"
                    | "An"
                    | "In"
                    | "Who"
            );
        if title {
            return text.starts_with("The author is ") || text.starts_with("The writer is ");
        }
        if word.starts_with(char::is_uppercase) {
            capitals += 1;
        } else if !inside {
            return false;
        }
        if capitals > 7 {
            return false;
        }
    }
    if !verb || capitals < 2 {
        return false;
    }
    let rest = text[after..].split(['.', ';']).next().unwrap_or_default().trim_start();
    let verb = text[..after].trim_end().rsplit(' ').next().unwrap_or_default();
    let opens = rest.starts_with("a ")
        || rest.starts_with("an ")
        || rest.starts_with("the ")
        || rest.starts_with("our ")
        || rest.split(' ').next().is_some_and(|w| w.ends_with("’s") || w.ends_with("'s"))
        || BIO_ROLES.iter().any(|role| rest.starts_with(role));
    let lower = rest.to_lowercase();
    let says_role = BIO_ROLES.iter().any(|role| holds_word(&lower, role));
    match verb {
        "is" | "are" => opens && says_role && !rest.contains(['“', '"']),
        "was" => false, // the last paragraph of a news story tells who someone was
        "writes" | "teaches" | "covers" | "edits" | "hosts" | "reports" => !rest.contains(['“', '"']),
        _ => says_role && (lower.contains(" for the ") || lower.starts_with("as a")),
    }
}

fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(char::is_alphanumeric) && {
            let tail = &text[at + word.len()..];
            !tail.starts_with(char::is_alphanumeric) || tail.starts_with('s')
        }
    })
}

/// Lines that belong to the page.
fn is_boilerplate(text: &str) -> bool {
    if text.len() > SHORT {
        return false;
    }
    let bare = text.trim_start_matches(['*', '[', '(', '•', '>', '»', '|', ' ', '-', '→', '▶']);
    let Some(first) = bare.chars().next() else { return false };
    let group = &STARTS[usize::from(u8::try_from(first.to_ascii_lowercase()).unwrap_or_default())];
    let plain = |c: char| if c == '’' { '\'' } else { c.to_ascii_lowercase() };
    // Few paragraphs begin with any of the phrases.
    let opens = |phrase: &str| {
        let mut own = bare.chars().map(plain);
        phrase.chars().all(|c| own.next() == Some(c))
    };
    if group.iter().any(|(phrase, _)| opens(phrase)) {
        let head: String = bare.chars().take(64).map(plain).collect();
        let starts = group.iter().any(|(phrase, how)| match how {
            How::Start => text.len() <= 260 && head.starts_with(phrase) && reads_as_page(&head, phrase),
            How::Whole => head.trim_end_matches(['.', ':', ' ', ']', ')']) == *phrase,
            How::Holds => false,
        });
        if starts {
            return true;
        }
    }
    holds_boilerplate(text)
}

/// Phrases that open a paragraph, by their first character (in windows-1252, as `char` begins).
static STARTS: LazyLock<Vec<Vec<(&'static str, How)>>> = LazyLock::new(|| {
    let mut groups = vec![Vec::new(); 256];
    for (phrase, how) in BOILERPLATE.iter().filter(|(_, how)| *how != How::Holds) {
        if let Some(first) = phrase.chars().next().and_then(|c| u8::try_from(c).ok()) {
            groups[usize::from(first)].push((*phrase, *how));
        }
    }
    groups
});

/// The phrases that may stand anywhere, found in one pass.
static HELD: LazyLock<Option<(AhoCorasick, Vec<&'static str>)>> = LazyLock::new(|| {
    let phrases: Vec<&str> =
        BOILERPLATE.iter().filter(|(_, how)| *how == How::Holds).map(|(phrase, _)| *phrase).collect();
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA));
    Some((builder.build(&phrases).ok()?, phrases))
});

fn holds_boilerplate(text: &str) -> bool {
    let Some((finder, phrases)) = HELD.as_ref() else { return false };
    text.len() <= 300
        && memchr::memchr(b'"', text.as_bytes()).is_none()
        && memchr::memmem::find(text.as_bytes(), "“".as_bytes()).is_none()
        && finder.find_iter(text).any(|found| {
            let phrase = phrases[found.pattern().as_usize()];
            // Of a longer paragraph the newsletter is only the last sentence.
            let longest = if phrase.ends_with("newsletter") || phrase.ends_with("app") { 110 } else { 300 };
            text.len() <= longest && !text[found.end()..].starts_with(char::is_alphanumeric)
        })
}

/// After the phrase the word ends: "More:" but not "Watchmen", "Read more" but not "Read moreover".
fn reads_as_page(head: &str, phrase: &str) -> bool {
    phrase.ends_with(|c: char| !c.is_alphanumeric()) || !head[phrase.len()..].starts_with(|c: char| c.is_alphanumeric())
}

/// A caption: bytes before its credit, or all of it when it has none.
fn caption(text: &str) -> Option<usize> {
    if text.len() > SHORT {
        return None;
    }
    if let Some(at) = credit(text) {
        return Some(at);
    }
    let head = &text[..text.floor_char_boundary(14)];
    ["Photo: ", "Photograph: ", "Picture: ", "Pictured: ", "Image: ", "Caption: ", "Photos: "]
        .iter()
        .any(|start| head.starts_with(start))
        .then_some(text.len())
}

/// Where the credit at the end of a caption begins: "… Scott Baird/PA", "… (Photo by A. Lee)".
fn credit(text: &str) -> Option<usize> {
    let bare = text.trim_end();
    if bare.ends_with(['.', ',', ':', ';', '?', '!', '”', '"']) {
        return None;
    }
    // In brackets, or announced.
    for mark in [
        "(Photo by ",
        "(Photo: ",
        "(Picture: ",
        "(Image: ",
        "(AP Photo",
        "(Credit: ",
        "[Photo: ",
        "(File photo",
        "(Photo credit",
        "(Photograph: ",
    ] {
        if let Some(at) = bare.find(mark)
            && bare.ends_with([')', ']'])
            && bare.len() - at <= 90
        {
            return Some(at);
        }
    }
    for mark in [
        "Photograph: ",
        "Photo by ",
        "Picture: ",
        "Photo: ",
        "Credit: ",
        "Image credit: ",
        "Image source: ",
        "Picture by ",
        "Photo credit: ",
        "Image: ",
    ] {
        if let Some(at) = bare.rfind(mark)
            && (at == 0 && !bare[mark.len()..].contains(' ')
                || bare[..at].ends_with([' ', '.'])
                || at == 0 && names_only(&bare[mark.len()..]))
            && bare.len() - at <= mark.len() + 60
            && !bare.ends_with('.')
        {
            return Some(at);
        }
    }
    // "Scott Baird/PA", "AFP/Getty Images": what stands before the first slash of the last words.
    let tail_start = bare.len() - bare.len().min(60);
    let tail_start = bare.ceil_char_boundary(tail_start);
    if let Some(slash) = bare[tail_start..].rfind('/').map(|at| tail_start + at) {
        let holder = bare[slash + 1..].trim();
        if is_agency(holder) || HOLDERS.contains(holder) {
            let before = &bare[..slash];
            // Two words of a name, or one agency.
            let mut start = before.len();
            for n in 0..2 {
                let head = before[..start].trim_end_matches(' ');
                let word_start = head.rfind([' ', '\n']).map_or(0, |at| at + 1);
                let word = &head[word_start..];
                if !word.starts_with(char::is_uppercase)
                    || word.ends_with(['.', ',', ':']) && word.chars().filter(|c| c.is_alphabetic()).count() > 1
                {
                    break;
                }
                start = word_start;
                if n == 0 && (is_agency(word) || word.contains('/')) {
                    break;
                }
            }
            return (start < before.len()).then_some(start);
        }
        if let Some(start) = photographer(&bare[..slash], &bare[slash + 1..]) {
            return Some(start);
        }
    }
    // A known holder alone at the end of a caption that is not a sentence.
    let tail = bare.len().saturating_sub(41);
    let mut starts = memchr::memchr_iter(b' ', &bare.as_bytes()[tail..]).map(|at| tail + at + 1);
    let start = starts.find(|at| {
        let holder = &bare[*at..];
        HOLDERS.contains(holder) || (is_agency(holder) && holder.len() > 1)
    })?;
    // "He works for the Associated Press": a small word before it.
    let before = bare[..start].trim_end().rsplit(' ').next().unwrap_or_default();
    let joined = matches!(
        before,
        "the"
            | "for"
            | "of"
            | "by"
            | "at"
            | "with"
            | "to"
            | "from"
            | "and"
            | "on"
            | "in"
            | "a"
            | "The"
            | "via"
            | "&"
            | "told"
            | "–"
            | "-"
            | "—"
            | ""
    );
    (bare[..start].split(' ').count() >= 5 && !joined && !before.ends_with([','])).then_some(start)
}

/// Where a photographer's two names begin behind a caption, before the slash and one word for an agency on no list:
/// "A crane lifts the boat at Hull Ada Cole/CoastPress", but not "in a Washington Post/ABC poll".
fn photographer(before: &str, holder: &str) -> Option<usize> {
    const PAPERS: &[&str] =
        &["Post", "Times", "News", "Journal", "Globe", "Herald", "Register", "Tribune", "University"];
    let is_name = |word: &str| {
        word.chars().count() > 1
            && word.starts_with(char::is_uppercase)
            && word.chars().any(char::is_lowercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '’' | '\''))
            && !PAPERS.contains(&word)
    };
    let agency = holder.len() > 2 && !holder.contains(' ') && holder.chars().all(char::is_alphanumeric);
    if !agency || !holder.starts_with(char::is_uppercase) {
        return None;
    }
    let (rest, family) = before.rsplit_once(' ')?;
    let (caption, given) = rest.rsplit_once(' ')?;
    // In title case every word looks like a name.
    let small = caption.split(' ').filter(|w| w.starts_with(char::is_lowercase)).count();
    let prose = caption.split(' ').count() >= 5 && small * 2 >= caption.split(' ').count();
    (is_name(family) && is_name(given) && prose).then_some(caption.len() + 1)
}

/// "Ada Cole/Getty Images", "AP": nothing but names.
fn names_only(text: &str) -> bool {
    text.split([' ', '/'])
        .all(|w| w.is_empty() || w.starts_with(|c: char| c.is_uppercase()) || matches!(w, "via" | "for" | "and" | "/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(text: &str, title: Option<&str>) -> Vec<(SegmentKind, String)> {
        label(text, title, None).segments.iter().map(|s| (s.kind, s.span.of(text).to_owned())).collect()
    }

    #[test]
    fn every_row_of_the_corpus_gets_its_labels() {
        let corpus = crate::corpus::rows("normalise/en/corpus.tsv", include_str!("en/corpus.tsv"));
        let mut n = 0;
        let misses: Vec<String> = corpus
            .filter_map(|row| {
                n += 1;
                let text = row.cells[1].replace("⏎", "\n");
                let got = label(&text, row.cells.get(2).copied().filter(|t| !t.is_empty()), None)
                    .segments
                    .iter()
                    .map(|s| format!("{} {}", s.kind.as_str(), s.span.len()))
                    .collect::<Vec<_>>()
                    .join(", ");
                let want: Vec<(&str, &str)> =
                    row.cells[0].split(" | ").map(|part| part.split_once('=').unwrap_or((part, ""))).collect();
                let short = |s: &Segment| {
                    let text = s.span.of(&text).replace('\n', "⏎");
                    if text.chars().count() > 24 { text.chars().take(20).collect::<String>() + "…" } else { text }
                };
                let got_parts: Vec<(&str, String)> =
                    label(&text, row.cells.get(2).copied().filter(|t| !t.is_empty()), None)
                        .segments
                        .iter()
                        .map(|s| (s.kind.as_str(), short(s)))
                        .collect();
                let same = want.len() == got_parts.len()
                    && want.iter().zip(&got_parts).all(|(w, g)| w.0 == g.0 && (w.1.is_empty() || w.1 == g.1));
                (!same).then(|| format!("{}: {}\n want {want:?}\n  got {got_parts:?} ({got})", row.at, row.cells[1]))
            })
            .collect();
        assert!(n >= 30, "{n} rows");
        assert!(misses.is_empty(), "{} rows miss\n{}", misses.len(), misses.join("\n"));
    }

    #[test]
    fn a_title_in_the_text_is_its_headline_even_on_one_line() {
        let text = "Deputies arrest teen on weapon count . Sheriff Torres said the boy was booked.";
        assert_eq!(
            labels(text, Some("Deputies arrest teen on weapon count")),
            vec![
                (SegmentKind::Headline, "Deputies arrest teen on weapon count .".to_owned()),
                (SegmentKind::Body, "Sheriff Torres said the boy was booked.".to_owned())
            ]
        );
    }

    proptest! {
        #[test]
        fn segments_cover_everything_but_white_space(text in "(By |NAIROBI, |March 13|\\(AP\\)| – |Scott Baird/PA|date 2024-03-14 |Read more|[A-Z][a-z]{2,9}|[a-z]{1,9}|[.,:“”é]| |\n\n|\n){0,30}") {
            let text = text.trim();
            let labelled = label(text, None, None);
            let mut last = 0;
            for segment in &labelled.segments {
                let start = segment.span.start as usize;
                prop_assert!(start >= last && segment.span.end as usize > start);
                prop_assert!(text[last..start].chars().all(char::is_whitespace));
                prop_assert_eq!(segment.span.of(text).trim(), segment.span.of(text));
                last = segment.span.end as usize;
            }
            prop_assert!(text[last..].chars().all(char::is_whitespace));
        }
    }
}
