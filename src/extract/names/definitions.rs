//! "Stand Up To Racism (SUTR)": bracketed initials tell where the name before them begins.
//!
//! In: the tokens of an article. Out: [`Definition`]s, in text order: the words whose initials stand in brackets
//! after them ("Muslim council of Britain (MCB)", "Islamic State in Iraq and Syria (Isis)") or before
//! them ("COR (Campaign for Open Rivers)"). What kind of name it is, the caller decides.

use crate::extract::Layout;
use crate::extract::tokens::Token;

/// A name and its short form, as numbers of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// First token of the full name.
    pub first: u32,
    /// After its last token.
    pub end: u32,
    /// The short form.
    pub short: u32,
}

/// Words that need not be in the initials.
const SMALL: &[&str] = &[
    "&", "'", "'s", "-", "a", "an", "and", "at", "by", "de", "del", "des", "di", "du", "for", "in", "la", "of", "on",
    "the", "to", "with", "–", "’", "’s",
];

/// Finds the definitions of an article.
pub fn find(text: &str, layout: &Layout, out: &mut Vec<Definition>) {
    out.clear();
    let mut letters = Vec::new();
    for sentence in &layout.sentences {
        let (from, to) = (sentence.tokens.start as usize, sentence.tokens.end as usize);
        let tokens = &layout.tokens[from..to];
        for open in 1..tokens.len().saturating_sub(2) {
            let span = tokens[open].span;
            if span.len() != 1 || !matches!(text.as_bytes()[span.start as usize], b'(' | b'[') {
                continue;
            }
            let number = |i: usize| u32::try_from(from + i).unwrap_or(0);
            if matches!(tokens[open + 2].of(text), ")" | "]") && initials(tokens[open + 1], text, &mut letters) {
                let floor = open.saturating_sub(letters.len() * 2 + 4);
                let search = Search { text, tokens, letters: &letters, floor };
                let exact = search
                    .back(open, letters.len(), 1)
                    .filter(|&first| open - first > 1 && (tokens[first].has_upper() || tokens[first].has_digit()));
                if let Some(first) = exact.or_else(|| search.capitals(open)) {
                    out.push(Definition { first: number(first), end: number(open), short: number(open + 1) });
                }
            } else if initials(tokens[open - 1], text, &mut letters) && tokens[open - 1].is_all_caps() {
                let close = (open + 3..tokens.len().min(open + letters.len() * 2 + 5))
                    .find(|&i| matches!(tokens[i].of(text), ")" | "]"));
                if let Some(close) = close
                    && tokens[open + 1].has_upper()
                    && (Search { text, tokens, letters: &letters, floor: open + 1 }).back(close, letters.len(), 0)
                        == Some(open + 1)
                {
                    out.push(Definition { first: number(open + 1), end: number(close), short: number(open - 1) });
                }
            }
        }
    }
}

/// The letters of a short form in lower case; whether it may be one.
fn initials(token: Token, text: &str, letters: &mut Vec<char>) -> bool {
    letters.clear();
    let word = token.of(text);
    if !token.is_word() || !token.has_upper() || word.len() > 12 {
        return false;
    }
    letters.extend(word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    // "Isis" is written as a word: it takes four letters to be sure.
    letters.len() >= if upper > 1 { 2 } else { 4 } && letters.len() <= 9
}

struct Search<'a> {
    text: &'a str,
    tokens: &'a [Token],
    letters: &'a [char],
    floor: usize,
}

