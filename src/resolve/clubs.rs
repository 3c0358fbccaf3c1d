//! Sports clubs that results call by their city or nickname: "BOSTON 3 Texas 1", "Wigan".
//!
//! In: the short names of bodies in one article, and its text. Out: the club of each mention, only
//! where the article speaks of the league: its name is there, or several of its clubs are.
//! Data: `en/club.tsv`, `en/league.tsv`.

use super::fold::fold;
use super::within::body_words;
use crate::records::Kind;
use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// A row of `club.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Club {
    league: u8,
    /// Name it is shown under.
    pub name: &'static str,
}

struct Lists {
    clubs: Vec<Club>,
    /// Clubs by folded short name (and own name).
    by_short: FxHashMap<String, Vec<u16>>,
    words: AhoCorasick,
    /// League of each word.
    league_of_word: Vec<u8>,
    n_leagues: usize,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut leagues: Vec<&str> = Vec::new();
    let (mut words, mut league_of_word) = (Vec::new(), Vec::new());
    for (name, of) in super::words::rows(include_str!("en/league.tsv")).filter_map(|r| r.split_once('\t')) {
        for word in of.split('|') {
            words.push(word);
            league_of_word.push(u8::try_from(leagues.len()).unwrap_or(u8::MAX));
        }
        leagues.push(name);
    }
    let mut clubs = Vec::new();
    let mut by_short: FxHashMap<String, Vec<u16>> = FxHashMap::default();
    for row in super::words::rows(include_str!("en/club.tsv")) {
        let mut cells = row.split('\t');
        let league = leagues.iter().position(|l| Some(*l) == row.split('\t').next()).unwrap_or(usize::MAX);
        let (_, name, shorts) = (cells.next(), cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let club = u16::try_from(clubs.len()).unwrap_or(u16::MAX);
        clubs.push(Club { league: u8::try_from(league).unwrap_or(u8::MAX), name });
        for short in shorts.split('|').chain([name]).filter(|s| !s.is_empty()) {
            let list = by_short.entry(body_words(&fold(short, Kind::Organisation))).or_default();
            if !list.contains(&club) {
                list.push(club);
            }
        }
    }
    let words = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .build(words);
    Lists {
        clubs,
        by_short,
        words: words.unwrap_or_else(|_| AhoCorasick::new([""; 0]).unwrap_or_else(|_| unreachable!())),
        league_of_word,
        n_leagues: leagues.len(),
    }
});

/// What the article says of leagues.
#[derive(Debug)]
pub struct Leagues {
    /// How much speaks for each league.
    score: Vec<u32>,
    /// Where a league is told, in text order.
    told: Vec<(u32, u8)>,
}

/// Reads an article whose bodies have these folded names; None when no club can be meant.
#[must_use]
pub fn leagues<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<Leagues> {
    let mut found: FxHashSet<u16> = FxHashSet::default();
    let mut n_names = vec![0u32; LISTS.n_leagues];
    for name in names {
        let Some(clubs) = LISTS.by_short.get(name) else { continue };
        found.extend(clubs);
        let mut seen = 0u32;
        for &club in clubs {
            let league = LISTS.clubs[club as usize].league;
            if seen & 1 << league == 0 {
                seen |= 1 << league;
                n_names[league as usize] += 1;
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    let mut told = Vec::new();
    let mut score = n_names.clone();
    let mut seen = 0u64;
    for hit in LISTS.words.find_iter(text) {
        let word = hit.pattern().as_usize();
        let whole = |b: Option<&u8>| !b.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        if !whole(hit.start().checked_sub(1).and_then(|i| bytes.get(i))) || !whole(bytes.get(hit.end())) {
            continue;
        }
        // Every league that this word stands for ("baseball" stands for two).
        let pattern = hit.end() - hit.start();
        for (other, &league) in LISTS.league_of_word.iter().enumerate() {
            let same = other == word || LISTS.same_word(other, word);
            if !same || n_names[league as usize] == 0 || pattern == 0 {
                continue;
            }
            told.push((u32::try_from(hit.start()).unwrap_or(u32::MAX), league));
            let early = hit.start() < 200;
            for (bit, bonus) in [(league, 2), (league + 32, if early { 2 } else { 0 })] {
                if bonus > 0 && seen & 1 << bit == 0 {
                    seen |= 1 << bit;
                    score[league as usize] += bonus;
                }
            }
        }
    }
    for (league, n) in n_names.iter().enumerate() {
        if *n == 0 {
            score[league] = 0;
        }
    }
    Some(Leagues { score, told })
}

impl Lists {
    fn same_word(&self, a: usize, b: usize) -> bool {
        static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
            let rows = super::words::rows(include_str!("en/league.tsv")).filter_map(|r| r.split_once('\t'));
            rows.flat_map(|(_, words)| words.split('|')).collect()
        });
        debug_assert_eq!(self.league_of_word.len(), WORDS.len());
        WORDS[a] == WORDS[b]
    }
}

impl Leagues {
    /// The club that a body's folded name means at this place of the text.
    #[must_use]
    pub fn club(&self, name: &str, at: u32) -> Option<Club> {
        let clubs = LISTS.by_short.get(name)?;
        let before = self.told.partition_point(|n| n.0 < at);
        // The last league that was told before; a word of several leagues counts for each.
        let last = self.told[..before].last().map_or(u32::MAX, |n| n.0);
        let is_last = |league: u8| self.told[..before].iter().rev().take_while(|n| n.0 == last).any(|n| n.1 == league);
        let mut best: Option<(u32, Club)> = None;
        let mut tied = false;
        for &club in clubs {
            let club = LISTS.clubs[club as usize];
            let score = self.score[club.league as usize] + if is_last(club.league) { 3 } else { 0 };
            match best {
                Some((high, _)) if score < high => {}
                Some((high, _)) if score == high => tied = true,
                _ => (best, tied) = (Some((score, club)), false),
            }
        }
        // 5: two clubs and the league's name, or five clubs; chosen on the dev set, 4 to 6 give the same.
        best.filter(|(score, _)| *score >= 5 && !tied).map(|(_, club)| club)
    }
}
