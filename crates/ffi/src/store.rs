//! The open store.

use std::path::Path;
use std::sync::Arc;

use crate::background::BackgroundSync;
use crate::desk::Desk;
use crate::error::LianxinError;
use crate::host::{Connectivity, KeyStore, Log};
use crate::keys;
use crate::observers::{Observer, Subscription};
use crate::opener::Opener;
use crate::records::*;
use crate::teller::Teller;
use crate::telling::{SyncProgress, Telling};
use crate::trips::Trip;

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
        let folder = Path::new(&config.folder);
        if config.folder.is_empty() || config.folder.contains('\0') {
            return Err(LianxinError::folder());
        }
        let opener = Opener { key: keys::key(folder, keys.as_ref())?, path: folder.join(keys::STORE) };
        let desk = Desk::start(opener, Teller::start(log)?, connectivity)?;
        Ok(Arc::new(Self { desk: Arc::new(desk) }))
    }

    /// Closes the store: ends a sync that runs and waits until nothing has the file open. May be called again, and from a
    /// callback. Every later call answers `Closed`.
    pub fn close(&self) {
        self.desk.close();
    }

    /// Answers a call of the core's table by its name, JSON in and JSON out: for programs that have no types of it.
    pub fn call(&self, name: String, with: String) -> Result<String, LianxinError> {
        // Text from C is not looked at on its way in; other languages have no such text.
        if [&name, &with].iter().any(|text| std::str::from_utf8(text.as_bytes()).is_err()) {
            return Err(LianxinError::misuse("not_utf8"));
        }
        let asked = self.desk.ask(move |core| Ok(lianxin_calls::ask(core, &name, &with)))?;
        asked.map_err(LianxinError::from)
    }

    /// Where this device stands.
    pub fn status(&self) -> Result<StatusView, LianxinError> {
        self.desk.ask(|core| core.status())
    }

    /// Records across kinds by name, pinyin, initials, address, phone or any text.
    pub fn search(&self, text: String) -> Result<Vec<FoundView>, LianxinError> {
        self.desk.ask(move |core| core.search(&text))
    }

    /// Who changed which field of a record, when, from what to what.
    pub fn history(&self, id: DocId) -> Result<Vec<HistoryEntryView>, LianxinError> {
        self.desk.ask(move |core| core.history(id))
    }

    /// The record of an id, or the household of an official code.
    pub fn resolve(&self, id_or_code: String) -> Result<DocId, LianxinError> {
        self.desk.ask(move |core| core.resolve(&id_or_code))
    }

    /// Today in China, `YYYY-MM-DD`.
    pub fn day(&self) -> Result<String, LianxinError> {
        self.desk.ask(|core| Ok(core.day()))
    }

    /// What the server does not have yet, sealed with a passphrase, for a phone that cannot reach it any more.
    pub fn export_unsent(&self, passphrase: String) -> Result<Vec<u8>, LianxinError> {
        self.desk.ask(move |core| core.export_unsent(&passphrase))
    }

    /// Enrols this device with the text that the administrator shows or prints: `URL CODE`, or the link with the code in it.
    pub async fn enrol(&self, text: String) -> Result<StatusView, LianxinError> {
        self.enrolling(text)?.back().await
    }

    /// The same, holding the thread.
    pub fn enrol_blocking(&self, text: String) -> Result<StatusView, LianxinError> {
        self.enrolling(text)?.wait()
    }

    /// Exchanges with the server until both sides have everything. Whoever stops waiting for it ends it, which is as harmless as
    /// a cut.
    #[uniffi::method(default(progress = None))]
    pub async fn sync(&self, progress: Option<Arc<dyn SyncProgress>>) -> Result<SyncReport, LianxinError> {
        self.syncing(progress)?.back().await
    }

    /// The same, holding the thread.
    #[uniffi::method(default(progress = None))]
    pub fn sync_blocking(&self, progress: Option<Arc<dyn SyncProgress>>) -> Result<SyncReport, LianxinError> {
        self.syncing(progress)?.wait()
    }

    /// Begins to sync by itself. There is one background sync of a store at a time.
    pub fn start_background(&self) -> Result<Arc<BackgroundSync>, LianxinError> {
        Ok(Arc::new(self.desk.start_background()?))
    }

    /// Watches the store until the subscription is cancelled or dropped.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Arc<Subscription> {
        Arc::new(self.desk.observers.add(observer))
    }
}

impl Store {
    fn enrolling(&self, text: String) -> Result<Trip<StatusView>, LianxinError> {
        self.desk.set_out(async move |core, client| {
            client.enrol_by_text(core, &text).await?;
            Ok(core.status()?)
        })
    }

    fn syncing(&self, progress: Option<Arc<dyn SyncProgress>>) -> Result<Trip<SyncReport>, LianxinError> {
        let telling = Telling::new(&self.desk, progress);
        self.desk.set_out(async move |core, client| {
            let mut telling = telling;
            telling.begins();
            let done = client.sync_telling(core, |core, so_far| telling.round(core, so_far)).await;
            telling.ends(core, &done);
            done
        })
    }
}
