//! Records of each kind. Made from the core's sources by `LIANXIN_UPDATE_TYPES=1 cargo test --lib records`.

use super::*;

pub(crate) type HouseholdView = lianxin_core::views::HouseholdView;

/// 户
#[uniffi::remote(Record)]
pub struct HouseholdView {
    /// Its id.
    pub id: DocId,
    /// The heads of this state: an edit names them as what the person saw.
    pub heads: Vec<String>,
    /// The fields of its kind.
    pub fields: HouseholdFields,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
    /// Names of the accounts in it, by id.
    pub people: Names,
    /// Edits of it that the server does not have yet.
    pub waiting: Count,
    /// 补录: a visit or diary entry that was written days after its day, as its writer's clock had it.
    pub late: bool,
    /// Phone and ID numbers with their middle hidden, by path: a page shows them whole only when it is asked to.
    pub masked: Texts,
}

pub(crate) type PersonView = lianxin_core::views::PersonView;

/// 人
#[uniffi::remote(Record)]
pub struct PersonView {
    /// Its id.
    pub id: DocId,
    /// The heads of this state: an edit names them as what the person saw.
    pub heads: Vec<String>,
    /// The fields of its kind.
    pub fields: PersonFields,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
    /// Names of the accounts in it, by id.
    pub people: Names,
    /// Edits of it that the server does not have yet.
    pub waiting: Count,
    /// 补录: a visit or diary entry that was written days after its day, as its writer's clock had it.
    pub late: bool,
    /// Phone and ID numbers with their middle hidden, by path: a page shows them whole only when it is asked to.
    pub masked: Texts,
}

pub(crate) type VisitView = lianxin_core::views::VisitView;

/// 走访记录
#[uniffi::remote(Record)]
pub struct VisitView {
    /// Its id.
    pub id: DocId,
    /// The heads of this state: an edit names them as what the person saw.
    pub heads: Vec<String>,
    /// The fields of its kind.
    pub fields: VisitFields,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
    /// Names of the accounts in it, by id.
    pub people: Names,
    /// Edits of it that the server does not have yet.
    pub waiting: Count,
    /// 补录: a visit or diary entry that was written days after its day, as its writer's clock had it.
    pub late: bool,
    /// Phone and ID numbers with their middle hidden, by path: a page shows them whole only when it is asked to.
    pub masked: Texts,
}

pub(crate) type AssistanceView = lianxin_core::views::AssistanceView;

/// 帮扶 / 救助
#[uniffi::remote(Record)]
pub struct AssistanceView {
    /// Its id.
    pub id: DocId,
    /// The heads of this state: an edit names them as what the person saw.
    pub heads: Vec<String>,
    /// The fields of its kind.
    pub fields: AssistanceFields,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
    /// Names of the accounts in it, by id.
    pub people: Names,
    /// Edits of it that the server does not have yet.
    pub waiting: Count,
    /// 补录: a visit or diary entry that was written days after its day, as its writer's clock had it.
    pub late: bool,
    /// Phone and ID numbers with their middle hidden, by path: a page shows them whole only when it is asked to.
    pub masked: Texts,
}

pub(crate) type DiaryEntryView = lianxin_core::views::DiaryEntryView;

/// 民情日记
#[uniffi::remote(Record)]
pub struct DiaryEntryView {
    /// Its id.
    pub id: DocId,
    /// The heads of this state: an edit names them as what the person saw.
    pub heads: Vec<String>,
    /// The fields of its kind.
    pub fields: DiaryEntryFields,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
    /// Names of the accounts in it, by id.
    pub people: Names,
    /// Edits of it that the server does not have yet.
    pub waiting: Count,
    /// 补录: a visit or diary entry that was written days after its day, as its writer's clock had it.
    pub late: bool,
    /// Phone and ID numbers with their middle hidden, by path: a page shows them whole only when it is asked to.
    pub masked: Texts,
}

pub(crate) type CaseView = lianxin_core::views::CaseView;

/// 台账事项
#[uniffi::remote(Record)]
pub struct CaseView {
    /// Its id.
    pub id: DocId,
    /// The heads of this state: an edit names them as what the person saw.
    pub heads: Vec<String>,
    /// The fields of its kind.
    pub fields: CaseFields,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
    /// Names of the accounts in it, by id.
    pub people: Names,
    /// Edits of it that the server does not have yet.
    pub waiting: Count,
    /// 补录: a visit or diary entry that was written days after its day, as its writer's clock had it.
    pub late: bool,
    /// Phone and ID numbers with their middle hidden, by path: a page shows them whole only when it is asked to.
    pub masked: Texts,
}

pub(crate) type CommentView = lianxin_core::views::CommentView;

/// 批示
#[uniffi::remote(Record)]
pub struct CommentView {
    /// Its id.
    pub id: DocId,
    /// The heads of this state: an edit names them as what the person saw.
    pub heads: Vec<String>,
    /// The fields of its kind.
    pub fields: CommentFields,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
    /// Names of the accounts in it, by id.
    pub people: Names,
    /// Edits of it that the server does not have yet.
    pub waiting: Count,
    /// 补录: a visit or diary entry that was written days after its day, as its writer's clock had it.
    pub late: bool,
    /// Phone and ID numbers with their middle hidden, by path: a page shows them whole only when it is asked to.
    pub masked: Texts,
}
