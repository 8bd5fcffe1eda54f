//! The built apps, as files: the console at `/`, the field app under `/field/`; each of them may be missing.
//!
//! | what | kept by a browser |
//! | --- | --- |
//! | `assets/…`, whose names change with their content | for ever |
//! | everything else: pages, the service worker, manifest and icons | asked for anew, by its ETag |
//!
//! Files lie beside themselves in brotli, as `NAME.br`, where that is smaller. No address leads out of the folders. The console's own
//! addresses (`/households/…`) are known to nobody but it: what a browser opens as a page, and is neither a file nor one of the
//! server's addresses, is answered with the console's page.

use std::convert::Infallible;
use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, get_service};
use tower::{ServiceExt as _, service_fn};
use tower_http::services::{ServeDir, ServeFile};

use crate::http::error::{ApiCode, ApiError};

/// The folders of the apps in the folder of all, and the field app's address.
const FIELD: &str = "field";
const CONSOLE: &str = "console";
/// Names below these change with their content: the build puts a hash into each.
const HASHED: [&str; 2] = ["/field/assets/", "/assets/"];
/// No page of the console begins so: what is not known there is an error that programs read.
const NO_PAGES: [&str; 4] = ["v1", FIELD, "assets", "apps"];

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASKED_FOR_ANEW: HeaderValue = HeaderValue::from_static("no-cache");

/// What a page of ours may do: run our own scripts, talk to this server, nothing else. Pictures may come from the page itself.
const CONSOLE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
/// The field app runs its core as WebAssembly, in a worker, and shows previews of photos that were not sent yet.
const FIELD_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const CONSOLE_PERMISSIONS: HeaderValue =
    HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()");
/// The camera reads an enrolment's QR code. Nobody's place is asked for.
const FIELD_PERMISSIONS: HeaderValue =
    HeaderValue::from_static("camera=(self), geolocation=(), microphone=(), payment=(), usb=()");
const SAME_ORIGIN: [(HeaderName, HeaderValue); 2] = [
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Which apps a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Built {
    /// The field app.
    pub field: bool,
    /// The console.
    pub console: bool,
}

impl Built {
    /// What is in this folder.
    pub fn of(folder: &Path) -> Self {
        let is_built = |app: &str| folder.join(app).join("index.html").is_file();
        Self { field: is_built(FIELD), console: is_built(CONSOLE) }
    }

    /// Whether it is any.
    pub fn any(self) -> bool {
        self.field || self.console
    }
}

/// Whether a folder holds built apps.
pub fn are_in(folder: &Path) -> bool {
    Built::of(folder).any()
}

/// The address of the field app at a server's address.
pub fn field_url(server: &str) -> String {
    format!("{}/{FIELD}/", server.trim_end_matches('/'))
}

/// The address of the console at a server's address.
pub fn console_url(server: &str) -> String {
    format!("{}/", server.trim_end_matches('/'))
}

/// What opens the field app with an enrolment code in it. The code stands behind `#`: it stays in the browser, and in nobody's
/// log.
pub fn enrol_link(server: &str, code: &str) -> String {
    format!("{}#/enrol?code={code}", field_url(server))
}

/// The field app's addresses; where there is no console, `/` leads to it.
pub(crate) fn field(folder: &Path) -> Router {
    let built = Built::of(folder);
    if !built.field {
        return Router::new();
    }
    let files = get_service(ServeDir::new(folder).precompressed_br().fallback(service_fn(unknown)));
    let routes = Router::new()
        .route("/field", files.clone())
        .route("/field/", files.clone())
        .route("/field/{*path}", files)
        .layer(from_fn(|request: Request, next: Next| complete(request, next, FIELD_POLICY, FIELD_PERMISSIONS)));
    if built.console {
        return routes;
    }
    routes.route("/", get(|| async { Redirect::temporary("/field/") }))
}

/// What is answered at addresses that no route has, where the console is built.
pub(crate) fn console(folder: &Path) -> Option<Router> {
    let folder = Built::of(folder).console.then(|| folder.join(CONSOLE))?;
    let page = ServeFile::new(folder.join("index.html")).precompressed_br();
    let page = service_fn(move |request: Request| {
        let page = page.clone();
        async move {
            if !is_page(request.uri().path(), request.headers()) {
                return unknown(request).await;
            }
            let Ok(answer) = page.oneshot(request).await;
            Ok(answer.map(axum::body::Body::new))
        }
    });
    let files = ServeDir::new(folder).precompressed_br().fallback(page);
    Some(Router::new().fallback_service(files).layer(from_fn(only_reading)))
}

async fn unknown(_: Request) -> Result<Response, Infallible> {
    Ok(ApiError::from(ApiCode::UnknownRoute).into_response())
}

/// Whether somebody opens this address as a page: a browser that wants HTML, at an address made of plain words and ids.
fn is_page(path: &str, headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let is_plain = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let mut words = path.trim_start_matches('/').trim_end_matches('/').split('/');
    let is_ours = path.starts_with('/') && words.clone().next().is_some_and(|first| !NO_PAGES.contains(&first));
    accepted.contains("text/html") && is_ours && words.all(is_plain)
}

/// Files of the console, and nothing but files: what is sent to an unknown address is no mistake in the method.
async fn only_reading(request: Request, next: Next) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return ApiError::from(ApiCode::UnknownRoute).into_response();
    }
    complete(request, next, CONSOLE_POLICY, CONSOLE_PERMISSIONS).await
}

async fn complete(request: Request, next: Next, policy: HeaderValue, permissions: HeaderValue) -> Response {
    let path = request.uri().path();
    let is_hashed = HASHED.iter().any(|hashed| path.starts_with(hashed));
    let mut response = next.run(request).await;
    match response.status() {
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED => {}
        // The disk's; its own words name a path.
        StatusCode::INTERNAL_SERVER_ERROR => return ApiError::from(ApiCode::Internal).into_response(),
        _ => return response,
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, if is_hashed { FOR_EVER } else { ASKED_FOR_ANEW });
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(PERMISSIONS_POLICY, permissions);
    headers.extend(SAME_ORIGIN);
    response
}
