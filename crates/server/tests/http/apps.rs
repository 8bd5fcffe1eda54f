//! The apps as files: what is served, kept and forbidden.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use lianxin_server::http::serve::ServeBounds;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::county::Town;

const PAGE: &str = "<!doctype html><title>连心</title>";
const SCRIPT: &str = "/field/assets/index-B1a2.js";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A folder of apps beside a secret.
fn built() -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    let files: [(&str, &[u8]); 9] = [
        ("secret.txt", b"secret"),
        ("apps/secret.txt", b"secret"),
        ("apps/field/index.html", PAGE.as_bytes()),
        ("apps/field/sw.js", b"self"),
        ("apps/field/manifest.webmanifest", b"{}"),
        ("apps/field/icon.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("apps/field/assets/index-B1a2.js", b"plain"),
        ("apps/field/assets/index-B1a2.js.br", b"squeezed"),
        ("apps/field/assets/core-C3d4.wasm", b"\0asm"),
    ];
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::File::create(path).and_then(|mut file| file.write_all(content)).expect("a file");
    }
    folder
}

async fn town(folder: &Path) -> Town {
    Town::start_with(ServeBounds::default(), Some(folder.join("apps"))).await.expect("the server starts")
}

#[tokio::test]
async fn files_have_their_type_and_are_kept_as_long_as_they_are_good() {
    let folder = built();
    let town = town(folder.path()).await;
    let cases = [
        ("/field/", "text/html", "no-cache"),
        ("/field/index.html", "text/html", "no-cache"),
        ("/field/sw.js", "text/javascript", "no-cache"),
        ("/field/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/field/icon.svg", "image/svg+xml", "no-cache"),
        (SCRIPT, "text/javascript", FOR_EVER),
        ("/field/assets/core-C3d4.wasm", "application/wasm", FOR_EVER),
    ];
    for (path, content_type, kept) in cases {
        for method in ["GET", "HEAD"] {
            let answer = town.send(town.request(method, path)).await;
            assert_eq!(answer.status, 200, "{method} {path}");
            assert_eq!(answer.headers["content-type"], content_type, "{method} {path}");
            assert_eq!(answer.headers["cache-control"], kept, "{method} {path}");
            assert_eq!(answer.headers["vary"], "accept-encoding", "{method} {path}");
        }
        let known = town.send(town.request("HEAD", path)).await.headers["etag"].clone();
        let again = town.request("GET", path).header("if-none-match", known);
        let again = town.send(again).await;
        assert_eq!((again.status, &again.headers["cache-control"]), (304, &kept.parse().expect("a value")), "{path}");
    }
}

#[tokio::test]
async fn what_is_packed_is_sent_packed_to_who_can_unpack_it() {
    let folder = built();
    let town = town(folder.path()).await;
    let cases = [("br", Some("br"), "squeezed"), ("gzip, br;q=0.5", Some("br"), "squeezed"), ("gzip", None, "plain")];
    for (accepted, encoding, body) in cases {
        let response = town.request("GET", SCRIPT).header("accept-encoding", accepted).send().await.expect("an answer");
        let said = response.headers().get("content-encoding").and_then(|value| value.to_str().ok()).map(str::to_owned);
        assert_eq!(said.as_deref(), encoding, "{accepted}");
        assert_eq!(response.headers()["content-type"], "text/javascript", "{accepted}");
        assert_eq!(response.text().await.expect("a text"), body, "{accepted}");
    }
    // Not packed: as it is.
    let page = town.request("GET", "/field/").header("accept-encoding", "br").send().await.expect("an answer");
    assert_eq!(page.headers().get("content-encoding"), None);
    assert_eq!(page.text().await.expect("a text"), PAGE);
}

#[tokio::test]
async fn a_page_may_do_little() {
    let folder = built();
    let town = town(folder.path()).await;
    let expected = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    // A worker has the policy of its own file.
    for path in ["/field/", "/field/sw.js", SCRIPT] {
        let answer = town.send(town.request("GET", path)).await;
        for (name, value) in expected {
            assert_eq!(answer.headers[name], value, "{path} {name}");
        }
    }
    let elsewhere = town.send(town.request("GET", "/livez")).await;
    assert_eq!(elsewhere.headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(elsewhere.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn addresses_lead_to_the_app_and_nowhere_else() {
    let folder = built();
    let town = town(folder.path()).await;
    for (path, status, location) in
        [("/", 307, "/field/"), ("/field", 307, "/field/"), ("/field/assets", 307, "/field/assets/")]
    {
        let answer = town.send(town.request("GET", path)).await;
        assert_eq!(
            (answer.status, &answer.headers["location"]),
            (status, &location.parse().expect("a value")),
            "{path}"
        );
    }
    // As bare bytes: a client would take the dots away itself.
    let cases = [
        ("GET /field/nothing.js", "404", "unknown_route"),
        ("GET /field/assets/", "404", "unknown_route"),
        ("GET /field/../secret.txt", "404", "unknown_route"),
        ("GET /field/../../secret.txt", "404", "unknown_route"),
        ("GET /field/%2e%2e/secret.txt", "404", "unknown_route"),
        ("GET /field/..%2fsecret.txt", "404", "unknown_route"),
        ("GET /field/..%5csecret.txt", "404", "unknown_route"),
        ("GET /field//secret.txt", "404", "unknown_route"),
        ("GET /field/%2fetc%2fpasswd", "404", "unknown_route"),
        ("GET /field/index.html%00.js", "404", "unknown_route"),
        ("GET /field/%ff", "404", "unknown_route"),
        ("GET /field/index.html/x", "404", "unknown_route"),
        ("GET /fields/index.html", "404", "unknown_route"),
        ("GET /apps/secret.txt", "404", "unknown_route"),
        ("GET /secret.txt", "404", "unknown_route"),
        ("POST /field/", "405", "method_not_allowed"),
        ("DELETE /field/sw.js", "405", "method_not_allowed"),
    ];
    for (request, status, code) in cases {
        let answer = bare(&town, request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{request}: {answer}");
        assert!(answer.contains(&format!("\"{code}\"")) && !answer.contains("secret\r\n"), "{request}: {answer}");
        // What is not there today may be there tomorrow.
        assert!(answer.contains("cache-control: no-store"), "{request}: {answer}");
    }
}

async fn bare(town: &Town, request: &str) -> String {
    let mut stream = TcpStream::connect(town.running.address()).await.expect("connected");
    let sent = format!("{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(sent.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_body_that_nobody_reads_is_bounded_too() {
    let folder = built();
    let town = town(folder.path()).await;
    let answer = bare(&town, "GET /field/ HTTP/1.1\r\ncontent-length: 100000000\r\nx:").await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("body_too_large"), "{answer}");
}

#[tokio::test]
async fn a_folder_without_apps_is_refused_at_the_start() {
    let folder = built();
    assert!(lianxin_server::apps::are_in(&folder.path().join("apps")));
    assert!(!lianxin_server::apps::are_in(folder.path()));
    assert!(Town::start_with(ServeBounds::default(), Some(folder.path().to_owned())).await.is_err());
}

#[test]
fn links_keep_the_code_behind_the_hash() {
    for server in ["https://county.example", "https://county.example/"] {
        let link = lianxin_server::apps::enrol_link(server, "7K2M-9QX4-T1RB");
        assert_eq!(link, "https://county.example/field/#/enrol?code=7K2M-9QX4-T1RB");
    }
}
