//! Clusters of name forms to entities: their ids, representative names and aliases.
//!
//! In: [`FormRow`]s and their clusters. Out: [`Entity`] rows, [`Alias`] rows and the entity of each
//! form. An id is made of one form's content, so that it survives whatever else is added.

use super::fold::fold;
use super::forms::{FormRow, Spelling};
use super::{Alias, Entity};
use crate::extract::places::gazetteer;
use crate::records::{AliasKind, AliasSource, Kind};
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

/// Entities sorted by id, aliases sorted by key, and the position of every row's entity (None for
/// places that no gazetteer row is known of).
#[derive(Debug, Default)]
pub struct Named {
    /// Sorted by id.
    pub entities: Vec<Entity>,
    /// Sorted by entity and alias id.
    pub aliases: Vec<Alias>,
    /// Entity of each row.
    pub of_row: Vec<Option<u32>>,
}

/// Names the clusters that [`cluster`](super::cluster::cluster) found.
#[must_use]
pub fn name(rows: &[FormRow], cluster: &[u32]) -> Named {
    let mut members: Vec<(u32, u32)> =
        cluster.iter().enumerate().map(|(i, &c)| (c, super::cluster::index(i))).collect();
    members.sort_unstable();
    let mut named = Named { of_row: vec![None; rows.len()], ..Named::default() };
    // Ids first, so that entities and aliases are made once, in their final order.
    let mut order: Vec<(String, &[(u32, u32)])> = Vec::new();
    let mut of: Vec<&FormRow> = Vec::new();
    for group in members.chunk_by(|a, b| a.0 == b.0) {
        of.clear();
        of.extend(group.iter().map(|m| &rows[m.1 as usize]));
        if of[0].kind == Kind::Place && of[0].place.is_none() {
            continue;
        }
        order.push((id_of(&of), group));
    }
    order.sort_unstable();
    named.entities.reserve_exact(order.len());
    for (i, (entity_id, group)) in order.into_iter().enumerate() {
        of.clear();
        for member in group {
            of.push(&rows[member.1 as usize]);
            named.of_row[member.1 as usize] = Some(super::cluster::index(i));
        }
        let (entity, mut aliases) = entity(&of, entity_id);
        aliases.sort_unstable_by(|a, b| a.alias_id.cmp(&b.alias_id));
        named.entities.push(entity);
        named.aliases.extend(aliases);
    }
    named
}

/// Id of a form: of its kind, its folded words and what tells it from namesakes.
fn alias_id(kind: Kind, folded: &str, discriminator: &str) -> String {
    let letter = match kind {
        Kind::Person => 'p',
        Kind::Organisation => 'o',
        Kind::Place => 'l',
    };
    let hash = xxh3_64(format!("{}|{folded}|{discriminator}", kind.as_str()).as_bytes());
    format!("{letter}{hash:016x}")
}

/// What tells a row from namesakes: nothing for most.
fn discriminator(row: &FormRow) -> String {
    match (row.is_minor, row.story) {
        (true, _) => "minor".to_owned(),
        (_, Some(story)) => format!("in {story:016x}"),
        _ => String::new(),
    }
}

/// Id of the entity that these rows are: of the spelling that was published first, so that later
/// articles do not move it, whatever the counts. Full names come before short ones, which several
/// entities may share.
fn id_of(of: &[&FormRow]) -> String {
    let place = of[0].folded.strip_prefix('#').filter(|_| of[0].kind == Kind::Place);
    if let Some(geonames_id) = place {
        return format!("g{geonames_id}");
    }
    // A body that one article took for a person keeps the id of a body.
    let kind = kind_of(of);
    let candidates = of.iter().flat_map(|row| {
        let own = row.spellings.iter().filter(|s| fold_name(&s.text, row.kind) == row.folded);
        own.map(|s| {
            let id = alias_id(row.kind, &s.text, &discriminator(row));
            (
                row.kind != kind,
                row.is_short,
                s.source != AliasSource::Gazetteer,
                s.first_seen.is_none(),
                s.first_seen,
                id,
            )
        })
    });
    candidates.min().map_or_else(|| alias_id(of[0].kind, &of[0].folded, &discriminator(of[0])), |c| c.5)
}

/// What most mentions of the rows say that it is.
fn kind_of(of: &[&FormRow]) -> Kind {
    let mut votes = [0u32; 3];
    for row in of {
        if row.kind != Kind::Place || row.place.is_some() {
            votes[row.kind as usize] += row.n_mentions.max(1);
        }
    }
    of.iter().map(|r| r.kind).max_by_key(|&k| (votes[k as usize], std::cmp::Reverse(k))).unwrap_or(of[0].kind)
}

