//! What an article says of where it is set besides its mentions of places: the names inside
//! bodies ("Rapides Parish Sheriff's Office"), telephone numbers, the outlet and its address.
//!
//! Nothing here becomes a mention; it only weighs on which Alexandria is meant.

use super::candidates::is_so_written;
use super::disambiguate::Hint;
use super::{Classes, Entry, Gazetteer};
use crate::extract::Layout;
use crate::extract::memo::Memo;
use crate::extract::tokens::tokenise;
use crate::records::{Article, Kind, Mention, PlaceId, Span};
use std::cell::RefCell;
use std::sync::LazyLock;

/// A name that stands where no place mention does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Silent {
    pub entry: Entry,
    /// Where it stands in the text; None for title and outlet.
    pub span: Option<Span>,
}

const TELLING: Classes =
    Classes(Classes::COUNTRY.0 | Classes::ADMIN1.0 | Classes::LARGE_CITY.0 | Classes::OTHER.0 | Classes::CITY.0);

/// At most this many names besides the mentions are weighed.
const MOST: usize = 40;

/// Names of places outside place mentions: in organisations, in the title, in the outlet's name.
pub(super) fn names(gazetteer: &Gazetteer, article: &Article, layout: &Layout, mentions: &[Mention]) -> Vec<Silent> {
    let text = article.text.as_str();
    let mut found: Vec<Silent> = Vec::new();
    for mention in mentions.iter().filter(|m| m.kind == Kind::Organisation) {
        let (first, end) = (layout.token_at(mention.span.start), layout.token_at(mention.span.end));
        let mut at = first;
        while at < end && found.len() < MOST {
            let step = name_at(gazetteer, text, &layout.tokens, at);
            if let Some((n, entry)) = step {
                let span = Span { start: layout.tokens[at].span.start, end: layout.tokens[at + n - 1].span.end };
                if entry.classes.any(TELLING) {
                    found.push(Silent { entry, span: Some(span) });
                }
                at += n;
            } else {
                at += 1;
            }
        }
    }
    let title = article.title.as_deref().filter(|t| !text.starts_with(*t));
    for (words, common) in [(title, false), (article.outlet.as_deref(), true)] {
        let Some(words) = words.filter(|w| w.len() < 400) else { continue };
        let mut tokens = Vec::new();
        tokenise(words, &mut tokens);
        // A title in capitals throughout says nothing about what is a name.
        let mut at = 0;
        while at < tokens.len() && found.len() < MOST {
            match name_at(gazetteer, words, &tokens, at) {
                // Outlets are called Times, Post and Sun; only what is clearly a place counts.
                Some((n, entry)) => {
                    let clear = Classes(Classes::COUNTRY.0 | Classes::ADMIN1.0 | Classes::LARGE_CITY.0);
                    if entry.classes.any(if common { clear } else { TELLING }) {
                        found.push(Silent { entry, span: None });
                    }
                    at += n;
                }
                None => at += 1,
            }
        }
    }
    let addresses = [article.url.as_deref(), article.outlet.as_deref()];
    if let Some(entry) = addresses.into_iter().flatten().find_map(|a| printed_in(gazetteer, host(a)))
        && found.len() < MOST
    {
        found.push(Silent { entry, span: None });
    }
    found
}

/// The host of an address; of a name, the name itself.
fn host(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest).split('/').next().unwrap_or("")
}

/// Where a paper is printed whose address is of the kind "www.seattletimes.com".
fn printed_in(gazetteer: &Gazetteer, host: &str) -> Option<Entry> {
    let (host, _) = host.trim_start_matches("www.").split_once('.')?;
    let town = PAPERS.iter().find_map(|p| host.strip_suffix(p)).filter(|t| t.len() > 3 && !NO_TOWNS.contains(t))?;
    gazetteer.look_up(town).filter(|e| e.classes.any(TELLING))
}

/// What papers are called after a town's name; the longer ones first.
const PAPERS: &[&str] = &[
    "eveningnews",
    "eveningpost",
    "standard",
    "chronicle",
    "telegraph",
    "advertiser",
    "observer",
    "examiner",
    "dispatch",
    "republic",
    "sentinel",
    "register",
    "tribune",
    "gazette",
    "journal",
    "courier",
    "monitor",
    "herald",
    "online",
    "mirror",
    "leader",
    "record",
    "times",
    "today",
    "daily",
    "globe",
    "press",
    "argus",
    "local",
    "news",
    "post",
    "star",
    "mail",
    "echo",
    "live",
    "sun",
];

