//! Arguments in, exit code out. With `main.rs` the only files that print.
//!
//! Exit codes: 0 done · 1 done, but too many records were refused (or `check` found a fault) ·
//! 2 not done, nothing touched · 75 another run holds the output, try again later.

mod build;
mod check;
mod diff;
mod explain;
mod label;
mod merge;
mod report;
mod schema;
mod score;
mod train_names;

use clap::{CommandFactory as _, Parser, Subcommand};
use copydesk::Error;
use std::io::Write as _;
use std::process::ExitCode;

/// Turns a pile of news articles into tables: dates, places, organisations, people and who said what.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    max_term_width = 110,
    after_help = "Examples:
  copydesk build input --out output            every article under input/ into CSV and Parquet
  copydesk build dump.jsonl.gz --out output --map text=body,published=date
  copydesk explain article.txt                 one article: its text with what was found, and why
  copydesk check output                        a dataset against its manifest and its own rules
  copydesk diff yesterday output               what changed since last night
  copydesk schema --format md                  what the tables hold"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build a dataset from files and folders of articles.
    Build(build::Build),
    /// Make one dataset of the parts that `build --shard` left.
    Merge(merge::Merge),
    /// Show one article with everything that was found in it.
    Explain(explain::Explain),
    /// Check a dataset against its manifest and its own rules.
    Check(check::Check),
    /// Label articles in the form that `score` reads, so that correcting is all the work.
    Label(label::Label),
    /// Write a dataset's report: one HTML page that works without a network.
    Report(report::Report),
    /// Score a dataset against labels made by hand.
    Score(score::Score),
    /// Show what changed between two datasets.
    Diff(diff::Diff),
    /// Print what the tables hold.
    Schema(schema::Schema),
    /// Train the name tagger (for those who build copydesk).
    TrainNames(train_names::TrainNames),
    /// Print a completion script for a shell.
    #[command(after_help = "Example:\n  copydesk completions bash > /etc/bash_completion.d/copydesk")]
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// Reads the arguments and does what they say.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Build(build) => build.run(),
        Command::Merge(merge) => merge.run(),
        Command::Explain(explain) => explain.run(),
        Command::Check(check) => check.run(),
        Command::Label(label) => label.run(),
        Command::Report(report) => report.run(),
        Command::Score(score) => score.run(),
        Command::Diff(diff) => diff.run(),
        Command::Schema(schema) => Ok(schema.run()),
        Command::TrainNames(train) => train.run(),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "copydesk", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    };
    done.unwrap_or_else(|error| {
        complain(&error);
        ExitCode::from(error.exit_code())
    })
}

/// An error on one line of standard error.
fn complain(error: &Error) {
    let _ = writeln!(std::io::stderr(), "copydesk: {}", with_causes(error));
}

/// An error with its causes on one line.
fn with_causes(error: &Error) -> String {
    let mut line = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}

/// Prints to standard output; a reader that went away is no error.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
