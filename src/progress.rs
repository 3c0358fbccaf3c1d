//! What a watcher is told while a run goes on: a bar on a terminal, log lines elsewhere, or nothing.

use indicatif::{ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// A bar on standard error.
    Bar,
    /// A log line every few seconds.
    Log,
    /// Nothing.
    Nothing,
}

/// Seconds between log lines.
const EVERY: Duration = Duration::from_secs(10);

/// Progress of one run; shared by all threads.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    logs: bool,
    started: Instant,
    last_log: AtomicU64,
    articles: AtomicU64,
    bytes: AtomicU64,
    rejects: AtomicU64,
    total_bytes: u64,
}

impl Progress {
    /// Starts; `total_bytes` is the size of all inputs.
    #[must_use]
    pub fn start(watch: Watch, total_bytes: u64) -> Self {
        let bar = (watch == Watch::Bar).then(|| {
            let bar = ProgressBar::new(total_bytes);
            let style = "{spinner} {wide_bar} {bytes}/{total_bytes}  {bytes_per_sec}  {msg}  {eta} left";
            bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            bar,
            logs: watch == Watch::Log,
            started: Instant::now(),
            last_log: AtomicU64::new(0),
            articles: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            rejects: AtomicU64::new(0),
            total_bytes,
        }
    }

    /// A batch is done; `bytes` as they lie on disk.
    pub fn advance(&self, articles: u64, bytes: u64, rejects: u64) {
        let articles = self.articles.fetch_add(articles, Ordering::Relaxed) + articles;
        let rejects = self.rejects.fetch_add(rejects, Ordering::Relaxed) + rejects;
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if let Some(bar) = &self.bar {
            bar.set_position(bytes.min(self.total_bytes));
            bar.set_message(format!("{articles} articles, {rejects} rejects"));
        }
        if self.logs {
            let now = self.started.elapsed().as_secs();
            let last = self.last_log.load(Ordering::Relaxed);
            if now >= last + EVERY.as_secs()
                && self.last_log.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
            {
                tracing::info!(articles, rejects, bytes, total_bytes = self.total_bytes, seconds = now, "reading");
            }
        }
    }

    /// A stage begins.
    pub fn stage(&self, name: &'static str) {
        if let Some(bar) = &self.bar {
            bar.set_message(name);
        }
        if self.logs {
            tracing::info!(stage = name, seconds = self.started.elapsed().as_secs(), "stage");
        }
    }

    /// The run is over.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
