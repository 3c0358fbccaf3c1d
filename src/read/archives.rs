//! zip and tar: every member read as a file of its own.
//!
//! Nothing is unpacked to disk under its own name. A member whose name leaves the archive is told of and
//! passed over, as are links and encrypted members.

use super::compressed;
use super::rejects::Refusal;
use super::session::Session;
use super::tar_file::{EntryKind, Tar};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// Reads the members of a tar stream.
///
/// # Errors
/// When the archive is damaged.
pub fn read_tar(
    session: &mut Session<'_, '_>,
    path: &str,
    input: Box<dyn BufRead + '_>,
    depth: usize,
) -> io::Result<()> {
    let mut tar = Tar::new(input);
    while let Some((name, kind, _)) = tar.next()? {
        if !count(session, path) {
            return Ok(());
        }
        let Some(member) = member_path(session, path, &name) else { continue };
        if kind != EntryKind::File {
            session.refuse(&member, None, "unsupported", "expected a file, but found a link or device in an archive");
            continue;
        }
        if is_left_out(&name) {
            continue;
        }
        let entry = tar.entry();
        read_member(session, &member, Box::new(BufReader::with_capacity(1 << 16, entry)), depth)?;
        if session.stopped {
            return Ok(());
        }
    }
    Ok(())
}

/// Reads the members of a zip file.
///
/// # Errors
/// When the archive is damaged.
pub fn read_zip(session: &mut Session<'_, '_>, path: &str, mut file: File, depth: usize) -> io::Result<()> {
    let directory = directory_bytes(&mut file)?;
    // 46 bytes a member at least: what the library will hold of it.
    if directory / 46 > session.limits().members || directory > 1 << 30 {
        session.refuse(path, None, "too_many", format!("expected at most {} members", session.limits().members));
        return Ok(());
    }
    let damaged =
        |error: &zip::result::ZipError| Refusal::new("bad_archive", format!("expected a zip archive, but {error}"));
    let mut archive = zip::ZipArchive::new(BufReader::with_capacity(1 << 16, file)).map_err(|e| damaged(&e))?;
    if archive.index_for_name("[Content_Types].xml").is_some() {
        session.refuse(path, None, "unsupported", "expected articles, but found an Office document");
        return Ok(());
    }
    // In the order of names: the order in the archive is its writer's.
    let mut order: Vec<(Vec<u8>, usize)> = archive.file_names_raw().map(<[u8]>::to_vec).zip(0..).collect();
    order.sort();
    for (name, index) in order {
        if !count(session, path) {
            return Ok(());
        }
        let name = String::from_utf8_lossy(&name).into_owned();
        if name.ends_with('/') {
            continue;
        }
        let Some(member) = member_path(session, path, &name) else { continue };
        if is_left_out(&name) {
            continue;
        }
        let entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => {
                session.refuse(
                    &member,
                    None,
                    "unsupported",
                    format!("expected a plain or deflated member, but {error}"),
                );
                continue;
            }
        };
        let packed = entry.compressed_size();
        let bounded = compressed::bounded(Box::new(entry), packed, session.limits());
        read_member(session, &member, bounded, depth)?;
        if session.stopped {
            return Ok(());
        }
    }
    Ok(())
}

/// One member; damage in it costs this member only, a bomb the whole archive.
fn read_member(
    session: &mut Session<'_, '_>,
    member: &str,
    input: Box<dyn BufRead + '_>,
    depth: usize,
) -> io::Result<()> {
    let counted = session.counted(input);
    let mut format = String::new();
    if let Err(error) = super::stream_of(session, member, member, Box::new(counted), depth + 1, None, &mut format) {
        let refusal = Refusal::of(&error);
        if session.is_spent() || refusal.code == "expansion" {
            return Err(error);
        }
        session.refuse(member, None, refusal.code, refusal.message);
    }
    Ok(())
}

/// Counts one more member; false with a reject when there are too many.
fn count(session: &mut Session<'_, '_>, path: &str) -> bool {
    session.members += 1;
    if session.members > session.limits().members {
        session.refuse(path, None, "too_many", format!("expected at most {} members", session.limits().members));
        return false;
    }
    true
}

/// The path of a member in the tables; None with a reject when it leaves the archive.
fn member_path(session: &mut Session<'_, '_>, path: &str, name: &str) -> Option<String> {
    let unified = name.replace('\\', "/");
    let is_unsafe = unified.starts_with('/')
        || unified.as_bytes().get(1) == Some(&b':')
        || unified.split('/').any(|part| part == "..")
        || unified.contains('\0');
    if is_unsafe {
        let shown: String = name.chars().take(100).flat_map(char::escape_default).collect();
        session.refuse(path, Some(&shown), "unsafe_path", "expected a name inside the archive, but it leads out of it");
        return None;
    }
    let parts: Vec<&str> = unified.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
    (!parts.is_empty()).then(|| format!("{path}/{}", parts.join("/")))
}

/// Hidden files, and what systems put into archives.
fn is_left_out(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| part.starts_with('.') && part.len() > 1 || part == "__MACOSX")
        || name.ends_with("README.md")
}

/// Size of the central directory as the end of a zip file tells.
fn directory_bytes(file: &mut File) -> io::Result<u64> {
    let size = file.seek(SeekFrom::End(0))?;
    let tail_start = size.saturating_sub(1 << 17);
    file.seek(SeekFrom::Start(tail_start))?;
    let mut tail = Vec::new();
    file.take(1 << 17).read_to_end(&mut tail)?;
    file.seek(SeekFrom::Start(0))?;
    let Some(end) = memchr::memmem::rfind(&tail, b"PK\x05\x06") else { return Ok(0) };
    let number = |at: usize, n: usize| {
        tail.get(at..at + n).map_or(0, |b| b.iter().rev().fold(0u64, |sum, x| sum << 8 | u64::from(*x)))
    };
    let small = number(end + 12, 4);
    if small == u64::from(u32::MAX)
        && let Some(wide) = memchr::memmem::rfind(&tail, b"PK\x06\x06")
    {
        return Ok(number(wide + 40, 8));
    }
    Ok(small)
}

/// A stream as a file that can be read from anywhere: for Parquet and zip inside others.
///
/// # Errors
/// `too_large` when it is larger than the limit.
pub fn spool(input: &mut dyn BufRead, limit: u64) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let written = io::copy(&mut input.take(limit + 1), &mut file)?;
    if written > limit {
        return Err(
            Refusal::new("too_large", format!("expected at most {limit} bytes of a file inside another")).into()
        );
    }
    file.rewind()?;
    Ok(file)
}
