//! Makes the declarations from the core's sources, line by line: they are formatted, so that an item begins and ends at the
//! margin.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Which items of a source.
#[derive(Clone, Copy)]
enum Items {
    /// Those that pages get too.
    OfPages,
    /// These.
    Only(&'static [&'static str]),
}

use Items::{OfPages, Only};

/// What all records have: it becomes one record for each kind.
const GENERIC: &str = "RecordView";

/// A source: its file below `crates`, the path of its items in Rust, and which of them.
type Source = (&'static str, &'static str, Items);

/// Each file that is made, and what it is made from.
const FILES: [(&str, &str, &[Source]); 8] = [
    ("held", "Records of each kind.", &[("core/src/facade/views.rs", "views", Only(&[GENERIC]))]),
    ("views", "What the core gives.", &[("core/src/facade/views.rs", "views", OfPages)]),
    (
        "lists",
        "Lists, and what is due.",
        &[("core/src/facade/views/rows.rs", "views", OfPages), ("core/src/facade/views/today.rs", "views", OfPages)],
    ),
    (
        "standing",
        "What a person writes with, and where the device stands.",
        &[("core/src/facade/views/desk.rs", "views", OfPages), ("core/src/facade/standing.rs", "views", OfPages)],
    ),
    (
        "requests",
        "What the core is asked.",
        &[
            ("core/src/facade/requests.rs", "requests", OfPages),
            ("core/src/facade/changes.rs", "changes", OfPages),
            ("model/src/duplicates/merging.rs", "model::duplicates", Only(&["Choice"])),
        ],
    ),
    (
        "fields",
        "The fields of each kind of record.",
        &[
            ("model/src/catalogue/household.rs", "model::catalogue", OfPages),
            ("model/src/catalogue/person.rs", "model::catalogue", OfPages),
            ("model/src/catalogue/visit.rs", "model::catalogue", OfPages),
            ("model/src/catalogue/case.rs", "model::catalogue", OfPages),
            ("model/src/catalogue/assistance.rs", "model::catalogue", OfPages),
            ("model/src/catalogue/diary_entry.rs", "model::catalogue", OfPages),
            ("model/src/catalogue/comment.rs", "model::catalogue", OfPages),
        ],
    ),
    (
        "sync",
        "What a sync tells.",
        &[
            ("core/src/feed/report.rs", "feed", OfPages),
            ("core/src/schedule/event.rs", "schedule", OfPages),
            ("core/src/schedule/mod.rs", "schedule", Only(&["Reach"])),
        ],
    ),
    (
        "words",
        "Values, and words that records are told in.",
        &[
            ("model/src/ids.rs", "model::ids", Only(&["Kind"])),
            ("model/src/value.rs", "model::value", Only(&["Value"])),
            ("model/src/course.rs", "model::course", Only(&["Status"])),
            ("model/src/intention.rs", "model::intention", Only(&["Intention"])),
            ("model/src/document/record.rs", "model::document", Only(&["Flag"])),
            ("model/src/duplicates/likeness.rs", "model::duplicates", Only(&["Reason"])),
            ("model/src/catalogue/mod.rs", "model::catalogue", Only(&["Sensitivity", "Write"])),
        ],
    ),
];

/// Names that say too little outside their module.
const RENAMED: [(&str, &str, &str); 3] = [
    ("model::course", "Status", "CaseStatus"),
    ("model::duplicates", "Choice", "ChosenDifference"),
    ("model::duplicates", "Reason", "DuplicateReason"),
];

/// Types that the foreign side has under a name of ours, longest first.
const TYPES: [(&str, &str); 10] = [
    ("lianxin_model::intention::Intention", "Intention"),
    ("BTreeMap<UserId, String>", "Names"),
    ("BTreeMap<String, String>", "Texts"),
    ("BTreeMap<String, Value>", "Values"),
    ("serde_json::Value", "Json"),
    ("&'static str", "String"),
    ("usize", "Count"),
    (": Status", ": CaseStatus"),
    (": Reason", ": DuplicateReason"),
    (" = ", "\0"),
];

/// One struct or enum as it stands in its source.
struct Item {
    name: String,
    keyword: &'static str,
    docs: Vec<String>,
    attributes: String,
    body: Vec<String>,
}

fn items(text: &str) -> Vec<Item> {
    let (mut items, mut docs, mut attributes) = (Vec::new(), Vec::new(), String::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let declared = [("pub struct ", "struct"), ("pub enum ", "enum")]
            .into_iter()
            .find_map(|(start, keyword)| Some((keyword, line.strip_prefix(start)?.strip_suffix(" {")?)));
        match declared {
            Some((keyword, name)) => items.push(Item {
                name: name.split('<').next().unwrap_or(name).to_owned(),
                keyword,
                docs: std::mem::take(&mut docs),
                attributes: std::mem::take(&mut attributes),
                body: lines.by_ref().take_while(|line| *line != "}").map(str::to_owned).collect(),
            }),
            None if line.starts_with("///") => docs.push(line.to_owned()),
            None if line.starts_with("#[") => attributes += line,
            None => {
                docs.clear();
                attributes.clear();
            }
        }
    }
    items
}

