//! Makes the inputs that the fuzzer begins with, from what the project's own code writes. They are kept in `inputs`; an input
//! that found a fault is put beside them by hand.
//!
//! `cargo run --example seeds` in `tests/fuzz`.

use std::path::Path;

use bytes::Bytes;
use lianxin_fuzz::{gate, sketch};
use lianxin_model::ids::{DeviceId, DocId, Kind, TenantId, UserId};
use lianxin_sync::overview::{OverviewRow, pack_overview};
use lianxin_sync::pack::pack;
use lianxin_sync::wire::{
    Answer, Batch, Cursor, Delta, DeviceFrame, EnrolAnswer, Fate, MemoryKey, Outcome, Question, Signer as _, Snapshot,
    seal_answer, seal_enrol, seal_enrol_answer, seal_frame,
};

fn main() {
    let golden = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden/wire").join(name);
        let text = std::fs::read_to_string(path).expect("a golden file");
        let hex: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        hex.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("hex"), 16).expect("hex")).collect()
    };
    let keep = |target: &str, name: &str, bytes: &[u8]| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("inputs").join(target);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(name), bytes).expect("written");
    };

    let chunk = gate::write(&mut gate::scene(), 1, "address", "上坪2号");
    // After the magic, the checksum, the type and the length: a content, as both targets frame it.
    let length = 1 + chunk[9..].iter().position(|byte| byte & 0x80 == 0).expect("a length");
    for target in ["chunk", "gate"] {
        keep(target, "whole", &chunk);
        keep(target, "content", &chunk[9 + length..]);
    }

    let device = DeviceId::from_slice(&[0xd1; 16]).expect("16 bytes");
    let document = DocId::from_slice(&[7; 16]).expect("16 bytes");
    let batch = |whole| Batch { document, kind_number: u32::from(Kind::Household.number()), changes: vec![chunk.clone().into()], whole };
    let cursor = Cursor { epoch: 1, base: 300, upto: 500, after: Some(document) }.encode();
    for (name, whole) in [("stubs", false), ("whole", true)] {
        let frame = DeviceFrame {
            protocol: 2,
            device,
            counter: 7,
            install: 1,
            cursor: cursor.clone(),
            budget_bytes: 40_000,
            batches: vec![batch(whole), batch(whole)],
            clock_ms: Some(1_795_000_000_000),
            sketch: sketch::of(3).into(),
            ..DeviceFrame::default()
        };
        let sealed = seal_frame(&frame, &MemoryKey::from_secret(&[1; 32])).expect("sealed");
        keep("frame", &format!("{name}-body"), &sealed.body);
        keep("frame", &format!("{name}-signed-part"), &sealed.body[65..]);
    }
    for name in ["frame-1", "frame-2"] {
        let bytes: Vec<u8> = golden(&format!("{name}.hex"));
        keep("frame", name, &bytes);
    }
    for name in ["answer-1", "answer-2"] {
        let bytes: Vec<u8> = golden(&format!("{name}.hex"));
        keep("answer", name, &bytes);
    }
    let key = MemoryKey::from_secret(&[9; 32]);
    for protocol in [1, 2] {
        let answer = Answer {
            deltas: vec![Delta { document, kind_number: 2, changes: vec![chunk.clone().into()] }],
            outcomes: vec![Outcome { document, change: [3; 32], fate: Fate::Accepted, by: None, at_ms: 1_795_000_000_000 }],
            cursor: cursor.clone(),
            server_time_ms: 1_795_000_000_000,
            server_key: Some(key.public_key()),
            ..Answer::default()
        };
        let question = Question { protocol, device, frame: [4; 32] };
        keep("answer", &format!("sealed-{protocol}"), &seal_answer(&answer, &question, &key).expect("sealed"));
    }

    let saved = Bytes::from(gate::scene().save_nocompress());
    keep("pack", "documents", &pack(&[Snapshot { document, kind_number: 1, saved }]).expect("packed"));
    let row = OverviewRow { document, kind_number: 1, record: String::from(r#"{"head_name":"罗大山"}"#) };
    keep("pack", "overview", &pack_overview(&[row]).expect("packed"));

    keep("sketch", "cursor", &cursor);
    keep("sketch", "list", &sketch::of(3));
    keep("sketch", "table", &sketch::of(400));

    keep("enrol", "request", &seal_enrol("ABCD-EFGH", &key).expect("sealed"));
    let answer = EnrolAnswer {
        tenant: TenantId::from_slice(&[1; 16]).expect("16 bytes"),
        device,
        user: UserId::from_slice(&[2; 16]).expect("16 bytes"),
        user_name: String::from("罗小山"),
        role: String::from("cadre"),
        server_key: Some(key.public_key()),
        tag: None,
    };
    keep("enrol", "answer", &seal_enrol_answer(&answer));

    keep("token", "scheme", b"Bearer abc");
    let token = b"eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSIsImtpZCI6ImEifQ.eyJpc3MiOiJsaWFueGluOjAiLCJhdWQiOiJsaWFueGluLWFwaSJ9.AAAA";
    keep("token", "token", token);

    let sheet = "户编号,村,组,户主,姓名,与户主关系,电话,住址\n00001,上坪村,1组,罗大山,罗大山,户主,13900000001,上坪1号\n,,,,罗小山,子女,,\n";
    keep("roster", "utf8.csv", sheet.as_bytes());
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(sheet.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    keep("roster", "utf16.csv", &utf16);
    for (name, text) in [("name", "罗大山"), ("pinyin", "luo ds"), ("phone", "1390000"), ("marks", "\"罗\" OR NEAR(*) -^:")] {
        keep("search", name, text.as_bytes());
    }
}
