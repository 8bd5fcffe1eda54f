//! The file on the device: durable, migrated, and never another program's.

mod support;

use std::fs;
use std::path::Path;

use lianxin_core::Core;
use lianxin_core::changes::Place;
use lianxin_core::requests::ListFilter;
use support::{Machine, Phone};

#[test]
fn what_was_returned_is_on_the_disk_at_every_moment() {
    let phone = Phone::cadre(1);
    phone.household("H1", "罗守山");
    for number in 0..25 {
        phone.core.households().note("H1", &format!("第{number}句"), Place::End, None).unwrap();
        if number % 7 == 3 {
            phone.core.sync_begin().unwrap();
        }
        // What a program finds that starts after this one was killed here: the file and its log, no goodbye.
        let after = tempfile::tempdir().unwrap();
        for end in ["", "-wal"] {
            fs::copy(format!("{}{end}", phone.path().display()), after.path().join(format!("store{end}"))).unwrap();
        }
        let found = Core::open(&after.path().join("store"), phone.machine.clone()).unwrap();
        assert_eq!(found.households().get("H1").unwrap(), phone.core.households().get("H1").unwrap());
        assert_eq!(found.status().unwrap(), phone.core.status().unwrap());
        assert_eq!(found.status().unwrap().unsent, number + 2);
    }
}

#[test]
fn a_store_opens_again_as_it_was() {
    let mut phone = Phone::cadre(2);
    phone.household("H1", "罗守山");
    let before = (phone.core.status().unwrap(), phone.core.households().list(&ListFilter::default()).unwrap());
    for _ in 0..3 {
        phone.restart();
        let now = (phone.core.status().unwrap(), phone.core.households().list(&ListFilter::default()).unwrap());
        assert_eq!(now, before);
    }
}

#[test]
fn two_programs_may_open_one_store() {
    let phone = Phone::cadre(3);
    let second = Core::open(&phone.path(), Machine::new(99)).unwrap();
    phone.household("H1", "罗守山");
    second.households().note("H1", "另一个窗口", Place::End, None).unwrap();
    assert_eq!(phone.core.households().get("H1").unwrap().fields.notes, "另一个窗口\n");
    assert_eq!(phone.core.status().unwrap().unsent, 2);
}

#[test]
fn a_file_that_is_no_store_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, make: &dyn Fn(&Path)| {
        let path = folder.path().join(name);
        make(&path);
        path
    };
    let sql = |path: &Path, batch: &str| rusqlite::Connection::open(path).unwrap().execute_batch(batch).unwrap();
    let new_store = |path: &Path| drop(Core::open(path, Machine::new(1)).unwrap());
    let cases = [
        ("text", write("text", &|path| fs::write(path, "这是一封信。".repeat(500)).unwrap()), "not_a_store"),
        ("short", write("short", &|path| fs::write(path, "x").unwrap()), "not_a_store"),
        ("foreign", write("foreign", &|path| sql(path, "CREATE TABLE photos (x)")), "not_a_store"),
        ("numbered", write("numbered", &|path| sql(path, "PRAGMA application_id = 7")), "not_a_store"),
        (
            "newer",
            write("newer", &|path| {
                new_store(path);
                sql(path, "PRAGMA user_version = 900")
            }),
            "newer_store",
        ),
        ("folder", write("folder", &|path| fs::create_dir(path).unwrap()), "cannot_open"),
        ("nowhere", folder.path().join("no/such/folder"), "cannot_open"),
        (
            "damaged",
            write("damaged", &|path| {
                new_store(path);
                let mut bytes = fs::read(path).unwrap();
                let end = bytes.len().min(8_192);
                bytes[100..end].fill(0x5a);
                fs::write(path, bytes).unwrap();
            }),
            "damaged",
        ),
    ];
    for (name, path, expected) in cases {
        let before = fs::read(&path).ok();
        let error = Core::open(&path, Machine::new(1)).expect_err(name);
        assert_eq!(error.code(), expected, "{name}");
        assert!(!error.zh().is_empty() && !error.en().is_empty());
        assert_eq!(fs::read(&path).ok(), before, "{name} must stay as it is");
    }
    // An empty file is a store that nobody has begun.
    let empty = write("empty", &|path| fs::write(path, "").unwrap());
    assert!(Core::open(&empty, Machine::new(1)).is_ok());
}

#[test]
fn enrolment_is_once_and_may_be_tried_again_before() {
    let phone = Phone::fresh(4);
    let first = phone.core.enrol_begin("https://county.example/", "ABCD").unwrap();
    let again = phone.core.enrol_begin("https://county.example", "ABCD").unwrap();
    assert_eq!(first, again, "a lost answer is asked for with the same key");
    for (url, code) in [("county.example", "ABCD"), ("https://county.example", " "), ("", "")] {
        assert_eq!(phone.core.enrol_begin(url, code).unwrap_err().code(), "enrol_text");
    }
    assert_eq!(phone.core.enrol_finish(b"<html>").unwrap_err().code(), "garbage");
    assert!(!phone.core.status().unwrap().enrolled);
    phone.enrol("cadre");
    let status = phone.core.status().unwrap();
    assert_eq!((status.enrolled, status.role.as_deref(), status.user), (true, Some("cadre"), Some(phone.user)));
    assert_eq!(phone.core.enrol_begin("https://county.example", "ABCD").unwrap_err().code(), "already_enrolled");
}

/// Rows of an older version lack what this one reads from a record: they are computed anew when the store is opened.
#[test]
fn rows_of_an_older_version_are_renewed() {
    let mut phone = Phone::cadre(9);
    let (kept, other) = (phone.household("0001", "罗守山").id, phone.household("0002", "罗守山").id);
    phone.core.duplicates().merge("0001", "0002", &[]).unwrap();
    {
        let db = rusqlite::Connection::open(phone.path()).unwrap();
        db.execute_batch("UPDATE row SET merged_into = NULL; DELETE FROM meta WHERE name = 'rows';").unwrap();
    }
    let count = |phone: &Phone| phone.core.households().count(&ListFilter::default()).unwrap();
    assert_eq!(count(&phone), 2, "as the older version has it");
    phone.restart();
    assert_eq!(count(&phone), 1);
    assert_eq!(phone.core.households().get("0002").unwrap().id, kept.min(other));
}
