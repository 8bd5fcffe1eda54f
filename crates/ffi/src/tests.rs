//! What no host can bring about: a defect of this library.

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use crate::error::LianxinError;
use crate::host::{HostError, KeyStore, Log, LogLevel, LogLine};
use crate::records::*;
use crate::store::{Store, StoreConfig};

/// A test that waits longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(30);

struct Backwards;

impl KeyStore for Backwards {
    fn wrap(&self, key: Vec<u8>) -> Result<Vec<u8>, HostError> {
        Ok(key.into_iter().map(|byte| !byte).collect())
    }

    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, HostError> {
        self.wrap(wrapped)
    }
}

struct Lines(mpsc::Sender<LogLine>);

impl Log for Lines {
    fn line(&self, line: LogLine) -> Result<(), HostError> {
        let _heard = self.0.send(line);
        Ok(())
    }
}

fn open(folder: &Path) -> (Arc<Store>, mpsc::Receiver<LogLine>) {
    let (sender, lines) = mpsc::channel();
    let config = StoreConfig { folder: folder.to_str().unwrap().to_owned() };
    (Store::open(config, Arc::new(Backwards), Some(Arc::new(Lines(sender))), None).unwrap(), lines)
}

fn draft(key: &str) -> SaveDraftRequest {
    SaveDraftRequest { key: key.to_owned(), kind: "visit".to_owned(), household: None, body: Json::Null }
}

fn keys(store: &Store) -> Vec<String> {
    store.drafts().list().unwrap().into_iter().map(|draft| draft.key).collect()
}

#[test]
fn a_panic_is_told_by_its_place_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (store, lines) = open(folder.path());
    store.drafts().save(draft("before")).unwrap();
    let panicked = store.desk.ask::<()>(|core| {
        core.drafts().save(&draft("within"))?;
        panic!("罗守山 13900000123")
    });
    assert!(matches!(panicked.unwrap_err(), LianxinError::Internal { .. }));
    let line = lines.recv_timeout(PATIENCE).unwrap();
    assert_eq!((line.level, line.code.as_str()), (LogLevel::Error, "panic"));
    assert!(line.text.contains("tests.rs:") && !line.text.contains("罗守山"), "{}", line.text);
    store.drafts().save(draft("after")).unwrap();
    assert_eq!(keys(&store).len(), 3);
}

#[test]
fn the_last_handle_closes_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _lines) = open(folder.path());
    let drafts = store.drafts();
    drafts.save(draft("one")).unwrap();
    drop(store);
    assert_eq!(drafts.list().unwrap().len(), 1);
    drop(drafts);
    assert_eq!(keys(&open(folder.path()).0), ["one"]);
}
