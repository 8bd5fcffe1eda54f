//! The TypeScript of the table, kept beside those who call and locked to the table by a test.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use lianxin_core::schedule::SyncEvent;
use ts_rs::{Config, TS, TypeVisitor};

use super::{Failure, table};

/// The declarations that the calls need, and the calls.
pub(super) struct Declarations {
    config: Config,
    types: BTreeMap<String, String>,
    calls: String,
}

impl Declarations {
    pub(super) fn call<With: TS + 'static, Gives: TS + 'static>(&mut self, name: &str) {
        self.visit::<With>();
        self.visit::<Gives>();
        let (with, gives) = (With::name(&self.config), Gives::name(&self.config));
        writeln!(self.calls, "  '{name}': {{ with: {with}; gives: {gives} }};").unwrap();
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let ident = T::ident(&self.config);
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}\n", T::decl(&self.config));
            if let Some(known) = self.types.get(&ident) {
                assert_eq!(known, &declaration, "two types of one name");
                T::visit_generics(self);
                return;
            }
            self.types.insert(ident, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn text() -> String {
    let config = Config::new().with_large_int("number");
    let mut all = Declarations { config, types: BTreeMap::new(), calls: String::new() };
    all.visit::<Failure>();
    all.visit::<SyncEvent>();
    table::declare(&mut all);
    let mut text = String::from(
        "// Made from the core's table of calls by `LIANXIN_UPDATE_TYPES=1 cargo test --workspace --lib typescript`.\n\n",
    );
    for declaration in all.types.values() {
        text += declaration;
        text += "\n";
    }
    text + "/** What a page may ask of the core. */\nexport type Calls = {\n" + &all.calls + "};\n"
}

/// Where it is kept.
const PLACES: [&str; 2] = ["apps/field/src/core/types.ts", "bindings/node/calls.d.ts"];

#[test]
fn whoever_calls_by_name_knows_the_calls_as_they_are() {
    let (root, made) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), text());
    for place in PLACES {
        let path = root.join(place);
        if std::env::var_os("LIANXIN_UPDATE_TYPES").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == made, "{place}: LIANXIN_UPDATE_TYPES=1 cargo test --workspace --lib typescript");
    }
}
