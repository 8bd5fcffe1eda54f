//! The simulator: many real cores, the real server and both real stores in one thread on virtual time, everything from one
//! seed. What people do and suffer is a [`plan`]; what must hold is the checker's alone. docs/reliability.md says what is
//! simulated, and what is not.
//!
//! | file | does |
//! | --- | --- |
//! | `machine` | time and randomness of the thread |
//! | `plan` | the steps of a seed |
//! | `world` | the queue of events |
//! | `traffic`, `network` | requests and answers, and what becomes of them on the way |
//! | `server`, `phone`, `home`, `template` | who takes part, and their files |
//! | `steps`, `disks`, `work`, `office` | what happens: faults, disks that fail, writing, administration |
//! | `ledger`, `oracle`, `words`, `outbox` | what the checker knows |
//! | `check_live`, `heal`, `check_end` | what must hold: always, and in the end |
//! | `run` | seeds: each twice, and a failing one made short |
//! | `cuts` | single exchanges of such counties, cut at every byte |

mod check_end;
mod check_live;
pub mod cuts;
mod disks;
mod figures;
mod heal;
mod home;
mod ledger;
pub mod machine;
mod network;
mod office;
mod oracle;
mod outbox;
mod phone;
mod plan;
pub mod run;
mod server;
mod steps;
mod template;
mod trace;
mod traffic;
mod words;
mod work;
mod world;

pub use figures::Figures;
pub use plan::{Fault, Plan, Step, What};
pub use world::Failure;

/// The second half of SplitMix64.
pub(crate) fn mixed(dice: u64) -> u64 {
    let mixed = (dice ^ (dice >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
