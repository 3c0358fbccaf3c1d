//! Invented news for benches and load tests: seeded, from our own templates, as large as wanted.
//!
//! Article `n` of a seed is always the same text, so that corpora of any size share their
//! beginnings. Names, bodies and places recur across articles as they do in news (few are in many).
//! Of what is looked for there is about as much as in news, in rows for 1,000 characters: 12 mentions, 4 dates and
//! 5 quotes here; 11-20, 3-5 and 3-4.5 in six sets of real news (lgl, conll2003-valid, quotes-polnear, tr-news, timebank).

#![allow(dead_code, reason = "each bench uses a part")]

use std::fmt::Write as _;

/// A small generator of pseudo-random numbers (splitmix64), the same everywhere.
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    #[expect(clippy::cast_possible_truncation, reason = "smaller than n")]
    pub const fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// Below `n`, small numbers far more often.
    pub const fn skewed(&mut self, n: usize) -> usize {
        let a = self.below(n) + 1;
        let b = self.below(n) + 1;
        (a * b / n).saturating_sub(1) * (self.below(n) + 1) / n
    }

    pub const fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const GIVEN: &[&str] = &[
    "Ruth", "Omar", "Ellie", "Mina", "Hana", "Joy", "Yusuf", "Ann", "Lena", "Ketan", "Dana", "Priya", "Tom", "Asha",
    "Ines", "Scott", "Ola", "Jean", "Mark", "Siobhan", "Carla", "Pedro", "Nadia", "Viktor", "Aisha", "Graham",
    "Fatima", "Colin", "Teresa", "Bilal", "Helen", "Rajiv", "Monica", "Liam", "Grace", "Daniel", "Sofia", "Martin",
    "Leila", "Edward", "Chloe", "Simon", "Alice", "Peter", "Karen", "James", "Maria", "David", "Laura", "Michael",
];
const FAMILY_HEAD: &[&str] = &[
    "Ash", "Brad", "Carl", "Den", "East", "Farn", "Gold", "Hart", "Ing", "Kirk", "Lang", "Marsh", "North", "Oak",
    "Pem", "Rad", "Stan", "Thorn", "Wake", "Whit", "Ada", "Okon", "Nand", "Reza", "Adey", "Abeb", "Kova", "Petr",
    "Rossi", "Silva",
];
const FAMILY_TAIL: &[&str] = &[
    "ford", "ley", "son", "well", "wood", "ton", "by", "worth", "ham", "field", "stone", "man", "more", "wick", "dale",
    "kov", "emi", "umar", "ani", "ez",
];
const PLACES: &[&str] = &[
    "Leeds",
    "Whitby",
    "Hull",
    "Glasgow",
    "Cardiff",
    "Lincoln",
    "York",
    "Nairobi",
    "Lagos",
    "Paris",
    "Berlin",
    "Madrid",
    "Boston",
    "Seattle",
    "Chicago",
    "Austin",
    "Denver",
    "Toronto",
    "Sydney",
    "Windhoek",
    "Dublin",
    "Belfast",
    "Warsaw",
    "Tbilisi",
    "Ankara",
    "Cairo",
    "Mumbai",
    "Tokyo",
    "Geneva",
    "Calais",
    "London",
    "Manchester",
    "Bristol",
    "Norwich",
];
const COUNTRIES: &[&str] = &[
    "Britain",
    "France",
    "Kenya",
    "Germany",
    "Namibia",
    "Spain",
    "Canada",
    "Turkey",
    "Egypt",
    "India",
    "Japan",
    "Poland",
    "Nigeria",
    "Brazil",
    "Syria",
    "Ukraine",
    "Ireland",
    "Australia",
];
const DEMONYMS: &[&str] = &["French", "British", "Kenyan", "German", "Spanish", "Polish", "Turkish", "Indian", "Irish"];
const BODY_HEAD: &[&str] = &[
    "Brightwell",
    "Aldous",
    "Berrow",
    "Northgate",
    "Harbour",
    "Riverside",
    "Calder",
    "Penrose",
    "Summit",
    "Atlas",
    "Meridian",
    "Larkfield",
    "Stonebridge",
    "Eastway",
    "Kestrel",
    "Orchard",
    "Beacon",
    "Granite",
    "Silverline",
    "Coastal",
];
const BODY_TAIL: &[&str] = &[
    "Foods Ltd",
    "Council",
    "University",
    "Holdings",
    "Energy",
    "Hospital Trust",
    "Airlines",
    "Bank",
    "Housing Association",
    "Rail",
    "Institute",
    "Motors",
    "Group",
    "Media",
    "Football Club",
];
const ROLES: &[&str] = &[
    "a nurse",
    "the council leader",
    "a farmer",
    "the chief executive",
    "a teacher",
    "a union official",
    "the mayor",
    "a spokesman for the company",
    "the finance minister",
    "an engineer",
];
const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const THINGS: &[&str] = &[
    "the plan",
    "the budget",
    "the new line",
    "the flood wall",
    "the strike",
    "the merger",
    "the inquiry",
    "the vote",
    "the school roof",
    "the harbour",
    "the contract",
    "the tunnel",
    "the pay offer",
    "the report",
    "the closure",
];
const VERBS: &[&str] =
    &["approved", "rejected", "delayed", "welcomed", "criticised", "paid for", "cancelled", "reviewed"];
