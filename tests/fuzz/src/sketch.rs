//! What a device says of all that it holds, and the place in the feed that it shows.

use lianxin_sync::repair::Sketch;
use lianxin_sync::wire::Cursor;

/// One sketch, one cursor.
pub fn run(bytes: &[u8]) {
    if let Ok(Some(cursor)) = Cursor::decode(bytes) {
        assert_eq!(Cursor::decode(&cursor.encode()), Ok(Some(cursor)));
    }
    let Ok(sketch) = Sketch::decode(bytes) else { return };
    assert_eq!(Sketch::decode(&sketch.encode()).as_ref(), Ok(&sketch));
    let ours = items(40);
    let _cells = sketch.cells_next();
    if let Some(difference) = sketch.difference(&ours) {
        assert!(difference.ours.iter().all(|item| ours.contains(item)), "what only we have is ours");
        assert!(difference.theirs.iter().all(|item| !ours.contains(item)), "what only they have is not ours");
    }
}

/// A sketch of so many items, encoded.
pub fn of(count: u64) -> Vec<u8> {
    Sketch::of(&items(count), 64).encode()
}

fn items(count: u64) -> Vec<u64> {
    (1..=count).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect()
}
