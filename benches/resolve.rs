//! How fast and how well resolution works on made data: `cargo bench --bench resolve`.
//!
//! Prints: 1,000,000 mentions over 200,000 name forms, seconds on one core and bytes a form; and near-duplicates among
//! 10,000 articles with known copies, recall and precision of pairs.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints and may stop")]

mod made;

use copydesk::extract::Layout;
use copydesk::records::{AliasKind, AliasSource, Article, Day, Extracted, Form, Kind, LocalEntity};
use copydesk::resolve::{ArticleNo, Resolver, near_duplicates, summarise};
use made::{Dice, word};
use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

fn extracted(article: Article, entities: Vec<LocalEntity>, signature: Vec<u32>) -> Extracted {
    Extracted {
        article,
        n_sentences: 0,
        n_paragraphs: 0,
        n_words: 0,
        mentions: Vec::new(),
        dates: Vec::new(),
        quotes: Vec::new(),
        entities,
        signature,
        rejects: Vec::new(),
    }
}

fn entity(dice: &mut Dice, n_forms: usize) -> LocalEntity {
    let n = dice.skewed(n_forms);
    let capital = |n: usize| {
        let mut word = word(n);
        word[..1].make_ascii_uppercase();
        word
    };
    // Half people: 3,000 family names, the commonest borne by thousands; a tenth of the mentions give it alone.
    let (kind, name) = match n % 10 {
        0..=4 if dice.below(10) == 0 => (Kind::Person, capital(n % 3_000)),
        0..=4 => (Kind::Person, format!("{} {}", capital(5_000 + n / 3_000 + n % 40), capital(n % 3_000))),
        5 => (Kind::Organisation, word(n)[..2].to_uppercase() + &word(n / 7)[..2].to_uppercase()),
        _ => (Kind::Organisation, format!("{} {} Council", capital(n % 9_000), capital(n / 9_000))),
    };
    LocalEntity {
        kind,
        forms: vec![Form { text: name.clone(), kind: AliasKind::Name, source: AliasSource::Mention, n_mentions: 1 }],
        name,
        titles: Vec::new(),
        descriptions: Vec::new(),
        gender: None,
        age: None,
        org_type: None,
        country_code: None,
        place: None,
        n_mentions: 1,
        n_quotes: 0,
    }
}

/// Resident memory in bytes; 0 where the system does not say.
fn resident(what: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix(what)).unwrap_or_default();
    line.split_whitespace().find_map(|w| w.parse::<f64>().ok()).unwrap_or(0.0) * 1024.0
}

fn name_forms() {
    const MENTIONS: usize = 1_000_000;
    let mut dice = Dice(1);
    let mut resolver = Resolver::default();
    let mut added = Duration::ZERO;
    // Lists and gazetteer are read before anything is measured.
    black_box(summarise(&extracted(copydesk::normalise::plain(""), vec![entity(&mut dice, 370_000)], Vec::new())));
    let empty = resident("VmRSS:");
    for i in 0..MENTIONS / 10 {
        let mut article = copydesk::normalise::plain("");
        article.id = format!("a{i:07}");
        article.published_date = Some(Day(17_000 + i32::try_from(i / 100).unwrap_or(0)));
        let one = extracted(article, (0..10).map(|_| entity(&mut dice, 370_000)).collect(), Vec::new());
        let start = Instant::now();
        resolver.add(summarise(&one));
        added += start.elapsed();
    }
    let n_forms = resolver.n_forms();
    let held = resident("VmRSS:") - empty;
    let start = Instant::now();
    let resolution = resolver.finish(&|_| panic!("nothing is fetched")).expect("nothing is fetched");
    let seconds = (added + start.elapsed()).as_secs_f32();
    println!(
        "resolve: {MENTIONS} mentions, {n_forms} name forms, {} entities: {seconds:.1} s on one core ({:.1} s to add)",
        resolution.entities.len(),
        added.as_secs_f32()
    );
    println!(
        "resolve: memory {:.0} bytes a name form when all are added, {:.0} at the peak, with the result",
        held / n_forms as f64,
        (resident("VmHWM:") - empty) / n_forms as f64
    );
}

fn copies() {
    const ARTICLES: usize = 10_000;
    let made = made::articles(ARTICLES, 2);
    let all: Vec<Extracted> = made
        .iter()
        .enumerate()
        .map(|(i, one)| {
            let mut article = copydesk::normalise::plain(&one.text);
            article.id = format!("a{i:05}");
            let layout = Layout::of(&article);
            let signature = near_duplicates::signature(&article, &layout);
            extracted(article, Vec::new(), signature)
        })
        .collect();
    let bytes: usize = all.iter().map(|e| e.signature.len() * 4).sum();
    let start = Instant::now();
    let mut resolver = Resolver::default();
    for one in &all {
        resolver.add(summarise(one));
    }
    let resolution = resolver.finish(&|n: ArticleNo| Ok(all[n.0 as usize].article.clone())).expect("fetch cannot fail");
    let mut sizes: HashMap<String, (u64, HashMap<usize, u64>)> = HashMap::new();
    let mut of: HashMap<usize, u64> = HashMap::new();
    for (i, one) in made.iter().enumerate() {
        let cluster = resolution.cluster(ArticleNo(u32::try_from(i).unwrap_or(0))).0.to_owned();
        let entry = sizes.entry(cluster).or_default();
        entry.0 += 1;
        *entry.1.entry(one.of).or_default() += 1;
        *of.entry(one.of).or_default() += 1;
    }
    let pairs = |n: u64| n * (n.saturating_sub(1)) / 2;
    let found: u64 = sizes.values().map(|(n, _)| pairs(*n)).sum();
    let right: u64 = sizes.values().flat_map(|(_, c)| c.values()).map(|&n| pairs(n)).sum();
    let wanted: u64 = of.values().map(|&n| pairs(n)).sum();
    println!(
        "near-duplicates: {ARTICLES} articles, {wanted} pairs: recall {:.4}, precision {:.4}, {:.1} s, sketch {} bytes an article",
        right as f64 / wanted as f64,
        right as f64 / found.max(1) as f64,
        start.elapsed().as_secs_f32(),
        bytes / ARTICLES
    );
}

fn main() {
    name_forms();
    copies();
}
