//! The loop that decides by itself when to sync: its clock is the test's, its sockets are real.
#![allow(missing_docs)]

mod support;

use std::path::Path;
use std::sync::mpsc as threads;
use std::time::Duration;

use lianxin_client::background::{Background, Handle, Timer, Turns, Wiring, run};
use lianxin_client::schedule::{Pace, Reach};
use lianxin_client::{Client, SyncEvent};
use lianxin_core::{Core, CoreError, SystemPlatform};
use lianxin_sync::wire::Answer;
use support::{Back, device, http, sealed, sealed_answer, write};
use tokio::sync::{mpsc, watch};

/// A test that waits longer than this for an event has failed.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone)]
struct TestTimer(watch::Sender<u64>);

impl Timer for TestTimer {
    fn now_ms(&self) -> u64 {
        *self.0.borrow()
    }

    async fn until(&self, at_ms: u64) {
        self.0.subscribe().wait_for(|now_ms| *now_ms >= at_ms).await.unwrap();
    }
}

/// What a test holds of a loop that runs.
struct Hands {
    timer: TestTimer,
    handle: Handle,
    events: mpsc::UnboundedReceiver<SyncEvent>,
}

impl Hands {
    /// Lets the loop take in what it was told, then moves the clock.
    async fn pass_ms(&self, ms: u64) {
        // Both halves of the test take turns; in one of two turns the loop comes first.
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        self.timer.0.send_modify(|now_ms| *now_ms += ms);
    }

    async fn next(&mut self) -> SyncEvent {
        let event = tokio::time::timeout(PATIENCE, self.events.recv()).await;
        event.expect("the loop says something in time").expect("the loop runs")
    }

    /// The next events are these: their words, and the milliseconds that they announce.
    async fn expect(&mut self, expected: &[(&str, Option<u64>)]) {
        for (at, (word, in_ms)) in expected.iter().enumerate() {
            let event = self.next().await;
            let got = match &event {
                SyncEvent::Started => ("started", None),
                SyncEvent::Progress { .. } => ("progress", None),
                SyncEvent::Finished { .. } => ("finished", None),
                SyncEvent::Failed { code, retry_in_ms, .. } => (code.as_str(), *retry_in_ms),
                SyncEvent::Idle { next_in_ms } => ("idle", *next_in_ms),
                SyncEvent::Closed => ("closed", None),
            };
            assert_eq!(got, (*word, *in_ms), "event {at} of {expected:?}: {event:?}");
        }
    }
}

/// Runs a loop over a device beside a script, until both have ended.
async fn beside(core: &Core, client: &Client, reach: Reach, script: impl AsyncFnOnce(Hands)) {
    taking_turns(core, client, reach, Turns::default(), script).await;
}

/// The same, where others sync the store too.
async fn taking_turns(core: &Core, client: &Client, reach: Reach, turns: Turns, script: impl AsyncFnOnce(Hands)) {
    let timer = TestTimer(watch::Sender::new(0));
    let (handle, signals) = Handle::pair();
    let (sender, events) = mpsc::unbounded_channel();
    // The least of the dice: retries come after half of their time.
    let wiring = Wiring { pace: Pace::default(), reach, timer: timer.clone(), dice: || 0, signals, turns };
    let hands = Hands { timer, handle: handle.clone(), events };
    let looping = run(core, client, wiring, move |_, event| drop(sender.send(event)));
    let scripted = async {
        script(hands).await;
        handle.stop();
    };
    tokio::join!(looping, scripted);
}

fn good() -> Back {
    Box::new(|body| http("200 OK", "application/x-protobuf", &sealed(body, false)))
}

fn more() -> Back {
    Box::new(|body| http("200 OK", "application/x-protobuf", &sealed(body, true)))
}

fn cut() -> Back {
    Box::new(|_| Vec::new())
}

/// Says when the request has come, and answers nothing until the sender is dropped.
fn hanging() -> (threads::Sender<()>, mpsc::UnboundedReceiver<()>, Back) {
    let (sender, receiver) = threads::channel::<()>();
    let (came, coming) = mpsc::unbounded_channel();
    let back: Back = Box::new(move |_| {
        came.send(()).unwrap();
        let _dropped = receiver.recv();
        Vec::new()
    });
    (sender, coming, back)
}

const IDLE: (&str, Option<u64>) = ("idle", Some(12 * 60_000));

