//! Cities and countries of one article that stand for their clubs and national teams.
//!
//! In: groups of bodies, and mentions of places. Out: mentions moved to the group of a club ([`clubs`])
//! or team ([`teams`]); where the article speaks of no league or sport, nothing moves.

use super::{Given, Joining, fold, index, one_line};
use crate::records::{Article, Kind, Mention, OrgType, Role, SegmentKind};
use crate::resolve::{clubs, teams};
use rustc_hash::FxHashMap;

/// The name of a club or team.
fn side(name: &str, country_code: Option<String>) -> Given {
    Given { name: name.to_owned(), country_code, org_type: Some(OrgType::Sport), is_government: false }
}

impl Joining<'_> {
    /// "BOSTON", "Wigan": clubs, mention by mention, since one city has clubs in several leagues.
    pub(super) fn clubs(&mut self, first_group: usize) {
        let names = self.groups[first_group..].iter().flat_map(|g| &g.names).map(|&n| self.names[n].folded.as_str());
        let Some(leagues) = clubs::leagues(self.text, names) else { return };
        let mut group_of: FxHashMap<String, usize> = FxHashMap::default();
        for group in first_group..self.groups.len() {
            if self.groups[group].given.is_some() {
                continue;
            }
            for name in std::mem::take(&mut self.groups[group].names) {
                let mut stay = false;
                for i in 0..self.names[name].mentions.len() {
                    let mention = self.names[name].mentions[i];
                    if self.local[mention as usize] != Some(index(group)) {
                        continue;
                    }
                    let Some(club) = self.club_of(&leagues, group, name, mention) else {
                        stay = true;
                        continue;
                    };
                    let to = self.given_group(side(club.name, None), &mut group_of);
                    if self.groups[to].names.is_empty() {
                        self.groups[to].names.push(name);
                    }
                    self.put_mention(mention, to);
                }
                if stay {
                    self.groups[group].names.push(name);
                }
            }
            let local = &self.local;
            self.groups[group].mentions.retain(|&m| local[m as usize] == Some(index(group)));
        }
    }

    /// The club of one mention: by its own name, else by the fullest name of its group.
    fn club_of(&self, leagues: &clubs::Leagues, group: usize, name: usize, mention: u32) -> Option<clubs::Club> {
        let at = self.spans[mention as usize].start;
        let by_own = leagues.club(&self.names[name].folded, at, 0);
        by_own.or_else(|| {
            let full = self.groups[group].names.first().filter(|&&n| n != name)?;
            leagues.club(&self.names[*full].folded, at, 0)
        })
    }

    /// "Boston 3 Texas 1", "SEATTLE AT BOSTON", "gave Texas the lead" in an article on a league: clubs, though named as
    /// places or single names of people.
    pub(super) fn clubs_named_otherwise(&mut self, mentions: &mut [Mention]) {
        let mut results: Vec<usize> = Vec::new();
        let mut prose: Vec<usize> = Vec::new();
        for (i, mention) in mentions.iter().enumerate() {
            match (mention.kind, self.local[i]) {
                (Kind::Place, None) if self.is_in_result(mention) => results.push(i),
                (Kind::Place, None) if self.may_be_club(mention) => prose.push(i),
                (Kind::Person, Some(group)) if mention.title.is_none() && self.is_single_name(group) => prose.push(i),
                _ => {}
            }
        }
        if results.len() < 2 {
            results.clear();
        }
        let folded = |i: usize| fold(&one_line(mentions[i].span.of(self.text)), Kind::Organisation);
        let own: Vec<(usize, String, u32)> = results
            .iter()
            .map(|&i| (i, folded(i), 0))
            .chain(prose.iter().map(|&i| (i, folded(i), clubs::IN_PROSE)))
            .filter(|(_, name, _)| clubs::is_known(name))
            .collect();
        if own.is_empty() {
            return;
        }
        let mut names: Vec<String> = own.iter().filter(|o| o.2 == 0).map(|o| o.1.clone()).collect();
        for group in self.groups.iter().filter(|g| g.kind == Kind::Organisation) {
            names.extend(group.names.iter().map(|&n| self.names[n].folded.clone()));
        }
        names.sort_unstable();
        names.dedup();
        let Some(leagues) = clubs::leagues(self.text, names.iter().map(String::as_str)) else { return };
        let mut group_of = self.given_names();
        let mut moved = false;
        for (i, name, least) in own {
            let Some(club) = leagues.club(&name, mentions[i].span.start, least) else { continue };
            let group = self.given_group(side(club.name, None), &mut group_of);
            if mentions[i].kind == Kind::Person {
                mentions[i].kind = Kind::Organisation;
            } else {
                mentions[i].role = Role::Metonymic;
            }
            moved |= self.local[i].is_some();
            self.put_mention(index(i), group);
        }
        if moved {
            self.drop_moved();
        }
    }

    /// Groups by the name that a list gives them.
    pub(super) fn given_names(&self) -> FxHashMap<String, usize> {
        let given = self.groups.iter().enumerate().filter_map(|(i, g)| Some((g.given.as_ref()?.name.clone(), i)));
        given.collect()
    }

    /// Takes mentions that went to another group out of their old one.
    fn drop_moved(&mut self) {
        let local = &self.local;
        for (i, group) in self.groups.iter_mut().enumerate() {
            group.mentions.retain(|&m| local[m as usize] == Some(index(i)));
        }
    }

    /// A literal place in running text that no preposition or state marks as one.
    fn may_be_club(&self, mention: &Mention) -> bool {
        mention.role == Role::Literal
            && mention.modifier.is_none()
            && matches!(mention.segment, SegmentKind::Headline | SegmentKind::Subhead | SegmentKind::Body)
            && self.says_place(mention) == 0
    }

    /// A person's group that has one name of one word only.
    fn is_single_name(&self, group: u32) -> bool {
        let names = &self.groups[group as usize].names;
        matches!(names.as_slice(), [name] if !self.names[*name].folded.contains(' '))
    }

    /// Whether a number or "at", "v" stands next to a mention, as in results and tables.
    fn is_in_result(&self, mention: &Mention) -> bool {
        let at = self.layout.token_at(mention.span.start);
        let after = self.layout.token_at(mention.span.end);
        let token = |i: Option<usize>| i.and_then(|i| self.layout.tokens.get(i));
        let stands = |i: Option<usize>| {
            token(i).is_some_and(|t| {
                (t.is_number() && t.span.len() <= 3)
                    || matches!(t.of(self.text), "AT" | "V" | "v" | "VS" | "vs" | "v." | "vs.")
            })
        };
        // "MOSCOW 1996-08-30" has a longer number.
        stands(at.checked_sub(1)) || stands(Some(after))
    }

    /// Countries that stand for their teams: the mention stays a place, its entity is the team.
    pub(super) fn teams(&mut self, article: &Article, mentions: &mut [Mention]) {
        let Some(sport) = teams::sport(article) else { return };
        let mut group_of = self.given_names();
        let mut moved = false;
        for (i, mention) in mentions.iter_mut().enumerate() {
            let Some((name, country_code)) = teams::team(self.text, self.layout, mention, sport) else { continue };
            let group = self.given_group(side(&name, country_code), &mut group_of);
            mention.role = Role::Metonymic;
            moved |= self.local[i].is_some();
            self.put_mention(index(i), group);
        }
        if moved {
            self.drop_moved();
        }
    }
}
