//! A phone whose clock is years off: everything is taken, in the order of arrival, and the clock is told.

use lianxin_store::Store as _;
use lianxin_sync::wire::PROTOCOL;

use crate::county::{County, EAST};

const TEN_YEARS_MS: i64 = 3_652 * 24 * 3_600 * 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_years_off_changes_nothing_but_what_is_said_of_it() {
    let county = County::open().await;
    let now_ms = lianxin_server::clock::Clock::now_ms(county.clock.as_ref());
    for (number, skew_ms) in [(1, Some(TEN_YEARS_MS)), (2, Some(-TEN_YEARS_MS)), (3, Some(0)), (4, None)] {
        let mut phone = county.cadre(number, EAST).await;
        let household = phone.household(number, EAST);
        let visit = phone.visit(number + 100, household, "老人安好");
        let mut frame = phone.frame();
        frame.protocol = PROTOCOL;
        frame.clock_ms = skew_ms.map(|skew_ms| now_ms + skew_ms);
        let sealed = phone.seal(&frame);
        county.post("/v1/sync", sealed.body).await.unwrap();
        for document in [household, visit] {
            assert_eq!(county.changes(document), 1, "{skew_ms:?}");
            let receipt = county.store.read().unwrap().first_receipt(document).unwrap().unwrap();
            assert_eq!((receipt.received_at_ms, receipt.clock_skew_ms), (now_ms, skew_ms));
        }
    }
}
