//! `places`: where the news happens.

use super::column::{Table, count, maybe_big, maybe_date, maybe_double, maybe_text, text};

/// One row of `places`.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRow {
    /// From the gazetteer's own id; stable.
    pub entity_id: String,
    /// Name in the gazetteer.
    pub name: String,
    /// Degrees north, WGS 84; of countries and regions a centroid.
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    pub longitude: Option<f64>,
    /// GeoNames id.
    pub geonames_id: Option<i64>,
    /// ISO 3166-1 alpha-2; NA is Namibia.
    pub country_code: Option<String>,
    /// What it is: country, admin1, admin2, city, region, water, landmark and the like.
    pub feature: Option<String>,
    /// GeoNames code of the first-level division.
    pub admin1_code: Option<String>,
    /// Its name.
    pub admin1_name: Option<String>,
    /// Inhabitants, where known.
    pub population: Option<i64>,
    /// Articles that mention it.
    pub n_articles: u32,
    /// Mentions of it.
    pub n_mentions: u32,
    /// Earliest publication that mentions it.
    pub first_seen: Option<i32>,
    /// Latest publication that mentions it.
    pub last_seen: Option<i32>,
}

/// One row per place that is mentioned and known to the gazetteer.
pub const PLACES: Table<PlaceRow> = Table {
    name: "places",
    about: "One row per place that is mentioned and known to the gazetteer.",
    key: &["entity_id"],
    columns: &[
        text::<PlaceRow>("entity_id", "From the gazetteer's own id; stable.", |r| &r.entity_id),
        text::<PlaceRow>("name", "Name in the gazetteer.", |r| &r.name),
        maybe_double::<PlaceRow>("latitude", "Degrees north, WGS 84; of countries and regions a centroid.", |r| {
            r.latitude
        }),
        maybe_double::<PlaceRow>("longitude", "Degrees east, WGS 84.", |r| r.longitude),
        maybe_big::<PlaceRow>("geonames_id", "GeoNames id.", |r| r.geonames_id),
        maybe_text::<PlaceRow>("country_code", "ISO 3166-1 alpha-2; NA is Namibia.", |r| r.country_code.as_deref()),
        maybe_text::<PlaceRow>(
            "feature",
            "What it is: country, admin1, admin2, city, region, water, landmark and the like.",
            |r| r.feature.as_deref(),
        ),
        maybe_text::<PlaceRow>("admin1_code", "GeoNames code of the first-level division.", |r| {
            r.admin1_code.as_deref()
        }),
        maybe_text::<PlaceRow>("admin1_name", "Its name.", |r| r.admin1_name.as_deref()),
        maybe_big::<PlaceRow>("population", "Inhabitants, where known.", |r| r.population),
        count::<PlaceRow>("n_articles", "Articles that mention it.", |r| r.n_articles),
        count::<PlaceRow>("n_mentions", "Mentions of it.", |r| r.n_mentions),
        maybe_date::<PlaceRow>("first_seen", "Earliest publication that mentions it.", |r| r.first_seen),
        maybe_date::<PlaceRow>("last_seen", "Latest publication that mentions it.", |r| r.last_seen),
    ],
};
