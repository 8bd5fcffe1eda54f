//! Attacks by whoever has a device, or says so.

use bytes::Bytes;
use lianxin_model::ids::{Actor, DeviceId, Kind};
use lianxin_model::limits;
use lianxin_sync::gate;
use lianxin_sync::voucher::{Registration, Voucher, VoucherKey};
use lianxin_sync::wire::{Batch, DeviceFrame, MemoryKey, Previous, Signer as _, seal_enrol, seal_frame};

use crate::attacker::{Attacker, edit, household};
use crate::forge::{self, Forged};
use crate::scene::Scene;

/// A county elsewhere in the list: nobody's here.
const ELSEWHERE: &str = "433123101201";
const HOUSEHOLD: u32 = 1;

#[tokio::test]
async fn frames() {
    let mut scene = Scene::new();
    let mut device = Attacker::enrol(&scene.county, &scene.server, "a", 1).await;
    let honest = device.frame(Vec::new());
    scene.judge("the first frame, honest", "taken", device.send(&honest)).await;

    let next = device.frame(Vec::new());
    let sealed = device.sealed(&next);
    let turned = |place: usize| {
        let mut turned = sealed.clone();
        turned[place] ^= 1;
        turned
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "body_cut"),
        ("noise", (0..4_000_u32).map(|number| (number * 131 % 251) as u8).collect(), "bad_message"),
        ("a page of a portal", b"<html>Login</html>".to_vec(), "bad_message"),
        ("half a frame", sealed[..sealed.len() / 2].to_vec(), "body_cut"),
        ("a turned bit of the signature", turned(5), "bad_signature"),
        ("a turned bit of the counter", turned(1 + 64 + 19), "bad_signature"),
        ("a lead that nobody has", [9, 0xff].repeat(40), "bad_message"),
        ("sealed garbage", signed(&device, b"\xff\xff\xff"), "body_cut"),
        ("a bomb that says what it is", signed(&device, &bomb(&device, 256 << 20)), "body_too_large"),
        ("a bomb within the limit", signed(&device, &bomb(&device, limits::SYNC_BODY_BYTES_MAX)), "bad_message"),
        ("a dictionary that nobody has", signed(&device, &with_changes(&device, &[7, 0])), "protocol_too_new"),
        ("a million documents", signed(&device, &with_changes(&device, &many_documents())), "body_too_large"),
    ];
    for (name, body, expect) in cases {
        scene.judge(name, expect, device.code("/v1/sync", body)).await;
    }

    let over = device.announced("/v1/sync", limits::SYNC_BODY_BYTES_MAX + 1);
    scene.judge("over the limit", "body_too_large", over).await;

    let other = MemoryKey::from_secret(&[77; 32]);
    let frame = device.frame(Vec::new());
    let body = seal_frame(&frame, &other).expect("sealed").body;
    scene.judge("signed by another key", "bad_signature", device.code("/v1/sync", body)).await;
    let nobody = DeviceFrame { device: DeviceId::from_slice(&[9; 16]).expect("16 bytes"), ..frame.clone() };
    let body = device.sealed(&nobody);
    scene.judge("a device that nobody enrolled", "unknown_device", device.code("/v1/sync", body)).await;
    let invented = DeviceFrame { previous: Some(Previous { counter: 900, hash: [9; 32] }), ..frame.clone() };
    scene.judge("after a frame that never was", "unknown_previous", device.send(&invented)).await;
    let sketch = DeviceFrame { sketch: vec![1; limits::SKETCH_BYTES_MAX + 1].into(), ..frame.clone() };
    scene.judge("a sketch over its limit", "body_too_large", device.send(&sketch)).await;
    let cells = DeviceFrame { sketch: vec![1; limits::SKETCH_BYTES_MAX - 1].into(), ..device.frame(Vec::new()) };
    scene.judge("a sketch of nothing but cells", "bad_message", device.send(&cells)).await;
    let cursor = DeviceFrame { cursor: vec![0xff; 60].into(), ..device.frame(Vec::new()) };
    scene.judge("a cursor of somebody else's", "bad_message", device.send(&cursor)).await;

    // Replay: a counter is taken once, whatever comes with it. A device that saw no answer sends the changes in a new frame.
    let good = device.frame(Vec::new());
    let body = device.sealed(&good);
    scene.judge("sent", "taken", device.code("/v1/sync", body.clone())).await;
    scene.judge("the same again", "counter_used", device.code("/v1/sync", body)).await;
    let other = DeviceFrame { budget_bytes: 9_999, ..good };
    scene.judge("its counter with something else", "counter_used", device.send(&other)).await;
    scene.settle().await;
}

