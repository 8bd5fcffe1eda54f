//! From SQLite's errors to ours.

use rusqlite::{Error, ErrorCode, ffi};

use crate::StoreError;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let failure = match error {
            Error::SqliteFailure(failure, _) => failure,
            Error::SqlInputError { error, .. } => error,
            Error::FromSqlConversionFailure(..) | Error::InvalidColumnType(..) | Error::IntegralValueOutOfRange(..) => {
                return StoreError::Corrupt("value");
            }
            _ => return StoreError::Engine(0),
        };
        match failure.code {
            ErrorCode::NotADatabase => StoreError::NotAStore,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
            ErrorCode::DiskFull => StoreError::Full,
            ErrorCode::DatabaseCorrupt => StoreError::Corrupt("file"),
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
                StoreError::Io(failure.extended_code)
            }
            ErrorCode::ConstraintViolation => match failure.extended_code {
                ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => StoreError::Taken("row"),
                ffi::SQLITE_CONSTRAINT_FOREIGNKEY => StoreError::Missing("row"),
                code => StoreError::Engine(code),
            },
            _ => StoreError::Engine(failure.extended_code),
        }
    }
}

/// Says of which thing a unique mark was taken and a reference was missing.
pub(super) fn naming(taken: &'static str, missing: &'static str) -> impl Fn(StoreError) -> StoreError {
    move |error| match error {
        StoreError::Taken(_) => StoreError::Taken(taken),
        StoreError::Missing(_) => StoreError::Missing(missing),
        other => other,
    }
}
