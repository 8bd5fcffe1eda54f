//! What cadres write.

use super::invented::{Dice, Household};

const SEEN: [&str; 10] = [
    "家里收拾得干净，粮食够吃，水电正常。",
    "今年种了三亩水稻、一亩玉米，收成比去年好。",
    "聊了孩子上学和今年的收入，情况稳定。",
    "屋后排水沟有些堵，一起清了一段。",
    "宣传了医保缴费和防火，都听明白了。",
    "茶园刚修剪完，担心明年的销路。",
    "圈里有两头牛，准备年前卖一头。",
    "刚从圩上回来，买了农资，说价格还稳。",
    "屋顶有两处漏雨，已自己补好一处。",
    "一家人都在，边剥豆子边聊了半个钟头。",
];
const OF_CATEGORY: [(&str, &[&str]); 8] = [
    ("独居老人", &["老人身体硬朗，每天自己做饭，叮嘱了用火用电安全。", "老人腿脚不便，约好每周打一次电话。"]),
    ("特困", &["供养金按月到账，冬衣已发放，屋里暖和。", "查看了床铺和药品，缺一床棉被，已记下。"]),
    ("低保户", &["低保金按时到账，说明了动态调整的办法。", "核对了家庭收入，无明显变化。"]),
    ("监测户", &["帮扶措施都已落实，收入比上季度有增加。"]),
    ("大病", &["刚做完第三次化疗，报销了大部分费用，精神尚可。", "药费负担仍重，想再申请临时救助。"]),
    ("残疾", &["辅具已换新，想学一门在家能做的手艺。"]),
    ("留守儿童", &["孩子成绩中上，想念外出的父母，约好周末视频。", "老师说孩子话少了些，多陪着聊了一会儿。"]),
    ("致富能人", &["黄桃和茶叶都卖得好，愿意带几户一起种。"]),
];
/// By category of household: kind, amount, source of funds, what was given.
const ASSISTANCE: [(&str, Given); 8] = [
    ("低保户", Given("money", Some("600元"), "临时救助金", "一次性临时救助，用于冬季取暖。")),
    ("特困", Given("goods", Some("380元"), "民政冬令物资", "棉被两床、棉衣两件。")),
    ("大病", Given("money", Some("5000元"), "大病医疗救助", "住院自付部分的救助。")),
    ("独居老人", Given("goods", Some("260元"), "村集体", "大米一袋、食用油一桶，换了老化的电线。")),
    ("监测户", Given("loan", Some("5万元"), "小额信贷", "用于扩种茶叶两亩，三年期，财政贴息。")),
    ("残疾", Given("goods", None, "残联", "轮椅一辆。")),
    ("留守儿童", Given("money", Some("1000元"), "助学金", "一个学期的助学金。")),
    ("致富能人", Given("project", Some("1.2万元"), "产业发展资金", "黄桃冷藏库的配套，带动六户。")),
];
const ASKED: [&str; 6] = [
    "希望组里的路灯早日修好。",
    "想了解小额信贷怎么申请。",
    "希望把自来水管接到新屋。",
    "想给孩子申请助学金。",
    "盼望卫生室多备一些常用药。",
    "希望晚上有车到镇上。",
];
const NOTES: [&str; 6] = [
    "上门请走屋左小路，正门前在修坎。",
    "白天多在茶园，晚饭后在家。",
    "耳背，打电话请大声些。",
    "儿子每月15日前后回来一次。",
    "家里有狗，先打电话。",
    "新屋在公路边，老屋已不住人。",
];
const OPENINGS: [&str; 5] = [
    "早上有雾，骑车上山用了一个小时。",
    "天晴，组里都在抢收。",
    "小雨，路滑，走得慢。",
    "圩日，不少人家上午不在，下午才碰上。",
    "从村部出发，先近后远。",
];
const CLOSINGS: [&str; 5] = [
    "回来路上又遇到两户，约好下次去。",
    "记下的事明天到镇里问清楚再答复。",
    "走一趟，比看十张表明白。",
    "下次带上政策明白卡。",
    "晚上把几家的电话核了一遍。",
];
const COMMENTS: [&str; 6] = [
    "写得具体。请盯住落实，下月我一起去看看。",
    "请民政办核实，符合条件的尽快办。",
    "这件事要给群众一个准信，先打电话回个话。",
    "做得好，把办法讲给其他组听听。",
    "请注意两家老人的情绪，慢慢来，不急着签字。",
    "同意，按这个办。",
];

/// What a household was given: kind, amount, source of funds, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given(
    pub(super) &'static str,
    pub(super) Option<&'static str>,
    pub(super) &'static str,
    pub(super) &'static str,
);

/// What fits a household.
pub(super) fn given(household: &Household) -> Option<Given> {
    ASSISTANCE.iter().find(|(category, _)| household.has(category)).map(|(_, given)| *given)
}

/// What was seen in a household.
pub(super) fn seen(dice: &mut Dice, household: &Household) -> String {
    let fitting = OF_CATEGORY.iter().find(|(category, _)| household.has(category));
    match fitting.filter(|_| dice.happens(700)) {
        Some((_, sentences)) => format!("{}{}", dice.word(sentences), dice.word(&SEEN)),
        None => dice.word(&SEEN).to_owned(),
    }
}

/// What was asked for, where something was.
pub(super) fn asked(dice: &mut Dice) -> Option<String> {
    dice.happens(250).then(|| dice.word(&ASKED).to_owned())
}

/// A line for a household's notes.
pub(super) fn note(dice: &mut Dice) -> &'static str {
    dice.word(&NOTES)
}

/// A day's diary entry over the heads of the households that were visited.
pub(super) fn diary(dice: &mut Dice, heads: &[&str]) -> String {
    let (opening, closing) = (dice.word(&OPENINGS), dice.word(&CLOSINGS));
    let households = match heads {
        [] => "在村部整理资料。".to_owned(),
        heads => format!("今天走了{}户：{}。", heads.len(), heads.join("、")),
    };
    format!("{opening}{households}{closing}")
}

/// A supervisor's words.
pub(super) fn comment(dice: &mut Dice) -> &'static str {
    dice.word(&COMMENTS)
}
