//! What is only on this device, as one sealed file: for a phone that finds no network any more, or is to be wiped.
//!
//! The file holds everything twice: readable (drafts, and what each edit meant), and as the signed frames that a sync would have
//! sent, which an administrator hands to the server. Whoever gets the file reads it with its passphrase; nobody can change
//! what is in the frames.

mod gather;
mod seal;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lianxin_model::ids::{DeviceId, DocId, Kind, TenantId, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::limits;
use serde::{Deserialize, Serialize};

use crate::core::Core;
use crate::error::CoreError;
use crate::facade::views::DraftView;
use crate::platform::Platform;

/// The newest format of the contents.
const FORMAT: u32 = 1;

/// The contents of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// The format of this file.
    pub format: u32,
    /// When it was made, by the device's clock, milliseconds since 1970.
    pub made_ms: i64,
    /// The county.
    pub tenant: TenantId,
    /// The device.
    pub device: DeviceId,
    /// Its user.
    pub user: UserId,
    /// The user's name.
    pub user_name: Option<String>,
    /// The server for which it is.
    pub server_url: Option<String>,
    /// What was being written.
    pub drafts: Vec<DraftView>,
    /// What was written and the server does not have, in its order.
    pub edits: Vec<ExportedEdit>,
    /// Bodies of `POST /v1/sync` that hand it in, in Base64; in this order.
    pub frames: Vec<String>,
}

/// An edit that the server does not have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExportedEdit {
    /// The record.
    pub document: DocId,
    /// What it is.
    pub kind: Kind,
    /// What a list shows of it.
    pub title: Option<String>,
    /// The household that it belongs to.
    pub household: Option<DocId>,
    /// When it was made, seconds since 1970.
    pub time_s: i64,
    /// Why the server did not take it, where it was asked; such an edit is in no frame.
    pub set_aside: Option<String>,
    /// What it meant.
    pub intentions: Vec<Intention>,
}

impl Export {
    /// The frames as they are handed in.
    ///
    /// # Errors
    /// `not_an_export`.
    pub fn frames(&self) -> Result<Vec<Vec<u8>>, CoreError> {
        self.frames.iter().map(|frame| STANDARD.decode(frame).map_err(|_| CoreError::NotAnExport)).collect()
    }
}

impl Core {
    /// Everything that is only here, sealed with a passphrase: drafts, edits that the server does not have, those that it did
    /// not take. Changes nothing on the device, and may be made again; what a file hands in is not taken twice.
    ///
    /// # Errors
    /// `weak_passphrase`, `not_enrolled`, `key_failed`, `no_randomness`, storage.
    pub fn export_unsent(&self, passphrase: &str) -> Result<Vec<u8>, CoreError> {
        let passphrase = strong(passphrase)?;
        let (export, noise) =
            self.transact(|db, platform| Ok((gather::gather(db, platform.now_ms())?, noise(platform)?)))?;
        seal::seal(&serde_json::to_vec(&export)?, passphrase, &noise)
    }
}

/// Seals a secret of a program that nobody's hardware keeps, such as the key of a store in an office's script, as exports are
/// sealed.
///
/// # Errors
/// `weak_passphrase`, `no_randomness`.
pub fn seal_secret(secret: &[u8], passphrase: &str, platform: &dyn Platform) -> Result<Vec<u8>, CoreError> {
    seal::seal(secret, strong(passphrase)?, &noise(platform)?)
}

/// Opens what [`seal_secret`] made.
///
/// # Errors
/// `wrong_passphrase`, also where it is damaged; `not_an_export` for anything else.
pub fn open_secret(sealed: &[u8], passphrase: &str) -> Result<Vec<u8>, CoreError> {
    seal::open(sealed, passphrase.trim())
}

/// The passphrase as it is used, where it is not soon guessed.
///
/// # Errors
/// `weak_passphrase`.
pub fn strong(passphrase: &str) -> Result<&str, CoreError> {
    let passphrase = passphrase.trim();
    let is_strong = passphrase.chars().count() >= limits::PASSPHRASE_CHARS_MIN;
    if is_strong { Ok(passphrase) } else { Err(CoreError::WeakPassphrase) }
}

fn noise(platform: &dyn Platform) -> Result<seal::Noise, CoreError> {
    let mut noise = seal::Noise::default();
    platform.fill_random(&mut noise.salt)?;
    platform.fill_random(&mut noise.nonce)?;
    Ok(noise)
}

/// Opens what [`Core::export_unsent`] made.
///
/// # Errors
/// `not_an_export`, also for one of a newer version; `wrong_passphrase`, also where the file is damaged.
pub fn open_export(bytes: &[u8], passphrase: &str) -> Result<Export, CoreError> {
    let contents = seal::open(bytes, passphrase.trim())?;
    let export: Export = serde_json::from_slice(&contents).map_err(|_| CoreError::NotAnExport)?;
    if export.format == FORMAT { Ok(export) } else { Err(CoreError::NotAnExport) }
}
