//! The steps of an engine on its own batches: `copydesk::engine` with Python's Arrow.

use crate::errors::{ConfigError, raise};
use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::Schema;
use arrow_pyarrow::PyArrowType;
use copydesk::config::{Config, ExtractOptions};
use copydesk::engine::extracted::{Batches, nested_schema};
use copydesk::engine::files::{self, Part};
use copydesk::engine::{articles, columns, duplicates, finished, forms, quotes};
use copydesk::pipeline::{self, Shard};
use copydesk::read::SourceFile;
use copydesk::tables;
use copydesk::write::batch::plain_schema;
use copydesk::write::parquet_file::{Encoded, encoded};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};

type Arrow = PyArrowType<RecordBatch>;
/// Path, path in the tables, bytes, number of the part, number of parts (0: the whole file).
type Planned = (PathBuf, String, u64, u32, u32);

/// What extraction depends on, from the JSON of a `Config`.
pub fn options(config: &str) -> PyResult<ExtractOptions> {
    let config: Config = serde_json::from_str(config).map_err(|e| ConfigError::new_err(format!("options: {e}")))?;
    config.validate().and_then(|()| config.extract_options()).map_err(|e| raise(&e))
}

fn dict<'py>(py: Python<'py>, batches: Vec<(&'static str, RecordBatch)>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, batch) in batches {
        dict.set_item(name, PyArrowType(batch))?;
    }
    Ok(dict)
}

fn batches_of(batch: &RecordBatch, options: &ExtractOptions) -> copydesk::Result<Batches> {
    let mut batches = Batches::default();
    let mut rejects = Vec::new();
    let raws = articles::articles(batch, options, &mut rejects)?;
    batches.refuse(&rejects);
    for raw in raws {
        rejects.clear();
        match pipeline::article(raw, options, &mut rejects) {
            Some(extracted) => batches.add(&extracted),
            None => batches.refuse(&rejects),
        }
    }
    Ok(batches)
}

#[pyfunction]
fn extract<'py>(py: Python<'py>, batch: Arrow, config: &str) -> PyResult<Bound<'py, PyDict>> {
    let options = options(config)?;
    let flat = py.detach(|| batches_of(&batch.0, &options).map(|b| b.flat())).map_err(|e| raise(&e))?;
    dict(py, flat)
}

#[pyfunction]
fn extract_nested(py: Python<'_>, batch: Arrow, config: &str) -> PyResult<Arrow> {
    let options = options(config)?;
    py.detach(|| batches_of(&batch.0, &options).map(|b| PyArrowType(b.nested()))).map_err(|e| raise(&e))
}

/// Cuts inputs into tasks of about `bytes` each.
#[pyfunction]
fn tasks(py: Python<'_>, inputs: Vec<PathBuf>, bytes: u64) -> PyResult<Vec<Vec<Planned>>> {
    let tasks = py.detach(|| files::tasks(&inputs, bytes)).map_err(|e| raise(&e))?;
    let planned = |part: Part| {
        let (no, of) = part.shard.map_or((0, 0), Shard::numbers);
        (part.file.path, part.file.source_path, part.file.bytes, no, of)
    };
    Ok(tasks.into_iter().map(|task| task.into_iter().map(planned).collect()).collect())
}

/// One task being extracted by a thread of its own; a reader that goes away stops it.
#[pyclass]
struct Task {
    batches: Mutex<Receiver<copydesk::Result<RecordBatch>>>,
}

