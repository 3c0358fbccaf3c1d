//! `copydesk.prom`: the run in OpenMetrics text, for node_exporter's textfile collector.

use super::manifest::Manifest;
use std::fmt::Write as _;

/// The metrics of a run. Holds times, so no hash covers it.
#[must_use]
pub fn metrics(manifest: &Manifest) -> String {
    let mut out = String::new();
    let mut gauge = |name: &str, help: &str, lines: &[(String, String)]| {
        let _ = writeln!(out, "# HELP copydesk_{name} {help}\n# TYPE copydesk_{name} gauge");
        for (labels, value) in lines {
            let _ = writeln!(out, "copydesk_{name}{labels} {value}");
        }
    };
    let rows: Vec<_> =
        manifest.tables.iter().map(|t| (format!("{{table=\"{}\"}}", t.name), t.rows.to_string())).collect();
    gauge("rows", "Rows in each table.", &rows);
    let rejects = [
        ("{severity=\"error\"}".to_owned(), manifest.counts.errors.to_string()),
        ("{severity=\"warning\"}".to_owned(), manifest.counts.warnings.to_string()),
    ];
    gauge("rejects", "Records refused or read with a doubt.", &rejects);
    let one = |value: String| vec![(String::new(), value)];
    gauge("duration_seconds", "Wall time of the run.", &one(manifest.run.seconds.to_string()));
    gauge("cached_articles", "Articles taken from the cache.", &one(manifest.run.cached_articles.to_string()));
    let started = manifest.run.started.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_second);
    let finished = started + manifest.run.seconds as i64;
    gauge("last_success_timestamp_seconds", "End of the last run that was published.", &one(finished.to_string()));
    out.push_str("# EOF\n");
    out
}
