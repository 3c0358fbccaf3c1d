//! `copydesk check`.

use super::print;
use clap::Args;
use copydesk::{Result, check};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Check a dataset: files against the manifest, rows against the contract, spans against the text.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  copydesk check output && echo whole

Exit codes: 0 nothing found, 1 faults found, 2 not a dataset.")]
pub struct Check {
    /// Folder of the dataset.
    dataset: PathBuf,
}

impl Check {
    pub fn run(&self) -> Result<ExitCode> {
        let report = check::check(&self.dataset)?;
        let mut text = String::new();
        for fault in &report.faults {
            let _ = writeln!(text, "{fault}");
        }
        let _ = writeln!(
            text,
            "{}: {} tables, {} rows, {} checks, {} faults",
            self.dataset.display(),
            report.tables,
            report.rows,
            report.checks,
            report.faults.len()
        );
        print(&text);
        Ok(ExitCode::from(u8::from(!report.faults.is_empty())))
    }
}
