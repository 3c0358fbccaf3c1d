//! `copydesk diff`.

use super::print;
use clap::Args;
use copydesk::{Result, diff};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Show what changed between two datasets: rows added, gone and changed, by key.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  copydesk diff yesterday output              counts, and the first keys of each table
  copydesk diff yesterday output --keys 1000

Exit codes: 0 the tables are the same, 1 they differ, 2 not a dataset.")]
pub struct Diff {
    /// The older dataset.
    old: PathBuf,
    /// The newer dataset.
    new: PathBuf,
    /// Keys to list a table and kind of change.
    #[arg(long, value_name = "N", default_value_t = 5)]
    keys: usize,
}

impl Diff {
    pub fn run(&self) -> Result<ExitCode> {
        let mut text = String::new();
        let mut differs = false;
        let _ =
            writeln!(text, "{:<16}{:>10}{:>10}{:>10}{:>10}{:>10}", "table", "old", "new", "added", "gone", "changed");
        let mut keys = String::new();
        for table in diff::diff(&self.old, &self.new)? {
            let (added, gone, changed) = (table.added.len(), table.gone.len(), table.changed.len());
            differs |= added + gone + changed > 0;
            let (old, new) = table.rows;
            let _ = writeln!(text, "{:<16}{old:>10}{new:>10}{added:>10}{gone:>10}{changed:>10}", table.name);
            for key in table.added.iter().take(self.keys) {
                let _ = writeln!(keys, "+ {} {key}", table.name);
            }
            for key in table.gone.iter().take(self.keys) {
                let _ = writeln!(keys, "- {} {key}", table.name);
            }
            for (key, columns) in table.changed.iter().take(self.keys) {
                let _ = writeln!(keys, "~ {} {key}  {}", table.name, columns.join(", "));
            }
        }
        if !keys.is_empty() {
            let _ = write!(text, "\n{keys}");
        }
        print(&text);
        Ok(ExitCode::from(u8::from(differs)))
    }
}
