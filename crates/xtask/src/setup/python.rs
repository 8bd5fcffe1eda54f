//! Python, with the packages that a list of them names, in an environment of its own below the target folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{install, is_debian, succeeds};
use crate::console::Console;

/// The environment that a list of packages describes; made anew where the list is another one.
pub(crate) fn ensure_python(console: &Console, requirements: &Path, folder: &Path) -> Result<PathBuf> {
    let is_there = || succeeds("python3", &["-c", "import ensurepip, venv, sys; assert sys.version_info >= (3, 10)"]);
    if !is_there() {
        if !is_debian() {
            bail!("Python 3.10 or newer with venv is missing");
        }
        console.step("Installing python3 and python3-venv (apt-get)");
        install(console, &["python3", "python3-venv"])?;
        if !is_there() {
            bail!("python3 is installed and is older than 3.10, or cannot make environments");
        }
    }
    let wanted = std::fs::read_to_string(requirements).with_context(|| requirements.display().to_string())?;
    let (stamp, python) = (folder.join("requirements"), folder.join("bin/python"));
    let is_made = std::fs::read_to_string(&stamp).is_ok_and(|made| made == wanted);
    if !is_made || !python.exists() {
        console.step("Installing the packages of the Python tests (pip)");
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"];
        run(Command::new(&python).args(pip).arg(requirements).stdout(console.for_child()))?;
        // The last thing that is done: what was cut off is begun anew.
        std::fs::write(stamp, wanted)?;
    }
    Ok(python)
}

fn run(command: &mut Command) -> Result<()> {
    if !command.status().with_context(|| format!("{command:?}"))?.success() {
        bail!("{command:?} failed");
    }
    Ok(())
}
