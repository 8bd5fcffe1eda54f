//! samod as one of the measured: a server and a device, each in a process of its own.

#[path = "../../src/peers/lines.rs"]
mod lines;
#[path = "../../src/peers/work.rs"]
mod work;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use automerge::transaction::Transactable as _;
use automerge::{Automerge, AutomergeError, ROOT, ReadDoc as _};
use futures::future::join_all;
use samod::{BackoffConfig, DialerHandle, DocHandle, DocumentId, Repo, ShareConfig};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let runtime = Runtime::new().expect("a runtime");
    match given.first().map(String::as_str) {
        Some("server") => server(&runtime, given.get(1).map_or("127.0.0.1", String::as_str)),
        _ => device(&runtime),
    }
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Gives documents to whoever asks for them by id, like automerge-repo's sync server.
fn server(runtime: &Runtime, host: &str) {
    let port = runtime.block_on(async {
        let repo = Repo::build_tokio().with_share_policy(ShareConfig::read_write().with_announce(false)).load().await;
        let listener = tokio::net::TcpListener::bind((host, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let url = format!("ws://{address}").parse().expect("a url");
        let acceptor = repo.make_acceptor(url).expect("an acceptor");
        tokio::spawn(async move {
            let _repo = repo;
            while let Ok((stream, _)) = listener.accept().await {
                let _quick = stream.set_nodelay(true);
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(socket) = tokio_tungstenite::accept_async(stream).await else { return };
                    // It lives on by itself.
                    let _connection = acceptor.accept_tungstenite(socket);
                });
            }
        });
        address.port()
    });
    lines::serve(|_| Ok(json!({ "port": port })));
}

struct Device {
    repo: Repo,
    url: String,
    dialer: Option<DialerHandle>,
    handles: BTreeMap<usize, DocHandle>,
    wanted: BTreeMap<usize, DocumentId>,
}

fn device(runtime: &Runtime) {
    let repo = runtime.block_on(async { Repo::build_tokio().load().await });
    let mut device =
        Device { repo, url: String::new(), dialer: None, handles: BTreeMap::new(), wanted: BTreeMap::new() };
    lines::serve(|request| runtime.block_on(device.answer(request)));
}

impl Device {
    async fn answer(&mut self, request: &Value) -> Result<Value, String> {
        match request["do"].as_str().unwrap_or_default() {
            "open" => self.url = request["url"].as_str().unwrap_or_default().replacen("http", "ws", 1),
            "create" => return self.create(request).await,
            "hold" => {
                for id in request["ids"].as_array().into_iter().flatten() {
                    let number = id[0].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
                    let id = id[1].as_str().unwrap_or_default().parse().map_err(|_| "no document id")?;
                    self.wanted.insert(number, id);
                }
                self.wanted.retain(|number, _| !self.handles.contains_key(number));
            }
            "edit" => {
                let rounds = lines::number(request, "from")..lines::number(request, "to");
                for number in lines::numbers(request, "numbers") {
                    let handle = self.handles.get(&number).ok_or("not held")?;
                    for round in rounds.clone() {
                        write(handle, &[work::edit(number, round)])?;
                    }
                }
            }
            "sync" => return self.sync(request).await,
            "offline" => {
                if let Some(dialer) = self.dialer.take() {
                    dialer.close();
                }
            }
            "digest" => {
                let (count, digest) = work::digest(self.handles.values().map(read));
                return Ok(json!({ "count": count, "digest": digest }));
            }
            other => return Err(format!("{other}?")),
        }
        Ok(json!({}))
    }

    async fn create(&mut self, request: &Value) -> Result<Value, String> {
        let from = lines::number(request, "from");
        let mut ids = Vec::new();
        for number in from..from + lines::number(request, "count") {
            let mut document = Automerge::new();
            let fields = work::fresh(number).into_iter().map(|(field, text)| (field, work::Value::Text(text)));
            put(&mut document, &fields.collect::<Vec<_>>())?;
            let handle = self.repo.create(document).await.map_err(|_| "stopped")?;
            ids.push(json!([number, handle.document_id().to_string()]));
            self.handles.insert(number, handle);
        }
        Ok(json!({ "ids": ids }))
    }

    /// Comes online and stays so; done when every expected edit is here.
    async fn sync(&mut self, request: &Value) -> Result<Value, String> {
        let begun = Instant::now();
        if self.dialer.is_none() {
            let url = self.url.parse().map_err(told)?;
            let dialer = self.repo.dial_websocket(url, BackoffConfig::default()).map_err(|_| "stopped")?;
            dialer.established().await.map_err(|_| "no connection")?;
            self.dialer = Some(dialer);
        }
        let wanted = std::mem::take(&mut self.wanted);
        let finds = wanted.into_iter().map(|(number, id)| {
            let found = self.repo.find(id);
            async move { (number, found.await) }
        });
        for (number, found) in join_all(finds).await {
            let handle = found.map_err(|_| "stopped")?.ok_or("not found")?;
            self.handles.insert(number, handle);
        }
        let end = begun + Duration::from_secs(lines::number(request, "timeout_s") as u64);
        let mut waiting: Vec<(usize, Option<usize>)> = Vec::new();
        for one in request["expect"].as_array().into_iter().flatten() {
            let whole = |value: &Value| value.as_u64().and_then(|whole| usize::try_from(whole).ok());
            waiting.push((whole(&one[0]).unwrap_or(0), whole(&one[1])));
        }
        loop {
            waiting.retain(|(number, round)| !self.shows(*number, *round));
            if waiting.is_empty() {
                self.handed_in().await;
                return Ok(json!({ "seconds": begun.elapsed().as_secs_f64() }));
            }
            if Instant::now() > end {
                return Err(format!("{} documents did not come", waiting.len()));
            }
            // The library tells of single documents only.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until the server has what this device wrote.
    async fn handed_in(&self) {
        let Some(connection) = self.dialer.as_ref().and_then(DialerHandle::connection_id) else { return };
        join_all(self.handles.values().map(|handle| handle.they_have_our_changes(connection))).await;
    }

    fn shows(&self, number: usize, round: Option<usize>) -> bool {
        let (field, value) = match round {
            Some(round) => work::edit(number, round),
            None => ("code", work::Value::Text(format!("{number:05}"))),
        };
        let place = work::FIELDS.iter().position(|it| *it == field);
        let held = self.handles.get(&number).map(read);
        held.zip(place).is_some_and(|(row, place)| row[place] == value.to_string())
    }
}

fn put(document: &mut Automerge, fields: &[(&str, work::Value)]) -> Result<(), String> {
    let write = |tx: &mut automerge::transaction::Transaction<'_>| -> Result<(), AutomergeError> {
        for (field, value) in fields {
            match value {
                work::Value::Text(text) => tx.put(ROOT, *field, text.as_str())?,
                work::Value::Whole(whole) => tx.put(ROOT, *field, *whole)?,
            }
        }
        Ok(())
    };
    document.transact(write).map(|_| ()).map_err(|failure| failure.error.to_string())
}

fn write(handle: &DocHandle, fields: &[(&str, work::Value)]) -> Result<(), String> {
    handle.with_document(|document| put(document, fields))
}

fn read(handle: &DocHandle) -> [String; 8] {
    handle.with_document(|document| {
        work::FIELDS.map(|field| match document.get(ROOT, field) {
            Ok(Some((automerge::Value::Scalar(value), _))) => match value.as_ref() {
                automerge::ScalarValue::Str(text) => text.to_string(),
                automerge::ScalarValue::Int(whole) => whole.to_string(),
                _ => String::new(),
            },
            _ => String::new(),
        })
    })
}
