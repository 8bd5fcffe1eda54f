//! The projection: one row a document, for lists, filters and search.

use lianxin_model::document::{Document, Record};
use lianxin_model::duplicates::Links;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::projection::Projection;
use lianxin_model::search::{Pattern, Term};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension as _, Row as SqlRow, params, params_from_iter};
use uuid::Uuid;

use crate::error::CoreError;

/// A row as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: DocId,
    pub(crate) kind: Kind,
    pub(crate) household: Option<DocId>,
    pub(crate) title: String,
    pub(crate) record: Record,
}

/// Which rows, all conditions together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    conditions: Vec<String>,
    values: Vec<Sql>,
    order: &'static str,
    pub(crate) limit: Option<u32>,
    pub(crate) offset: u32,
}

impl Selection {
    /// Rows of one kind, in that order (SQL of this crate, never of a caller).
    pub(crate) fn of(kind: Kind, order: &'static str) -> Self {
        let mut selection = Self { order, ..Self::default() };
        selection.and("row.kind = ?", [Sql::Integer(kind.number().into())]);
        selection
    }

    /// Rows of every kind.
    pub(crate) fn of_all(order: &'static str) -> Self {
        Self { order, ..Self::default() }
    }

    /// Its order.
    pub(super) fn order(&self) -> &'static str {
        self.order
    }

    /// The values of its conditions.
    pub(super) fn values(&self) -> &[Sql] {
        &self.values
    }

    /// Adds a condition with its values.
    pub(crate) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Sql>) {
        self.conditions.push(format!("({condition})"));
        self.values.extend(values);
    }

    /// Adds a comparison where there is something to compare with.
    pub(crate) fn and_text(&mut self, condition: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.and(condition, [Sql::Text(value.to_owned())]);
        }
    }

    /// Adds a comparison with an id where there is one.
    pub(crate) fn and_id(&mut self, condition: &str, id: Option<&[u8; 16]>) {
        if let Some(id) = id {
            self.and(condition, [Sql::Blob(id.to_vec())]);
        }
    }

    /// Only rows that match a query's terms.
    pub(crate) fn and_found(&mut self, terms: &[Term]) {
        self.and_found_or(terms, &[]);
    }

    /// Only rows that match a query's terms, and these.
    pub(crate) fn and_found_or(&mut self, terms: &[Term], others: &[DocId]) {
        if !terms.is_empty() {
            let matched = "row.number IN (SELECT rowid FROM search WHERE search MATCH ?)";
            let condition = format!("{matched} OR row.id IN ({})", marks(others));
            let values = std::iter::once(Sql::Text(match_expression(terms))).chain(blobs(others));
            self.and(&condition, values);
        }
    }

    /// Only rows whose id in that column is among these, or is not.
    pub(crate) fn and_among(&mut self, column: &'static str, among: bool, ids: &[DocId]) {
        let not = if among { "" } else { "NOT " };
        self.and(&format!("row.{column} {not}IN ({})", marks(ids)), blobs(ids));
    }
}

fn marks(ids: &[DocId]) -> String {
    vec!["?"; ids.len()].join(", ")
}

fn blobs(ids: &[DocId]) -> impl Iterator<Item = Sql> + '_ {
    ids.iter().map(|id| Sql::Blob(id.as_bytes().to_vec()))
}

/// Tokens are letters and digits, so that quoting them is enough.
pub(crate) fn match_expression(terms: &[Term]) -> String {
    let pattern = |pattern: &Pattern| format!("\"{}\"{}", pattern.token, if pattern.prefix { "*" } else { "" });
    let term = |term: &Term| format!("({})", term.any.iter().map(pattern).collect::<Vec<_>>().join(" OR "));
    terms.iter().map(term).collect::<Vec<_>>().join(" AND ")
}

/// Writes the row of a document as it is now.
pub(crate) fn put(db: &Connection, document: &Document) -> Result<(), CoreError> {
    insert(db, &Projection::of(document), false)
}

/// Writes the row of a record whose document is still on its way.
pub(crate) fn put_provisional(db: &Connection, record: Record) -> Result<(), CoreError> {
    insert(db, &Projection::of_record(record), true)
}