#[tokio::test]
async fn it_syncs_at_once_after_edits_and_on_a_schedule() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let core = device(&folder, &client, vec![good(), good(), good()]).await;
    beside(&core, &client, Reach::Online, async |mut hands| {
        hands.expect(&[("started", None), ("finished", None), IDLE]).await;
        write(&core);
        hands.handle.edited();
        hands.pass_ms(2_000).await;
        hands.expect(&[("started", None)]).await;
        let SyncEvent::Finished { report, waiting } = hands.next().await else { panic!() };
        assert_eq!((report.accepted, waiting), (1, 0));
        hands.expect(&[IDLE]).await;
        hands.pass_ms(12 * 60_000).await;
        hands.expect(&[("started", None), ("finished", None), IDLE]).await;
    })
    .await;
}

#[tokio::test]
async fn a_failure_is_told_and_tried_again_later_and_later() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let portal: Back = Box::new(|_| http("200 OK", "text/html", b"<html>please log in</html>"));
    let core = device(&folder, &client, vec![cut(), portal, more(), cut(), good()]).await;
    beside(&core, &client, Reach::Online, async |mut hands| {
        hands.expect(&[("started", None), ("cut", Some(2_500))]).await;
        hands.pass_ms(2_500).await;
        hands.expect(&[("started", None), ("not_the_server", Some(5_000))]).await;
        assert_eq!(core.unsent().unwrap(), 1);
        hands.pass_ms(5_000).await;
        // A round got through, so that the waiting begins anew.
        hands.expect(&[("started", None), ("progress", None), ("cut", Some(2_500))]).await;
        hands.pass_ms(2_500).await;
        hands.expect(&[("started", None), ("finished", None), IDLE]).await;
    })
    .await;
}

#[tokio::test]
async fn the_server_decides_when_to_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let busy: Back = Box::new(|_| {
        let error = r#"{"error":{"code":"overloaded","message":"服务器繁忙","message_en":"busy"}}"#;
        let length = error.len();
        let head = "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: 30\r\n";
        format!("{head}connection: close\r\ncontent-length: {length}\r\n\r\n{error}").into_bytes()
    });
    let core = device(&folder, &client, vec![busy, good()]).await;
    beside(&core, &client, Reach::Online, async |mut hands| {
        hands.expect(&[("started", None), ("overloaded", Some(30_000))]).await;
        hands.handle.edited();
        hands.handle.reach(Reach::Offline);
        hands.handle.reach(Reach::Online);
        hands.handle.sync_now();
        hands.pass_ms(29_999).await;
        write(&core);
        hands.pass_ms(1).await;
        hands.expect(&[("started", None)]).await;
        let SyncEvent::Finished { report, .. } = hands.next().await else { panic!() };
        assert_eq!(report.accepted, 2, "one sync, and not before its time");
    })
    .await;
}

#[tokio::test]
async fn a_sync_that_lost_its_network_does_not_stand_in_the_way_of_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let (_hangs, mut coming, never) = hanging();
    // The listener serves one after the other: the second needs the first to have ended.
    let core = device(&folder, &client, vec![never]).await;
    beside(&core, &client, Reach::Online, async |mut hands| {
        hands.expect(&[("started", None)]).await;
        coming.recv().await.unwrap();
        hands.handle.reach(Reach::Offline);
        hands.expect(&[("no_network", None)]).await;
        assert_eq!(core.unsent().unwrap(), 1, "nothing is lost");
        hands.handle.reach(Reach::Metered);
        hands.pass_ms(1_000).await;
        hands.expect(&[("started", None)]).await;
    })
    .await;
}

#[tokio::test]
async fn stopping_in_the_middle_of_a_sync_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let (hangs, mut coming, never) = hanging();
    let core = device(&folder, &client, vec![more(), never, good()]).await;
    beside(&core, &client, Reach::Online, async |mut hands| {
        hands.expect(&[("started", None), ("progress", None)]).await;
        write(&core);
        coming.recv().await.unwrap();
        hands.handle.stop();
    })
    .await;
    drop(hangs);
    let report = client.sync_until_done(&core).await.unwrap();
    assert_eq!((report.accepted, core.unsent().unwrap()), (1, 0));
}