const CLAIMS: &[&str] = &[
    "it would cost more than anyone had expected",
    "jobs were safe for now",
    "the work should be finished on time",
    "nobody had been told",
    "there was no money left",
    "residents deserved better",
    "prices would rise again",
    "the figures did not add up",
    "the danger had passed",
    "more staff were needed",
];
const SAYINGS: &[&str] = &[
    "We were not asked, and we will not accept it",
    "It is the best news this town has had in years",
    "Nobody can say they were not warned",
    "My children cannot walk to school safely",
    "The numbers speak for themselves",
    "We lost the roof and then the water came",
    "I have never seen anything like it",
    "We will rebuild, whatever it takes",
    "They knew, and they did nothing",
    "This is only the first step",
];

const NOUNS: &[&str] = &[
    "road",
    "market",
    "teacher",
    "river",
    "garden",
    "engine",
    "letter",
    "window",
    "bridge",
    "kitchen",
    "ticket",
    "hospital",
    "farm",
    "library",
    "orchestra",
    "bus",
    "factory",
    "ferry",
    "museum",
    "forest",
    "clinic",
    "warehouse",
    "stadium",
    "record",
    "court",
    "village",
    "neighbour",
    "volunteer",
    "driver",
    "pupil",
    "shop",
    "boat",
    "recipe",
    "house",
    "lamp",
    "meeting",
    "queue",
    "storm",
    "harvest",
    "painting",
    "machine",
    "street",
    "loan",
    "crew",
    "pump",
    "survey",
    "festival",
    "cable",
    "sample",
    "fence",
    "theatre",
    "wage",
    "petition",
    "tower",
    "canal",
    "permit",
    "battery",
    "choir",
    "bakery",
    "landlord",
];
const QUALITIES: &[&str] = &[
    "old",
    "quiet",
    "narrow",
    "expensive",
    "broken",
    "local",
    "crowded",
    "cheap",
    "heavy",
    "empty",
    "public",
    "private",
    "wooden",
    "early",
    "distant",
    "careful",
    "noisy",
    "modern",
    "familiar",
    "damp",
    "unusual",
    "popular",
    "steep",
    "small",
    "large",
    "slow",
    "shared",
    "hidden",
    "muddy",
    "bright",
];
const DEEDS: &[&str] = &[
    "repaired", "watched", "carried", "sold", "counted", "closed", "painted", "moved", "borrowed", "cleaned", "opened",
    "followed", "studied", "lifted", "measured", "replaced", "shared", "tested", "crossed", "emptied", "guarded",
    "filmed", "printed", "warmed", "searched", "covered", "heard", "planted", "loaded", "signed",
];
const WAYS: &[&str] = &[
    "slowly",
    "again",
    "in the rain",
    "without much noise",
    "by hand",
    "for a small fee",
    "with some help",
    "behind the counter",
    "in two halves",
    "at a loss",
    "as planned",
    "under a tarpaulin",
    "on foot",
    "by lorry",
    "in silence",
    "with care",
    "for nothing",
    "in turn",
    "out of sight",
    "at full speed",
];

