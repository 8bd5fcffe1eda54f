//! What docs/performance.md prints: bytes, round trips and ratios, each beside its floor.

mod cold;
mod county;
mod durable;
mod gate;
mod report;
mod search;
mod warm;

use report::Report;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut report = Report::default();
    runtime.block_on(warm::run(&mut report));
    durable::run(&mut report);
    runtime.block_on(cold::run(&mut report));
    gate::run(&mut report);
    runtime.block_on(gate::through_the_server(&mut report));
    runtime.block_on(search::run(&mut report));
    println!("{}", report.table());
}
