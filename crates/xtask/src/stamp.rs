//! Whether something was made from what is here now: a number over its inputs, kept beside it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A number over files: their names, in order, and what is in them. Folders with a name in `skipped` are left out.
pub(crate) fn of_files(root: &Path, skipped: &[&str]) -> Result<u64> {
    let mut files = Vec::new();
    collect(root, skipped, &mut files)?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files {
        path.strip_prefix(root)?.hash(&mut hasher);
        read(&path)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// A number over values.
pub(crate) fn of(values: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    values.hash(&mut hasher);
    hasher.finish()
}

/// What is in a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| path.display().to_string())
}

/// Whether the stamp in this file is this one.
pub(crate) fn is_current(file: &Path, stamp: u64) -> bool {
    std::fs::read_to_string(file).is_ok_and(|text| text == stamp.to_string())
}

/// Puts the stamp down. The last thing that is done: what was cut off is begun anew.
pub(crate) fn put(file: &Path, stamp: u64) -> Result<()> {
    std::fs::write(file, stamp.to_string()).with_context(|| file.display().to_string())
}

fn collect(folder: &Path, skipped: &[&str], files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_file() {
            files.push(entry.path());
        } else if kind.is_dir() && !skipped.iter().any(|name| entry.file_name() == *name) {
            collect(&entry.path(), skipped, files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that goes with its test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("lianxin-stamp-{name}-{}", std::process::id()));
            std::fs::create_dir_all(folder.join("src/dist")).unwrap();
            Self(folder)
        }

        fn write(&self, name: &str, text: &str) {
            std::fs::write(self.0.join(name), text).unwrap();
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_number_follows_names_and_contents_of_what_is_not_skipped() {
        let folder = Folder::new("files");
        folder.write("src/one.ts", "1");
        let number = || of_files(&folder.0, &["dist"]).unwrap();
        let before = number();
        folder.write("src/dist/made.js", "2");
        assert_eq!(number(), before, "what is made is no source");
        folder.write("src/one.ts", "2");
        let changed = number();
        assert_ne!(changed, before);
        std::fs::rename(folder.0.join("src/one.ts"), folder.0.join("src/two.ts")).unwrap();
        assert_ne!(number(), changed);
        folder.write("three.ts", "");
        assert_ne!(number(), changed);
    }

    #[test]
    fn a_stamp_is_current_until_it_is_another() {
        let folder = Folder::new("stamp");
        let file = folder.0.join("stamp");
        assert!(!is_current(&file, 7));
        put(&file, 7).unwrap();
        assert!(is_current(&file, 7) && !is_current(&file, 8));
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
    }
}
