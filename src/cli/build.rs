//! `copydesk build`.

use super::print;
use clap::{Args, ValueEnum};
use copydesk::config::Config;
use copydesk::pipeline::{Job, Outcome, Shard, build};
use copydesk::progress::Watch;
use copydesk::{Error, Result};
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Build a dataset from files and folders of articles.
///
/// Settings come from defaults, then the file of --config, then COPYDESK_* variables, then flags; the last one wins.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  copydesk build input --out output
  copydesk build wire/*.jsonl.zst --out output --threads 8 --quiet --log-format json
  copydesk build note.txt --out output --published 2024-03-14
  copydesk build dump.json --out output --map text=body,published=date
  copydesk build archive --out part-2 --shard 2/8

Exit codes: 0 done, 1 done but too many records were refused, 2 not done and nothing touched,
75 another run holds the output.")]
pub struct Build {
    /// Files and folders of articles; `-` is standard input.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Folder of the dataset; an older dataset there is replaced in one step when the new one is whole.
    #[arg(long, short, value_name = "DIR", env = "COPYDESK_OUT")]
    out: PathBuf,
    /// TOML file with settings.
    #[arg(long, value_name = "FILE", env = "COPYDESK_CONFIG")]
    config: Option<PathBuf>,
    /// Worker threads [default: all cores].
    #[arg(long, value_name = "N", env = "COPYDESK_THREADS")]
    threads: Option<usize>,
    /// Formats to write [default: csv,parquet].
    #[arg(long, value_name = "LIST", value_delimiter = ',', env = "COPYDESK_FORMATS")]
    formats: Option<Vec<String>>,
    /// Day of publication for articles that carry none, as 2024-03-14.
    #[arg(long, value_name = "DATE", env = "COPYDESK_PUBLISHED")]
    published: Option<String>,
    /// Our field names and those of the input, as text=body,published=date.
    #[arg(long, value_name = "PAIRS", value_delimiter = ',', env = "COPYDESK_MAP")]
    map: Option<Vec<String>>,
    /// Roles of names that become mentions, as literal,metonymic [default: all but in_name].
    #[arg(long, value_name = "LIST", value_delimiter = ',', env = "COPYDESK_ROLES")]
    roles: Option<Vec<String>>,
    /// Share 0..1 of refused records over which the exit code is 1.
    #[arg(long, value_name = "SHARE", env = "COPYDESK_MAX_REJECTS")]
    max_rejects: Option<f64>,
    /// Extract every article again and keep nothing for the next run.
    #[arg(long, env = "COPYDESK_NO_CACHE")]
    no_cache: bool,
    /// Extract only this part of the articles, as 2/8 is the second of eight; `copydesk merge` makes one dataset of
    /// all parts.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// No progress and no summary.
    #[arg(long, short, env = "COPYDESK_QUIET")]
    quiet: bool,
    /// Form of log lines.
    #[arg(long, value_enum, env = "COPYDESK_LOG_FORMAT")]
    log_format: Option<LogFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    Text,
    Json,
}

impl LogFormat {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

impl Build {
    pub fn run(&self) -> Result<ExitCode> {
        let config = self.layered()?;
        let job = job(self.inputs.clone(), self.out.clone(), config, self.shard);
        let outcome = match build(&job) {
            Ok(outcome) => outcome,
            Err(error) => return failed(&job, error),
        };
        log_end(&outcome);
        if job.config.quiet != Some(true) {
            print(&if job.shard.is_some() { shard_summary(&job, &outcome) } else { summary(&job, &outcome) });
        }
        Ok(ExitCode::from(u8::from(outcome.too_many_rejects)))
    }

    /// Defaults < file < environment < flags; clap has already put flags over the environment.
    fn layered(&self) -> Result<Config> {
        let mut config = match &self.config {
            Some(path) => Config::from_file(path)?,
            None => Config::default(),
        };
        config.threads = self.threads.or(config.threads);
        config.formats = self.formats.clone().or(config.formats);
        config.roles = self.roles.clone().or(config.roles);
        config.published = self.published.clone().or(config.published);
        config.max_rejects = self.max_rejects.or(config.max_rejects);
        if self.quiet {
            config.quiet = Some(true);
        }
        if self.no_cache {
            config.cache = Some(false);
        }
        if let Some(format) = self.log_format {
            config.log_format = Some(format.name().to_owned());
        }
        for pair in self.map.iter().flatten() {
            let Some((ours, theirs)) = pair.split_once('=') else {
                let problem = format!("expected pairs as text=body, but found '{pair}'");
                return Err(Error::Config { at: "--map".to_owned(), problem });
            };
            config.map.insert(ours.trim().to_owned(), theirs.trim().to_owned());
        }
        config.validate()?;
        Ok(config)
    }
}

/// A job that logs as its configuration says, and that SIGINT and SIGTERM end.
pub(super) fn job(inputs: Vec<PathBuf>, out: PathBuf, config: Config, shard: Option<Shard>) -> Job {
    let quiet = config.quiet.unwrap_or(false);
    let json = config.log_format.as_deref() == Some("json");
    start_log(json, quiet);
    let on_terminal = std::io::stderr().is_terminal();
    let watch = match (quiet, on_terminal && !json) {
        (true, _) => Watch::Nothing,
        (false, true) => Watch::Bar,
        (false, false) => Watch::Log,
    };
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // A second signal ends the process at once, as people expect of Ctrl-C.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&stop));
        let _ = signal_hook::flag::register(signal, Arc::clone(&stop));
    }
    Job { inputs, out, config, watch, stop, shard }
}

/// The last line of a log.
pub(super) fn log_end(outcome: &Outcome) {
    let (counts, run) = (&outcome.manifest.counts, &outcome.manifest.run);
    tracing::info!(
        articles = counts.articles,
        cached_articles = run.cached_articles,
        errors = counts.errors,
        warnings = counts.warnings,
        seconds = run.seconds,
        too_many_rejects = outcome.too_many_rejects,
        "done"
    );
}

/// Where the log is for machines, so is the reason why a run stopped.
pub(super) fn failed(job: &Job, error: Error) -> Result<ExitCode> {
    if job.config.log_format.as_deref() != Some("json") {
        return Err(error);
    }
    let exit_code = error.exit_code();
    tracing::error!(exit_code, "{}", super::with_causes(&error));
    Ok(ExitCode::from(exit_code))
}

/// Quiet leaves warnings, and of a log for machines its last line.
fn start_log(json: bool, quiet: bool) {
    let level = if quiet && !json { tracing::Level::WARN } else { tracing::Level::INFO };
    let log = tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).with_target(false);
    // A log that stands already is kept.
    let _ = if json { log.json().try_init() } else { log.try_init() };
}

/// What people want to know of one part.
fn shard_summary(job: &Job, outcome: &Outcome) -> String {
    let (counts, run) = (&outcome.manifest.counts, &outcome.manifest.run);
    let shard = job.shard.map(|s| s.to_string()).unwrap_or_default();
    format!(
        "shard {shard}: {} articles in {:.1} s ({} from the cache)\nWhen all are there: copydesk merge {} … --out DIR\n",
        counts.articles,
        run.seconds,
        run.cached_articles,
        job.out.display()
    )
}

/// What people want to know at the end: rows, rejects, where to look, how to load.
pub(super) fn summary(job: &Job, outcome: &Outcome) -> String {
    let manifest = &outcome.manifest;
    let out = job.out.display();
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} articles in {:.1} s ({:.1} MB/s, {} from the cache)\n",
        manifest.counts.articles, manifest.run.seconds, manifest.run.megabytes_per_second, manifest.run.cached_articles
    );
    for table in &manifest.tables {
        let _ = writeln!(text, "  {:<16}{:>10} rows", table.name, table.rows);
    }
    if outcome.rejects.is_empty() {
        let _ = writeln!(text, "\nNothing was refused.");
    } else {
        let _ = writeln!(text, "\nRefused or read with a doubt ({out}/rejects.*):");
        for ((severity, code), n) in &outcome.rejects {
            let _ = writeln!(text, "  {severity:<8} {code:<16}{n:>10}");
        }
    }
    let ending = manifest
        .tables
        .first()
        .and_then(|t| t.files.last())
        .map_or("csv", |f| if f.path.ends_with(".parquet") { "parquet" } else { "csv" });
    let pandas = if ending == "parquet" {
        format!("pd.read_parquet('{out}/quotes.parquet', dtype_backend='pyarrow')")
    } else {
        format!("pd.read_csv('{out}/quotes.csv', keep_default_na=False, na_values=[''])")
    };
    let _ = writeln!(
        text,
        "\nData dictionary: {out}/README.md\n\
         DuckDB: SELECT * FROM '{out}/quotes.{ending}' JOIN '{out}/people.{ending}' ON speaker_id = entity_id;\n\
         pandas: {pandas}"
    );
    if outcome.too_many_rejects {
        let _ = writeln!(text, "\nMore records were refused than max_rejects allows: exit code 1.");
    }
    text
}
