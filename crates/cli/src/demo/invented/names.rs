//! Names of people who do not exist.

use super::dice::Dice;

/// Common around 桂东 first, then those that several sounds share (单 解 区 查 仇) and compound ones.
#[rustfmt::skip]
const SURNAMES: [(&str, usize); 46] = [
    ("郭", 90), ("黄", 80), ("罗", 75), ("李", 70), ("邓", 70), ("陈", 60), ("刘", 60), ("扶", 50), ("何", 50), ("钟", 45),
    ("胡", 40), ("方", 40), ("张", 40), ("王", 35), ("朱", 35), ("周", 30), ("唐", 30), ("谢", 30), ("肖", 28), ("赖", 26),
    ("叶", 25), ("廖", 25), ("温", 22), ("邱", 20), ("沈", 18), ("曾", 18), ("梁", 16), ("彭", 15), ("欧", 12), ("贺", 10),
    ("盘", 10), ("雷", 10), ("蓝", 8), ("赵", 14), ("冯", 8), ("单", 4), ("解", 4), ("区", 3), ("查", 3), ("仇", 3),
    ("欧阳", 6), ("上官", 3), ("司徒", 2), ("禤", 2), ("逯", 2), ("昝", 2),
];

const MEN_OLD: &str = "守山德福贵顺忠义仁生发财根茂荣华国昌明达祥永正文武清水长寿金土";
const WOMEN_OLD: &str = "秀桂兰英凤莲菊花玉珍梅香娥翠云满春冬秋月银妹姣连";
const MEN_YOUNG: &str = "伟强军勇斌涛鹏辉浩宇轩豪杰俊凯晨铭泽睿峰志建平小龙海";
const WOMEN_YOUNG: &str = "丽娟芳敏静燕婷雪琳颖欣怡梦涵雨诗佳慧洁玲红艳萍";
/// Characters of GB 18030-2022 that many programs lose.
const RARE: &str = "垚犇淼燚璟昺喆䶮㛃𬭎𬱖𫍯𬭊𫟼";

/// People of other nationalities, who came by marriage or for work.
const DOTTED_WOMEN: [&str; 6] =
    ["古丽娜尔·吐尔逊", "阿依古丽·买买提", "沙马·阿且莫", "吉克·阿依", "热依拉·艾合买提", "木乃·金花"];
const DOTTED_MEN: [&str; 4] = ["买买提·吐尔逊", "阿牛·尔且", "吉克·拉坡", "沙马·达尔"];

/// Born before this year, people have names of another fashion.
const FASHION_YEAR: i16 = 1972;

pub(super) fn surname(dice: &mut Dice) -> &'static str {
    let weights = SURNAMES.map(|(_, weight)| weight);
    SURNAMES.get(dice.weighted(&weights)).map_or("郭", |(surname, _)| surname)
}

/// A given name of one or two characters.
pub(super) fn given(dice: &mut Dice, is_man: bool, birth_year: i16) -> String {
    let of = match (is_man, birth_year < FASHION_YEAR) {
        (true, true) => MEN_OLD,
        (true, false) => MEN_YOUNG,
        (false, true) => WOMEN_OLD,
        (false, false) => WOMEN_YOUNG,
    };
    let mut name = String::new();
    let length = if dice.happens(180) { 1 } else { 2 };
    while name.chars().count() < length {
        let from = if dice.happens(8) { RARE } else { of };
        let character = from.chars().nth(dice.below(from.chars().count())).unwrap_or('明');
        if !name.contains(character) {
            name.push(character);
        }
    }
    name
}

/// The name of somebody from far away.
pub(super) fn dotted(dice: &mut Dice, is_man: bool) -> &'static str {
    if is_man { dice.word(&DOTTED_MEN) } else { dice.word(&DOTTED_WOMEN) }
}
