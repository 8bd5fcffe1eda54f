//! What can be wrong with a row once it meets the records that are there.

use std::borrow::Cow;

use super::super::problem::Severity;

/// What is wrong with a row once it meets the county's places and records. Holds no cell's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplyFault {
    /// No village of this name in the area of whoever imports.
    UnknownVillage,
    /// Several villages of this name.
    AmbiguousVillage,
    /// A new household without a village.
    VillageNeeded,
    /// The village has no number left for another group.
    GroupsFull,
    /// The household lies outside the area of whoever imports.
    OutOfArea,
    /// The household is recorded in another village or group. It is not moved by a roster.
    HouseholdElsewhere,
    /// The person is recorded in another household. They are not moved by a roster.
    PersonElsewhere,
    /// People of an earlier import whom this sheet does not list.
    NotListed {
        /// How many.
        people: usize,
    },
    /// Somebody changed the same since the last import: both values stay until somebody settles it.
    KeptBeside,
}

impl ApplyFault {
    pub(in super::super) fn severity(self) -> Severity {
        match self {
            Self::UnknownVillage
            | Self::AmbiguousVillage
            | Self::VillageNeeded
            | Self::GroupsFull
            | Self::OutOfArea
            | Self::PersonElsewhere => Severity::Error,
            Self::HouseholdElsewhere | Self::NotListed { .. } | Self::KeptBeside => Severity::Warning,
        }
    }

    pub(in super::super) fn code(self) -> &'static str {
        match self {
            Self::UnknownVillage => "unknown_village",
            Self::AmbiguousVillage => "ambiguous_village",
            Self::VillageNeeded => "village_needed",
            Self::GroupsFull => "groups_full",
            Self::OutOfArea => "out_of_area",
            Self::HouseholdElsewhere => "household_elsewhere",
            Self::PersonElsewhere => "person_elsewhere",
            Self::NotListed { .. } => "not_listed",
            Self::KeptBeside => "kept_beside",
        }
    }

    pub(in super::super) fn zh(self) -> Cow<'static, str> {
        let fixed = match self {
            Self::UnknownVillage => "没有这个村，请核对村名；本户未读入",
            Self::AmbiguousVillage => "有几个村叫这个名字，请写成“某某镇某某村”或填12位区划代码；本户未读入",
            Self::VillageNeeded => "新户没有填村；本户未读入",
            Self::GroupsFull => "这个村的组已编满999个；本户未读入",
            Self::OutOfArea => "这一户不在您管理的范围内；本户未读入",
            Self::HouseholdElsewhere => "这一户已登记在别的村或组，没有移动；其余内容已读入",
            Self::PersonElsewhere => "此人已登记在另一户，未读入",
            Self::NotListed { people } => return format!("以前导入的本户 {people} 人不在此表中，记录没有变动").into(),
            Self::KeptBeside => "上次导入后有人改过同一项，两个值都已保留，请到冲突里处理",
        };
        fixed.into()
    }

    pub(in super::super) fn en(self) -> Cow<'static, str> {
        let fixed = match self {
            Self::UnknownVillage => "no village of this name; the household was not read",
            Self::AmbiguousVillage => {
                "several villages of this name: put the township before it, or give the 12-digit code; not read"
            }
            Self::VillageNeeded => "a new household without a village; not read",
            Self::GroupsFull => "the village has 999 groups already; the household was not read",
            Self::OutOfArea => "the household lies outside the area that you answer for; not read",
            Self::HouseholdElsewhere => "the household is recorded in another village or group and was not moved",
            Self::PersonElsewhere => "the person is recorded in another household; not read",
            Self::NotListed { people } => {
                return format!("{people} people of an earlier import are not in this sheet; they stay").into();
            }
            Self::KeptBeside => "somebody changed the same since the last import: both values stay, to be settled",
        };
        fixed.into()
    }
}
