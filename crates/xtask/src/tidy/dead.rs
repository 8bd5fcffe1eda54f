//! Files that nothing uses: Rust that no `mod` reaches, SQL and wire schema that no Rust names.

use std::collections::{BTreeMap, BTreeSet};

use super::File;

/// Files that nothing uses, of the crates in `folders` (each ends in `/`), whose targets begin at `roots`.
pub(super) fn faults(files: &[File], roots: &[String], folders: &[String]) -> Vec<String> {
    let texts: BTreeMap<&str, &str> = files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    let reached = reached(&texts, roots);
    let is_dead = |file: &&File| {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        if name.ends_with(".rs") {
            folders.iter().any(|folder| file.path.starts_with(folder)) && !reached.contains(file.path.as_str())
        } else if name.ends_with(".sql") || name.ends_with(".proto") {
            !files.iter().any(|other| other.path.ends_with(".rs") && other.text.contains(name))
        } else {
            false
        }
    };
    files.iter().filter(is_dead).map(|file| format!("{}: nothing uses it", file.path)).collect()
}

/// Every Rust file that the compiler would read, from the roots on.
fn reached<'a>(texts: &BTreeMap<&'a str, &'a str>, roots: &[String]) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<(String, bool)> = roots.iter().map(|root| (root.clone(), true)).collect();
    while let Some((path, is_root)) = next.pop() {
        let Some((&path, text)) = texts.get_key_value(path.as_str()) else { continue };
        if reached.insert(path) {
            next.extend(children(path, text, is_root));
        }
    }
    reached
}

/// The files that the modules of this file may be in, and whether each has its own modules beside itself, as a root has; not all of
/// them exist.
fn children(path: &str, text: &str, is_root: bool) -> Vec<(String, bool)> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    // A root, and a `mod.rs`, has its modules beside itself, any other file in a folder of its name.
    let inside = if is_root || name == "mod.rs" { folder.to_owned() } else { path.trim_end_matches(".rs").to_owned() };
    let mut children = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(module) = module(line) {
            children.push((format!("{inside}/{module}.rs"), false));
            children.push((format!("{inside}/{module}/mod.rs"), false));
        }
        // `#[path = "x.rs"]` and `include!("x.rs")`.
        if line.starts_with("#[path") || line.contains("include!(") {
            let named = line.split('"').filter(|part| part.ends_with(".rs"));
            children.extend(named.map(|part| (format!("{folder}/{part}"), true)));
        }
    }
    children
}

/// The name in `mod name;`, whatever its visibility.
fn module(line: &str) -> Option<&str> {
    let (before, name) = line.strip_suffix(';')?.rsplit_once("mod ")?;
    let is_visibility = before.is_empty() || (before.starts_with("pub") && before.ends_with(' '));
    (is_visibility && name.chars().all(|c| c.is_alphanumeric() || c == '_')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn files_that_nothing_uses_are_found() {
        let files = [
            file("crates/a/build.rs", "compile(\"wire.proto\")"),
            file("crates/a/src/lib.rs", "mod b;\npub(crate) mod c;\n// mod ghost;\ninclude!(\"included.rs\");"),
            file("crates/a/src/b.rs", "pub mod deep;\n#[path = \"odd_name.rs\"]\nmod even;"),
            file("crates/a/src/b/deep.rs", "sql!(\"0001_first.sql\")"),
            file("crates/a/src/b/lost.rs", ""),
            file("crates/a/src/c/mod.rs", "mod d;"),
            file("crates/a/src/c/d.rs", ""),
            file("crates/a/src/deep.rs", ""),
            file("crates/a/src/ghost.rs", ""),
            file("crates/a/src/included.rs", ""),
            file("crates/a/src/odd_name.rs", "mod beside;"),
            file("crates/a/src/beside.rs", ""),
            file("crates/a/src/0001_first.sql", ""),
            file("crates/a/src/0002_second.sql", ""),
            file("crates/a/tests/door.rs", "mod hinge;"),
            file("crates/a/tests/hinge.rs", ""),
            file("elsewhere/outside.rs", ""),
            file("proto/wire.proto", ""),
            file("docs/page.md", "mod lost;"),
        ];
        let roots = ["crates/a/build.rs", "crates/a/src/lib.rs", "crates/a/tests/door.rs"].map(String::from);
        let dead = [
            "crates/a/src/b/lost.rs: nothing uses it",
            "crates/a/src/deep.rs: nothing uses it",
            "crates/a/src/ghost.rs: nothing uses it",
            "crates/a/src/0002_second.sql: nothing uses it",
        ];
        assert_eq!(faults(&files, &roots, &[String::from("crates/a/")]), dead);
    }
}
