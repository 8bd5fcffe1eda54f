//! Tells the host, on a thread of its own: a callback may call the store again, close it, be slow or throw.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use super::error::DeskError;
use super::host::{Log, LogLevel, NotTaken};
use super::panics;

type Errand = Box<dyn FnOnce() + Send>;

/// Hands errands to the telling thread, which ends when the last teller is gone.
#[derive(Clone)]
pub(super) struct Teller {
    errands: Arc<Mutex<Sender<Errand>>>,
    closed: Arc<AtomicBool>,
    log: Option<Log>,
}

impl Teller {
    pub(super) fn start(log: Option<Log>) -> Result<Self, DeskError> {
        let (sender, receiver) = mpsc::channel::<Errand>();
        let closed = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&closed);
        let body = move || {
            for errand in receiver {
                if !over.load(Ordering::Acquire) {
                    // Caught within, and here for what is dropped with it.
                    let _ = panics::caught(errand);
                }
            }
        };
        let thread = std::thread::Builder::new().name("lianxin-teller".to_owned()).spawn(body);
        thread.map_err(|_| DeskError::Internal)?;
        Ok(Self { errands: Arc::new(Mutex::new(sender)), closed, log })
    }

    /// Nothing more is told. A callback that runs at this moment may end later.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// Calls the host; what it throws becomes a line of the log.
    pub(super) fn tell(&self, what: &'static str, call: impl FnOnce() -> Result<(), NotTaken> + Send + 'static) {
        let log = self.log.clone();
        self.send(Box::new(move || {
            if !matches!(panics::caught(call), Ok(Ok(()))) {
                write(log.as_ref(), LogLevel::Error, "callback_failed", what);
            }
        }));
    }

    /// A line for the host's log.
    pub(super) fn log(&self, level: LogLevel, code: &'static str, text: String) {
        if let Some(log) = self.log.clone() {
            self.send(Box::new(move || write(Some(&log), level, code, &text)));
        }
    }

    fn send(&self, errand: Errand) {
        // The thread ends after the last sender.
        let _ = self.errands.lock().unwrap_or_else(PoisonError::into_inner).send(errand);
    }
}

fn write(log: Option<&Log>, level: LogLevel, code: &str, text: &str) {
    if let Some(log) = log {
        // Where the log itself fails there is nobody to tell.
        let _ = panics::caught(|| log(level, code, text));
    }
}