/// A clause of common words, hardly ever the same twice.
fn clause(r: &mut Random) -> String {
    let (subject, object) = (r.pick(NOUNS), r.pick(NOUNS));
    let (first, second) = (r.pick(QUALITIES), r.pick(QUALITIES));
    format!("the {first} {subject} {} the {second} {object} {}", r.pick(DEEDS), r.pick(WAYS))
}

pub fn person(random: &mut Random) -> String {
    let given = GIVEN[random.skewed(GIVEN.len())];
    let (head, tail) = (FAMILY_HEAD[random.below(FAMILY_HEAD.len())], FAMILY_TAIL[random.below(FAMILY_TAIL.len())]);
    format!("{given} {head}{tail}")
}

pub fn body(random: &mut Random) -> String {
    format!("{} {}", BODY_HEAD[random.skewed(BODY_HEAD.len())], BODY_TAIL[random.below(BODY_TAIL.len())])
}

/// Article `n`: title, day of publication, text of about 3 kB.
pub fn article(seed: u64, n: u64) -> (String, String, String) {
    let mut random = Random::new(seed ^ n.wrapping_mul(0xA24B_AED4_963E_E407));
    let r = &mut random;
    let month = r.below(12);
    let day = r.below(28) + 1;
    let year = 2020 + r.below(5);
    let people: Vec<String> = (0..4).map(|_| person(r)).collect();
    let bodies: Vec<String> = (0..2).map(|_| body(r)).collect();
    let place = r.pick(PLACES);
    let title = format!("{} {} in {place}", bodies[0], r.pick(VERBS));
    let mut text = String::with_capacity(5000);
    let _ = write!(text, "{}, {} {day} — ", place.to_uppercase(), MONTHS[month]);
    let paragraphs = 12 + r.below(7);
    for _ in 0..paragraphs {
        for _ in 0..2 + r.below(2) {
            sentence(r, &mut text, &people, &bodies, year);
        }
        text.pop();
        text.push_str("\n\n");
    }
    text.truncate(text.trim_end().len());
    (title, format!("{year}-{:02}-{day:02}", month + 1), text)
}