#[pymethods]
impl Task {
    #[new]
    fn new(parts: Vec<Planned>, config: &str) -> PyResult<Self> {
        let options = options(config)?;
        let task: Vec<Part> = parts
            .into_iter()
            .map(|(path, source_path, bytes, no, of)| Part {
                file: SourceFile { path, source_path, bytes },
                shard: Shard::new(no, of),
            })
            .collect();
        let (give, batches) = sync_channel(1);
        std::thread::spawn(move || {
            let mut sink = |batch| match give.send(Ok(batch)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            };
            if let Err(error) = files::run(&task, &options, &mut sink) {
                let _ = give.send(Err(error));
            }
        });
        Ok(Self { batches: Mutex::new(batches) })
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Arrow>> {
        let next = py.detach(|| self.batches.lock().ok().and_then(|b| b.recv().ok()));
        next.transpose().map(|batch| batch.map(PyArrowType)).map_err(|e| raise(&e))
    }
}

/// Name forms being added up.
#[pyclass]
#[derive(Default)]
struct Forms {
    forms: forms::Forms,
}

#[pymethods]
impl Forms {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    fn add(&mut self, py: Python<'_>, batch: Arrow) -> PyResult<()> {
        py.detach(|| self.forms.add(&batch.0)).map_err(|e| raise(&e))
    }

    fn __len__(&self) -> usize {
        self.forms.len()
    }

    fn batch(&self, py: Python<'_>) -> Arrow {
        PyArrowType(py.detach(|| self.forms.batch()))
    }

    fn resolve<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let forms = std::mem::take(&mut self.forms);
        let resolved = py.detach(|| forms.resolve());
        dict(py, resolved)
    }
}

#[pyfunction]
fn post(py: Python<'_>, sketches: Arrow, buckets: u32) -> PyResult<Arrow> {
    py.detach(|| duplicates::post(&sketches.0, buckets, true)).map(PyArrowType).map_err(|e| raise(&e))
}

/// Articles by the sketch values that they have.
#[pyclass]
#[derive(Default)]
struct Postings {
    postings: duplicates::Postings,
}

#[pymethods]
impl Postings {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    fn add(&mut self, py: Python<'_>, batch: Arrow) -> PyResult<()> {
        py.detach(|| self.postings.add(&batch.0)).map_err(|e| raise(&e))
    }

    fn alike(&mut self, py: Python<'_>) -> Arrow {
        let postings = std::mem::take(&mut self.postings);
        PyArrowType(py.detach(|| postings.alike()))
    }
}

/// Quotes by how they begin and end.
#[pyclass]
#[derive(Default)]
struct Sayings {
    sayings: quotes::Sayings,
}

#[pymethods]
impl Sayings {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    fn add(&mut self, py: Python<'_>, batch: Arrow) -> PyResult<()> {
        py.detach(|| self.sayings.add(&batch.0)).map_err(|e| raise(&e))
    }

    fn edges(&mut self, py: Python<'_>) -> Arrow {
        let sayings = std::mem::take(&mut self.sayings);
        PyArrowType(py.detach(|| sayings.edges()))
    }
}

#[pyfunction]
fn leads(py: Python<'_>, batches: Vec<Arrow>) -> PyResult<Arrow> {
    let batches: Vec<RecordBatch> = batches.into_iter().map(|b| b.0).collect();
    py.detach(|| quotes::leads(&batches)).map(PyArrowType).map_err(|e| raise(&e))
}

#[pyfunction]
fn compare(py: Python<'_>, batch: Arrow) -> PyResult<Arrow> {
    py.detach(|| duplicates::compare(&batch.0)).map(PyArrowType).map_err(|e| raise(&e))
}

#[pyfunction]
fn gather<'py>(py: Python<'py>, batches: Vec<Arrow>) -> PyResult<Bound<'py, PyDict>> {
    let batches: Vec<RecordBatch> = batches.into_iter().map(|b| b.0).collect();
    let found = py.detach(|| duplicates::gather(&batches)).map_err(|e| raise(&e))?;
    dict(py, found)
}

/// What rows of parts look up.
#[pyclass(frozen)]
struct Known {
    known: finished::Known,
}

#[pymethods]
impl Known {
    #[new]
    fn new(forms: Arrow, clusters: Arrow, leads: Arrow) -> PyResult<Self> {
        let known = finished::Known::new(&forms.0, &clusters.0, &leads.0).map_err(|e| raise(&e))?;
        Ok(Self { known })
    }

