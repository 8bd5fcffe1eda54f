//! What goes to the server: each trip on a thread of its own, with a connection of its own to the store's file.

use std::future::Future;
use std::sync::Arc;

use lianxin_core::Core;
use tokio::sync::oneshot;

use super::Desk;
use super::error::DeskError;
use super::host::LogLevel;
use super::panics;
use crate::{Client, ClientError};

/// A trip under way. Dropping it ends the trip, which is as harmless as a cut.
#[derive(Debug)]
pub struct Trip<T> {
    back: oneshot::Receiver<Result<T, DeskError>>,
    _wanted: oneshot::Sender<()>,
}

impl<T> Trip<T> {
    /// Until it is back.
    ///
    /// # Errors
    /// What kept it from that; [`DeskError::Closed`] where the store was closed meanwhile.
    pub async fn back(self) -> Result<T, DeskError> {
        self.back.await.unwrap_or_else(|_| Err(DeskError::Internal))
    }

    /// The same, holding the thread.
    ///
    /// # Errors
    /// As [`Trip::back`].
    pub fn wait(self) -> Result<T, DeskError> {
        self.back.blocking_recv().unwrap_or_else(|_| Err(DeskError::Internal))
    }
}

impl Desk {
    /// Sets out. Trips of one store go one after the other.
    pub(super) fn set_out<T, Go>(&self, go: Go) -> Trip<T>
    where
        T: Send + 'static,
        Go: AsyncFnOnce(&Core, &Client) -> Result<T, ClientError> + Send + 'static,
    {
        let (wanted, unwanted) = oneshot::channel::<()>();
        let (tell, back) = oneshot::channel();
        let until = async move { drop(unwanted.await) };
        // Where nobody wants it any more, nobody is told.
        self.set_out_then(go, until, move |done| drop(tell.send(done)));
        Trip { back, _wanted: wanted }
    }

    /// The same; it ends when `until` comes, and `then` gets what it brought, on its own thread, or at once where the store was
    /// closed. Where the system gives no thread, `then` is dropped.
    pub(super) fn set_out_then<T, Go>(
        &self,
        go: Go,
        until: impl Future<Output = ()> + Send + 'static,
        then: impl FnOnce(Result<T, DeskError>) + Send + 'static,
    ) where
        T: Send + 'static,
        Go: AsyncFnOnce(&Core, &Client) -> Result<T, ClientError> + Send + 'static,
    {
        let runner = self.running.begin();
        // After the count: whoever closes now waits for this trip, which ends at once.
        let mut closing = self.closing.subscribe();
        if *closing.borrow() {
            return then(Err(DeskError::Closed));
        }
        let (opener, turns, teller) = (Arc::clone(&self.opener), self.turns.clone(), self.teller.clone());
        let observers = Arc::clone(&self.observers);
        let way = async move || {
            let _turn = turns.next().await;
            let core = opener()?;
            observers.begin(&core)?;
            let client = Client::new()?;
            Ok::<T, DeskError>(go(&core, &client).await?)
        };
        let body = move || {
            let _runner = runner;
            let done = panics::caught(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|_| DeskError::from(ClientError::Background))?;
                runtime.block_on(async {
                    tokio::select! {
                        biased;
                        _ = closing.wait_for(|closing| *closing) => Err(DeskError::Closed),
                        () = until => Err(DeskError::Stopped),
                        done = way() => done,
                    }
                })
            });
            then(done.unwrap_or_else(|place| {
                teller.log(LogLevel::Error, "panic", place);
                Err(DeskError::Internal)
            }));
        };
        // Whoever waits for a trip without a thread hears that it is gone.
        let _ = std::thread::Builder::new().name("lianxin-trip".to_owned()).spawn(body);
    }
}
