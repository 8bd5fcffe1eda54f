//! Failures as errors of JavaScript.

use lianxin_calls::Failure;
use lianxin_client::desk::DeskError;

use crate::engine;

/// With the failure as JSON.
pub(crate) fn error(failure: &Failure) -> engine::Error {
    engine::Error::from_reason(serde_json::to_string(failure).unwrap_or_default())
}

/// What a desk did not do.
pub(crate) fn of_desk(error: DeskError) -> Failure {
    match error {
        DeskError::Client(error) => error.into(),
        other => Failure::new(other.code(), &other.zh(), &other.en()),
    }
}

/// An argument that is none.
pub(crate) fn misuse() -> Failure {
    Failure::new("misuse", "调用参数不对", "not what this call takes")
}