fn entity(of: &[&FormRow], entity_id: String) -> (Entity, Vec<Alias>) {
    let kind = kind_of(of);
    let spellings = merged_spellings(of);
    let place = of.iter().find_map(|r| r.place);
    let gazetteer_name = place.filter(|_| kind == Kind::Place).map(|p| gazetteer().place(p).name.to_owned());
    let listed = spellings.iter().find(|s| s.source == AliasSource::Gazetteer).map(|s| s.text.clone());
    let name = gazetteer_name.clone().or(listed).unwrap_or_else(|| representative(of, kind, &spellings));
    let (given_name, family_name) = if kind == Kind::Person { split_person(&name) } else { (None, None) };
    let commonest = |lists: &dyn Fn(&FormRow) -> &Vec<super::forms::Counted>| -> Option<String> {
        let mut counts: Vec<(u32, String)> = Vec::new();
        for counted in of.iter().flat_map(|r| lists(r)) {
            match counts.iter_mut().find(|(_, t)| *t == counted.text) {
                Some((n, _)) => *n += counted.n_articles,
                None => counts.push((counted.n_articles, counted.text.clone())),
            }
        }
        counts.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        counts.into_iter().next().map(|(_, t)| t)
    };
    let mut types: Vec<(crate::records::OrgType, u32)> = Vec::new();
    for &(org_type, n) in of.iter().flat_map(|r| &r.org_types) {
        match types.iter_mut().find(|(t, _)| *t == org_type) {
            Some((_, count)) => *count += n,
            None => types.push((org_type, n)),
        }
    }
    types.sort_by_key(|&(t, n)| (std::cmp::Reverse(n), t));
    let mut acronyms: Vec<&Spelling> = spellings.iter().filter(|s| s.kind == AliasKind::Acronym).collect();
    acronyms.sort_by(|a, b| b.n_mentions.cmp(&a.n_mentions).then_with(|| a.text.cmp(&b.text)));
    let entity = Entity {
        acronym: acronyms.first().filter(|_| kind == Kind::Organisation).map(|s| s.text.clone()),
        kind,
        given_name,
        family_name,
        title: if kind == Kind::Person { commonest(&|r| &r.titles) } else { None },
        role: if kind == Kind::Person { commonest(&|r| &r.descriptions) } else { None },
        org_type: types.first().map(|t| t.0),
        country_code: of.iter().filter_map(|r| r.country_code.clone()).min(),
        place: if kind == Kind::Place { place } else { None },
        n_articles: of.iter().map(|r| r.n_articles).sum(),
        n_mentions: of.iter().map(|r| r.n_mentions).sum(),
        n_quotes: of.iter().map(|r| r.n_quotes).sum(),
        first_seen: of.iter().filter_map(|r| r.first_seen).min(),
        last_seen: of.iter().filter_map(|r| r.last_seen).max(),
        name,
        entity_id,
    };
    let aliases = aliases(of, &entity.entity_id, gazetteer_name.as_deref(), &entity.name);
    (entity, aliases)
}

/// Every spelling of a cluster once, the most frequent first.
fn merged_spellings(of: &[&FormRow]) -> Vec<Spelling> {
    let mut at: FxHashMap<&str, usize> = FxHashMap::default();
    let mut all: Vec<Spelling> = Vec::new();
    for row in of {
        for spelling in &row.spellings {
            let i = *at.entry(&spelling.text).or_insert_with(|| {
                all.push(Spelling { n_mentions: 0, ..spelling.clone() });
                all.len() - 1
            });
            all[i].n_mentions += spelling.n_mentions;
            if row.is_short && of.iter().any(|r| !r.is_short) && spelling.kind == AliasKind::Name {
                continue;
            }
            all[i].kind = all[i].kind.min(spelling.kind);
            all[i].source = super::forms::stronger(all[i].source, spelling.source);
        }
    }
    all.sort_by(|a, b| b.n_mentions.cmp(&a.n_mentions).then_with(|| a.text.cmp(&b.text)));
    all
}

