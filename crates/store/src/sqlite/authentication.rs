//! Sessions, signing keys, login attempts.

use lianxin_model::ids::{DeviceId, UserId};
use rusqlite::{Row, params};
use uuid::Uuid;

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::keys::{KeyState, ReadKeys, SigningKey, WriteKeys};
use crate::logins::{LoginAttempts, ReadLogins, WriteLogins};
use crate::sessions::{NewSession, ReadSessions, Rotation, Session, WriteSessions};
use crate::{Hash, Result, StoreError};

/// Generations of refresh tokens that a session remembers: a thief who comes later than that is refused without ending it.
const GENERATIONS_KEPT: i64 = 100;

fn session(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        id: ids::uuid(row, "id")?,
        user: UserId(ids::uuid(row, "user")?),
        device: ids::uuid_or_none(row, "device")?.map(DeviceId),
        created_at_s: row.get("created_at_s")?,
        expires_at_s: row.get("expires_at_s")?,
        revoked_at_s: row.get("revoked_at_s")?,
    })
}

impl Transaction<'_> {
    fn put_token(&self, session: Uuid, hash: &Hash, generation: i64) -> Result<()> {
        let sql = "INSERT INTO refresh_token (hash, session, generation) VALUES (?1, ?2, ?3)";
        self.execute(sql, params![hash, session.as_bytes(), generation]).map_err(naming("token", "session"))?;
        Ok(())
    }
}

impl ReadSessions for Transaction<'_> {
    fn session(&self, id: Uuid) -> Result<Option<Session>> {
        self.row("SELECT * FROM session WHERE id = ?1", [id.as_bytes()], session)
    }

    fn session_by_token(&self, token_hash: &Hash) -> Result<Option<Session>> {
        let sql = "SELECT session.* FROM refresh_token JOIN session ON session.id = refresh_token.session
            WHERE refresh_token.hash = ?1";
        self.row(sql, [token_hash], session)
    }
}

impl WriteSessions for Transaction<'_> {
    fn put_session(&mut self, new: &NewSession) -> Result<()> {
        let device = new.device.map(|id| *id.as_bytes());
        let sql = "INSERT INTO session (id, user, device, generation, created_at_s, expires_at_s)
            VALUES (?1, ?2, ?3, 1, ?4, ?5)";
        self.execute(sql, params![new.id.as_bytes(), new.user.as_bytes(), device, new.now_s, new.expires_at_s])
            .map_err(naming("session", "user or device"))?;
        self.put_token(new.id, &new.token_hash, 1)
    }

    fn rotate_token(&mut self, shown: &Hash, next: &Hash, now_s: i64, expires_at_s: i64) -> Result<Rotation> {
        let sql = "SELECT session.*, refresh_token.generation AS shown
            FROM refresh_token JOIN session ON session.id = refresh_token.session WHERE refresh_token.hash = ?1";
        let kept = self.row(sql, [shown], |row| {
            Ok((session(row)?, row.get::<_, i64>("generation")?, row.get::<_, i64>("shown")?))
        })?;
        let Some((mut session, last, shown)) = kept else { return Ok(Rotation::Unknown) };
        if session.revoked_at_s.is_some() {
            return Ok(Rotation::Revoked);
        }
        if now_s >= session.expires_at_s {
            return Ok(Rotation::Expired);
        }
        if shown < last - 1 {
            self.revoke_session(session.id, now_s)?;
            session.revoked_at_s = Some(now_s);
            return Ok(Rotation::Stolen(session));
        }
        // Whoever repeats the last but one gets a token beside the successor that was lost; the first of the two that is
        // used makes the other the last but one.
        let generation = shown + 1;
        self.put_token(session.id, next, generation)?;
        let sql = "UPDATE session SET generation = ?2, expires_at_s = ?3 WHERE id = ?1";
        self.execute(sql, params![session.id.as_bytes(), generation, expires_at_s])?;
        let sql = "DELETE FROM refresh_token WHERE session = ?1 AND generation < ?2";
        self.execute(sql, params![session.id.as_bytes(), generation - GENERATIONS_KEPT])?;
        session.expires_at_s = expires_at_s;
        Ok(if shown == last { Rotation::Rotated(session) } else { Rotation::Repeated(session) })
    }

    fn revoke_session(&mut self, id: Uuid, now_s: i64) -> Result<()> {
        let sql = "UPDATE session SET revoked_at_s = ?2 WHERE id = ?1 AND revoked_at_s IS NULL";
        self.execute(sql, params![id.as_bytes(), now_s])?;
        Ok(())
    }

    fn revoke_sessions_of(&mut self, user: UserId, now_s: i64) -> Result<()> {
        let sql = "UPDATE session SET revoked_at_s = ?2 WHERE user = ?1 AND revoked_at_s IS NULL";
        self.execute(sql, params![user.as_bytes(), now_s])?;
        Ok(())
    }

    fn purge_sessions(&mut self, before_s: i64) -> Result<()> {
        let sql = "DELETE FROM session WHERE expires_at_s < ?1 OR revoked_at_s < ?1";
        self.execute(sql, [before_s])?;
        Ok(())
    }
}

