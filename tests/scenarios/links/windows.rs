//! A weak cell that gives a window and takes it away: each window brings the phone further.

use lianxin_core::model::limits;
use lianxin_core::requests::ListFilter;
use lianxin_testkit::link::{Cut, Link};

use super::village::{Phone, Village};

/// What a message has beside changes and documents: headers, signature, ids.
const BESIDE_BYTES: usize = 4_000;
/// Bytes up of the shortest window that lets a first frame through.
const WINDOW_UP_BYTES: u64 = (limits::SYNC_UP_BYTES_DEFAULT + BESIDE_BYTES) as u64;
/// Bytes down of one that lets a first answer through, with the names of the county's places.
const WINDOW_DOWN_BYTES: u64 = (limits::SYNC_DOWN_BYTES_DEFAULT + 5 * BESIDE_BYTES) as u64;
const HOUSEHOLDS: usize = 300;

/// What a new phone holds, and what it shows of the rest already.
fn shown(phone: &Phone) -> u64 {
    let listed = phone.core.households().list(&ListFilter::default()).unwrap().len();
    phone.core.status().unwrap().documents + listed as u64
}

/// A line of words that do not repeat, as people write them.
fn words(number: usize) -> String {
    let characters = (0..60_u32).map(|place| 0x4e00 + (number as u32 * 61 + place * place * 37) % 20_000);
    characters.filter_map(char::from_u32).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_window_brings_the_backlog_further() {
    let village = Village::open();
    let link = Link::to(village.server().address()).await.unwrap();
    let phone = village.phone("a", &link.url()).await;
    for number in 0..HOUSEHOLDS {
        let household = phone.add_household(&village.county);
        phone.note(&household, &words(number));
    }
    let (mut windows, mut unsent) = (0, phone.core.unsent().unwrap());
    let up_before = link.traffic().up;
    while unsent > 0 {
        windows += 1;
        link.cut_now(Cut::Up(WINDOW_UP_BYTES));
        let result = phone.sync().await;
        let left = phone.core.unsent().unwrap();
        assert!(left < unsent, "window {windows} brought nothing: {result:?}, {left} left");
        assert_eq!(result.is_ok(), left == 0, "complete is said only when it is: {result:?}, {left} left");
        unsent = left;
    }
    link.cut_now(Cut::Never);
    let up = link.traffic().up - up_before;
    println!("{windows} windows, {up} bytes up");
    assert!(windows > 1, "the backlog fits into one window: it is too small for this test");
    phone.assert_same_as(&village.witness().await, HOUSEHOLDS, "after the windows");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_window_brings_a_new_phone_further() {
    let village = Village::open();
    village.county.import_households(250);
    let link = Link::to(village.server().address()).await.unwrap();
    let witness = village.witness().await;
    let code = village.county.admin(["enrol", "--login", "a"]).ok()["code"].as_str().unwrap().to_owned();
    let phone = Phone::fresh();
    phone.client.enrol(&phone.core, &link.url(), &code).await.unwrap();
    let mut windows = 0;
    loop {
        let before = shown(&phone);
        link.cut_now(Cut::Down(WINDOW_DOWN_BYTES));
        let result = phone.sync().await;
        windows += 1;
        if result.is_ok() {
            break;
        }
        assert!(shown(&phone) > before, "window {windows} brought nothing: {result:?}");
    }
    link.cut_now(Cut::Never);
    phone.sync_well().await;
    println!(
        "{windows} windows, {} bytes down, frames of {} bytes",
        link.traffic().down,
        limits::SYNC_DOWN_BYTES_DEFAULT
    );
    assert!(windows > 1, "the village fits into one window: it is too small for this test");
    assert_eq!(phone.core.status().unwrap().documents, witness.core.status().unwrap().documents);
    phone.assert_same_as(&witness, 0, "after the windows");
}
