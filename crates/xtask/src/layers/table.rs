//! The import table: which crate may know what. The page docs/architecture.md shows the same; a test compares them.

/// What a crate of ours may import of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Imports {
    All,
    Only(&'static [&'static str]),
}

/// One row.
#[derive(Debug)]
pub(super) struct Layer {
    /// The package without `lianxin-`.
    pub(super) name: &'static str,
    pub(super) imports: Imports,
    /// Subjects, each defined in [`SUBJECTS`].
    pub(super) must_not_know: &'static [&'static str],
}

/// The rows, lowest layer first.
pub(super) const LAYERS: [Layer; 14] = [
    Layer { name: "model", imports: Imports::Only(&[]), must_not_know: &["network", "SQL", "clock", "randomness"] },
    Layer {
        name: "sync",
        imports: Imports::Only(&["model"]),
        must_not_know: &["HTTP", "SQL", "clock", "randomness", "what a household is"],
    },
    Layer { name: "core", imports: Imports::Only(&["model", "sync"]), must_not_know: &["tokio", "axum", "JavaScript"] },
    Layer { name: "client", imports: Imports::Only(&["core"]), must_not_know: &[] },
    Layer { name: "calls", imports: Imports::Only(&["core"]), must_not_know: &["HTTP", "SQL", "JavaScript"] },
    Layer { name: "ffi", imports: Imports::Only(&["core", "client", "calls"]), must_not_know: &[] },
    Layer { name: "ffi-ohos", imports: Imports::Only(&["core", "client", "calls"]), must_not_know: &[] },
    Layer { name: "wasm", imports: Imports::Only(&["core", "calls"]), must_not_know: &[] },
    Layer { name: "store", imports: Imports::Only(&["model"]), must_not_know: &["axum", "wire format"] },
    Layer { name: "server", imports: Imports::Only(&["model", "sync", "store"]), must_not_know: &["SQL drivers"] },
    Layer { name: "cli", imports: Imports::Only(&["core", "client", "server"]), must_not_know: &[] },
    Layer { name: "testkit", imports: Imports::All, must_not_know: &[] },
    Layer { name: "tests", imports: Imports::All, must_not_know: &[] },
    Layer { name: "xtask", imports: Imports::Only(&[]), must_not_know: &[] },
];

const SQL: &[&str] = &["diesel", "libsqlite3-sys", "postgres", "rusqlite", "sqlx", "tokio-postgres"];
// Runtimes as well: what has no sockets has nothing to wait for.
const NETWORK: &[&str] =
    &["axum", "http", "hyper", "hyper-util", "mio", "reqwest", "socket2", "tokio", "tower", "tower-http"];

