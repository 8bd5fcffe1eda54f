//! The messages: what is written comes back; what is cut, bent, signed by another or too large does not.

use bytes::Bytes;
use lianxin_model::ids::{DeviceId, DocId, TenantId, UserId};
use lianxin_model::limits;
use lianxin_sync::Code;
use lianxin_sync::wire::{
    self, ActorRow, Answer, AreaRow, AssignmentRow, Batch, Cursor, Delta, DeviceFrame, EnrolAnswer, MemoryKey,
    Previous, Question, Reference, Refusal, Signer, SigningFailed, WireError, frame_hash, open_enrol,
    open_enrol_answer, open_frame, seal_enrol, seal_enrol_answer, seal_frame, verify_frame,
};

fn key(number: u8) -> MemoryKey {
    MemoryKey::from_secret(&[number; 32])
}

fn document(number: u8) -> DocId {
    DocId::from_slice(&[number; 16]).unwrap()
}

fn frame() -> DeviceFrame {
    DeviceFrame {
        protocol: 1,
        device: DeviceId::from_slice(&[0xd1; 16]).unwrap(),
        counter: 42,
        install: 1,
        previous: Some(Previous { counter: 0, hash: [0xaa; 32] }),
        cursor: Cursor { epoch: 1, base: 1_000, upto: 1_000, after: None }.encode(),
        budget_bytes: 65_536,
        batches: vec![
            Batch {
                document: document(1),
                kind_number: 1,
                changes: vec![Bytes::from_static(b"one"), Bytes::from_static(b"two")],
                whole: true,
            },
            Batch { document: document(2), kind_number: 77, changes: vec![Bytes::new()], whole: true },
        ],
        ..DeviceFrame::default()
    }
}

fn answer() -> Answer {
    Answer {
        refusals: vec![
            Refusal { document: document(1), hash: Some([7; 32]), code: Code::OutOfScope, position: 0 },
            Refusal { document: document(2), hash: None, code: Code::Other("of_2031".to_owned()), position: 3 },
        ],
        left: vec![document(3)],
        deltas: vec![Delta { document: document(4), kind_number: 2, changes: vec![Bytes::from_static(b"change")] }],
        pack: Bytes::from_static(b"pack"),
        reference: Some(Reference {
            areas: vec![AreaRow { code: "431027100000".into(), name: "沱江镇".into(), ..Default::default() }],
            actors: vec![ActorRow { actor: vec![1; 16].into(), user: vec![2; 16].into() }],
            assignments: vec![AssignmentRow {
                kind: "contact".into(),
                household: vec![3; 16].into(),
                ended: true,
                ..Default::default()
            }],
            ..Default::default()
        }),
        cursor: Bytes::from_static(b"cursor"),
        more: true,
        server_time_ms: 1_795_000_000_000,
        ..Answer::default()
    }
}

fn question(frame: [u8; 32]) -> Question {
    Question { protocol: 1, device: DeviceId::from_slice(&[0xd1; 16]).unwrap(), frame }
}

fn seal_answer(answer: &Answer, frame: &[u8; 32]) -> Vec<u8> {
    wire::seal_answer(answer, &question(*frame), &key(9)).unwrap()
}

fn open_answer(body: impl Into<Bytes>, frame: &[u8; 32]) -> Result<Answer, WireError> {
    wire::open_answer(body, &question(*frame), None).map(|(answer, _)| answer)
}

#[test]
fn a_frame_comes_back_and_carries_its_proof() {
    let sealed = seal_frame(&frame(), &key(1)).unwrap();
    let opened = open_frame(sealed.body.clone()).unwrap();
    assert_eq!(opened.device(), frame().device);
    let verified = opened.verify(&key(1).public_key(), None).unwrap();
    assert_eq!(verified.frame(), &frame());
    assert_eq!(verified.hash(), &sealed.hash);
    assert_eq!(&frame_hash(verified.encoded()), verified.hash());
    // What is kept is enough for an auditor.
    let again = verify_frame(1, verified.encoded(), verified.signature(), None, &key(1).public_key()).unwrap();
    assert_eq!(again, frame());
    assert!(sealed.body.len() < 250, "{} bytes", sealed.body.len());
}

