//! What every handler works with, and how the server starts.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use lianxin_store::{Read, Store, Write};
use tokio::sync::Semaphore;

use crate::auth::KeyError;
use crate::auth::password::PasswordPool;
use crate::clock::Clock;
use crate::http::error::{ApiCode, ApiError};
use crate::http::serve::{Running, ServeBounds, listen};
use crate::live::Live;
use crate::sync::SyncService;

/// Files that are made at the same time: each keeps a reader and some tens of megabytes.
const EXPORTS_MAX: usize = 2;

/// What every handler works with. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

struct Parts {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    passwords: PasswordPool,
    exports: Arc<Semaphore>,
    live: Arc<Live>,
    rosters: Arc<Semaphore>,
}

/// Rosters that are read at once: each may unpack to half a gigabyte.
const ROSTERS_AT_ONCE: usize = 1;

impl AppState {
    /// Over a store and a clock.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        let live = Arc::new(Live::new(Arc::clone(&store)));
        let (rosters, exports) = (Arc::new(Semaphore::new(ROSTERS_AT_ONCE)), Arc::new(Semaphore::new(EXPORTS_MAX)));
        Self(Arc::new(Parts { store, clock, passwords: PasswordPool::new(), live, rosters, exports }))
    }

    /// The county's store. Its calls block: use [`Self::read`] and [`Self::write`] in a handler.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.0.store
    }

    /// The server's clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub(crate) fn live(&self) -> &Arc<Live> {
        &self.0.live
    }

    pub(crate) fn rosters(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.rosters)
    }

    pub(crate) fn passwords(&self) -> &PasswordPool {
        &self.0.passwords
    }

    /// Places for files that are made at the same time.
    pub(crate) fn exports(&self) -> &Arc<Semaphore> {
        &self.0.exports
    }

    /// Reads, off the threads that serve connections. Everything in `work` sees one moment of the store.
    ///
    /// # Errors
    /// What `work` answers, or what keeps the store from being read.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Read) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let store = Arc::clone(&self.0.store);
        blocking(move || work(store.read()?.as_ref())).await
    }

    /// Writes in one transaction, off the threads that serve connections. What `work` wrote is durable when this answers,
    /// and never was if `work` fails.
    ///
    /// # Errors
    /// What `work` answers, or what keeps the store from being written.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Write) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let store = Arc::clone(&self.0.store);
        blocking(move || {
            let mut transaction = store.write()?;
            let answer = work(transaction.as_mut())?;
            transaction.commit()?;
            Ok(answer)
        })
        .await
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    // A panic in `work` is a defect; it ends this request and nothing else.
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(ApiCode::Internal.into()))
}

/// What a server is started with.
pub struct Config {
    /// Where it listens; port 0 takes a free one, see [`Running::address`].
    pub listen: SocketAddr,
    /// The county's store.
    pub store: Arc<dyn Store>,
    /// Where it takes the time from.
    pub clock: Arc<dyn Clock>,
    /// Its bounds.
    pub bounds: ServeBounds,
    /// The folder of the built apps; without one it serves devices and programs alone.
    pub apps: Option<PathBuf>,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken, or is not this machine's.
    #[error("cannot listen: {0}")]
    Listen(#[from] std::io::Error),
    /// The store holds no signing key, and none can be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There are no built apps in the folder.
    #[error("no apps in {}", .0.display())]
    Apps(PathBuf),
}

/// Threads for what waits for the disk or computes: the readers' connections are fewer, and each thread that the allocator
/// has seen keeps memory of its own.
const BLOCKING_THREADS_MAX: usize = 32;

/// The runtime that a server is made for.
///
/// # Errors
/// The system's, where it gives no threads.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(BLOCKING_THREADS_MAX).build()
}

/// Starts a server; it runs until `shutdown` resolves, and answers then what is under way.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(config: Config, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<Running, ServeError> {
    if let Some(folder) = config.apps.as_ref().filter(|folder| !crate::apps::are_in(folder)) {
        return Err(ServeError::Apps(folder.clone()));
    }
    let (store, now_s) = (Arc::clone(&config.store), config.clock.now_s());
    let prepared = tokio::task::spawn_blocking(move || crate::auth::ensure_key(store.as_ref(), now_s));
    prepared.await.map_err(std::io::Error::from)??;
    let (store, clock) = (Arc::clone(&config.store), Arc::clone(&config.clock));
    let devices = Arc::new(SyncService::start(store, clock, config.bounds.sync_frames_per_second)?);
    let state = AppState::new(config.store, config.clock);
    // Streams would go on for ever: they end first, and the server waits for requests alone.
    let live = Arc::clone(state.live());
    let shutdown = async move {
        shutdown.await;
        live.end();
    };
    let router = crate::router(state, devices, config.bounds, config.apps.as_deref());
    Ok(listen(config.listen, router, config.bounds, shutdown).await?)
}
