//! `cargo xtask layers`: the import table is true.
//!
//! Looks at what a crate itself names under `[dependencies]` and `[build-dependencies]`. Its tests may use anything, the
//! testkit above all.

mod table;

use anyhow::Result;
use cargo_metadata::{DependencyKind, Metadata};

use crate::console::{Console, Outcome};
use crate::workspace::Workspace;
use table::{Imports, LAYERS, Layer, SUBJECTS};

/// Checks the workspace against the table.
pub(crate) fn run(workspace: &Workspace, console: &Console) -> Result<Outcome> {
    let faults = faults(&crates(&workspace.metadata(&["--no-deps"])?), &LAYERS);
    console.faults(&faults);
    Ok(Outcome::of_faults("layers", &faults))
}

/// A crate of ours and what it names.
#[derive(Debug)]
struct Crate {
    name: String,
    needs: Vec<String>,
}

fn crates(metadata: &Metadata) -> Vec<Crate> {
    let packages = metadata.workspace_packages().into_iter();
    packages
        .map(|package| {
            let outside_tests = package.dependencies.iter().filter(|it| it.kind != DependencyKind::Development);
            Crate { name: package.name.to_string(), needs: outside_tests.map(|it| it.name.clone()).collect() }
        })
        .collect()
}

/// The word of the table for one of our packages.
fn word(package: &str) -> &str {
    package.strip_prefix("lianxin-").unwrap_or(package)
}

fn faults(crates: &[Crate], layers: &[Layer]) -> Vec<String> {
    let mut faults = Vec::new();
    for Crate { name, needs } in crates {
        let Some(layer) = layers.iter().find(|layer| layer.name == word(name)) else {
            faults.push(format!("{name} is not in the table of layers"));
            continue;
        };
        for need in needs {
            let is_ours = crates.iter().any(|other| other.name == *need);
            if is_ours && !layer.imports.allow(word(need)) {
                faults.push(format!("{name} may not import {need}"));
            }
            if let Some(subject) = layer.must_not_know.iter().find(|subject| is_about(need, subject)) {
                faults.push(format!("{name} must not know {subject}, and depends on {need}"));
            }
        }
    }
    faults
}

impl Imports {
    fn allow(self, word: &str) -> bool {
        match self {
            Imports::All => true,
            Imports::Only(words) => words.contains(&word),
        }
    }
}

fn is_about(package: &str, subject: &str) -> bool {
    SUBJECTS.iter().any(|(name, packages)| *name == subject && packages.contains(&package))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_keeps_to_the_table() {
        let metadata = Workspace::open().and_then(|workspace| workspace.metadata(&["--no-deps"])).unwrap();
        assert_eq!(faults(&crates(&metadata), &LAYERS), Vec::<String>::new());
    }

    #[test]
    fn every_subject_that_a_layer_must_not_know_is_defined() {
        for subject in LAYERS.iter().flat_map(|layer| layer.must_not_know) {
            assert!(SUBJECTS.iter().any(|(name, _)| name == subject), "{subject}");
        }
    }

    #[test]
    fn crossings_are_found() {
        let cases: [(&str, &[&str], &[&str]); 12] = [
            ("lianxin-model", &["serde", "automerge"], &[]),
            ("lianxin-model", &["lianxin-sync"], &["lianxin-model may not import lianxin-sync"]),
            ("lianxin-model", &["getrandom"], &["lianxin-model must not know randomness, and depends on getrandom"]),
            ("lianxin-sync", &["lianxin-model", "prost"], &[]),
            ("lianxin-sync", &["tokio"], &["lianxin-sync must not know HTTP, and depends on tokio"]),
            ("lianxin-core", &["axum"], &["lianxin-core must not know axum, and depends on axum"]),
            ("lianxin-store", &["prost"], &["lianxin-store must not know wire format, and depends on prost"]),
            ("lianxin-server", &["rusqlite"], &["lianxin-server must not know SQL drivers, and depends on rusqlite"]),
            ("lianxin-server", &["lianxin-testkit"], &["lianxin-server may not import lianxin-testkit"]),
            ("lianxin-testkit", &["lianxin-server", "lianxin-core"], &[]),
            ("lianxin-tests", &["lianxin-testkit"], &[]),
            ("lianxin-gossip", &[], &["lianxin-gossip is not in the table of layers"]),
        ];
        for (name, needs, expect) in cases {
            let alone = |name: &str| Crate { name: name.to_owned(), needs: Vec::new() };
            let mut crates: Vec<Crate> =
                ["model", "sync", "core", "server", "testkit"].map(|word| alone(&format!("lianxin-{word}"))).into();
            crates.retain(|it| it.name != name);
            crates.push(Crate { name: name.to_owned(), needs: needs.iter().map(ToString::to_string).collect() });
            assert_eq!(faults(&crates, &LAYERS), expect, "{name} with {needs:?}");
        }
    }
}
