//! Local times to UTC, through the zone tables that jiff carries, never the machine's own.
//!
//! In: a day, a time of day and a zone as `zone.tsv` spells it. Out: microseconds since 1970 UTC.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// Microseconds since 1970 UTC of a local time; None for a time that no clock shows.
#[must_use]
pub fn to_utc(day: Date, hour: i32, minute: i32, zone: &str) -> Option<i64> {
    if let Some(minutes) = offset(zone) {
        return at_offset(day, hour, minute, minutes);
    }
    let (day, hour) = wrap(day, hour)?;
    let local = day.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0);
    let zone = jiff::tz::db().get(zone).ok()?;
    Some(local.to_zoned(zone).ok()?.timestamp().as_microsecond())
}

/// The same for minutes east of Greenwich.
#[must_use]
pub fn at_offset(day: Date, hour: i32, minute: i32, minutes_east: i32) -> Option<i64> {
    let (day, hour) = wrap(day, hour)?;
    let local = day.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0);
    let zone = TimeZone::fixed(Offset::from_seconds(minutes_east.checked_mul(60)?).ok()?);
    Some(local.to_zoned(zone).ok()?.timestamp().as_microsecond())
}

/// 24:00 is 0:00 of the next day.
fn wrap(day: Date, hour: i32) -> Option<(Date, i32)> {
    if hour == 24 { Some((super::calendar::plus_days(day, 1)?, 0)) } else { Some((day, hour)) }
}

/// "+05:30" in minutes.
fn offset(zone: &str) -> Option<i32> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone[1..].split_once(':')?;
    Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?))
}
