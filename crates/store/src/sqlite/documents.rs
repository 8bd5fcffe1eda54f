//! Documents, their changes and snapshots.

use lianxin_model::ids::{Actor, DeviceId, DocId, Kind, UserId};
use lianxin_model::projection::Projection;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use super::facts::Counted;
use super::failure::naming;
use super::ids;
use super::placing::{Place, Since};
use super::transaction::Transaction;
use crate::documents::{Appended, Change, Loaded, Meta, NewChange, ReadDocuments, Receipt, WriteDocuments};
use crate::{Hash, Result, StoreError};

fn meta(row: &Row<'_>) -> Result<Meta> {
    Ok(Meta {
        id: ids::document(row, "id")?,
        kind: ids::kind(row, "kind")?,
        household: ids::uuid_or_none(row, "household")?.map(DocId),
        area: row.get("area")?,
        owner: ids::uuid_or_none(row, "owner")?.map(UserId),
        head_seq: row.get("head_seq")?,
        entered_seq: row.get("entered_seq")?,
        changes: row.get("changes")?,
        snapshot_seq: row.get("snapshot_seq")?,
        snapshot_bytes: row.get("snapshot_bytes")?,
        log_bytes: row.get("log_bytes")?,
    })
}

fn change(row: &Row<'_>) -> Result<Change> {
    let device = ids::uuid_or_none(row, "device")?.map(DeviceId);
    let counter: Option<u64> = row.get("frame_counter")?;
    Ok(Change {
        seq: row.get("seq")?,
        hash: ids::hash(row, "hash")?,
        actor: Actor(row.get("actor")?),
        handed_in: device.zip(counter),
        bytes: row.get("bytes")?,
    })
}

fn receipt(row: &Row<'_>) -> Result<Receipt> {
    Ok(Receipt {
        hash: ids::hash(row, "hash")?,
        received_at_ms: row.get("received_at_ms")?,
        clock_skew_ms: row.get("clock_skew_ms")?,
    })
}

/// What must be known of a document to write to it.
struct Kept {
    no: i64,
    kind: Kind,
    place: Place,
    since: Since,
    head_seq: u64,
    merged_into: Option<[u8; 16]>,
    counted: Counted,
}

/// The values by which lists are filtered and ordered, in the order of the statements below.
fn listed(projection: &Projection, place: &Place) -> Vec<Value> {
    let id = |id: Option<[u8; 16]>| Value::from(id.map(Vec::from));
    vec![
        id(place.household),
        place.area.clone().into(),
        id(place.owner),
        id(ids::of_user(projection.author)),
        id(ids::of_document(projection.subject)),
        projection.code.clone().unwrap_or_default().into(),
        projection.date.clone().unwrap_or_default().into(),
        projection.class.clone().into(),
        projection.status.clone().into(),
        projection.title.clone().into(),
        projection.private.into(),
        (projection.conflicts as i64).into(),
        id(ids::of_document(projection.merged_into)),
        projection.open.into(),
        projection.settled.clone().unwrap_or_default().into(),
        projection.since.clone().unwrap_or_default().into(),
        projection.due.clone().unwrap_or_default().into(),
        projection.source.clone().into(),
    ]
}

/// What the document counts by for its household.
fn counted(projection: &Projection, place: &Place) -> Counted {
    Counted {
        household: place.household,
        date: projection.date.clone().unwrap_or_default(),
        class: projection.class.clone(),
        open: projection.open,
    }
}