/// What not to know comes to, in packages. Clock and randomness are mostly in std and in calls of crates that are otherwise
/// welcome: the `clippy.toml` of `model` and `sync` forbids those calls. What a household is no package tells; readers of
/// changes to `sync` keep that one.
pub(super) const SUBJECTS: [(&str, &[&str]); 11] = [
    ("network", NETWORK),
    ("HTTP", NETWORK),
    ("SQL", SQL),
    ("SQL drivers", SQL),
    ("clock", &["chrono", "time", "quanta", "web-time"]),
    ("randomness", &["fastrand", "getrandom", "oorandom", "rand"]),
    ("tokio", &["tokio", "tokio-util", "tokio-stream"]),
    ("axum", &["axum", "axum-core", "axum-extra"]),
    ("JavaScript", &["js-sys", "wasm-bindgen", "wasm-bindgen-futures", "web-sys"]),
    ("wire format", &["prost", "prost-types"]),
    ("what a household is", &[]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    /// Where the page and [`LAYERS`] differ.
    fn differences(page: &str) -> Vec<String> {
        let rows: Vec<Vec<&str>> = page
            .lines()
            .skip_while(|line| !line.starts_with("| crate |"))
            .skip(2)
            .map_while(|line| line.strip_prefix('|')?.strip_suffix('|'))
            .map(|line| line.split('|').map(str::trim).collect())
            .collect();
        let mut differences = Vec::new();
        for row in &rows {
            let [name, _, imports, must_not_know] = row.as_slice() else {
                differences.push(format!("a row has not four columns: {row:?}"));
                continue;
            };
            let name = name.trim_matches('`');
            match LAYERS.iter().find(|layer| layer.name == name) {
                None => differences.push(format!("{name} is on the page and not in the table")),
                Some(layer) => {
                    if !agrees(imports, layer.imports) {
                        differences.push(format!(
                            "{name} may import: {imports} on the page, {:?} in the table",
                            layer.imports
                        ));
                    }
                    if words(must_not_know) != layer.must_not_know {
                        differences.push(format!("{name} must not know: {must_not_know} on the page"));
                    }
                }
            }
        }
        let is_on_page = |layer: &&Layer| rows.iter().any(|row| row[0].trim_matches('`') == layer.name);
        let missing = LAYERS.iter().filter(|layer| !is_on_page(layer));
        differences.extend(missing.map(|layer| format!("{} is in the table and not on the page", layer.name)));
        differences
    }

    fn agrees(cell: &str, imports: Imports) -> bool {
        match imports {
            Imports::All => cell == "all" || cell.starts_with("all;"),
            Imports::Only(names) => words(cell) == names,
        }
    }

    /// `model (ids, limits), store` is model and store; a dash is nothing.
    fn words(cell: &str) -> Vec<&str> {
        let mut words = Vec::new();
        let mut rest = cell;
        while !rest.is_empty() && rest != "–" {
            let end = rest.find([',', '(']).unwrap_or(rest.len());
            words.push(rest[..end].trim().trim_matches('`'));
            rest = &rest[end..];
            if rest.starts_with('(') {
                rest = rest.split_once(')').map_or("", |(_, after)| after);
            }
            rest = rest.trim_start_matches([',', ' ']);
        }
        words
    }

    fn page_of_the_table() -> String {
        let mut page = String::from(
            "# Architecture\n\n| crate | holds | may import (ours) | must not know |\n| --- | --- | --- | --- |\n",
        );
        let or_dash = |words: &[&str]| if words.is_empty() { String::from("–") } else { words.join(", ") };
        for Layer { name, imports, must_not_know } in &LAYERS {
            let imports = match imports {
                Imports::All => String::from("all; nothing imports it outside tests"),
                Imports::Only(words) => or_dash(words).replace("model", "model (ids, limits)"),
            };
            page.push_str(&format!("| `{name}` | something | {imports} | {} |\n", or_dash(must_not_know)));
        }
        page + "\nText after it.\n"
    }

    #[test]
    fn the_page_shows_the_table() {
        let workspace = Workspace::open().unwrap();
        let page = std::fs::read_to_string(workspace.root().join("docs/architecture.md")).unwrap();
        assert_eq!(differences(&page), Vec::<String>::new());
    }

    #[test]
    fn pages_that_differ_are_found() {
        let page = page_of_the_table();
        let cases = [
            ("", "", 0),
            ("| `client` | something | core |", "| `client` | something | core, sync |", 1),
            ("tokio, axum, JavaScript", "axum, JavaScript", 1),
            ("| `store` |", "| `shelf` |", 2),
            ("| `cli` | something |", "| `cli` |", 1),
            ("all; nothing imports it outside tests", "–", 2),
            ("| crate |", "| crates |", LAYERS.len()),
        ];
        for (from, to, count) in cases {
            let changed = if from.is_empty() { page.clone() } else { page.replace(from, to) };
            assert!(from.is_empty() || changed != page, "{from} is not on the page");
            assert_eq!(differences(&changed).len(), count, "{from} → {to}: {:?}", differences(&changed));
        }
    }
}
