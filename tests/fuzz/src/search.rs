//! What somebody types into a search: on a device and on the server.

use std::sync::OnceLock;

use lianxin_core::Core;
use lianxin_model::ids::TenantId;
use lianxin_model::limits;
use lianxin_model::search::{matches, query};

/// One text. Bytes that are no UTF-8 never come so far.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let terms = query(text);
    assert!(terms.len() <= limits::QUERY_TERMS_MAX);
    assert!(!matches(&terms, &[]) || terms.is_empty(), "nothing is found in nothing");
    device(text);
    server(text);
}

fn device(text: &str) {
    thread_local! {
        static CORE: Core = Core::open_in_memory(lianxin_core::SystemPlatform).expect("a store");
    }
    // What is asked of the index must be a question that it understands.
    CORE.with(|core| core.search(text).map(drop).expect("an answer"));
}

fn server(text: &str) {
    use lianxin_store::{FindQuery, Scope, Store as _, sqlite::SqliteStore};
    static STORE: OnceLock<(tempfile::TempDir, SqliteStore)> = OnceLock::new();
    let (_folder, store) = STORE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open_or_create(folder.path(), TenantId::from_slice(&[1; 16]).expect("16 bytes"), 1)
            .expect("a store");
        (folder, store)
    });
    let query = FindQuery { scope: Scope::default(), terms: query(text), typed: text.to_owned(), each: 5, area: None };
    store.read().and_then(|read| read.find(&query)).map(drop).expect("an answer");
}