impl Transaction<'_> {
    fn kept(&self, id: DocId) -> Result<Option<Kept>> {
        let sql = "SELECT no, kind, household, area, owner, head_seq, entered_seq, moved_seq, merged_into, date, class,
            is_open FROM document WHERE id = ?1";
        self.row(sql, [id.as_bytes()], |row| {
            Ok(Kept {
                no: row.get("no")?,
                kind: ids::kind(row, "kind")?,
                place: Place::read(row)?,
                since: Since { entered_seq: row.get("entered_seq")?, moved_seq: row.get("moved_seq")? },
                head_seq: row.get("head_seq")?,
                merged_into: row.get("merged_into")?,
                counted: Counted {
                    household: row.get("household")?,
                    date: row.get("date")?,
                    class: row.get("class")?,
                    open: row.get("is_open")?,
                },
            })
        })
    }

    /// The row of a document that begins. Its changes are counted when they are appended.
    fn begin_document(&self, projection: &Projection, place: &Place, seq: u64) -> Result<i64> {
        let sql = "INSERT INTO document (household, area, owner, author, subject, code, date, class, status, title,
                private, conflicts, merged_into, is_open, settled_day, since, due, source, id, kind, head_seq, entered_seq,
                moved_seq, changes, snapshot_seq, snapshot_bytes, log_bytes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?21, 0,
                0, 0, 0, 0)
            RETURNING no";
        let mut values = listed(projection, place);
        values.push(projection.id.as_bytes().to_vec().into());
        values.push(projection.kind.number().into());
        values.push(ids::number(seq).into());
        self.value(sql, params_from_iter(values))
    }

    /// Brings the row to what the projection says. `seq` is the number of what moves by it. Most edits change nothing that
    /// a list is filtered or ordered by, and then no index is written.
    fn correct_row(&self, kept: &Kept, projection: &Projection, place: &Place, seq: u64) -> Result<()> {
        let since = self.move_document(kept.no, &kept.place, kept.since, place, seq)?;
        let sql = "UPDATE document SET household = ?1, area = ?2, owner = ?3, author = ?4, subject = ?5, code = ?6,
                date = ?7, class = ?8, status = ?9, title = ?10, private = ?11, conflicts = ?12, merged_into = ?13,
                is_open = ?14, settled_day = ?15, since = ?16, due = ?17, source = ?18, entered_seq = ?20, moved_seq = ?21
            WHERE no = ?19 AND (household, area, owner, author, subject, code, date, class, status, title, private,
                conflicts, merged_into, is_open, settled_day, since, due, source, entered_seq, moved_seq)
                IS NOT (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?20, ?21)";
        let mut values = listed(projection, place);
        values.push(kept.no.into());
        values.push(ids::number(since.entered_seq).into());
        values.push(ids::number(since.moved_seq).into());
        self.execute(sql, params_from_iter(values))?;
        Ok(())
    }

    fn append_changes(&self, no: i64, changes: &[NewChange<'_>], first_seq: u64, item: u64) -> Result<()> {
        let mut bytes = 0;
        let mut head_seq = first_seq;
        for (seq, change) in (first_seq..).zip(changes) {
            let (device, counter) = change.handed_in.map(|(id, counter)| (*id.as_bytes(), counter)).unzip();
            let sql = "INSERT INTO change (seq, document, hash, actor, device, frame_counter, bytes)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            self.execute(sql, params![seq, no, change.hash, change.actor.0, device, counter, change.bytes])
                .map_err(naming("change", "device"))?;
            bytes += change.bytes.len();
            head_seq = seq;
        }
        let sql = "UPDATE document SET head_seq = ?2, changes = changes + ?3, log_bytes = log_bytes + ?4, item = ?5
            WHERE no = ?1";
        self.execute(sql, params![no, head_seq, changes.len(), bytes, item.cast_signed()])?;
        Ok(())
    }
}

impl ReadDocuments for Transaction<'_> {
    fn document(&self, id: DocId) -> Result<Option<Meta>> {
        self.row("SELECT * FROM document WHERE id = ?1", [id.as_bytes()], meta)
    }

    fn load(&self, id: DocId) -> Result<Option<Loaded>> {
        let sql = "SELECT no, kind, head_seq, snapshot_seq, snapshot.bytes FROM document
            LEFT JOIN snapshot ON snapshot.document = document.no WHERE id = ?1";
        let kept = self.row(sql, [id.as_bytes()], |row| {
            let loaded = Loaded {
                kind: ids::kind(row, "kind")?,
                head_seq: row.get("head_seq")?,
                snapshot: row.get("bytes")?,
                changes: Vec::new(),
            };
            Ok((row.get::<_, i64>("no")?, row.get::<_, u64>("snapshot_seq")?, loaded))
        })?;
        let Some((no, snapshot_seq, mut loaded)) = kept else { return Ok(None) };
        let sql = "SELECT bytes FROM change WHERE document = ?1 AND seq > ?2 ORDER BY seq";
        loaded.changes = self.rows(sql, params![no, snapshot_seq], |row| Ok(row.get(0)?))?;
        Ok(Some(loaded))
    }

    fn change_known(&self, document: DocId, hash: &Hash) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM document JOIN change ON change.document = document.no
            WHERE document.id = ?1 AND change.hash = ?2)";
        self.value(sql, params![document.as_bytes(), hash])
    }

    fn without_item(&self, limit: u32) -> Result<Vec<DocId>> {
        self.rows("SELECT id FROM document WHERE item = 0 LIMIT ?1", [limit], |row| ids::document(row, "id"))
    }

    fn changes_since(&self, document: DocId, base: u64) -> Result<Vec<Change>> {
        let sql = "SELECT change.* FROM document JOIN change ON change.document = document.no
            WHERE document.id = ?1 AND change.seq > ?2 ORDER BY change.seq";
        self.rows(sql, params![document.as_bytes(), ids::number(base)], change)
    }

    fn receipts(&self, document: DocId) -> Result<Vec<Receipt>> {
        let sql = "SELECT change.hash, frame.received_at_ms, frame.clock_skew_ms FROM document
            JOIN change ON change.document = document.no
            JOIN frame ON frame.device = change.device AND frame.counter = change.frame_counter
            WHERE document.id = ?1 ORDER BY change.seq";
        self.rows(sql, [document.as_bytes()], receipt)
    }

    fn first_receipt(&self, document: DocId) -> Result<Option<Receipt>> {
        let sql = "SELECT change.hash, frame.received_at_ms, frame.clock_skew_ms FROM change
            JOIN frame ON frame.device = change.device AND frame.counter = change.frame_counter
            WHERE change.seq = (SELECT min(seq) FROM change WHERE document = (SELECT no FROM document WHERE id = ?1))";
        self.row(sql, [document.as_bytes()], receipt)
    }
}

