//! How often a mention of a given likelihood is right.
//!
//! The model is too sure of itself: its likelihoods are mapped to shares of right mentions (strict
//! span and kind) as counted on conll2003-valid, gum-news and wikigold together, demonyms left out.

/// Likelihood by the model, and the share 0..1 that was right around it.
const STEPS: &[(f32, f32)] = &[
    (0.0, 0.10),
    (0.36, 0.35),
    (0.46, 0.43),
    (0.65, 0.50),
    (0.75, 0.55),
    (0.854, 0.61),
    (0.927, 0.68),
    (0.967, 0.76),
    (0.986, 0.82),
    (0.993, 0.885),
    (0.997, 0.925),
    (0.9995, 0.95),
    (1.0, 0.965),
];

/// The share of mentions with this likelihood that are right.
#[must_use]
pub fn calibrated(likely: f32) -> f32 {
    let after = STEPS.partition_point(|step| step.0 <= likely).clamp(1, STEPS.len() - 1);
    let ((x0, y0), (x1, y1)) = (STEPS[after - 1], STEPS[after]);
    (y0 + (y1 - y0) * ((likely - x0) / (x1 - x0)).clamp(0.0, 1.0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_likely_is_never_less_sure() {
        assert!(STEPS.is_sorted());
        let mut last = 0.0;
        for i in 0u16..=1000 {
            let now = calibrated(f32::from(i) / 1000.0);
            assert!(now >= last && now <= 1.0);
            last = now;
        }
    }
}
