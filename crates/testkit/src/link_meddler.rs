//! A proxy between devices and the server that understands HTTP just enough to spoil it: it loses, doubles, keeps and
//! replaces whole messages. One request a connection.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const HEAD_END: &[u8] = b"\r\n\r\n";

/// What happens to one request and its answer.
#[derive(Debug, Clone)]
pub enum Meddling {
    /// Nothing.
    Pass,
    /// The request does not arrive; the device's connection ends. What is lost so may still come: [`Meddler::deliver`].
    Lost,
    /// The request arrives, its answer does not.
    AnswerLost,
    /// The request arrives twice, one after the other; the device gets the first answer.
    TwiceFirst,
    /// The same; the device gets the second answer.
    TwiceSecond,
    /// Somebody else answers these bytes, and the request does not arrive.
    Instead(Vec<u8>),
    /// The request arrives, and the device gets the answer with this body, its length put right.
    Body(fn(Vec<u8>) -> Vec<u8>),
    /// The request arrives, and the device gets only so many bytes of the answer's body, the length put right.
    Truncated(usize),
    /// The request arrives, and one bit of the answer's body is another; beyond its beginning none is.
    Flipped {
        /// So many bytes before the last one.
        from_end: usize,
        /// 0 to 7.
        bit: u8,
    },
}

/// The proxy.
#[derive(Debug)]
pub struct Meddler {
    address: SocketAddr,
    target: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    next: VecDeque<Meddling>,
    requests: Vec<Vec<u8>>,
    answers: Vec<Vec<u8>>,
}

impl Meddler {
    /// Listens on a free port of the loopback, before `target`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn before(target: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        tokio::spawn(accept(listener, target, Arc::clone(&state)));
        Ok(Self { address, target, state })
    }

    /// Where devices connect.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What happens to the request after those that were spoken of already; the ones after it pass.
    pub fn then(&self, meddling: Meddling) {
        locked(&self.state).next.push_back(meddling);
    }

    /// Every request that came, whole, also those that did not arrive.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        locked(&self.state).requests.clone()
    }

    /// Every answer that the server gave.
    pub fn answers(&self) -> Vec<Vec<u8>> {
        locked(&self.state).answers.clone()
    }

    /// Brings a request to the server, late or again, and takes its answer: status and body.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn deliver(&self, request: &[u8]) -> std::io::Result<(u16, Vec<u8>)> {
        let answer = ask(self.target, request).await?;
        let status = answer.split(|byte| *byte == b' ').nth(1).and_then(|word| std::str::from_utf8(word).ok());
        let body = body_at(&answer).map(|at| answer.split_at(at).1.to_vec()).unwrap_or_default();
        Ok((status.and_then(|word| word.parse().ok()).unwrap_or(0), body))
    }
}

/// An HTTP answer with that body.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, target: SocketAddr, state: Arc<Mutex<State>>) {
    while let Ok((device, _)) = listener.accept().await {
        tokio::spawn(serve(device, target, Arc::clone(&state)));
    }
}

/// One request; whatever fails ends the connection, as it does on a real link.
async fn serve(mut device: TcpStream, target: SocketAddr, state: Arc<Mutex<State>>) {
    let Ok(request) = read_message(&mut device).await else { return };
    let meddling = {
        let mut state = locked(&state);
        state.requests.push(request.clone());
        state.next.pop_front().unwrap_or(Meddling::Pass)
    };
    let answered = match meddling {
        Meddling::Lost => return,
        Meddling::Instead(ref answer) => Ok(answer.clone()),
        Meddling::TwiceSecond => {
            let _first = ask(target, &request).await;
            ask(target, &request).await
        }
        _ => ask(target, &request).await,
    };
    let Ok(whole) = answered else { return };
    locked(&state).answers.push(whole.clone());
    let answer = match meddling {
        Meddling::AnswerLost => return,
        Meddling::TwiceFirst => {
            let _second = ask(target, &request).await;
            relayed(&whole, |body| body)
        }
        Meddling::Body(change) => relayed(&whole, change),
        Meddling::Truncated(bytes) => relayed(&whole, |mut body| {
            body.truncate(bytes);
            body
        }),
        Meddling::Flipped { from_end, bit } => relayed(&whole, |mut body| {
            if let Some(byte) = body.iter_mut().rev().nth(from_end) {
                *byte ^= 1 << bit;
            }
            body
        }),
        Meddling::Instead(_) => whole,
        _ => relayed(&whole, |body| body),
    };
    let _gone = device.write_all(&answer).await;
}

/// Sends a request on a connection of its own, and reads the answer.
async fn ask(target: SocketAddr, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(target).await?;
    server.write_all(request).await?;
    read_message(&mut server).await
}

/// The answer as the device gets it. It is told that the connection ends, so that it tries no second request on it.
fn relayed(answer: &[u8], change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let Some(at) = body_at(answer) else { return answer.to_vec() };
    let (head, body) = answer.split_at(at);
    let body = change(body.to_vec());
    let head = String::from_utf8_lossy(head);
    let lines =
        head.lines().filter(|line| !line.is_empty() && !line.to_ascii_lowercase().starts_with("content-length"));
    let mut head: String = lines.flat_map(|line| [line, "\r\n"]).collect();
    head.push_str(&format!("connection: close\r\ncontent-length: {}\r\n\r\n", body.len()));
    [head.as_bytes(), &body].concat()
}

fn body_at(message: &[u8]) -> Option<usize> {
    message.windows(HEAD_END.len()).position(|bytes| bytes == HEAD_END).map(|at| at + HEAD_END.len())
}

fn content_length(message: &[u8], body_at: usize) -> usize {
    let head = String::from_utf8_lossy(message.split_at(body_at).0).to_ascii_lowercase();
    head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0)
}

async fn read_message(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        if let Some(at) = body_at(&message)
            && message.len() >= at + content_length(&message, at)
        {
            return Ok(message);
        }
        if stream.read_buf(&mut message).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}
