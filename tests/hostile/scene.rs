//! The county under attack, and the account that is kept of it.

use std::fmt::Write as _;

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::County;

use crate::toll::Toll;

/// What one attack may cost.
pub(crate) const BYTES_MAX: u64 = 64 << 20;
/// The same in processor time.
pub(crate) const CPU_MS_MAX: u64 = 250;

/// A county, its server, and what came of the attacks.
pub(crate) struct Scene {
    pub(crate) county: County,
    pub(crate) server: Server,
    account: String,
    faults: Vec<String>,
}

impl Scene {
    /// A village of some households.
    pub(crate) fn new() -> Self {
        let county = County::new();
        county.import_households(50);
        let server = Server::start(&county.data(), "127.0.0.1:0");
        Self { county, server, account: String::new(), faults: Vec::new() }
    }

    /// Lets an attack run and compares its outcome with the code that must come; one after the other, so that each pays its own.
    pub(crate) async fn judge(&mut self, name: &str, expect: &str, attack: impl Future<Output = String>) {
        let toll = Toll::begin(self.server.process());
        let code = attack.await;
        let paid = toll.end();
        let _written = writeln!(self.account, "{name}: {code}, {} ms, {} kB", paid.cpu_ms, paid.bytes / 1_024);
        if code != expect {
            self.faults.push(format!("{name}: {code}, not {expect}"));
        }
        if paid.bytes > BYTES_MAX {
            self.faults.push(format!("{name}: {} bytes of memory", paid.bytes));
        }
        if paid.cpu_ms > CPU_MS_MAX {
            self.faults.push(format!("{name}: {} ms of processor", paid.cpu_ms));
        }
    }

    /// Tells the account; fails where an attack went otherwise than it must, or the server does not answer any more.
    pub(crate) async fn settle(self) {
        println!("{}", self.account);
        let alive = reqwest::get(format!("{}/readyz", self.server.url)).await.expect("it answers");
        assert_eq!(alive.status().as_u16(), 200);
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
    }
}