#[test]
fn a_frame_of_another_is_not_believed() {
    let sealed = seal_frame(&frame(), &key(1)).unwrap();
    let open = || open_frame(sealed.body.clone()).unwrap();
    assert_eq!(open().verify(&key(2).public_key(), None).unwrap_err(), WireError::BadSignature);
    // Neutral point: a key with which a careless reader would believe anything.
    let mut weak = [0; 32];
    weak[0] = 1;
    assert_eq!(open().verify(&weak, None).unwrap_err(), WireError::BadSignature);
    assert_eq!(open().verify(&[0xff; 32], None).unwrap_err(), WireError::BadSignature);
    // A signature for enrolment does not sign a frame.
    struct Elsewhere(MemoryKey);
    impl Signer for Elsewhere {
        fn public_key(&self) -> [u8; 32] {
            self.0.public_key()
        }
        fn sign(&self, message: &[u8]) -> Result<[u8; 64], SigningFailed> {
            let content = message.strip_prefix(b"lianxin frame 1").unwrap();
            self.0.sign(&[b"lianxin enrol 1", content].concat())
        }
    }
    let sealed = seal_frame(&frame(), &Elsewhere(key(1))).unwrap();
    let opened = open_frame(sealed.body).unwrap();
    assert_eq!(opened.verify(&key(1).public_key(), None).unwrap_err(), WireError::BadSignature);
}

#[test]
fn a_frame_cut_or_bent_anywhere_is_refused() {
    let body = seal_frame(&frame(), &key(1)).unwrap().body;
    for length in 0..body.len() {
        let cut = open_frame(body[..length].to_vec());
        assert_eq!(cut.unwrap_err(), WireError::Cut, "cut at {length} of {}", body.len());
    }
    for at in 0..body.len() {
        let mut bent = body.clone();
        bent[at] ^= 0x10;
        let believed = open_frame(bent).and_then(|frame| frame.verify(&key(1).public_key(), None));
        assert!(believed.is_err(), "byte {at}");
    }
}

