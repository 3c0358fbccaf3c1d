//! `copydesk._native`: what the Python package calls.
//!
//! Arrow comes in and goes out without being copied; the interpreter is free while Rust works. The
//! package around it (`python/copydesk/`) holds the public names, their documentation and the engines.

mod engine;
mod errors;
mod run;

use pyo3::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    errors::add(module)?;
    engine::add(module)?;
    run::add(module)
}
