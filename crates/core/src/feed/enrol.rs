//! How a device comes to belong to somebody: a one-time code, and a key that never leaves the device.

use lianxin_sync::wire::{EnrolAnswer, MemoryKey, Signer as _, open_enrol_answer, seal_enrol};

use crate::core::Core;
use crate::error::CoreError;
use crate::storage::meta::{self, Me, name};
use crate::storage::reference;

impl Core {
    /// The body of `POST /v1/enrol` for a one-time code. The key is made at the first call and stays: trying again with
    /// the same code after a lost answer is the same request.
    ///
    /// # Errors
    /// `already_enrolled`, `enrol_text`, `no_randomness`.
    pub fn enrol_begin(&self, server_url: &str, code: &str) -> Result<Vec<u8>, CoreError> {
        let (server_url, code) = (server_url.trim().trim_end_matches('/'), code.trim());
        if code.is_empty() || !(server_url.starts_with("https://") || server_url.starts_with("http://")) {
            return Err(CoreError::EnrolText);
        }
        let key = self.transact(|db, platform| {
            if meta::me(db)?.is_some() {
                return Err(CoreError::AlreadyEnrolled);
            }
            meta::put(db, name::SERVER_URL, server_url)?;
            if let Some(secret) = meta::get::<[u8; 32]>(db, name::SECRET_KEY)? {
                return Ok(MemoryKey::from_secret(&secret));
            }
            let mut secret = [0; 32];
            platform.fill_random(&mut secret)?;
            let key = MemoryKey::from_secret(&secret);
            meta::put(db, name::SECRET_KEY, secret)?;
            meta::put(db, name::PUBLIC_KEY, key.public_key())?;
            Ok(key)
        })?;
        seal_enrol(code, &key).map_err(|_| CoreError::KeyFailed)
    }

    /// Takes the answer: from now on the device belongs to its user.
    ///
    /// # Errors
    /// `already_enrolled`, and those of an answer that cannot be read.
    pub fn enrol_finish(&self, answer: &[u8]) -> Result<(), CoreError> {
        let answer = open_enrol_answer(answer.to_vec())?;
        self.transact(|db, _| {
            if meta::me(db)?.is_some() {
                return Err(CoreError::AlreadyEnrolled);
            }
            let public_key = meta::get::<[u8; 32]>(db, name::PUBLIC_KEY)?.ok_or(CoreError::StaleAnswer)?;
            let EnrolAnswer { tenant, device, user, user_name, role, server_key, tag } = answer;
            meta::forget(db, name::CLOSED_MS)?;
            meta::put(db, name::TENANT, tenant.as_bytes())?;
            meta::put(db, name::DEVICE, device.as_bytes())?;
            meta::put(db, name::USER, user.as_bytes())?;
            meta::put(db, name::INSTALL, 1)?;
            if let Some(key) = server_key {
                meta::put(db, name::SERVER_KEY, key)?;
            }
            if let Some(tag) = tag {
                meta::put(db, name::REGISTRATION, tag)?;
            }
            reference::put_user(db, user, &user_name, &role)?;
            let me = Me { tenant, device, user, public_key, install: 1, leads: false };
            reference::put_actor(db, me.actor(), user)
        })
    }

    /// The server's address, where the device knows it.
    ///
    /// # Errors
    /// Storage.
    pub fn server_url(&self) -> Result<Option<String>, CoreError> {
        meta::get(&self.db, name::SERVER_URL)
    }
}

/// Where the link that opens the field app has the code: behind the address of the server.
const LINK: &str = "/field/#/enrol?code=";

/// Takes apart what is shown for enrolment, as text or QR code: the server's address and the one-time code, or the link that
/// opens the field app with the code in it.
///
/// # Errors
/// `enrol_text`.
pub fn parse_enrol_text(text: &str) -> Result<(String, String), CoreError> {
    let mut words = text.split_whitespace();
    let (url, code) = match (words.next(), words.next(), words.next()) {
        (Some(url), Some(code), None) => (url, code),
        (Some(link), None, None) => link.split_once(LINK).ok_or(CoreError::EnrolText)?,
        _ => return Err(CoreError::EnrolText),
    };
    let is_server = ["https://", "http://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme));
    if !is_server || code.is_empty() {
        return Err(CoreError::EnrolText);
    }
    Ok((url.trim_end_matches('/').to_owned(), code.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_for_enrolment_is_taken_apart() {
        let county = |url: &str| Some((url.to_owned(), "7K2M-9QX4-T1RB".to_owned()));
        let cases = [
            ("https://county.example 7K2M-9QX4-T1RB", county("https://county.example")),
            (" http://127.0.0.1:8080/\n7K2M-9QX4-T1RB\n", county("http://127.0.0.1:8080")),
            ("https://county.example/field/#/enrol?code=7K2M-9QX4-T1RB", county("https://county.example")),
            ("https://a.example/lianxin/field/#/enrol?code=7K2M-9QX4-T1RB", county("https://a.example/lianxin")),
            ("https://county.example/field/#/enrol?code=", None),
            ("https://county.example/field/", None),
            ("https:///field/#/enrol?code=7K2M-9QX4-T1RB", None),
            ("/field/#/enrol?code=7K2M-9QX4-T1RB", None),
            ("ftp://county.example 7K2M-9QX4-T1RB", None),
            ("https:// 7K2M-9QX4-T1RB", None),
            ("7K2M-9QX4-T1RB", None),
            ("https://county.example 7K2M 9QX4", None),
            ("", None),
        ];
        for (text, expect) in cases {
            assert_eq!(parse_enrol_text(text).ok(), expect, "{text}");
        }
    }
}
