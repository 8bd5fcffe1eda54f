//! Codes of places: 6 digits of GB/T 2260 down to the county, 3 of GB/T 10114 for the township, 3 for the village, as in
//! the 12-digit statistical codes; 3 more of our own for a group within its village.

use serde::{Deserialize, Serialize};

use super::Problem;
use super::width::{compact, is_digits};

/// Digits of a code without a group.
const CODE_DIGITS: usize = 12;
/// Digits of a group's code.
const GROUP_CODE_DIGITS: usize = 15;

/// The level of a place in the tree. Ordered from the widest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DivisionLevel {
    /// 县
    County,
    /// 乡镇, 街道
    Township,
    /// 村, 社区
    Village,
    /// 组
    Group,
}

impl DivisionLevel {
    /// The word in JSON and in area files.
    pub fn word(self) -> &'static str {
        match self {
            DivisionLevel::County => "county",
            DivisionLevel::Township => "township",
            DivisionLevel::Village => "village",
            DivisionLevel::Group => "group",
        }
    }

    /// How many leading digits of a code tell places of this level apart.
    pub fn digits(self) -> usize {
        match self {
            DivisionLevel::County => 6,
            DivisionLevel::Township => 9,
            DivisionLevel::Village => 12,
            DivisionLevel::Group => 15,
        }
    }
}

/// A code that passed. Codes are dated: that the form is right does not say that the place exists today.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Division {
    code: String,
    level: DivisionLevel,
}

impl Division {
    /// The code as stored: 12 digits, or 15 for a group.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The level of the place.
    pub fn level(&self) -> DivisionLevel {
        self.level
    }

    /// The digits that the codes of this place and of everything in it begin with.
    pub fn prefix(&self) -> &str {
        self.code.get(..self.level.digits()).unwrap_or(&self.code)
    }

    /// Whether the other place is this one or lies in it.
    pub fn contains(&self, other: &Division) -> bool {
        other.level >= self.level && other.code.starts_with(self.prefix())
    }

    /// The place one level up; `None` for a county.
    pub fn parent(&self) -> Option<Division> {
        let level = match self.level {
            DivisionLevel::County => return None,
            DivisionLevel::Township => DivisionLevel::County,
            DivisionLevel::Village => DivisionLevel::Township,
            DivisionLevel::Group => DivisionLevel::Village,
        };
        let digits = self.code.get(..level.digits())?;
        Some(Division { code: format!("{digits:0<CODE_DIGITS$}"), level })
    }
}

/// A code of 12 digits, or 15 for a group.
///
/// The township part is 001–099 for a subdistrict, 100–199 for a town, 200–399 for a township (GB/T 10114); 400–599, which
/// the statistical codes use for forestry farms, development zones and newer subdistricts (431027400000, 410122570000),
/// pass as well. A prefecture's code passes as a county's: four cities have townships directly below them.
pub fn division(text: &str) -> Result<Division, Problem> {
    let code = compact(text);
    if code.is_empty() {
        return Err(Problem::Blank);
    }
    if !is_digits(&code) || ![CODE_DIGITS, GROUP_CODE_DIGITS].contains(&code.len()) {
        return Err(Problem::DivisionForm);
    }
    let (county, township) = (code.get(..6).unwrap_or_default(), code.get(6..9).unwrap_or_default());
    let (village, group) = (code.get(9..12).unwrap_or_default(), code.get(12..).unwrap_or_default());
    // 1–8 are the regions of GB/T 2260; a province alone is no place that anybody visits.
    if !county.starts_with(|ch| matches!(ch, '1'..='8')) || county.ends_with("0000") {
        return Err(Problem::DivisionCounty);
    }
    if township > "599" {
        return Err(Problem::DivisionTownship);
    }
    let level = match (township, village, group) {
        ("000", "000", "") => DivisionLevel::County,
        (township, "000", "") if township != "000" => DivisionLevel::Township,
        ("000", _, _) | (_, "000", _) | (_, _, "000") => return Err(Problem::DivisionLevels),
        (_, _, "") => DivisionLevel::Village,
        _ => DivisionLevel::Group,
    };
    Ok(Division { code, level })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions() {
        use DivisionLevel::{County, Group, Township, Village};
        type Expected = Result<(DivisionLevel, &'static str, Option<&'static str>), Problem>;
        let cases: &[(&str, Expected)] = &[
            ("431027000000", Ok((County, "431027", None))),
            ("441900000000", Ok((County, "441900", None))),
            ("431027001000", Ok((Township, "431027001", Some("431027000000")))),
            ("431027100000", Ok((Township, "431027100", Some("431027000000")))),
            ("431027200000", Ok((Township, "431027200", Some("431027000000")))),
            ("431027400000", Ok((Township, "431027400", Some("431027000000")))),
            ("431027599000", Ok((Township, "431027599", Some("431027000000")))),
            ("431027100001", Ok((Village, "431027100001", Some("431027100000")))),
            ("431027100200", Ok((Village, "431027100200", Some("431027100000")))),
            ("431027100200001", Ok((Group, "431027100200001", Some("431027100200")))),
            ("４３１０２７ 100 200", Ok((Village, "431027100200", Some("431027100000")))),
            ("", Err(Problem::Blank)),
            ("431027", Err(Problem::DivisionForm)),
            ("43102710020", Err(Problem::DivisionForm)),
            ("4310271002001", Err(Problem::DivisionForm)),
            ("43102710020X", Err(Problem::DivisionForm)),
            ("桂东县", Err(Problem::DivisionForm)),
            ("000000000000", Err(Problem::DivisionCounty)),
            ("430000000000", Err(Problem::DivisionCounty)),
            ("931027000000", Err(Problem::DivisionCounty)),
            ("431027600000", Err(Problem::DivisionTownship)),
            ("431027999001", Err(Problem::DivisionTownship)),
            ("431027000001", Err(Problem::DivisionLevels)),
            ("431027100000001", Err(Problem::DivisionLevels)),
            ("431027100200000", Err(Problem::DivisionLevels)),
            ("431027000000000", Err(Problem::DivisionLevels)),
        ];
        for (text, expected) in cases {
            let got = division(text);
            let parent = got.as_ref().ok().and_then(Division::parent);
            let seen = got.as_ref().map(|d| (d.level(), d.prefix(), parent.as_ref().map(Division::code)));
            assert_eq!(seen.map_err(|problem| *problem), *expected, "{text}");
        }
    }

    #[test]
    fn a_place_contains_itself_and_what_lies_below() {
        let places =
            ["431027000000", "431027100000", "431027100200", "431027100200001"].map(|code| division(code).unwrap());
        for (above_at, above) in places.iter().enumerate() {
            for (below_at, below) in places.iter().enumerate() {
                assert_eq!(above.contains(below), above_at <= below_at, "{} {}", above.code(), below.code());
            }
        }
        assert!(!places[1].contains(&division("431027101200").unwrap()));
    }

    #[test]
    fn words_are_those_of_serde() {
        for level in [DivisionLevel::County, DivisionLevel::Township, DivisionLevel::Village, DivisionLevel::Group] {
            assert_eq!(serde_json::to_string(&level).unwrap(), format!("\"{}\"", level.word()));
        }
    }
}
