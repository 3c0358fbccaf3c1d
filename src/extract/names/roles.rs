//! How a place name is used: for a government, with "north" before it, inside a longer name.
//!
//! In: mentions as found. Out: the same with [`Mention::role`] and [`Mention::modifier`] set;
//! "Washington said" becomes an organisation, of which the place stage tells the country.

use super::agreement::Seen;
use super::emit;
use super::lexicon::{CITY, COUNTRY, Classes, REGION, TOWN};
use crate::extract::Layout;
use crate::records::{Kind, Mention, Role, Span};
use std::borrow::Cow;

/// Seats of government that stand for it before a verb of saying or wanting.
const SEATS: &[&str] = &[
    "Abuja",
    "Algiers",
    "Amman",
    "Ankara",
    "Athens",
    "Baghdad",
    "Bangkok",
    "Beijing",
    "Beirut",
    "Belgrade",
    "Berlin",
    "Bogota",
    "Brasilia",
    "Brussels",
    "Bucharest",
    "Budapest",
    "Buenos Aires",
    "Cairo",
    "Canberra",
    "Caracas",
    "Colombo",
    "Copenhagen",
    "Damascus",
    "Delhi",
    "Dhaka",
    "Doha",
    "Downing Street",
    "Dublin",
    "Hanoi",
    "Harare",
    "Havana",
    "Helsinki",
    "Islamabad",
    "Jakarta",
    "Jerusalem",
    "Kabul",
    "Kathmandu",
    "Khartoum",
    "Kiev",
    "Kigali",
    "Kinshasa",
    "Kyiv",
    "Lima",
    "Lisbon",
    "London",
    "Madrid",
    "Managua",
    "Manila",
    "Mexico City",
    "Minsk",
    "Mogadishu",
    "Moscow",
    "Nairobi",
    "New Delhi",
    "Nicosia",
    "Oslo",
    "Ottawa",
    "Paris",
    "Peking",
    "Prague",
    "Pretoria",
    "Pyongyang",
    "Rabat",
    "Rangoon",
    "Riyadh",
    "Rome",
    "Sarajevo",
    "Seoul",
    "Sofia",
    "Stockholm",
    "Taipei",
    "Tehran",
    "Tel Aviv",
    "Tirana",
    "Tokyo",
    "Tripoli",
    "Tunis",
    "Vienna",
    "Vilnius",
    "Warsaw",
    "Washington",
    "Westminster",
    "Whitehall",
    "Yerevan",
    "Zagreb",
];

/// Verbs whose subject is a government rather than a town.
const VERBS: &[&str] = &[
    "accepted",
    "accused",
    "accuses",
    "acknowledged",
    "acknowledges",
    "admits",
    "admitted",
    "agreed",
    "alleged",
    "alleges",
    "announced",
    "argued",
    "argues",
    "backed",
    "backs",
    "believes",
    "blamed",
    "blames",
    "called",
    "claimed",
    "claims",
    "condemned",
    "confirmed",
    "considers",
    "criticised",
    "criticized",
    "decided",
    "declined",
    "demanded",
    "demands",
    "denied",
    "denies",
    "dismissed",
    "dismisses",
    "expelled",
    "expressed",
    "feared",
    "fears",
    "hinted",
    "hoped",
    "hopes",
    "imposed",
    "insisted",
    "insists",
    "maintains",
    "offered",
    "opposed",
    "opposes",
    "ordered",
    "pledged",
    "promised",
    "proposed",
    "protested",
    "protests",
    "reacted",
    "rebuffed",
    "recalled",
    "refused",
    "refuses",
    "regards",
    "rejected",
    "rejects",
    "responded",
    "retaliated",
    "said",
    "says",
    "severed",
    "signalled",
    "summoned",
    "suspects",
    "suspended",
    "threatened",
    "threatens",
    "urged",
    "urges",
    "voiced",
    "vowed",
    "wanted",
    "wants",
    "warned",
    "warns",
    "welcomed",
];

