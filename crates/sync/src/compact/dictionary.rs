//! zstd with what small edits have in common. A dictionary that was released stays: its number says which one it was.

use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::CParameter;

use crate::wire::WireError;

const NONE: u8 = 0;
const EDITS: u8 = 1;
/// Trained on what `examples/edit_samples.rs` writes.
const EDITS_BYTES: &[u8] = include_bytes!("edits-1.zdict");
const LEVEL: i32 = 12;
/// zstd's magic word, which every frame begins with and nobody needs here.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

static ENCODER: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| EncoderDictionary::copy(EDITS_BYTES, LEVEL));
static DECODER: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(EDITS_BYTES));

/// The number of the dictionary, and the bytes.
pub(super) fn compress(plain: &[u8]) -> (u8, Vec<u8>) {
    let packed = packed(plain).ok().filter(|packed| packed.len() < plain.len());
    packed.map_or_else(|| (NONE, plain.to_vec()), |packed| (EDITS, packed))
}

fn packed(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressor = Compressor::with_prepared_dictionary(&ENCODER)?;
    // The message is signed, and its first byte says which dictionary it is.
    compressor.set_parameter(CParameter::ChecksumFlag(false))?;
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    Ok(compressor.compress(plain)?.split_off(MAGIC.len()))
}

pub(super) fn decompress(version: u8, packed: &[u8], bytes_max: usize) -> Result<Vec<u8>, WireError> {
    match version {
        NONE if packed.len() <= bytes_max => Ok(packed.to_vec()),
        NONE => Err(WireError::TooLarge),
        EDITS => {
            let mut decompressor = Decompressor::with_prepared_dictionary(&DECODER).map_err(|_| WireError::Garbage)?;
            let frame = [&MAGIC[..], packed].concat();
            // A frame says how much it holds; what says more than is allowed is not believed, nor what says nothing.
            let claimed = zstd::zstd_safe::get_frame_content_size(&frame).ok().flatten().ok_or(WireError::Garbage)?;
            let claimed = usize::try_from(claimed).map_err(|_| WireError::TooLarge)?;
            if claimed > bytes_max {
                return Err(WireError::TooLarge);
            }
            decompressor.decompress(&frame, claimed).map_err(|_| WireError::Garbage)
        }
        // A newer side has another dictionary; it would not use it before it knew that we have it.
        _ => Err(WireError::ProtocolTooNew),
    }
}