    fn finish(&self, py: Python<'_>, table: &str, rows: Arrow) -> PyResult<Arrow> {
        py.detach(|| self.known.finish(table, &rows.0)).map(PyArrowType).map_err(|e| raise(&e))
    }
}

/// The row of each id (the column of `ids`) among the sorted ids of `keys`; NULL where there is none.
#[pyfunction]
fn look_up(py: Python<'_>, keys: Arrow, ids: Arrow) -> PyResult<Arrow> {
    let column = |batch: &RecordBatch| {
        let column = batch.columns().first().and_then(|c| c.as_string_opt::<i32>()).cloned();
        column.ok_or_else(|| ConfigError::new_err("batch: expected a column of text"))
    };
    let (keys, ids) = (column(&keys.0)?, column(&ids.0)?);
    let rows = py.detach(|| finished::look_up(&keys, &ids));
    RecordBatch::try_from_iter([("row", Arc::new(rows) as ArrayRef)])
        .map(PyArrowType)
        .map_err(|e| ConfigError::new_err(e.to_string()))
}

/// Rejects of articles whose id another one has: `article_id`, `source_path`, `raw_hash`, `kept_path`.
#[pyfunction]
fn duplicate_ids(batch: Arrow) -> PyResult<Arrow> {
    let text = |name| columns::texts(&batch.0, name).map_err(|e| raise(&e));
    let (ids, paths, hashes, kept) = (text("article_id")?, text("source_path")?, text("raw_hash")?, text("kept_path")?);
    let rejects: Vec<_> = (0..batch.0.num_rows())
        .map(|row| {
            let source = (paths.value(row).to_owned(), hashes.value(row).to_owned());
            copydesk::write::rows::reject(&pipeline::duplicate(ids.value(row), source, kept.value(row)))
        })
        .collect();
    Ok(PyArrowType(forms::of(&tables::rejects::REJECTS, &rejects)))
}

/// Columns of a table that are written as dictionaries, those that are written as differences, and those that are written by
/// what they begin with.
#[pyfunction]
fn encodings(table: &str) -> [Vec<&'static str>; 3] {
    let Some(table) = tables::all().into_iter().find(|t| t.name == table) else { return Default::default() };
    let with = |how: Encoded| table.columns.iter().filter(|c| encoded(&table, c) == how).map(|c| c.name).collect();
    [with(Encoded::Dictionary), with(Encoded::Differences), with(Encoded::Beginnings)]
}

/// The schema of every step and of every table.
#[pyfunction]
fn schemas(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    let set = |name: &str, schema: &Schema| dict.set_item(name, PyArrowType(schema.clone()));
    set("nested", &nested_schema())?;
    set("sifted", &duplicates::sifted_schema())?;
    set("related", &duplicates::related_schema())?;
    for table in tables::all() {
        set(table.name, &plain_schema(&table))?;
    }
    Ok(dict)
}

pub fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Task>()?;
    module.add_class::<Forms>()?;
    module.add_class::<Postings>()?;
    module.add_class::<Sayings>()?;
    module.add_class::<Known>()?;
    module.add_function(wrap_pyfunction!(leads, module)?)?;
    module.add_function(wrap_pyfunction!(extract, module)?)?;
    module.add_function(wrap_pyfunction!(extract_nested, module)?)?;
    module.add_function(wrap_pyfunction!(tasks, module)?)?;
    module.add_function(wrap_pyfunction!(post, module)?)?;
    module.add_function(wrap_pyfunction!(compare, module)?)?;
    module.add_function(wrap_pyfunction!(gather, module)?)?;
    module.add_function(wrap_pyfunction!(look_up, module)?)?;
    module.add_function(wrap_pyfunction!(duplicate_ids, module)?)?;
    module.add_function(wrap_pyfunction!(encodings, module)?)?;
    module.add_function(wrap_pyfunction!(schemas, module)?)
}
