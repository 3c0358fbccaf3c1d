//! Who is named with whom: a square of counts.

use super::html::escape;
use std::fmt::Write as _;

/// A square with `names` on both sides; `count(i, j)` with i < j.
#[must_use]
pub fn matrix(names: &[&str], count: impl Fn(usize, usize) -> u64) -> String {
    let n = names.len();
    let highest = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).map(|(i, j)| count(i, j)).max().unwrap_or(0);
    let mut html = String::from(
        "<div class=\"scroll\" role=\"region\" aria-label=\"Named together: square\" tabindex=\"0\"><table class=\"matrix\"><thead><tr><td></td>",
    );
    for (i, name) in names.iter().enumerate() {
        let _ = write!(html, "<th scope=\"col\"><abbr title=\"{}\">{}</abbr></th>", escape(name), i + 1);
    }
    html.push_str("</tr></thead><tbody>\n");
    for (i, name) in names.iter().enumerate() {
        let _ = write!(html, "<tr><th scope=\"row\">{} {}</th>", i + 1, escape(name));
        for j in 0..n {
            let together = if i == j { 0 } else { count(i.min(j), i.max(j)) };
            // Five shades; an empty cell says nothing.
            let shade = if together == 0 || highest == 0 { 0 } else { 1 + (together - 1) * 5 / highest };
            let shown = if together == 0 { String::new() } else { together.to_string() };
            let _ = write!(html, "<td class=\"q{shade}\">{shown}</td>");
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table></div>\n");
    html
}
