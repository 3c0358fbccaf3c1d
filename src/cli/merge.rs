//! `copydesk merge`.

use super::build::{LogFormat, failed, job, log_end, summary};
use super::print;
use clap::Args;
use copydesk::Result;
use copydesk::config::Config;
use copydesk::pipeline::merge;
use std::path::PathBuf;
use std::process::ExitCode;

/// Make one dataset of the parts that `copydesk build --shard` left; the same to the byte as a single run.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  for i in 1 2 3 4; do copydesk build archive --out parts/$i --shard $i/4 & done; wait
  copydesk merge parts/* --out output

Exit codes: as of build; 2 also when a part is missing or was made by another version or of other input.")]
pub struct Merge {
    /// Folders of all parts, in any order.
    #[arg(required = true, value_name = "DIR")]
    parts: Vec<PathBuf>,
    /// Folder of the dataset; an older dataset there is replaced in one step when the new one is whole.
    #[arg(long, short, value_name = "DIR", env = "COPYDESK_OUT")]
    out: PathBuf,
    /// Worker threads [default: all cores].
    #[arg(long, value_name = "N", env = "COPYDESK_THREADS")]
    threads: Option<usize>,
    /// Formats to write [default: csv,parquet].
    #[arg(long, value_name = "LIST", value_delimiter = ',', env = "COPYDESK_FORMATS")]
    formats: Option<Vec<String>>,
    /// Share 0..1 of refused records over which the exit code is 1.
    #[arg(long, value_name = "SHARE", env = "COPYDESK_MAX_REJECTS")]
    max_rejects: Option<f64>,
    /// No progress and no summary.
    #[arg(long, short, env = "COPYDESK_QUIET")]
    quiet: bool,
    /// Form of log lines.
    #[arg(long, value_enum, env = "COPYDESK_LOG_FORMAT")]
    log_format: Option<LogFormat>,
}

impl Merge {
    pub fn run(&self) -> Result<ExitCode> {
        let config = Config {
            threads: self.threads,
            formats: self.formats.clone(),
            max_rejects: self.max_rejects,
            quiet: Some(self.quiet),
            log_format: self.log_format.map(|f| f.name().to_owned()),
            ..Config::default()
        };
        config.validate()?;
        let job = job(self.parts.clone(), self.out.clone(), config, None);
        let outcome = match merge(&job) {
            Ok(outcome) => outcome,
            Err(error) => return failed(&job, error),
        };
        log_end(&outcome);
        if !self.quiet {
            print(&summary(&job, &outcome));
        }
        Ok(ExitCode::from(u8::from(outcome.too_many_rejects)))
    }
}
