//! Why a run stops. A bad article never does: it is a row of `rejects`.

use std::io;
use std::path::PathBuf;

/// `Result` with this crate's [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a run stops.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input that was named is not there or cannot be listed.
    #[error("cannot read input {}", path.display())]
    Input {
        /// As it was named.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A table or file of the dataset cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// File it was meant for.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The configuration is malformed or contradicts itself.
    #[error("{at}: {problem}")]
    Config {
        /// File, variable or flag.
        at: String,
        /// What was expected, and what was found.
        problem: String,
    },
    /// A dataset that was to be read is not one.
    #[error("{}: {problem}", path.display())]
    Dataset {
        /// File or folder.
        path: PathBuf,
        /// What was expected, and what was found.
        problem: String,
    },
    /// Another run holds the output folder.
    #[error("{} is locked by {holder}; wait for it to end or choose another --out", path.display())]
    Locked {
        /// The output folder.
        path: PathBuf,
        /// Process that holds it, as far as it told.
        holder: String,
    },
    /// The run was asked to stop.
    #[error("stopped by a signal; the old dataset is untouched")]
    Interrupted,
    /// Arrow or Parquet refused something; a bug of ours or a full disk.
    #[error("cannot write {}: {problem}", path.display())]
    Parquet {
        /// File it was meant for.
        path: PathBuf,
        /// What the library said.
        problem: String,
    },
}

impl Error {
    /// Exit code: 2 not done, 75 try again later (as `sysexits.h` has it).
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Locked { .. } => 75,
            _ => 2,
        }
    }
}
