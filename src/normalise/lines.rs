//! Lines to paragraphs.
//!
//! In: clean text (one kind of line end, no spaces at line ends). Out: text whose paragraphs are
//! separated by exactly one blank line. A line break is one of three things:
//!
//! | what | seen by | becomes |
//! |---|---|---|
//! | the end of a paragraph | both sides are prose; or the text has no blank lines and one side is | a blank line |
//! | a wrap at a fixed width | the next word would not have fitted | a space, or nothing after a hyphen |
//! | the end of a line of a table, list, caption | anything else | stays |
//!
//! No letter is lost or moved. A line feed at the end of the text stays, one of them.

use memchr::{memchr, memchr_iter, memmem};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Lines this short are not prose on their own account, in bytes.
const PROSE: usize = 40;
/// Widths at which people and programs wrap.
const WIDTHS: std::ops::RangeInclusive<usize> = 45..=130;

static KEPT_HYPHEN: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| include_str!("en/kept_hyphen.tsv").lines().filter(|l| !l.starts_with('#')).skip(1).collect());

/// Joins and separates lines; borrows when nothing had to change.
#[must_use]
pub fn paragraphs(text: &str) -> Cow<'_, str> {
    let tail = text.ends_with('\n');
    let body = text.trim_matches(['\n', ' ']);
    if body.is_empty() {
        return Cow::Borrowed("");
    }
    if is_settled(body) {
        if !tail {
            return Cow::Borrowed(body);
        }
        let start = body.as_ptr() as usize - text.as_ptr() as usize;
        return match text.get(start..=start + body.len()) {
            Some(with_tail) if with_tail.ends_with('\n') => Cow::Borrowed(with_tail),
            _ => Cow::Owned(format!("{body}\n")),
        };
    }
    let mut out = join(body);
    if tail {
        out.push('\n');
    }
    Cow::Owned(out)
}

/// Whether every line break is part of exactly two.
fn is_settled(body: &str) -> bool {
    let bytes = body.as_bytes();
    let mut breaks = memchr_iter(b'\n', bytes);
    while let Some(at) = breaks.next() {
        if bytes.get(at + 1) != Some(&b'\n') || bytes.get(at + 2) == Some(&b'\n') {
            return false;
        }
        breaks.next();
    }
    true
}

fn join(body: &str) -> String {
    let has_blank_lines = memmem::find(body.as_bytes(), b"\n\n").is_some();
    let width = wrap_width(body);
    let mut out = String::with_capacity(body.len() + 64);
    let mut lines = body.split('\n').peekable();
    let mut line = lines.next().unwrap_or_default();
    let mut length = line.chars().count();
    let mut line_start = 0;
    out.push_str(line);
    while let Some(mut next) = lines.next() {
        let mut blank = false;
        while next.is_empty() {
            blank = true;
            let Some(following) = lines.next() else { return out };
            next = following;
        }
        let next_length = next.chars().count();
        if blank {
            out.push_str("\n\n");
        } else if wraps(line, length, next, width) {
            glue(&mut out, line_start, next, body);
            (line, length) = (next, next_length);
            out.push_str(next);
            continue;
        } else if ends_paragraph(line, next, has_blank_lines)
            // The short last line of a wrapped paragraph, and the full first line of the next.
            || width.is_some_and(|w| is_prose(&out[line_start..]) && !line.ends_with(':') && (next_length * 5 >= w * 4 || ends_sentence(next) && next.contains(' ')))
        {
            out.push_str("\n\n");
        } else {
            out.push('\n');
        }
        line_start = out.len();
        out.push_str(next);
        (line, length) = (next, next_length);
    }
    out
}

