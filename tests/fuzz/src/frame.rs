//! A device's request, of both protocols: as it came, and signed by a device whose key is known.

use bytes::Bytes;
use lianxin_sync::compact;
use lianxin_sync::repair::Sketch;
use lianxin_sync::wire::{Cursor, MemoryKey, Signer as _, frame_hash, open_frame, verify_frame};

/// Restated: a reader that forgot what a signature covers would be seen here.
const CONTEXT: &[u8] = b"lianxin frame 2";
const LEAD: u8 = 2;

/// What is signed.
pub fn run(bytes: &[u8]) {
    let _from_anybody = open_frame(Bytes::copy_from_slice(bytes));
    let key = MemoryKey::from_secret(&[1; 32]);
    let signature = key.sign(&[CONTEXT, bytes].concat()).expect("a signature");
    let body = [&[LEAD], &signature[..], bytes].concat();
    let Ok(unverified) = open_frame(body) else { return };
    let previous = unverified.previous_counter().map(|_| [9; 32]);
    // With a frame before it another thing is signed.
    let signature = match &previous {
        Some(hash) => key.sign(&[CONTEXT, bytes, hash].concat()).expect("a signature"),
        None => signature,
    };
    let body = [&[LEAD], &signature[..], bytes].concat();
    let Ok(verified) = open_frame(body).expect("as before").verify(&key.public_key(), previous.as_ref()) else {
        return;
    };
    assert_eq!(*verified.hash(), frame_hash(bytes));
    let again = verify_frame(2, verified.encoded(), verified.signature(), previous.as_ref(), &key.public_key());
    assert_eq!(&again.expect("what is kept can be checked again"), verified.frame());
    let _cursor = Cursor::decode(&verified.frame().cursor);
    let _sketch = Sketch::decode(&verified.frame().sketch);
    for batch in &verified.frame().batches {
        for change in &batch.changes {
            if let Some(whole) = compact::expand(change, |_| vec![[3; 32]]) {
                super::chunk::run(&whole);
            }
        }
    }
}
