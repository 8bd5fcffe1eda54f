//! Invented names and sentences, the same in every county that is made.

/// xorshift64*.
pub(crate) struct Dice(u64);

const SURNAMES: &str = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕白普陶刀岩";
const GIVEN: &str =
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华红建国春梅志云飞山水林木石泉月星光荣福贵富安宁康健顺";
const VILLAGE_NAMES: [&str; 12] =
    ["上寨", "下寨", "老街", "新村", "大田", "水井", "梁子", "河边", "坡头", "平掌", "松林", "麻栗树"];
pub(crate) const CATEGORIES: [(&str, u64); 13] = [
    ("脱贫户", 24),
    ("低保户", 9),
    ("监测户", 4),
    ("残疾", 6),
    ("大病", 3),
    ("独居老人", 5),
    ("留守儿童", 4),
    ("留守老人", 6),
    ("留守妇女", 3),
    ("老党员", 4),
    ("致富能人", 2),
    ("五保户", 2),
    ("特困", 1),
];
pub(crate) const SEEN: [&str; 14] = [
    "到家看望，老人身体硬朗，堂屋收拾得干净。",
    "核对了医保缴费情况，全家都已缴清，讲解了今年的报销比例。",
    "屋后排水沟堵了，下大雨时水往院子里灌，答应和村里一起去清。",
    "茶叶今年卖得不错，鲜叶一公斤八块，准备明年再扩两亩。",
    "孩子在县一中读高二，成绩中上，担心下学期的学费。",
    "男主人上个月去了浙江打工，家里只有婆婆和两个孩子。",
    "腿脚不便，买药要走两个小时的山路，帮着联系了村医按月送上门。",
    "牛圈漏雨，椽子朽了三根，登记了维修需求。",
    "宣传了森林防火，检查了灶房的柴堆，离电线太近，当场挪开。",
    "问了低保复核的事，材料还差一份残疾证复印件。",
    "咖啡苗长势好，缺有机肥，想参加农技站的培训。",
    "邻里因为田埂界线吵过一次，现在都说不提了，再看一看。",
    "自来水断断续续，晚上八点以后基本没水，水池阀门坏了。",
    "看了新房，入冬前能搬，电已经接上，路灯还没有。",
];
pub(crate) const ASKED: [&str; 8] = [
    "想修通到田里的机耕路。",
    "希望解决饮水管道漏水。",
    "想申请临时救助。",
    "希望帮忙联系零工。",
    "问危房改造的名额。",
    "希望协调灌溉放水的时间。",
    "想办老年优待证。",
    "请帮忙催一下征地补偿款。",
];
pub(crate) const MATTERS: [(&str, &str); 12] = [
    ("livelihood", "修水渠"),
    ("livelihood", "饮水管道漏水"),
    ("livelihood", "路灯不亮"),
    ("livelihood", "机耕路塌方"),
    ("livelihood", "医保报销"),
    ("hardship", "修屋顶"),
    ("hardship", "申请临时救助"),
    ("hardship", "孩子助学金"),
    ("hardship", "大病医药费"),
    ("dispute", "田界纠纷"),
    ("dispute", "宅基地纠纷"),
    ("dispute", "牲畜损坏庄稼"),
];
const DIARY: [&str; 6] = [
    "早上七点从乡里出发，翻过山梁先到最远的一家。",
    "路上遇见赶牛的老乡，站着聊了一袋烟的工夫，说今年雨水来得晚。",
    "中午在田埂上吃的饭，几个人凑过来说起放水的事，一条一条记了下来。",
    "独居的老人拉着手不让走，说几个月没人坐下来听她讲话了，心里不是滋味。",
    "下午开了个院坝会，十几户来了，说得最多的还是路。",
    "天黑才回到住处，把今天的事理了理：能马上办的三件，要报乡里的两件。",
];

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }

    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.roll(choices.len() as u64) as usize]
    }

    fn char_of(&mut self, text: &str) -> char {
        let chars: Vec<char> = text.chars().collect();
        self.one_of(&chars)
    }

    pub(crate) fn name(&mut self) -> String {
        let mut name = String::from(self.char_of(SURNAMES));
        for _ in 0..=self.roll(3).min(1) {
            name.push(self.char_of(GIVEN));
        }
        name
    }

    pub(crate) fn address(&mut self, number: usize) -> String {
        format!("{}{}号", self.one_of(&VILLAGE_NAMES), number % 180 + 1)
    }

    pub(crate) fn prose(&mut self, sentences: u64) -> String {
        let count = 1 + self.roll(sentences);
        (0..count).map(|_| self.one_of(&SEEN)).collect()
    }

    pub(crate) fn diary(&mut self) -> String {
        let own: String = DIARY.iter().filter(|_| self.roll(3) > 0).copied().collect();
        format!("{own}{}", self.prose(4))
    }
}
