//! The real server, without a socket and without a thread of its own: its routes, its engine, its store.

use std::future::Future as _;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use lianxin_model::ids::TenantId;
use lianxin_server::clock::Clock;
use lianxin_server::http::serve::ServeBounds;
use lianxin_server::sync::{SyncService, routes};
use lianxin_store::sqlite::FILE_NAME;
use lianxin_store::{SqliteStore, StoreError};
use rusqlite::Connection;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use crate::disk::Disk;

/// The server's clock.
#[derive(Debug, Default)]
pub(super) struct ServerClock(AtomicI64);

impl ServerClock {
    pub(super) fn set(&self, now_ms: i64) {
        self.0.store(now_ms, Ordering::Relaxed);
    }
}

impl Clock for ServerClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A request as it arrives.
#[derive(Debug, Clone)]
pub(super) struct Arrival {
    pub(super) path: &'static str,
    pub(super) body: Bytes,
    /// How much of the body comes before the connection ends; all of it where none is given.
    pub(super) cut: Option<usize>,
}

/// What the server answers.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) retry_after: Option<String>,
    pub(super) body: Bytes,
}

/// Where the county's store lies on its disk.
const FOLDER: &str = "/county";

/// The county's store on that disk, which is made if there is none.
pub(super) fn open(disk: &Disk) -> Result<SqliteStore, StoreError> {
    SqliteStore::open_or_create_on(disk.name(), Path::new(FOLDER), TenantId::from_moment(1, [1; 10]), 77)
}

/// The checker's connection to it.
pub(super) fn watch(disk: &Disk) -> Connection {
    super::home::watch(disk, &format!("{FOLDER}/{FILE_NAME}"))
}

/// A county's server.
pub(super) struct Server {
    pub(super) store: Arc<SqliteStore>,
    pub(super) clock: Arc<ServerClock>,
    service: Arc<SyncService>,
    router: Router,
}

impl Server {
    /// Starts over the store on a disk.
    pub(super) fn start(disk: &Disk, clock: &Arc<ServerClock>) -> Result<Self, String> {
        let store = Arc::new(open(disk).map_err(|error| format!("the server's store: {error}"))?);
        let bounds = ServeBounds::default();
        let service = SyncService::in_turns(store.clone(), clock.clone(), bounds.sync_frames_per_second);
        let service = Arc::new(service.map_err(|error| format!("the server: {error}"))?);
        let router = routes(service.clone(), bounds);
        Ok(Self { store, clock: clock.clone(), service, router })
    }

    /// Its routes.
    pub(super) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Writes what is queued.
    pub(super) fn turn(&self) {
        self.service.turn();
    }

    /// Answers requests that arrive in the same moment: what they write shares a commit.
    pub(super) fn answer(&self, runtime: &Runtime, arrivals: &[Arrival]) -> Vec<Answer> {
        runtime.block_on(async {
            let mut under_way: Vec<_> =
                arrivals.iter().map(|arrival| Some(Box::pin(self.one(arrival.clone())))).collect();
            let mut answers: Vec<Option<Answer>> = arrivals.iter().map(|_| None).collect();
            let all = std::future::poll_fn(|context| {
                for (request, answer) in under_way.iter_mut().zip(&mut answers) {
                    if let Some(future) = request
                        && let Poll::Ready(ready) = future.as_mut().poll(context)
                    {
                        *answer = Some(ready);
                        *request = None;
                    }
                }
                self.service.turn();
                if under_way.iter().all(Option::is_none) {
                    return Poll::Ready(());
                }
                context.waker().wake_by_ref();
                Poll::Pending
            });
            pin!(all).await;
            answers.into_iter().flatten().collect()
        })
    }

    async fn one(&self, arrival: Arrival) -> Answer {
        let bytes = arrival.body.len();
        let body = Piece { rest: Some(arrival.body), cut: arrival.cut };
        let request = Request::post(arrival.path).header(header::CONTENT_LENGTH, bytes).body(Body::new(body));
        let request = request.expect("a request");
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let text =
            |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Answer {
            status: parts.status.as_u16(),
            content_type: text(header::CONTENT_TYPE),
            retry_after: text(header::RETRY_AFTER),
            body,
        }
    }
}

/// A body that may end early.
struct Piece {
    rest: Option<Bytes>,
    cut: Option<usize>,
}

impl HttpBody for Piece {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let cut = self.cut;
        Poll::Ready(match (self.rest.take(), cut) {
            (Some(rest), None) => Some(Ok(Frame::data(rest))),
            (Some(rest), Some(bytes)) => Some(Ok(Frame::data(rest.slice(..bytes.min(rest.len()))))),
            (None, Some(_)) => {
                self.cut = None;
                Some(Err(std::io::ErrorKind::UnexpectedEof.into()))
            }
            (None, None) => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && self.cut.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
