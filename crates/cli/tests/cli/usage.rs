//! A command line that does not say what it should.

use crate::program::{document, lianxin, said};

#[test]
fn wrong_usage_ends_with_2() {
    let cases: &[&[&str]] = &[
        &[],
        &["fly"],
        &["serve"],
        &["serve", "--data", "d", "--listen", "nowhere"],
        &["admin", "area", "import", "x.csv"],
        &["admin", "--data", "d", "user", "add", "--name", "n", "--login", "l", "--role", "king", "--area", "1"],
        &["admin", "--data", "d", "assign", "--login", "l", "--kind", "contact"],
        &["admin", "--data", "d", "assign", "--login", "l", "--kind", "c", "--area", "1"],
        &["admin", "--data", "d", "assign", "--login", "l", "--kind", "lead", "--area", "1", "--household", "2"],
        &["device", "sync"],
        &["device", "--store", "s", "household", "set", "1"],
        &["device", "--store", "s", "visit", "add", "--household", "1", "--kind", "drone", "--text", "t"],
        &["device", "--store", "s", "case", "open", "--household", "1", "--ledger", "x", "--title", "t", "--text", "t"],
        &["device", "--store", "s", "settle", "1", "phone"],
    ];
    for args in cases {
        let output = lianxin(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");

        let output = lianxin(&[args, &["--json"][..]].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?} --json: {}", said(&output));
        assert_eq!(document(&output)["error"]["code"], "usage", "{args:?}");
    }
}

#[test]
fn version_and_help_are_no_errors() {
    for args in [&["--version"][..], &["--help"], &["help", "device"], &["device", "help", "sync"]] {
        assert_eq!(lianxin(args).status.code(), Some(0), "{args:?}");
    }
}
