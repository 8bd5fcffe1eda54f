//! The pre-parser of changes: as it came, and with the checksum put right, which chance does not find.

use lianxin_sync::gate::chunk;
use sha2::{Digest as _, Sha256};

/// One change chunk.
pub fn run(bytes: &[u8]) {
    judged(bytes);
    judged(&framed(bytes));
}

fn judged(bytes: &[u8]) {
    let hash = chunk::hash_of(bytes);
    match chunk::parse(bytes) {
        Ok(parsed) => {
            assert_eq!(hash, Some(parsed.hash));
            let again = chunk::parse(&parsed.raw).expect("the uncompressed form is a chunk too");
            assert_eq!(again.hash, parsed.hash, "one change, one hash");
            assert_eq!(again.head, parsed.head, "one change, one head");
            assert!(parsed.stored.len() <= bytes.len());
        }
        Err(refused) => assert_eq!(refused.hash, hash),
    }
}

/// A content as the change that it would be, framed well.
pub(crate) fn framed(content: &[u8]) -> Vec<u8> {
    let mut hashed = vec![1];
    let mut length = content.len();
    loop {
        let low = (length & 0x7f) as u8;
        length >>= 7;
        hashed.push(if length == 0 { low } else { low | 0x80 });
        if length == 0 {
            break;
        }
    }
    hashed.extend_from_slice(content);
    let checksum = Sha256::digest(&hashed);
    [&[0x85, 0x6f, 0x4a, 0x83], &checksum[..4], &hashed].concat()
}
