//! Changes bent in every way, with valid checksums: no panic leaves the gate, and what it lets in is sound for ever:
//! it saves and loads to the same bytes, can be read, can be edited on, and merges the same in any order.
//!
//! `LIANXIN_MUTATIONS=2000000 LIANXIN_SEED=7 cargo test -p lianxin-sync --test gate_mutations -- --nocapture`

mod support;

use std::collections::BTreeMap;

use automerge::transaction::Transactable;
use automerge::{Automerge, Change, ObjType, ROOT, ReadDoc, Value};
use lianxin_model::ids::Actor;
use lianxin_sync::gate::{Verdict, caught};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use support::edits::{self, EDITS};
use support::forge::{self, Forged};
use support::mutate::mutated;
use support::{County, Device, code_of, device, genesis};

const MUTATIONS_DEFAULT: u64 = 20_000;

struct Scene {
    /// What the server holds.
    document: Automerge,
    /// The same with concurrent changes of somebody else.
    elsewhere: Automerge,
    /// Honest next changes of the device, as contents.
    contents: Vec<Vec<u8>>,
}

/// A document with a history of two devices, and what the first could honestly add to it.
fn scene(key: &Device) -> Scene {
    let mut document = genesis();
    let other = device(2);
    document.set_actor(other.actor(1).to_automerge());
    EDITS.iter().take(5).for_each(|(_, edit)| drop(edits::commit(&mut document, *edit)));
    document.set_actor(key.actor(1).to_automerge());
    EDITS.iter().skip(5).for_each(|(_, edit)| drop(edits::commit(&mut document, *edit)));
    // Some were made on what is there now, some on what was there before half of it, by another install.
    let middle = document.get_changes(&[])[6].hash();
    let before = document.fork_at(&[middle]).unwrap();
    let contents = [honest(&document, key.actor(1)), honest(&before, key.actor(2))].concat();
    let mut elsewhere = document.fork().with_actor(other.actor(2).to_automerge());
    EDITS.iter().take(6).for_each(|(_, edit)| drop(edits::commit(&mut elsewhere, *edit)));
    Scene { contents, elsewhere, document }
}

/// What that actor could honestly add, as contents.
fn honest(document: &Automerge, actor: Actor) -> Vec<Vec<u8>> {
    let each = EDITS.iter().filter_map(|(_, edit)| {
        let mut phone = document.clone().with_actor(actor.to_automerge());
        // An edit may lack what it edits there, and writing an equal value makes no change.
        let chunk = caught(|| edits::commit(&mut phone, *edit))?;
        (phone.get_heads() != document.get_heads()).then(|| forge::content_of(&chunk).to_vec())
    });
    each.collect()
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
fn bent_changes_never_leave_the_gate_broken() {
    let (mutations, seed) = (number("LIANXIN_MUTATIONS", MUTATIONS_DEFAULT), number("LIANXIN_SEED", 20_261_122));
    println!("LIANXIN_MUTATIONS={mutations} LIANXIN_SEED={seed}");
    let key = device(1);
    let scene = scene(&key);
    let mut tally: BTreeMap<String, u64> = BTreeMap::new();
    let mut unsound = Vec::new();
    for number in 0..mutations {
        let mut rng = ChaCha8Rng::seed_from_u64(seed.wrapping_add(number));
        let thorough = rng.random_bool(0.5);
        let mut county = County { document: scene.document.clone(), thorough, bytes: 0 };
        let (mut contents, mut taken) = (scene.contents.clone(), Vec::new());
        // One bend may prepare the next.
        for _ in 0..3 {
            let Some(chunk) = mutated(&mut rng, &contents) else { break };
            let before = county.document.get_heads();
            let verdict = caught(|| county.admit(&key, &chunk));
            let verdict = verdict.unwrap_or_else(|| panic!("a panic left the gate: seed {}", seed + number));
            *tally.entry(code_of(&verdict).to_owned()).or_default() += 1;
            let Verdict::Accepted(accepted) = verdict else {
                assert_eq!(county.document.get_heads(), before, "touched: seed {}", seed + number);
                break;
            };
            taken.push(Change::from_bytes(accepted.bytes.to_vec()).unwrap());
            let flaw = caught(|| flaw_of(&county.document, &scene, &taken)).unwrap_or(Some("panic"));
            unsound.extend(flaw.map(|flaw| (seed + number, thorough, flaw)));
            contents = honest(&county.document, key.actor(1));
        }
    }
    println!("{tally:#?}");
    println!("{} unsound: {:?}", unsound.len(), &unsound[..unsound.len().min(20)]);
    assert!(unsound.is_empty());
    assert!(tally.get("accepted").is_some_and(|accepted| *accepted > mutations / 100), "the gate lets nothing in");
}

fn flaw_of(document: &Automerge, scene: &Scene, taken: &[Change]) -> Option<&'static str> {
    let saved = document.save_nocompress();
    let Ok(loaded) = Automerge::load(&saved) else { return Some("does not load") };
    if loaded.get_heads() != document.get_heads() || loaded.save_nocompress() != saved {
        return Some("loads as another document");
    }
    if !reads_the_same(document, &loaded) {
        return Some("reads otherwise after loading");
    }
    // Somebody else merges it, and it merges somebody else's.
    let mut there = scene.elsewhere.clone();
    if there.apply_changes(taken.to_vec()).is_err() {
        return Some("refused elsewhere");
    }
    let mut here = document.clone();
    here.merge(&mut scene.elsewhere.clone()).unwrap();
    if here.get_heads() != there.get_heads() || !reads_the_same(&here, &there) {
        return Some("diverges");
    }
    // Honest edits go on, whatever became of the fields.
    let mut next = here.with_actor(device(3).actor(1).to_automerge());
    let mut tx = next.transaction();
    tx.put(ROOT, "phone", "13800000000").unwrap();
    match tx.get(ROOT, "notes").unwrap() {
        Some((Value::Object(ObjType::Text), notes)) => tx.splice_text(&notes, 0, 0, "后记").unwrap(),
        Some((Value::Object(ObjType::List), notes)) => tx.insert(&notes, 0, "后记").unwrap(),
        Some((Value::Object(_), notes)) => tx.put(&notes, "后记", 1).unwrap(),
        _ => tx.delete(ROOT, "notes").unwrap(),
    }
    tx.commit();
    match Automerge::load(&next.save_nocompress()) {
        Ok(loaded) if loaded.get_heads() == next.get_heads() && reads_the_same(&loaded, &next) => None,
        _ => Some("cannot be edited on"),
    }
}

fn reads_the_same(one: &Automerge, other: &Automerge) -> bool {
    let (one, other) = (one.hydrate(None), other.hydrate(None));
    // Not a number is not equal to itself.
    one == other || format!("{one:?}").contains("NaN")
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 2_000, failure_persistence: None, ..Default::default() })]

    /// Bytes from nowhere, and bytes that at least begin like a chunk.
    #[test]
    fn noise_is_refused_without_a_panic(noise in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let mut county = County::new(genesis());
        for bytes in [noise.clone(), forge::chunk(1, &noise), forge::compressed_as(&noise, &noise), forge::compressed(&noise)] {
            let verdict = caught(|| county.admit(&device(1), &bytes));
            let refused = matches!(verdict, Some(Verdict::Refused { .. }));
            proptest::prop_assert!(refused);
        }
    }
}

#[test]
fn the_forge_writes_what_automerge_writes() {
    for content in scene(&device(1)).contents {
        assert_eq!(Forged::read(&content).content(), content);
    }
}
