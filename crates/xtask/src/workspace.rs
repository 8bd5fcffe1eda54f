//! The repository on disk, and cargo in it.

use std::ffi::OsString;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use cargo_metadata::{Artifact, Message, Metadata};

/// What the full build is asked for. Cargo unites the features of what is built together, so the demo asks for the same
/// set as the tests (`--examples`, of which there are none, brings in the dev-dependencies' features): one build serves both.
const SAME_FEATURES_AS_TESTS: [&str; 2] = ["--workspace", "--examples"];

/// The simulator's program.
const SIMULATOR: &str = "lianxin-sim";

/// The feature with which programs can be made to make mistakes.
const MISTAKES: &str = "lianxin-model/mistakes";

/// The repository.
pub(crate) struct Workspace {
    root: PathBuf,
    target: Option<PathBuf>,
}

/// What a build left.
pub(crate) struct Build {
    pub(crate) artifacts: Vec<Artifact>,
    pub(crate) ok: bool,
}

impl Workspace {
    /// The repository that cargo runs this program for.
    pub(crate) fn open() -> Result<Self> {
        // At run time first: clones that share a target folder also share this program.
        let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&crate_folder).join("../..").canonicalize()?;
        if !root.join("crates/xtask").is_dir() {
            bail!("start it as `cargo xtask` from the root of the repository");
        }
        Ok(Self { root, target: shared_target() })
    }

    /// The root of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder in the user's cache for what is made once and serves every clone.
    pub(crate) fn cache(&self) -> Result<PathBuf> {
        cache().context("neither XDG_CACHE_HOME nor HOME says where a cache may be")
    }

    /// Cargo at the root.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        // What `cargo run` tells this program about itself would make build scripts that watch it run again.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
                command.env_remove(name);
            }
        }
        if let Some(target) = &self.target {
            command.env("CARGO_TARGET_DIR", target);
        }
        command
    }

    /// What cargo knows of the repository; with `more`, such as `--no-deps`.
    pub(crate) fn metadata(&self, more: &[&str]) -> Result<Metadata> {
        let output = self
            .cargo()
            .args(["metadata", "--format-version", "1"])
            .args(more)
            .stderr(Stdio::inherit())
            .output()
            .context("cargo metadata")?;
        if !output.status.success() {
            bail!("cargo metadata failed");
        }
        Ok(cargo_metadata::MetadataCommand::parse(String::from_utf8(output.stdout)?)?)
    }

    /// Builds the whole workspace's programs and tests. What fails is left out of the artifacts and the rest goes on.
    pub(crate) fn build_tests(&self) -> Result<Build> {
        self.build(&["--workspace", "--bins", "--tests", "--keep-going"])
    }

    /// Builds the binary `lianxin` in the same profile as the tests and returns where it is.
    pub(crate) fn build_lianxin(&self) -> Result<PathBuf> {
        self.build_programs(&["--bin", "lianxin"])
    }

    /// The same, with what drives programs of other languages beside it.
    pub(crate) fn build_for_hosts(&self) -> Result<PathBuf> {
        self.build_programs(&["--bin", "lianxin", "--bin", "lianxin-conformance", "--bin", "lianxin-with-county"])
    }

    /// Builds the simulator in the same profile as the tests and returns where it is.
    pub(crate) fn build_simulator(&self) -> Result<PathBuf> {
        let [all, features] = SAME_FEATURES_AS_TESTS;
        let build = self.build(&[all, features, "--bin", SIMULATOR])?;
        match build.program(SIMULATOR) {
            Some(path) if build.ok => Ok(path),
            _ => bail!("`{SIMULATOR}` did not compile"),
        }
    }

    fn build_programs(&self, programs: &[&str]) -> Result<PathBuf> {
        let build = self.build(&[&SAME_FEATURES_AS_TESTS, programs].concat())?;
        match build.lianxin() {
            Some(path) if build.ok => Ok(path),
            _ => bail!("`lianxin` did not compile"),
        }
    }

    /// Builds the simulator, `lianxin` and these tests so that they can be made to make mistakes.
    pub(crate) fn build_with_mistakes(&self, tests: &[&str]) -> Result<Build> {
        let [all, features] = SAME_FEATURES_AS_TESTS;
        let mut arguments = vec![all, features, "--features", MISTAKES, "--bin", "lianxin", "--bin", SIMULATOR];
        arguments.extend(tests.iter().flat_map(|test| ["--test", test]));
        let build = self.build(&arguments)?;
        if !build.ok {
            bail!("what can make mistakes did not compile");
        }
        Ok(build)
    }

    /// Builds one test program of `tests/` and returns where it is.
    pub(crate) fn build_test(&self, name: &str) -> Result<PathBuf> {
        let build = self.build(&["--workspace", "--test", name])?;
        match build.test(name) {
            Some(path) if build.ok => Ok(path),
            _ => bail!("the tests {name} did not compile"),
        }
    }

    /// Builds the core's library for other languages and returns where it is: in the same profile as the tests, or optimised.
    pub(crate) fn build_library(&self, name: &str, release: bool) -> Result<PathBuf> {
        let [all, features] = SAME_FEATURES_AS_TESTS;
        let profile = if release { "release" } else { "dev" };
        let build = self.build(&[all, features, "--lib", "--profile", profile])?;
        match build.library(name) {
            Some(path) if build.ok => Ok(path),
            _ => bail!("the core's library did not compile"),
        }
    }

    fn build(&self, arguments: &[&str]) -> Result<Build> {
        let mut child = self
            .cargo()
            .args(["build", "--message-format=json-render-diagnostics"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .context("cargo build")?;
        let stdout = child.stdout.take().context("cargo build has no output")?;
        let mut artifacts = Vec::new();
        for message in Message::parse_stream(BufReader::new(stdout)) {
            if let Message::CompilerArtifact(artifact) = message? {
                artifacts.push(artifact);
            }
        }
        Ok(Build { artifacts, ok: child.wait()?.success() })
    }
}

impl Build {
    /// The core's library for other languages, if it was built.
    fn library(&self, name: &str) -> Option<PathBuf> {
        let mut libraries = self.artifacts.iter().filter(|it| it.target.name == name && !it.profile.test);
        libraries.next()?.filenames.first().cloned().map(PathBuf::from)
    }

    /// The binary `lianxin`, if it was built.
    pub(crate) fn lianxin(&self) -> Option<PathBuf> {
        self.program("lianxin")
    }

    /// The simulator, if it was built.
    pub(crate) fn simulator(&self) -> Option<PathBuf> {
        self.program(SIMULATOR)
    }

    /// A test program of `tests/`, if it was built.
    pub(crate) fn test(&self, name: &str) -> Option<PathBuf> {
        let mut programs = self.artifacts.iter().filter(|it| it.target.is_test() && it.target.name == name);
        programs.next()?.executable.clone().map(PathBuf::from)
    }

    fn program(&self, name: &str) -> Option<PathBuf> {
        let mut programs = self.artifacts.iter().filter(|it| it.target.is_bin() && !it.profile.test);
        programs.find(|it| it.target.name == name)?.executable.clone().map(PathBuf::from)
    }
}

/// Where builds go when `CI` is set: the user's cache, so that a clean clone on a used machine is warm. `.ci/run` says the
/// same. `None`: where cargo puts them.
fn shared_target() -> Option<PathBuf> {
    if filled("CI").is_none() || filled("CARGO_TARGET_DIR").is_some() {
        return None;
    }
    Some(cache()?.join("target"))
}

/// Ours in the user's cache.
fn cache() -> Option<PathBuf> {
    let caches =
        filled("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| Some(Path::new(&filled("HOME")?).join(".cache")))?;
    Some(caches.join("lianxin"))
}

fn filled(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
