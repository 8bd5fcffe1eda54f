//! The loop that syncs by itself, against the real server.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use lianxin_client::SyncEvent;
use lianxin_client::background::{Background, Turns};
use lianxin_client::schedule::{Pace, Reach};
use lianxin_core::{Core, SystemPlatform};
use lianxin_testkit::binary;
use lianxin_testkit::link::{Cut, Link};
use serde_json::Value as Json;

use super::village::Village;

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_goes_on_by_itself_after_every_cut() {
    let village = Village::open();
    let link = Link::to(village.server().address()).await.unwrap();
    village.county.enrol("a", "a", &link.url());
    let store = village.county.store("a");
    let pace = Pace { quiet_ms: 1, retry_first_ms: 2, retry_most_ms: 20, ..Pace::default() };
    let (sender, events) = mpsc::channel();
    let opened = store.clone();
    let background = Background::start(
        move || Core::open(&opened, SystemPlatform),
        Reach::Online,
        pace,
        Turns::default(),
        move |_, event| drop(sender.send(event)),
    );
    let background = background.unwrap();
    let core = Core::open(&store, SystemPlatform).unwrap();
    let idle = || -> Vec<SyncEvent> {
        let until = std::iter::from_fn(|| Some(events.recv_timeout(PATIENCE).unwrap()));
        until.take_while(|event| !matches!(event, SyncEvent::Idle { .. })).collect()
    };
    let first = idle();
    assert!(matches!(first.last(), Some(SyncEvent::Finished { .. })), "{first:?}");
    for cut in [Cut::Up(0), Cut::Up(90), Cut::Up(250), Cut::Down(0), Cut::Down(30), Cut::Down(90)] {
        let area = village.county.village.clone();
        let request = lianxin_core::requests::AddHouseholdRequest { area, ..Default::default() };
        core.households().add(&request).unwrap();
        link.cut_now(cut);
        background.handle().edited();
        let events = idle();
        let words: Vec<&str> = events
            .iter()
            .map(|event| match event {
                SyncEvent::Started => "started",
                SyncEvent::Failed { code, .. } => code,
                SyncEvent::Finished { .. } => "finished",
                _ => "other",
            })
            .collect();
        assert_eq!(words, ["started", "cut", "started", "finished"], "{cut:?}");
        assert_eq!(core.unsent().unwrap(), 0, "{cut:?}");
    }
    drop(background);
    let witness = village.witness().await;
    assert_eq!(witness.core.status().unwrap().documents, 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn device_sync_watch_says_what_it_does() {
    let village = Village::open();
    village.county.enrol("a", "a", &village.server().url);
    let mut child = Command::new(binary::path())
        .arg("--json")
        .args(village.county.device_arguments("a", ["sync", "--watch"]))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut until = |word: &str| -> Json {
        loop {
            let line = lines.next().expect("it goes on").unwrap();
            let event: Json = serde_json::from_str(&line).unwrap();
            assert_ne!(event["event"], "failed", "{event}");
            if event["event"] == word {
                return event;
            }
        }
    };
    until("idle");
    let area = village.county.village.clone();
    village.county.device("a", ["household", "add", "--area", &area, "--head", "罗守山"]).ok();
    let finished = until("finished");
    assert!(finished["report"]["accepted"].as_u64() >= Some(1), "{finished}");
    until("idle");
    child.kill().unwrap();
    let _status = child.wait().unwrap();
    assert_eq!(village.county.device("a", ["status"]).ok()["unsent"], 0);
}
