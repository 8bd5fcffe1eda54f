//! What a sync that was asked for tells while it is under way.

use std::sync::Arc;

use lianxin_core::Core;
use lianxin_core::feed::SyncReport;
use lianxin_core::schedule::SyncEvent;

use super::Desk;
use super::host::Progress;
use super::observers::Observers;
use super::teller::Teller;
use crate::ClientError;

/// Tells of one sync, also that it was dropped in the middle.
pub(super) struct Telling {
    observers: Arc<Observers>,
    teller: Teller,
    progress: Option<Progress>,
    under_way: bool,
}

impl Telling {
    pub(super) fn new(desk: &Desk, progress: Option<Progress>) -> Self {
        let (observers, teller) = (Arc::clone(&desk.observers), desk.teller.clone());
        Self { observers, teller, progress, under_way: false }
    }

    pub(super) fn begins(&mut self) {
        self.under_way = true;
        self.observers.sync(SyncEvent::Started);
    }

    pub(super) fn round(&mut self, core: &Core, so_far: &SyncReport) {
        self.observers.look(core);
        if so_far.more {
            let SyncReport { sent, received, .. } = *so_far;
            self.observers.sync(SyncEvent::Progress { sent, received, waiting: waiting(core) });
        }
        if let Some(progress) = self.progress.clone() {
            let so_far = so_far.clone();
            self.teller.tell("progress", move || progress(so_far));
        }
    }

    pub(super) fn ends(&mut self, core: &Core, done: &Result<SyncReport, ClientError>) {
        self.under_way = false;
        match done {
            Ok(report) => {
                self.observers.sync(SyncEvent::Finished { report: report.clone(), waiting: waiting(core) });
            }
            Err(error) => self.failed(error.code(), error.zh(), error.en()),
        }
    }

    fn failed(&self, code: &str, zh: String, en: String) {
        self.observers.sync(SyncEvent::Failed { code: code.to_owned(), zh, en, retry_in_ms: None });
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        if self.under_way {
            let (zh, en) = ("同步已停止，已写的都在本机", "the sync was stopped; everything is kept on the device");
            self.failed("stopped", zh.to_owned(), en.to_owned());
        }
    }
}

/// Where the store cannot say, the next status does.
fn waiting(core: &Core) -> u64 {
    core.unsent().unwrap_or(0)
}
