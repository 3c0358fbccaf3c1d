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
            let list = by_short.entry(body_words(fold(short, Kind::Organisation))).or_default();
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
    /// The club that a folded name means at this place of the text, when `least` speaks for its league
    /// (never less than for names of bodies).
    #[must_use]
    pub fn club(&self, name: &str, at: u32, least: u32) -> Option<Club> {
        let clubs = LISTS.by_short.get(name)?;
        let least = least.max(LEAST);
        let score_of = |club: &Club| self.score[club.league as usize];
        // "AMERICAN LEAGUE" over a table decides between the clubs of a city.
        if let Some(league) = self.last_told(at)
            && let Some(club) = clubs.iter().map(|&c| LISTS.clubs[c as usize]).find(|c| c.league == league)
            && score_of(&club) >= least
            && !clubs.iter().any(|&c| LISTS.clubs[c as usize].league == league && LISTS.clubs[c as usize] != club)
        {
            return Some(club);
        }
        let mut best: Option<(u32, Club)> = None;
        let mut tied = false;
        for &club in clubs {
            let club = LISTS.clubs[club as usize];
            let score = score_of(&club);
            match best {
                Some((high, _)) if score < high => {}
                Some((high, _)) if score == high => tied = true,
                _ => (best, tied) = (Some((score, club)), false),
            }
        }
        best.filter(|(score, _)| *score >= least && !tied).map(|(_, club)| club)
    }

    /// The league that was told last before this place, by a word that names no other.
    fn last_told(&self, at: u32) -> Option<u8> {
        let before = &self.told[..self.told.partition_point(|n| n.0 < at)];
        let same_word = |i: usize, j: Option<usize>| j.and_then(|j| before.get(j)).is_some_and(|n| n.0 == before[i].0);
        // Few words name several leagues, so this looks at a few only.
        (0..before.len())
            .rev()
            .take(64)
            .find(|&i| !same_word(i, Some(i + 1)) && !same_word(i, i.checked_sub(1)))
            .map(|i| before[i].1)
    }
}

/// How much must speak for a league: two clubs and its name, or five clubs.
// 5: chosen on the dev set, 4 to 6 give the same.
const LEAST: u32 = 5;
/// How much where a city in running text is to be its club.
pub const IN_PROSE: u32 = 7;

/// Whether a folded name is any club's.
#[must_use]
pub fn is_known(name: &str) -> bool {
    LISTS.by_short.contains_key(name)
}
