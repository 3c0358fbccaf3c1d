//! Small words inside the names of people and places: "Joaquin de la Vega", "Ursula von der Leyen".

/// Particles, as they are written inside a sentence.
const PARTICLES: &[&str] = &[
    "al", "ben", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le", "ter", "van",
    "von",
];

/// Whether a word of small letters is a particle: it may stand inside a name, or begin one.
#[must_use]
pub fn is_particle(word: &str) -> bool {
    word.len() < 4 && PARTICLES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::is_particle;

    #[test]
    fn particles_are_small_and_whole_words() {
        assert!(["de", "van", "der", "ibn"].iter().all(|w| is_particle(w)));
        assert!(!["De", "Van", "and", "of", "d", "dela", ""].iter().any(|w| is_particle(w)));
    }
}
