//! Clients that take all the time that they are given, and more: they are cut off, and nobody else waits for them.

use std::time::{Duration, Instant};

use lianxin_server::http::serve::ServeBounds;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::scene::{BYTES_MAX, Scene};
use crate::toll::Toll;

/// As many as one machine opens without being asked who it is.
const CLIENTS: usize = 500;
/// Between two bytes of a client that keeps its connection warm.
const PAUSE: Duration = Duration::from_millis(900);

/// Sends the beginning, then a byte in every pause, until the server closes; how long it was let.
async fn drip(address: std::net::SocketAddr, begins: &'static str, byte: u8) -> Duration {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let start = Instant::now();
    stream.write_all(begins.as_bytes()).await.expect("sent");
    let mut buffer = [0; 512];
    loop {
        match tokio::time::timeout(PAUSE, stream.read(&mut buffer)).await {
            // Closed, or answered and to be closed.
            Ok(Ok(0) | Err(_)) => return start.elapsed(),
            Ok(Ok(_)) => {}
            Err(_) if stream.write_all(&[byte]).await.is_err() => return start.elapsed(),
            Err(_) => {}
        }
    }
}

#[tokio::test]
async fn slow_heads_and_slow_bodies() {
    let scene = Scene::new();
    let address = scene.server.address();
    let bounds = ServeBounds::default();
    // A body has no bound of its own but the request's: a phone on a ridge is slow too.
    let kinds: [(&str, &'static str, u8, Duration); 2] = [
        ("slow heads", "GET /livez HTTP/1.1\r\nhost: x\r\nx-slow: ", b'a', bounds.head_max),
        (
            "slow bodies",
            "POST /v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n{",
            b' ',
            bounds.deadline,
        ),
    ];
    let toll = Toll::begin(scene.server.process());
    let mut clients = tokio::task::JoinSet::new();
    for number in 0..CLIENTS {
        let (_, begins, byte, _) = kinds[number % 2];
        clients.spawn(async move { (number % 2, drip(address, begins, byte).await) });
    }
    // Others are served all the while.
    let client = reqwest::Client::new();
    let mut longest = [Duration::ZERO; 2];
    let mut served = 0_u32;
    let mut pace = tokio::time::interval(Duration::from_millis(50));
    loop {
        tokio::select! {
            ended = clients.join_next() => match ended {
                Some(ended) => {
                    let (kind, held) = ended.expect("a client");
                    longest[kind] = longest[kind].max(held);
                }
                None => break,
            },
            _ = pace.tick() => {
                let answer = client.get(format!("{}/readyz", scene.server.url)).send().await;
                assert_eq!(answer.expect("an answer").status().as_u16(), 200);
                served += 1;
            }
        }
    }
    let paid = toll.end();
    println!("{CLIENTS} slow clients: held {longest:?}; {served} others served; {paid:?}");
    assert!(served > 100, "{served} served");
    assert!(paid.bytes <= BYTES_MAX, "{paid:?}");
    for ((name, _, _, bound), longest) in kinds.into_iter().zip(longest) {
        // What a loaded machine adds is not the server's doing; for ever would be.
        assert!(longest < bound * 3, "{name} were let {longest:?}");
    }
    scene.settle().await;
}
