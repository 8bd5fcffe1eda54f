//! What no host can bring about, and what becomes of a store whose host goes away.

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use lianxin_core::requests::SaveDraftRequest;
use lianxin_core::{Core, SystemPlatform};

use super::{Desk, DeskError, LogLevel};
use crate::ClientError;

/// A test that waits longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(30);

type Lines = mpsc::Receiver<(LogLevel, String, String)>;

fn open(folder: &Path) -> (Desk, Lines) {
    let (sender, lines) = mpsc::channel();
    let path = folder.join("store");
    let log = move |level, code: &str, text: &str| drop(sender.send((level, code.to_owned(), text.to_owned())));
    let desk = Desk::start(Arc::new(move || Core::open(&path, SystemPlatform)), Some(Arc::new(log)));
    (desk.unwrap(), lines)
}

fn save(core: &Core, key: &str) {
    let draft = SaveDraftRequest {
        key: key.to_owned(),
        kind: "visit".to_owned(),
        household: None,
        body: serde_json::Value::Null,
    };
    core.drafts().save(&draft).unwrap();
}

fn drafts(desk: &Desk) -> usize {
    desk.ask(|core| core.drafts().list().unwrap().len()).unwrap()
}

#[test]
fn a_panic_is_told_by_its_place_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, lines) = open(folder.path());
    let panicked = desk.ask(|core| {
        save(core, "within");
        panic!("罗守山 13900000123")
    });
    assert!(matches!(panicked, Err::<(), _>(DeskError::Internal)));
    let (level, code, text) = lines.recv_timeout(PATIENCE).unwrap();
    assert_eq!((level, code.as_str()), (LogLevel::Error, "panic"));
    assert!(text.contains("tests.rs:") && !text.contains("罗守山"), "{text}");
    desk.ask(|core| save(core, "after")).unwrap();
    assert_eq!(drafts(&desk), 2);
}

#[test]
fn a_panic_of_the_hosts_part_is_not_the_cores() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, lines) = open(folder.path());
    desk.ask_then(|core| save(core, "one"), |_| panic!("罗守山"));
    assert_eq!(drafts(&desk), 1);
    assert_eq!(lines.recv_timeout(PATIENCE).unwrap().1, "panic");
}

#[test]
fn a_panic_on_the_way_is_told_and_the_next_trip_sets_out() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, lines) = open(folder.path());
    let trip = desk.set_out::<(), _>(async |_, _| panic!("罗守山"));
    assert!(matches!(trip.wait(), Err(DeskError::Internal)));
    assert_eq!(lines.recv_timeout(PATIENCE).unwrap().1, "panic");
    assert_eq!(desk.sync(None).wait().unwrap_err().code(), "not_enrolled");
}

#[test]
fn closing_ends_what_is_under_way_and_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _lines) = open(folder.path());
    let (tell, told) = mpsc::channel();
    let trip = desk.set_out::<(), _>(async move |_, _| {
        tell.send(()).unwrap();
        std::future::pending::<Result<(), ClientError>>().await
    });
    told.recv_timeout(PATIENCE).unwrap();
    desk.close();
    assert!(told.recv().is_err(), "the trip has ended when closing returns");
    assert!(matches!(trip.wait(), Err(DeskError::Closed)));
    assert!(matches!(desk.ask(|_| ()), Err(DeskError::Closed)));
    assert!(matches!(desk.sync(None).wait(), Err(DeskError::Closed)));
}

#[test]
fn whoever_stops_waiting_ends_the_trip() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _lines) = open(folder.path());
    let (tell, told) = mpsc::channel();
    let trip = desk.set_out::<(), _>(async move |_, _| {
        tell.send(()).unwrap();
        std::future::pending::<Result<(), ClientError>>().await
    });
    told.recv_timeout(PATIENCE).unwrap();
    drop(trip);
    assert_eq!(told.recv_timeout(PATIENCE), Err(mpsc::RecvTimeoutError::Disconnected));
    assert_eq!(drafts(&desk), 0);
}

#[test]
fn letting_a_desk_go_waits_until_nothing_has_the_file_open() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _lines) = open(folder.path());
    desk.ask(|core| save(core, "one")).unwrap();
    let running = Arc::clone(&desk.running);
    drop(desk);
    assert!(running.is_idle());
    assert_eq!(drafts(&open(folder.path()).0), 1);
}
