//! Everything that can go wrong on a device, coded, in both languages, without personal data.

use lianxin_model::document::EditError;
use lianxin_model::intention::FieldProblem;
use lianxin_model::rules::Breach;
use lianxin_sync::wire::WireError;
use rusqlite::ErrorCode;

use crate::feed::ServerError;

/// Why the core did not do what was asked. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum CoreError {
    /// Fields or values that do not fit; every one of them is named.
    #[error("{} fields do not fit", .0.len())]
    Fields(Vec<FieldProblem>),
    /// The device belongs to nobody yet.
    #[error("the device is not enrolled")]
    NotEnrolled,
    /// The device belongs to somebody already.
    #[error("the device is enrolled already")]
    AlreadyEnrolled,
    /// No such record on this device.
    #[error("no such record on this device")]
    UnknownRecord,
    /// The record is shown, and its history is still on its way: it cannot be edited yet.
    #[error("the record is still arriving")]
    StillArriving,
    /// The edit waits for the word of whoever answers for its record: made again meanwhile, it would be there twice.
    #[error("the edit is in review")]
    InReview,
    /// A record with this code is on the device already.
    #[error("the record is there already")]
    AlreadyThere,
    /// The household was not merged into another.
    #[error("the household was not merged")]
    NotMerged,
    /// The heads that the form names are not of this record: it must be read again.
    #[error("the record changed its past; read it again")]
    UnknownHeads,
    /// This person may not write that.
    #[error("not allowed to this person")]
    NotAllowed,
    /// More drafts than a device keeps.
    #[error("too many drafts")]
    TooManyDrafts,
    /// Not a file that this version exports.
    #[error("not an export of this version or an older one")]
    NotAnExport,
    /// The passphrase does not open the file, or the file is damaged.
    #[error("the passphrase does not open the file")]
    WrongPassphrase,
    /// A passphrase that is soon guessed.
    #[error("the passphrase is too short")]
    WeakPassphrase,
    /// One edit is larger than may be sent.
    #[error("the edit is too large")]
    TooLarge,
    /// The edit cannot be written into the record.
    #[error("the edit does not fit the record")]
    EditRefused,
    /// The file is something else.
    #[error("the file is not a store")]
    NotAStore,
    /// The key does not open the encrypted store, or the file is something else.
    #[error("the key does not open the store")]
    WrongKey,
    /// A newer version of the app wrote the store.
    #[error("the store is of schema {found}, newer than {known}")]
    NewerStore {
        /// The schema of the file.
        found: u32,
        /// The newest schema that this version knows.
        known: u32,
    },
    /// The file is a store and is damaged.
    #[error("the store is damaged")]
    Damaged,
    /// No room left.
    #[error("no room left on the device")]
    DiskFull,
    /// Another program holds the store.
    #[error("the store is in use by another program")]
    Locked,
    /// The file cannot be opened or written.
    #[error("the store cannot be opened for writing")]
    CannotOpen,
    /// SQLite failed otherwise, with this extended result code.
    #[error("storage failed with code {0}")]
    Storage(i32),
    /// The machine gave no random bytes.
    #[error("no randomness")]
    NoRandomness,
    /// The device's key could not sign.
    #[error("the device's key could not sign")]
    KeyFailed,
    /// Not an address with a one-time code.
    #[error("not an address and a code")]
    EnrolText,
    /// An answer that cannot be read: cut, damaged, or for another request.
    #[error("the answer cannot be read: {0}")]
    Answer(#[from] WireError),
    /// An answer to a request that is no longer waited for.
    #[error("the answer is not for the last request")]
    StaleAnswer,
    /// What answered is not the county's server: a captive portal, a proxy, a wrong address.
    #[error("what answered is not the server (status {status})")]
    NotTheServer {
        /// The HTTP status.
        status: u16,
    },
    /// The server said no.
    #[error("the server refused: {}", .0.code)]
    Server(ServerError),
    /// Round after round brought nothing further.
    #[error("the sync makes no progress")]
    NoProgress,
}

impl CoreError {
    /// The word for programs.
    pub fn code(&self) -> &str {
        match self {
            CoreError::Answer(error) => error.code(),
            CoreError::Server(error) => &error.code,
            other => other.parts().0,
        }
    }

    /// Whether it lies in one edit and its record, and not in the device.
    pub(crate) fn is_of_the_edit(&self) -> bool {
        matches!(
            self,
            CoreError::Fields(_)
                | CoreError::UnknownRecord
                | CoreError::UnknownHeads
                | CoreError::NotAllowed
                | CoreError::TooLarge
                | CoreError::EditRefused
        )
    }

