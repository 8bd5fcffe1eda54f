//! What an administrator does at the machine: passwords and signing keys.

use lianxin_model::limits;
use lianxin_store::{KeyState, SigningKey, Store, StoreError, User, Write};

use super::keys::TokenKey;
use super::login::login_hash;
use super::password::{self, WeakPassword};

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// There is no such login.
    #[error("there is no such login")]
    UnknownLogin,
    /// The password is too weak.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// The machine gives no random bytes, or too little memory.
    #[error("the password could not be hashed")]
    Machine,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why the keys were not made or rotated.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The machine gives no random bytes.
    #[error("no random bytes")]
    Random,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sets the password of a login, ends all its sessions and takes a lock away.
///
/// # Errors
/// [`PasswordError`].
pub fn set_password(store: &dyn Store, login: &str, new_password: &str, now_s: i64) -> Result<(), PasswordError> {
    password::check_strength(new_password, login)?;
    // Before the transaction: while it computes, devices sync.
    let hash = hashed(new_password)?;
    let mut write = store.write()?;
    let user = write.user_by_login(login)?.ok_or(PasswordError::UnknownLogin)?;
    keep_password(&mut *write, &user, &hash, now_s)?;
    Ok(write.commit()?)
}

/// The hash of a password with new salt.
pub(crate) fn hashed(password: &str) -> Result<String, PasswordError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| PasswordError::Machine)?;
    password::hash(password, &salt).ok_or(PasswordError::Machine)
}

/// Keeps the hash of a new password, ends all sessions of the account and takes a lock away.
pub(crate) fn keep_password(write: &mut dyn Write, user: &User, hash: &str, now_s: i64) -> Result<(), StoreError> {
    write.set_password_hash(user.id, hash)?;
    write.revoke_sessions_of(user.id, now_s)?;
    write.clear_login_attempts(&login_hash(&user.login))
}

/// Characters that nobody mistakes for others when a password is read out or copied by hand.
const GIVEN_ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// 16 characters of 5 bits in groups of four.
const GIVEN_CHARS: usize = 16;

/// A password to be given to somebody, who chooses another one at their first login: 80 random bits.
pub(crate) fn given_password() -> Result<String, PasswordError> {
    let mut random = [0; GIVEN_CHARS];
    getrandom::fill(&mut random).map_err(|_| PasswordError::Machine)?;
    let mut password = String::with_capacity(GIVEN_CHARS + 3);
    for (place, byte) in random.iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            password.push('-');
        }
        password.push(char::from(GIVEN_ALPHABET[usize::from(byte % 32)]));
    }
    Ok(password)
}

/// Makes the first signing key of a store that has none.
///
/// # Errors
/// [`KeyError`].
pub fn ensure_key(store: &dyn Store, now_s: i64) -> Result<(), KeyError> {
    let active = |keys: Vec<SigningKey>| keys.iter().any(|key| key.state == KeyState::Active);
    if active(store.read()?.signing_keys()?) {
        return Ok(());
    }
    let mut write = store.write()?;
    // Another process may have been faster.
    if !active(write.signing_keys()?) {
        write.put_signing_key(&new_key(now_s)?)?;
        write.commit()?;
    }
    Ok(())
}

/// Signs with a new key from now on, and gives its name. What the older ones signed stays valid until it expires; a key whose
/// last token has expired is removed.
///
/// # Errors
/// [`KeyError`].
pub fn rotate_keys(store: &dyn Store, now_s: i64) -> Result<String, KeyError> {
    let next = new_key(now_s)?;
    let mut write = store.write()?;
    // The newest first: a key signed until the one before it in this list was made.
    let mut signed_until_s = now_s;
    for key in write.signing_keys()? {
        if signed_until_s + limits::ACCESS_TOKEN_SECONDS <= now_s {
            write.remove_signing_key(&key.kid)?;
        } else if key.state == KeyState::Active {
            write.set_key_state(&key.kid, KeyState::Retiring)?;
        }
        signed_until_s = key.created_at_s;
    }
    write.put_signing_key(&next)?;
    write.commit()?;
    Ok(next.kid)
}

fn new_key(now_s: i64) -> Result<SigningKey, KeyError> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|_| KeyError::Random)?;
    let key = TokenKey::from_random(&random);
    Ok(SigningKey {
        kid: key.kid().to_owned(),
        private_der: key.to_der(),
        state: KeyState::Active,
        created_at_s: now_s,
    })
}