/// The width that the text was wrapped at, in characters, if it was.
fn wrap_width(body: &str) -> Option<usize> {
    let mut lengths: Vec<usize> = Vec::new();
    let (mut pairs, mut lower, mut full) = (0usize, 0usize, 0usize);
    let mut previous: Option<&str> = None;
    for line in body.split('\n') {
        if let Some(before) = previous.filter(|b| !b.is_empty())
            && !line.is_empty()
        {
            pairs += 1;
            // A line that goes on in lower case after one that does not end: hardly ever in a list.
            lower += usize::from(line.starts_with(char::is_lowercase) && !ends_sentence(before));
        }
        if !line.is_empty() {
            lengths.push(line.chars().count());
        }
        previous = Some(line);
    }
    // The longest line tells the width, unless it is a stray: a long address, say.
    let mut longest = lengths.iter().copied().max()?;
    if !WIDTHS.contains(&longest) {
        lengths.sort_unstable();
        longest = lengths[lengths.len() * 9 / 10];
        if !WIDTHS.contains(&longest) || lengths.len() < 10 {
            return None;
        }
    }
    for line in body.split('\n') {
        full += usize::from(line.chars().count() * 5 >= longest * 4);
    }
    // A quarter of the breaks in mid-sentence: wrapped prose has half, tables and one-line paragraphs none.
    (pairs >= 1 && lower * 4 >= pairs && full * 3 >= lengths.len()).then_some(longest)
}

/// Whether the break between the two lines is there only because the line was full.
fn wraps(line: &str, length: usize, next: &str, width: Option<usize>) -> bool {
    let Some(width) = width else {
        // One break in mid-sentence in a text that is not wrapped as a whole.
        return length >= PROSE
            && next.starts_with(|c: char| c.is_lowercase())
            && line.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-'))
            && length <= *WIDTHS.end();
    };
    let first = next.split(' ').next().unwrap_or_default().chars().count();
    let fits = length + 1 + first <= width;
    if ends_sentence(line) && (is_list_item(next) || next.ends_with(':') && next.len() <= PROSE) {
        return false;
    }
    if line.ends_with('-') && next.starts_with(char::is_lowercase) {
        return true;
    }
    !fits || (next.starts_with(char::is_lowercase) && length * 2 >= width && !ends_sentence(line))
}

/// Puts a wrapped line's end and the next line's start together.
fn glue(out: &mut String, line_start: usize, next: &str, body: &str) {
    let hyphen = out.ends_with('-') && !out.ends_with("--") && next.starts_with(|c: char| c.is_alphanumeric());
    if !hyphen {
        if !out[line_start..].ends_with(['—', '–']) || out[line_start..].ends_with([' ']) {
            out.push(' ');
        }
        return;
    }
    let stem = out.len() - 1;
    let first = out[line_start..stem]
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(line_start, |at| line_start + at + out[line_start + at..].chars().next().map_or(1, char::len_utf8));
    let (first, second) = (&out[first..stem], next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default());
    if first.is_empty() {
        out.push(' '); // a dash, not a hyphen
        return;
    }
    let broken_word = first.chars().all(char::is_alphabetic)
        && second.starts_with(char::is_lowercase)
        && !KEPT_HYPHEN.contains(first.to_lowercase().as_str())
        // What the same text writes elsewhere decides.
        && (occurs(body, &format!("{first}{second}")) || !occurs(body, &format!("{first}-{second}")));
    if broken_word {
        out.truncate(stem);
    }
}

fn occurs(body: &str, word: &str) -> bool {
    memmem::find(body.as_bytes(), word.as_bytes()).is_some()
}

/// Whether a single line break between two lines ends a paragraph.
fn ends_paragraph(line: &str, next: &str, has_blank_lines: bool) -> bool {
    let (before, after) = (is_prose(line), is_prose(next));
    if has_blank_lines {
        return before && after;
    }
    before || after || (ends_sentence(line) && line.contains(' ') && line.len() > 20)
}

fn is_prose(line: &str) -> bool {
    line.len() >= PROSE && ends_sentence(line) && memchr(b' ', line.as_bytes()).is_some()
}

/// Ends in a mark that ends sentences, perhaps with closing marks after it.
fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', ' ']).ends_with(['.', '?', '!', '…', ':'])
}

