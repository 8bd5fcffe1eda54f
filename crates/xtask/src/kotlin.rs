//! Compiling Kotlin, with JetBrains' compiler as npm has it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::console::Console;
use crate::workspace::Workspace;
use crate::{setup, stamp};

/// Where the compiler's version stands.
pub(crate) const PINNED: &str = "bindings/kotlin";
/// Of the compiler's libraries, what a program needs while it runs.
const RUNTIME: [&str; 3] = ["kotlin-stdlib.jar", "kotlinx-coroutines-core-jvm.jar", "annotations-13.0.jar"];

/// The compiler, installed.
#[derive(Debug)]
pub(crate) struct Kotlin {
    /// Its own libraries, and where it was looked for.
    libraries: PathBuf,
    /// What is made, for the next time.
    kept: PathBuf,
    version: Vec<u8>,
}

/// One jar.
pub(crate) struct Jar<'a> {
    /// Without `.jar`.
    pub(crate) name: &'a str,
    pub(crate) sources: Vec<PathBuf>,
    pub(crate) uses: &'a [PathBuf],
    pub(crate) options: &'a [&'a str],
}

impl Kotlin {
    /// Installs the compiler beside what is built: a clean clone finds it there.
    pub(crate) fn ensure(workspace: &Workspace, console: &Console) -> Result<Self> {
        let kept = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf().join("kotlin");
        let compiler = kept.join("compiler");
        std::fs::create_dir_all(&compiler)?;
        for name in ["package.json", "package-lock.json"] {
            let pinned = workspace.root().join(PINNED).join(name);
            std::fs::copy(&pinned, compiler.join(name)).with_context(|| pinned.display().to_string())?;
        }
        setup::ensure_packages(console, &compiler, "the Kotlin compiler")?;
        let version = stamp::read(&compiler.join("package-lock.json"))?;
        Ok(Self { libraries: compiler.join("node_modules/kotlin-compiler/lib"), kept, version })
    }

    /// A folder for what is made.
    pub(crate) fn kept(&self) -> &Path {
        &self.kept
    }

    /// Kotlin's own libraries.
    pub(crate) fn runtime(&self) -> Vec<PathBuf> {
        RUNTIME.map(|name| self.libraries.join(name)).into()
    }

    /// By which a program looks at its own types: for tests.
    pub(crate) fn reflection(&self) -> PathBuf {
        self.libraries.join("kotlin-reflect.jar")
    }

    /// Compiles, unless the jar was made of the same by the same compiler.
    pub(crate) fn compile(&self, console: &Console, jar: &Jar) -> Result<PathBuf> {
        let made = self.kept.join(format!("{}.jar", jar.name));
        let wanted = self.stamp(jar)?;
        let stamped = made.with_extension("stamp");
        if made.is_file() && stamp::is_current(&stamped, wanted) {
            return Ok(made);
        }
        console.line(&format!("kotlinc: {}", jar.name));
        let mut java = Command::new("java");
        java.args(["-Xmx2g", "-XX:+UseSerialGC", "-jar"])
            .arg(self.libraries.join("kotlin-compiler.jar"))
            .args(["-no-stdlib", "-no-reflect", "-classpath"])
            .arg(std::env::join_paths(jar.uses)?)
            .args(jar.options)
            .arg("-d")
            .arg(&made)
            .args(&jar.sources);
        if !java.stdout(console.for_child()).status().context("java")?.success() {
            bail!("{} did not compile", jar.name);
        }
        stamp::put(&stamped, wanted)?;
        Ok(made)
    }

    /// Of what a jar is made.
    fn stamp(&self, jar: &Jar) -> Result<u64> {
        let mut parts = vec![self.version.clone(), jar.options.join(" ").into_bytes()];
        // Another jar of the same name may have another content.
        let files = jar.sources.iter().chain(jar.uses.iter().filter(|used| used.starts_with(&self.kept)));
        for file in files {
            parts.push(file.as_os_str().as_encoded_bytes().to_vec());
            parts.push(stamp::read(file)?);
        }
        Ok(stamp::of(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
    }
}

/// The Kotlin sources below a folder, in order.
pub(crate) fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "kt") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
