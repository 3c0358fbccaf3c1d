//! `copydesk report`.

use super::print;
use clap::Args;
use copydesk::{Error, Result, report};
use std::path::PathBuf;
use std::process::ExitCode;

/// Write a dataset's report: one HTML page that works without a network.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  copydesk report output                        writes output/report.html
  copydesk report output --out /tmp/night.html")]
pub struct Report {
    /// Folder of the dataset, with Parquet tables.
    dataset: PathBuf,
    /// Where to write the page [default: report.html in the dataset's folder].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Report {
    pub fn run(&self) -> Result<ExitCode> {
        let page = report::report(&self.dataset)?;
        let out = self.out.clone().unwrap_or_else(|| self.dataset.join("report.html"));
        // Whole or not at all: written beside, then renamed.
        let beside = out.with_extension("html.part");
        std::fs::write(&beside, &page)
            .and_then(|()| std::fs::rename(&beside, &out))
            .map_err(|source| Error::Write { path: out.clone(), source })?;
        print(&format!("{}: {} bytes\n", out.display(), page.len()));
        Ok(ExitCode::SUCCESS)
    }
}
