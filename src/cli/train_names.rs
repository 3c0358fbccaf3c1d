//! `copydesk train-names`.

use super::print;
use clap::Args;
use copydesk::{Result, extract::names};
use std::path::PathBuf;
use std::process::ExitCode;

/// Train the name tagger from labelled corpora; the same inputs give the same bytes.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  copydesk train-names ../shared/train/ner --out src/extract/names/model/names.model

The word lists are read from ../en beside the model's folder. The model card, README.md beside the weights, names
the corpora and their licences.")]
pub struct TrainNames {
    /// Folder with the corpora, `<corpus>.conll.gz`.
    corpora: PathBuf,
    /// File of the model.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl TrainNames {
    pub fn run(&self) -> Result<ExitCode> {
        let summary = names::train(&self.corpora, &self.out)?;
        print(&format!("{summary:?}\n"));
        Ok(ExitCode::SUCCESS)
    }
}
