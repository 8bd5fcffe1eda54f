//! Whole messages that are lost, doubled, late, foreign or bent.

use lianxin_testkit::link_meddler::{Meddler, Meddling, answer};
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::village::{Phone, Village};

struct Scene {
    village: Village,
    meddler: Meddler,
    phone: Phone,
    household: String,
    lines: usize,
}

impl Scene {
    async fn open() -> Self {
        let village = Village::open();
        let meddler = Meddler::before(village.server().address()).await.unwrap();
        let phone = village.phone("a", &meddler.url()).await;
        let household = phone.add_household(&village.county);
        phone.sync_well().await;
        Self { village, meddler, phone, household, lines: 0 }
    }

    fn write(&mut self) {
        self.phone.note(&self.household, &format!("第{:05}行", self.lines));
        self.lines += 1;
    }

    async fn assert_all_arrived(&self, why: &str) {
        self.phone.assert_same_as(&self.village.witness().await, self.lines, why);
    }
}

fn html(status: &str) -> Vec<u8> {
    answer(status, "content-type: text/html; charset=utf-8\r\n", "<html>请先登录</html>".as_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_answers_instead_changes_nothing() {
    let mut scene = Scene::open().await;
    let before = scene.meddler.answers().last().cloned().unwrap();
    let portal =
        b"HTTP/1.1 302 Found\r\nlocation: http://portal.invalid/\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let protobuf = "content-type: application/x-protobuf\r\n";
    let cases: Vec<(&str, Meddling, &str)> = vec![
        ("a portal's page", Meddling::Instead(html("200 OK")), "not_the_server"),
        ("a portal's redirect", Meddling::Instead(portal.to_vec()), "not_the_server"),
        ("a portal that says so", Meddling::Instead(html("511 Network Authentication Required")), "not_the_server"),
        ("a gateway", Meddling::Instead(html("502 Bad Gateway")), "not_the_server"),
        ("a page without its type", Meddling::Instead(answer("200 OK", "", b"<html>")), "garbage"),
        ("an empty 200", Meddling::Instead(answer("200 OK", "", b"")), "cut"),
        ("an empty 200 of our type", Meddling::Instead(answer("200 OK", protobuf, b"")), "cut"),
        (
            "an empty 200 that is a page",
            Meddling::Instead(answer("200 OK", "content-type: text/html\r\n", b"")),
            "not_the_server",
        ),
        (
            "nothing for an answer",
            Meddling::Instead(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec()),
            "not_the_server",
        ),
        ("the answer to an older request", Meddling::Instead(before), "bad_signature"),
        ("a lost request", Meddling::Lost, "cut"),
        ("a lost answer", Meddling::AnswerLost, "cut"),
        (
            "an answer with something after it",
            Meddling::Body(|body| [&body[..], b"<script/>"].concat()),
            "garbage or cut",
        ),
        (
            "an answer with something before it",
            Meddling::Body(|body| [b"\xef\xbb\xbf", &body[..]].concat()),
            "garbage or cut",
        ),
        ("an answer twice", Meddling::Body(|body| body.repeat(2)), "garbage or cut"),
        ("an answer of zeros", Meddling::Body(|body| vec![0; body.len()]), "garbage or cut"),
    ];
    for (name, meddling, expected) in cases {
        scene.write();
        scene.meddler.then(meddling);
        let code = scene.phone.sync().await.unwrap_err();
        assert!(expected.split(" or ").any(|expected| expected == code), "{name}: {code}, not {expected}");
        assert_eq!(scene.phone.core.unsent().unwrap(), 1, "{name}: it is kept");
        let report = scene.phone.sync_well().await;
        assert_eq!(report.accepted, 1, "{name}");
    }
    scene.assert_all_arrived("after all the answers").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_that_shortens_the_body_and_puts_the_length_right() {
    let mut scene = Scene::open().await;
    for bytes in 0.. {
        scene.write();
        scene.meddler.then(Meddling::Truncated(bytes));
        if scene.phone.sync().await.is_ok() {
            assert!(bytes > 40, "only {bytes} bytes");
            break;
        }
        assert_eq!(scene.phone.core.unsent().unwrap(), 1, "{bytes} bytes");
        // Two edits go together: the phone need not hurry.
        if bytes % 2 == 1 {
            scene.write();
        }
        scene.phone.sync_well().await;
    }
    scene.assert_all_arrived("after all the shortened answers").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_byte_of_an_answer_may_be_wrong() {
    let seed: u64 = std::env::var("LIANXIN_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    println!("seed {seed} (LIANXIN_SEED)");
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut scene = Scene::open().await;
    for from_end in 0.. {
        scene.write();
        scene.meddler.then(Meddling::Flipped { from_end, bit: rng.random_range(0..8) });
        if scene.phone.sync().await.is_ok() {
            assert!(from_end > 40, "only {from_end} bytes");
            break;
        }
        assert_eq!(scene.phone.core.unsent().unwrap(), 1, "{from_end} bytes from the end");
        scene.phone.sync_well().await;
    }
    scene.assert_all_arrived("after all the bits").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_arrives_twice_counts_once() {
    let mut scene = Scene::open().await;
    for meddling in [Meddling::TwiceFirst, Meddling::TwiceSecond, Meddling::TwiceFirst, Meddling::TwiceSecond] {
        scene.write();
        scene.meddler.then(meddling.clone());
        let report = scene.phone.sync().await.unwrap();
        assert_eq!((report.accepted, report.refused), (1, 0), "{meddling:?}: {report:?}");
        assert_eq!(scene.phone.core.unsent().unwrap(), 0, "{meddling:?}");
    }
    scene.assert_all_arrived("after all the doubles").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_heard_before_says_nothing_new() {
    let seed: u64 = std::env::var("LIANXIN_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    println!("seed {seed} (LIANXIN_SEED)");
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut scene = Scene::open().await;
    for _ in 0..8 {
        scene.write();
        scene.phone.sync_well().await;
    }
    let mut captured: Vec<Vec<u8>> =
        scene.meddler.requests().into_iter().filter(|request| request.starts_with(b"POST /v1/sync")).collect();
    assert!(captured.len() > 8);
    captured.shuffle(&mut rng);
    for request in &captured {
        let (status, body) = scene.meddler.deliver(request).await.unwrap();
        assert_eq!(status, 409, "{}", String::from_utf8_lossy(&body));
        assert!(String::from_utf8_lossy(&body).contains("counter_used"));
    }
    scene.assert_all_arrived("after the replays").await;
    scene.write();
    scene.phone.sync_well().await;
    scene.assert_all_arrived("and it goes on").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_come_late_and_in_another_order() {
    let mut scene = Scene::open().await;
    // Each is lost and comes after all the others, the last first.
    let heard = scene.meddler.requests().len();
    for _ in 0..5 {
        scene.write();
        scene.meddler.then(Meddling::Lost);
        assert!(scene.phone.sync().await.is_err());
    }
    let late = scene.meddler.requests().split_off(heard);
    assert_eq!(late.len(), 5);
    let statuses = async |requests: Vec<&Vec<u8>>| {
        let mut statuses = Vec::new();
        for request in requests {
            statuses.push(scene.meddler.deliver(request).await.unwrap().0);
        }
        statuses
    };
    // The newest holds everything; the older ones say nothing that the server does not know.
    assert_eq!(statuses(late.iter().rev().collect()).await, [200, 409, 409, 409, 409]);
    let report = scene.phone.sync_well().await;
    assert_eq!(report.accepted, 5, "the phone hears that all of them are there");
    scene.assert_all_arrived("the newest came first").await;

    let heard = scene.meddler.requests().len();
    for _ in 0..3 {
        scene.write();
        scene.meddler.then(Meddling::Lost);
        assert!(scene.phone.sync().await.is_err());
    }
    scene.phone.sync_well().await;
    let late = scene.meddler.requests().split_off(heard);
    for request in late.iter().take(3) {
        assert_eq!(scene.meddler.deliver(request).await.unwrap().0, 409, "they were overtaken");
    }
    scene.write();
    scene.phone.sync_well().await;
    scene.assert_all_arrived("they came after the sync that overtook them").await;
}
