//! HTTP as such: the listener, bounds, the shape of errors, what is written down of a request.

pub mod bounds;
pub mod error;
pub mod extract;
pub mod observe;
pub mod serve;

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

use crate::clock::Clock;
use error::{ApiCode, ApiError};
use serve::ServeBounds;

/// Lays around all routes what every request passes: its id and log line outermost, then the bound on requests at once,
/// then the net under a panic.
pub(crate) fn complete(routes: Router, bounds: ServeBounds, clock: Arc<dyn Clock>) -> Router {
    let places = Arc::new(Semaphore::new(bounds.requests_max));
    routes
        .fallback(|| async { ApiError::from(ApiCode::UnknownRoute) })
        .method_not_allowed_fallback(|| async { ApiError::from(ApiCode::MethodNotAllowed) })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(places, bounds::shed))
        .layer(from_fn_with_state(clock, observe::observe))
}

/// The payload of a panic may hold a value: it is not written down, the panic hook names the place.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    ApiError::from(ApiCode::Internal).into_response()
}