/// What may stand before those without being a town.
const NO_TOWNS: &[&str] =
    &["daily", "evening", "morning", "sunday", "weekly", "world", "business", "christian", "sky", "national"];

/// Countries and divisions that telephone numbers and the outlet's address speak for.
pub(super) fn addresses(gazetteer: &Gazetteer, article: &Article, layout: &Layout) -> Vec<Hint> {
    let mut hints = Vec::new();
    let text = article.text.as_str();
    let mut seen = [0u16; 4];
    let mut n_seen = 0;
    for (i, token) in layout.tokens.iter().enumerate() {
        if !token.is_number() || token.span.len() < 3 {
            continue;
        }
        let Some(code) = area_code(text, layout, i) else { continue };
        let at = AREA_CODES.partition_point(|(c, _)| *c < code);
        if let Some(&(c, place)) = AREA_CODES.get(at)
            && c == code
            && n_seen < seen.len()
            && !seen[..n_seen].contains(&code)
        {
            seen[n_seen] = code;
            n_seen += 1;
            hints.push(Hint { place, weight: 3.0 });
        }
    }
    words(text, layout, &mut hints);
    for address in [article.url.as_deref(), article.outlet.as_deref()].into_iter().flatten() {
        let Some((_, end)) = host(address).rsplit_once('.') else { continue };
        let code = if end == "uk" { "GB".to_owned() } else { end.to_ascii_uppercase() };
        if code.len() == 2
            && let Some(place) = gazetteer.country_of_code(&code)
        {
            hints.push(Hint { place, weight: 1.0 });
            break;
        }
    }
    hints
}

/// "sheriff" speaks for the United States, "Cllr" for Britain; each word or pair of words once.
fn words(text: &str, layout: &Layout, hints: &mut Vec<Hint>) {
    let known = &*COUNTRY_WORDS;
    let mut seen = vec![false; known.hints.len()];
    KNOWN.with_borrow_mut(|of| {
        for (i, (token, &hash)) in layout.tokens.iter().zip(&layout.hashes).enumerate() {
            let entries = of.get(hash, || known.at.get(token.of(text)).copied().unwrap_or(0));
            if entries == 0 {
                continue;
            }
            let next = layout.tokens.get(i + 1).map_or("", |t| t.of(text));
            for &(second, at) in &known.entries[usize::from(entries)] {
                let fits = match second {
                    "" => true,
                    "#" => next.starts_with(|c: char| c.is_ascii_digit()),
                    _ => second == next,
                };
                if fits && !seen[at] {
                    seen[at] = true;
                    hints.push(known.hints[at]);
                }
            }
        }
    });
}

thread_local! {
    /// Where the words met last stand in [`CountryWords::entries`].
    static KNOWN: RefCell<Memo<u16>> = RefCell::default();
}

