//! The world with a dot for every place: plate carrée, so that a query's coordinates are the drawing's.

use super::gather::Place;
use super::html::escape;
use std::fmt::Write as _;

/// Dots drawn.
pub const DRAWN: usize = 1000;

/// A line of `outline.tsv` by its name.
fn outline(name: &str) -> &'static str {
    let rows = include_str!("world/outline.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once('\t')).find(|row| row.0 == name).map_or("", |row| row.1)
}

/// The map; the largest dots first, so that small ones lie on top.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts that fit on a page")]
pub fn map(places: &[Place]) -> String {
    let most = places.first().map_or(1, |p| p.n_articles).max(1) as f64;
    let mut svg = format!(
        "<div class=\"map\"><div class=\"buttons\" role=\"group\" aria-label=\"Map\">\
         <button type=\"button\" data-zoom=\"in\" aria-label=\"Zoom in\">+</button>\
         <button type=\"button\" data-zoom=\"out\" aria-label=\"Zoom out\">−</button>\
         <button type=\"button\" data-zoom=\"all\">World</button></div>\n\
         <svg id=\"world\" viewBox=\"0 0 3600 1800\" role=\"img\" tabindex=\"0\" \
         aria-label=\"Map of {} places; plus and minus zoom, arrow keys move; the table below holds the same\">\n\
         <path class=\"land\" d=\"{}\"/>\n<path class=\"borders\" d=\"{}\"/>\n<g id=\"dots\">\n",
        places.len().min(DRAWN),
        outline("land"),
        outline("borders")
    );
    for place in places.iter().take(DRAWN) {
        let radius = 6.0 + 34.0 * (place.n_articles as f64 / most).sqrt();
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\"><title>{}{}: {}</title></circle>",
            10.0 * (place.longitude + 180.0),
            10.0 * (90.0 - place.latitude),
            escape(&place.name),
            place.country.as_ref().map(|c| format!(", {}", escape(c))).unwrap_or_default(),
            place.n_articles
        );
    }
    svg.push_str("</g>\n</svg>\n<p id=\"place\" role=\"status\"></p></div>\n");
    svg
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_outline_is_there() {
        assert!(super::outline("land").len() > 5_000 && super::outline("borders").len() > 2_000);
    }
}
