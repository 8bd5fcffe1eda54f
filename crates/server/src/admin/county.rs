//! Opening the county's store in a folder.

use std::path::Path;
use std::sync::Arc;

use lianxin_model::ids::TenantId;
use lianxin_store::{SqliteStore, Store, StoreError};

use super::AdminError;
use crate::clock::Clock;

/// What to do where there is no county yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Refuse: the folder may be mistyped.
    Existing,
    /// Make one.
    OrNew,
}

/// Opens the county in a folder. Another process may have it open: each write waits its turn.
///
/// # Errors
/// [`AdminError::NoCounty`], or the store's.
pub fn open_county(folder: &Path, clock: &dyn Clock, opening: Opening) -> Result<Arc<dyn Store>, AdminError> {
    let opened = match opening {
        Opening::Existing => SqliteStore::open(folder),
        Opening::OrNew => {
            std::fs::create_dir_all(folder).map_err(|error| AdminError::Folder(folder.to_owned(), error.kind()))?;
            let tenant = TenantId::from_moment(u64::try_from(clock.now_ms()).unwrap_or(0), random()?);
            SqliteStore::open_or_create(folder, tenant, u64::from_be_bytes(random()?))
        }
    };
    match opened {
        Ok(store) => Ok(Arc::new(store)),
        Err(StoreError::NoStore) => Err(AdminError::NoCounty(folder.to_owned())),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn random<const N: usize>() -> Result<[u8; N], AdminError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| AdminError::NoRandomness)?;
    Ok(bytes)
}
