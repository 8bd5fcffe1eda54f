//! Whether two households are likely the same one, and why.

use serde::{Deserialize, Serialize};

use super::fingerprint::{Fingerprint, PhoneNumber};
use super::pairs::Common;
use crate::search::sound_alike;

/// Something that two households have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The heads have the same ID number.
    HeadIdNumber,
    /// Somebody belongs to both.
    SameMember,
    /// The heads have the same name, in whatever characters.
    HeadName,
    /// The heads' names sound the same.
    HeadNameSound,
    /// The same mobile number.
    Phone,
    /// The same fixed or short number.
    Landline,
    /// The same address in the same village.
    Address,
    /// The same village, or the same group of it.
    Area,
}

impl Reason {
    /// As a cadre reads it.
    pub fn zh(self) -> &'static str {
        match self {
            Reason::HeadIdNumber => "户主身份证号相同",
            Reason::SameMember => "有同一家庭成员",
            Reason::HeadName => "户主同名",
            Reason::HeadNameSound => "户主姓名同音",
            Reason::Phone => "手机号相同",
            Reason::Landline => "座机或短号相同",
            Reason::Address => "住址相同",
            Reason::Area => "同村同组",
        }
    }

    /// The same in English.
    pub fn en(self) -> &'static str {
        match self {
            Reason::HeadIdNumber => "the heads have the same ID number",
            Reason::SameMember => "somebody belongs to both",
            Reason::HeadName => "the heads have the same name",
            Reason::HeadNameSound => "the heads' names sound the same",
            Reason::Phone => "the same mobile number",
            Reason::Landline => "the same fixed or short number",
            Reason::Address => "the same address",
            Reason::Area => "the same village or group",
        }
    }
}

/// Why two households are likely the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Likeness {
    /// What they have in common, the strongest first.
    pub reasons: Vec<Reason>,
    /// Whether hardly anything else can be meant. Even then a person decides.
    pub certain: bool,
}

/// Compares two households. None where nothing says that they are the same.
///
/// | the heads | offered where also | certain |
/// | --- | --- | --- |
/// | have the same ID number | – | yes |
/// | have different ID numbers or births | a member is the same, and phone or address | no |
/// | have the same name | phone, landline, address or a member is the same, or the place is and nothing contradicts | with mobile or member, in one place, where addresses do not differ |
/// | have names that sound the same | phone, landline, address or a member is the same | no |
/// | have other names, or none | two of mobile, address and member are the same | no |
///
/// Two official codes that differ are two households.
pub fn likeness(a: &Fingerprint, b: &Fingerprint) -> Option<Likeness> {
    compare(a, b, &Common::default())
}

/// As [`likeness`], without what is common to many households and so says nothing.
pub(super) fn compare(a: &Fingerprint, b: &Fingerprint, common: &Common) -> Option<Likeness> {
    if a.household == b.household || (a.official && b.official) {
        return None;
    }
    let shared = Shared::of(a, b, common);
    let same_id = !a.head_ids.is_disjoint(&b.head_ids);
    let other_heads = !same_id && (differ(&a.head_ids, &b.head_ids) || differ(&a.head_births, &b.head_births));
    let same_name = !a.plain_names.is_disjoint(&b.plain_names);
    let sounds = same_name || a.names.iter().any(|name| b.names.iter().any(|other| sound_alike(name, other)));

    let any = shared.phone || shared.landline || shared.address || shared.member;
    let offered = if same_id {
        true
    } else if other_heads {
        shared.member && (shared.phone || shared.address)
    } else if same_name {
        any || (shared.area && !contradicts(a, b))
    } else if sounds {
        any
    } else {
        [shared.phone, shared.address, shared.member].into_iter().filter(|same| *same).count() >= 2
    };
    if !offered {
        return None;
    }
    let one_house = shared.area && (shared.address || a.address.is_none() || b.address.is_none());
    let certain = same_id || (same_name && !other_heads && one_house && (shared.phone || shared.member));
    let reasons = [
        (same_id, Reason::HeadIdNumber),
        (shared.member, Reason::SameMember),
        (same_name, Reason::HeadName),
        (sounds && !same_name, Reason::HeadNameSound),
        (shared.phone, Reason::Phone),
        (shared.landline, Reason::Landline),
        (shared.address, Reason::Address),
        (shared.area, Reason::Area),
    ];
    let reasons = reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect();
    Some(Likeness { reasons, certain })
}

/// What two households share beside their heads.
struct Shared {
    phone: bool,
    landline: bool,
    address: bool,
    member: bool,
    area: bool,
}

impl Shared {
    fn of(a: &Fingerprint, b: &Fingerprint, common: &Common) -> Self {
        let phones: Vec<&PhoneNumber> = a.phones.intersection(&b.phones).collect();
        let phones = || phones.iter().filter(|phone| !common.phones.contains(**phone));
        let mut member_ids = a.member_ids.intersection(&b.member_ids);
        let mut members = a.members.intersection(&b.members);
        Self {
            phone: phones().any(|phone| phone.mobile),
            landline: phones().any(|phone| !phone.mobile),
            address: same_address(a, b) && !common.has_address_of(a),
            member: member_ids.any(|id| !common.ids.contains(id)) || members.any(|id| !common.members.contains(id)),
            area: same_area(a, b),
        }
    }
}

fn differ<T: Ord>(a: &std::collections::BTreeSet<T>, b: &std::collections::BTreeSet<T>) -> bool {
    !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
}

/// The same village, and no two different groups of it.
fn same_area(a: &Fingerprint, b: &Fingerprint) -> bool {
    let groups = [a.group(), b.group()];
    !a.area.is_empty() && a.village() == b.village() && (groups[0] == groups[1] || groups.contains(&""))
}

fn same_address(a: &Fingerprint, b: &Fingerprint) -> bool {
    let (Some(first), Some(second)) = (&a.address, &b.address) else { return false };
    if !same_area(a, b) {
        return false;
    }
    let one_group = !a.group().is_empty() && a.group() == b.group();
    first.in_village == second.in_village || (one_group && first.in_group == second.in_group)
}

/// Whether what both are known to have is different, so that a common name alone means nothing.
fn contradicts(a: &Fingerprint, b: &Fingerprint) -> bool {
    (a.address.is_some() && b.address.is_some() && !same_address(a, b)) || differ(&a.phones, &b.phones)
}