fn sentence(r: &mut Random, text: &mut String, people: &[String], bodies: &[String], year: usize) {
    let who = people[r.below(people.len())].as_str();
    let family = who.rsplit(' ').next().unwrap_or(who);
    let whose = bodies[r.below(bodies.len())].as_str();
    let said = if r.below(3) == 0 { r.pick(SAYINGS).to_owned() } else { capital(&clause(r)) };
    let claim = if r.below(3) == 0 { r.pick(CLAIMS).to_owned() } else { clause(r) };
    let _ = match r.below(32) {
        0 => write!(text, "“{said},” said {who}, {}. ", r.pick(ROLES)),
        1 => write!(text, "{whose} said on {} that {claim}. ", r.pick(DAYS)),
        2 => write!(text, "{who} told reporters in {}, “{said}.” ", r.pick(PLACES)),
        3 => write!(text, "“{said},” {family} added. “{}.” ", r.pick(SAYINGS)),
        4 => write!(text, "{} ministers {} {} last month. ", r.pick(DEMONYMS), r.pick(VERBS), r.pick(THINGS)),
        5 => write!(
            text,
            "Work on {} began in {} {year} and should end in early {}. ",
            r.pick(THINGS),
            r.pick(MONTHS),
            r.pick(MONTHS)
        ),
        6 => write!(
            text,
            "About {} people met outside the town hall in {} at 6pm on {}. ",
            20 + r.below(900),
            r.pick(PLACES),
            r.pick(DAYS)
        ),
        7 => write!(text, "According to {whose}, {claim}. "),
        8 => write!(
            text,
            "Shares fell {} per cent to {}p after {} {}. ",
            1 + r.below(9),
            80 + r.below(400),
            whose,
            r.pick(VERBS)
        ),
        9 => write!(
            text,
            "The government of {} has {} {} since {}. ",
            r.pick(COUNTRIES),
            r.pick(VERBS),
            r.pick(THINGS),
            1990 + r.below(30)
        ),
        10 => write!(text, "She said {claim}, but {family} denied that {}. ", r.pick(CLAIMS)),
        11 => write!(text, "Dr {who} of {whose} has studied {} for {} years. ", r.pick(THINGS), 2 + r.below(20)),
        12 => write!(
            text,
            "{} was {} by {whose} yesterday after a long dispute over {}. ",
            capital(r.pick(THINGS)),
            r.pick(VERBS),
            r.pick(THINGS)
        ),
        13 => write!(
            text,
            "Many in {}, {}, still remember {} of {}, when the river rose twice in one week and the bridge was shut for months. ",
            r.pick(PLACES),
            r.pick(COUNTRIES),
            r.pick(THINGS),
            1950 + r.below(60)
        ),
        14 => write!(text, "“{said},” {family} said. “{}.” ", capital(&clause(r))),
        15 => write!(text, "{family} warned that {claim}. "),
        16 | 17 => write!(text, "{who} and {whose} {} {} near {}. ", r.pick(VERBS), r.pick(THINGS), r.pick(PLACES)),
        18 => write!(
            text,
            "In {}, {family} {} a {} {}. ",
            r.pick(PLACES),
            r.pick(DEEDS),
            r.pick(QUALITIES),
            r.pick(NOUNS)
        ),
        19 => {
            write!(text, "{whose} of {}, {}, {} {}. ", r.pick(PLACES), r.pick(COUNTRIES), r.pick(VERBS), r.pick(THINGS))
        }
        20 => write!(text, "When {}, {who} {} {}. ", clause(r), r.pick(DEEDS), r.pick(THINGS)),
        21 => write!(text, "{} and {} {} {}. ", r.pick(COUNTRIES), r.pick(COUNTRIES), r.pick(VERBS), r.pick(THINGS)),
        22 | 23 => write!(text, "{}, while {}. ", capital(&clause(r)), clause(r)),
        24 => write!(text, "{family} {} a {}, and {}. ", r.pick(DEEDS), r.pick(NOUNS), clause(r)),
        25 => write!(text, "After {}, {whose} {} {}. ", clause(r), r.pick(VERBS), r.pick(THINGS)),
        26 => write!(text, "In the end {}, but {} in {}. ", clause(r), clause(r), r.pick(PLACES)),
        27 | 28 => write!(text, "{}, and {} because {}. ", capital(&clause(r)), clause(r), clause(r)),
        _ => write!(text, "{}. ", capital(&clause(r))),
    };
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Writes articles as JSON lines until `bytes` of text are reached; gives their number.
pub fn write_jsonl(path: &std::path::Path, seed: u64, bytes: u64) -> std::io::Result<u64> {
    use std::io::Write as _;
    let mut file = std::io::BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    let (mut n, mut written) = (0, 0);
    while written < bytes {
        let (title, published, text) = article(seed, n);
        let line = serde_json::json!({"id": format!("gen-{n:08}"), "title": title, "published": published, "outlet": "The Bench", "text": text});
        writeln!(file, "{line}")?;
        written += text.len() as u64;
        n += 1;
    }
    file.flush()?;
    Ok(n)
}
