//! What lists and histories say where a phone's clock was wrong, and what was written days after its day.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::projection::Projection;
use lianxin_store::{NewChange, NewFrame, Store as _};
use serde_json::json;
use uuid::Uuid;

use crate::county::{ADMIN, NOW_S, Town, ZHOU, actor_of, edit, user_id};

const DAY_S: i64 = 24 * 3_600;
const TEN_YEARS_S: i64 = 3_652 * DAY_S;

#[tokio::test]
async fn claims_and_receipts() {
    let town = Town::start().await;
    let records = town.with_records();
    let household: DocId = records.id("household_1").parse().expect("an id");
    let (device, _) = town.device(ZHOU, 5);
    let token = town.token(ADMIN).await;
    /// The visit's day (NOW_S is 2026-11-18 in China), when it claims to be written, when its frame came, what the device's
    /// clock was ahead, and what is said of it.
    type Case = (&'static str, i64, i64, Option<i64>, bool, bool);
    let cases: [Case; 9] = [
        ("2026-11-18", NOW_S, NOW_S, Some(0), false, false),
        // Written in the mountains, handed in a week later by a right clock: not late.
        ("2026-11-18", NOW_S, NOW_S + 7 * DAY_S, Some(-300), false, false),
        ("2026-11-15", NOW_S, NOW_S, Some(0), false, true),
        // A device of before said nothing of its clock.
        ("2026-11-15", NOW_S, NOW_S, None, false, true),
        // The clock runs ten years ahead: the day on which it came counts.
        ("2026-11-18", NOW_S + TEN_YEARS_S, NOW_S, Some(TEN_YEARS_S), true, false),
        ("2026-11-18", NOW_S + TEN_YEARS_S, NOW_S, None, true, false),
        ("2026-11-15", NOW_S - TEN_YEARS_S, NOW_S, Some(-TEN_YEARS_S), true, true),
        ("2016-11-18", NOW_S - TEN_YEARS_S, NOW_S, Some(-TEN_YEARS_S), true, true),
        // Eleven minutes.
        ("2026-11-18", NOW_S + 660, NOW_S, Some(660), true, false),
    ];
    for (place, (date, claimed_s, received_s, ahead_s, off, late)) in cases.into_iter().enumerate() {
        let counter = place as u64 + 1;
        let id = DocId(Uuid::from_u128(5_000 + place as u128));
        let mut visit = Document::new(Kind::Visit, id);
        let fields = [
            Intention::set("household", household),
            Intention::set("author", user_id(ZHOU)),
            Intention::set("kind", "home"),
            Intention::set("date", date),
        ];
        let written = edit(&mut visit, ZHOU, claimed_s, &fields);
        let mut write = town.store.write().expect("writes");
        let frame = NewFrame {
            device,
            protocol: 2,
            counter,
            hash: [counter as u8; 32],
            previous: None,
            signature: &[1; 64],
            bytes: b"frame",
            received_at_ms: received_s * 1_000,
            clock_skew_ms: ahead_s.map(|ahead_s| ahead_s * 1_000),
        };
        write.put_frame(&frame).expect("a frame");
        let (hash, bytes) = &written[0];
        let (actor, handed_in) = (actor_of(ZHOU), Some((device, counter)));
        let change = NewChange { hash: *hash, actor, handed_in, bytes };
        write.append(&Projection::of(&visit), &[change]).expect("appended");
        write.commit().expect("committed");

        let path = format!("/v1/visits/{id}");
        let shown = town.get(&token, &path).await.body;
        assert_eq!(shown["late"], json!(late), "case {place}");
        let history = town.get(&token, &format!("{path}/history")).await.body;
        let first = &history["rows"][0];
        let told = json!([first["claimed_at_ms"], first["received_at_ms"], first["clock_off"]]);
        assert_eq!(told, json!([claimed_s * 1_000, received_s * 1_000, off]), "case {place}");
    }
    let listed = town.get(&token, &format!("/v1/visits?household={household}")).await.body;
    let late = listed["rows"].as_array().expect("rows").iter().filter(|row| row["late"] == json!(true)).count();
    // One of the records that the county begins with is of the 11th, written on the 18th.
    assert_eq!(late, 4 + 1, "{listed}");
}
