//! A cut at every byte of a request and of its answer.

use lianxin_testkit::link::{Cut, Link};

use super::village::Village;

/// Lines in one household's notes: a long document would only make the test slow.
const LINES: usize = 40;

/// One edit a position: the cut sync fails and keeps it, the next one brings it. Ends where the position lies beyond the
/// message, so that the sync passes.
async fn cut_at_every_byte(cut: fn(u64) -> Cut, least: u64, restarts: bool) {
    let mut village = Village::open();
    let link = Link::to(village.server().address()).await.unwrap();
    let phone = village.phone("a", &link.url()).await;
    let mut household = phone.add_household(&village.county);
    phone.sync_well().await;
    let mut lines = 0;
    for position in 0.. {
        if lines % LINES == LINES - 1 {
            household = phone.add_household(&village.county);
            phone.sync_well().await;
        }
        phone.note(&household, &format!("第{position:05}行"));
        lines += 1;
        link.cut_now(cut(position));
        match phone.sync().await {
            Err(code) => {
                assert!(["cut", "no_network"].contains(&code.as_str()), "byte {position}: {code}");
                assert_eq!(phone.core.unsent().unwrap(), 1, "byte {position}: it is kept");
            }
            Ok(_) => {
                assert!(position >= least, "only {position} bytes");
                break;
            }
        }
        if restarts && position % 97 == 0 {
            village.restart();
        }
        let report = phone.sync_well().await;
        assert_eq!((report.accepted, report.rounds), (1, 1), "byte {position}");
    }
    link.cut_now(Cut::Never);
    phone.sync_well().await;
    phone.assert_same_as(&village.witness().await, lines, "after all the cuts");
    println!("{lines} positions");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_at_every_byte_of_a_request() {
    cut_at_every_byte(Cut::Up, 250, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_at_every_byte_of_an_answer_and_a_server_that_is_killed_between() {
    cut_at_every_byte(Cut::Down, 100, true).await;
}
