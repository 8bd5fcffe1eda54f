//! What a store holds, as a test sees it: every row of every table.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use lianxin_testkit::disk::Disk;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// Of each table how many rows it has and what they come to.
pub(crate) type Content = BTreeMap<String, (u64, u64)>;

/// A connection beside the store's own.
pub(crate) fn beside(disk: &Disk, path: &str) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags_and_vfs(path, flags, disk.name()).unwrap()
}

/// The sound content of the store of that path.
pub(crate) fn content(disk: &Disk, path: &str) -> Content {
    let db = beside(disk, path);
    let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let strangers: i64 = db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(strangers, 0, "rows that refer to none");
    // How the search's index is cut into segments is its own affair; what is found is not.
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'search%'";
    let mut names = db.prepare(names).unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    db.execute_batch("INSERT INTO search (search) VALUES ('integrity-check')").unwrap();
    let tables = names.into_iter().map(|name| {
        // Which version computed the rows is noted when a store is opened.
        let sql = match name.as_str() {
            "meta" => "SELECT * FROM meta WHERE name <> 'rows'".to_owned(),
            name => format!("SELECT * FROM \"{name}\""),
        };
        (name, sum(&db, &sql))
    });
    tables.chain([("search".to_owned(), sum(words(&db), "SELECT term, doc FROM words"))]).collect()
}

/// The same with the words of the search's index as a table.
pub(crate) fn words(db: &Connection) -> &Connection {
    db.execute_batch("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, search, instance)").unwrap();
    db
}

/// How many rows a query gives and what they come to.
pub(crate) fn sum(db: &Connection, sql: &str) -> (u64, u64) {
    let mut query = db.prepare(sql).unwrap();
    let columns = query.column_count();
    let mut rows = query.query([]).unwrap();
    let (mut count, mut sum) = (0, 0u64);
    while let Some(row) = rows.next().unwrap() {
        let mut hasher = DefaultHasher::new();
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                ValueRef::Null => 0u8.hash(&mut hasher),
                ValueRef::Integer(number) => (1u8, number).hash(&mut hasher),
                ValueRef::Real(number) => (2u8, number.to_bits()).hash(&mut hasher),
                ValueRef::Text(text) => (3u8, text).hash(&mut hasher),
                ValueRef::Blob(bytes) => (4u8, bytes).hash(&mut hasher),
            }
        }
        count += 1;
        // In no order.
        sum = sum.wrapping_add(hasher.finish());
    }
    (count, sum)
}

/// The tables in which two contents differ.
pub(crate) fn differing(one: &Content, other: &Content) -> Vec<String> {
    let names = one.keys().chain(other.keys());
    let mut names: Vec<String> = names.filter(|name| one.get(*name) != other.get(*name)).cloned().collect();
    names.sort();
    names.dedup();
    names
}
