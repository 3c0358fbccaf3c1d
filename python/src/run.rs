//! Whole runs, as the command line makes them, and the pages beside a dataset.

use crate::errors::{ConfigError, raise};
use copydesk::config::Config;
use copydesk::pipeline::{self, Job, Outcome};
use copydesk::progress::Watch;
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Runs in a thread of its own, so that Ctrl-C is heard: the run then ends and touches nothing.
fn watched(py: Python<'_>, job: Job, run: fn(&Job) -> copydesk::Result<Outcome>) -> PyResult<String> {
    let stop = Arc::clone(&job.stop);
    let worker = std::thread::spawn(move || run(&job));
    let mut interrupted = None;
    while !worker.is_finished() {
        py.detach(|| std::thread::sleep(Duration::from_millis(20)));
        if let Err(signal) = py.check_signals() {
            stop.store(true, Ordering::Relaxed);
            interrupted = Some(signal);
        }
    }
    let outcome = worker.join().map_err(|_| crate::errors::CopydeskError::new_err("the run broke off"))?;
    match (interrupted, outcome) {
        (Some(signal), _) => Err(signal),
        (None, Err(error)) => Err(raise(&error)),
        (None, Ok(outcome)) => serde_json::to_string(&(&outcome.manifest, outcome.too_many_rejects))
            .map_err(|e| crate::errors::CopydeskError::new_err(e.to_string())),
    }
}

fn job(inputs: Vec<PathBuf>, out: PathBuf, config: &str, shard: Option<&str>) -> PyResult<Job> {
    let config: Config = serde_json::from_str(config).map_err(|e| ConfigError::new_err(format!("options: {e}")))?;
    config.validate().map_err(|e| raise(&e))?;
    let shard = shard.map(str::parse).transpose().map_err(|e: String| ConfigError::new_err(format!("shard: {e}")))?;
    Ok(Job { inputs, out, config, watch: Watch::Nothing, stop: Arc::new(AtomicBool::new(false)), shard })
}

/// The manifest as JSON, and whether too many records were refused.
#[pyfunction]
#[pyo3(signature = (inputs, out, config, shard=None))]
fn build(py: Python<'_>, inputs: Vec<PathBuf>, out: PathBuf, config: &str, shard: Option<&str>) -> PyResult<String> {
    watched(py, job(inputs, out, config, shard)?, pipeline::build)
}

#[pyfunction]
fn merge(py: Python<'_>, parts: Vec<PathBuf>, out: PathBuf, config: &str) -> PyResult<String> {
    watched(py, job(parts, out, config, None)?, pipeline::merge)
}

/// The data dictionary and the SQL schema.
#[pyfunction]
fn pages() -> (String, String) {
    (copydesk::tables::schema::markdown(), copydesk::tables::schema::sql())
}

/// Versions of the tool, the rules, the gazetteer and the model, and whom to name, as JSON.
#[pyfunction]
fn versions() -> String {
    let tool = copydesk::write::manifest::Versions::current();
    let value = (tool, copydesk::tables::SCHEMA_VERSION, copydesk::write::manifest::attribution());
    serde_json::to_string(&value).unwrap_or_default()
}

pub fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(build, module)?)?;
    module.add_function(wrap_pyfunction!(merge, module)?)?;
    module.add_function(wrap_pyfunction!(pages, module)?)?;
    module.add_function(wrap_pyfunction!(versions, module)?)
}
