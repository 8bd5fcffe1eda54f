//! Why a change was refused: a word that is stored, sent and shown.

use std::fmt;

/// Longest code that is taken from the wire, in bytes.
const CODE_BYTES_MAX: usize = 64;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident, $word:literal, $zh:literal, $en:literal;)*) => {
        /// Why a change was refused. The words are stored and sent: never give one another meaning.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $variant,)*
            /// A code of a newer server: kept as text, so that it is shown and passed on.
            Other(String),
        }

        impl Code {
            /// Every code of this version.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The word that is stored and sent.
            pub fn word(&self) -> &str {
                match self {
                    $(Code::$variant => $word,)*
                    Code::Other(word) => word,
                }
            }

            /// The code of a stored or sent word.
            pub fn from_word(word: &str) -> Code {
                match word {
                    $($word => Code::$variant,)*
                    other => Code::Other(tamed(other)),
                }
            }

            /// What a cadre reads.
            pub fn zh(&self) -> &str {
                match self {
                    $(Code::$variant => $zh,)*
                    Code::Other(_) => "服务器拒绝了这条修改，请更新应用后查看原因",
                }
            }

            /// The same in English.
            pub fn en(&self) -> &str {
                match self {
                    $(Code::$variant => $en,)*
                    Code::Other(_) => "the server refused this change; update the app to see why",
                }
            }
        }
    };
}

codes! {
    /// The bytes are no whole change chunk.
    NotAChange, "not_a_change", "数据不是一条完整的修改", "the bytes are not one whole change";
    /// The bytes were damaged.
    BadChecksum, "bad_checksum", "数据在存储或传输中损坏", "the bytes were damaged on the way";
    /// A change over the limit of bytes.
    TooLarge, "too_large", "一次修改的内容太大", "the change is too large";
    /// A change over the limit of operations.
    TooManyOps, "too_many_ops", "一次修改的步骤太多", "the change has too many operations";
    /// A chunk that is framed well and says nonsense.
    Malformed, "malformed", "修改的格式有误", "the change is malformed";
    /// Made in the name of another device or person.
    ActorNotYours, "actor_not_yours", "修改的署名不是本设备", "the change is signed as another device";
    /// A change of this device before it is missing.
    SeqGap, "seq_gap", "缺少本设备更早的修改", "an earlier change of this device is missing";
    /// Another change of this device has the same place.
    Fork, "fork", "与本设备已上交的修改冲突，可能使用过备份", "another change of this device has the same number: was it restored from a backup?";
    /// A change that it builds on is missing.
    Orphan, "orphan", "它所依据的修改没有被接受", "a change that it builds on was not accepted";
    /// The operation counter is out of bounds.
    StartOp, "start_op", "修改的编号超出范围", "the operation counter is out of bounds";
    /// The clock of the change is out of bounds.
    TimeOutOfRange, "time_out_of_range", "修改的时间超出范围", "the time of the change is out of range";
    /// The document does not belong to what this device may write.
    OutOfScope, "out_of_scope", "这份记录不在您负责的范围内", "the record is not within your area";
    /// This server does not know what kind of document it is.
    UnknownKind, "unknown_kind", "服务器不认识这种记录，请联系管理员升级", "the server does not know this kind of record";
    /// The id is taken by a document of another kind.
    KindMismatch, "kind_mismatch", "这个编号已用于另一种记录", "the id belongs to a record of another kind";
    /// This person may not make this change.
    NotAllowed, "not_allowed", "您没有权限做这项修改", "you may not make this change";
    /// A field, type or place that the kind does not have.
    Schema, "schema", "修改了这种记录没有的栏目", "the change writes what this kind of record does not have";
    /// A value over its limit.
    ValueTooLong, "value_too_long", "填写的内容太长", "a value is too long";
    /// A value that its field does not allow.
    BadValue, "bad_value", "填写的内容不符合要求", "a value is not allowed in its field";
    /// The document does not begin as its kind demands.
    WrongGenesis, "wrong_genesis", "这份记录的起点与服务器不一致", "the record does not begin as its kind demands";
    /// The document has no room left.
    DocumentFull, "document_full", "这份记录已写满", "the record is full";
    /// Sent without what the server was thought to know, and it does not: the device sends it whole.
    Unresolved, "unresolved", "需要重新完整上传", "to be sent again, whole";
    /// The device was shut out; what it still handed in is looked at by somebody.
    DeviceRevoked, "device_revoked", "本设备已停用，修改已转交审核", "the device was shut out; the change is kept for review";
    /// The document was erased for good.
    Erased, "erased", "这份记录已依法删除", "the record was erased";
}

impl Code {
    /// Whether a change that is refused for this waits for the word of somebody who answers for its document: nothing is
    /// wrong with the change itself.
    pub fn asks_for_review(&self) -> bool {
        matches!(self, Code::OutOfScope | Code::DeviceRevoked)
    }
}

/// What is kept of an unknown word: short, and without anything that a terminal or page would interpret.
fn tamed(word: &str) -> String {
    let kept: String = word.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')).collect();
    kept.chars().take(CODE_BYTES_MAX).collect()
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_comes_back_and_explains_itself() {
        for code in Code::ALL {
            assert_eq!(&Code::from_word(code.word()), code);
            assert!(!code.zh().is_empty() && !code.en().is_empty());
            assert!(code.zh().chars().any(|c| c > '\u{4e00}'), "{code}: no Chinese");
        }
    }

    #[test]
    fn the_word_of_a_newer_server_survives_as_text() {
        let code = Code::from_word("quota_of_the_year_2031");
        assert_eq!(code, Code::Other("quota_of_the_year_2031".to_owned()));
        assert_eq!(code.word(), "quota_of_the_year_2031");
        assert_eq!(Code::from_word("a\u{1b}[31m<b>").word(), "a31mb");
        assert_eq!(Code::from_word(&"x".repeat(1000)).word().len(), 64);
    }
}
