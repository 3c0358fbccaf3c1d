//! Which places of the gazetteer a mention may mean, before anything is weighed.
//!
//! In: the words of a mention. Out: its [`Entry`]: under the words themselves, else without what
//! newspapers put around a name ("greater", "city of"), else as the county that a list names
//! ("Fulton and DeKalb counties").

use super::{Classes, Entry, Gazetteer};
use crate::extract::Layout;
use crate::records::Span;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// Words before a name that do not change which place it is; with the space after them.
const BEFORE: &[&str] = &[
    "the ",
    "greater ",
    "central ",
    "downtown ",
    "north ",
    "south ",
    "east ",
    "west ",
    "northern ",
    "southern ",
    "eastern ",
    "western ",
    "northeast ",
    "northwest ",
    "southeast ",
    "southwest ",
    "north-east ",
    "north-west ",
    "south-east ",
    "south-west ",
    "northeastern ",
    "northwestern ",
    "southeastern ",
    "southwestern ",
    "upper ",
    "lower ",
    "inner ",
    "outer ",
    "city of ",
    "town of ",
    "village of ",
    "county of ",
    "state of ",
    "province of ",
    "island of ",
    "isle of ",
    "port of ",
    "republic of ",
    "metropolitan ",
    "metro ",
    "mainland ",
    "rural ",
    "upstate ",
    "uptown ",
    "midtown ",
    "old ",
    "mid ",
    "mid-",
    "borough of ",
    "district of ",
    "kingdom of ",
    "commonwealth of ",
    "township of ",
];

/// Words after a name, with the space before them.
const AFTER: &[&str] = &[
    " city",
    " town",
    " village",
    " area",
    " region",
    " province",
    " state",
    " district",
    " metro area",
    " county",
    " parish",
    " township",
    " borough",
    " valley",
    " island",
    " islands",
    " peninsula",
    " suburb",
    " metropolitan area",
    " city centre",
    " governorate",
    " oblast",
    " prefecture",
    " department",
    " division",
    " municipality",
    " twp.",
    " twp",
    " co.",
    " proper",
    " airport",
    " international airport",
    " beach",
    " river",
];

/// The entry of a mention's words.
///
/// A two-letter or dotted abbreviation counts only when it is written in capitals.
pub(super) fn entry(gazetteer: &Gazetteer, text: &str, layout: &Layout, span: Span) -> Option<Entry> {
    if let Some(county) = listed_county(gazetteer, text, layout, span) {
        return Some(county);
    }
    // "Ind" in "Terre Haute, Ind.": the full stop makes it an abbreviation, whoever it belongs to.
    if span.len() < 6 && text.as_bytes().get(span.end as usize) == Some(&b'.') {
        return plain(gazetteer, &text[span.start as usize..=span.end as usize]);
    }
    if is_undotted(text, span) {
        return gazetteer.look_up(span.of(text));
    }
    // "Dublin City Council" is that of Dublin.
    if let Some(town) = span.of(text).strip_suffix(" City")
        && layout.tokens.get(layout.token_at(span.end)).is_some_and(|t| CITY_BODIES.contains(&t.of(text)))
        && let Some(entry) = plain(gazetteer, town)
    {
        return Some(entry);
    }
    let entry = plain(gazetteer, span.of(text))?;
    // "homes on Church Street": a street, though hamlets are called so too.
    let known = Classes(Classes::COUNTRY.0 | Classes::ADMIN1.0 | Classes::LARGE_CITY.0 | Classes::OTHER.0);
    (entry.classes.any(known) || !is_street(span.of(text))).then_some(entry)
}

/// Whether a name of two words or more ends as streets do.
fn is_street(name: &str) -> bool {
    let last = name.rsplit_once(' ').map_or("", |(_, last)| last);
    matches!(last, "Avenue" | "Boulevard" | "Drive" | "Lane" | "Road" | "Square" | "Street" | "Terrace")
}