#[tokio::test]
async fn changes() {
    let mut scene = Scene::new();
    let village = scene.county.village.clone();
    let mut device = Attacker::enrol(&scene.county, &scene.server, "a", 1).await;
    let colleague = Attacker::enrol(&scene.county, &scene.server, "b", 2).await;
    let actor = device.actor();
    let (id, own, mut document) = household(actor, 7, &village);
    scene.judge("an honest household", "taken", device.send_changes(id, HOUSEHOLD, own)).await;

    let put = |change: &dyn Fn(Forged) -> Forged| change(Forged::put(document.automerge(), &actor.0, 3)).chunk();
    let stranger = Actor::of_device(&MemoryKey::from_secret(&[50; 32]).public_key(), 1);
    let inflated = vec![0; limits::CHANGE_INFLATED_BYTES_MAX + 1];
    let count = forge::run(10_000_000);
    let claims = put(&|mut honest| {
        honest.columns = vec![
            (forge::KEY_STRING, [count.clone(), vec![1, b'k']].concat()),
            (forge::INSERT, forge::unsigned(10_000_000)),
            (forge::ACTION, [count.clone(), vec![1]].concat()),
            (forge::VALUE_META, [count.clone(), vec![0]].concat()),
            (forge::PRED_COUNT, [count.clone(), vec![0]].concat()),
        ];
        honest
    });
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("no change at all", b"hello".to_vec(), "not_a_change"),
        ("a document instead of a change", document.save(), "not_a_change"),
        ("a wrong checksum", [&[0x85, 0x6f, 0x4a, 0x83, 1, 2, 3, 4, 1, 1], &[0][..]].concat(), "bad_checksum"),
        ("ten million operations in a few bytes", claims, "too_many_ops"),
        ("a deflate bomb", forge::compressed(&inflated), "too_large"),
        ("over the limit", forge::chunk(1, &vec![0; limits::CHANGE_BYTES_MAX]), "body_too_large"),
        ("in a colleague's name", put(&|f| Forged { actor: colleague.actor().0.to_vec(), ..f }), "actor_not_yours"),
        ("in nobody's name", put(&|f| Forged { actor: stranger.0.to_vec(), ..f }), "actor_not_yours"),
        ("a number that was used", put(&|f| Forged { seq: 1, ..f }), "fork"),
        ("a gap", put(&|f| Forged { seq: 9, ..f }), "seq_gap"),
        ("on what was never there", put(&|f| Forged { deps: vec![[9; 32]], ..f }), "orphan"),
        ("on nothing", put(&|f| Forged { deps: Vec::new(), ..f }), "wrong_genesis"),
        ("operations from the far future", put(&|f| Forged { start_op: u64::from(u32::MAX), ..f }), "start_op"),
        ("of a time that no calendar has", put(&|f| Forged { time: i64::MAX, ..f }), "time_out_of_range"),
        ("a field that no household has", put(&|f| f.column(forge::KEY_STRING, key("secret"))), "schema"),
    ];
    for (name, chunk, expect) in cases {
        scene.judge(name, expect, device.send_changes(id, HOUSEHOLD, vec![chunk])).await;
    }

    let (foreign, changes, _) = household(actor, 8, ELSEWHERE);
    scene
        .judge("a household elsewhere", "out_of_scope out_of_scope", device.send_changes(foreign, HOUSEHOLD, changes))
        .await;
    let (unknown, changes, _) = household(actor, 9, &village);
    scene.judge("a kind that is none", "unknown_kind unknown_kind", device.send_changes(unknown, 999, changes)).await;
    let again = vec![edit(&mut document.clone(), actor, "address", "上坪1号")];
    scene.judge("an id as another kind", "kind_mismatch", device.send_changes(id, 2, again)).await;
    // After all that, what is right is still taken.
    let right = vec![edit(&mut document, actor, "address", "上坪2号")];
    scene.judge("and then an honest one", "taken", device.send_changes(id, HOUSEHOLD, right)).await;

    let devices = scene.county.admin(["device", "list"]).ok();
    assert!(devices.to_string().contains(&device.device().to_string()), "{devices}");
    scene.county.admin(["device", "revoke", &device.device().to_string()]).ok();
    let late = vec![edit(&mut document, actor, "address", "上坪3号")];
    scene.judge("a device that was shut out", "device_revoked", device.send_changes(id, HOUSEHOLD, late)).await;
    scene.settle().await;
}

