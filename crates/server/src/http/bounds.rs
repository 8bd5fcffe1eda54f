//! What bounds a request: how many at once, how long, how large. Each refusal has the one shape of an error.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::Semaphore;
use tower_http::timeout::TimeoutBody;

use super::error::{ApiCode, ApiError};
use super::extract::announced_bytes;

/// The bounds of one group of routes.
#[derive(Debug, Clone, Copy)]
pub struct RouteBounds {
    /// Bytes of a body.
    pub body_bytes_max: usize,
    /// Longest pause within a body: a phone on a weak network sends little, but it goes on sending.
    pub body_pause_max: Duration,
    /// Time for the whole request, its body included.
    pub deadline: Duration,
}

/// Lays the bounds around a group of routes.
pub fn bounded<S: Clone + Send + Sync + 'static>(routes: Router<S>, bounds: RouteBounds) -> Router<S> {
    routes.layer(DefaultBodyLimit::max(bounds.body_bytes_max)).layer(from_fn_with_state(bounds, within_bounds))
}

async fn within_bounds(State(bounds): State<RouteBounds>, request: Request, next: Next) -> Response {
    // Refused before a byte of it is read; a body without a length is counted while it is read.
    if announced_bytes(request.headers()).is_some_and(|bytes| bytes > bounds.body_bytes_max as u64) {
        return ApiError::from(ApiCode::BodyTooLarge).into_response();
    }
    let request = request.map(|body| Body::new(Box::pin(TimeoutBody::new(bounds.body_pause_max, body))));
    match tokio::time::timeout(bounds.deadline, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::from(ApiCode::Deadline).retry_after_s(5).into_response(),
    }
}

/// Refuses what comes while as many requests as allowed are under way: a queue would only make everybody late.
pub(super) async fn shed(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    match places.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => ApiError::from(ApiCode::Overloaded).retry_after_s(2).into_response(),
    }
}