/// Words before a place that say which part of it.
const PARTS: &[&str] = &[
    "central",
    "downtown",
    "east",
    "eastern",
    "inner",
    "lower",
    "mid",
    "north",
    "north-east",
    "north-eastern",
    "north-west",
    "north-western",
    "northeast",
    "northeastern",
    "northern",
    "northwest",
    "northwestern",
    "outer",
    "rural",
    "south",
    "south-east",
    "south-eastern",
    "south-west",
    "south-western",
    "southeast",
    "southeastern",
    "southern",
    "southwest",
    "southwestern",
    "suburban",
    "upper",
    "upstate",
    "west",
    "western",
];

/// Sets modifiers and metonyms; with `inside`, adds places that stand inside names of organisations.
pub fn assign(text: &str, layout: &Layout, seen: &[Seen], inside: bool, mentions: &mut Vec<Mention>) {
    let mut added = Vec::new();
    street(text, layout, mentions, &mut added);
    for mention in mentions.iter_mut() {
        let start = layout.token_at(mention.span.start);
        let end = layout.token_at(mention.span.end.saturating_sub(1)) + 1;
        let sentence = &layout.sentences[mention.sentence as usize];
        if mention.kind == Kind::Place && mention.role == Role::Literal {
            let before = (start > sentence.tokens.start as usize).then(|| layout.tokens[start - 1]);
            if let Some(before) = before
                && PARTS.binary_search(&before.of(text)).is_ok()
            {
                mention.modifier = Some(before.span);
            }
            let verb = (end..sentence.tokens.end as usize).find(|&i| !is_aside(layout.tokens[i].of(text)));
            let after = verb.filter(|v| v - end <= 2).map(|v| layout.tokens[v].of(text));
            let free = before.is_none_or(|b| {
                matches!(
                    b.of(text),
                    "," | "“"
                        | "\""
                        | "‘"
                        | "''"
                        | "”"
                        | "’"
                        | ":"
                        | ";"
                        | "–"
                        | "—"
                        | "and"
                        | "but"
                        | "that"
                        | "while"
                        | "as"
                        | "because"
                        | "if"
                        | "where"
                )
            });
            if free
                && after.is_some_and(|a| VERBS.binary_search(&a).is_ok())
                && SEATS.binary_search(&mention.span.of(text)).is_ok()
            {
                mention.kind = Kind::Organisation;
                mention.role = Role::Metonymic;
                mention.rule = Cow::Borrowed("seat_of_government");
            }
        } else if inside && mention.kind == Kind::Organisation && end - start > 1 {
            const PLACE: Classes = CITY | COUNTRY | REGION | TOWN;
            if seen[start].classes & PLACE != 0 {
                let span: Span = layout.tokens[start].span;
                added.push(Mention {
                    span,
                    kind: Kind::Place,
                    role: Role::InName,
                    rule: Cow::Borrowed("place_in_name"),
                    title: None,
                    description: None,
                    ..mention.clone()
                });
            }
        }
    }
    if !added.is_empty() {
        mentions.extend(added);
        mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    }
}

/// "Downing Street said": the government at that address, where the model found no name.
fn street(text: &str, layout: &Layout, mentions: &[Mention], added: &mut Vec<Mention>) {
    for (at, street) in text.match_indices("Downing Street") {
        let (Ok(start), Ok(len)) = (u32::try_from(at), u32::try_from(street.len())) else { return };
        let span = Span { start, end: start + len };
        let next = layout.token_at(span.end);
        let number = layout.sentence_at(start);
        let sentence = &layout.sentences[number as usize];
        let mut verb = next..sentence.tokens.end as usize;
        let acts = verb
            .find(|&i| !is_aside(layout.tokens[i].of(text)))
            .is_some_and(|i| i - next <= 2 && VERBS.binary_search(&layout.tokens[i].of(text)).is_ok());
        if acts && Mention::overlapping(mentions, span).is_none() {
            let body = Kind::Organisation;
            added.push(emit::mention(span, body, Role::Literal, sentence, number, 0.85, "seat_of_government"));
        }
    }
}

/// "has said", "also denied"
fn is_aside(word: &str) -> bool {
    matches!(word, "has" | "had" | "also" | "later" | "then" | "now")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(SEATS.is_sorted() && VERBS.is_sorted() && PARTS.is_sorted());
    }
}
