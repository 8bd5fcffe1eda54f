//! What can be wrong with a value.

use serde::{Deserialize, Serialize};

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal, $en:literal;)+) => {
        /// What is wrong with one value: a code for programs, a sentence for people. Never holds the value itself, so it
        /// may be logged and stored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Problem {
            $(
                $(#[$doc])*
                #[error($en)]
                #[serde(rename = $code)]
                $name,
            )+
        }

        impl Problem {
            /// Every problem there is.
            pub const ALL: &[Problem] = &[$(Problem::$name),+];

            /// The word in JSON and in stored flags.
            pub fn code(self) -> &'static str {
                match self {
                    $(Problem::$name => $code,)+
                }
            }

            /// The sentence shown to a cadre.
            pub fn zh(self) -> &'static str {
                match self {
                    $(Problem::$name => $zh,)+
                }
            }

            /// The same in English.
            pub fn en(self) -> &'static str {
                match self {
                    $(Problem::$name => $en,)+
                }
            }
        }
    };
}

problems! {
    /// Nothing, or only white space.
    Blank = "blank", "请填写内容", "this must not be empty";

    /// Neither 18 nor 15 characters.
    IdNumberLength = "id_number_length", "身份证号应为18位（旧号15位），请核对位数",
        "an ID number has 18 characters (old ones 15)";
    /// Something other than digits and a last `X`.
    IdNumberCharacters = "id_number_characters", "身份证号只能是数字，末位可以是X",
        "an ID number has only digits, the last may be X";
    /// The birth date in it does not exist, lies ahead, or is out of living memory.
    IdNumberBirth = "id_number_birth", "身份证号中的出生日期不对，请核对第7位起的年月日",
        "the birth date in the ID number cannot be right";
    /// The check digit does not fit the others.
    IdNumberCheckDigit = "id_number_check_digit", "身份证号校验不通过，请逐位核对是否录错",
        "the check digit does not fit: one of the digits is wrong";

    /// Neither 12 nor 15 digits.
    DivisionForm = "division_form", "区划代码应为12位数字（村民小组为15位）",
        "a division code has 12 digits, or 15 for a group";
    /// The first six digits are no county.
    DivisionCounty = "division_county", "区划代码前6位不是县级代码",
        "the first six digits are not a county's code";
    /// Digits 7 to 9 are no township.
    DivisionTownship = "division_township", "区划代码第7至9位不是乡镇或街道代码",
        "digits 7 to 9 are not a township's code";
    /// A village without a township, or a group without a village.
    DivisionLevels = "division_levels", "区划代码缺少上一级的代码", "the code lacks the level above";

    /// No phone number of any known form.
    PhoneForm = "phone_form", "电话格式不对：请填一个11位手机号、带区号的座机号或3至6位短号",
        "not a phone number: give one mobile number, one fixed number with area code, or a short number";
    /// Eleven digits that no mobile number begins with.
    PhoneMobile = "phone_mobile", "手机号应以13至19开头，请核对", "a mobile number begins with 13 to 19";
    /// A fixed number without its area code.
    PhoneAreaCode = "phone_area_code", "座机号请加上区号", "give the area code of the fixed number";

    /// Not a date in any form that offices use.
    DateForm = "date_form", "日期请写成“2026-01-02”的样子，年份写4位", "write the date as 2026-01-02";
    /// A day that the calendar does not have.
    DateUnreal = "date_unreal", "没有这一天，请核对月和日", "there is no such day";
    /// Before 1900.
    DateEarly = "date_early", "日期不能早于1900年", "the date is before 1900";
    /// After the last day allowed.
    DateLate = "date_late", "日期太晚，超过了允许的最后一天", "the date is later than allowed";

    /// Not an amount of money.
    AmountForm = "amount_form", "金额请写成数字，如“1200.50元”或“1.2万元”", "write the amount as a number of yuan";
    /// Finer than a fen.
    AmountDecimals = "amount_decimals", "金额最多精确到分（元后两位小数）", "an amount has at most two decimals of a yuan";
    /// Below zero or above what any record here holds.
    AmountRange = "amount_range", "金额应在0到100亿元之间", "the amount must lie between 0 and 10,000,000,000 yuan";

    /// A line longer than `LINE_CHARS_MAX`.
    LineLength = "line_length", "内容太长，最多200字", "too long: at most 200 characters";
    /// Prose longer than `PROSE_CHARS_MAX`.
    ProseLength = "prose_length", "内容太长，最多20000字", "too long: at most 20,000 characters";
    /// A line break where one line is asked for.
    LineBreak = "line_break", "这里只能写一行，请去掉换行", "this is a single line: take out the line break";
    /// A control character.
    ControlCharacter = "control_character", "内容里有看不见的控制字符，请重新输入", "it contains control characters";
    /// A character that turns the direction of the text around, so that it reads differently from what it is.
    DirectionOverride = "direction_override", "内容里有改变文字方向的隐藏字符，请重新输入",
        "it contains hidden characters that turn the text around";

    /// Not one of the words that the field allows.
    Choice = "choice", "请从可选项中选一个", "choose one of the allowed words";
    /// Not a whole number.
    Number = "number", "请填整数", "give a whole number";
    /// Not a point with the name of its coordinate system.
    PointForm = "point_form", "位置应写成“25.8231,113.9448 CGCS2000”的样子",
        "write the point as 25.8231,113.9448 CGCS2000";
    /// Not the id of a record or account.
    Reference = "reference", "找不到所指的记录", "not the id of a record";
    /// The field does not hold values of this kind.
    Kind = "kind", "这一项不能这样填", "the field does not take such a value";
    /// The catalogue has no such field.
    UnknownField = "unknown_field", "没有这一项", "there is no such field";
    /// Beyond what a record may hold.
    TooLong = "too_long", "内容太长，放不下", "too long for a record";
    /// More entries than a record may hold.
    TooMany = "too_many", "条目太多，放不下", "too many entries for a record";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[test]
    fn serde_writes_and_reads_the_code() {
        for problem in Problem::ALL {
            let json = serde_json::to_string(problem).unwrap();
            assert_eq!(json, format!("\"{}\"", problem.code()));
            assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), *problem);
            assert_eq!(problem.to_string(), problem.en());
        }
    }

    #[test]
    fn the_sentences_name_the_real_limits() {
        assert!(Problem::LineLength.zh().contains(&limits::LINE_CHARS_MAX.to_string()));
        assert!(Problem::LineLength.en().contains(&limits::LINE_CHARS_MAX.to_string()));
        assert!(Problem::ProseLength.zh().contains(&limits::PROSE_CHARS_MAX.to_string()));
        assert!(Problem::ProseLength.en().replace(',', "").contains(&limits::PROSE_CHARS_MAX.to_string()));
        let yuan_max = super::super::AMOUNT_FEN_MAX / 100;
        assert!(Problem::AmountRange.zh().contains(&format!("{}亿元", yuan_max / 100_000_000)));
        assert!(Problem::AmountRange.en().replace(',', "").contains(&yuan_max.to_string()));
    }
}
