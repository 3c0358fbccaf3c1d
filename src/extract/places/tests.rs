//! The corpus, and what must hold for every row of the world.

use super::measure::mention;
use super::{gazetteer, is_in_country, resolve};
use crate::corpus;
use crate::extract::Layout;
use crate::records::{Kind, Mention, PlaceId, Role, Span};
use proptest::prelude::*;

/// Text without brackets, and the mentions that they mark.
fn read(marked: &str) -> (String, Vec<(Span, Role)>) {
    let (mut text, mut found, mut start) = (String::new(), Vec::new(), 0);
    let mut role = None;
    for part in marked.split_inclusive(['[', ']', '|']) {
        let (words, mark) = part.split_at(part.len() - usize::from(part.ends_with(['[', ']', '|'])));
        match role.take() {
            Some(()) => {
                let role = if words == "demonym" { Role::Demonym } else { Role::Metonymic };
                found.push((Span::new(start, text.len()), role));
                continue;
            }
            None => text.push_str(words),
        }
        match mark {
            "[" => start = text.len(),
            "]" => found.push((Span::new(start, text.len()), Role::Literal)),
            "|" => role = Some(()),
            _ => {}
        }
    }
    (text, found)
}

fn resolved(marked: &str) -> (String, Vec<Mention>) {
    let (text, marks) = read(marked);
    let article = crate::normalise::plain(&text);
    let layout = Layout::of(&article);
    let mut mentions: Vec<Mention> = marks.iter().map(|&(span, role)| mention(&layout, span, role)).collect();
    for m in mentions.iter_mut().filter(|m| m.role == Role::Metonymic) {
        m.kind = Kind::Organisation;
    }
    resolve(&article, &layout, &mut mentions);
    (text, mentions)
}

fn code(place: Option<PlaceId>) -> String {
    let Some(place) = place.map(|p| gazetteer().place(p)) else { return "-".to_owned() };
    match (place.country_code, place.admin1_code) {
        (Some(country), Some(admin1)) if place.feature != "country" => format!("{country}.{admin1}"),
        (Some(country), _) => country.to_owned(),
        _ => place.name.to_owned(),
    }
}

#[test]
fn every_row_of_the_corpus_gives_its_places() {
    let misses: Vec<String> = corpus::rows("extract/places/corpus.tsv", include_str!("corpus.tsv"))
        .filter_map(|row| {
            let (want, marked) = (row.cells[0], row.cells[1]);
            let (_, mentions) = resolved(marked);
            let got = mentions.iter().map(|m| code(m.place)).collect::<Vec<_>>().join(" ");
            (got != want).then(|| format!("{}: {marked}\n want {want}\n  got {got}", row.at))
        })
        .collect();
    assert!(misses.is_empty(), "{} rows miss\n{}", misses.len(), misses.join("\n"));
}

#[test]
fn a_second_mention_takes_the_sense_of_the_first_with_less_confidence() {
    let (_, mentions) = resolved("Fire crews in [Paris], [Texas], called colleagues in [Paris].");
    assert_eq!(mentions[0].place, mentions[2].place);
    assert!(mentions[0].place_confidence > mentions[2].place_confidence);
}

#[test]
fn a_building_is_shown_where_the_place_in_its_name_is() {
    let (text, mentions) = resolved("The rodeo is at [Walker County Fairgrounds] in [Huntsville], [Texas].");
    assert_eq!((mentions[0].span.of(&text), code(mentions[0].place).as_str()), ("Walker County Fairgrounds", "US.TX"));
    let (text, mentions) = resolved("Inmates at [Stewart County Detention Block] near [Lumpkin], [Ga.], wrote.");
    assert_eq!(
        (mentions[0].span.of(&text), code(mentions[0].place).as_str()),
        ("Stewart County Detention Block", "US.GA")
    );
    let (text, mentions) = resolved("Anglers at [Jordan Quillcreek] waited.");
    assert_eq!((mentions[0].span.of(&text), mentions[0].place), ("Jordan Quillcreek", None));
    let (text, mentions) = resolved("They met at the [Gladwyn Hall] in [Leeds].");
    assert_eq!((mentions[0].span.of(&text), mentions[0].place), ("Gladwyn Hall", None));
}

#[test]
fn a_full_stop_makes_an_abbreviation() {
    let (_, mentions) = resolved("A man from [Terre Haute], [Ind]. was held.");
    assert_eq!(code(mentions[1].place), "US.IN");
}

#[test]
fn no_place_lies_outside_its_country() {
    // Every row: towns and districts, counties, divisions, and the middles of countries and regions.
    let outside: Vec<String> = (0..gazetteer().len())
        .map(|i| gazetteer().place(PlaceId(i)))
        .filter(|p| p.country_code.is_some_and(|c| is_in_country(c, p.latitude, p.longitude) != Some(true)))
        .map(|p| format!("{} {:?} {} {}", p.name, p.country_code, p.latitude, p.longitude))
        .collect();
    assert!(outside.is_empty(), "{} outside\n{}", outside.len(), outside[..outside.len().min(30)].join("\n"));
}

#[test]
fn every_place_has_a_name_and_is_found_by_it() {
    let g = gazetteer();
    let (mut unnamed, mut lost) = (0, Vec::new());
    for i in (0..g.len()).step_by(7) {
        let place = g.place(PlaceId(i));
        unnamed += usize::from(place.name.is_empty());
        // Names of many places are cut at 60.
        if !g.candidates(place.name).contains(&place.id) && g.candidates(place.name).len() < 60 {
            lost.push(place.name);
        }
    }
    assert_eq!(unnamed, 0);
    assert!(lost.is_empty(), "{} lost: {:?}", lost.len(), &lost[..lost.len().min(20)]);
}

#[test]
fn an_article_of_one_name_repeated_is_linear() {
    let text = "[Springfield], [Paris], ".repeat(20_000);
    let at = std::time::Instant::now();
    let (_, mentions) = resolved(&text);
    assert_eq!(mentions.len(), 40_000);
    assert!(at.elapsed().as_secs() < 20, "{:?}", at.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_span_of_any_text_can_be_resolved(text in "(\\PC{0,4}(Paris|Texas|St\\.|, |’s |of |city | and |counties|\\(318\\) )){0,12}", cut in 0usize..40) {
        let article = crate::normalise::plain(&text);
        let layout = Layout::of(&article);
        let mut mentions: Vec<Mention> = layout
            .tokens
            .iter()
            .skip(cut)
            .map(|t| mention(&layout, t.span, Role::Literal))
            .collect();
        resolve(&article, &layout, &mut mentions);
        for m in &mentions {
            prop_assert!((0.0..=1.0).contains(&m.place_confidence));
        }
    }
}
