//! Whole numbers and days as text, without the formatting machinery: tables hold millions of them.

use compact_str::CompactString;

/// Decimal digits of `n`, in `buffer`.
#[must_use]
pub fn digits(mut n: u64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut at = buffer.len();
    loop {
        at -= 1;
        buffer[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            return &buffer[at..];
        }
    }
}

/// Appends `n` in decimal.
pub fn push(n: u32, out: &mut CompactString) {
    out.push_str(str::from_utf8(digits(u64::from(n), &mut [0; 20])).unwrap_or_default());
}

/// Year, month and day of a count of days since 1970-01-01, where the year has four digits.
///
/// # Source
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
#[must_use]
pub const fn civil(days: i32) -> Option<(u32, u32, u32)> {
    // 0001-01-01 … 9999-12-31
    if days < -719_162 || days > 2_932_896 {
        return None;
    }
    let shifted = (days + 719_468).cast_unsigned(); // days since 0000-03-01, never negative here
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + (month <= 2) as u32;
    Some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        for n in (0..64).flat_map(|bit| [(1u64 << bit) - 1, 1 << bit, (1 << bit) + 1]).chain([u64::MAX]) {
            assert_eq!(digits(n, &mut [0; 20]), n.to_string().as_bytes());
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for days in (-719_162..=2_932_896).step_by(13).chain([-719_162, 2_932_896]) {
            let (year, month, day) = civil(days).unwrap();
            let text = format!("{year:04}-{month:02}-{day:02}");
            assert_eq!(text, crate::records::Day(days).to_string());
        }
        assert_eq!((civil(-719_163), civil(2_932_897)), (None, None));
    }
}
