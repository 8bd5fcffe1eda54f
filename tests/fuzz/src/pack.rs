//! What comes compressed: documents together, and what can be shown before them.

use lianxin_sync::overview::{pack_overview, unpack_overview};
use lianxin_sync::pack::{pack, unpack};

/// One pack, one overview.
pub fn run(bytes: &[u8]) {
    if let Ok(snapshots) = unpack(bytes) {
        let again = unpack(&pack(&snapshots).expect("what was unpacked can be packed")).expect("ours");
        assert_eq!(again, snapshots);
    }
    if let Ok(rows) = unpack_overview(bytes) {
        let again = unpack_overview(&pack_overview(&rows).expect("what was unpacked can be packed")).expect("ours");
        assert_eq!(again, rows);
    }
}