/// What a town has, after "City" that is no part of its name.
const CITY_BODIES: &[&str] =
    &["Attorney", "Clerk", "Commission", "Council", "Hall", "Manager", "Office", "School", "Schools"];

/// "Ky" in "EDMONTON, Ky (WBKO)": an abbreviation after a comma that lost its full stop. Only such as are no words.
pub(super) fn is_undotted(text: &str, span: Span) -> bool {
    const KNOWN: [&str; 18] = [
        "Ala", "Ark", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "Md", "Mo", "Neb", "Nev", "Pa", "Tex", "Va", "Vt", "Wis",
        "Wyo",
    ];
    span.len() <= 3
        && text.as_bytes().get(span.end as usize) != Some(&b'.')
        && text[..span.start as usize].ends_with(", ")
        && KNOWN.contains(&span.of(text))
}

/// Length of the party before a member's seat: "R-" in "R-Elbow Lake", as American papers write.
pub(super) fn party(text: &str, span: Span) -> u32 {
    let words = span.of(text);
    if !text[..span.start as usize].ends_with([' ', '('])
        || !text[..span.start as usize].trim_end().ends_with([',', '('])
    {
        return 0;
    }
    let length = words.find('-').map_or(0, |at| at + 1);
    let after = words[length..].starts_with(|c: char| c.is_ascii_uppercase());
    if after && matches!(&words[..length], "R-" | "D-" | "I-" | "DFL-") {
        u32::try_from(length).unwrap_or(0)
    } else {
        0
    }
}

/// The place that a building, park or road is called after: "Walker County" in "Walker County
/// Fairgrounds".
pub(super) fn called_after(gazetteer: &Gazetteer, text: &str, layout: &Layout, span: Span) -> Option<Entry> {
    let (first, end) = (layout.token_at(span.start), layout.token_at(span.end));
    let tokens = layout.tokens.get(first..end).filter(|t| (2..=8).contains(&t.len()))?;
    let last = tokens[tokens.len() - 1].of(text);
    let (n, entry) = gazetteer.longest(text, &layout.tokens[..end], first)?;
    let found = Span { start: tokens[0].span.start, end: layout.tokens[first + n - 1].span.end };
    let known = Classes(!Classes::ABBREVIATION.0 & 0x7F);
    // A county or a state in two words keeps its meaning before anything; "Jordan" and "China" do not before "Creek".
    let wide = Classes(Classes::COUNTRY.0 | Classes::ADMIN1.0 | Classes::OTHER.0);
    // "Florida Highway Patrol" and "California DMV" are in one place, whatever they are; "West Side" is not in Cameroon.
    let known_far = Classes(Classes::COUNTRY.0 | Classes::ADMIN1.0 | Classes::LARGE_CITY.0);
    let is_land = |word: &str| LAND.binary_search(&word).is_ok();
    let is_body = entry.classes.any(known_far)
        && (tokens.len() > n + 1 || tokens[tokens.len() - 1].is_all_caps() || !entry.classes.any(Classes::COUNTRY))
        && !is_land(last)
        && !tokens.get(n).is_some_and(|t| is_land(t.of(text)))
        && !BEFORE.iter().any(|b| b.trim_end().eq_ignore_ascii_case(found.of(text)));
    // A street is called after any town, and after what only looks like one abroad: "Main Street", "North 7th Avenue".
    if is_street(span.of(text)) && !entry.classes.any(Classes(Classes::OTHER.0)) {
        return None;
    }
    if SITES.binary_search(&last).is_err() && !is_body && !(n > 1 && entry.classes.any(wide)) {
        return None;
    }
    (n < tokens.len() && entry.classes.any(known) && is_so_written(found.of(text), entry)).then_some(entry)
}

