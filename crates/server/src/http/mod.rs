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
/// then the net under a panic. `elsewhere` answers at addresses that no route has; without it nothing is there.
pub(crate) fn complete(
    routes: Router,
    elsewhere: Option<Router>,
    bounds: ServeBounds,
    clock: Arc<dyn Clock>,
) -> Router {
    let places = Arc::new(Semaphore::new(bounds.requests_max));
    let routes = match elsewhere {
        Some(elsewhere) => routes.fallback_service(elsewhere),
        None => routes.fallback(|| async { ApiError::from(ApiCode::UnknownRoute) }),
    };
    routes
        .method_not_allowed_fallback(|| async { ApiError::from(ApiCode::MethodNotAllowed) })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(places, bounds::shed))
        .layer(from_fn_with_state(clock, observe::observe))
}

/// The payload of a panic may hold a value: it is not written down, the panic hook names the place.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    ApiError::from(ApiCode::Internal).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;
    use crate::clock::SystemClock;

    #[tokio::test]
    async fn a_panic_ends_one_request_and_says_nothing_of_its_cause() {
        let fails = || async {
            if std::hint::black_box(true) {
                panic!("罗守山")
            }
        };
        let routes = Router::new().route("/fails", get(fails)).route("/works", get(|| async { "works" }));
        let routes = complete(routes, None, ServeBounds::default(), Arc::new(SystemClock));
        for (path, status, content) in [("/fails", 500, "\"internal\""), ("/works", 200, "works")] {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            let response = routes.clone().oneshot(request).await.expect("an answer");
            let answered = response.status().as_u16();
            let body = response.into_body().collect().await.expect("a body").to_bytes();
            let text = String::from_utf8_lossy(&body);
            assert!(answered == status && text.contains(content) && !text.contains("罗守山"), "{path}: {text}");
        }
    }
}
