//! Logarithms and cosines from sums and products alone, as [`exp`].
//!
//! In: one `f32`. Out: the function of it, good to three digits. The system's own differ in their
//! last digits from one version to the next, and what the weighing gives reaches the tables.

pub(super) use crate::extract::names::tagger::exp;

/// ln(1 + x) of what is not negative; 0 for sums that are nothing but rounding.
pub(super) fn log1p(x: f32) -> f32 {
    if x <= 1e-4 {
        return 0.0;
    }
    let bits = (1.0 + x).to_bits();
    let exponent = (bits >> 23) & 0xFF;
    let m = f32::from_bits((bits & 0x007F_FFFF) | 0x3F80_0000) - 1.0;
    // Minimax for log2(1 + m) on 0..1.
    let fraction = m * (1.441_8 + m * (-0.709_7 + m * (0.415_5 + m * (-0.195_2 + m * 0.047_6))));
    #[expect(clippy::cast_precision_loss, reason = "127..=254")]
    let whole = exponent as f32 - 127.0;
    std::f32::consts::LN_2 * (whole + fraction)
}

/// The cosine of a latitude in degrees.
pub(super) fn cosine(degrees: f32) -> f32 {
    let x = degrees.to_radians();
    let s = x * x;
    1.0 + s * (-0.5 + s * (1.0 / 24.0 + s * (-1.0 / 720.0 + s * (1.0 / 40_320.0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_close_to_the_exact_ones() {
        for i in 0u16..2000 {
            let x = f32::from(i) / 50.0;
            assert!((log1p(x) - x.ln_1p()).abs() < 2e-3, "{x}: {} {}", log1p(x), x.ln_1p());
            let degrees = f32::from(i) * 0.09 - 90.0;
            assert!((cosine(degrees) - degrees.to_radians().cos()).abs() < 1e-4, "{degrees}");
        }
    }
}
