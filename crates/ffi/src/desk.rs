//! The thread that owns the core, and what all handles of one store share.

use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use lianxin_client::background::Turns;
use lianxin_core::{Core, CoreError};
use tokio::sync::watch;

use crate::background::Slot;
use crate::error::LianxinError;
use crate::host::{Connectivity, LogLevel};
use crate::observers::Observers;
use crate::opener::Opener;
use crate::panics;
use crate::running::Running;
use crate::teller::Teller;

type Job = Box<dyn FnOnce(&Core) + Send>;

/// One open store.
pub(crate) struct Desk {
    jobs: Mutex<Option<Sender<Job>>>,
    pub(crate) opener: Arc<Opener>,
    pub(crate) teller: Teller,
    pub(crate) connectivity: Option<Arc<dyn Connectivity>>,
    pub(crate) running: Arc<Running>,
    /// True from the moment of closing on.
    pub(crate) closing: watch::Sender<bool>,
    /// One sync at a time.
    pub(crate) turns: Turns,
    pub(crate) background: Arc<Slot>,
    pub(crate) observers: Arc<Observers>,
}

impl Desk {
    /// Opens the store on a thread of its own.
    pub(crate) fn start(
        opener: Opener,
        teller: Teller,
        connectivity: Option<Arc<dyn Connectivity>>,
    ) -> Result<Self, LianxinError> {
        let (opener, background) = (Arc::new(opener), Arc::<Slot>::default());
        let observers = Arc::new(Observers::new(teller.clone()));
        let running = Arc::new(Running::default());
        let (jobs, waiting) = mpsc::channel::<Job>();
        let (tell, opened) = mpsc::sync_channel(1);
        let (of_thread, runner) = (Arc::clone(&opener), running.begin());
        let (slot, watched) = (Arc::clone(&background), Arc::clone(&observers));
        let open = move || {
            let core = of_thread.open()?;
            watched.begin(&core)?;
            Ok::<_, CoreError>((core, watched))
        };
        let body = move || {
            // Dropped after the core.
            let _runner = runner;
            let (core, observers) = match panics::caught(open) {
                Ok(Ok(opened)) => opened,
                Ok(Err(error)) => return drop(tell.send(Err(error.into()))),
                Err(_) => return drop(tell.send(Err(LianxinError::internal()))),
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
        thread.map_err(|_| LianxinError::internal())?;
        opened.recv().unwrap_or_else(|_| Err(LianxinError::internal()))?;
        let (closing, turns) = (watch::Sender::new(false), Turns::default());
        let jobs = Mutex::new(Some(jobs));
        Ok(Self { jobs, opener, teller, connectivity, running, closing, turns, background, observers })
    }

    /// Asks the core, and waits for its answer.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Core) -> Result<T, CoreError> + Send + 'static,
    ) -> Result<T, LianxinError> {
        let (tell, told) = mpsc::sync_channel(1);
        let teller = self.teller.clone();
        let job: Job = Box::new(move |core| {
            let done = match panics::caught(|| work(core)) {
                Ok(done) => done.map_err(LianxinError::from),
                Err(place) => {
                    teller.log(LogLevel::Error, "panic", place);
                    Err(LianxinError::internal())
                }
            };
            // Whoever asked waits for this.
            let _ = tell.send(done);
        });
        match self.jobs.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(jobs) => jobs.send(job).map_err(|_| LianxinError::internal())?,
            None => return Err(LianxinError::closed()),
        }
        told.recv().unwrap_or_else(|_| Err(LianxinError::internal()))
    }

    /// Ends what runs, and waits until nothing has the file open. What was asked before is answered.
    pub(crate) fn close(&self) {
        self.teller.close();
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.closing.send_replace(true);
        self.stop_background(None);
        self.observers.clear();
        self.running.wait();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.close();
    }
}
