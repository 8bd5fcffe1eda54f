//! `cargo xtask licences`: we may ship what we build on, under Apache-2.0.

mod npm;

use anyhow::Result;
use cargo_metadata::Metadata;
use spdx::{Expression, ParseMode};

use crate::console::{Console, Outcome};
use crate::workspace::Workspace;

/// Licences that ask for no more than notices.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// A crate whose stated licence is not on the list and that may be used all the same.
struct Exception {
    name: &'static str,
    /// As the crate states it: another one is looked at anew.
    licence: &'static str,
    reason: &'static str,
}

const UNIFFI: &str = "Mozilla's, whose terms stay with its own files; used as they are";

/// A crate of UniFFI: its files are under MPL-2.0, which leaves ours alone.
const fn of_uniffi(name: &'static str) -> Exception {
    Exception { name, licence: "MPL-2.0", reason: UNIFFI }
}

const EXCEPTIONS: [Exception; 10] = [
    Exception {
        name: "webpki-root-certs",
        licence: "CDLA-Permissive-2.0",
        reason: "a list of certificates, under a permissive licence for data",
    },
    Exception {
        name: "sqlcipher-src",
        licence: "MIT AND BSD-3-Clause AND blessing AND WTFPL",
        reason: "SQLite's blessing and WTFPL ask for nothing at all",
    },
    of_uniffi("uniffi"),
    of_uniffi("uniffi_bindgen"),
    of_uniffi("uniffi_core"),
    of_uniffi("uniffi_internal_macros"),
    of_uniffi("uniffi_macros"),
    of_uniffi("uniffi_meta"),
    of_uniffi("uniffi_pipeline"),
    of_uniffi("uniffi_udl"),
];

/// Checks every dependency, on all platforms, and every package of the apps.
pub(crate) fn run(workspace: &Workspace, console: &Console) -> Result<Outcome> {
    let mut faults = faults(&dependencies(&workspace.metadata(&[])?), &[]);
    faults.extend(faults_of_apps(workspace)?);
    for Exception { name, licence, reason, .. } in &EXCEPTIONS {
        console.line(&format!("  exception {name}, {licence}: {reason}"));
    }
    console.faults(&faults);
    Ok(Outcome::of_faults("licences", &faults))
}

fn faults_of_apps(workspace: &Workspace) -> Result<Vec<String>> {
    let (shipped, tools) = npm::dependencies(workspace)?;
    Ok([faults(&shipped, &[]), faults(&tools, &npm::TOOLS_ALLOWED)].concat())
}

#[derive(Debug)]
struct Dependency {
    name: String,
    version: String,
    licence: Option<String>,
}

fn dependencies(metadata: &Metadata) -> Vec<Dependency> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    nodes
        .map(|node| {
            let package = &metadata[&node.id];
            Dependency {
                name: package.name.to_string(),
                version: package.version.to_string(),
                licence: package.license.clone(),
            }
        })
        .collect()
}

/// `also`: licences that are welcome here beside [`ALLOWED`].
fn faults(dependencies: &[Dependency], also: &[&str]) -> Vec<String> {
    let fault_of = |it: &Dependency| Some(format!("{} {}: {}", it.name, it.version, fault(it, also)?));
    dependencies.iter().filter_map(fault_of).collect()
}

fn fault(dependency: &Dependency, also: &[&str]) -> Option<String> {
    let Some(licence) = &dependency.licence else {
        return Some(String::from("states no licence"));
    };
    if EXCEPTIONS.iter().any(|it| it.name == dependency.name && it.licence == licence) {
        return None;
    }
    match Expression::parse_mode(licence, ParseMode::LAX) {
        Err(error) => Some(format!("{licence} is not understood: {}", error.reason)),
        Ok(expression) if is_allowed(&expression, also) => None,
        Ok(_) => Some(format!("{licence} is not on the list")),
    }
}

fn is_allowed(expression: &Expression, also: &[&str]) -> bool {
    expression.evaluate(|requirement| {
        let licence = requirement.to_string();
        ALLOWED.iter().chain(also).any(|allowed| *allowed == licence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For the platform of this machine only: the others' crates may not be here, and a test does not fetch.
    #[test]
    fn what_we_build_on_here_may_be_shipped() {
        let workspace = Workspace::open().unwrap();
        let rustc = std::process::Command::new("rustc").arg("-vV").output().unwrap();
        let version = String::from_utf8(rustc.stdout).unwrap();
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        let metadata = workspace.metadata(&["--offline", "--filter-platform", host]).unwrap();
        assert_eq!(faults(&dependencies(&metadata), &[]), Vec::<String>::new());
        assert_eq!(faults_of_apps(&workspace).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn licences_are_weighed() {
        type Case = (&'static str, Option<&'static str>, Option<&'static str>);
        let cases: [Case; 13] = [
            ("a", Some("MIT"), None),
            ("a", Some("MIT/Apache-2.0"), None),
            ("a", Some("MIT OR GPL-3.0-only"), None),
            ("a", Some("Apache-2.0 WITH LLVM-exception"), None),
            ("a", Some("(Apache-2.0 OR MIT) AND BSD-3-Clause"), None),
            ("a", Some("MIT AND GPL-3.0-only"), Some("MIT AND GPL-3.0-only is not on the list")),
            ("a", Some("AGPL-3.0-or-later"), Some("AGPL-3.0-or-later is not on the list")),
            ("a", Some("MPL-2.0"), Some("MPL-2.0 is not on the list")),
            ("a", Some("as you like"), Some("as you like is not understood: unknown term")),
            ("a", None, Some("states no licence")),
            ("a", Some("BlueOak-1.0.0 OR GPL-3.0-only"), None),
            ("webpki-root-certs", Some("CDLA-Permissive-2.0"), None),
            ("webpki-root-certs", Some("GPL-3.0-only"), Some("GPL-3.0-only is not on the list")),
        ];
        for (name, licence, expect) in cases {
            let dependency = Dependency {
                name: name.to_owned(),
                version: String::from("1.0.0"),
                licence: licence.map(str::to_owned),
            };
            assert_eq!(fault(&dependency, &["BlueOak-1.0.0"]).as_deref(), expect, "{name} under {licence:?}");
        }
    }
}
