//! Steps 1 and 2: exactly one whole change chunk, undamaged, within its limits once inflated.

mod support;

use automerge::Automerge;
use automerge::transaction::Transactable as _;
use lianxin_model::limits;
use lianxin_sync::gate::{self, Verdict};
use support::forge::{self, Forged};
use support::{County, Device, code_of, device, genesis};

fn honest() -> (Device, Forged) {
    let key = device(1);
    let forged = Forged::put(&genesis(), &key.actor(1).0, 1);
    (key, forged)
}

/// The verdict on bytes; whatever it is, a refusal leaves the document as it was.
fn verdict(key: &Device, bytes: &[u8]) -> String {
    let mut county = County::new(genesis());
    let before = county.document.save();
    let verdict = county.admit(key, bytes);
    if matches!(verdict, Verdict::Refused { .. }) {
        assert_eq!(county.document.save(), before);
    }
    code_of(&verdict).to_owned()
}

#[test]
fn a_forged_honest_change_passes_in_both_forms() {
    let (key, forged) = honest();
    assert_eq!(verdict(&key, &forged.chunk()), "accepted");
    assert_eq!(verdict(&key, &forge::compressed(&forged.content())), "accepted");
}

#[test]
fn cut_at_every_byte() {
    let (key, forged) = honest();
    for whole in [forged.chunk(), forge::compressed(&forged.content())] {
        for length in 0..whole.len() {
            assert_eq!(verdict(&key, &whole[..length]), "not_a_change", "cut at {length} of {}", whole.len());
        }
    }
}

#[test]
fn damaged_at_every_byte() {
    let (key, forged) = honest();
    let whole = forged.chunk();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x01;
        let code = verdict(&key, &bytes);
        assert!(["not_a_change", "bad_checksum", "malformed"].contains(&code.as_str()), "byte {at}: {code}");
    }
}

#[test]
fn framing() {
    let (key, forged) = honest();
    let (chunk, content) = (forged.chunk(), forged.content());
    let deflated = forge::deflated(&content);
    let longer = |tail: &[u8]| [&chunk[..], tail].concat();
    let saved = genesis().save();
    let bundle = {
        let document = genesis();
        let hashes = document.get_changes(&[]).into_iter().map(|change| change.hash());
        document.bundle(hashes).unwrap().bytes().to_vec()
    };
    let overlong = [&chunk[..9], &[chunk[9] | 0x80, 0], &chunk[10..]].concat();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", vec![], "not_a_change"),
        ("other magic", [&[0x85, 0x6f, 0x4a, 0x84], &chunk[4..]].concat(), "not_a_change"),
        ("one byte more", longer(&[0]), "not_a_change"),
        ("the same chunk twice", longer(&chunk), "not_a_change"),
        ("a length beyond the end", [&chunk[..9], &forge::unsigned(u64::MAX), &content].concat(), "not_a_change"),
        ("an overlong length", overlong, "not_a_change"),
        ("a document", saved, "not_a_change"),
        ("a document chunk by hand", forge::chunk(0, &content), "not_a_change"),
        ("a bundle", bundle, "not_a_change"),
        ("a bundle chunk by hand", forge::chunk(3, &content), "not_a_change"),
        ("an unknown type", forge::chunk(9, &content), "not_a_change"),
        ("another checksum", [&chunk[..4], &[1, 2, 3, 4], &chunk[8..]].concat(), "bad_checksum"),
        ("empty content", forge::chunk(1, &[]), "malformed"),
        ("compressed nonsense", forge::compressed_as(&content, &[0xff; 40]), "malformed"),
        ("compressed, cut", forge::compressed_as(&content, &deflated[..deflated.len() - 3]), "malformed"),
        ("compressed, and more", forge::compressed_as(&content, &[&deflated[..], b"more"].concat()), "malformed"),
        ("compressed other content", forge::compressed_as(&content, &forge::deflated(b"other")), "bad_checksum"),
        ("compressed, padded", forge::compressed_as(&content, &padded(&deflated, 1_000)), "malformed"),
        // Bytes that do not shrink take a few more than they are, and no more than that.
        ("not shrunk", forge::compressed_as(&content, &padded(&stored(&content), 2)), "accepted"),
        ("not shrunk, and padded a little", forge::compressed_as(&content, &padded(&stored(&content), 3)), "malformed"),
        ("as many bytes as there may be", vec![0x85; limits::CHANGE_BYTES_MAX], "not_a_change"),
        ("too many bytes", vec![0x85; limits::CHANGE_BYTES_MAX + 1], "too_large"),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(verdict(&key, &bytes), expected, "{name}");
    }
}

#[test]
fn a_large_change_that_does_not_shrink_may_be_a_little_larger() {
    let key = device(1);
    let mut phone = genesis().with_actor(key.actor(1).to_automerge());
    let mut tx = phone.transaction();
    tx.put(automerge::ROOT, "phone", "1".repeat(40_000)).unwrap();
    tx.commit();
    let change = phone.get_last_local_change().unwrap();
    let content = forge::content_of(change.raw_bytes());
    // Sixteen bytes, and five for each of its two times 16 KiB: its own block and four empty ones fit.
    for (blocks, expected) in [(4, false), (5, true)] {
        let code = verdict(&key, &forge::compressed_as(content, &padded(&stored(content), blocks)));
        assert_eq!(code == "malformed", expected, "{blocks}: {code}");
    }
}

/// Empty stored blocks before the real stream: the same content in as many bytes as one likes.
fn padded(deflated: &[u8], blocks: usize) -> Vec<u8> {
    let empty_block = [0, 0, 0, 0xff, 0xff];
    [&empty_block.repeat(blocks)[..], deflated].concat()
}

/// One block that is stored as it is.
fn stored(content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16).to_le_bytes();
    [&[1][..], &length, &length.map(|byte| !byte), content].concat()
}

#[test]
fn the_hash_is_the_one_that_automerge_counts() {
    let (_, forged) = honest();
    let automerge = automerge::Change::from_bytes(forged.chunk()).unwrap();
    for bytes in [forged.chunk(), forge::compressed(&forged.content())] {
        let chunk = gate::parse(&bytes).unwrap();
        assert_eq!(chunk.hash, automerge.hash().0);
        assert_eq!(&chunk.raw[..], automerge.raw_bytes());
        assert_eq!(chunk.head.ops, automerge.len() as u64);
        assert_eq!(gate::chunk::actor_of(&bytes), Some(chunk.head.actor));
    }
    // A refused change is still known by its hash where its bytes are whole.
    let mut stranger = forged.clone();
    stranger.message = b"hello".to_vec();
    let bytes = stranger.chunk();
    let hash = automerge::Change::from_bytes(bytes.clone()).unwrap().hash().0;
    assert_eq!(gate::chunk::hash_of(&bytes), Some(hash));
    assert_eq!(gate::chunk::hash_of(&bytes[..bytes.len() - 1]), None);
    assert_eq!(gate::chunk::actor_of(&bytes), None);
}

#[test]
fn nothing_loads_what_the_gate_refuses_to_read() {
    // Why the gate exists: the library answers Ok to bytes that are not what they say (automerge 0.12.0).
    let (key, forged) = honest();
    let mut damaged = forged.chunk();
    damaged[4] ^= 0xff;
    assert!(automerge::Change::from_bytes(damaged.clone()).is_ok(), "the library now checks: simplify the gate");
    assert_eq!(verdict(&key, &damaged), "bad_checksum");
    assert!(Automerge::load(&[]).is_ok());
    assert_eq!(verdict(&key, &[]), "not_a_change");
}
