//! An open store for programs in other languages: one thread owns the core and answers whoever asks, from whatever thread; each
//! trip to the server has a thread and a store connection of its own; one thread tells the host what happened, so that a callback
//! may call the store again, be slow, or fail.
//!
//! After [`Desk::close`] every question is answered with [`DeskError::Closed`]. A panic of the core is answered with
//! [`DeskError::Internal`], and the store goes on whole.

mod background;
mod error;
mod host;
mod observers;
mod opener;
mod panics;
mod running;
mod teller;
mod telling;
#[cfg(test)]
mod tests;
mod trips;

use std::future::Future;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use lianxin_core::feed::SyncReport;
use lianxin_core::views::StatusView;
use lianxin_core::{Core, CoreError};
use tokio::sync::watch;

use crate::background::Turns;
use crate::{Client, ClientError};
use background::Slot;
use observers::Observers;
use running::Running;
use teller::Teller;
use telling::Telling;

pub use background::BackgroundSync;
pub use error::DeskError;
pub use host::{Log, LogLevel, NotTaken, Observer, Progress};
pub use observers::Subscription;
pub use opener::{Opener, STORE, encrypted, make_folder};
pub use panics::caught;
pub use trips::Trip;

type Job = Box<dyn FnOnce(&Core) + Send>;

/// One open store.
pub struct Desk {
    jobs: Mutex<Option<Sender<Job>>>,
    opener: Opener,
    teller: Teller,
    running: Arc<Running>,
    /// True from the moment of closing on.
    closing: watch::Sender<bool>,
    /// One sync at a time.
    turns: Turns,
    background: Arc<Slot>,
    observers: Arc<Observers>,
}

impl Desk {
    /// Opens the store on a thread of its own.
    ///
    /// # Errors
    /// What `opener` answers; [`DeskError::Internal`] where the system gives no thread.
    pub fn start(opener: Opener, log: Option<Log>) -> Result<Self, DeskError> {
        let (teller, background) = (Teller::start(log)?, Arc::<Slot>::default());
        let observers = Arc::new(Observers::new(teller.clone()));
        let running = Arc::new(Running::default());
        let (jobs, waiting) = mpsc::channel::<Job>();
        let (tell, opened) = mpsc::sync_channel(1);
        let (of_thread, runner) = (Arc::clone(&opener), running.begin());
        let (slot, watched) = (Arc::clone(&background), Arc::clone(&observers));
        let open = move || {
            let core = of_thread()?;
            watched.begin(&core)?;
            Ok::<_, CoreError>((core, watched))
        };
        let body = move || {
            // Dropped after the core.
            let _runner = runner;
            let (core, observers) = match panics::caught(open) {
                Ok(Ok(opened)) => opened,
                Ok(Err(error)) => return drop(tell.send(Err(error.into()))),
                Err(_) => return drop(tell.send(Err(DeskError::Internal))),
            };
            // Whoever opens it waits for this.
            let _ = tell.send(Ok(()));
            for job in waiting {
                job(&core);
                // Whoever asked has the answer already.
                if panics::caught(|| observers.look(&core)) == Ok(true) {
                    slot.edited();
                }
            }
        };
        let thread = std::thread::Builder::new().name("lianxin-core".to_owned()).spawn(body);
        thread.map_err(|_| DeskError::Internal)?;
        opened.recv().unwrap_or(Err(DeskError::Internal))?;
        let (closing, turns) = (watch::Sender::new(false), Turns::default());
        let jobs = Mutex::new(Some(jobs));
        Ok(Self { jobs, opener, teller, running, closing, turns, background, observers })
    }

    /// Asks the core, and waits for its answer. Questions are answered in the order in which they were asked.
    ///
    /// # Errors
    /// [`DeskError::Closed`], [`DeskError::Internal`].
    pub fn ask<T: Send + 'static>(&self, work: impl FnOnce(&Core) -> T + Send + 'static) -> Result<T, DeskError> {
        let (tell, told) = mpsc::sync_channel(1);
        // Whoever asked waits for this.
        self.ask_then(work, move |done| drop(tell.send(done)));
        told.recv().unwrap_or(Err(DeskError::Internal))
    }

    /// Asks the core and goes on; `then` gets the answer on the core's thread, or at once where the store was closed.
    pub fn ask_then<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Core) -> T + Send + 'static,
        then: impl FnOnce(Result<T, DeskError>) + Send + 'static,
    ) {
        let Some(jobs) = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone() else {
            return then(Err(DeskError::Closed));
        };
        let teller = self.teller.clone();
        let job: Job = Box::new(move |core| {
            let done = panics::caught(|| work(core)).map_err(|place| {
                teller.log(LogLevel::Error, "panic", place);
                DeskError::Internal
            });
            // What fails in the host's part is not the core's.
            if let Err(place) = panics::caught(|| then(done)) {
                teller.log(LogLevel::Error, "panic", place);
            }
        });
        // The thread ends only after the last job.
        let _ = jobs.send(job);
    }

    /// Enrols this device with the text that the administrator shows or prints: `URL CODE`, or the link with the code in it.
    pub fn enrol(&self, text: String) -> Trip<StatusView> {
        self.set_out(async move |core, client| enrol(core, client, &text).await)
    }

    /// The same; it ends when `until` comes, and `then` gets what it brought, on a thread of the trip's own, or at once where the
    /// store was closed. Where the system gives no thread, `then` is dropped.
    pub fn enrol_then(
        &self,
        text: String,
        until: impl Future<Output = ()> + Send + 'static,
        then: impl FnOnce(Result<StatusView, DeskError>) + Send + 'static,
    ) {
        self.set_out_then(async move |core, client| enrol(core, client, &text).await, until, then);
    }

    /// Exchanges with the server until both sides have everything.
    pub fn sync(&self, progress: Option<Progress>) -> Trip<SyncReport> {
        let telling = Telling::new(self, progress);
        self.set_out(async move |core, client| sync(core, client, telling).await)
    }

    /// The same, as [`Desk::enrol_then`].
    pub fn sync_then(
        &self,
        progress: Option<Progress>,
        until: impl Future<Output = ()> + Send + 'static,
        then: impl FnOnce(Result<SyncReport, DeskError>) + Send + 'static,
    ) {
        let telling = Telling::new(self, progress);
        self.set_out_then(async move |core, client| sync(core, client, telling).await, until, then);
    }

    /// Watches the store until the subscription is cancelled or dropped.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Subscription {
        self.observers.add(observer)
    }

    /// Ends what runs, and waits until nothing has the file open. What was asked before is answered. May be called again.
    pub fn close(&self) {
        self.teller.close();
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.closing.send_replace(true);
        self.stop_background(None);
        self.observers.clear();
        self.running.wait();
    }
}

async fn enrol(core: &Core, client: &Client, text: &str) -> Result<StatusView, ClientError> {
    client.enrol_by_text(core, text).await?;
    Ok(core.status()?)
}

async fn sync(core: &Core, client: &Client, mut telling: Telling) -> Result<SyncReport, ClientError> {
    telling.begins();
    let done = client.sync_telling(core, |core, so_far| telling.round(core, so_far)).await;
    telling.ends(core, &done);
    done
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}
