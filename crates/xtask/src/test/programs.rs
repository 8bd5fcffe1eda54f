//! Which test programs there should be, and which the build left.

use std::path::PathBuf;

use cargo_metadata::{Metadata, Package, Target};

use crate::workspace::Build;

/// One test program: a crate's unit tests, or one file of its `tests/`.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) suite: String,
    /// Such as `model: unit tests of lianxin_model` or `tests: scenario`.
    pub(super) name: String,
    /// `None` if it did not compile, or something that it needs did not.
    pub(super) executable: Option<PathBuf>,
    /// Where it runs: the folder of its crate, as under `cargo test`.
    pub(super) folder: PathBuf,
}

/// The names of the suites: a crate without `lianxin-`, in order.
pub(super) fn suites(metadata: &Metadata) -> Vec<String> {
    let mut names: Vec<String> = metadata.workspace_packages().into_iter().map(suite).collect();
    names.sort();
    names
}

fn suite(package: &Package) -> String {
    package.name.strip_prefix("lianxin-").unwrap_or(&package.name).to_owned()
}

/// Every test program that the workspace should have, with what the build left of it: one that was not even tried, because
/// what it needs failed, is here too.
pub(super) fn of(metadata: &Metadata, build: &Build) -> Vec<Program> {
    let mut programs = Vec::new();
    for package in metadata.workspace_packages() {
        let suite = suite(package);
        for target in package.targets.iter().filter(|target| target.test && !target.is_custom_build()) {
            let what = if target.is_test() { target.name.clone() } else { format!("unit tests of {}", target.name) };
            programs.push(Program {
                name: format!("{suite}: {what}"),
                suite: suite.clone(),
                executable: executable(build, package, target),
                folder: package.manifest_path.parent().map(PathBuf::from).unwrap_or_default(),
            });
        }
    }
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    programs
}

fn executable(build: &Build, package: &Package, target: &Target) -> Option<PathBuf> {
    let is_it = |artifact: &&cargo_metadata::Artifact| {
        artifact.profile.test
            && artifact.package_id == package.id
            && artifact.target.name == target.name
            && artifact.target.kind == target.kind
    };
    build.artifacts.iter().find(is_it)?.executable.clone().map(PathBuf::from)
}
