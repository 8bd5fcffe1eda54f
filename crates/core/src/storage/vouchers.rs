//! The county's word on what it held. See [`lianxin_sync::voucher`].

use lianxin_model::ids::DocId;
use lianxin_sync::Hash;
use lianxin_sync::voucher::Voucher;
use rusqlite::{Connection, params};

use crate::error::CoreError;

/// Keeps a voucher.
pub(crate) fn put(db: &Connection, voucher: &Voucher) -> Result<(), CoreError> {
    db.prepare_cached("INSERT OR REPLACE INTO voucher (document, tips, tag) VALUES (?1, ?2, ?3)")?.execute(params![
        voucher.document.as_bytes(),
        voucher.tips.concat(),
        voucher.tag
    ])?;
    Ok(())
}

/// Those of one document.
pub(crate) fn of(db: &Connection, document: DocId) -> Result<Vec<Voucher>, CoreError> {
    let mut query = db.prepare_cached("SELECT tips, tag FROM voucher WHERE document = ?1 ORDER BY tips")?;
    let rows = query.query_map([document.as_bytes()], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))?;
    let mut vouchers = Vec::new();
    for row in rows {
        let (tips, tag) = row?;
        let (tips, rest): (&[Hash], _) = tips.as_chunks();
        if !rest.is_empty() {
            return Err(CoreError::Damaged);
        }
        vouchers.push(Voucher { document, tips: tips.to_vec(), tag });
    }
    Ok(vouchers)
}

/// Another says more than this one.
pub(crate) fn remove(db: &Connection, voucher: &Voucher) -> Result<(), CoreError> {
    db.prepare_cached("DELETE FROM voucher WHERE document = ?1 AND tips = ?2")?
        .execute(params![voucher.document.as_bytes(), voucher.tips.concat()])?;
    Ok(())
}

/// The document is not here any more.
pub(crate) fn forget(db: &Connection, document: DocId) -> Result<(), CoreError> {
    db.prepare_cached("DELETE FROM voucher WHERE document = ?1")?.execute([document.as_bytes()])?;
    Ok(())
}
