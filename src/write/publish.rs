//! From a staged folder to the published dataset, in one step, and one run at a time.
//!
//! Beside `output` stands `.output.copydesk`: the lock, the staged dataset and the cache. A
//! dataset is written there, synced, and exchanged with the old one by one rename, so that a run
//! that dies at any moment leaves the old dataset or the new one, whole. Files in the old
//! folder that are not copydesk's are linked into the new one.

use crate::error::{Error, Result};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Names that a dataset folder may hold besides its tables.
const OWN_FILES: &[&str] = &[
    "README.md",
    "manifest.json",
    "datapackage.json",
    "schema.sql",
    "dtypes.json",
    "copydesk.prom",
    "report.html",
    // of a shard
    "articles.pack",
    "shard.index",
];

/// The folder beside the output, locked for as long as this lives.
#[derive(Debug)]
pub struct Workplace {
    out: PathBuf,
    folder: PathBuf,
    _lock: File,
}

impl Workplace {
    /// Makes the folder, takes the lock, and clears away what a run that died left behind.
    ///
    /// # Errors
    /// [`Error::Locked`] when another run holds it, [`Error::Write`] when the parent folder takes no files,
    /// [`Error::Dataset`] when `out` is a folder of something else.
    pub fn enter(out: &Path) -> Result<Self> {
        let out = std::path::absolute(out).map_err(|source| Error::Write { path: out.to_owned(), source })?;
        refuse_foreign(&out)?;
        let name = out.file_name().map_or_else(|| "root".to_owned(), |n| n.to_string_lossy().into_owned());
        let folder = out.parent().unwrap_or(Path::new("/")).join(format!(".{name}.copydesk"));
        fs::create_dir_all(&folder).map_err(|source| Error::Write { path: folder.clone(), source })?;
        let path = folder.join("lock");
        let failed = |source| Error::Write { path: path.clone(), source };
        let mut lock =
            File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = lock.read_to_string(&mut holder);
                let holder = if holder.is_empty() { "another run".to_owned() } else { holder.trim().to_owned() };
                return Err(Error::Locked { path: out, holder });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        lock.set_len(0).and_then(|()| lock.rewind()).map_err(failed)?;
        write!(lock, "process {}", std::process::id()).map_err(failed)?;
        let here = Self { out, folder, _lock: lock };
        here.bring_back().map_err(|source| Error::Write { path: here.out.clone(), source })?;
        here.sweep();
        Ok(here)
    }

    /// Where the cache is kept.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An empty folder on the same file system, to write the dataset into.
    ///
    /// # Errors
    /// [`Error::Write`] when it cannot be made.
    pub fn stage(&self) -> Result<PathBuf> {
        let stage = self.folder.join(format!("stage-{}", std::process::id()));
        fs::create_dir(&stage).map_err(|source| Error::Write { path: stage.clone(), source })?;
        Ok(stage)
    }

    /// Makes the staged folder the dataset. Afterwards the old one is gone.
    ///
    /// # Errors
    /// [`Error::Write`]; the old dataset is then untouched.
    pub fn publish(&self, stage: &Path) -> Result<()> {
        let failed = |source| Error::Write { path: self.out.clone(), source };
        if self.out.is_dir() {
            carry_over(&self.out, stage, true).map_err(failed)?;
        }
        sync_folder(stage).map_err(failed)?;
        if self.out.is_dir() {
            exchange(stage, &self.out).map_err(failed)?;
        } else {
            fs::rename(stage, &self.out).map_err(failed)?;
        }
        if let Some(parent) = self.out.parent() {
            sync_folder(parent).map_err(failed)?;
        }
        self.sweep();
        Ok(())
    }

    /// Where folders cannot be exchanged in one step, a run may have died between the two renames: the old dataset
    /// then stands aside and goes back to its place.
    fn bring_back(&self) -> io::Result<()> {
        if self.out.exists() {
            return Ok(());
        }
        let mut aside: Vec<PathBuf> = fs::read_dir(&self.folder)?.flatten().map(|e| e.path()).collect();
        aside.retain(|path| path.extension().is_some_and(|e| e == "old") && path.join("manifest.json").exists());
        aside.sort();
        aside.last().map_or(Ok(()), |path| fs::rename(path, &self.out))
    }