#[tokio::test]
async fn enrolment() {
    let mut scene = Scene::new();
    let device = Attacker::enrol(&scene.county, &scene.server, "a", 1).await;
    let code = scene.county.admin(["enrol", "--login", "b"]).ok();
    let code = code["code"].as_str().expect("a code").to_owned();
    let sealed = |code: &str, number: u8| seal_enrol(code, &MemoryKey::from_secret(&[number; 32])).expect("sealed");
    let mut turned = sealed(&code, 4);
    let last = turned.len() - 1;
    turned[last] ^= 1;
    let cases = [
        ("noise", vec![7; 300], "bad_message"),
        ("a code that nobody issued", sealed("AAAA-AAAA-AAAA", 3), "enrol_code_unknown"),
        ("a turned bit", turned, "bad_signature"),
        ("a colleague's key", sealed(&code, 1), "key_taken"),
        ("the code, by whom it is for", sealed(&code, 4), "taken"),
        ("the code again, by another", sealed(&code, 5), "enrol_code_used"),
    ];
    for (name, body, expect) in cases {
        scene.judge(name, expect, device.code("/v1/enrol", body)).await;
    }
    let guesses = async {
        for number in 0..200 {
            let code = device.code("/v1/enrol", sealed(&format!("GUESS-{number}"), 6)).await;
            if code != "enrol_code_unknown" {
                return code;
            }
        }
        String::from("guessed on")
    };
    scene.judge("guesses", "too_many_requests", guesses).await;
    scene.settle().await;
}

/// A column of one text.
fn key(text: &str) -> Vec<u8> {
    [forge::literal(1), forge::prefixed(text.as_bytes())].concat()
}

/// Bodies that cost a reader most.
pub(crate) fn bombs(device: &Attacker) -> Vec<Vec<u8>> {
    vec![
        vec![2; limits::SYNC_BODY_BYTES_MAX],
        signed(device, &bomb(device, 256 << 20)),
        signed(device, &bomb(device, limits::SYNC_BODY_BYTES_MAX)),
        signed(device, &with_changes(device, &many_documents())),
    ]
}

/// Any content, signed as the device signs its frames.
fn signed(device: &Attacker, encoded: &[u8]) -> Vec<u8> {
    let signature = device.key.sign(&[b"lianxin frame 2", encoded].concat()).expect("signed");
    [&[2], &signature[..], encoded].concat()
}

/// A frame (`CompactFrame` in proto/) written by hand: no frame before it, and these bytes for its changes.
fn with_changes(device: &Attacker, changes: &[u8]) -> Vec<u8> {
    let id = [&[0x0a, 16], &device.device().as_bytes()[..]].concat();
    let counter = [vec![0x10], forge::unsigned(device.counter + 1)].concat();
    [id, counter, vec![0x3a], forge::prefixed(changes)].concat()
}

/// Zeros that unpack to so many bytes.
fn bomb(device: &Attacker, bytes: usize) -> Vec<u8> {
    let frame = zstd::bulk::compress(&vec![0; bytes], 3).expect("compressed");
    let packed = Bytes::copy_from_slice(&frame[4..]);
    with_changes(device, &[vec![1], forge::prefixed(&packed)].concat())
}

