//! Writes samples of what `compact` compresses, for training its dictionary:
//!
//! ```sh
//! cargo run --example edit_samples -- /tmp/samples
//! zstd --train /tmp/samples/* -o crates/sync/src/compact/edits-2.zdict --maxdict=8192 --dictID=2
//! ```
//!
//! A dictionary that was released is never trained again under the same number: what was sent with it must stay readable.
//! The samples are edits as people make them, with invented names and numbers; the seed is fixed.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use bytes::Bytes;
use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DocId, EntryId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use lianxin_sync::compact::plain_part;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use uuid::Uuid;

const SEED: u64 = 20_261_122;
const SAMPLES: usize = 6_000;
const NOW_S: i64 = 1_795_276_800;

const SURNAMES: &[&str] = &["罗", "田", "郭", "邓", "黄", "李", "王", "张", "陈", "温", "何", "沈"];
const GIVEN: &[&str] = &["小山", "银梅", "建国", "春花", "志强", "秀英", "家和", "满妹", "石生", "桂香"];
const WORDS: &[&str] = &[
    "屋顶漏雨，要求帮助修缮。",
    "老人独居，身体尚好。",
    "孩子在县城读书。",
    "外出广东务工，年底回来。",
    "自来水管冻裂。",
    "反映村道路灯不亮。",
    "想学养蜂技术。",
    "低保已按时发放。",
    "与邻居因地界有争议，已劝解。",
    "医药费报销还差一份材料。",
];
const CATEGORIES: &[&str] = &["低保户", "脱贫户", "残疾", "大病", "独居老人", "留守儿童", "老党员"];
const RELATIONS: &[&str] = &["户主", "配偶", "子女", "父母", "孙子女"];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("where to?")?;
    std::fs::create_dir_all(&folder)?;
    let mut dice = StdRng::seed_from_u64(SEED);
    for number in 0..SAMPLES {
        let sample = sample(&mut dice)?;
        std::fs::write(Path::new(&folder).join(format!("{number:05}")), sample)?;
    }
    Ok(())
}

/// One document with a past, and what its writer then sends of it.
fn sample(dice: &mut StdRng) -> Result<Vec<u8>, Box<dyn Error>> {
    let kind = *[Kind::Household, Kind::Household, Kind::Person, Kind::Visit, Kind::Case, Kind::DiaryEntry]
        .choose(dice)
        .ok_or("no kind")?;
    let id = DocId(uuid(dice));
    let mut document = Document::new(kind, id);
    let (writer, other) = (actor(dice), actor(dice));
    let user = UserId(uuid(dice));
    let past = dice.random_range(0..4);
    let new = if past == 0 { 1 } else { dice.random_range(1..3) };
    let mut changes = Vec::new();
    for step in 0..past + new {
        let writes = if step < past && dice.random_bool(0.5) { other } else { writer };
        let time_s = NOW_S - dice.random_range(0..200_000);
        let intentions = intentions(kind, step, user, dice);
        let edit = Edit { actor: writes, at: None, time_s, intentions: &intentions, lenient: true };
        if let Some(written) = document.edit(&edit)?
            && step >= past
        {
            changes.push(Bytes::from(written.chunk));
        }
    }
    Ok(plain_part(id, kind.number().into(), &changes, &writer.0, NOW_S))
}

fn intentions(kind: Kind, step: usize, user: UserId, dice: &mut StdRng) -> Vec<Intention> {
    let pick = |from: &[&str], dice: &mut StdRng| (*from.choose(dice).unwrap_or(&"")).to_owned();
    let phone = |dice: &mut StdRng| format!("139{:08}", dice.random_range(0..100_000_000));
    let name = |dice: &mut StdRng| format!("{}{}", pick(SURNAMES, dice), pick(GIVEN, dice));
    let date = |dice: &mut StdRng| format!("2026-11-{:02}", dice.random_range(1..29));
    let words = |dice: &mut StdRng| format!("{}{}", pick(WORDS, dice), pick(WORDS, dice));
    let anchors =
        |dice: &mut StdRng| vec![Intention::set("household", DocId(uuid(dice))), Intention::set("author", user)];
    match kind {
        Kind::Household if step == 0 => vec![
            Intention::set("code", format!("{:09}", dice.random_range(0..999_999_999))),
            Intention::set("area", format!("4310272270{:05}", dice.random_range(0..99_999))),
            Intention::set("head_name", name(dice)),
            Intention::set("address", format!("大坪村{}组{}号", dice.random_range(1..14), dice.random_range(1..90))),
            Intention::set("phone", phone(dice)),
        ],
        Kind::Household => match dice.random_range(0..6) {
            0..3 => vec![Intention::set("phone", phone(dice))],
            3 => vec![Intention::insert("notes", 0, format!("{}\n", pick(WORDS, dice)))],
            4 => vec![Intention::add("categories", pick(CATEGORIES, dice))],
            _ => vec![
                Intention::set("hardship", words(dice)),
                Intention::set("income_fen", dice.random_range(0..9_000_000_i64)),
            ],
        },
        Kind::Person if step == 0 => vec![
            Intention::set("household", DocId(uuid(dice))),
            Intention::set("name", name(dice)),
            Intention::insert("notes", 0, pick(RELATIONS, dice)),
        ],
        Kind::Person => match dice.random_range(0..3) {
            0 => vec![Intention::set("phone", phone(dice))],
            1 => vec![Intention::set("residence", "away_work")],
            _ => vec![Intention::insert("notes", 0, format!("{}\n", pick(WORDS, dice)))],
        },
        Kind::Visit => [
            anchors(dice),
            vec![
                Intention::set("kind", "home"),
                Intention::set("date", date(dice)),
                Intention::set("text", words(dice)),
                Intention::set("asked", pick(WORDS, dice)),
            ],
        ]
        .concat(),
        Kind::DiaryEntry if step == 0 => {
            vec![
                Intention::set("author", user),
                Intention::set("date", date(dice)),
                Intention::insert("text", 0, words(dice)),
            ]
        }
        Kind::DiaryEntry => vec![Intention::insert("text", 0, format!("{}\n", pick(WORDS, dice)))],
        Kind::Case if step == 0 => [
            anchors(dice),
            vec![
                Intention::set("ledger", "livelihood"),
                Intention::set("title", pick(WORDS, dice)),
                Intention::set("source", "visit"),
                Intention::set("date", date(dice)),
                event("registered", user, date(dice), None, dice),
            ],
        ]
        .concat(),
        _ => vec![event("acted", user, date(dice), Some(words(dice)), dice)],
    }
}

fn event(kind: &str, user: UserId, date: String, text: Option<String>, dice: &mut StdRng) -> Intention {
    let mut values: BTreeMap<String, Value> =
        [("kind".to_owned(), kind.into()), ("by".to_owned(), user.into()), ("date".to_owned(), date.as_str().into())]
            .into();
    if let Some(text) = text {
        values.insert("text".to_owned(), text.as_str().into());
    }
    Intention::Append { field: "events".into(), entry: EntryId(uuid(dice)), values }
}

fn uuid(dice: &mut StdRng) -> Uuid {
    let mut bytes = [0; 16];
    dice.fill_bytes(&mut bytes);
    Uuid::from_bytes(bytes)
}

fn actor(dice: &mut StdRng) -> Actor {
    Actor(*uuid(dice).as_bytes())
}