fn key_state(row: &Row<'_>) -> Result<KeyState> {
    match row.get_ref("state")?.as_str().map_err(|_| StoreError::Corrupt("key"))? {
        "active" => Ok(KeyState::Active),
        "retiring" => Ok(KeyState::Retiring),
        _ => Err(StoreError::Corrupt("key")),
    }
}

fn key_word(state: KeyState) -> &'static str {
    match state {
        KeyState::Active => "active",
        KeyState::Retiring => "retiring",
    }
}

impl ReadKeys for Transaction<'_> {
    fn signing_keys(&self) -> Result<Vec<SigningKey>> {
        self.rows("SELECT * FROM signing_key ORDER BY created_at_s DESC, kid", (), |row| {
            Ok(SigningKey {
                kid: row.get("kid")?,
                private_der: row.get("private_der")?,
                state: key_state(row)?,
                created_at_s: row.get("created_at_s")?,
            })
        })
    }
}

impl WriteKeys for Transaction<'_> {
    fn put_signing_key(&mut self, key: &SigningKey) -> Result<()> {
        let sql = "INSERT INTO signing_key (kid, private_der, state, created_at_s) VALUES (?1, ?2, ?3, ?4)";
        self.execute(sql, params![key.kid, key.private_der, key_word(key.state), key.created_at_s])
            .map_err(naming("key", "key"))?;
        Ok(())
    }

    fn set_key_state(&mut self, kid: &str, state: KeyState) -> Result<()> {
        self.execute_on("key", "UPDATE signing_key SET state = ?2 WHERE kid = ?1", [kid, key_word(state)])
    }

    fn remove_signing_key(&mut self, kid: &str) -> Result<()> {
        self.execute("DELETE FROM signing_key WHERE kid = ?1", [kid])?;
        Ok(())
    }
}

impl ReadLogins for Transaction<'_> {
    fn login_attempts(&self, login_hash: &Hash) -> Result<LoginAttempts> {
        let sql = "SELECT failures, locked_until_s FROM login_attempt WHERE login_hash = ?1";
        let kept = self.row(sql, [login_hash], |row| {
            Ok(LoginAttempts { failures: row.get("failures")?, locked_until_s: row.get("locked_until_s")? })
        })?;
        Ok(kept.unwrap_or_default())
    }
}

impl WriteLogins for Transaction<'_> {
    fn put_login_attempts(&mut self, login_hash: &Hash, attempts: LoginAttempts, now_s: i64) -> Result<()> {
        let sql = "INSERT INTO login_attempt (login_hash, failures, locked_until_s, tried_at_s)
            VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (login_hash) DO UPDATE SET failures = ?2, locked_until_s = ?3, tried_at_s = ?4";
        self.execute(sql, params![login_hash, attempts.failures, attempts.locked_until_s, now_s])?;
        Ok(())
    }

    fn clear_login_attempts(&mut self, login_hash: &Hash) -> Result<()> {
        self.execute("DELETE FROM login_attempt WHERE login_hash = ?1", [login_hash])?;
        Ok(())
    }

    fn purge_login_attempts(&mut self, before_s: i64) -> Result<()> {
        let sql = "DELETE FROM login_attempt WHERE tried_at_s < ?1 AND coalesce(locked_until_s, 0) <= ?1";
        self.execute(sql, [before_s])?;
        Ok(())
    }
}
