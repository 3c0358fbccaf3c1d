//! How much each thing that speaks for a place counts.
//!
//! In: nothing. Out: [`WEIGHTS`], in units of e-fold odds. `measure.rs` tries others.

/// What the weights are, so that tests can try others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weights {
    /// A doubling of people.
    pub people: f32,
    pub country: f32,
    pub admin1: f32,
    pub admin2: f32,
    pub district: f32,
    pub other: f32,
    /// A continent, a sea, a region of several countries.
    pub across: f32,
    /// A town of two million people, or as prominent as one.
    pub fame: f32,
    /// Known under another name.
    pub alternate: f32,
    /// Lies in the country that most other names lie in; and in the same division.
    pub same_country: f32,
    pub same_division: f32,
    /// The article names the country; the division.
    pub named_country: f32,
    pub named_division: f32,
    /// Telephone numbers, words and the outlet's address, as they are weighed in their lists.
    pub hints: f32,
    /// The most that the article may say for a country.
    pub most_country: f32,
    /// How far below its best a name's place may score and still speak for its country and division.
    pub open: f32,
    /// How fast what is less plausible stops to count for nearness.
    pub near_open: f32,
    /// Near other names.
    pub near: f32,
    /// Kilometres at which nearness has fallen to 1/e.
    pub near_km: f32,
    /// The words say that it lies there.
    pub within: f32,
    /// The same sentence speaks of places in it (only for names of a country and of a division).
    pub sentence: f32,
    /// The words around speak of a town, or of a state.
    pub level: f32,
    /// The article uses the name in this sense elsewhere.
    pub own_sense: f32,
}

/// Found by trying 0.5 to 2 times each in turn on the places found and on the gold spans of tr-news and lgl, mean of the
/// shares within 161 km (`weights_are_at_a_maximum`), then rounded; beside each, what recognised places of either set lose without it.
pub(super) const WEIGHTS: Weights = Weights {
    people: 0.25, // without: -.059 tr-news, -.027 lgl
    country: 1.8, // without: -.009, -.003
    admin1: 0.9,  // without: -.007, -.001
    // Regions and counties are mostly written with their kind: York is the city. Either set is the same with 0.
    admin2: -0.75,
    district: -0.5,
    other: -0.3,
    across: 3.0,
    fame: 0.6,           // without: -.002, -.001
    alternate: -1.2,     // without: -.001, -.000 (on gold spans +.001, -.002)
    same_country: 1.0,   // without: -.012, -.007
    same_division: 1.1,  // without: -.009, -.008
    named_country: 2.0,  // without: -.003, -.007
    named_division: 2.0, // without: -.006, -.014
    hints: 2.0,          // without: -.005, -.007
    // Many names in one country make a namesake of another country's capital no likelier: 5 gives -.007, -.005.
    most_country: 3.0,
    open: 1.5,
    near_open: 0.6, // without: -.004, -.002
    near: 1.5,      // without: -.010, -.024
    near_km: 150.0,
    within: 4.0, // without: -.003, -.002
    sentence: 4.0,
    level: 2.75, // with 3.5: -.000, -.003
    own_sense: 2.0,
};
