//! A server's answer, of both protocols, to a device that knows the server's key and to one that does not.

use bytes::Bytes;
use lianxin_model::ids::DeviceId;
use lianxin_sync::wire::{MemoryKey, Question, Signer as _, open_answer, seal_answer};

/// One answer.
pub fn run(bytes: &[u8]) {
    let key = MemoryKey::from_secret(&[9; 32]);
    for protocol in [1, 2] {
        let device = DeviceId::from_slice(&[0xd1; 16]).expect("16 bytes");
        let question = Question { protocol, device, frame: [4; 32] };
        for server_key in [None, Some(key.public_key())] {
            let Ok((answer, _)) = open_answer(Bytes::copy_from_slice(bytes), &question, server_key.as_ref()) else {
                continue;
            };
            let sealed = seal_answer(&answer, &question, &key).expect("sealed");
            let (again, _) = open_answer(sealed, &question, Some(&key.public_key())).expect("ours opens");
            assert_eq!(again, answer);
        }
    }
}
