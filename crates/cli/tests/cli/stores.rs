//! Files that are no store, stores of a newer version, stores in use.

use std::fs::OpenOptions;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::program::{County, done, lianxin, refused, said, words};

/// Where SQLite keeps the version that a program gave to a file (sqlite.org/fileformat2, "user version number").
const USER_VERSION_OFFSET: u64 = 60;

fn make_newer(file: &Path) {
    let mut file = OpenOptions::new().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(USER_VERSION_OFFSET)).unwrap();
    file.write_all(&9_999_u32.to_be_bytes()).unwrap();
}

/// A device's store that belongs to nobody yet: nothing listens on port 1.
fn unenrolled(county: &County, name: &str) {
    let error = refused(&words(&county.device(name, &["enrol", "http://127.0.0.1:1", "0000-0000-0000"])));
    assert_ne!(error["code"], "enrol_text", "{error}");
}

#[test]
fn a_devices_store() {
    let county = County::new();
    county.write("letter.txt", "亲爱的村民，".repeat(1000));
    county.write("picture", [0x89, b'P', b'N', b'G', 0, 1, 2, 3]);
    unenrolled(&county, "nobody");
    unenrolled(&county, "newer");
    make_newer(&county.path("newer"));
    let cases = [
        ("missing", "no_store"),
        ("letter.txt", "not_a_store"),
        ("picture", "not_a_store"),
        ("newer", "newer_store"),
        ("nobody", "not_enrolled"),
    ];
    for (name, code) in cases {
        let args = county.device(name, &["sync"]);
        assert_eq!(refused(&words(&args))["code"], code, "{name}");
        // For people: one line, which names the code.
        let output = lianxin(&words(&args));
        let line = String::from_utf8(output.stderr).unwrap();
        assert!(line.lines().count() == 1 && line.contains(code) && line.starts_with("错误"), "{name}: {line}");
    }
    assert!(!county.path("missing").exists(), "a mistyped name makes no store");
    let status = done(&words(&county.device("nobody", &["status"])));
    assert_eq!(status["enrolled"], false);
}

#[test]
fn a_store_that_another_program_writes_to() {
    let county = County::new();
    unenrolled(&county, "busy");
    let other = rusqlite::Connection::open(county.path("busy")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let enrol = county.device("busy", &["enrol", "http://127.0.0.1:1", "0000-0000-0000"]);
    assert_eq!(refused(&words(&enrol))["code"], "locked");
    other.execute_batch("ROLLBACK").unwrap();
    assert_ne!(refused(&words(&enrol))["code"], "locked");
}

#[test]
fn an_enrolment_that_cannot_be_one_makes_no_store() {
    let county = County::new();
    let error = refused(&words(&county.device("phone", &["enrol", "county.example", "0000-0000-0000"])));
    assert_eq!(error["code"], "enrol_text");
    assert!(!county.path("phone").exists());
}

#[test]
fn a_countys_store() {
    let county = County::new();
    let users = county.admin(&["user", "list"]);
    assert_eq!(refused(&words(&users))["code"], "no_county");
    let areas = county.write("areas.csv", "code,name,level,parent\n431027000000,桂东县,county,\n");
    done(&words(&county.admin(&["area", "import", &areas])));
    done(&words(&users));

    make_newer(&county.path("county").join("county.sqlite"));
    assert_eq!(refused(&words(&users))["code"], "newer_store");
    let data = county.path("county");
    let serve = ["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"];
    assert_eq!(refused(&serve)["code"], "newer_store");

    std::fs::write(data.join("county.sqlite"), "not a database".repeat(1000)).unwrap();
    assert_eq!(refused(&words(&users))["code"], "not_a_store");
}

#[test]
fn an_address_that_is_taken() {
    let mut county = County::new();
    county.serve();
    let other = County::new();
    let (data, listen) = (other.path("county"), county.url.replace("http://", ""));
    let serve = ["serve", "--data", data.to_str().unwrap(), "--listen", &listen];
    assert_eq!(refused(&serve)["code"], "address_in_use");
}

#[test]
#[cfg(unix)]
fn a_server_ends_in_order() {
    let mut county = County::new();
    county.serve();
    let status = county.stop();
    assert_eq!(status.code(), Some(0));
    assert!(said(&lianxin(&words(&county.admin(&["user", "list"])))).contains("账号"));
}
