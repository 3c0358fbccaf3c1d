//! Files that every worker can see: cut into tasks, and each task extracted by itself.
//!
//! In: files and folders. Out: [`Task`]s of about equal size. A large file is cut by
//! [`Shard`]: every task reads it through, which is cheap, and extracts only its part.

use super::extracted::Batches;
use crate::config::ExtractOptions;
use crate::error::Result;
use crate::pipeline::{self, Shard};
use crate::read::{self, Item, SourceFile};
use arrow::array::RecordBatch;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which file.
    pub file: SourceFile,
    /// Which of its records.
    pub shard: Option<Shard>,
}

/// What one task reads.
pub type Task = Vec<Part>;

/// Cuts inputs into tasks of about `bytes` on disk each: small files together, large files by record.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) when an input is not there.
pub fn tasks(inputs: &[PathBuf], bytes: u64) -> Result<Vec<Task>> {
    let bytes = bytes.max(1);
    let mut tasks = Vec::new();
    let (mut small, mut weight) = (Task::new(), 0);
    for file in read::find(inputs)? {
        // A file costs something even when it is empty.
        let size = file.bytes + 4096;
        let of = u32::try_from(size.div_ceil(bytes)).unwrap_or(u32::MAX);
        if of > 1 {
            tasks.extend((1..=of).map(|no| vec![Part { file: file.clone(), shard: Shard::new(no, of) }]));
            continue;
        }
        if weight + size > bytes && !small.is_empty() {
            tasks.push(std::mem::take(&mut small));
            weight = 0;
        }
        weight += size;
        small.push(Part { file, shard: None });
    }
    if !small.is_empty() {
        tasks.push(small);
    }
    Ok(tasks)
}

/// Rows in a batch at most; an article of 3 kB with all that is found in it takes about 30 kB.
const ROWS: usize = 128;

/// Extracts one task, handing on [nested](Batches::nested) batches as they fill.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) when a file vanished.
pub fn run(
    task: &[Part],
    options: &ExtractOptions,
    sink: &mut dyn FnMut(RecordBatch) -> ControlFlow<()>,
) -> Result<()> {
    let mut batches = Batches::default();
    let mut stopped = false;
    for part in task {
        let mut take = |item: Item| {
            if part.shard.is_some_and(|shard| !shard.holds(&item)) {
                return ControlFlow::Continue(());
            }
            match item {
                Item::Reject(reject) => batches.refuse(&[reject]),
                Item::Article(raw) => {
                    let mut rejects = Vec::new();
                    match pipeline::article(*raw, options, &mut rejects) {
                        Some(extracted) => batches.add(&extracted),
                        None => batches.refuse(&rejects),
                    }
                }
            }
            if batches.len() >= ROWS && sink(std::mem::take(&mut batches).nested()).is_break() {
                stopped = true;
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        read::read(&part.file, options, &mut take)?;
        if stopped {
            return Ok(());
        }
    }
    if !batches.is_empty() {
        let _ = sink(batches.nested());
    }
    Ok(())
}
