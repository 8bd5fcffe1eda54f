//! A device in a hostile hand: enrolled, with its key, and bound to nothing that our own code would keep to.

use bytes::Bytes;
use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use lianxin_sync::wire::{
    Batch, DeviceFrame, EnrolAnswer, MemoryKey, Previous, Question, Signer as _, open_answer, open_enrol_answer,
    seal_enrol, seal_frame,
};
use lianxin_testkit::binary::Server;
use lianxin_testkit::county::County;
use serde_json::Value as Json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const PROTOBUF: &str = "application/x-protobuf";

/// The device.
pub(crate) struct Attacker {
    pub(crate) key: MemoryKey,
    pub(crate) enrolled: EnrolAnswer,
    pub(crate) counter: u64,
    previous: Option<Previous>,
    client: reqwest::Client,
    url: String,
}

impl Attacker {
    /// Enrols with a key made of a number.
    pub(crate) async fn enrol(county: &County, server: &Server, login: &str, number: u8) -> Self {
        let code = county.admin(["enrol", "--login", login]).ok();
        let key = MemoryKey::from_secret(&[number; 32]);
        let body = seal_enrol(code["code"].as_str().expect("a code"), &key).expect("sealed");
        let client = reqwest::Client::new();
        let request = client.post(format!("{}/v1/enrol", server.url)).header("content-type", PROTOBUF).body(body);
        let answer = request.send().await.expect("an answer").bytes().await.expect("whole");
        let enrolled = open_enrol_answer(answer).expect("enrolled");
        Self { key, enrolled, counter: 0, previous: None, client, url: server.url.clone() }
    }

    pub(crate) fn device(&self) -> DeviceId {
        self.enrolled.device
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::of_device(&self.key.public_key(), 1)
    }

    /// The next frame as it should be.
    pub(crate) fn frame(&mut self, batches: Vec<Batch>) -> DeviceFrame {
        self.counter += 1;
        DeviceFrame {
            protocol: 2,
            device: self.device(),
            counter: self.counter,
            install: 1,
            previous: self.previous,
            batches,
            kinds: Kind::FIRST_KNOWN,
            ..DeviceFrame::default()
        }
    }

    /// The frame's body, signed.
    pub(crate) fn sealed(&self, frame: &DeviceFrame) -> Vec<u8> {
        seal_frame(frame, &self.key).expect("sealed").body
    }

    /// Sends a frame; the code of the error, else the codes of its refusals, else `taken`.
    pub(crate) async fn send(&mut self, frame: &DeviceFrame) -> String {
        let sealed = seal_frame(frame, &self.key).expect("sealed");
        let (status, body) = self.post("/v1/sync", sealed.body).await;
        if status != 200 {
            return code_of(&body);
        }
        let question = Question { protocol: 2, device: frame.device, frame: sealed.hash };
        let (answer, _) = open_answer(body, &question, self.enrolled.server_key.as_ref()).expect("an answer");
        self.previous = Some(Previous { counter: frame.counter, hash: sealed.hash });
        let refused: Vec<&str> = answer.refusals.iter().map(|refusal| refusal.code.word()).collect();
        if refused.is_empty() { String::from("taken") } else { refused.join(" ") }
    }

    /// Sends changes to one document.
    pub(crate) async fn send_changes(&mut self, document: DocId, kind_number: u32, changes: Vec<Vec<u8>>) -> String {
        let changes = changes.into_iter().map(Bytes::from).collect();
        let frame = self.frame(vec![Batch { document, kind_number, changes, whole: true }]);
        self.send(&frame).await
    }

    /// Any body to any path; status and body.
    pub(crate) async fn post(&self, path: &str, body: Vec<u8>) -> (u16, Bytes) {
        let request = self.client.post(format!("{}{path}", self.url)).header("content-type", PROTOBUF).body(body);
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.bytes().await.expect("whole"))
    }

    /// Announces a body of this length and sends nothing of it: a server that refuses it may close before all of it has come, and
    /// then whether its answer is read is chance.
    pub(crate) async fn announced(&self, path: &str, length: usize) -> String {
        let address = self.url.strip_prefix("http://").expect("an address");
        let mut stream = TcpStream::connect(address).await.expect("connected");
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {PROTOBUF}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        let text = String::from_utf8_lossy(&answer);
        code_of(text.split_once("\r\n\r\n").map_or("", |(_, body)| body).as_bytes())
    }

    /// The code of whatever error a body brings.
    pub(crate) async fn code(&self, path: &str, body: Vec<u8>) -> String {
        let (status, body) = self.post(path, body).await;
        if status == 200 { String::from("taken") } else { code_of(&body) }
    }
}

/// The code of an error's body; what is none, as it stands.
pub(crate) fn code_of(body: &[u8]) -> String {
    let error: Option<Json> = serde_json::from_slice(body).ok();
    let code = error.as_ref().and_then(|error| error["error"]["code"].as_str()).map(str::to_owned);
    code.unwrap_or_else(|| format!("no code: {}", String::from_utf8_lossy(body)))
}

/// A household as a device would begin it in an area, and its changes.
pub(crate) fn household(actor: Actor, number: u8, area: &str) -> (DocId, Vec<Vec<u8>>, Document) {
    let id = DocId::from_slice(&[number; 16]).expect("16 bytes");
    let mut document = Document::new(Kind::Household, id);
    let changes =
        [("area", area), ("head_name", "罗大山")].map(|(field, text)| edit(&mut document, actor, field, text));
    (id, changes.into(), document)
}

/// One field set; the change.
pub(crate) fn edit(document: &mut Document, actor: Actor, field: &str, text: &str) -> Vec<u8> {
    let intentions = [Intention::Set { field: field.to_owned(), value: Some(Value::Text(text.to_owned())) }];
    let edit = Edit { actor, at: None, time_s: 1_795_000_000, intentions: &intentions, lenient: true };
    document.edit(&edit).expect("an edit").expect("a change").chunk
}
