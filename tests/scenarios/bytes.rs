//! What an ordinary sync costs on the wire, headers and signatures included. Bytes are exact, so they may be asserted.
#![allow(missing_docs)]

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::County;
use lianxin_testkit::link::Link;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_and_five_changed_documents_fit_into_a_kilobyte() {
    let county = County::new();
    county.import_households(300);
    let server = Server::start(&county.data(), "127.0.0.1:0");
    let link = Link::to(server.address()).await.unwrap();
    county.enrol("a", "a", &server.url);
    county.enrol("b", "b", &link.url());
    for device in ["a", "b"] {
        county.device(device, ["sync"]).ok();
    }
    let mut spent = Vec::new();
    // Twice: the second time both have seen each other's hand.
    for day in 1..=2 {
        for number in 1..=5 {
            let phone = |device: usize| format!("phone=138{day}0{device}{number:05}");
            county.device("a", ["household", "set", &format!("{number:04}"), &phone(1)]).ok();
            county.device("b", ["household", "set", &format!("{:04}", number + 5), &phone(2)]).ok();
        }
        county.device("a", ["sync"]).ok();
        let before = link.traffic();
        let report = county.device("b", ["sync"]).ok();
        let after = link.traffic();
        assert_eq!((&report["rounds"], &report["accepted"], &report["received"]), (&1.into(), &5.into(), &5.into()));
        let (up, down) = (after.up - before.up, after.down - before.down);
        println!("day {day}: {up} B up, {down} B down, {} B together", up + down);
        spent.push(up + down);
    }
    let before = link.traffic();
    county.device("b", ["sync"]).ok();
    let after = link.traffic();
    let idle = after.up - before.up + after.down - before.down;
    println!("nothing to say: {idle} B");
    assert!(spent[1] <= 1_000, "{spent:?}");
    assert!(idle <= 400, "{idle}");
}
