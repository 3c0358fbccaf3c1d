//! `copydesk label`.

use super::{build, print};
use clap::Args;
use copydesk::Result;
use copydesk::config::Config;
use copydesk::score::prelabel;
use std::path::PathBuf;
use std::process::ExitCode;

/// Label articles in the form that `score` reads, so that correcting is all the work.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  copydesk label articles/ --out labels                  writes labels/articles.jsonl and labels/gold.jsonl
  (correct labels/gold.jsonl)
  copydesk build labels/articles.jsonl --out scored && copydesk score labels scored")]
pub struct Label {
    /// Files and folders of articles.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Folder for the labels; labels that are there already are never overwritten.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Day of publication for articles that carry none.
    #[arg(long, value_name = "DATE")]
    published: Option<String>,
}

impl Label {
    pub fn run(&self) -> Result<ExitCode> {
        let failed = |source| copydesk::Error::Write { path: std::env::temp_dir(), source };
        let folder = tempfile::tempdir().map_err(failed)?;
        let dataset = folder.path().join("dataset");
        let config = Config {
            published: self.published.clone(),
            formats: Some(vec!["parquet".to_owned()]),
            quiet: Some(true),
            cache: Some(false),
            ..Config::default()
        };
        config.validate()?;
        copydesk::pipeline::build(&build::job(self.inputs.clone(), dataset.clone(), config, None))?;
        let (articles, labels) = prelabel::write(&dataset, &self.out)?;
        print(&format!("{}: {labels} labels in {articles} articles\n", self.out.display()));
        Ok(ExitCode::SUCCESS)
    }
}
