//! `cargo xtask tidy`: what neither the compiler nor clippy sees.

mod dead;
mod words;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::console::{Console, Outcome};
use crate::workspace::Workspace;

/// Folders that are not the project's own text.
const SKIPPED: [&str; 6] = [".git", "dist", "node_modules", "pkg", "target", "test-results"];
/// What is read, by the end of its name.
const TEXT: [&str; 17] = [
    ".css", ".csv", ".html", ".js", ".json", ".kt", ".md", ".mjs", ".proto", ".py", ".rs", ".sh", ".sql", ".swift",
    ".toml", ".ts", ".vue",
];

/// One text of the repository.
#[derive(Debug)]
struct File {
    /// From the root, with `/`.
    path: String,
    text: String,
}

/// Checks all of the project's texts.
pub(crate) fn run(workspace: &Workspace, console: &Console) -> Result<Outcome> {
    let faults = faults(workspace)?;
    console.faults(&faults);
    Ok(Outcome::of_faults("tidy", &faults))
}

/// A workspace of its own within this one.
const FUZZ: &str = "tests/fuzz/Cargo.toml";

fn faults(workspace: &Workspace) -> Result<Vec<String>> {
    let files = read(workspace.root())?;
    let all = workspace.metadata(&["--no-deps"])?;
    // It lies in the folder of one that is in the workspace.
    let fuzz = workspace.metadata(&["--no-deps", "--manifest-path", FUZZ])?;
    let packages = [all.workspace_packages(), fuzz.workspace_packages()].concat();
    let roots: Vec<String> = packages
        .iter()
        .flat_map(|package| &package.targets)
        .filter_map(|target| target.src_path.strip_prefix(workspace.root()).ok())
        .map(|path| path.as_str().replace('\\', "/"))
        .collect();
    let folders: Vec<String> = packages
        .iter()
        .filter_map(|package| package.manifest_path.parent()?.strip_prefix(workspace.root()).ok())
        .map(|path| format!("{}/", path.as_str().replace('\\', "/")))
        .collect();
    let mut faults = dead::faults(&files, &roots, &folders);
    faults.extend(files.iter().flat_map(words::faults));
    Ok(faults)
}

fn read(root: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type()?;
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
                folders.push(entry.path());
            } else if kind.is_file() && TEXT.iter().any(|end| name.ends_with(end)) {
                let bytes = std::fs::read(entry.path()).with_context(|| entry.path().display().to_string())?;
                let path = entry.path().strip_prefix(root)?.to_string_lossy().replace('\\', "/");
                // A roster in GB 18030 among the test files is text as well.
                files.push(File { path, text: String::from_utf8_lossy(&bytes).into_owned() });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        assert_eq!(faults(&Workspace::open().unwrap()).unwrap(), Vec::<String>::new());
    }
}
