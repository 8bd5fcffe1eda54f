//! Syncs by itself: after an edit, when the network is back, else on a schedule. [`Schedule`] decides, this carries out.
//!
//! The loop has a store connection and a thread of its own; the app writes through another connection to the same store
//! and says [`Handle::edited`]. Whatever ends a sync, at whatever moment, the store is as if the request had been lost.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, mpsc as threads};
use std::thread::JoinHandle;
use std::time::Duration;

use lianxin_core::{Core, CoreError};
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc};
use tokio::time::Instant;

use crate::schedule::{Act, Event, Pace, Reach, Steps, SyncEvent};
use crate::{Client, ClientError};

/// What is told to the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signal {
    Edited,
    Asked,
    Reach(Reach),
    Stop,
}

/// The loop's receiving end.
#[derive(Debug)]
pub struct Signals(mpsc::UnboundedReceiver<Signal>);

/// Tells the loop what happens. Cheap to clone; the system's network callback keeps one.
#[derive(Debug, Clone)]
pub struct Handle(mpsc::UnboundedSender<Signal>);

impl Handle {
    /// A handle and what it speaks to.
    pub fn pair() -> (Handle, Signals) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Handle(sender), Signals(receiver))
    }

    /// Something was written.
    pub fn edited(&self) {
        self.tell(Signal::Edited);
    }

    /// A person wants a sync now, or the app came to the front after a pause in which its clock stood.
    pub fn sync_now(&self) {
        self.tell(Signal::Asked);
    }

    /// The network came, went or changed.
    pub fn reach(&self, reach: Reach) {
        self.tell(Signal::Reach(reach));
    }

    /// Ends the loop, also in the middle of a sync.
    pub fn stop(&self) {
        self.tell(Signal::Stop);
    }

    fn tell(&self, signal: Signal) {
        // A loop that has ended needs to hear nothing.
        let _ = self.0.send(signal);
    }
}

/// The loop's clock.
pub trait Timer {
    /// Milliseconds of a clock that does not go back.
    fn now_ms(&self) -> u64;

    /// Resolves at that moment.
    fn until(&self, at_ms: u64) -> impl Future<Output = ()>;
}

/// The system's monotonic clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemTimer(Instant);

impl SystemTimer {
    /// Begins at 0 now.
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Timer for SystemTimer {
    fn now_ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn until(&self, at_ms: u64) -> impl Future<Output = ()> {
        tokio::time::sleep_until(self.0 + Duration::from_millis(at_ms))
    }
}

/// Whose turn it is to sync one store. Frames of one device must reach the server in their order, or it takes the later for a
/// restored copy's: whoever syncs a store beside a loop takes a turn as the loop does.
#[derive(Debug, Clone, Default)]
pub struct Turns(Arc<Mutex<()>>);

/// A turn, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _guard: OwnedMutexGuard<()>,
}

impl Turns {
    /// Waits for a turn.
    pub async fn next(&self) -> Turn {
        Turn { _guard: Arc::clone(&self.0).lock_owned().await }
    }
}

/// What the loop runs with.
#[derive(Debug)]
pub struct Wiring<Time, Dice> {
    /// Its times.
    pub pace: Pace,
    /// The network as it is at the beginning.
    pub reach: Reach,
    /// Its clock.
    pub timer: Time,
    /// Gives random numbers.
    pub dice: Dice,
    /// What it is told.
    pub signals: Signals,
    /// It syncs in its turn.
    pub turns: Turns,
}

/// Runs the loop until it is stopped, every handle is gone, or the device is shut out.
pub async fn run<Time: Timer, Dice: FnMut() -> u32, Observer: FnMut(&Core, SyncEvent)>(
    core: &Core,
    client: &Client,
    wiring: Wiring<Time, Dice>,
    observer: Observer,
) {
    let Wiring { pace, reach, timer, dice, signals, turns } = wiring;
    let steps = Steps::new(pace, reach, timer.now_ms());
    Loop { core, client, timer, dice, observer, signals, turns, turn: None, steps }.run().await;
}

struct Loop<'a, Time, Dice, Observer> {
    core: &'a Core,
    client: &'a Client,
    timer: Time,
    dice: Dice,
    observer: Observer,
    signals: Signals,
    turns: Turns,
    /// Held while a sync is under way.
    turn: Option<Turn>,
    steps: Steps,
}

