//! The Kotlin bindings: made from the built library, compiled, and tried on the JVM by JUnit against the real server, with the
//! example.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::junit;
use super::libtest::{Report, Tally};
use crate::bindings::{self, Language};
use crate::console::Console;
use crate::kotlin::{Jar, Kotlin, sources};
use crate::setup;
use crate::workspace::Workspace;

/// The name of the suite.
pub(super) const SUITE: &str = "kotlin";
/// As old as an Android team may build for.
const FOR_APPS: [&str; 3] = ["-jvm-target", "11", "-nowarn"];
/// Ours, whose warnings count.
const OURS: [&str; 3] = ["-jvm-target", "17", "-Werror"];

/// Runs the suite. What cannot be compiled has failed.
pub(super) fn run(workspace: &Workspace, console: &Console, lianxin: Option<&Path>) -> Report {
    tried(workspace, console, lianxin).unwrap_or_else(|error| Report::failure(format!("{SUITE}: {error:#}")))
}

fn tried(workspace: &Workspace, console: &Console, lianxin: Option<&Path>) -> Result<Report> {
    let lianxin = lianxin.context("`lianxin` did not compile")?;
    let jvm = setup::ensure_jvm(console)?;
    let kotlin = Kotlin::ensure(workspace, console)?;
    let library = workspace.build_library("lianxin_ffi", false)?;
    let made = kotlin.kept().join("made");
    let _old = std::fs::remove_dir_all(&made);
    let library = bindings::make(workspace, &library, Language::Kotlin, &made)?;

    let folder = |name: &str| sources(&workspace.root().join(name));
    let mut classpath = kotlin.runtime();
    classpath.push(jvm.jna);
    let mut compile = |name: &str, sources: Vec<PathBuf>, options: &[&str]| -> Result<PathBuf> {
        let jar = kotlin.compile(console, &Jar { name, sources, uses: &classpath, options })?;
        classpath.push(jar.clone());
        Ok(jar)
    };
    let core = [sources(&made)?, folder("bindings/kotlin/src/main/kotlin")?].concat();
    compile("core", core, &FOR_APPS)?;
    compile("example", folder("examples/kotlin-cli")?, &OURS)?;
    // With stubs of what it uses of Android: nothing else sees it.
    let android = folder("bindings/kotlin/android")?;
    kotlin.compile(console, &Jar { name: "android", sources: android, uses: &classpath, options: &OURS })?;
    classpath.extend(jvm.junit);
    classpath.push(kotlin.reflection());
    let tests = folder("bindings/kotlin/src/test/kotlin")?;
    let tests = kotlin.compile(console, &Jar { name: "tests", sources: tests, uses: &classpath, options: &OURS })?;
    classpath.push(tests.clone());

    let java = || -> Result<Command> {
        let mut java = Command::new("java");
        java.arg("-XX:+UseSerialGC").arg(format!("-Djna.library.path={}", made.display()));
        java.arg("-cp").arg(std::env::join_paths(&classpath)?);
        Ok(java)
    };
    let mut report = conformance(console, lianxin, &java()?);
    let answers = kotlin.kept().join("answers");
    let _old = std::fs::remove_dir_all(&answers);
    let mut junit = java()?;
    junit
        .arg("org.junit.platform.console.ConsoleLauncher")
        .args(["--disable-banner", "--disable-ansi-colors", "--details=tree", "--scan-class-path"])
        .arg(&tests)
        .arg(format!("--reports-dir={}", answers.display()))
        .env("LIANXIN_BIN", lianxin)
        .env("LIANXIN_LIBRARY", &library)
        .env("LIANXIN_ROOT", workspace.root());
    let ended = junit.stdout(console.for_child()).status().context("java")?;
    let said =
        std::fs::read_to_string(answers.join("TEST-junit-jupiter.xml")).context("JUnit ended without a result")?;
    report.add(junit::verdict(SUITE, &said, ended.success()));
    Ok(report)
}

/// The scenario of all languages, by typed calls: one test.
fn conformance(console: &Console, lianxin: &Path, java: &Command) -> Report {
    let mut driver = Command::new(lianxin.with_file_name("lianxin-conformance"));
    driver.arg(java.get_program()).args(java.get_args()).arg("cn.lianxin.conformance.Host").env("LIANXIN_BIN", lianxin);
    match driver.stdout(console.for_child()).status() {
        Ok(status) if status.success() => Report { tally: Tally { passed: 1, ..Tally::default() }, faults: Vec::new() },
        ended => Report::failure(format!("{SUITE}: the conformance scenario: {ended:?}")),
    }
}
