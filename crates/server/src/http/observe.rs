//! What is written down of a request, and the headers that every answer carries.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::error::AnsweredCode;
use crate::clock::Clock;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// In an answer's extensions: it goes to a phone on a weak network, and carries no header that it does not need.
#[derive(Debug, Clone, Copy)]
pub struct Lean;

/// Gives the request an id, writes one line about it (never its query, body or who asked), and completes the headers.
pub(super) async fn observe(State(clock): State<Arc<dyn Clock>>, request: Request, next: Next) -> Response {
    let id = request_id();
    let method = request.method().clone();
    // The pattern and not the address: an address holds ids of people.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "-".to_owned());
    let span = tracing::info_span!("request", id = %id);
    async move {
        let began = Instant::now();
        let mut response = next.run(request).await;
        let status = response.status();
        let code = response.extensions().get::<AnsweredCode>().map_or("", |answered| answered.0.word());
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(%method, route, status = status.as_u16(), code, duration_ms, "answered");
        if response.extensions().get::<Lean>().is_none() || status != StatusCode::OK {
            complete(&mut response, &id, clock.as_ref());
        }
        response
    }
    .instrument(span)
    .await
}

fn complete(response: &mut Response, id: &str, clock: &dyn Clock) {
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(date) = date(clock.now_s()) {
        headers.insert(header::DATE, date);
    }
    let fixed = [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::REFERRER_POLICY, "no-referrer")];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // No answer is a page, unless a route says otherwise.
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(nothing);
    // Answers hold what villagers said: nothing on the way keeps them, unless a route says otherwise.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

fn date(now_s: i64) -> Option<HeaderValue> {
    let moment = jiff::Timestamp::from_second(now_s).ok()?;
    let text = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).ok()?;
    HeaderValue::from_str(&text).ok()
}

fn request_id() -> String {
    let mut random = [0; 8];
    // Without randomness an id is only less distinct; nothing rests on it.
    let _ = getrandom::fill(&mut random);
    hex::encode(random)
}