    /// Removes staged folders; they are this run's or of runs that died.
    pub fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with("stage-") {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// Whether a name is one that copydesk writes.
fn is_own(name: &str) -> bool {
    OWN_FILES.contains(&name)
        || name.rsplit_once('.').is_some_and(|(stem, ending)| {
            matches!(ending, "csv" | "parquet") && crate::tables::all().iter().any(|t| t.name == stem)
        })
}

/// A folder with files but none of ours is somebody's; writing there would be a mistake.
fn refuse_foreign(out: &Path) -> Result<()> {
    if out.is_file() {
        let problem = "expected a folder for the dataset, but found a file".to_owned();
        return Err(Error::Dataset { path: out.to_owned(), problem });
    }
    let Ok(entries) = fs::read_dir(out) else { return Ok(()) };
    let names: Vec<String> = entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    if names.iter().any(|n| !n.starts_with('.')) && !names.iter().any(|n| is_own(n)) {
        let problem = "expected an empty folder or a dataset of copydesk, but found other files; choose another --out";
        return Err(Error::Dataset { path: out.to_owned(), problem: problem.to_owned() });
    }
    Ok(())
}

/// Links what is not ours from the old folder into the new one.
fn carry_over(from: &Path, to: &Path, is_top: bool) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if is_top && is_own(&name.to_string_lossy()) {
            continue;
        }
        let target = to.join(&name);
        let kind = entry.file_type()?;
        if kind.is_dir() {
            fs::create_dir(&target)?;
            carry_over(&entry.path(), &target, false)?;
        } else if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(entry.path())?, &target)?;
        } else if fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Exchanges two folders in one step; where the file system cannot, by two renames.
fn exchange(stage: &Path, out: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, stage, CWD, out, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            let aside = stage.with_extension("old");
            fs::rename(out, &aside)?;
            fs::rename(stage, out).inspect_err(|_| {
                let _ = fs::rename(&aside, out);
            })?;
            fs::remove_dir_all(aside)
        }
        Err(error) => Err(error.into()),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Writes a small file of the dataset, synced.
///
/// # Errors
/// [`Error::Write`] when the disk is full.
pub fn small_file(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    let failed = |source| Error::Write { path: path.clone(), source };
    let mut file = File::create(&path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_is_exchanged_and_foreign_files_are_kept() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("output");
        fs::create_dir_all(out.join("notes")).unwrap();
        fs::write(out.join("README.md"), "old").unwrap();
        fs::write(out.join("people.csv"), "old").unwrap();
        fs::write(out.join("notes/mine.txt"), "mine").unwrap();
        let here = Workplace::enter(&out).unwrap();
        let stage = here.stage().unwrap();
        small_file(&stage, "README.md", "new").unwrap();
        here.publish(&stage).unwrap();
        assert_eq!(fs::read_to_string(out.join("README.md")).unwrap(), "new");
        assert_eq!(fs::read_to_string(out.join("notes/mine.txt")).unwrap(), "mine");
        assert!(!out.join("people.csv").exists() && !stage.exists());
    }

    #[test]
    fn a_dataset_that_stood_aside_when_a_run_died_comes_back() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("output");
        let aside = root.path().join(".output.copydesk/stage-1.old");
        fs::create_dir_all(&aside).unwrap();
        fs::write(aside.join("manifest.json"), "whole").unwrap();
        let _here = Workplace::enter(&out).unwrap();
        assert_eq!(fs::read_to_string(out.join("manifest.json")).unwrap(), "whole");
        assert!(!aside.exists());
    }

    #[test]
    fn a_second_run_is_told_who_holds_the_lock() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("output");
        let _first = Workplace::enter(&out).unwrap();
        let error = Workplace::enter(&out).unwrap_err();
        assert_eq!(error.exit_code(), 75);
        assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    }

    #[test]
    fn a_folder_of_something_else_is_refused() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("thesis.doc"), "x").unwrap();
        assert!(matches!(Workplace::enter(root.path()), Err(Error::Dataset { .. })));
    }
}