impl Item {
    /// The name on the foreign side.
    fn made_name(&self, path: &str) -> String {
        let of_pages = self.attributes.split("ts(rename = \"").nth(1).and_then(|rest| rest.split('"').next());
        let renamed = RENAMED.iter().find(|(of, name, _)| *of == path && *name == self.name).map(|(.., to)| *to);
        renamed.or(of_pages).unwrap_or(&self.name).to_owned()
    }

    fn declared(&self, name: &str, rust: &str, is_asked: bool, into: &mut String) {
        let kind = if self.keyword == "struct" { "Record" } else { "Enum" };
        writeln!(into, "\npub(crate) type {name} = {rust};\n").unwrap();
        self.docs.iter().for_each(|line| writeln!(into, "{line}").unwrap());
        writeln!(into, "#[uniffi::remote({kind})]\npub {} {name} {{", self.keyword).unwrap();
        let mut default = false;
        for line in &self.body {
            let trimmed = line.trim_start();
            if trimmed.starts_with("#[") {
                default |= trimmed.starts_with("#[serde(default");
                continue;
            }
            let line = foreign(line);
            let is_field = is_asked && self.keyword == "struct" && trimmed.starts_with("pub ");
            let may_miss = default || self.attributes.contains("#[serde(default)]") || line.contains(": Option<");
            // A choice has no default on the foreign side.
            if is_field && may_miss && !line.ends_with(": RowsOrder,") {
                into.push_str("    #[uniffi(default)]\n");
            }
            default &= !is_field;
            writeln!(into, "{line}").unwrap();
        }
        into.push_str("}\n");
    }
}

/// A line of a body with the types that the foreign side has.
fn foreign(line: &str) -> String {
    if line.trim_start().starts_with("///") {
        return line.to_owned();
    }
    let line = TYPES.iter().fold(line.to_owned(), |line, (from, to)| line.replace(from, to));
    // Of `Household = 1,` the number is stored and sent, and nobody else's.
    line.split('\0')
        .next()
        .map_or_else(String::new, |kept| if kept == line { line.clone() } else { format!("{kept},") })
}

/// `RecordView<catalogue::HouseholdView>` and its name.
fn records(text: &str, generic: &Item, fields: &BTreeMap<String, String>, into: &mut String) {
    let mut docs = Vec::new();
    for line in text.lines() {
        let named = line.strip_prefix("pub type ").and_then(|rest| rest.split_once(" = RecordView<catalogue::"));
        if let Some((name, of)) = named {
            let of = fields[of.trim_end_matches(">;")].as_str();
            let body = generic.body.iter().map(|line| line.replace(": Fields,", &format!(": {of},"))).collect();
            let (attributes, docs) = (generic.attributes.clone(), std::mem::take(&mut docs));
            Item { name: name.to_owned(), keyword: "struct", docs, attributes, body }.declared(
                name,
                &format!("lianxin_core::views::{name}"),
                false,
                into,
            );
        }
        docs.retain(|_| line.starts_with("///"));
        if line.starts_with("///") {
            docs.push(line.to_owned());
        }
    }
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of the catalogue's views on the foreign side, by their own.
fn fields_by_name() -> BTreeMap<String, String> {
    let sources = FILES.iter().flat_map(|(.., sources)| *sources).filter(|(_, path, _)| *path == "model::catalogue");
    sources
        .flat_map(|(file, path, _)| items(&read(file)).into_iter().map(|it| (it.name.clone(), it.made_name(path))))
        .collect()
}

fn made(about: &str, sources: &[Source]) -> String {
    let mut text = format!(
        "//! {about} Made from the core's sources by `LIANXIN_UPDATE_TYPES=1 cargo test --lib records`.\n\nuse super::*;\n"
    );
    for (file, path, chosen) in sources {
        let source = read(file);
        for item in items(&source) {
            let is_chosen = match chosen {
                OfPages => item.attributes.contains("ts_rs::TS"),
                Only(names) => names.contains(&item.name.as_str()),
            };
            if item.name == GENERIC {
                if matches!(chosen, Only(_)) {
                    records(&source, &item, &fields_by_name(), &mut text);
                }
            } else if is_chosen {
                let name = item.made_name(path);
                let is_asked = ["requests", "changes", "model::duplicates"].contains(path);
                item.declared(&name, &format!("lianxin_core::{path}::{}", item.name), is_asked, &mut text);
            }
        }
    }
    text
}

#[test]
fn the_declarations_are_those_of_the_core() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/records");
    for (name, about, sources) in FILES {
        let (path, made) = (folder.join(name).with_extension("rs"), made(about, sources));
        if std::env::var_os("LIANXIN_UPDATE_TYPES").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == made, "{name}: the core changed: LIANXIN_UPDATE_TYPES=1 cargo test --lib records");
    }
}
