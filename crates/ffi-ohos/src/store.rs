//! The open store.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use lianxin_calls::Failure;
use lianxin_client::desk::{self, BackgroundSync, Desk, DeskError};
use lianxin_client::schedule::Reach;
use serde::Serialize;
use tokio::sync::watch;

use crate::derive::napi;
use crate::engine::Result;
use crate::engine::bindgen_prelude::{Env, Object, Uint8Array};
use crate::failing::{error, misuse, of_desk};
use crate::promise::Pledge;
use crate::telling::{Told, Watcher, tell};

/// Ends what it was given to.
#[napi]
pub struct Ending {
    ended: watch::Sender<bool>,
}

#[napi]
impl Ending {
    /// One that has not come.
    #[napi(constructor)]
    #[allow(clippy::new_without_default)] // Only JavaScript makes it.
    pub fn new() -> Self {
        Self { ended: watch::Sender::new(false) }
    }

    /// It has come. May be said again.
    #[napi]
    pub fn end(&self) {
        self.ended.send_replace(true);
    }
}

/// Watches a store.
#[napi]
pub struct Subscription {
    subscription: desk::Subscription,
}

#[napi]
impl Subscription {
    /// Tells nothing more. May be called again.
    #[napi]
    pub fn cancel(&self) {
        self.subscription.cancel();
    }
}

/// One device's records.
#[napi]
pub struct Store {
    desk: Arc<Desk>,
    background: Mutex<Option<BackgroundSync>>,
}

#[napi]
impl Store {
    /// Opens the store in a folder with a key of 32 bytes; begins one there.
    #[napi(factory)]
    pub fn open(folder: String, key: Uint8Array) -> Result<Self> {
        let key: [u8; 32] = key.as_ref().try_into().map_err(|_| error(&misuse()))?;
        let folder = desk::make_folder(&folder).map_err(|failed| error(&failed.into()))?;
        let desk = Desk::start(desk::encrypted(&folder, key), None).map_err(|failed| error(&of_desk(failed)))?;
        Ok(Self { desk: Arc::new(desk), background: Mutex::default() })
    }

    /// Makes a call of the table.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn call<'env>(&self, env: &'env Env, name: String, given: String) -> Result<Object<'env>> {
        let (pledge, promise) = Pledge::new(env)?;
        self.desk.ask_then(move |core| lianxin_calls::answer(core, &name, &given), |done| pledge.keep(flat(done)));
        Ok(promise)
    }

    /// The same, holding the thread.
    #[napi]
    pub fn call_sync(&self, name: String, given: String) -> Result<String> {
        let done = self.desk.ask(move |core| lianxin_calls::answer(core, &name, &given));
        flat(done).map_err(|failure| error(&failure))
    }

    /// Enrols this device with a one-time code.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn enrol<'env>(
        &self,
        env: &'env Env,
        server_url: String,
        code: String,
        ending: &Ending,
    ) -> Result<Object<'env>> {
        promised(env, ending, |until, then| self.desk.enrol_then(format!("{server_url} {code}"), until, then))
    }

    /// Exchanges with the server until both sides have everything.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn sync<'env>(&self, env: &'env Env, ending: &Ending, progress: Option<Told>) -> Result<Object<'env>> {
        let progress = progress.map(|told| -> desk::Progress { Arc::new(move |so_far| tell(&told, &so_far)) });
        promised(env, ending, |until, then| self.desk.sync_then(progress, until, then))
    }

    /// Watches the store until the subscription is cancelled.
    #[napi]
    pub fn observe(&self, callback: Told) -> Subscription {
        Subscription { subscription: self.desk.observe(Arc::new(Watcher(callback))) }
    }

    /// Begins to sync by itself; `reach` is `offline`, `metered` or `online`.
    #[napi]
    pub fn start_background(&self, reach: String) -> Result<()> {
        let reach = reach_of(&reach)?;
        let background = self.desk.start_background(reach).map_err(|failed| error(&of_desk(failed)))?;
        *self.background.lock().unwrap_or_else(PoisonError::into_inner) = Some(background);
        Ok(())
    }

    /// Tells the background sync what the network is.
    #[napi]
    pub fn reach(&self, reach: String) -> Result<()> {
        let reach = reach_of(&reach)?;
        if let Some(background) = self.background.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            background.reach(reach);
        }
        Ok(())
    }

    /// Tells the background sync that a person wants it now.
    #[napi]
    pub fn sync_soon(&self) {
        if let Some(background) = self.background.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            background.sync_now();
        }
    }

    /// Ends the background sync.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn stop_background<'env>(&self, env: &'env Env) -> Result<Object<'env>> {
        let background = self.background.lock().unwrap_or_else(PoisonError::into_inner).take();
        aside(env, move || drop(background))
    }

    /// Closes the store; resolves when nothing has the file open. May be called again.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn close<'env>(&self, env: &'env Env) -> Result<Object<'env>> {
        let desk = Arc::clone(&self.desk);
        aside(env, move || desk.close())
    }
}

fn flat(
    done: std::result::Result<std::result::Result<String, Failure>, DeskError>,
) -> std::result::Result<String, Failure> {
    done.unwrap_or_else(|failed| Err(of_desk(failed)))
}

fn reach_of(word: &str) -> Result<Reach> {
    match word {
        "offline" => Ok(Reach::Offline),
        "metered" => Ok(Reach::Metered),
        "online" => Ok(Reach::Online),
        _ => Err(error(&misuse())),
    }
}

type Until = Pin<Box<dyn Future<Output = ()> + Send>>;
type Then<T> = Box<dyn FnOnce(std::result::Result<T, DeskError>) + Send>;

/// A promise of what a trip brings.
fn promised<'env, T: Serialize>(
    env: &'env Env,
    ending: &Ending,
    set_out: impl FnOnce(Until, Then<T>),
) -> Result<Object<'env>> {
    let mut ended = ending.ended.subscribe();
    let until = Box::pin(async move {
        // An ending that nobody can say any more does not come.
        if ended.wait_for(|ended| *ended).await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    let (pledge, promise) = Pledge::new(env)?;
    let then = Box::new(move |done: std::result::Result<T, DeskError>| {
        pledge.keep(done.map_err(of_desk).map(|gives| serde_json::to_string(&gives).unwrap_or_default()));
    });
    set_out(until, then);
    Ok(promise)
}

/// A promise of something that may take a moment, on a thread of its own.
fn aside(env: &Env, work: impl FnOnce() + Send + 'static) -> Result<Object<'_>> {
    let (pledge, promise) = Pledge::new(env)?;
    let thread = std::thread::Builder::new().name("lianxin-aside".to_owned());
    // Without a thread the pledge is dropped, and says so.
    let _ = thread.spawn(move || {
        work();
        pledge.keep(Ok("null".to_owned()));
    });
    Ok(promise)
}
