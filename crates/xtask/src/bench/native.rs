//! What the measurement of the bindings needs first: the library as it ships, for this machine and for others that Debian has a
//! compiler for, and a program in each language.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bindings::{self, Language};
use crate::console::Console;
use crate::kotlin::{Jar, Kotlin, sources};
use crate::setup::{self, CrossCompiler};
use crate::workspace::Workspace;

const PACKAGE: &str = "lianxin-ffi";
const LIBRARY: &str = "liblianxin_ffi.so";
const ADDON_PACKAGE: &str = "lianxin-ffi-ohos";
const ADDON: &str = "liblianxin_ffi_ohos.so";
/// The wrapper of the addon, and what C has above the header.
const NODE: &str = "bindings/node";
const C: &str = "tests/conformance/c";
/// The programs.
const HOSTS: &str = "bench/native";

/// Builds everything; the languages and the sizes, as arguments of the program.
pub(super) fn prepare(workspace: &Workspace, console: &Console) -> Result<Vec<String>> {
    let jvm = setup::ensure_jvm(console)?;
    let kotlin = Kotlin::ensure(workspace, console)?;
    console.step("Building the library, release");
    let library = build(workspace, console, PACKAGE, LIBRARY, None)?;
    let addon = build(workspace, console, ADDON_PACKAGE, ADDON, None)?;
    let made = kotlin.kept().join("bench");
    let _old = std::fs::remove_dir_all(&made);
    let mut arguments = Vec::new();
    for language in [Language::Kotlin, Language::Python, Language::Swift] {
        bindings::make(workspace, &library, language, &made)?;
    }
    strip("strip", &library, &made.join(LIBRARY))?;

    let hosts = workspace.root().join(HOSTS);
    let mut host =
        |name: &str, command: String| arguments.extend([String::from("--host"), format!("{name}={command}")]);
    host("Python", format!("env PYTHONPATH={} python3 -B {}", quoted(&made), quoted(&hosts.join("list.py"))));

    setup::ensure_node(console)?;
    let package = made.join("node");
    std::fs::create_dir_all(&package)?;
    for name in ["index.js", "package.json"] {
        std::fs::copy(workspace.root().join(NODE).join(name), package.join(name))?;
    }
    strip("strip", &addon, &package.join("lianxin.node"))?;
    host("Node.js", format!("node {} {}", quoted(&hosts.join("list.mjs")), quoted(&package)));

    let program = made.join("list");
    let shared = workspace.root().join(C);
    let mut cc = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    cc.args(["-std=c11", "-D_GNU_SOURCE", "-O2", "-pthread", "-I"]).arg(&made).arg("-I").arg(&shared);
    cc.arg(shared.join("lianxin.c")).arg(hosts.join("list.c")).arg(made.join(LIBRARY)).arg("-o").arg(&program);
    if !cc.stdout(console.for_child()).status().context("cc")?.success() {
        bail!("list.c does not compile");
    }
    host("C, JSON unread", format!("env LD_LIBRARY_PATH={} {}", quoted(&made), quoted(&program)));

    let mut classpath = kotlin.runtime();
    classpath.push(jvm.jna);
    let core = [sources(&made)?, sources(&workspace.root().join("bindings/kotlin/src/main/kotlin"))?].concat();
    for (name, sources) in [("bench-core", core), ("bench", vec![hosts.join("List.kt")])] {
        let options = ["-jvm-target", "17", "-nowarn"];
        let jar = kotlin.compile(console, &Jar { name, sources, uses: &classpath, options: &options })?;
        classpath.push(jar);
    }
    let classpath = PathBuf::from(std::env::join_paths(&classpath)?);
    let java = format!(
        "java -XX:+UseSerialGC -Djna.library.path={} -cp {} cn.lianxin.bench.ListKt",
        quoted(&made),
        quoted(&classpath)
    );
    host("Kotlin on the JVM", java);

    let mut size = |target: &str, library: &Path| -> Result<()> {
        arguments.extend([String::from("--size"), format!("{target}={}", std::fs::metadata(library)?.len())]);
        Ok(())
    };
    let here = setup::host()?;
    size(&here, &made.join(LIBRARY))?;
    size(&format!("{here}, addon for Node.js"), &package.join("lianxin.node"))?;
    for compiler in setup::CROSS_COMPILERS {
        console.step(&format!("Building the library, release, for {}", compiler.target));
        setup::ensure_cross_compiler(console, compiler)?;
        let library = build(workspace, console, PACKAGE, LIBRARY, Some(compiler))?;
        let stripped = library.with_extension("stripped");
        strip(&compiler.tool("strip"), &library, &stripped)?;
        size(compiler.target, &stripped)?;
    }
    Ok(arguments)
}

/// For a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display())
}

/// As an app's maker builds it: this package alone.
fn build(
    workspace: &Workspace,
    console: &Console,
    package: &str,
    library: &str,
    compiler: Option<&CrossCompiler>,
) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--release", "--package", package, "--lib"]);
    let mut folder = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf();
    if let Some(compiler) = compiler {
        setup::ensure_std(workspace, console, compiler.target)?;
        let lower = compiler.target.replace('-', "_");
        cargo.args(["--target", compiler.target]);
        cargo.env(format!("CARGO_TARGET_{}_LINKER", lower.to_uppercase()), compiler.tool("gcc"));
        cargo.env(format!("CC_{lower}"), compiler.tool("gcc")).env(format!("AR_{lower}"), compiler.tool("ar"));
        folder.push(compiler.target);
    }
    if !cargo.stdout(console.for_child()).status().context("cargo build")?.success() {
        bail!("the library did not compile");
    }
    Ok(folder.join("release").join(library))
}

fn strip(program: &str, library: &Path, into: &Path) -> Result<()> {
    let done = Command::new(program).arg("-o").arg(into).arg(library).status().with_context(|| program.to_owned())?;
    if !done.success() {
        bail!("{program} failed");
    }
    Ok(())
}
