//! A store that is encrypted as a whole: nothing of it can be read without its key, and no other file is touched.
#![cfg(feature = "sealed")]

mod support;

use std::fs;
use std::path::Path;

use lianxin_core::requests::{AddHouseholdRequest, ListFilter};
use lianxin_core::{Core, StoreKey};
use lianxin_model::ids::{DeviceId, UserId};
use lianxin_sync::wire::{EnrolAnswer, seal_enrol_answer};
use support::{AREA, Machine, TENANT};
use uuid::Uuid;

const NAME: &str = "罗守山";

fn open(path: &Path, key: u8) -> Result<Core, String> {
    let core = Core::open_encrypted(path, &StoreKey::new([key; 32]), Machine::new(1));
    core.map_err(|error| error.code().to_owned())
}

fn enrol(core: &Core) {
    core.enrol_begin("http://127.0.0.1:1", "CODE").unwrap();
    let (device, user) = (DeviceId(Uuid::from_u128(2)), UserId(Uuid::from_u128(3)));
    let (user_name, role) = ("李干部".to_owned(), "cadre".to_owned());
    let answer = EnrolAnswer { tenant: TENANT, device, user, user_name, role, server_key: None, tag: None };
    core.enrol_finish(&seal_enrol_answer(&answer)).unwrap();
}

fn add(core: &Core, code: &str) {
    let request = AddHouseholdRequest {
        code: Some(code.into()),
        area: AREA.into(),
        head_name: Some(NAME.into()),
        ..AddHouseholdRequest::default()
    };
    core.households().add(&request).unwrap();
}

fn codes(core: &Core) -> Vec<String> {
    let households = core.households().list(&ListFilter::default()).unwrap();
    households.into_iter().filter_map(|household| household.fields.code).collect()
}

fn holds(path: &Path, words: &[u8]) -> bool {
    fs::read(path).unwrap().windows(words.len()).any(|window| window == words)
}

#[test]
fn nothing_of_it_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let plain = Core::open(&folder.path().join("plain"), Machine::new(1)).unwrap();
    let sealed = open(&folder.path().join("sealed"), 1).unwrap();
    for (core, expect) in [(&plain, true), (&sealed, false)] {
        enrol(core);
        add(core, "H-000017");
        let name = if expect { "plain" } else { "sealed" };
        for end in ["", "-wal"] {
            let path = folder.path().join(format!("{name}{end}"));
            // Of a plain one the journal holds it all.
            let expect = expect && end == "-wal";
            for words in [NAME, "李干部", "H-000017", "CREATE TABLE"] {
                assert_eq!(holds(&path, words.as_bytes()), expect, "{words} in {name}{end}");
            }
        }
    }
}

#[test]
fn several_programs_open_it_and_it_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let (first, second) = (open(&path, 1).unwrap(), open(&path, 1).unwrap());
    enrol(&first);
    add(&first, "H1");
    add(&second, "H2");
    assert_eq!(codes(&first), ["H1", "H2"]);
    drop((first, second));
    assert_eq!(codes(&open(&path, 1).unwrap()), ["H1", "H2"]);
}

#[test]
fn what_it_does_not_open_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, make: &dyn Fn(&Path)| {
        let path = folder.path().join(name);
        make(&path);
        path
    };
    let cases = [
        ("another key", write("key", &|path| add_to_new(path, 2)), "wrong_key"),
        ("plain", write("plain", &|path| drop(Core::open(path, Machine::new(1)).unwrap())), "wrong_key"),
        ("text", write("text", &|path| fs::write(path, "这是一封信。".repeat(5_000)).unwrap()), "wrong_key"),
        ("short", write("short", &|path| fs::write(path, "x").unwrap()), "wrong_key"),
        ("cut", write("cut", &|path| cut(path)), "wrong_key"),
        ("folder", write("folder", &|path| fs::create_dir(path).unwrap()), "cannot_open"),
    ];
    for (name, path, expect) in cases {
        let before = fs::read(&path).ok();
        assert_eq!(open(&path, 1).unwrap_err(), expect, "{name}");
        assert_eq!(fs::read(&path).ok(), before, "{name}");
    }
    assert!(open(&folder.path().join("key"), 2).is_ok(), "the right key still opens it");
}

fn add_to_new(path: &Path, key: u8) {
    let core = open(path, key).unwrap();
    enrol(&core);
    add(&core, "H1");
}

/// A store of which only the beginning is left.
fn cut(path: &Path) {
    add_to_new(path, 1);
    let whole = fs::read(path).unwrap();
    fs::write(path, &whole[..1_000]).unwrap();
}