impl WriteDocuments for Transaction<'_> {
    fn append(&mut self, projection: &Projection, changes: &[NewChange<'_>]) -> Result<Appended> {
        if changes.is_empty() {
            return Err(StoreError::Missing("change"));
        }
        let first_seq = self.take_numbers(changes.len() as u64)?;
        let head_seq = first_seq + changes.len() as u64 - 1;
        let place = self.place_of(projection)?;
        let kept = self.kept(projection.id)?;
        let placed = kept.as_ref().is_none_or(|kept| kept.place != place);
        let linked = kept.as_ref().is_none_or(|kept| kept.merged_into != ids::of_document(projection.merged_into));
        let before = kept.as_ref().map(|kept| kept.counted.clone());
        let no = match kept {
            Some(kept) if kept.kind != projection.kind => return Err(StoreError::Taken("document")),
            Some(kept) => {
                self.correct_row(&kept, projection, &place, head_seq)?;
                kept.no
            }
            None => self.begin_document(projection, &place, first_seq)?,
        };
        self.write_record(no, projection)?;
        self.append_changes(no, changes, first_seq, projection.item)?;
        self.settle_duties(projection, &place)?;
        if placed && projection.kind == Kind::Household {
            self.area_for_members(projection.id, place.area.as_deref(), head_seq)?;
        }
        if linked && projection.kind == Kind::Household {
            self.settle_survivors(projection.id)?;
        }
        if matches!(projection.kind, Kind::Visit | Kind::Case) {
            self.settle_counted(before.as_ref(), &counted(projection, &place))?;
        }
        Ok(Appended { first_seq, head_seq })
    }

    fn project(&mut self, projection: &Projection) -> Result<()> {
        let kept = self.kept(projection.id)?.ok_or(StoreError::Missing("document"))?;
        let place = self.place_of(projection)?;
        let moves = place != kept.place;
        let seq = if moves { self.take_numbers(1)? } else { kept.head_seq };
        self.correct_row(&kept, projection, &place, seq)?;
        self.write_record(kept.no, projection)?;
        let item = params![kept.no, projection.item.cast_signed()];
        self.execute("UPDATE document SET item = ?2 WHERE no = ?1 AND item <> ?2", item)?;
        self.settle_duties(projection, &place)?;
        if moves && projection.kind == Kind::Household {
            self.area_for_members(projection.id, place.area.as_deref(), seq)?;
        }
        if kept.merged_into != ids::of_document(projection.merged_into) {
            self.settle_survivors(projection.id)?;
        }
        if matches!(projection.kind, Kind::Visit | Kind::Case) {
            self.settle_counted(Some(&kept.counted), &counted(projection, &place))?;
        }
        Ok(())
    }

    fn put_snapshot(&mut self, document: DocId, seq: u64, saved: &[u8]) -> Result<()> {
        let no = self.kept(document)?.ok_or(StoreError::Missing("document"))?.no;
        let sql =
            "INSERT INTO snapshot (document, bytes) VALUES (?1, ?2) ON CONFLICT (document) DO UPDATE SET bytes = ?2";
        self.execute(sql, params![no, saved])?;
        let sql = "UPDATE document SET snapshot_seq = ?2, snapshot_bytes = ?3, log_bytes =
                (SELECT coalesce(sum(length(bytes)), 0) FROM change WHERE document = ?1 AND seq > ?2)
            WHERE no = ?1";
        self.execute(sql, params![no, seq, saved.len()])?;
        Ok(())
    }
}