/// Whether the row is shown until its document arrives.
pub(crate) fn is_provisional(db: &Connection, id: DocId) -> Result<bool, CoreError> {
    let mut query = db.prepare_cached("SELECT provisional FROM row WHERE id = ?1")?;
    Ok(query.query_row([id.as_bytes()], |row| row.get(0)).optional()?.unwrap_or(false))
}

/// Forgets what was shown ahead and never arrived: it left the scope meanwhile.
pub(crate) fn remove_provisional(db: &Connection) -> Result<(), CoreError> {
    let mut query = db.prepare_cached("SELECT id FROM row WHERE provisional")?;
    let ids = query.query_map([], |row| Ok(DocId(Uuid::from_bytes(row.get(0)?))))?.collect::<Result<Vec<_>, _>>()?;
    ids.into_iter().try_for_each(|id| remove(db, id))
}

/// The items of all documents counted and added up modulo 2^64. Asked for where nothing waits: then nothing is leaving
/// either. Halves, since SQLite's sums do not wrap.
pub(crate) fn items_sum(db: &Connection) -> Result<(u64, u64), CoreError> {
    let mut query = db.prepare_cached(
        "SELECT count(*), coalesce(sum(item >> 32), 0), coalesce(sum(item & 4294967295), 0) FROM row
         WHERE NOT provisional",
    )?;
    let sum = query.query_row([], |row| {
        let (count, high, low): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((count.unsigned_abs(), high.wrapping_shl(32).wrapping_add(low).cast_unsigned()))
    });
    Ok(sum?)
}

/// Every document that this device should go on holding, with its item.
pub(crate) fn items(db: &Connection) -> Result<Vec<(u64, DocId)>, CoreError> {
    let mut query = db.prepare_cached(
        "SELECT row.item, row.id FROM row JOIN document ON document.id = row.id WHERE NOT document.leaving",
    )?;
    let items =
        query.query_map([], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), DocId(Uuid::from_bytes(row.get(1)?)))))?;
    Ok(items.collect::<Result<_, _>>()?)
}

