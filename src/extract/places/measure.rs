//! Measures resolution on the spans of the gold sets, and of those that are found; run by hand:
//! `cargo test --release --lib places::measure -- --ignored --nocapture`.

use super::{WEIGHTS, Weights, gazetteer, resolve_with};
use crate::extract::{Layout, names};
use crate::records::{Article, Kind, Mention, Role, SegmentKind, Span};

/// A mention as the tagger would give it.
pub(super) fn mention(layout: &Layout, span: Span, role: Role) -> Mention {
    Mention {
        span,
        kind: Kind::Place,
        role,
        modifier: None,
        title: None,
        description: None,
        place: None,
        place_confidence: 0.0,
        local: None,
        quote: None,
        segment: SegmentKind::Body,
        sentence: layout.sentence_at(span.start),
        paragraph: layout.paragraph_at(span.start),
        confidence: 1.0,
        rule: "gold".into(),
    }
}

struct Case {
    article: Article,
    layout: Layout,
    mentions: Vec<Mention>,
    found: Vec<Mention>,
    gold: Vec<Option<(f64, f64, i64)>>,
}

fn cases(set: &str) -> Vec<Case> {
    let root = std::env::var("GOLD").unwrap_or_else(|_| "/work/shared/gold".to_owned());
    let read = |name: &str| -> Vec<serde_json::Value> {
        std::fs::read_to_string(format!("{root}/{set}/{name}.jsonl"))
            .unwrap_or_default()
            .lines()
            .filter_map(|l| serde_json::from_str(l).ok())
            .collect()
    };
    let gold = read("gold");
    read("articles")
        .into_iter()
        .map(|a| {
            let mut article = crate::normalise::plain(a["text"].as_str().unwrap());
            article.title = a["title"].as_str().map(str::to_owned);
            let layout = Layout::of(&article);
            let starts: Vec<usize> = article.text.char_indices().map(|(i, _)| i).chain([article.text.len()]).collect();
            let mut mine: Vec<&serde_json::Value> = gold.iter().filter(|g| g["id"] == a["id"]).collect();
            mine.sort_by_key(|g| g["start"].as_u64());
            let at = |g: &serde_json::Value, k: &str| starts[usize::try_from(g[k].as_u64().unwrap()).unwrap()];
            let mentions =
                mine.iter().map(|g| mention(&layout, Span::new(at(g, "start"), at(g, "end")), Role::Literal)).collect();
            let gold = mine
                .iter()
                .map(|g| Some((g["lat"].as_f64()?, g["lon"].as_f64()?, g["geonames_id"].as_i64().unwrap_or(0))))
                .collect();
            let found = names::find(&article, &layout);
            Case { article, layout, mentions, found, gold }
        })
        .collect()
}

fn km(lat: f64, lon: f64, other_lat: f64, other_lon: f64) -> f64 {
    let (lat, lon, other_lat, other_lon) =
        (lat.to_radians(), lon.to_radians(), other_lat.to_radians(), other_lon.to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let haversine = half(other_lat - lat) + lat.cos() * other_lat.cos() * half(other_lon - lon);
    2.0 * 6371.0088 * haversine.sqrt().min(1.0).asin()
}

/// Shares of gold places with coordinates; and how many there are.
struct Measured {
    /// Resolved to within 161 km from the gold span.
    right: f64,
    /// Of those that are found.
    right_of_found: f64,
    /// With a candidate there.
    reachable: f64,
    /// Resolved to the same GeoNames id.
    same: f64,
    all: f64,
}

fn accuracy(cases: &mut [Case], weights: &Weights, show: bool) -> Measured {
    let (mut right, mut all, mut same, mut reachable, mut unknown) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut found, mut found_right) = (0.0, 0.0);
    let mut wrong: Vec<String> = Vec::new();
    for case in cases {
        resolve_with(&case.article, &case.layout, &mut case.mentions, weights);
        let mut places = case.found.clone();
        resolve_with(&case.article, &case.layout, &mut places, weights);
        places.retain(|m| m.kind == Kind::Place);
        for (m, gold) in case.mentions.iter().zip(&case.gold) {
            let Some((lat, lon, id)) = *gold else { continue };
            all += 1.0;
            let surface = m.span.of(&case.article.text);
            let candidates = super::candidates::entry(gazetteer(), &case.article.text, &case.layout, m.span)
                .map(|e| gazetteer().places_of(e).map(|c| c.place).collect::<Vec<_>>())
                .unwrap_or_default();
            let hit = |p| km(lat, lon, gazetteer().latitude(p), gazetteer().longitude(p)) <= 161.0;
            if let Some(m) = places.iter().filter(|p| p.span.overlaps(m.span)).max_by_key(|p| p.span == m.span) {
                found += 1.0;
                found_right += f64::from(u8::from(m.place.is_some_and(hit)));
            }
            let could = candidates.iter().any(|&p| hit(p));
            reachable += f64::from(u8::from(could));
            unknown += f64::from(u8::from(candidates.is_empty()));
            if let Some(place) = m.place
                && hit(place)
            {
                right += 1.0;
                same += f64::from(u8::from(gazetteer().place(place).geonames_id == Some(id)));
                continue;
            }
            if show {
                let got = m.place.map(|p| gazetteer().place(p));
                let from = case.article.text.floor_char_boundary((m.span.start as usize).saturating_sub(50));
                let to = case.article.text.ceil_char_boundary((m.span.end as usize + 50).min(case.article.text.len()));
                wrong.push(format!(
                    "{}\t{surface}\tgold {lat:.2},{lon:.2} ({id})\tgot {:?}\t{}",
                    if candidates.is_empty() {
                        "UNKNOWN"
                    } else if could {
                        "WRONG"
                    } else {
                        "NOCAND"
                    },
                    got.map(|g| (g.country_code, g.admin1_code, g.feature, g.latitude, g.longitude, g.population)),
                    case.article.text[from..to].replace('\n', " "),
                ));
            }
        }
    }
    if show {
        let file = std::env::var("ERRORS").unwrap_or_else(|_| "/tmp/places_errors.tsv".to_owned());
        let _ = std::fs::write(file, wrong.join("\n"));
    }
    if show {
        eprintln!("unknown {unknown}, of {all}");
    }
    Measured {
        right: right / all,
        right_of_found: found_right / found,
        reachable: reachable / all,
        same: same / all,
        all,
    }
}

