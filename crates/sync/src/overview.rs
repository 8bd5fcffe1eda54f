//! What lists and records show, ahead of the documents: a new phone is of use before the histories have arrived.

use bytes::Bytes;
use lianxin_model::ids::DocId;
use lianxin_model::limits;
use prost::Message;

use crate::pack::{compress, inflate};
use crate::wire::{WireError, proto};

/// One record as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverviewRow {
    /// The document.
    pub document: DocId,
    /// The number of its kind.
    pub kind_number: u32,
    /// The record in JSON.
    pub record: String,
}

/// Rows compressed together. Fails where they are more than one overview may hold.
pub fn pack_overview(rows: &[OverviewRow]) -> Result<Bytes, WireError> {
    let rows = rows.iter().map(|row| proto::OverviewRow {
        document: Bytes::copy_from_slice(row.document.as_bytes()),
        kind: row.kind_number,
        record: row.record.clone(),
    });
    let encoded = proto::Overview { rows: rows.collect() }.encode_to_vec();
    if encoded.len() > limits::PACK_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    compress(&encoded)
}

/// The rows of an overview; none for an empty one.
pub fn unpack_overview(overview: &[u8]) -> Result<Vec<OverviewRow>, WireError> {
    if overview.is_empty() {
        return Ok(Vec::new());
    }
    let decoded = proto::Overview::decode(inflate(overview)?).map_err(|_| WireError::Garbage)?;
    let rows = decoded.rows.into_iter().map(|row| {
        let document = DocId::from_slice(&row.document).map_err(|_| WireError::Garbage)?;
        Ok(OverviewRow { document, kind_number: row.kind, record: row.record })
    });
    rows.collect()
}
