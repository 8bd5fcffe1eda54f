//! The console as files at `/`: what is a page, what is kept, what is forbidden, and that programs still hear errors.

use std::fs;
use std::path::Path;

use lianxin_server::apps::Built;
use lianxin_server::http::serve::ServeBounds;
use tempfile::TempDir;

use crate::county::Town;

const PAGE: &str = "<!doctype html><title>连心</title><div id=\"app\"></div>";
const FIELD_PAGE: &str = "<!doctype html><title>连心 干部</title>";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// A folder of these apps beside a secret.
fn built(apps: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    let files: [(&str, &str); 8] = [
        ("secret.txt", "secret"),
        ("apps/secret.txt", "secret"),
        ("apps/field/index.html", FIELD_PAGE),
        ("apps/field/assets/index-B1a2.js", "field"),
        ("apps/console/index.html", PAGE),
        ("apps/console/icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("apps/console/assets/index-E5f6.js", "plain"),
        ("apps/console/assets/index-E5f6.js.br", "squeezed"),
    ];
    for (name, content) in files {
        let app = name.strip_prefix("apps/").and_then(|rest| rest.split_once('/')).map(|(app, _)| app);
        if app.is_some_and(|app| !apps.contains(&app)) {
            continue;
        }
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, content).expect("a file");
    }
    folder
}

async fn town(folder: &Path) -> Town {
    Town::start_with(ServeBounds::default(), Some(folder.join("apps"))).await.expect("the server starts")
}

/// Status, kind of content and body of what a browser or a program gets.
async fn get(town: &Town, method: &str, path: &str, accept: &str) -> (u16, String, String) {
    let response = town.request(method, path).header("accept", accept).send().await.expect("an answer");
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("-").to_owned();
    (response.status().as_u16(), kind, response.text().await.expect("a text"))
}

#[tokio::test]
async fn what_a_browser_opens_is_the_console_and_programs_hear_errors() {
    let folder = built(&["console", "field"]);
    let town = town(folder.path()).await;
    let cases = [
        ("GET", "/", BROWSER, 200, PAGE),
        ("GET", "/", "*/*", 200, PAGE),
        ("GET", "/index.html", "*/*", 200, PAGE),
        ("GET", "/login?to=%2Fcases", BROWSER, 200, PAGE),
        ("GET", "/households", BROWSER, 200, PAGE),
        ("GET", "/households/019b0a5e-0000-7000-8000-000000000001?area=431027100230&q=%E7%BD%97", BROWSER, 200, PAGE),
        ("GET", "/admin/areas/", BROWSER, 200, PAGE),
        ("GET", "/field/", BROWSER, 200, FIELD_PAGE),
        ("GET", "/assets/index-E5f6.js", "*/*", 200, "plain"),
        // No page and no file.
        ("GET", "/households", "*/*", 404, "unknown_route"),
        ("GET", "/households", "application/json", 404, "unknown_route"),
        ("GET", "/v1", BROWSER, 404, "unknown_route"),
        ("GET", "/v1/nothing", BROWSER, 404, "unknown_route"),
        ("GET", "/v1/nothing/at/all", "*/*", 404, "unknown_route"),
        ("POST", "/v1/nothing", BROWSER, 404, "unknown_route"),
        ("POST", "/v1/households", "*/*", 405, "method_not_allowed"),
        ("GET", "/v1/households", BROWSER, 401, "token_missing"),
        ("GET", "/field/nothing.js", BROWSER, 404, "unknown_route"),
        ("GET", "/field/nothing", BROWSER, 404, "unknown_route"),
        ("GET", "/assets/old-A1.js", BROWSER, 404, "unknown_route"),
        ("GET", "/assets/old", BROWSER, 404, "unknown_route"),
        ("GET", "/favicon.ico", BROWSER, 404, "unknown_route"),
        ("GET", "/secret.txt", BROWSER, 404, "unknown_route"),
        ("GET", "/apps/secret.txt", BROWSER, 404, "unknown_route"),
        ("GET", "/..%2fsecret.txt", BROWSER, 404, "unknown_route"),
        ("GET", "/%2e%2e/secret.txt", BROWSER, 404, "unknown_route"),
        ("GET", "/households//x", BROWSER, 404, "unknown_route"),
        ("GET", "/households/%3Cscript%3E", BROWSER, 404, "unknown_route"),
        ("GET", "/index.html/x", BROWSER, 404, "unknown_route"),
        ("POST", "/", BROWSER, 404, "unknown_route"),
        ("POST", "/households", BROWSER, 404, "unknown_route"),
        ("PUT", "/assets/index-E5f6.js", "*/*", 404, "unknown_route"),
    ];
    for (method, path, accept, status, content) in cases {
        let (answered, kind, body) = get(&town, method, path, accept).await;
        assert_eq!(answered, status, "{method} {path}: {body}");
        assert!(body.contains(content) && !body.contains("secret"), "{method} {path}: {body}");
        if status >= 400 {
            assert_eq!(kind, "application/json", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn files_are_kept_as_long_as_they_are_good_and_a_page_may_do_little() {
    let folder = built(&["console", "field"]);
    let town = town(folder.path()).await;
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
                  connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let cases = [
        ("/", "text/html", "no-cache"),
        ("/cases/board", "text/html", "no-cache"),
        ("/icon.svg", "image/svg+xml", "no-cache"),
        ("/assets/index-E5f6.js", "text/javascript", FOR_EVER),
    ];
    for (path, kind, kept) in cases {
        let answer = town.send(town.request("GET", path).header("accept", BROWSER)).await;
        let expected = [
            ("content-type", kind),
            ("cache-control", kept),
            ("content-security-policy", policy),
            ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ];
        for (name, value) in expected {
            assert_eq!(answer.headers[name], value, "{path} {name}");
        }
        let again =
            town.request("GET", path).header("accept", BROWSER).header("if-none-match", &answer.headers["etag"]);
        let again = town.send(again).await;
        assert_eq!((again.status, &again.headers["cache-control"]), (304, &kept.parse().expect("a value")), "{path}");
    }
    let packed = town.request("GET", "/assets/index-E5f6.js").header("accept-encoding", "br").send().await;
    assert_eq!(packed.expect("an answer").text().await.expect("a text"), "squeezed");
    let field = town.send(town.request("GET", "/field/")).await;
    assert!(field.headers["content-security-policy"].to_str().is_ok_and(|policy| policy.contains("wasm-unsafe-eval")));
    let unknown = town.send(town.request("GET", "/nothing.js").header("accept", BROWSER)).await;
    assert_eq!(unknown.headers["cache-control"], "no-store");
    assert_eq!(unknown.headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
}

/// Whichever was built is served: what `/`, a page of the console and the field app answer.
#[tokio::test]
async fn one_app_alone_is_served_too() {
    let cases: [(&[&str], Built, [u16; 3]); 3] = [
        (&["console"], Built { console: true, field: false }, [200, 200, 404]),
        (&["field"], Built { console: false, field: true }, [307, 404, 200]),
        (&["console", "field"], Built { console: true, field: true }, [200, 200, 200]),
    ];
    for (apps, expected, statuses) in cases {
        let folder = built(apps);
        assert_eq!(Built::of(&folder.path().join("apps")), expected, "{apps:?}");
        let town = town(folder.path()).await;
        for (path, status) in ["/", "/households", "/field/"].into_iter().zip(statuses) {
            assert_eq!(get(&town, "GET", path, BROWSER).await.0, status, "{apps:?} {path}");
        }
    }
    assert!(!Built::of(built(&[]).path()).any());
}
