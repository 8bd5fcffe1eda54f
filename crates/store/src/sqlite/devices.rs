//! Devices, actors, frames, and the codes by which devices come.

use lianxin_model::ids::{Actor, DeviceId, UserId};
use rusqlite::{Row, params};

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::devices::{Author, Contact, Device, Frame, NewDevice, NewFrame, ReadDevices, WriteDevices};
use crate::enrolment::{EnrolCode, WriteEnrolment};
use crate::{Hash, Result, StoreError};

fn device(row: &Row<'_>) -> Result<Device> {
    Ok(Device {
        id: DeviceId(ids::uuid(row, "id")?),
        user: UserId(ids::uuid(row, "user")?),
        public_key: ids::hash(row, "public_key")?,
        install: row.get("install")?,
        counter: row.get("counter")?,
        acknowledged: row.get("acknowledged")?,
        enrolled_at_ms: row.get("enrolled_at_ms")?,
        last_contact_ms: row.get("last_contact_ms")?,
        revoked_at_ms: row.get("revoked_at_ms")?,
    })
}

fn frame(row: &Row<'_>) -> Result<Frame> {
    Ok(Frame {
        protocol: row.get("protocol")?,
        counter: row.get("counter")?,
        hash: ids::hash(row, "hash")?,
        previous: row.get("previous")?,
        signature: row.get("signature")?,
        bytes: row.get("bytes")?,
        received_at_ms: row.get("received_at_ms")?,
        clock_skew_ms: row.get("clock_skew_ms")?,
    })
}

fn author(row: &Row<'_>) -> Result<Author> {
    Ok(Author {
        actor: Actor(row.get("actor")?),
        user: UserId(ids::uuid(row, "user")?),
        name: row.get("name")?,
        device: ids::uuid_or_none(row, "device")?.map(DeviceId),
    })
}

impl ReadDevices for Transaction<'_> {
    fn device(&self, id: DeviceId) -> Result<Option<Device>> {
        self.row("SELECT * FROM device WHERE id = ?1", [id.as_bytes()], device)
    }

    fn device_by_key(&self, public_key: &[u8; 32]) -> Result<Option<Device>> {
        self.row("SELECT * FROM device WHERE public_key = ?1", [public_key], device)
    }

    fn devices(&self, user: UserId) -> Result<Vec<Device>> {
        self.rows("SELECT * FROM device WHERE user = ?1 ORDER BY enrolled_at_ms, id", [user.as_bytes()], device)
    }

    fn authors(&self, actors: &[Actor]) -> Result<Vec<Author>> {
        let sql = "SELECT actor.actor, actor.user, actor.device, user.name
            FROM actor JOIN user ON user.id = actor.user WHERE actor.actor = ?1";
        let found = actors.iter().filter_map(|actor| self.row(sql, [&actor.0], author).transpose());
        found.collect()
    }

    fn frame_counter(&self, device: DeviceId, hash: &Hash) -> Result<Option<u64>> {
        let sql = "SELECT counter FROM frame WHERE device = ?1 AND hash = ?2";
        self.row(sql, params![device.as_bytes(), hash], |row| Ok(row.get(0)?))
    }

    fn frame_hash(&self, device: DeviceId, counter: u64) -> Result<Option<Hash>> {
        let sql = "SELECT hash FROM frame WHERE device = ?1 AND counter = ?2";
        self.row(sql, params![device.as_bytes(), ids::number(counter)], |row| Ok(row.get(0)?))
    }

    fn frame_before(&self, device: DeviceId, counter: u64) -> Result<Option<u64>> {
        let sql = "SELECT before.counter FROM frame JOIN frame AS before
            ON before.device = frame.device AND before.hash = frame.previous
            WHERE frame.device = ?1 AND frame.counter = ?2";
        self.row(sql, params![device.as_bytes(), ids::number(counter)], |row| Ok(row.get(0)?))
    }

    fn frame_protocol(&self, device: DeviceId, counter: u64) -> Result<Option<u32>> {
        let sql = "SELECT protocol FROM frame WHERE device = ?1 AND counter = ?2";
        self.row(sql, params![device.as_bytes(), ids::number(counter)], |row| Ok(row.get(0)?))
    }

    fn last_protocol(&self, device: DeviceId) -> Result<Option<u32>> {
        let sql = "SELECT protocol FROM frame WHERE device = ?1 ORDER BY counter DESC LIMIT 1";
        self.row(sql, [device.as_bytes()], |row| Ok(row.get(0)?))
    }

    fn frames(&self, device: DeviceId, after_counter: u64, limit: u32) -> Result<Vec<Frame>> {
        let sql = "SELECT * FROM frame WHERE device = ?1 AND counter > ?2 ORDER BY counter LIMIT ?3";
        self.rows(sql, params![device.as_bytes(), ids::number(after_counter), limit], frame)
    }
}