impl Search<'_> {
    /// "Islamic State (Isis)": where a run of capitals before `end` begins whose initials lie in order among the
    /// letters, the first as the first.
    fn capitals(&self, end: usize) -> Option<usize> {
        if self.letters.len() < 3 {
            return None;
        }
        let mut found = None;
        let mut at = end;
        while at > self.floor {
            let token = self.tokens[at - 1];
            if token.is_word() && token.has_upper() {
                at -= 1;
                let mut letters = self.letters.iter();
                let initials = (at..end)
                    .filter(|&i| self.tokens[i].has_upper())
                    .filter_map(|i| self.tokens[i].of(self.text).chars().next().and_then(|c| c.to_lowercase().next()));
                let (mut n, mut fits) = (0, true);
                for initial in initials {
                    fits &= letters.any(|&l| l == initial);
                    n += 1;
                }
                let first = self.tokens[at].of(self.text).chars().next().and_then(|c| c.to_lowercase().next());
                if fits && n > 1 && first == Some(self.letters[0]) {
                    found = Some(at);
                }
            } else if at < end && matches!(token.of(self.text), "of" | "and" | "for" | "the" | "in") {
                at -= 1;
            } else {
                break;
            }
        }
        found
    }

    /// The token that the first of `left` letters stands for, reading backwards from before token `at`;
    /// `skips` words of their own weight may be passed over.
    fn back(&self, at: usize, left: usize, skips: u8) -> Option<usize> {
        if left == 0 {
            return Some(at);
        }
        if at == self.floor {
            return None;
        }
        let token = self.tokens[at - 1];
        let word = token.of(self.text);
        let small = SMALL.binary_search(&word).is_ok();
        if token.is_word() || token.is_number() {
            // "Asia-Pacific" stands for two letters, or for one.
            let mut rest = left;
            for part in word.rsplit('-') {
                match part.chars().next().map(|c| c.to_lowercase().next().unwrap_or(c)) {
                    Some(c) if rest > 0 && c == self.letters[rest - 1] => rest -= 1,
                    _ => {
                        rest = left;
                        break;
                    }
                }
            }
            let first = word.chars().next().and_then(|c| c.to_lowercase().next());
            for rest in [rest, left - 1] {
                if rest < left
                    && first == Some(self.letters[rest])
                    && let Some(found) = self.back(at - 1, rest, skips)
                {
                    return Some(found);
                }
            }
        } else if !small {
            return None;
        }
        if small {
            self.back(at - 1, left, skips)
        } else if skips > 0 && left < self.letters.len() && token.is_word() {
            self.back(at - 1, left, skips - 1)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        let article = crate::normalise::plain(text);
        let layout = Layout::of(&article);
        let mut list = Vec::new();
        find(text, &layout, &mut list);
        let of = |d: &Definition| {
            let (first, last) = (layout.tokens[d.first as usize].span, layout.tokens[d.end as usize - 1].span);
            let short = layout.tokens[d.short as usize].of(text);
            format!("{short}={}", &text[first.start as usize..last.end as usize])
        };
        list.iter().map(of).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn initials_in_brackets_find_their_name() {
        for (text, gives) in [
            ("The Campaign for Open Rivers (COR) sued.", "COR=Campaign for Open Rivers"),
            ("They joined Stand Up To Racism (SUTR) and left.", "SUTR=Stand Up To Racism"),
            ("The Muslim council of Britain (MCB) spoke.", "MCB=Muslim council of Britain"),
            ("Islamic State in Iraq and Syria (Isis) lost.", "Isis=Islamic State in Iraq and Syria"),
            ("Asia-Pacific Economic Cooperation (APEC) met.", "APEC=Asia-Pacific Economic Cooperation"),
            (
                "the Organisation for Security and Cooperation in Europe (OSCE)",
                "OSCE=Organisation for Security and Cooperation in Europe",
            ),
            ("Islamic State (Isis) lost.", "Isis=Islamic State"),
            ("the Muslim Engagement and Development (Mend) group", "Mend=Muslim Engagement and Development"),
            ("COR (Campaign for Open Rivers) sued.", "COR=Campaign for Open Rivers"),
            ("The Korean People's Army [KPA] fired.", "KPA=Korean People's Army"),
            // Traps.
            ("Ann Pike (Labour) won.", ""),
            ("He joined Leeds United (Lincoln).", ""),
            ("Boris Johnson (UK) spoke.", ""),
            ("gross domestic product (GDP) rose.", ""),
            ("He met Ann Pike (right) and left.", ""),
            ("Kenya (AP) - Police said.", ""),
            ("The Labour MP (Leeds) left.", ""),
        ] {
            assert_eq!(found(text), gives, "{text}");
        }
    }

    #[test]
    fn small_words_are_sorted() {
        assert!(SMALL.is_sorted());
    }
}
