//! Rust's standard library for other machines than this one. rustup has it ready for most; for the others it is built once, from
//! rustup's sources, and kept in the user's cache.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::console::Console;
use crate::workspace::Workspace;

/// A package with nothing in it: cargo builds the standard library for somebody.
const NOBODY: &str =
    "[package]\nname = \"nobody\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n[workspace]\n";
/// It stands last in a finished folder.
const FINISHED: &str = "finished";

/// Where the standard library of a target is.
#[derive(Debug)]
pub(crate) enum Std {
    /// With the compiler, as rustup puts it.
    Compilers,
    /// In a folder that the compiler must be told of (`--sysroot`).
    Own(PathBuf),
}

/// Makes sure of the standard library for a target: as it is, by rustup, or built.
pub(crate) fn ensure_std(workspace: &Workspace, console: &Console, target: &str) -> Result<Std> {
    if has_target(target) {
        return Ok(Std::Compilers);
    }
    let kept = workspace.cache()?.join("std").join(compiler()?);
    let sysroot = kept.join(target);
    if sysroot.join(FINISHED).is_file() {
        return Ok(Std::Own(sysroot));
    }
    if add_target(console, target) {
        return Ok(Std::Compilers);
    }
    console.step(&format!("Building Rust's {target}, which rustup does not have (once)"));
    build(console, &kept, &sysroot, target).with_context(|| format!("Rust's standard library for {target}"))?;
    Ok(Std::Own(sysroot))
}

/// Makes sure that rustup's standard library for a target is there.
pub(super) fn ensure_ready_made(console: &Console, target: &str) -> Result<()> {
    if !has_target(target) && !add_target(console, target) {
        bail!("Rust's standard library for {target} is missing: rustup target add {target}");
    }
    Ok(())
}

fn add_target(console: &Console, target: &str) -> bool {
    console.step(&format!("Installing Rust's {target} (rustup)"));
    rustup(console, &["target", "add", target]) && has_target(target)
}

fn rustup(console: &Console, arguments: &[&str]) -> bool {
    Command::new("rustup").args(arguments).stdout(console.for_child()).status().is_ok_and(|status| status.success())
}

fn has_target(target: &str) -> bool {
    let output = Command::new("rustc").args(["--print", "target-libdir", "--target", target]).output();
    output.is_ok_and(|output| {
        let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success() && Path::new(&folder).read_dir().is_ok_and(|mut files| files.next().is_some())
    })
}

/// A name for the compiler that is here: a standard library is of one compiler alone.
fn compiler() -> Result<String> {
    let about = about_compiler()?;
    match (line(&about, "release:"), line(&about, "commit-hash:")) {
        (Some(release), Some(commit)) => Ok(format!("{release}-{commit}")),
        _ => bail!("rustc does not say which one it is"),
    }
}

/// What this machine is, as Rust calls it.
pub(crate) fn host() -> Result<String> {
    line(&about_compiler()?, "host:").map(str::to_owned).context("rustc does not say for what it compiles")
}

fn about_compiler() -> Result<String> {
    Ok(String::from_utf8(Command::new("rustc").arg("-vV").output().context("rustc")?.stdout)?)
}

fn line<'a>(about: &'a str, key: &str) -> Option<&'a str> {
    about.lines().find_map(|line| line.strip_prefix(key)).map(str::trim)
}

fn build(console: &Console, kept: &Path, sysroot: &Path, target: &str) -> Result<()> {
    if !rustup(console, &["component", "add", "rust-src"]) {
        bail!("its sources are missing: rustup component add rust-src");
    }
    let nobody = kept.join("nobody");
    std::fs::create_dir_all(&nobody)?;
    std::fs::write(nobody.join("Cargo.toml"), NOBODY)?;
    std::fs::write(nobody.join("lib.rs"), "#![no_std]\n")?;
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&nobody)
        .args(["check", "-Zbuild-std=std,panic_unwind", "--target", target, "--target-dir", "target"])
        // What is unstable here is the flag, not what it builds.
        .env("RUSTC_BOOTSTRAP", "1")
        .stdout(console.for_child());
    if !cargo.status().context("cargo")?.success() {
        bail!("it did not compile");
    }
    let built = nobody.join("target").join(target).join("debug/deps");
    let libraries = sysroot.join("lib/rustlib").join(target).join("lib");
    if libraries.exists() {
        std::fs::remove_dir_all(&libraries)?;
    }
    std::fs::create_dir_all(&libraries)?;
    for entry in std::fs::read_dir(built)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        let is_library = path.extension().is_some_and(|it| it == "rlib" || it == "rmeta");
        if is_library && !name.to_string_lossy().starts_with("libnobody-") {
            std::fs::copy(&path, libraries.join(name))?;
        }
    }
    std::fs::remove_dir_all(nobody)?;
    Ok(std::fs::write(sysroot.join(FINISHED), "")?)
}
