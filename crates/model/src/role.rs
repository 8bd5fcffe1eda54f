//! Who somebody is to the county.

use serde::{Deserialize, Serialize};

/// The role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 干部: walks to households.
    Cadre,
    /// 领导: reads what has been merged, comments, assigns, leads cases.
    Supervisor,
    /// 管理员: keeps areas, people, assignments and devices.
    Admin,
    /// 审计员: reads the access log and nothing else.
    Auditor,
    /// 民情搜集员: hands in opinions.
    Collector,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 5] = [Role::Cadre, Role::Supervisor, Role::Admin, Role::Auditor, Role::Collector];

    /// The stored and sent word.
    pub fn word(self) -> &'static str {
        match self {
            Role::Cadre => "cadre",
            Role::Supervisor => "supervisor",
            Role::Admin => "admin",
            Role::Auditor => "auditor",
            Role::Collector => "collector",
        }
    }

    /// The role of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether they may assign, lead and comment.
    pub fn leads(self) -> bool {
        matches!(self, Role::Supervisor | Role::Admin)
    }
}

/// Why somebody answers for a household or area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssignmentKind {
    /// 联户
    Contact,
    /// 帮扶
    Help,
    /// 上门帮学
    Learning,
    /// 干部回家
    Hometown,
    /// 包村, 包组
    Lead,
}

impl AssignmentKind {
    /// Every kind.
    pub const ALL: [AssignmentKind; 5] = [
        AssignmentKind::Contact,
        AssignmentKind::Help,
        AssignmentKind::Learning,
        AssignmentKind::Hometown,
        AssignmentKind::Lead,
    ];

    /// The stored and sent word.
    pub fn word(self) -> &'static str {
        match self {
            AssignmentKind::Contact => "contact",
            AssignmentKind::Help => "help",
            AssignmentKind::Learning => "learning",
            AssignmentKind::Hometown => "hometown",
            AssignmentKind::Lead => "lead",
        }
    }

    /// The kind of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
