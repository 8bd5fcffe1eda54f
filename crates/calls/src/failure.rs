//! Why a call was not answered, as a host gets it.

use lianxin_core::CoreError;
use lianxin_core::feed::WayError;
use lianxin_core::model::intention::FieldProblem;
use serde::Serialize;

/// Why a call was not answered. Nothing is changed then. Never holds what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Failure {
    /// The word for programs.
    pub code: String,
    /// For people, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The fields that do not fit.
    pub fields: Vec<Field>,
}

/// A field that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "FieldFailure"))]
pub struct Field {
    /// Path in the catalogue.
    pub field: String,
    /// The word for programs.
    pub code: String,
    /// For people, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl Failure {
    /// A call that the table does not have, or with something else than it takes: a mistake of the host.
    pub fn bad_call() -> Self {
        Self::new("bad_call", "应用出错，请重新打开", "the app made a mistake: open it again")
    }

    /// With a word of the host's own.
    pub fn new(code: &str, zh: &str, en: &str) -> Self {
        Self { code: code.to_owned(), zh: zh.to_owned(), en: en.to_owned(), fields: Vec::new() }
    }
}

impl From<CoreError> for Failure {
    fn from(error: CoreError) -> Self {
        let fields = match &error {
            CoreError::Fields(problems) => problems.iter().map(Field::of).collect(),
            _ => Vec::new(),
        };
        Self { code: error.code().to_owned(), zh: error.zh(), en: error.en(), fields }
    }
}

impl From<WayError> for Failure {
    fn from(error: WayError) -> Self {
        match error {
            WayError::Core(error) => error.into(),
            other => Self::new(other.code(), &other.zh(), &other.en()),
        }
    }
}

impl Field {
    fn of(wrong: &FieldProblem) -> Self {
        let FieldProblem { field, problem } = wrong;
        Self {
            field: field.clone(),
            code: problem.code().to_owned(),
            zh: problem.zh().to_owned(),
            en: problem.en().to_owned(),
        }
    }
}
