//! `copydesk score`.

use super::print;
use clap::Args;
use copydesk::Result;
use copydesk::score::floors::Floor;
use copydesk::score::{Predictions, score, show};
use std::path::PathBuf;
use std::process::ExitCode;

/// Score a dataset against labels made by hand.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  copydesk build labels/articles.jsonl --out scored && copydesk score labels scored
  copydesk score labels scored --errors 40                  what was missed and what was wrong
  copydesk score labels scored --min person=0.85 --min date-value=0.7

A floor is put under: person, organisation, place, date, quote, indirect (strict F1), date-value (F1 with the
right value), coordinates (share within 161 km), speaker (share of the right ones), identity (B-cubed F1).

Exit codes: 0 done, 1 a figure is below its floor, 2 not done.")]
pub struct Score {
    /// Folder with articles.jsonl and gold.jsonl.
    labels: PathBuf,
    /// Folder of a dataset made of those articles, or a .jsonl file in the form of gold.jsonl.
    dataset: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// List up to N missed and N wrong spans of every row, tab-separated.
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Fail when a figure is lower; may be given several times.
    #[arg(long = "min", value_name = "FIGURE=0.85")]
    floors: Vec<Floor>,
}

impl Score {
    pub fn run(&self) -> Result<ExitCode> {
        let (scores, seen) = score(&self.labels, &Predictions::at(&self.dataset))?;
        if self.json {
            print(&format!("{:#}\n", scores.json()));
        } else {
            print(&show::table(&scores));
            print(&show::errors(&seen, self.errors));
        }
        let broken: Vec<String> = self.floors.iter().filter_map(|floor| floor.broken(&scores)).collect();
        for line in &broken {
            print(&format!("below the floor: {line}\n"));
        }
        Ok(ExitCode::from(u8::from(!broken.is_empty())))
    }
}
