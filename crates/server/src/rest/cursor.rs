//! Where a page ends and the next begins, as an opaque word.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::http::error::{ApiCode, ApiError};

/// Longest cursor that is looked at, in bytes.
const CURSOR_BYTES_MAX: usize = 2_048;

#[derive(Serialize, Deserialize)]
struct Cursor<T> {
    /// Of the query that it belongs to: in another one its place means nothing.
    query: String,
    place: T,
}

/// The cursor of a place in the answers to a query.
pub(super) fn encode<T: Serialize>(query: &str, place: T) -> Option<String> {
    let cursor = Cursor { query: digest(query), place };
    serde_json::to_vec(&cursor).ok().map(|json| URL_SAFE_NO_PAD.encode(json))
}

/// The place of a cursor that a page of the same query gave.
pub(super) fn decode<T: DeserializeOwned>(query: &str, text: &str) -> Result<T, ApiError> {
    let wrong = || ApiError::from(ApiCode::BadQuery).field("cursor", "unknown");
    if text.len() > CURSOR_BYTES_MAX {
        return Err(wrong());
    }
    let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
    let cursor: Cursor<T> = serde_json::from_slice(&json).map_err(|_| wrong())?;
    if cursor.query != digest(query) {
        return Err(ApiError::from(ApiCode::BadQuery).field("cursor", "of_another_query"));
    }
    Ok(cursor.place)
}

fn digest(query: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(query.as_bytes())[..9])
}