/// The most frequent full form; of spellings that fold alike the one with accents, and not the one
/// in capitals only.
fn representative(of: &[&FormRow], kind: Kind, spellings: &[Spelling]) -> String {
    let has_full = of.iter().any(|r| !r.is_short);
    let mut votes: FxHashMap<String, u32> = FxHashMap::default();
    let mut full: Vec<(&Spelling, String)> = Vec::new();
    for spelling in spellings.iter().filter(|s| s.kind == AliasKind::Name) {
        let folded = fold_name(&spelling.text, kind);
        if kind == Kind::Person && has_full && !folded.contains(' ') {
            continue;
        }
        *votes.entry(folded.clone()).or_default() += spelling.n_mentions;
        full.push((spelling, folded));
    }
    let best = full.iter().max_by(|(a, fa), (b, fb)| {
        let rank = |s: &Spelling, f: &String| {
            let shouts = !s.text.chars().any(char::is_lowercase) && f.len() > 5;
            let plain = s.text.is_ascii() || s.text.chars().all(|c| c.is_ascii() || c == '’');
            (votes.get(f).copied().unwrap_or(0), !shouts, !plain, s.n_mentions)
        };
        rank(a, fa).cmp(&rank(b, fb)).then_with(|| b.text.cmp(&a.text))
    });
    match best {
        Some((spelling, _)) => spelling.text.clone(),
        // A government that is only ever named by its capital.
        None => of[0].full_name(),
    }
}

impl FormRow {
    /// Its folded words with capitals: a name for what no article writes out.
    fn full_name(&self) -> String {
        let mut out = String::with_capacity(self.folded.len());
        for word in self.folded.split(' ') {
            if !out.is_empty() {
                out.push(' ');
            }
            let mut chars = word.chars();
            match chars.next() {
                Some(first) if word != "government" => {
                    out.extend(first.to_uppercase());
                    out.push_str(chars.as_str());
                }
                _ => out.push_str(word),
            }
        }
        out
    }
}

/// "Lena Fischer-Obi": given name and family name; one word is neither.
fn split_person(name: &str) -> (Option<String>, Option<String>) {
    let words: Vec<&str> = name.split(' ').collect();
    let is_suffix = |w: &str| matches!(w.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
    let end = if words.len() > 2 && is_suffix(words[words.len() - 1]) { words.len() - 1 } else { words.len() };
    if end < 2 {
        return (None, None);
    }
    // "van der Berg", "de la Cruz": small words belong to the family name.
    let mut family = end - 1;
    while family > 1 && words[family - 1].starts_with(char::is_lowercase) {
        family -= 1;
    }
    (Some(words[..family].join(" ")), Some(words[family..end].join(" ")))
}

fn aliases(of: &[&FormRow], entity_id: &str, gazetteer_name: Option<&str>, name: &str) -> Vec<Alias> {
    let kind = kind_of(of);
    let mut aliases: Vec<Alias> = Vec::new();
    let mut push = |alias: Alias| match aliases.iter_mut().find(|a| a.alias_id == alias.alias_id) {
        Some(old) => {
            old.n_mentions += alias.n_mentions;
            old.alias_kind = old.alias_kind.min(alias.alias_kind);
            old.source = super::forms::stronger(old.source, alias.source);
        }
        None => aliases.push(alias),
    };
    if let Some(name) = gazetteer_name {
        push(Alias {
            entity_id: entity_id.to_owned(),
            alias_id: entity_id.to_owned(),
            alias: name.to_owned(),
            alias_kind: AliasKind::Gazetteer,
            source: AliasSource::Gazetteer,
            n_mentions: 0,
        });
    }
    let name = fold_name(name, kind);
    let has_full = of.iter().any(|r| !r.is_short);
    for row in of {
        let discriminator = discriminator(row);
        for spelling in &row.spellings {
            let kind = row.kind;
            let folded = fold_name(&spelling.text, kind);
            let alias_kind = match (kind, spelling.kind) {
                (Kind::Person, AliasKind::Name) if row.is_short && has_full => AliasKind::Partial,
                (Kind::Organisation, AliasKind::Name) if row.is_short && has_full => AliasKind::Acronym,
                (Kind::Person | Kind::Organisation, AliasKind::Name) if folded != name => AliasKind::Variant,
                (_, as_seen) => as_seen,
            };
            // Parts of a name that the article spells out mean the same whoever bears it.
            let own = folded == row.folded;
            push(Alias {
                entity_id: entity_id.to_owned(),
                // Spellings differ in accents or capitals, and each is a form: the id is of the spelling.
                alias_id: alias_id(kind, &spelling.text, if own { &discriminator } else { "" }),
                alias: spelling.text.clone(),
                alias_kind,
                source: match spelling.source {
                    AliasSource::Gazetteer if spelling.n_mentions > 0 => AliasSource::Mention,
                    source => source,
                },
                n_mentions: spelling.n_mentions,
            });
        }
    }
    if kind == Kind::Place && gazetteer_name.is_some() && !aliases.iter().any(|a| a.alias_id == entity_id) {
        debug_assert!(false, "the gazetteer's name is an alias");
    }
    aliases
}

pub(super) fn fold_name(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Organisation => super::known::body_key(name),
        _ => fold(name, kind),
    }
}
