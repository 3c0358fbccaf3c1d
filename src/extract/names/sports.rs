//! Teams that are called by their town.
//!
//! In: an article that is about sport, after the first pass. Out: pushes towards bodies for listed towns and regions
//! that do what teams do ("Essex reached 372", "to beat Yorkshire", "Seattle manager") or stand alone with another in
//! a line of a schedule ("Houston at Pittsburgh"). Countries stay places, and so does what something happens in.

use super::agreement::Unit;
use super::second::push_name;
use super::{Scratch, lexicon};
use crate::extract::Layout;

/// Words that hardly any other news has.
const SURE: &[&str] = &[
    "batsman",
    "batsmen",
    "bowler",
    "cornerback",
    "dugout",
    "equaliser",
    "equalizer",
    "first-half",
    "goalkeeper",
    "goalless",
    "half-time",
    "halftime",
    "hat-trick",
    "homer",
    "homered",
    "homers",
    "inning",
    "innings",
    "kickoff",
    "linebacker",
    "midfielder",
    "pitcher",
    "playmaker",
    "playoff",
    "playoffs",
    "quarterback",
    "quarterfinal",
    "quarterfinals",
    "relegation",
    "rushing",
    "scoreless",
    "second-half",
    "semifinal",
    "semifinals",
    "shortstop",
    "standings",
    "striker",
    "touchdown",
    "touchdowns",
    "unbeaten",
    "wicket",
    "wickets",
    "winger",
];
/// Words that sport shares with the rest.
const LIKELY: &[&str] = &[
    "beat",
    "champions",
    "championship",
    "coach",
    "defender",
    "fixture",
    "fixtures",
    "game",
    "games",
    "goal",
    "goals",
    "league",
    "match",
    "matches",
    "player",
    "players",
    "points",
    "scored",
    "season",
    "team",
    "teammate",
    "teams",
    "tournament",
    "victory",
    "win",
];
/// What a [`SURE`] word counts; the others count one.
const SURE_WEIGHT: u8 = 3;
/// What an article about sport reaches.
const ENOUGH: u32 = 12;
/// What they add to the scores.
const PUSH: f32 = 5.0;

/// What a word in small letters says of the article: 0, or more when it is about sport.
pub fn weight(word: &str) -> u8 {
    if SURE.binary_search(&word).is_ok() { SURE_WEIGHT } else { u8::from(LIKELY.binary_search(&word).is_ok()) }
}

/// What teams do, behind their names.
fn is_done_by_teams(word: &str) -> bool {
    matches!(
        word,
        "beat"
            | "claimed"
            | "clinched"
            | "closed"
            | "conceded"
            | "crushed"
            | "declared"
            | "defeated"
            | "drew"
            | "dropped"
            | "drubbed"
            | "edged"
            | "equalised"
            | "finished"
            | "hammered"
            | "lead"
            | "led"
            | "leads"
            | "lost"
            | "need"
            | "needed"
            | "outscored"
            | "reached"
            | "replied"
            | "resumed"
            | "routed"
            | "scored"
            | "slumped"
            | "snapped"
            | "swept"
            | "thrashed"
            | "tied"
            | "trail"
            | "trailed"
            | "trounced"
            | "won"
    )
}

/// What is done to teams, before their names.
fn is_done_to_teams(word: &str) -> bool {
    matches!(
        word,
        "against"
            | "beat"
            | "beating"
            | "crushed"
            | "defeated"
            | "defeating"
            | "dismiss"
            | "dismissed"
            | "edged"
            | "hammered"
            | "joined"
            | "outscored"
            | "over"
            | "routed"
            | "swept"
            | "thrashed"
            | "trounced"
            | "v"
            | "vs"
            | "vs."
            | "versus"
    )
}

/// Who belongs to a team, behind its name.
fn belongs_to_teams(word: &str) -> bool {
    matches!(
        word,
        "batsman"
            | "bowler"
            | "captain"
            | "coach"
            | "defender"
            | "fans"
            | "goalkeeper"
            | "keeper"
            | "manager"
            | "midfielder"
            | "pitcher"
            | "playmaker"
            | "quarterback"
            | "skipper"
            | "striker"
            | "team-mate"
            | "teammate"
            | "winger"
    )
}

impl Scratch {
    /// Whether the article is about sport.
    pub(super) fn is_sport(&self) -> bool {
        self.sport >= ENOUGH
    }