/// No dictionary, no actors, a count of documents and nothing behind it.
fn many_documents() -> Vec<u8> {
    [vec![0], forge::prefixed(&[vec![0], forge::unsigned(1_000_000)].concat())].concat()
}

#[test]
fn kinds_have_their_numbers() {
    assert_eq!(u32::from(Kind::Household.number()), HOUSEHOLD);
}

/// The county's word, which nobody else can give: for what a colleague wrote, and for a device that was never enrolled.
#[tokio::test]
async fn vouchers() {
    let mut scene = Scene::new();
    let village = scene.county.village.clone();
    let mut device = Attacker::enrol(&scene.county, &scene.server, "a", 1).await;
    let colleague = Attacker::enrol(&scene.county, &scene.server, "b", 2).await;
    let (id, honest, document) = household(device.actor(), 7, &village);
    scene.judge("an honest household", "taken", device.send_changes(id, HOUSEHOLD, honest)).await;

    let forged = Forged::put(document.automerge(), &colleague.actor().0, 1);
    let chunk = Forged { seq: 1, ..forged }.chunk();
    let hash = gate::parse(&chunk).expect("a chunk").hash;
    let own = VoucherKey::of_county(&[1; 32]);
    let all = vec![Voucher { document: id, tips: vec![hash], tag: [0; 8] }; limits::SYNC_VOUCHERS_MAX];
    let too_many = vec![Voucher { document: id, tips: vec![hash], tag: [0; 8] }; limits::SYNC_VOUCHERS_MAX + 1];
    let long = vec![Voucher { document: id, tips: vec![hash; limits::VOUCHER_TIPS_MAX + 1], tag: [0; 8] }];
    let made_up = vec![Voucher { document: id, tips: vec![hash], tag: own.tag(id, &[hash]) }];
    for (name, vouchers, expect) in [
        ("a colleague's edit with a voucher of one's own", made_up, "actor_not_yours"),
        ("with as many as may be sent", all, "actor_not_yours"),
        ("with more", too_many, "body_too_large"),
        ("for more than there can be", long, "body_too_large"),
    ] {
        let batch = Batch { document: id, kind_number: HOUSEHOLD, changes: vec![chunk.clone().into()], whole: true };
        let frame = DeviceFrame { vouchers, ..device.frame(vec![batch]) };
        scene.judge(name, expect, device.send(&frame)).await;
    }

    let known = colleague.enrolled.tag.expect("a county gives its word");
    let (user, public_key) = (colleague.enrolled.user, colleague.key.public_key());
    let nobody = DeviceId::from_slice(&[0xee; 16]).expect("16 bytes");
    let mine = device.key.public_key();
    for (name, registration) in [
        (
            "a device that never was, with a word of its own",
            Registration { public_key: mine, user, tag: own.registration_tag(nobody, &mine, user) },
        ),
        ("with a colleague's word", Registration { public_key: mine, user, tag: known }),
        ("with a colleague's word and key", Registration { public_key, user, tag: known }),
    ] {
        let frame = DeviceFrame {
            device: nobody,
            registration: Some(registration),
            previous: None,
            ..device.frame(Vec::new())
        };
        scene.judge(name, "unknown_device", device.send(&frame)).await;
    }
    let fresh = MemoryKey::from_secret(&[60; 32]);
    let public_key = fresh.public_key();
    for (name, tag) in [
        ("with a key of its own and a word of its own", own.registration_tag(nobody, &public_key, user)),
        ("with a key of its own and a colleague's word", known),
    ] {
        let registration = Some(Registration { public_key, user, tag });
        let frame = DeviceFrame { device: nobody, registration, previous: None, ..device.frame(Vec::new()) };
        let body = seal_frame(&frame, &fresh).expect("sealed").body;
        scene.judge(name, "unknown_device", device.code("/v1/sync", body)).await;
    }
    scene.settle().await;
}
