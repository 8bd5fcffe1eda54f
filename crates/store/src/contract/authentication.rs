//! Sessions, signing keys, login attempts.

use lianxin_model::ids::UserId;
use uuid::Uuid;

use super::Engine;
use super::world::{self, CADRE, DEVICE};
use crate::{Hash, KeyState, LoginAttempts, NewSession, Result, Rotation, SigningKey, Store as _, StoreError, Write};

const SESSION: Uuid = Uuid::from_u128(0x5e);

fn token(number: u8) -> Hash {
    [number; 32]
}

fn open_session(write: &mut dyn Write) -> Result<()> {
    world::settle(write)?;
    write.put_session(&NewSession {
        id: SESSION,
        user: CADRE,
        device: Some(DEVICE),
        token_hash: token(1),
        now_s: 100,
        expires_at_s: 200,
    })
}

/// What a rotation is called, for tables.
fn word(rotation: &Rotation) -> &'static str {
    match rotation {
        Rotation::Rotated(_) => "rotated",
        Rotation::Repeated(_) => "repeated",
        Rotation::Unknown => "unknown",
        Rotation::Expired => "expired",
        Rotation::Revoked => "revoked",
        Rotation::Stolen(_) => "stolen",
    }
}

/// The last token rotates; the one before it again and again, until its successor was used.
pub fn refresh_tokens_rotate(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    open_session(&mut *write)?;
    for (shown, next, now_s, expected) in [
        (9, 10, 110, "unknown"),
        (1, 2, 110, "rotated"),
        // The answer with token 2 was lost, and the one with 3 as well.
        (1, 3, 111, "repeated"),
        (1, 4, 112, "repeated"),
        // One of them arrived late: any of them is good, once.
        (3, 5, 113, "rotated"),
        (2, 6, 114, "repeated"),
        (5, 7, 209, "rotated"),
        (7, 8, 400, "expired"),
    ] {
        let rotation = write.rotate_token(&token(shown), &token(next), now_s, now_s + 100)?;
        assert_eq!(word(&rotation), expected, "token {shown} at {now_s}");
    }
    assert_eq!(write.session_by_token(&token(7))?.map(|session| (session.id, session.user)), Some((SESSION, CADRE)));
    assert_eq!(write.session_by_token(&token(8))?, None, "a refused rotation keeps no token");
    Ok(())
}

/// An older token is somebody else's hand: nobody gets on with any token of the session.
pub fn stolen_token_ends_the_session(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    open_session(&mut *write)?;
    for (shown, next, expected) in [
        (1, 2, "rotated"),
        (2, 3, "rotated"),
        (1, 4, "stolen"),
        (3, 5, "revoked"),
        (2, 6, "revoked"),
        (4, 7, "unknown"),
    ] {
        let rotation = write.rotate_token(&token(shown), &token(next), 110, 200)?;
        assert_eq!(word(&rotation), expected, "token {shown}");
    }
    assert_eq!(write.session(SESSION)?.and_then(|session| session.revoked_at_s), Some(110));
    Ok(())
}

/// Logging out, a new password, a device shut out; and what is over is forgotten.
pub fn sessions_end(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    type End = fn(&mut dyn Write) -> Result<()>;
    let ends: [End; 3] = [
        |write| write.revoke_session(SESSION, 150),
        |write| write.revoke_sessions_of(CADRE, 150),
        |write| write.revoke_device(DEVICE, 150_999),
    ];
    for end in ends {
        let mut write = store.write()?;
        open_session(&mut *write)?;
        end(&mut *write)?;
        assert_eq!(write.session(SESSION)?.and_then(|session| session.revoked_at_s), Some(150));
        assert_eq!(word(&write.rotate_token(&token(1), &token(2), 151, 300)?), "revoked");
        write.purge_sessions(150)?;
        assert!(write.session(SESSION)?.is_some());
        write.purge_sessions(151)?;
        assert_eq!((write.session(SESSION)?, write.session_by_token(&token(1))?), (None, None));
    }
    let mut write = store.write()?;
    open_session(&mut *write)?;
    let nobodys = NewSession {
        id: Uuid::from_u128(1),
        user: UserId(Uuid::nil()),
        device: None,
        token_hash: token(3),
        now_s: 1,
        expires_at_s: 2,
    };
    assert_eq!(write.put_session(&nobodys), Err(StoreError::Missing("user or device")));
    let same_token = NewSession { user: CADRE, token_hash: token(1), ..nobodys };
    assert_eq!(write.put_session(&same_token), Err(StoreError::Taken("token")));
    Ok(())
}

/// Two live keys, and one that goes.
pub fn signing_keys_live(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    let key = |kid: &str, created_at_s| SigningKey {
        kid: kid.to_owned(),
        private_der: vec![1, 2, 3],
        state: KeyState::Active,
        created_at_s,
    };
    write.put_signing_key(&key("a", 1))?;
    write.put_signing_key(&key("b", 2))?;
    assert_eq!(write.put_signing_key(&key("b", 3)), Err(StoreError::Taken("key")));
    write.set_key_state("a", KeyState::Retiring)?;
    assert_eq!(write.set_key_state("c", KeyState::Active), Err(StoreError::Missing("key")));
    let retiring = SigningKey { state: KeyState::Retiring, ..key("a", 1) };
    assert_eq!(write.signing_keys()?, [key("b", 2), retiring]);
    assert!(!format!("{:?}", key("a", 1)).contains("[1, 2, 3]"), "a private key in a log");
    write.remove_signing_key("a")?;
    assert_eq!(write.signing_keys()?, [key("b", 2)]);
    Ok(())
}

/// Counted, cleared, forgotten when nothing depends on them.
pub fn login_attempts_are_counted(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    let login = token(1);
    assert_eq!(write.login_attempts(&login)?, LoginAttempts::default());
    let locked = LoginAttempts { failures: 5, locked_until_s: Some(1000) };
    write.put_login_attempts(&login, LoginAttempts { failures: 1, locked_until_s: None }, 99)?;
    write.put_login_attempts(&login, locked, 100)?;
    for (before_s, kept) in [(100, true), (500, true), (1000, false)] {
        write.purge_login_attempts(before_s)?;
        let expected = if kept { locked } else { LoginAttempts::default() };
        assert_eq!(write.login_attempts(&login)?, expected, "purged before {before_s}");
    }
    write.put_login_attempts(&login, locked, 100)?;
    write.clear_login_attempts(&login)?;
    assert_eq!(write.login_attempts(&login)?, LoginAttempts::default());
    Ok(())
}