impl<Time: Timer, Dice: FnMut() -> u32, Observer: FnMut(&Core, SyncEvent)> Loop<'_, Time, Dice, Observer> {
    async fn run(mut self) {
        loop {
            if !self.take_turn().await {
                return;
            }
            let act = self.steps.next(self.core, self.timer.now_ms(), (self.dice)());
            self.tell();
            let goes_on = match act {
                Act::Post { url, body } => self.exchange(&url, body).await,
                Act::Wait { until_ms } => self.wait(until_ms).await,
                // What is posted is waited for where it is posted.
                Act::End | Act::UnderWay => false,
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Gives the turn back after a sync, and takes one before the next, while listening. False for the end.
    async fn take_turn(&mut self) -> bool {
        if !self.steps.is_syncing() {
            self.turn = None;
        }
        while self.turn.is_none() && self.steps.is_due(self.timer.now_ms()) {
            let signal = tokio::select! {
                biased;
                signal = self.signals.0.recv() => signal,
                turn = self.turns.next() => {
                    self.turn = Some(turn);
                    return true;
                }
            };
            let Some(event) = signal.and_then(event_of) else { return false };
            self.steps.on(self.timer.now_ms(), event, (self.dice)());
        }
        true
    }

    /// One post and its answer, while listening. Dropping it under way is as good as a cut. False for the end.
    async fn exchange(&mut self, url: &str, body: Vec<u8>) -> bool {
        let reply = {
            let mut post = pin!(self.client.post(url, body));
            loop {
                let signal = tokio::select! {
                    biased;
                    signal = self.signals.0.recv() => signal,
                    done = &mut post => break done,
                };
                let Some(event) = signal.and_then(event_of) else { return false };
                self.steps.on(self.timer.now_ms(), event, (self.dice)());
                if self.steps.is_stranded() {
                    break Err(ClientError::NoNetwork);
                }
            }
        };
        self.steps.came(self.core, self.timer.now_ms(), reply, (self.dice)());
        self.tell();
        true
    }

    /// Until something happens, or that moment. False for the end.
    async fn wait(&mut self, until_ms: Option<u64>) -> bool {
        let signal = tokio::select! {
            biased;
            signal = self.signals.0.recv() => signal,
            () = wait(&self.timer, until_ms) => return true,
        };
        let event = signal.and_then(event_of);
        if let Some(event) = event {
            self.steps.on(self.timer.now_ms(), event, (self.dice)());
        }
        event.is_some()
    }

    fn tell(&mut self) {
        for event in self.steps.told() {
            (self.observer)(self.core, event);
        }
    }
}

/// None for the end.
fn event_of(signal: Signal) -> Option<Event> {
    match signal {
        Signal::Edited => Some(Event::Edited),
        Signal::Asked => Some(Event::Asked),
        Signal::Reach(reach) => Some(Event::Reach(reach)),
        Signal::Stop => None,
    }
}

async fn wait(timer: &impl Timer, until_ms: Option<u64>) {
    match until_ms {
        Some(at_ms) => timer.until(at_ms).await,
        None => std::future::pending().await,
    }
}

/// A loop on a thread of its own. Dropping it ends the loop.
#[derive(Debug)]
pub struct Background {
    handle: Handle,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Opens the store and starts. `open` runs on the loop's thread, and so does `observer`, which gets the loop's own store
    /// with each event. A panic ends the loop and is told as a failure, the last event.
    ///
    /// # Errors
    /// What `open` answers; `tls`; `background` where the system gives no thread.
    pub fn start(
        open: impl FnOnce() -> Result<Core, CoreError> + Send + 'static,
        reach: Reach,
        pace: Pace,
        turns: Turns,
        observer: impl FnMut(&Core, SyncEvent) + Send + 'static,
    ) -> Result<Self, ClientError> {
        let (handle, signals) = Handle::pair();
        let (tell, opened) = threads::channel();
        let body = move || {
            let prepared = prepare(open);
            let (runtime, core, client) = match prepared {
                Ok(prepared) => prepared,
                Err(error) => return drop(tell.send(Err(error))),
            };
            // Whoever starts it waits for this.
            let _ = tell.send(Ok(()));
            let mut observer = observer;
            let whole = catch_unwind(AssertUnwindSafe(|| {
                runtime.block_on(async {
                    let wiring = Wiring { pace, reach, timer: SystemTimer::start(), dice: system_dice, signals, turns };
                    run(&core, &client, wiring, &mut observer).await;
                });
            }));
            if whole.is_err() {
                observer(&core, broken());
            }
        };
        let thread = std::thread::Builder::new().name("background-sync".to_owned()).spawn(body);
        let thread = thread.map_err(|_| ClientError::Background)?;
        match opened.recv() {
            Ok(Ok(())) => Ok(Self { handle, thread: Some(thread) }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(ClientError::Background),
        }
    }

    /// Speaks to the loop.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Whether the loop has ended: the device was shut out.
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.handle.stop();
        if let Some(thread) = self.thread.take() {
            // If it panicked there is nothing left to wait for.
            let _ = thread.join();
        }
    }
}

/// A defect ended the loop: whoever watches hears that nothing syncs by itself any more.
fn broken() -> SyncEvent {
    SyncEvent::Failed {
        code: "background_broke".to_owned(),
        zh: "自动同步出错停止，数据没有丢失，请重新打开应用".to_owned(),
        en: "the background sync broke and ended; nothing is lost: open the app again".to_owned(),
        retry_in_ms: None,
    }
}

fn prepare(
    open: impl FnOnce() -> Result<Core, CoreError>,
) -> Result<(tokio::runtime::Runtime, Core, Client), ClientError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| ClientError::Background)?;
    Ok((runtime, open()?, Client::new()?))
}

/// Where the system gives none, everybody waits as long as the middle of the dice.
fn system_dice() -> u32 {
    getrandom::u32().unwrap_or(u32::MAX / 2)
}