fn insert(db: &Connection, row: &Projection, provisional: bool) -> Result<(), CoreError> {
    remove(db, row.id)?;
    let id = |id: Option<DocId>| id.map(|id| *id.as_bytes());
    let of_household = |field| if row.kind == Kind::Household { row.record.text(field) } else { None };
    let user = |id: Option<lianxin_model::ids::UserId>| id.map(|id| *id.as_bytes());
    db.prepare_cached(
        "INSERT INTO row (id, kind, household, area, owner, author, subject, code, date, class, status, title, private,
                          conflicts, record, item, provisional, merged_into, address, phone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?
    .execute(params![
        row.id.as_bytes(),
        row.kind.number(),
        id(row.household),
        row.area,
        user(row.owner),
        user(row.author),
        id(row.subject),
        row.code,
        row.date,
        row.class,
        row.status,
        row.title,
        row.private,
        i64::try_from(row.conflicts).unwrap_or(i64::MAX),
        serde_json::to_string(&row.record)?,
        row.item.cast_signed(),
        provisional,
        id(row.merged_into),
        of_household("address"),
        of_household("phone"),
    ])?;
    let number = db.last_insert_rowid();
    for category in &row.categories {
        db.prepare_cached("INSERT INTO row_category (number, category) VALUES (?1, ?2)")?
            .execute(params![number, category])?;
    }
    db.prepare_cached("INSERT INTO search (rowid, tokens) VALUES (?1, ?2)")?
        .execute(params![number, row.tokens.join(" ")])?;
    Ok(())
}

/// Removes the row of a document, where there is one.
pub(crate) fn remove(db: &Connection, id: DocId) -> Result<(), CoreError> {
    let mut query = db.prepare_cached("SELECT number FROM row WHERE id = ?1")?;
    let number: Option<i64> = query.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
    let Some(number) = number else { return Ok(()) };
    for delete in [
        "DELETE FROM search WHERE rowid = ?1",
        "DELETE FROM row_category WHERE number = ?1",
        "DELETE FROM row WHERE number = ?1",
    ] {
        db.prepare_cached(delete)?.execute([number])?;
    }
    Ok(())
}

/// The row of a document.
pub(crate) fn get(db: &Connection, id: DocId) -> Result<Option<Row>, CoreError> {
    let mut selection = Selection::of_all("row.number");
    selection.and_id("row.id = ?", Some(id.as_bytes()));
    Ok(list(db, &selection)?.into_iter().next())
}

/// What a list shows of a document.
pub(crate) fn title(db: &Connection, id: DocId) -> Result<Option<String>, CoreError> {
    let mut query = db.prepare_cached("SELECT title FROM row WHERE id = ?1")?;
    Ok(query.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
}

/// The household with that official code.
pub(crate) fn household_by_code(db: &Connection, code: &str) -> Result<Option<DocId>, CoreError> {
    let mut query = db.prepare_cached("SELECT id FROM row WHERE code = ?1 AND kind = ?2 ORDER BY id LIMIT 1")?;
    let id = query.query_row(params![code, Kind::Household.number()], |row| row.get(0)).optional()?;
    Ok(id.map(|id| DocId(Uuid::from_bytes(id))))
}

/// Which households stand for which. A household gives way only to one that is held: nothing disappears because the other
/// is not in this device's scope.
pub(crate) fn links(db: &Connection) -> Result<Links, CoreError> {
    let mut query = db.prepare_cached(
        "SELECT row.id, row.merged_into FROM row JOIN row AS other ON other.id = row.merged_into AND other.kind = ?1
         WHERE row.merged_into IS NOT NULL AND row.kind = ?1",
    )?;
    let id = |bytes| DocId(Uuid::from_bytes(bytes));
    let links = query.query_map([Kind::Household.number()], |row| Ok((id(row.get(0)?), id(row.get(1)?))))?;
    Ok(Links::new(links.collect::<Result<Vec<_>, _>>()?))
}

/// Every document that has a row.
pub(crate) fn ids(db: &Connection) -> Result<Vec<DocId>, CoreError> {
    let mut query = db.prepare_cached("SELECT id FROM row ORDER BY number")?;
    let ids = query.query_map([], |row| Ok(DocId(Uuid::from_bytes(row.get(0)?))))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The selected rows.
pub(crate) fn list(db: &Connection, selection: &Selection) -> Result<Vec<Row>, CoreError> {
    let sql = format!(
        "SELECT row.id, row.kind, row.household, row.title, row.record FROM row {} ORDER BY {} LIMIT {} OFFSET {}",
        wanted(selection),
        selection.order,
        selection.limit.map_or(-1, i64::from),
        selection.offset,
    );
    let mut query = db.prepare_cached(&sql)?;
    let rows = query.query_map(params_from_iter(&selection.values), read)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(Stored::row).collect()
}

/// The households of the selected rows.
pub(crate) fn households(db: &Connection, selection: &Selection) -> Result<Vec<DocId>, CoreError> {
    let sql = format!("SELECT DISTINCT row.household FROM row {} AND row.household IS NOT NULL", wanted(selection));
    let mut query = db.prepare_cached(&sql)?;
    let ids = query.query_map(params_from_iter(&selection.values), |row| Ok(DocId(Uuid::from_bytes(row.get(0)?))))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// How many rows are selected, whatever the limit.
pub(crate) fn count(db: &Connection, selection: &Selection) -> Result<u64, CoreError> {
    let sql = format!("SELECT count(*) FROM row {}", wanted(selection));
    let mut query = db.prepare_cached(&sql)?;
    let count: i64 = query.query_row(params_from_iter(&selection.values), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// The conditions of a selection as SQL.
pub(super) fn wanted(selection: &Selection) -> String {
    if selection.conditions.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", selection.conditions.join(" AND "))
    }
}

struct Stored {
    id: [u8; 16],
    kind: u32,
    household: Option<[u8; 16]>,
    title: String,
    record: String,
}

fn read(row: &SqlRow<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored { id: row.get(0)?, kind: row.get(1)?, household: row.get(2)?, title: row.get(3)?, record: row.get(4)? })
}

impl Stored {
    fn row(self) -> Result<Row, CoreError> {
        Ok(Row {
            id: DocId(Uuid::from_bytes(self.id)),
            kind: Kind::from_number(self.kind).ok_or(CoreError::Damaged)?,
            household: self.household.map(|id| DocId(Uuid::from_bytes(id))),
            title: self.title,
            record: serde_json::from_str(&self.record)?,
        })
    }
}
