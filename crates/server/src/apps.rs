//! The built apps, as files: the field app under `/field/`, and where it is found from `/`.
//!
//! | what | kept by a browser |
//! | --- | --- |
//! | `assets/…`, whose names change with their content | for ever |
//! | everything else: the page, its service worker, manifest and icons | asked for anew, by its ETag |
//!
//! Files lie beside themselves in brotli, as `NAME.br`, where that is smaller. No address but these leads out of the folder.

use std::convert::Infallible;
use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, get_service};
use tower::service_fn;
use tower_http::services::ServeDir;

use crate::http::error::{ApiCode, ApiError};

/// The folder of the field app in the folder of the apps, and its address.
const FIELD: &str = "field";
/// Names below it change with their content: the build puts a hash into each.
const HASHED: &str = "/field/assets/";

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASKED_FOR_ANEW: HeaderValue = HeaderValue::from_static("no-cache");

/// What a page of ours may do: run our own scripts and our own WebAssembly, talk to this server, nothing else. Pictures may come
/// from the page itself, for previews of photos that were not sent yet.
const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);
const FIXED: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (
        HeaderName::from_static("permissions-policy"),
        // The camera reads an enrolment's QR code. Nobody's place is asked for.
        HeaderValue::from_static("camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Whether a folder holds built apps.
pub fn are_in(folder: &Path) -> bool {
    folder.join(FIELD).join("index.html").is_file()
}

/// The address of the field app at a server's address.
pub fn field_url(server: &str) -> String {
    format!("{}/{FIELD}/", server.trim_end_matches('/'))
}

/// What opens the field app with an enrolment code in it. The code stands behind `#`: it stays in the browser, and in nobody's
/// log.
pub fn enrol_link(server: &str, code: &str) -> String {
    format!("{}#/enrol?code={code}", field_url(server))
}

/// The addresses of the apps in this folder.
pub(crate) fn routes(folder: &Path) -> Router {
    let unknown =
        service_fn(|_: Request| async { Ok::<_, Infallible>(ApiError::from(ApiCode::UnknownRoute).into_response()) });
    let files = get_service(ServeDir::new(folder).precompressed_br().fallback(unknown));
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/field/") }))
        .route("/field", files.clone())
        .route("/field/", files.clone())
        .route("/field/{*path}", files)
        .layer(from_fn(complete))
}

async fn complete(request: Request, next: Next) -> Response {
    let is_hashed = request.uri().path().starts_with(HASHED);
    let mut response = next.run(request).await;
    match response.status() {
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED => {}
        // The disk's; its own words name a path.
        StatusCode::INTERNAL_SERVER_ERROR => return ApiError::from(ApiCode::Internal).into_response(),
        _ => return response,
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, if is_hashed { FOR_EVER } else { ASKED_FOR_ANEW });
    headers.extend(FIXED);
    response
}
