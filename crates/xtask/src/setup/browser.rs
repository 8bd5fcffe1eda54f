//! The browser that the apps are tested in, with the fonts that their pictures need.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::{install, is_debian, runs};
use crate::console::Console;

/// Where Debian's is.
const CHROMIUM: &str = "/usr/bin/chromium";
/// Without it Chinese is drawn as boxes, and every picture and every width is another one.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// The browser, installed where it is missing (Debian). `CHROMIUM_BIN` names another one.
pub(crate) fn ensure_browser(console: &Console) -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROMIUM_BIN").map(PathBuf::from) {
        if !chosen.is_file() {
            bail!("CHROMIUM_BIN: there is no {}", chosen.display());
        }
        return Ok(chosen);
    }
    let is_there = || runs(CHROMIUM) && Path::new(FONT).is_file();
    if !is_there() {
        if !is_debian() {
            bail!("name a Chromium in CHROMIUM_BIN; its pictures need Noto Sans CJK");
        }
        console.step("Installing chromium and fonts-noto-cjk (apt-get)");
        install(console, &["chromium", "fonts-noto-cjk"])?;
        if !is_there() {
            bail!("chromium is installed and does not run");
        }
    }
    Ok(PathBuf::from(CHROMIUM))
}
