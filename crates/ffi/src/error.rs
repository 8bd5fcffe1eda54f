//! Why something was not done, in a few kinds. Nothing is changed then. Never holds what somebody typed.

use lianxin_calls::Unanswered;
use lianxin_client::ClientError;
use lianxin_client::desk::DeskError;
use lianxin_core::CoreError;
use lianxin_core::model::intention::FieldProblem;

/// A field that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FieldFailure {
    /// Path in the catalogue.
    pub field: String,
    /// The word for programs.
    pub code: String,
    /// For people, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $(+ { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)+ })?;)+) => {
        /// Why something was not done. Nothing is changed then. `code` is the word for programs, `zh` and `en` are for people.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
        pub enum LianxinError {
            $(
                $(#[$doc])*
                #[error("{code}: {en}")]
                $name {
                    /// The word for programs.
                    code: String,
                    /// For people, in Chinese.
                    zh: String,
                    /// The same in English.
                    en: String,
                    $($($(#[$field_doc])* $field: $ty,)+)?
                },
            )+
        }

        impl LianxinError {
            /// The word for programs.
            pub fn code(&self) -> &str {
                match self {
                    $(LianxinError::$name { code, .. } => code,)+
                }
            }
        }
    };
}

kinds! {
    /// Fields or values that do not fit; every one of them is named.
    Fields + {
        /// The fields.
        fields: Vec<FieldFailure>,
    };
    /// No such record on this device.
    NotFound;
    /// This person may not do that.
    NotAllowed;
    /// The device belongs to nobody yet.
    NotEnrolled;
    /// It cannot be done as things stand: the record is there already, it changed meanwhile, the passphrase is wrong, …
    Refused;
    /// The store's file: in use, full, damaged, of a newer version, …
    Storage;
    /// The way to the server. What was written is kept and sent by the next sync.
    Network;
    /// The server said no.
    Server + {
        /// When it wants to be asked again, where it said so.
        retry_after_seconds: Option<u32>,
    };
    /// The store was closed.
    Closed;
    /// The key of the store or of the device: wrong, lost, or the platform did not give it.
    Key;
    /// The host calls wrongly: an id that is none, JSON that is none, a second open of what is open.
    Misuse;
    /// A defect of this library. The store is whole and goes on.
    Internal;
}

impl LianxinError {
    pub(crate) fn misuse(code: &str) -> Self {
        let (zh, en) = ("程序调用有误", "the app made a mistake in a call");
        LianxinError::Misuse { code: code.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
    }

    pub(crate) fn key(code: &str, zh: &str, en: &str) -> Self {
        LianxinError::Key { code: code.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
    }

    pub(crate) fn folder() -> Self {
        CoreError::CannotOpen.into()
    }
}

impl From<CoreError> for LianxinError {
    fn from(error: CoreError) -> Self {
        let (code, zh, en) = (error.code().to_owned(), error.zh(), error.en());
        match error {
            CoreError::Fields(problems) => {
                let fields = problems.iter().map(failure).collect();
                LianxinError::Fields { code, zh, en, fields }
            }
            CoreError::UnknownRecord => LianxinError::NotFound { code, zh, en },
            CoreError::NotAllowed => LianxinError::NotAllowed { code, zh, en },
            CoreError::NotEnrolled => LianxinError::NotEnrolled { code, zh, en },
            CoreError::NotAStore
            | CoreError::NewerStore { .. }
            | CoreError::Damaged
            | CoreError::DiskFull
            | CoreError::Locked
            | CoreError::CannotOpen
            | CoreError::Storage(_)
            | CoreError::NoRandomness => LianxinError::Storage { code, zh, en },
            CoreError::WrongKey | CoreError::KeyFailed => LianxinError::Key { code, zh, en },
            CoreError::Answer(_) | CoreError::StaleAnswer | CoreError::NotTheServer { .. } | CoreError::NoProgress => {
                LianxinError::Network { code, zh, en }
            }
            CoreError::Server(_) => LianxinError::Server { code, zh, en, retry_after_seconds: None },
            CoreError::AlreadyEnrolled
            | CoreError::StillArriving
            | CoreError::InReview
            | CoreError::AlreadyThere
            | CoreError::NotMerged
            | CoreError::UnknownHeads
            | CoreError::TooManyDrafts
            | CoreError::NotAnExport
            | CoreError::WrongPassphrase
            | CoreError::WeakPassphrase
            | CoreError::TooLarge
            | CoreError::EditRefused
            | CoreError::EnrolText => LianxinError::Refused { code, zh, en },
        }
    }
}

impl From<Unanswered> for LianxinError {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::BadCall => LianxinError::misuse("bad_call"),
            Unanswered::Core(error) => error.into(),
        }
    }
}

impl From<ClientError> for LianxinError {
    fn from(error: ClientError) -> Self {
        let (code, zh, en) = (error.code().to_owned(), error.zh(), error.en());
        match error {
            ClientError::Core(error) => error.into(),
            ClientError::ComeAgain { seconds, .. } => {
                LianxinError::Server { code, zh, en, retry_after_seconds: Some(seconds) }
            }
            ClientError::Background => LianxinError::Internal { code, zh, en },
            ClientError::NoNetwork
            | ClientError::Timeout
            | ClientError::Cut
            | ClientError::TooLarge
            | ClientError::Address
            | ClientError::Tls => LianxinError::Network { code, zh, en },
        }
    }
}

impl From<DeskError> for LianxinError {
    fn from(error: DeskError) -> Self {
        let (code, zh, en) = (error.code().to_owned(), error.zh(), error.en());
        match error {
            DeskError::Client(error) => error.into(),
            DeskError::Closed => LianxinError::Closed { code, zh, en },
            DeskError::BackgroundRuns => LianxinError::Misuse { code, zh, en },
            DeskError::Stopped => LianxinError::Refused { code, zh, en },
            DeskError::Internal => LianxinError::Internal { code, zh, en },
        }
    }
}

fn failure(wrong: &FieldProblem) -> FieldFailure {
    let FieldProblem { field, problem } = wrong;
    FieldFailure {
        field: field.clone(),
        code: problem.code().to_owned(),
        zh: problem.zh().to_owned(),
        en: problem.en().to_owned(),
    }
}