impl WriteDevices for Transaction<'_> {
    fn put_device(&mut self, new: &NewDevice) -> Result<()> {
        let sql = "INSERT INTO device (id, user, public_key, install, counter, enrolled_at_ms)
            VALUES (?1, ?2, ?3, 1, 0, ?4)";
        self.execute(sql, params![new.id.as_bytes(), new.user.as_bytes(), new.public_key, new.enrolled_at_ms])
            .map_err(naming("device", "user"))?;
        Ok(())
    }

    fn put_contact(&mut self, device: DeviceId, contact: &Contact) -> Result<()> {
        let sql = "UPDATE device SET counter = ?2, install = ?3, acknowledged = ?4, last_contact_ms = ?5 WHERE id = ?1";
        self.execute_on(
            "device",
            sql,
            params![device.as_bytes(), contact.counter, contact.install, contact.acknowledged, contact.at_ms],
        )
    }

    fn revoke_device(&mut self, device: DeviceId, at_ms: i64) -> Result<()> {
        let sql = "UPDATE device SET revoked_at_ms = coalesce(revoked_at_ms, ?2) WHERE id = ?1";
        self.execute_on("device", sql, params![device.as_bytes(), at_ms])?;
        let sql = "UPDATE session SET revoked_at_s = ?2 WHERE device = ?1 AND revoked_at_s IS NULL";
        self.execute(sql, params![device.as_bytes(), at_ms.div_euclid(1000)])?;
        Ok(())
    }

    fn put_actor(&mut self, actor: Actor, user: UserId, device: Option<DeviceId>) -> Result<()> {
        let known = self.row("SELECT user, device FROM actor WHERE actor = ?1", [&actor.0], |row| {
            Ok((UserId(ids::uuid(row, "user")?), ids::uuid_or_none(row, "device")?.map(DeviceId)))
        })?;
        match known {
            Some(known) if known == (user, device) => return Ok(()),
            Some(_) => return Err(StoreError::Taken("actor")),
            None => {}
        }
        let seq = self.take_numbers(1)?;
        let device = device.map(|id| *id.as_bytes());
        let sql = "INSERT INTO actor (actor, user, device, seq) VALUES (?1, ?2, ?3, ?4)";
        self.execute(sql, params![actor.0, user.as_bytes(), device, seq]).map_err(naming("actor", "user or device"))?;
        Ok(())
    }

    fn put_frame(&mut self, frame: &NewFrame<'_>) -> Result<()> {
        let sql = "INSERT INTO frame (device, counter, hash, previous, signature, bytes, received_at_ms, protocol,
                clock_skew_ms)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.execute(
            sql,
            params![
                frame.device.as_bytes(),
                frame.counter,
                frame.hash,
                frame.previous,
                frame.signature,
                frame.bytes,
                frame.received_at_ms,
                frame.protocol,
                frame.clock_skew_ms
            ],
        )
        .map_err(naming("frame", "device"))?;
        Ok(())
    }
}

impl WriteEnrolment for Transaction<'_> {
    fn put_enrol_code(&mut self, code_hash: &Hash, user: UserId, expires_at_s: i64) -> Result<()> {
        let sql = "INSERT INTO enrol_code (hash, user, expires_at_s) VALUES (?1, ?2, ?3)";
        self.execute(sql, params![code_hash, user.as_bytes(), expires_at_s])
            .map_err(naming("enrolment code", "user"))?;
        Ok(())
    }

    fn take_enrol_code(&mut self, code_hash: &Hash, public_key: &[u8; 32], now_s: i64) -> Result<EnrolCode> {
        let kept = self.row("SELECT * FROM enrol_code WHERE hash = ?1", [code_hash], |row| {
            let used_by: Option<[u8; 32]> = row.get("used_by_key")?;
            Ok((UserId(ids::uuid(row, "user")?), row.get::<_, i64>("expires_at_s")?, used_by))
        })?;
        let Some((user, expires_at_s, used_by)) = kept else { return Ok(EnrolCode::Unknown) };
        match used_by {
            // What was used is told before what is over: somebody whose code was taken should hear of it.
            Some(key) if key != *public_key => return Ok(EnrolCode::Used),
            _ if now_s >= expires_at_s => return Ok(EnrolCode::Expired),
            Some(_) => {
                if let Some(device) = self.device_by_key(public_key)? {
                    return Ok(EnrolCode::Again { device });
                }
            }
            None => {
                let sql = "UPDATE enrol_code SET used_by_key = ?2 WHERE hash = ?1";
                self.execute(sql, params![code_hash, public_key])?;
            }
        }
        Ok(EnrolCode::Fresh { user })
    }

    fn purge_enrol_codes(&mut self, before_s: i64) -> Result<()> {
        self.execute("DELETE FROM enrol_code WHERE expires_at_s < ?1", [before_s])?;
        Ok(())
    }
}
