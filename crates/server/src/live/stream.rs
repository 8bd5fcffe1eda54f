//! One listener's events.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use hyper::body::Frame;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::limits;
use lianxin_store::Arrival;
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio::time::MissedTickBehavior;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::sight::Sight;
use super::watcher::{Batch, Place, since};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::rest::people::Person;
use crate::state::AppState;

/// Events that wait for a slow reader; beyond that the stream ends, and goes on where it was when it is opened again.
const EVENTS_WAITING_MAX: usize = 32;
/// How often a listener's token is looked at.
const TICK: Duration = Duration::from_secs(1);
/// Ticks from one sign of life to the next: what lies on the way closes a connection of which it hears nothing.
const HEARTBEAT_TICKS: u32 = 15;
/// Ticks after which a changed account, area or assignment counts.
const SIGHT_TICKS: u32 = 5;
const LAST_EVENT_ID: &str = "last-event-id";

/// What came or changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArrivalView {
    /// The number of its last change.
    pub seq: u64,
    /// The document.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// Whether it is new, or an edit of what was there.
    pub is_new: bool,
    /// The household that it belongs to.
    pub household: Option<DocId>,
    /// The name of that household's head.
    pub household_title: Option<String>,
    /// Division code of the area that it lies in.
    pub area: Option<String>,
    /// The area's name.
    pub area_name: Option<String>,
    /// Who wrote it, where that matters.
    pub author: Option<Person>,
    /// What a list shows first.
    pub title: String,
    /// Kind of a visit, ledger of a case.
    pub class: Option<String>,
    /// Status of a case.
    pub status: Option<String>,
    /// Its day.
    pub date: Option<String>,
}

/// More came than is told one by one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MoreArrived {
    /// How many at least, beside those that were told.
    pub count: usize,
}

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(listen))
}

/// What arrives in the reader's scope, as server-sent events.
///
/// Events: `hello` when the stream is open, `arrived` with an `ArrivalView`, `more` with a `MoreArrived`, `reset` when what came
/// meanwhile is not told one by one (lists are to be read anew), `end` before the server ends the stream (`token_expired`,
/// `session_ended`, …, `server_ends`, `too_slow`). The id of an event is the county's number; `Last-Event-ID` goes on from there. Drafts
/// are never told. A comment line is a sign of life.
#[utoipa::path(get, path = "/v1/live", operation_id = "live", tag = "live", security(("bearer" = [])),
    params(("last-event-id" = Option<String>, Header, description = "The id of the last event that was received")),
    responses((status = 200, body = ArrivalView, content_type = "text/event-stream")))]
