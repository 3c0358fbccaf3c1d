//! `copydesk schema`.

use super::print;
use clap::{Args, ValueEnum};
use copydesk::tables::schema;
use std::process::ExitCode;

/// Print what the tables hold.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  copydesk schema                       CREATE TABLE statements
  copydesk schema --format md > output/README.md")]
pub struct Schema {
    /// Form of the output.
    #[arg(long, value_enum, default_value = "sql")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Sql,
    Json,
    Md,
}

impl Schema {
    pub fn run(&self) -> ExitCode {
        let text = match self.format {
            Format::Sql => schema::sql(),
            Format::Json => serde_json::to_string_pretty(&schema::json()).unwrap_or_default() + "\n",
            Format::Md => schema::markdown(),
        };
        print(&text);
        ExitCode::SUCCESS
    }
}
