//! Stage 5 of 5: rows to files, published in one step.
//!
//! [`rows`] turns byte spans into code points and joins what was resolved; [`batch`], [`csv_file`] and
//! [`parquet_file`] follow the declarations in [`tables`](crate::tables); [`publish`] swaps the folder.

pub mod batch;
pub mod csv_file;
pub mod datapackage;
pub(crate) mod digits;
pub mod entity_rows;
pub mod manifest;
pub mod metrics;
pub mod parquet_file;
pub mod publish;
pub mod rows;
pub mod table_files;

pub use rows::joined;
