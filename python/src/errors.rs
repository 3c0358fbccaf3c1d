//! Errors of the crate as Python exceptions, all of them `CopydeskError`s.

use copydesk::Error;
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

create_exception!(copydesk, CopydeskError, PyException, "Why copydesk stopped.");
create_exception!(copydesk, InputError, CopydeskError, "An input is not there or cannot be read.");
create_exception!(copydesk, WriteError, CopydeskError, "A file of the dataset cannot be written.");
create_exception!(copydesk, ConfigError, CopydeskError, "An option or a column is not what is expected.");
create_exception!(
    copydesk,
    DatasetError,
    CopydeskError,
    "A dataset, shard or stored article is damaged or of another version."
);
create_exception!(copydesk, LockedError, CopydeskError, "Another run holds the output folder; try again later.");

/// An error with its causes in one line.
pub fn raise(error: &Error) -> PyErr {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    match error {
        Error::Input { .. } => InputError::new_err(text),
        Error::Write { .. } | Error::Parquet { .. } => WriteError::new_err(text),
        Error::Config { .. } => ConfigError::new_err(text),
        Error::Dataset { .. } => DatasetError::new_err(text),
        Error::Locked { .. } => LockedError::new_err(text),
        _ => CopydeskError::new_err(text),
    }
}

pub fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("CopydeskError", py.get_type::<CopydeskError>())?;
    module.add("InputError", py.get_type::<InputError>())?;
    module.add("WriteError", py.get_type::<WriteError>())?;
    module.add("ConfigError", py.get_type::<ConfigError>())?;
    module.add("DatasetError", py.get_type::<DatasetError>())?;
    module.add("LockedError", py.get_type::<LockedError>())
}