#[test]
fn a_frame_claims_no_more_than_the_limits() {
    let sealed = |frame: &DeviceFrame| open_frame(seal_frame(frame, &key(1)).unwrap().body).map(|_| ());
    let batch = |changes: usize| Batch {
        document: document(1),
        kind_number: 1,
        changes: vec![Bytes::new(); changes],
        whole: true,
    };
    let with = |batches: Vec<Batch>| DeviceFrame { batches, ..frame() };
    assert_eq!(sealed(&with(vec![batch(1); limits::SYNC_DOCUMENTS_MAX])), Ok(()));
    assert_eq!(sealed(&with(vec![batch(1); limits::SYNC_DOCUMENTS_MAX + 1])), Err(WireError::TooLarge));
    assert_eq!(sealed(&with(vec![batch(limits::SYNC_CHANGES_MAX)])), Ok(()));
    assert_eq!(sealed(&with(vec![batch(limits::SYNC_CHANGES_MAX / 2 + 1); 2])), Err(WireError::TooLarge));
    let large = Batch { changes: vec![vec![0; limits::SYNC_BODY_BYTES_MAX].into()], ..batch(0) };
    assert_eq!(sealed(&with(vec![large])), Err(WireError::TooLarge));
    // Two million empty submessages in a body that is within its limit.
    let hollow = [&[0x0a][..], &varint(2_000_000 * 2), &[0x42, 0].repeat(2_000_000), &[0x12, 1, 1]].concat();
    assert!(hollow.len() < limits::SYNC_BODY_BYTES_MAX);
    assert_eq!(open_frame(hollow).map(|_| ()), Err(WireError::TooLarge));
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

#[test]
fn garbage_and_other_protocols() {
    // Each as the frame within a body that is otherwise whole.
    let body = |frame: &[u8]| [&[0x0a][..], &varint(frame.len() as u64), frame, &[0x12, 1, 1]].concat();
    let good = [&[0x08, 1, 0x12, 16][..], &[0xd1; 16]].concat();
    let cases: Vec<(&str, Vec<u8>, WireError)> = vec![
        ("nothing", vec![], WireError::Cut),
        ("text", b"GET / HTTP/1.1".to_vec(), WireError::Garbage),
        ("an endless number", vec![0xff; 40], WireError::Garbage),
        ("a group", vec![0x0b, 0x0c], WireError::Garbage),
        ("no protocol", body(&good[2..]), WireError::ProtocolTooOld),
        ("protocol 0", body(&[&[0x08, 0], &good[2..]].concat()), WireError::ProtocolTooOld),
        ("protocol 2", body(&[&[0x08, 2], &good[2..]].concat()), WireError::ProtocolTooNew),
        ("no device", body(&good[..2]), WireError::Garbage),
        ("a device of 15 bytes", body(&[&[0x08, 1, 0x12, 15][..], &[0xd1; 15]].concat()), WireError::Garbage),
        ("a previous hash of 3 bytes", body(&[&good[..], &[0x2a, 3, 1, 2, 3]].concat()), WireError::Garbage),
        ("a document of 2 bytes", body(&[&good[..], &[0x42, 4, 0x0a, 2, 1, 2]].concat()), WireError::Garbage),
        ("a number where bytes belong", body(&[&good[..], &[0x40, 1]].concat()), WireError::Garbage),
        ("a batch that is cut", body(&[&good[..], &[0x42, 2, 0x0a, 16]].concat()), WireError::Cut),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(open_frame(bytes).map(|_| ()), Err(expected), "{name}");
    }
    // What a newer device adds is skipped.
    assert!(open_frame(body(&[&good[..], &[0xf2, 0x3f, 2, 9, 9]].concat())).is_ok());
}

#[test]
fn an_answer_comes_back_to_the_frame_that_asked() {
    let hash = [9; 32];
    let body = seal_answer(&answer(), &hash);
    assert_eq!(open_answer(body.clone(), &hash).unwrap(), answer());
    assert_eq!(open_answer(body.clone(), &[8; 32]), Err(WireError::WrongEcho));
    for length in 0..body.len() {
        assert_eq!(open_answer(body[..length].to_vec(), &hash), Err(WireError::Cut), "cut at {length}");
    }
    for at in 0..body.len() {
        let mut bent = body.clone();
        bent[at] ^= 0x01;
        assert!(open_answer(bent, &hash).is_err(), "byte {at}");
    }
    let empty = seal_answer(&Answer::default(), &hash);
    assert_eq!(open_answer(empty.clone(), &hash).unwrap(), Answer::default());
    assert!(empty.len() < 30, "an answer without news is {} bytes", empty.len());
    let too_large = vec![0; limits::SYNC_ANSWER_BYTES_MAX + 1];
    assert_eq!(open_answer(too_large, &hash), Err(WireError::TooLarge));
}

#[test]
fn cursors_are_small_and_hostile_ones_are_refused() {
    let cursors = [
        Cursor { epoch: 0, base: 0, upto: 0, after: None },
        Cursor { epoch: 1, base: 12_345, upto: 20_000, after: Some(document(9)) },
        Cursor { epoch: u64::MAX, base: u64::MAX, upto: u64::MAX, after: Some(document(255)) },
    ];
    for cursor in cursors {
        let bytes = cursor.encode();
        assert!(bytes.len() <= 47);
        assert_eq!(Cursor::decode(&bytes), Ok(Some(cursor)));
        assert_eq!(Cursor::decode(&[&bytes[..], &[0]].concat()), Err(WireError::BadCursor), "a byte more");
        for length in 1..bytes.len() {
            let cut = Cursor::decode(&bytes[..length]);
            let without_document = cursor.after.is_some() && length == bytes.len() - 16;
            assert_eq!(cut.is_err(), !without_document, "cut at {length}");
        }
    }
    assert_eq!(Cursor::decode(&[]), Ok(None));
    for hostile in
        [&[2, 0, 0, 0][..], &[1; 100], &[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0]]
    {
        assert_eq!(Cursor::decode(hostile), Err(WireError::BadCursor));
    }
}

#[test]
fn enrolment_proves_that_the_device_holds_the_key() {
    let body = seal_enrol("7KQ2-M4XD", &key(1)).unwrap();
    let request = open_enrol(body.clone()).unwrap();
    assert_eq!((request.code.as_str(), request.public_key), ("7KQ2-M4XD", key(1).public_key()));
    for length in 0..body.len() {
        assert_eq!(open_enrol(body[..length].to_vec()), Err(WireError::Cut), "cut at {length}");
    }
    let other_key = {
        let mut bent = body.clone();
        let at = bent.windows(32).position(|window| window == key(1).public_key()).unwrap();
        bent[at..at + 32].copy_from_slice(&key(2).public_key());
        bent
    };
    assert_eq!(open_enrol(other_key), Err(WireError::BadSignature), "somebody else's key");
    let other_code = [&body[..2], b"8KQ2", &body[6..]].concat();
    assert_eq!(open_enrol(other_code), Err(WireError::BadSignature), "another code");
    assert_eq!(open_enrol(vec![0; limits::JSON_BODY_BYTES_MAX + 1]), Err(WireError::TooLarge));

    let answer = EnrolAnswer {
        tenant: TenantId::from_slice(&[1; 16]).unwrap(),
        device: DeviceId::from_slice(&[2; 16]).unwrap(),
        user: UserId::from_slice(&[3; 16]).unwrap(),
        user_name: "盘秀英".to_owned(),
        role: "cadre".to_owned(),
        server_key: None,
        tag: None,
    };
    let body = seal_enrol_answer(&answer);
    assert_eq!(open_enrol_answer(body.clone()).unwrap(), answer);
    for length in 0..body.len() {
        assert_eq!(open_enrol_answer(body[..length].to_vec()), Err(WireError::Cut), "cut at {length}");
    }
}

#[test]
fn a_key_that_cannot_sign_sends_nothing() {
    struct Locked;
    impl Signer for Locked {
        fn public_key(&self) -> [u8; 32] {
            [0; 32]
        }
        fn sign(&self, _: &[u8]) -> Result<[u8; 64], SigningFailed> {
            Err(SigningFailed)
        }
    }
    assert_eq!(seal_frame(&frame(), &Locked).unwrap_err(), SigningFailed);
    assert_eq!(seal_enrol("7KQ2-M4XD", &Locked).unwrap_err(), SigningFailed);
    assert_eq!(format!("{:?}", key(1)), "MemoryKey(secret)");
}

/// The bytes that phones in the field send and keep. If this fails, DO NOT FIX THE TEST: devices and servers of the
/// released version would no longer understand each other. Make the change so that these bytes still read, or raise the
/// protocol number and keep reading them.
#[test]
fn golden_bytes_still_mean_the_same() {
    let golden = |name: &str| {
        let path = format!("{}/../../tests/golden/wire/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        hex::decode(text.split_whitespace().collect::<String>()).unwrap()
    };
    let sealed = seal_frame(&frame(), &key(1)).unwrap();
    let body = golden("frame-1.hex");
    assert_eq!(hex::encode(&body), hex::encode(&sealed.body), "this version writes another frame");
    let verified = open_frame(body).unwrap().verify(&key(1).public_key(), None).unwrap();
    assert_eq!(verified.frame(), &frame());

    let body = golden("answer-1.hex");
    assert_eq!(
        hex::encode(&body),
        hex::encode(seal_answer(&answer(), &sealed.hash)),
        "this version writes another answer"
    );
    assert_eq!(open_answer(body, &sealed.hash).unwrap(), answer());
}
