//! Whether a point lies in the country that it is said to lie in.
//!
//! In: a country's code and a point. Out: yes or no, from the boxes of `world/country_box.tsv`. What
//! a dataset shows on the map is checked with it, and every row of the gazetteer.

use std::sync::LazyLock;

/// Degrees: harbours, islets and rounded outlines.
const SLACK: f64 = 0.35;

/// South, west, north and east of a country or a part of it; a west that is east of its east
/// crosses the antimeridian.
struct Bounds {
    country: &'static str,
    sides: [f64; 4],
}

static BOUNDS: LazyLock<Vec<Bounds>> = LazyLock::new(|| {
    let lines = include_str!("world/country_box.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
    lines
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let country = cells.next()?;
            let mut side = || cells.next()?.parse().ok();
            Some(Bounds { country, sides: [side()?, side()?, side()?, side()?] })
        })
        .collect()
});

/// Whether a point (degrees north and east) lies in the box of a country, by its ISO 3166-1 alpha-2
/// code, to a third of a degree; None for a code that is none.
///
/// ```
/// use copydesk::extract::places::is_in_country;
/// assert_eq!(is_in_country("FR", 48.85, 2.35), Some(true));
/// assert_eq!(is_in_country("FR", 33.66, -95.56), Some(false)); // Paris, Texas
/// assert_eq!(is_in_country("FJ", -16.8, -179.9), Some(true)); // beyond the antimeridian
/// assert_eq!(is_in_country("??", 0.0, 0.0), None);
/// ```
#[must_use]
pub fn is_in_country(country: &str, latitude: f64, longitude: f64) -> Option<bool> {
    let mut known = None;
    for Bounds { sides: [south, west, north, east], .. } in BOUNDS.iter().filter(|b| b.country == country) {
        let (west, east) = (west - SLACK, east + SLACK);
        let across =
            if west <= east { (west..=east).contains(&longitude) } else { longitude >= west || longitude <= east };
        if across && (south - SLACK..=north + SLACK).contains(&latitude) {
            return Some(true);
        }
        known = Some(false);
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_antimeridian_is_no_border() {
        for (country, latitude, longitude, inside) in [
            ("RU", 66.0, -172.0, true),  // Chukotka
            ("RU", 64.7, 177.5, true),   // Anadyr
            ("US", 52.9, 172.9, true),   // Attu
            ("US", 51.9, -176.6, true),  // Adak
            ("NZ", -43.9, -176.5, true), // Chatham Islands
            ("FJ", -16.8, 179.9, true),
            ("KI", 1.87, -157.4, true),
            ("KI", 1.42, 173.0, true),
            ("US", 48.85, 2.35, false),
            ("NZ", -33.9, 151.2, false),
            ("GB", 43.88, -78.93, false),
        ] {
            assert_eq!(is_in_country(country, latitude, longitude), Some(inside), "{country} {latitude} {longitude}");
        }
    }
}