/// Last words of the names of lands, waters and settlements, which lie anywhere; sorted.
const LAND: &[&str] = &[
    "Acres",
    "Basin",
    "Bay",
    "Beach",
    "Bluff",
    "Bluffs",
    "Brook",
    "Canyon",
    "City",
    "Corner",
    "Corners",
    "Cove",
    "Creek",
    "Crossing",
    "Desert",
    "Estates",
    "Falls",
    "Ferry",
    "Ford",
    "Forest",
    "Fork",
    "Gap",
    "Glen",
    "Grove",
    "Gulf",
    "Heights",
    "Hill",
    "Hills",
    "Island",
    "Islands",
    "Junction",
    "Lake",
    "Lakes",
    "Landing",
    "Manor",
    "Meadow",
    "Meadows",
    "Mills",
    "Mound",
    "Mount",
    "Mountain",
    "Mountains",
    "Oaks",
    "Pass",
    "Peak",
    "Pines",
    "Place",
    "Plain",
    "Plains",
    "Point",
    "Pond",
    "Prairie",
    "Rapids",
    "Ridge",
    "River",
    "Rock",
    "Rocks",
    "Run",
    "Sea",
    "Shores",
    "Sound",
    "Springs",
    "Strait",
    "Town",
    "Township",
    "Valley",
    "View",
    "Village",
    "Ville",
    "Vista",
    "Woods",
];

/// Last words of the names of buildings, parks, roads and grounds; sorted.
const SITES: &[&str] = &[
    "Academy",
    "Airport",
    "Arena",
    "Auditorium",
    "Avenue",
    "Barracks",
    "Base",
    "Bridge",
    "Building",
    "Bypass",
    "Campus",
    "Castle",
    "Cathedral",
    "Cemetery",
    "Center",
    "Centre",
    "Church",
    "Cinema",
    "Clinic",
    "Club",
    "Coliseum",
    "College",
    "Complex",
    "Convention",
    "Courthouse",
    "Courts",
    "Dam",
    "Depot",
    "District",
    "Drive",
    "Elementary",
    "Estate",
    "Expressway",
    "Facility",
    "Fairgrounds",
    "Field",
    "Freeway",
    "Gallery",
    "Garden",
    "Gardens",
    "Hall",
    "Harbor",
    "Harbour",
    "Headquarters",
    "Highway",
    "Hospital",
    "Hotel",
    "House",
    "Inn",
    "Jail",
    "Library",
    "Line",
    "Lodge",
    "Mall",
    "Marina",
    "Market",
    "Memorial",
    "Mill",
    "Mosque",
    "Motel",
    "Museum",
    "Nursery",
    "Office",
    "Palace",
    "Park",
    "Parkway",
    "Pier",
    "Playhouse",
    "Plaza",
    "Pool",
    "Preserve",
    "Prison",
    "Quarry",
    "Racecourse",
    "Raceway",
    "Refuge",
    "Reservoir",
    "Resort",
    "Road",
    "School",
    "Schools",
    "Shelter",
    "Speedway",
    "Square",
    "Stadium",
    "Station",
    "Street",
    "Terminal",
    "Theater",
    "Theatre",
    "Tower",
    "Trail",
    "Turnpike",
    "University",
    "Zoo",
];

/// Places that are well enough known for parts of them to be called after them.
const PROMINENT: Classes =
    Classes(Classes::COUNTRY.0 | Classes::ADMIN1.0 | Classes::LARGE_CITY.0 | Classes::DEMONYM.0 | Classes::OTHER.0);

/// Whether words that were cut off in front are part of a name: "West Side", not "west London" or "City of London".
fn begins_name(words: &str) -> bool {
    let (first, rest) = words.split_once([' ', '-']).unwrap_or((words, ""));
    first.starts_with(|c: char| c.is_ascii_uppercase()) && first != "The" && !rest.starts_with("of ")
}

/// Whether words that were cut off behind are part of a name: "Kanawha City", "Kish River".
fn ends_name(cut: &str) -> bool {
    matches!(cut, " City" | " Valley" | " Island" | " Islands" | " River" | " Beach" | " Peninsula" | " Village")
}