fn is_list_item(line: &str) -> bool {
    line.starts_with(['-', '*', '•', '–', '·']) || line.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_are_separated_by_one_blank_line() {
        for (text, want) in [
            ("One.\n\nTwo.", "One.\n\nTwo."),
            ("One.\n\n\n\nTwo.\n\n", "One.\n\nTwo.\n"),
            ("Sales rose 4 per cent.\n", "Sales rose 4 per cent.\n"),
            ("\n\nOne.\n", "One.\n"),
            // paragraphs by single line breaks, a subhead between them
            (
                "Security fears swept across the city on Monday.\nThe explosion hit a small church of the town.\n'Illegal'\nOther companies have applied for permits.",
                "Security fears swept across the city on Monday.\n\nThe explosion hit a small church of the town.\n\n'Illegal'\n\nOther companies have applied for permits.",
            ),
            // a headline and a caption keep their line
            (
                "Harbour wall\nA crane lifts a trawler at Peterhead harbour Scott Baird/PA\n\nThe port reopened.",
                "Harbour wall\nA crane lifts a trawler at Peterhead harbour Scott Baird/PA\n\nThe port reopened.",
            ),
            (
                "From council leader Joy Abebe:\n“Bins will go on Monday.”\n\nHe laid a pipe.",
                "From council leader Joy Abebe:\n“Bins will go on Monday.”\n\nHe laid a pipe.",
            ),
            // both sides prose in a text that also has blank lines
            (
                "WASHINGTON — Something rare happened here on Monday.\nIt has been two months since they confirmed a judge.\n\nMore came.",
                "WASHINGTON — Something rare happened here on Monday.\n\nIt has been two months since they confirmed a judge.\n\nMore came.",
            ),
            // a table
            (
                "SCOTTISH STANDINGS\n\nDivision one\nMorton 3 2 0 1 5 2 6\nDundee 3 1 2 0 3 2 5",
                "SCOTTISH STANDINGS\n\nDivision one\nMorton 3 2 0 1 5 2 6\nDundee 3 1 2 0 3 2 5",
            ),
        ] {
            assert_eq!(paragraphs(text), want, "{text}");
        }
    }

    #[test]
    fn wrapped_lines_are_joined() {
        // a paragraph ends at a short line, with no blank line in between
        let indented = "Harbour wall\n\nThe council in Derby has now approved the repair of the old inter-\nnational bridge on Monday, after three years of delay and a petition\nof some people.\n\"We are glad,\" said Mayor Lena Marsh, who had promised the repair in\nher campaign.\nThe work begins in May.";
        assert_eq!(
            paragraphs(indented),
            "Harbour wall\n\nThe council in Derby has now approved the repair of the old international bridge on Monday, after three years of delay and a petition of some people.\n\n\"We are glad,\" said Mayor Lena Marsh, who had promised the repair in her campaign.\n\nThe work begins in May."
        );
        let wrapped = "Australia won the toss and elected to bat against Sri Lanka in\nthe third day-night limited overs cricket match on Friday, inter-\nnational rivals for a well-\nknown trophy of the game that is played in Colombo this week.\nTeams:\nAustralia - Ian Healy (captain), Michael Bevan, Stuart Law, Ricky\nPonting, Michael Slater.";
        assert_eq!(
            paragraphs(wrapped),
            "Australia won the toss and elected to bat against Sri Lanka in the third day-night limited overs cricket match on Friday, international rivals for a well-known trophy of the game that is played in Colombo this week.\n\nTeams:\nAustralia - Ian Healy (captain), Michael Bevan, Stuart Law, Ricky Ponting, Michael Slater."
        );
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_or_moved(text in "([A-Z]?[a-z]{1,9}[ ,.\n-]{1,2}){0,60}") {
            let key = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let got = paragraphs(&text);
            prop_assert_eq!(key(&text), key(&got));
            prop_assert!(!got.contains("\n\n\n"));
        }
    }
}
