//! What goes to the server: each trip on a thread of its own, with a connection of its own to the store's file.

use std::sync::Arc;

use lianxin_client::{Client, ClientError};
use lianxin_core::Core;
use tokio::sync::oneshot;

use crate::desk::Desk;
use crate::error::LianxinError;
use crate::host::LogLevel;
use crate::panics;

/// A trip under way. Dropping it ends the trip, which is as harmless as a cut.
pub(crate) struct Trip<T> {
    back: oneshot::Receiver<Result<T, LianxinError>>,
    _wanted: oneshot::Sender<()>,
}

impl<T> Trip<T> {
    /// Until it is back.
    pub(crate) async fn back(self) -> Result<T, LianxinError> {
        self.back.await.unwrap_or_else(|_| Err(LianxinError::internal()))
    }

    /// The same, holding the thread.
    pub(crate) fn wait(self) -> Result<T, LianxinError> {
        self.back.blocking_recv().unwrap_or_else(|_| Err(LianxinError::internal()))
    }
}

impl Desk {
    /// Sets out. Trips of one store go one after the other.
    pub(crate) fn set_out<T, Go>(&self, go: Go) -> Result<Trip<T>, LianxinError>
    where
        T: Send + 'static,
        Go: AsyncFnOnce(&Core, &Client) -> Result<T, ClientError> + Send + 'static,
    {
        let runner = self.running.begin();
        // After the count: whoever closes now waits for this trip, which ends at once.
        let mut closing = self.closing.subscribe();
        if *closing.borrow() {
            return Err(LianxinError::closed());
        }
        let (wanted, mut unwanted) = oneshot::channel::<()>();
        let (tell, back) = oneshot::channel();
        let (opener, turns, teller) = (Arc::clone(&self.opener), self.turns.clone(), self.teller.clone());
        let observers = Arc::clone(&self.observers);
        let way = async move || {
            let _turn = turns.next().await;
            let core = opener.open()?;
            observers.begin(&core)?;
            let client = Client::new()?;
            Ok::<T, LianxinError>(go(&core, &client).await?)
        };
        let body = move || {
            let _runner = runner;
            let done = panics::caught(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|_| LianxinError::from(ClientError::Background))?;
                runtime.block_on(async {
                    tokio::select! {
                        biased;
                        _ = closing.wait_for(|closing| *closing) => Err(LianxinError::closed()),
                        _ = &mut unwanted => Err(LianxinError::closed()),
                        done = way() => done,
                    }
                })
            });
            let done = done.unwrap_or_else(|place| {
                teller.log(LogLevel::Error, "panic", place);
                Err(LianxinError::internal())
            });
            // Where nobody wants it any more, nobody is told.
            let _ = tell.send(done);
        };
        let thread = std::thread::Builder::new().name("lianxin-trip".to_owned()).spawn(body);
        thread.map_err(|_| LianxinError::from(ClientError::Background))?;
        Ok(Trip { back, _wanted: wanted })
    }
}