async fn listen(State(state): State<AppState>, bearer: Bearer, headers: HeaderMap) -> Result<Response, ApiError> {
    let last: Option<u64> = match headers.get(LAST_EVENT_ID).map(|value| value.to_str().unwrap_or_default().parse()) {
        None => None,
        Some(Ok(last)) => Some(last),
        Some(Err(_)) => return Err(ApiError::from(ApiCode::BadQuery).field(LAST_EVENT_ID, "not_a_number")),
    };
    let now_s = state.clock().now_s();
    let user = {
        let bearer = bearer.clone();
        state.read(move |read| Ok(bearer.caller(read, now_s)?.user.id)).await?
    };
    // The place first: from here on nothing that arrives is missed.
    let (place, batches) = state.live().listen(user).ok_or(ApiError::from(ApiCode::Overloaded).retry_after_s(30))?;
    let (known, caught_up) = catch_up(&state, last).await?;
    let (sender, receiver) = mpsc::channel(EVENTS_WAITING_MAX);
    let mut listener = Listener { sight: Sight::default(), expires_at_s: 0, known, sender, bearer, state };
    listener.look().await?;
    listener.greet(caught_up.as_ref());
    tokio::spawn(listener.run(place, batches));
    let mut response = Response::new(Body::new(Events(receiver)));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // A proxy that gathers would hold back what has just arrived.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// The county's number, and what came between the last event and it; `Some(None)` where that is not told one by one.
async fn catch_up(state: &AppState, last: Option<u64>) -> Result<(u64, Option<Option<Batch>>), ApiError> {
    let store = Arc::clone(state.store());
    crate::state::blocking(move || {
        let seq = store.read()?.county()?.seq;
        Ok(match last {
            None => (seq, None),
            Some(last) if last == seq => (seq, None),
            // From another life of the county.
            Some(last) if last > seq => (seq, Some(None)),
            Some(last) => match since(store.as_ref(), last)? {
                Some(batch) if batch.cut => (batch.seq, Some(None)),
                Some(batch) => (batch.seq, Some(Some(batch))),
                None => (seq, None),
            },
        })
    })
    .await
}

/// One who listens.
struct Listener {
    state: AppState,
    bearer: Bearer,
    sight: Sight,
    expires_at_s: i64,
    known: u64,
    sender: mpsc::Sender<Bytes>,
}

/// The stream is over, with the word that says why; none where nobody is there to be told.
struct Over(Option<&'static str>);

impl Listener {
    /// Reads anew who listens and what they may see.
    async fn look(&mut self) -> Result<(), ApiError> {
        let (bearer, now_s) = (self.bearer.clone(), self.state.clock().now_s());
        let seen = self.state.read(move |read| {
            let caller = bearer.caller(read, now_s)?;
            Ok((Sight::of(read, &caller.scope(read)?)?, caller.expires_at_s))
        });
        (self.sight, self.expires_at_s) = seen.await?;
        Ok(())
    }

    fn greet(&self, caught_up: Option<&Option<Batch>>) {
        let greeting = if matches!(caught_up, Some(None)) { "reset" } else { "hello" };
        let mut first = event(self.known, greeting, &serde_json::json!({}));
        if let Some(Some(batch)) = caught_up {
            first.push_str(&self.tell(batch));
        }
        // The channel is new and empty.
        let _ = self.sender.try_send(first.into());
    }

    async fn run(mut self, _place: Place, mut batches: broadcast::Receiver<Arc<Batch>>) {
        let why = self.serve(&mut batches).await.0;
        if let Some(why) = why {
            let _ = self.sender.try_send(event(self.known, "end", &serde_json::json!({ "reason": why })).into());
        }
    }

    async fn serve(&mut self, batches: &mut broadcast::Receiver<Arc<Batch>>) -> Over {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut ending = self.state.live().ending();
        let (mut to_heartbeat, mut since_look) = (HEARTBEAT_TICKS, 0);
        loop {
            let happened = tokio::select! {
                () = self.sender.closed() => return Over(None),
                _ = ending.wait_for(|ends| *ends) => return Over(Some("server_ends")),
                _ = ticks.tick() => None,
                batch = batches.recv() => Some(batch),
            };
            if self.state.clock().now_s() >= self.expires_at_s {
                return Over(Some(ApiCode::TokenExpired.word()));
            }
            if happened.is_none() {
                (to_heartbeat, since_look) = (to_heartbeat - 1, since_look + 1);
                if to_heartbeat > 0 {
                    continue;
                }
                to_heartbeat = HEARTBEAT_TICKS;
            }
            if since_look >= SIGHT_TICKS {
                since_look = 0;
                if let Err(error) = self.look().await {
                    return Over(Some(error.code().word()));
                }
            }
            let text = match happened {
                // An id without data is kept by the reader and told to nobody.
                None => format!(":\nid: {}\n\n", self.known),
                Some(Ok(batch)) if batch.seq <= self.known => continue,
                Some(Ok(batch)) => {
                    self.known = batch.seq;
                    self.tell(&batch)
                }
                Some(Err(RecvError::Lagged(_))) => event(self.known, "reset", &serde_json::json!({})),
                Some(Err(RecvError::Closed)) => return Over(None),
            };
            if !text.is_empty() && self.sender.try_send(text.into()).is_err() {
                // It takes nothing in any more; what it missed it asks for when it comes again.
                return Over(None);
            }
        }
    }

    /// What this listener may see of a batch, the first changed first.
    fn tell(&self, batch: &Batch) -> String {
        let seen: Vec<&Arrival> = batch.arrivals.iter().filter(|arrival| self.sight.covers(arrival)).collect();
        let told = seen.len().min(limits::LIVE_TOLD_MAX);
        let mut text = String::new();
        for arrival in seen.iter().take(told).rev() {
            text.push_str(&event(arrival.seq, "arrived", &view(arrival)));
        }
        if seen.len() > told || batch.cut {
            text.push_str(&event(batch.seq, "more", &MoreArrived { count: seen.len() - told }));
        }
        text
    }
}

fn view(arrival: &Arrival) -> ArrivalView {
    let author = arrival.author.zip(arrival.author_name.clone()).map(|(id, name)| Person { id, name });
    ArrivalView {
        seq: arrival.seq,
        id: arrival.id,
        kind: arrival.kind,
        is_new: arrival.is_new,
        household: arrival.household,
        household_title: arrival.household_title.clone(),
        area: arrival.area.clone(),
        area_name: arrival.area_name.clone(),
        author,
        title: arrival.title.clone(),
        class: arrival.class.clone(),
        status: arrival.status.clone(),
        date: arrival.date.clone(),
    }
}

/// One event. JSON has no line breaks, so that one line of data holds it.
fn event(id: u64, name: &str, data: &impl Serialize) -> String {
    let data = serde_json::to_string(data).unwrap_or_else(|_| "{}".to_owned());
    format!("id: {id}\nevent: {name}\ndata: {data}\n\n")
}

/// The events as a body; it ends when nobody writes any more.
struct Events(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}