    /// Whether a unit of an article about sport is a team that is called by its town.
    pub(super) fn is_team(&self, unit: &Unit, layout: &Layout, text: &str) -> bool {
        const PLACES: lexicon::Classes = lexicon::REGION | lexicon::CITY | lexicon::TOWN | lexicon::VILLAGE;
        const NEVER: lexicon::Classes = lexicon::COUNTRY | lexicon::PLACE_WORD | lexicon::BODY_WORD;
        let (at, end) = (unit.first as usize, (unit.first + unit.len) as usize);
        let seen = self.seen[at];
        let known = if unit.len > 1 { seen.phrase >> 2 } else { seen.classes };
        if unit.kind != 3 || unit.len > 3 || known & PLACES == 0 || known & NEVER != 0 {
            return false;
        }
        let word = |i: usize| layout.tokens.get(i).map_or("", |t| t.of(text));
        let before = if seen.first || at == 0 { "" } else { word(at - 1) };
        if is_done_to_teams(before) {
            return true;
        }
        if matches!(before, "in" | "In" | "at" | "At" | "near" | "outside" | "from" | "of" | "to") {
            return false;
        }
        let next = word(end);
        let owns = matches!(next, "'s" | "’s");
        is_done_by_teams(next)
            || belongs_to_teams(next)
            || owns && (belongs_to_teams(word(end + 1)) || matches!(word(end + 1), "lead" | "win" | "loss" | "victory"))
            // "Atlanta's Tom Glavine".
            || owns && self.kind_at(end + 1) == 1
    }

    /// "a singer from Liverpool" in an article that is about anything else: the town of a team.
    pub(super) fn is_only_a_town(&self, unit: &Unit, layout: &Layout, text: &str) -> bool {
        const NEVER: lexicon::Classes = lexicon::BODY | lexicon::COMPANY | lexicon::MEDIA | lexicon::COMMON;
        let at = unit.first as usize;
        let seen = self.seen[at];
        let len = unit.len as usize;
        let known = if len > 1 { seen.phrase >> 2 } else { seen.classes };
        let plain = unit.kind == 2
            && len <= 2
            && self.sport < u32::from(SURE_WEIGHT)
            && !seen.heading
            && !seen.caps
            && known & (lexicon::CITY | lexicon::TOWN) != 0
            && known & NEVER == 0
            && (len == 1 || known & lexicon::BODY_WORD == 0)
            && at > 0
            && !self.seen.get(at + len).is_some_and(|s| s.upper && !s.first);
        plain && self.stands_as_a_town(at, len, layout, text)
    }

    /// Behind "in" or "from", or in one list with places: "in Grimsby, Peterhead and Walvis Bay".
    fn stands_as_a_town(&self, at: usize, len: usize, layout: &Layout, text: &str) -> bool {
        let word = |i: usize| layout.tokens.get(i).map_or("", |t| t.of(text));
        let place = |i: Option<usize>| {
            let unit = i.and_then(|i| self.units.get(*self.unit_of.get(i)? as usize));
            unit.is_some_and(|u| u.kind == 3 && u.likely[3] > 0.4)
        };
        let owns = matches!(word(at + len), "'s" | "’s");
        match word(at - 1) {
            "in" | "In" | "near" | "from" | "outside" => true,
            "at" | "At" | "into" | "across" | "around" | "towards" | "toward" => !owns,
            "and" | "or" => place(at.checked_sub(2)),
            "," => {
                place(at.checked_sub(2)) && (place(Some(at + len + 1)) && matches!(word(at + len), "," | "and" | "or"))
            }
            _ => false,
        }
    }

    /// "CHICAGO AT TORONTO", "Leeds v Hull": lines of a schedule.
    pub(super) fn push_schedules(&mut self, text: &str, layout: &Layout) {
        for sentence in &layout.sentences {
            let (from, to) = (sentence.tokens.start as usize, sentence.tokens.end as usize);
            if !(3..=9).contains(&(to - from)) {
                continue;
            }
            let tokens = &layout.tokens[from..to];
            let is_link = |i: &usize| matches!(tokens[*i].of(text), "AT" | "at" | "V" | "v" | "VS" | "vs" | "vs.");
            let Some(link) = (1..tokens.len() - 1).find(is_link) else { continue };
            let named = |i: usize| i == link || tokens[i].is_word() && tokens[i].has_upper();
            if !(0..tokens.len()).all(named) {
                continue;
            }
            for (first, end) in [(from, from + link), (from + link + 1, to)] {
                if (first..end).any(|i| self.seen[i].classes & lexicon::COUNTRY != 0) {
                    continue;
                }
                let number = u32::try_from(first).unwrap_or(u32::MAX);
                let at = self.chains.partition_point(|c| c.first + c.len <= number);
                let Some(chain) = self.chains.get_mut(at) else { continue };
                if chain.first <= number && (chain.first + chain.len) as usize >= end {
                    chain.pushed = true;
                    let from = (chain.scores + number - chain.first) as usize;
                    push_name(&mut self.scores[from..from + end - first], 2, PUSH);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(SURE.is_sorted() && LIKELY.is_sorted());
        assert_eq!((weight("wickets"), weight("match"), weight("council")), (SURE_WEIGHT, 1, 0));
    }
}
