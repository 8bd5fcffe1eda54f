//! The listener: bounds on connections and headers, and an orderly end.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// The bounds of the listener and of all requests together.
#[derive(Debug, Clone, Copy)]
pub struct ServeBounds {
    /// Connections at once; more wait to be accepted.
    pub connections_max: usize,
    /// Requests under way at once; more are refused as `overloaded`.
    pub requests_max: usize,
    /// Time for the head of a request, also between two requests of one connection.
    pub head_max: Duration,
    /// Headers of one request.
    pub headers_max: usize,
    /// Bytes of the head of one request.
    pub head_bytes_max: usize,
    /// Time for a request but sync, see [`super::bounds::RouteBounds::deadline`].
    pub deadline: Duration,
    /// Time for a file of a whole list: a hundred thousand rows.
    pub export_deadline: Duration,
    /// Longest pause within a body.
    pub body_pause_max: Duration,
    /// Time for a sync, its body included: four megabytes on a 2G cell take minutes.
    pub sync_deadline: Duration,
    /// Frames of devices in a second; more are told when there is a place for them. Fewer where the writer falls behind.
    pub sync_frames_per_second: u32,
    /// Time for requests under way when the server is told to end.
    pub drain_max: Duration,
}

impl Default for ServeBounds {
    fn default() -> Self {
        Self {
            connections_max: 8_192,
            requests_max: 1_024,
            head_max: Duration::from_secs(15),
            headers_max: 64,
            head_bytes_max: 16 * 1024,
            deadline: Duration::from_secs(30),
            export_deadline: Duration::from_secs(180),
            body_pause_max: Duration::from_secs(30),
            sync_deadline: Duration::from_secs(600),
            sync_frames_per_second: 500,
            drain_max: Duration::from_secs(20),
        }
    }
}

/// A server that runs.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    task: JoinHandle<Drained>,
}

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drained {
    /// Every request under way was answered.
    All,
    /// Some were cut off after [`ServeBounds::drain_max`].
    CutOff,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for its end, which the `shutdown` future begins.
    pub async fn ended(self) -> Drained {
        // A panic of the accept loop ends it like a cut: connections are gone.
        self.task.await.unwrap_or(Drained::CutOff)
    }
}

/// Binds and serves until `shutdown` resolves.
pub(crate) async fn listen(
    address: SocketAddr,
    router: Router,
    bounds: ServeBounds,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<Running> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let task = tokio::spawn(accept(listener, router, bounds, shutdown));
    Ok(Running { address, task })
}

async fn accept(
    listener: TcpListener,
    router: Router,
    bounds: ServeBounds,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Drained {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(bounds.connections_max));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (stream, place) = tokio::select! {
            (accepted, Ok(place)) = accepted => match accepted {
                Ok((stream, _)) => (stream, place),
                Err(error) => {
                    // Out of descriptors, or a peer that is gone already: wait a moment, go on.
                    tracing::warn!(%error, "accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let connection = graceful.watch(connection(stream, router.clone(), bounds));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection");
            }
        });
    }
    drop(listener);
    match tokio::time::timeout(bounds.drain_max, graceful.shutdown()).await {
        Ok(()) => Drained::All,
        Err(_) => Drained::CutOff,
    }
}

fn connection(
    stream: TcpStream,
    router: Router,
    bounds: ServeBounds,
) -> http1::Connection<TokioIo<TcpStream>, TowerToHyperService<Router>> {
    // Small answers go out at once.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "nodelay");
    }
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head_max)
        .max_headers(bounds.headers_max)
        .max_header_size(bounds.head_bytes_max)
        // Answers to phones carry no date; the others get theirs from the server's clock.
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
}