#[tokio::test]
async fn a_device_that_was_shut_out_hands_in_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let closed: Back = Box::new(|body| {
        let answer = Answer { closed: true, cursor: vec![1].into(), ..Answer::default() };
        http("200 OK", "application/x-protobuf", &sealed_answer(body, &answer))
    });
    let core = device(&folder, &client, vec![closed]).await;
    beside(&core, &client, Reach::Online, async |mut hands| {
        hands.expect(&[("started", None)]).await;
        let SyncEvent::Finished { report, .. } = hands.next().await else { panic!() };
        assert_eq!((report.accepted, report.closed), (1, true));
        hands.expect(&[("closed", None)]).await;
    })
    .await;
    assert!(!core.status().unwrap().enrolled);
}

#[tokio::test]
async fn whoever_syncs_beside_the_loop_takes_a_turn() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let core = device(&folder, &client, vec![good(), more(), good()]).await;
    let turns = Turns::default();
    taking_turns(&core, &client, Reach::Online, turns.clone(), async |mut hands: Hands| {
        hands.expect(&[("started", None), ("finished", None), ("idle", Some(720_000))]).await;
        let turn = turns.next().await;
        hands.handle.sync_now();
        hands.pass_ms(1_000).await;
        assert!(hands.events.try_recv().is_err(), "it waits for its turn");
        drop(turn);
        hands.expect(&[("started", None), ("progress", None)]).await;
        // A sync of several rounds is one turn.
        let after = turns.next().await;
        hands.expect(&[("finished", None), ("idle", Some(720_000))]).await;
        hands.handle.sync_now();
        hands.pass_ms(1_000).await;
        hands.handle.stop();
        // It hears that while it waits: otherwise this never ends.
        assert_eq!(hands.events.recv().await, None);
        drop(after);
    })
    .await;
}

fn open(path: &Path) -> impl FnOnce() -> Result<Core, CoreError> + Send + use<> {
    let path = path.to_owned();
    move || Core::open(&path, SystemPlatform)
}

#[tokio::test]
async fn on_its_own_thread_beside_the_connection_that_writes() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let core = device(&folder, &client, vec![good(), good()]).await;
    let (sender, events) = threads::channel();
    let path = folder.path().join("store");
    let pace = Pace { quiet_ms: 1, ..Pace::default() };
    let observer = move |_: &Core, event| drop(sender.send(event));
    let background = Background::start(open(&path), Reach::Online, pace, Turns::default(), observer).unwrap();
    let next = || events.recv_timeout(PATIENCE).unwrap();
    assert_eq!(next(), SyncEvent::Started);
    assert!(matches!(next(), SyncEvent::Finished { .. }));
    assert!(matches!(next(), SyncEvent::Idle { .. }));
    write(&core);
    background.handle().edited();
    assert_eq!(next(), SyncEvent::Started);
    let SyncEvent::Finished { report, .. } = next() else { panic!() };
    assert_eq!((report.accepted, core.unsent().unwrap()), (1, 0));
    assert!(!background.has_ended());
    drop(background);
    assert!(matches!(events.recv_timeout(PATIENCE), Ok(SyncEvent::Idle { .. }) | Err(_)));
    assert!(events.recv_timeout(PATIENCE).is_err(), "the loop has ended with its owner");

    let text = folder.path().join("text");
    std::fs::write(&text, "only some words, and no store at all").unwrap();
    let refused = Background::start(open(&text), Reach::Online, pace, Turns::default(), |_, _| {});
    assert_eq!(refused.unwrap_err().code(), "not_a_store");
}

#[tokio::test]
async fn a_panic_in_the_loop_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let core = device(&folder, &client, vec![good()]).await;
    let (sender, events) = threads::channel();
    let mut first = true;
    let observer = move |_: &Core, event| {
        assert!(!std::mem::take(&mut first), "the observer breaks at the first event");
        drop(sender.send(event));
    };
    let path = folder.path().join("store");
    let background =
        Background::start(open(&path), Reach::Online, Pace::default(), Turns::default(), observer).unwrap();
    let SyncEvent::Failed { code, retry_in_ms, .. } = events.recv_timeout(PATIENCE).unwrap() else { panic!() };
    assert_eq!((code.as_str(), retry_in_ms), ("background_broke", None));
    assert!(events.recv_timeout(PATIENCE).is_err(), "it was the last event");
    drop(background);
    let before = core.unsent().unwrap();
    write(&core);
    assert_eq!(core.unsent().unwrap(), before + 1, "the store goes on");
}