/// The words of `country_word.tsv`.
struct CountryWords {
    /// By first word: where in `entries`.
    at: rustc_hash::FxHashMap<&'static str, u16>,
    /// The second word, if there is one, and which hint it is; the first of all is empty, for other words.
    entries: Vec<Vec<(&'static str, usize)>>,
    hints: Vec<Hint>,
}

static COUNTRY_WORDS: LazyLock<CountryWords> = LazyLock::new(|| {
    let mut known = CountryWords { at: rustc_hash::FxHashMap::default(), entries: vec![Vec::new()], hints: Vec::new() };
    let lines = include_str!("world/country_word.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
    for line in lines {
        let mut cells = line.split('\t');
        let (Some(word), Some(country), Some(weight)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let Some(place) = super::gazetteer().country_of_code(country) else { continue };
        let (first, second) = word.split_once(' ').unwrap_or((word, ""));
        let next = u16::try_from(known.entries.len()).unwrap_or(0);
        let at = *known.at.entry(first).or_insert(next);
        if at == next {
            known.entries.push(Vec::new());
        }
        known.entries[usize::from(at)].push((second, known.hints.len()));
        known.hints.push(Hint { place, weight: weight.parse().unwrap_or(0.0) });
    }
    known
});

fn name_at(
    gazetteer: &Gazetteer,
    text: &str,
    tokens: &[crate::extract::tokens::Token],
    at: usize,
) -> Option<(usize, Entry)> {
    if !tokens[at].is_capitalised() {
        return None;
    }
    let (n, entry) = gazetteer.longest(text, tokens, at)?;
    let words = &text[tokens[at].span.start as usize..tokens[at + n - 1].span.end as usize];
    (is_so_written(words, entry) && words.len() > 2).then_some((n, entry))
}

/// The area code of a telephone number that begins at a token: "(318) 619-3946", "318-619-3946".
fn area_code(text: &str, layout: &Layout, i: usize) -> Option<u16> {
    let token = layout.tokens[i];
    let number = token.of(text).as_bytes();
    let digits = |b: &[u8]| b.iter().all(u8::is_ascii_digit);
    let local = |b: &[u8]| b.len() == 8 && digits(&b[..3]) && matches!(b[3], b'-' | b'.') && digits(&b[4..]);
    let all = number.len() == 12 && digits(&number[..3]) && matches!(number[3], b'-' | b'.') && local(&number[4..]);
    let bracketed = number.len() == 3
        && digits(number)
        && text[..token.span.start as usize].ends_with('(')
        && layout.tokens.get(i + 2).is_some_and(|t| local(t.of(text).as_bytes()));
    (all || bracketed).then(|| number[..3].iter().fold(0, |n, d| n * 10 + u16::from(d - b'0')))
}

/// Area codes and their divisions, sorted.
static AREA_CODES: LazyLock<Vec<(u16, PlaceId)>> = LazyLock::new(|| {
    let gazetteer = super::gazetteer();
    let mut codes = Vec::new();
    let known: Vec<_> = ["US", "CA"].map(|c| (c, gazetteer.divisions_of(c).collect::<Vec<_>>())).into();
    let lines = include_str!("world/area_code.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
    for (division, row) in lines.filter_map(|l| l.split_once('\t')) {
        let place = division.split_once('.').and_then(|(country, code)| {
            let (_, divisions) = known.iter().find(|(c, _)| *c == country)?;
            divisions.iter().find_map(|&(own, place)| (own == code).then_some(place))
        });
        let Some(place) = place else { continue };
        codes.extend(row.split(' ').filter_map(|c| c.trim().parse().ok()).map(|c: u16| (c, place)));
    }
    codes.sort_unstable();
    codes
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::places::gazetteer;

    #[test]
    fn a_telephone_number_speaks_for_its_state() {
        let place = |text: &str| {
            let article = crate::normalise::plain(text);
            let hints = addresses(gazetteer(), &article, &Layout::of(&article));
            hints.first().map(|h| gazetteer().place(h.place).name)
        };
        assert_eq!(place("Call the Warrant Division at (318) 619-3946."), Some("Louisiana"));
        assert_eq!(place("call London police at 519-661-5670 or"), Some("Ontario"));
        assert_eq!(place("It rose by 318 to 619-394 in 318."), None);
        assert!(AREA_CODES.len() > 300, "{}", AREA_CODES.len());
    }

    #[test]
    fn the_address_of_a_paper_says_where_it_is_printed() {
        let town = |host| printed_in(gazetteer(), host).map(|e| gazetteer().places_of(e).next().unwrap().place);
        let name = |host| town(host).map(|p| gazetteer().place(p).name);
        assert_eq!(name("www.seattletimes.com"), Some("Seattle"));
        assert_eq!(name("yorkpress.co.uk").map(|n| &n[n.len() - 4..]), Some("York"));
        assert_eq!(name("www.oxfordmail.co.uk"), Some("Oxford"));
        for host in
            ["www.dailymail.co.uk", "www.thesun.co.uk", "www.nytimes.com", "independent.co.uk", "The Courier", ""]
        {
            assert_eq!(name(host), None, "{host}");
        }
        // A paper's own town among its namesakes.
        let mut article = crate::normalise::plain("Police in Oxford held a man.");
        article.url = Some("https://www.oxfordmail.co.uk/news/1.html".to_owned());
        let layout = Layout::of(&article);
        assert_eq!(names(gazetteer(), &article, &layout, &[]).len(), 1);
    }

    #[test]
    fn the_address_of_an_outlet_speaks_for_its_country() {
        let mut article = crate::normalise::plain("Nothing here.");
        article.url = Some("https://www.example.co.uk/a/b.html".to_owned());
        let hints = addresses(gazetteer(), &article, &Layout::of(&article));
        assert_eq!(hints.first().map(|h| gazetteer().place(h.place).name), Some("United Kingdom"));
    }
}