    /// The sentence for people, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            CoreError::Server(error) => error.message.clone(),
            other => other.parts().1.to_owned(),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            CoreError::Server(error) => error.message_en.clone(),
            other => other.parts().2.to_owned(),
        }
    }

    fn parts(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            CoreError::Fields(_) => ("fields", "有的栏目填写不对，请逐项核对", "some fields do not fit"),
            CoreError::NotEnrolled => {
                ("not_enrolled", "本机还没有登记，请先用一次性登记码登记", "this device is not enrolled")
            }
            CoreError::AlreadyEnrolled => ("already_enrolled", "本机已经登记过", "this device is enrolled already"),
            CoreError::InReview => (
                "in_review",
                "这项修改正在等审核，不能重新提交；可以等结果，也可以放弃",
                "this edit is in review: wait for the decision, or let it go",
            ),
            CoreError::StillArriving => (
                "still_arriving",
                "这条记录还在下载，请同步完成后再修改",
                "the record is still arriving; edit it after the sync",
            ),
            CoreError::UnknownRecord => ("unknown_record", "本机没有这条记录", "no such record on this device"),
            CoreError::AlreadyThere => ("already_there", "这条记录已经有了", "the record is there already"),
            CoreError::NotMerged => ("not_merged", "这一户没有并入其他户", "the household was not merged into another"),
            CoreError::UnknownHeads => {
                ("unknown_heads", "这条记录已更新，请重新打开再改", "the record was renewed: open it again")
            }
            CoreError::NotAllowed => ("not_allowed", "您没有权限做这项修改", "you may not make this change"),
            CoreError::TooLarge => ("too_large", "一次修改的内容太大，请分几次写", "the edit is too large: split it"),
            CoreError::TooManyDrafts => {
                ("too_many_drafts", "草稿太多，请先写完或删掉一些", "too many drafts: finish or delete some first")
            }
            CoreError::NotAnExport => (
                "not_an_export",
                "这不是连心导出的文件，或由更新的版本导出",
                "not an export of Lianxin, or of a newer version",
            ),
            CoreError::WrongPassphrase => {
                ("wrong_passphrase", "口令不对，或文件已损坏", "a wrong passphrase, or the file is damaged")
            }
            CoreError::WeakPassphrase => {
                ("weak_passphrase", "口令太短，至少 8 个字符", "the passphrase is too short: at least 8 characters")
            }
            CoreError::EditRefused => ("edit_refused", "这项修改写不进记录", "the edit does not fit the record"),
            CoreError::NotAStore => ("not_a_store", "这个文件不是连心的数据文件", "the file is not a store"),
            CoreError::WrongKey => (
                "wrong_key",
                "密钥打不开这个数据文件，或它不是连心的数据文件",
                "the key does not open the store, or the file is none",
            ),
            CoreError::NewerStore { .. } => (
                "newer_store",
                "数据文件由更新的版本写成，请先升级应用",
                "a newer version wrote the store: update the app",
            ),
            CoreError::Damaged => ("damaged", "数据文件已损坏", "the store is damaged"),
            CoreError::DiskFull => {
                ("disk_full", "存储空间已满，刚才的修改没有保存", "no room left on the device: the edit was not saved")
            }
            CoreError::Locked => ("locked", "数据文件正被另一个程序使用", "another program is using the store"),
            CoreError::CannotOpen => {
                ("cannot_open", "数据文件打不开或不能写入", "the store cannot be opened for writing")
            }
            CoreError::Storage(_) => ("storage", "读写数据文件出错", "storage failed"),
            CoreError::NoRandomness => ("no_randomness", "系统没有提供随机数", "the system gave no random bytes"),
            CoreError::KeyFailed => ("key_failed", "本机密钥无法签名", "the device's key could not sign"),
            CoreError::EnrolText => {
                ("enrol_text", "请提供服务器地址和一次性登记码", "give the server's address and the one-time code")
            }
            CoreError::Answer(_) => (
                "answer",
                "服务器的答复不完整或有误，没有丢失任何内容，请再试",
                "the answer was cut or damaged; nothing is lost: try again",
            ),
            CoreError::StaleAnswer => {
                ("stale_answer", "这个答复已过时，请重新同步", "the answer is not for the last request: sync again")
            }
            CoreError::NotTheServer { .. } => (
                "not_the_server",
                "连到的不是服务器（可能是需要登录的公共网络），没有丢失任何内容",
                "what answered is not the server (a network that wants a login?); nothing is lost",
            ),
            CoreError::NoProgress => {
                ("no_progress", "同步没有进展，请稍后再试", "the sync makes no progress: try later")
            }
            CoreError::Server(_) => ("server", "服务器拒绝了请求", "the server refused the request"),
        }
    }
}

impl From<rusqlite::Error> for CoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = error else { return CoreError::Damaged };
        match failure.code {
            ErrorCode::DiskFull => CoreError::DiskFull,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => CoreError::Locked,
            ErrorCode::NotADatabase => CoreError::NotAStore,
            ErrorCode::DatabaseCorrupt => CoreError::Damaged,
            ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => CoreError::CannotOpen,
            _ => CoreError::Storage(failure.extended_code),
        }
    }
}

/// Only what the core itself wrote is read as JSON from the store.
impl From<serde_json::Error> for CoreError {
    fn from(_: serde_json::Error) -> Self {
        CoreError::Damaged
    }
}

impl From<EditError> for CoreError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Fields(problems) => CoreError::Fields(problems),
            EditError::UnknownHeads => CoreError::UnknownHeads,
            EditError::Refused(_) => CoreError::EditRefused,
        }
    }
}

impl From<Breach> for CoreError {
    fn from(breach: Breach) -> Self {
        match breach {
            Breach::NotAllowed => CoreError::NotAllowed,
            Breach::TooLong => CoreError::TooLarge,
            Breach::Schema => CoreError::EditRefused,
        }
    }
}