/// The same, of words that stand alone.
pub(super) fn plain(gazetteer: &Gazetteer, surface: &str) -> Option<Entry> {
    let found = |words: &str| gazetteer.look_up(words).filter(|&e| is_so_written(words, e));
    if let Some(entry) = found(surface) {
        return Some(entry);
    }
    if let Some(entry) = gazetteer.look_up_rare(surface).filter(|&e| is_so_written(surface, e)) {
        return Some(entry);
    }
    if surface.len() > 80 {
        return None;
    }
    let county = [" co.", " co"].into_iter().find_map(|end| strip_suffix(surface, end));
    if let Some(entry) = county.and_then(|name| found(&format!("{name} County"))) {
        return Some(entry);
    }
    if let Some((head, _)) = surface.split_once(',')
        && let Some(entry) = found(head)
    {
        return Some(entry);
    }
    let mut rest = surface;
    for _ in 0..2 {
        let before = BEFORE.iter().find_map(|b| strip_prefix(rest, b));
        let after = AFTER.iter().find_map(|a| strip_suffix(rest, a));
        if let Some(shorter) = before
            && let Some(entry) = found(shorter)
            && (!begins_name(rest) || entry.classes.any(PROMINENT))
        {
            return Some(entry);
        }
        if let Some(shorter) = after
            && let Some(entry) = found(shorter)
            && (!ends_name(&rest[shorter.len()..]) || entry.classes.any(PROMINENT))
        {
            return Some(entry);
        }
        rest = before.or(after)?;
    }
    None
}

/// Whether the case fits: "IN" and "Ore." are places, "in" and "ore" are not.
pub(super) fn is_so_written(words: &str, entry: Entry) -> bool {
    let only_short = entry.classes.any(Classes::ABBREVIATION)
        && !entry
            .classes
            .any(Classes(Classes::COUNTRY.0 | Classes::ADMIN1.0 | Classes::CITY.0 | Classes::LARGE_CITY.0));
    if entry.classes.any(Classes::ABBREVIATION) && words.len() <= 3 && !words.contains('.') {
        return words.bytes().all(|b| b.is_ascii_uppercase()) || words == "Qld";
    }
    !only_short || words.contains('.') || words.chars().next().is_some_and(char::is_uppercase)
}

/// Ends of what lists of counties end in; made ready once, since most mentions are asked.
static PLURALS: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| ["ounties", "arishes", "ownships"].map(Finder::new));

/// "Fulton" in "Fulton, Cobb and DeKalb counties".
fn listed_county(gazetteer: &Gazetteer, text: &str, layout: &Layout, span: Span) -> Option<Entry> {
    let after = &text.as_bytes()[span.end as usize..text.len().min(span.end as usize + 90)];
    let stop = after.iter().position(|&b| matches!(b, b'.' | b'\n' | b';' | b'(')).unwrap_or(after.len());
    let plural = PLURALS.iter().find(|p| p.find(&after[..stop]).is_some())?.needle();
    // Only names, commas and "and" may stand between.
    for token in layout.tokens[layout.token_at(span.end)..].iter().take(14) {
        let word = token.of(text);
        if word.as_bytes().ends_with(plural) {
            let surface = span.of(text);
            let kind = match plural {
                b"ounties" => "County",
                b"arishes" => "Parish",
                _ => "Township",
            };
            return gazetteer.look_up(&format!("{surface} {kind}"));
        }
        if !(token.is_capitalised() || matches!(word, "," | "and" | "or" | "&")) {
            return None;
        }
    }
    None
}

/// Without `suffix`, whatever its case.
fn strip_suffix<'a>(words: &'a str, suffix: &str) -> Option<&'a str> {
    let cut = words.len().checked_sub(suffix.len()).filter(|&c| c > 0 && words.is_char_boundary(c))?;
    words[cut..].eq_ignore_ascii_case(suffix).then(|| &words[..cut])
}

/// Without `prefix`, whatever its case.
fn strip_prefix<'a>(words: &'a str, prefix: &str) -> Option<&'a str> {
    let head = words.get(..prefix.len())?;
    (head.eq_ignore_ascii_case(prefix) && words.len() > prefix.len()).then(|| &words[prefix.len()..])
}
