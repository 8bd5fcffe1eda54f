//! The apps' packages: what is shipped to phones and desks, and what only builds and tests it.

use anyhow::{Context, Result};
use serde_json::Value as Json;

use super::Dependency;
use crate::workspace::Workspace;
use crate::{apps, kotlin};

/// Beside what may be shipped, for tools that stay on our machines.
pub(super) const TOOLS_ALLOWED: [&str; 3] = ["BlueOak-1.0.0", "MPL-2.0", "Python-2.0"];

/// Tools that npm does not know for tools, because a library names them as what it can work with: vue-router names Vite, which
/// names these.
const TOOLS: [&str; 1] = ["lightningcss"];

/// The packages of the lock files: those that are shipped, and the tools.
pub(super) fn dependencies(workspace: &Workspace) -> Result<(Vec<Dependency>, Vec<Dependency>)> {
    let (mut shipped, mut tools) = (Vec::new(), Vec::new());
    for folder in [apps::FOLDER, kotlin::PINNED] {
        let path = workspace.root().join(folder).join("package-lock.json");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let (its, its_tools) = in_lock_file(&serde_json::from_str(&text).context("package-lock.json is no JSON")?);
        shipped.extend(its);
        tools.extend(its_tools);
    }
    Ok((shipped, tools))
}

fn in_lock_file(lock: &Json) -> (Vec<Dependency>, Vec<Dependency>) {
    let (mut shipped, mut tools) = (Vec::new(), Vec::new());
    for (place, package) in lock["packages"].as_object().into_iter().flatten() {
        // Ours stand under their own folders, and once more as links to them.
        let Some((_, name)) = place.rsplit_once("node_modules/") else { continue };
        if package["link"] == true {
            continue;
        }
        let text = |key: &str| package[key].as_str().map(str::to_owned);
        let dependency = Dependency {
            name: name.to_owned(),
            version: text("version").unwrap_or_default(),
            licence: text("license"),
        };
        let is_tool = package["dev"] == true || TOOLS.iter().any(|tool| name.starts_with(tool));
        if is_tool { &mut tools } else { &mut shipped }.push(dependency);
    }
    (shipped, tools)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_shipped_is_told_from_tools_and_from_ours() {
        let lock = json!({ "packages": {
            "": { "name": "lianxin-apps", "license": "Apache-2.0" },
            "field": { "name": "@lianxin/field" },
            "node_modules/@lianxin/field": { "resolved": "field", "link": true },
            "node_modules/vue": { "version": "3.5.45", "license": "MIT" },
            "node_modules/vite/node_modules/@a/b": { "version": "1.0.0", "license": "MPL-2.0", "dev": true },
            "node_modules/lightningcss-linux-x64-gnu": { "version": "1.0.0", "license": "MPL-2.0" },
            "node_modules/odd": { "version": "1.0.0", "devOptional": true },
        } });
        let (shipped, tools) = in_lock_file(&lock);
        let of =
            |list: &[Dependency]| -> Vec<_> { list.iter().map(|it| (it.name.clone(), it.licence.clone())).collect() };
        let some = |name: &str, licence: Option<&str>| (name.to_owned(), licence.map(str::to_owned));
        assert_eq!(of(&shipped), [some("odd", None), some("vue", Some("MIT"))]);
        assert_eq!(of(&tools), [some("lightningcss-linux-x64-gnu", Some("MPL-2.0")), some("@a/b", Some("MPL-2.0"))]);
    }
}
