//! HTTP over bytes in memory, with the library that server and phones use: what a connection brings until it ends.

use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use axum::body::Body;
use axum::http::{Request, header};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::{client, server, service};
use lianxin_core::feed::{CONTENT_TYPE, needs_content_type};
use lianxin_server::http::serve::ServeBounds;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use super::super::server::{Answer, Server};
use super::super::traffic::HOST;

/// More often nothing is asked before it is clear what becomes of it.
const TURNS_MAX: usize = 256;

/// After so many turns a client that waits for more has said everything.
const SAID_AFTER: usize = 8;

/// How what comes ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It does not: both sides wait for more.
    Open,
    /// The other side closed.
    Closed,
    /// Something on the way gave up.
    Reset,
}

/// One side's end of a connection.
struct Line<'a> {
    comes: &'a [u8],
    end: End,
    /// Nothing comes before so much was said.
    after: usize,
    said: &'a mut Vec<u8>,
}

impl Read for Line<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, mut room: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        if self.said.len() < self.after {
            return Poll::Pending;
        }
        let piece = self.comes.len().min(room.remaining());
        room.put_slice(&self.comes[..piece]);
        self.comes = &self.comes[piece..];
        match self.end {
            _ if piece > 0 => Poll::Ready(Ok(())),
            End::Open => Poll::Pending,
            End::Closed => Poll::Ready(Ok(())),
            End::Reset => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
        }
    }
}

impl Write for Line<'_> {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.said.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// A request as a phone's client makes it.
fn request(path: &str, body: &Bytes) -> Request<Full<Bytes>> {
    let mut request = Request::post(path).header(header::HOST, HOST).header(header::ACCEPT, "*/*");
    if needs_content_type(body) {
        request = request.header(header::CONTENT_TYPE, CONTENT_TYPE);
    }
    request.body(Full::new(body.clone())).expect("a request")
}

/// What a phone's client makes of what comes; and what it said. None where the connection ended too early.
pub(super) fn ask(path: &str, body: &Bytes, comes: &[u8], end: End, after: usize) -> (Option<Answer>, Vec<u8>) {
    let mut said = Vec::new();
    let line = Line { comes, end, after, said: &mut said };
    let mut context = Context::from_waker(Waker::noop());
    let answer = {
        let mut shaking = pin!(client::conn::http1::handshake::<_, Full<Bytes>>(line));
        let Poll::Ready(Ok((mut sender, connection))) = shaking.as_mut().poll(&mut context) else {
            unreachable!("a handshake of HTTP/1.1 says nothing")
        };
        let mut connection = Some(Box::pin(connection));
        let mut answering = pin!(async {
            let response = sender.send_request(request(path, body)).await.ok()?;
            collected(response.map(Body::new)).await
        });
        let mut answer = None;
        for turn in 0..TURNS_MAX {
            if let Poll::Ready(ready) = answering.as_mut().poll(&mut context) {
                answer = ready;
                break;
            }
            let Some(open) = &mut connection else { break };
            if open.as_mut().poll(&mut context).is_ready() {
                connection = None;
            } else if end == End::Open && turn >= SAID_AFTER {
                break;
            }
        }
        answer
    };
    (answer, said)
}

/// Whole, or none.
async fn collected(response: axum::http::Response<Body>) -> Option<Answer> {
    let (parts, body) = response.into_parts();
    let text =
        |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Some(Answer {
        status: parts.status.as_u16(),
        content_type: text(header::CONTENT_TYPE),
        retry_after: text(header::RETRY_AFTER),
        body: body.collect().await.ok()?.to_bytes(),
    })
}

/// What the server says on a connection on which this comes.
pub(super) fn serve(server: &Server, runtime: &Runtime, comes: &[u8], end: End) -> Vec<u8> {
    let _within = runtime.enter();
    let mut said = Vec::new();
    let mut context = Context::from_waker(Waker::noop());
    {
        let line = Line { comes, end, after: 0, said: &mut said };
        let router = server.router();
        let service =
            service::service_fn(move |request: Request<Incoming>| router.clone().oneshot(request.map(Body::new)));
        let bounds = ServeBounds::default();
        let connection = server::conn::http1::Builder::new()
            .max_headers(bounds.headers_max)
            .max_header_size(bounds.head_bytes_max)
            .auto_date_header(false)
            .serve_connection(line, service);
        let mut connection = pin!(connection);
        for _ in 0..TURNS_MAX {
            if connection.as_mut().poll(&mut context).is_ready() {
                break;
            }
            server.turn();
        }
    }
    said
}
