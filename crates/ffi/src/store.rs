//! The open store.

use std::sync::Arc;

use lianxin_client::desk;

use crate::background::BackgroundSync;
use crate::desk::Desk;
use crate::error::LianxinError;
use crate::host::{Connectivity, KeyStore, Log};
use crate::keys;
use crate::observers::{Observer, Subscription, Watcher};
use crate::records::*;
use crate::telling::{self, SyncProgress};

/// Where and how a store is opened.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StoreConfig {
    /// A folder of the app's own. It is made where it is missing, and belongs to the store alone.
    pub folder: String,
}

/// One device's records. May be called from any thread.
#[derive(uniffi::Object)]
pub struct Store {
    pub(crate) desk: Arc<Desk>,
}

#[uniffi::export]
impl Store {
    /// Opens the store in a folder, encrypted as a whole; begins one where there is none.
    #[uniffi::constructor(default(log = None, connectivity = None))]
    pub fn open(
        config: StoreConfig,
        keys: Arc<dyn KeyStore>,
        log: Option<Arc<dyn Log>>,
        connectivity: Option<Arc<dyn Connectivity>>,
    ) -> Result<Arc<Self>, LianxinError> {
        let folder = desk::make_folder(&config.folder)?;
        let opener = desk::encrypted(&folder, keys::key(&folder, keys.as_ref())?);
        let desk = Desk::start(opener, log, connectivity)?;
        Ok(Arc::new(Self { desk: Arc::new(desk) }))
    }

    /// Closes the store: ends a sync that runs and waits until nothing has the file open. May be called again, and from a
    /// callback. Every later call answers `Closed`.
    pub fn close(&self) {
        self.desk.engine.close();
    }

    /// Answers a call of the core's table by its name, JSON in and JSON out: for programs that have no types of it.
    pub fn call(&self, name: Utf8, with: Utf8) -> Result<String, LianxinError> {
        Ok(self.desk.engine.ask(move |core| lianxin_calls::ask(core, &name, &with))??)
    }

    /// Where this device stands.
    pub fn status(&self) -> Result<StatusView, LianxinError> {
        self.desk.ask(|core| core.status())
    }

    /// Records across kinds by name, pinyin, initials, address, phone or any text.
    pub fn search(&self, text: Utf8) -> Result<Vec<FoundView>, LianxinError> {
        self.desk.ask(move |core| core.search(&text))
    }

    /// Who changed which field of a record, when, from what to what.
    pub fn history(&self, id: DocId) -> Result<Vec<HistoryEntryView>, LianxinError> {
        self.desk.ask(move |core| core.history(id))
    }

    /// The record of an id, or the household of an official code.
    pub fn resolve(&self, id_or_code: Utf8) -> Result<DocId, LianxinError> {
        self.desk.ask(move |core| core.resolve(&id_or_code))
    }

    /// Today in China, `YYYY-MM-DD`.
    pub fn day(&self) -> Result<String, LianxinError> {
        self.desk.ask(|core| Ok(core.day()))
    }

    /// What the server does not have yet, sealed with a passphrase, for a phone that cannot reach it any more.
    pub fn export_unsent(&self, passphrase: Utf8) -> Result<Vec<u8>, LianxinError> {
        self.desk.ask(move |core| core.export_unsent(&passphrase))
    }

    /// Enrols this device with the text that the administrator shows or prints: `URL CODE`, or the link with the code in it.
    pub async fn enrol(&self, text: Utf8) -> Result<StatusView, LianxinError> {
        Ok(self.desk.engine.enrol(text.0).back().await?)
    }

    /// The same, holding the thread.
    pub fn enrol_blocking(&self, text: Utf8) -> Result<StatusView, LianxinError> {
        Ok(self.desk.engine.enrol(text.0).wait()?)
    }

    /// Exchanges with the server until both sides have everything. Whoever stops waiting for it ends it, which is as harmless as
    /// a cut.
    #[uniffi::method(default(progress = None))]
    pub async fn sync(&self, progress: Option<Arc<dyn SyncProgress>>) -> Result<SyncReport, LianxinError> {
        Ok(self.desk.engine.sync(progress.map(telling::told)).back().await?)
    }

    /// The same, holding the thread.
    #[uniffi::method(default(progress = None))]
    pub fn sync_blocking(&self, progress: Option<Arc<dyn SyncProgress>>) -> Result<SyncReport, LianxinError> {
        Ok(self.desk.engine.sync(progress.map(telling::told)).wait()?)
    }

    /// Begins to sync by itself. There is one background sync of a store at a time.
    pub fn start_background(&self) -> Result<Arc<BackgroundSync>, LianxinError> {
        let background = self.desk.engine.start_background(self.desk.reach())?;
        Ok(Arc::new(BackgroundSync { background }))
    }

    /// Watches the store until the subscription is cancelled or dropped.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Arc<Subscription> {
        Arc::new(Subscription { subscription: self.desk.engine.observe(Arc::new(Watcher(observer))) })
    }
}