#[test]
#[ignore = "needs the gold sets; run by hand"]
fn accuracy_on_gold_spans() {
    for set in ["tr-news", "lgl"] {
        let mut cases = cases(set);
        let got = accuracy(&mut cases, &WEIGHTS, std::env::var("ERRORS_OF").is_ok_and(|s| s == set));
        eprintln!(
            "{set}: acc@161 {:.4} of found {:.4} reachable {:.4} same id {:.4} of {}",
            got.right, got.right_of_found, got.reachable, got.same, got.all
        );
    }
}

/// Changes one weight.
type Change = fn(&mut Weights, f32);

/// Tries other values of every weight in turn and prints what each gains.
#[test]
#[ignore = "needs the gold sets and minutes; run by hand"]
fn weights_are_at_a_maximum() {
    let mut sets = [cases("tr-news"), cases("lgl")];
    let mut best = WEIGHTS;
    let mut score = |w: &Weights| -> (f64, f64, f64) {
        let [a, b] = [0, 1].map(|set| {
            let got = accuracy(&mut sets[set], w, false);
            (got.right + 2.0 * got.right_of_found) / 3.0
        });
        (f64::midpoint(a, b), a, b)
    };
    let names: [(&str, Change); 23] = [
        ("people", |w, f| w.people *= f),
        ("country", |w, f| w.country *= f),
        ("admin1", |w, f| w.admin1 *= f),
        ("admin2", |w, f| w.admin2 *= f),
        ("district", |w, f| w.district *= f),
        ("other", |w, f| w.other += f - 1.0),
        ("alternate", |w, f| w.alternate *= f),
        ("same_country", |w, f| w.same_country *= f),
        ("same_division", |w, f| w.same_division *= f),
        ("named_country", |w, f| w.named_country *= f),
        ("named_division", |w, f| w.named_division *= f),
        ("hints", |w, f| w.hints *= f),
        ("most_country", |w, f| w.most_country *= f),
        ("open", |w, f| w.open *= f),
        ("near_open", |w, f| w.near_open *= f),
        ("near", |w, f| w.near *= f),
        ("near_km", |w, f| w.near_km *= f),
        ("within", |w, f| w.within *= f),
        ("sentence", |w, f| w.sentence *= f),
        ("across", |w, f| w.across *= f),
        ("fame", |w, f| w.fame *= f),
        ("level", |w, f| w.level *= f),
        ("own_sense", |w, f| w.own_sense *= f),
    ];
    let mut now = score(&best);
    eprintln!("start {now:?}");
    for round in 0..3 {
        let before = now.0;
        for (name, change) in names {
            for factor in [0.0, 0.5, 0.7, 0.85, 1.2, 1.5, 2.0] {
                if round > 0 && factor == 0.0 {
                    continue;
                }
                let mut trial = best;
                change(&mut trial, factor);
                let got = score(&trial);
                if factor == 0.0 {
                    eprintln!("without {name}: {:+.4} {:+.4}", got.1 - now.1, got.2 - now.2);
                } else if got.0 > now.0 + 1e-4 {
                    eprintln!("{name} x{factor}: {got:?}");
                    (best, now) = (trial, got);
                }
            }
        }
        eprintln!("round {round}: {now:?} {best:?}");
        if now.0 - before < 5e-4 {
            break;
        }
    }
}
