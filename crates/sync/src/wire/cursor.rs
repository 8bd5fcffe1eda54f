//! Where a device is in a server's sequence. Opaque to the device, so the server may change it with its version byte.

use bytes::Bytes;
use lianxin_model::ids::DocId;
use prost::encoding::{decode_varint, encode_varint};

use super::WireError;

const VERSION: u8 = 1;
const DOCUMENT_BYTES: usize = 16;
/// The version, three numbers of at most 10 bytes, a document.
const CURSOR_BYTES_MAX: usize = 1 + 3 * 10 + DOCUMENT_BYTES;

/// A place in the sequence of one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Which life of the server's data the numbers belong to: a restored server begins another.
    pub epoch: u64,
    /// Everything up to here was sent.
    pub base: u64,
    /// While a round of many answers is under way: where it will end.
    pub upto: u64,
    /// The last document sent in that round.
    pub after: Option<DocId>,
}

impl Cursor {
    /// What a device keeps and shows again.
    pub fn encode(&self) -> Bytes {
        let mut bytes = vec![VERSION];
        for number in [self.epoch, self.base, self.upto] {
            encode_varint(number, &mut bytes);
        }
        if let Some(after) = &self.after {
            bytes.extend_from_slice(after.as_bytes());
        }
        bytes.into()
    }

    /// What a device showed: `None` at the beginning.
    pub fn decode(bytes: &[u8]) -> Result<Option<Self>, WireError> {
        let Some((&version, mut rest)) = bytes.split_first() else { return Ok(None) };
        if version != VERSION || bytes.len() > CURSOR_BYTES_MAX {
            return Err(WireError::BadCursor);
        }
        let mut number = || decode_varint(&mut rest).map_err(|_| WireError::BadCursor);
        let (epoch, base, upto) = (number()?, number()?, number()?);
        let after = match rest.len() {
            0 => None,
            _ => Some(DocId::from_slice(rest).map_err(|_| WireError::BadCursor)?),
        };
        Ok(Some(Self { epoch, base, upto, after }))
    }
}
