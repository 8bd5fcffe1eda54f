//! What runs Kotlin here, and tries it: a Java runtime, JNA and JUnit 5, as Debian has them.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{install, is_debian, runs};
use crate::console::Console;

const PACKAGES: [&str; 3] = ["default-jre-headless", "libjna-java", "junit5"];
const FOLDER: &str = "/usr/share/java";
/// Through which Java calls the core's library.
const JNA: &str = "jna.jar";
const JUNIT: [&str; 9] = [
    "apiguardian-api.jar",
    "junit-jupiter-api.jar",
    "junit-jupiter-engine.jar",
    "junit-platform-commons.jar",
    "junit-platform-console.jar",
    "junit-platform-engine.jar",
    "junit-platform-launcher.jar",
    "junit-platform-reporting.jar",
    "opentest4j.jar",
];

/// Where the libraries are.
#[derive(Debug)]
pub(crate) struct Jvm {
    pub(crate) jna: PathBuf,
    pub(crate) junit: Vec<PathBuf>,
}

/// Makes sure of all of it; installs what is missing on Debian and its kin, names it elsewhere.
pub(crate) fn ensure_jvm(console: &Console) -> Result<Jvm> {
    let at = |name: &str| PathBuf::from(FOLDER).join(name);
    let jvm = Jvm { jna: at(JNA), junit: JUNIT.map(at).into() };
    let is_there = || runs("java") && jvm.jna.is_file() && jvm.junit.iter().all(|jar| jar.is_file());
    if is_there() {
        return Ok(jvm);
    }
    if !is_debian() {
        bail!("a Java runtime (17 or newer), {JNA} or JUnit 5 is missing; the libraries are looked for in {FOLDER}");
    }
    console.step(&format!("Installing {} (apt-get)", PACKAGES.join(", ")));
    install(console, &PACKAGES)?;
    if !is_there() {
        bail!("Java, {JNA} or JUnit 5 is still missing after installing {}", PACKAGES.join(" "));
    }
    Ok(jvm)
}
