//! The envelope: Argon2id (RFC 9106) makes a key of the passphrase, XChaCha20-Poly1305 seals with it.
//!
//! ```text
//! 8 bytes    "LianxinX"
//! 1 byte     version: 1
//! 4 bytes    memory of Argon2id in KiB, most significant byte first
//! 1 byte     passes
//! 1 byte     lanes
//! 16 bytes   salt
//! 24 bytes   nonce
//! the rest   sealed contents; everything before them is authenticated with them
//! ```

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use lianxin_model::limits;

use crate::error::CoreError;

const MAGIC: &[u8; 8] = b"LianxinX";
const VERSION: u8 = 1;
const HEADER_BYTES: usize = 55;

/// The second recommendation of RFC 9106, in one lane: an old phone needs a few seconds, and a thief the same for each guess.
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
/// What a file may ask of whoever opens it.
const COST_MAX: Cost = Cost { memory_kib: 256 * 1024, passes: 16, lanes: 4 };

#[derive(Debug, Clone, Copy)]
struct Cost {
    memory_kib: u32,
    passes: u8,
    lanes: u8,
}

/// What must be new each time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Noise {
    pub(super) salt: [u8; 16],
    pub(super) nonce: [u8; 24],
}

pub(super) fn seal(contents: &[u8], passphrase: &str, noise: &Noise) -> Result<Vec<u8>, CoreError> {
    let mut file = Vec::with_capacity(HEADER_BYTES + contents.len() + 16);
    file.extend_from_slice(MAGIC);
    file.push(VERSION);
    file.extend_from_slice(&COST.memory_kib.to_be_bytes());
    file.extend_from_slice(&[COST.passes, COST.lanes]);
    file.extend_from_slice(&noise.salt);
    file.extend_from_slice(&noise.nonce);
    let cipher = cipher(passphrase, &noise.salt, COST)?;
    let payload = Payload { msg: contents, aad: &file };
    let sealed = cipher.encrypt(&XNonce::from(noise.nonce), payload).map_err(|_| CoreError::TooLarge)?;
    file.extend_from_slice(&sealed);
    Ok(file)
}

pub(super) fn open(file: &[u8], passphrase: &str) -> Result<Vec<u8>, CoreError> {
    let (header, sealed) = file
        .split_at_checked(HEADER_BYTES)
        .filter(|_| file.len() <= limits::EXPORT_BYTES_MAX)
        .ok_or(CoreError::NotAnExport)?;
    let mut rest = header;
    let (magic, version, memory_kib) = (take::<8>(&mut rest)?, take::<1>(&mut rest)?, take::<4>(&mut rest)?);
    let ([passes], [lanes]) = (take::<1>(&mut rest)?, take::<1>(&mut rest)?);
    let (salt, nonce) = (take::<16>(&mut rest)?, take::<24>(&mut rest)?);
    let cost = Cost { memory_kib: u32::from_be_bytes(memory_kib), passes, lanes };
    let bearable =
        cost.memory_kib <= COST_MAX.memory_kib && cost.passes <= COST_MAX.passes && cost.lanes <= COST_MAX.lanes;
    if magic != *MAGIC || version != [VERSION] || !bearable {
        return Err(CoreError::NotAnExport);
    }
    let cipher = cipher(passphrase, &salt, cost)?;
    cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: header }).map_err(|_| CoreError::WrongPassphrase)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], CoreError> {
    let (taken, left) = rest.split_first_chunk().ok_or(CoreError::NotAnExport)?;
    *rest = left;
    Ok(*taken)
}

fn cipher(passphrase: &str, salt: &[u8; 16], cost: Cost) -> Result<XChaCha20Poly1305, CoreError> {
    let mut key = [0; 32];
    let params = Params::new(cost.memory_kib, cost.passes.into(), cost.lanes.into(), Some(key.len()));
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| CoreError::NotAnExport)?);
    argon2.hash_password_into(passphrase.as_bytes(), salt, &mut key).map_err(|_| CoreError::NotAnExport)?;
    Ok(XChaCha20Poly1305::new(&Key::from(key)))
}
