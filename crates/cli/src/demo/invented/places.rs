//! The township of the demo: eight villages of 沤江镇 in 桂东县, into which 增口乡 was merged, with 89 groups.

use super::dice::Dice;

/// Real division codes, as published.
pub(in super::super) const DIVISIONS: &str = include_str!("../../../../../data/divisions.csv");
/// 桂东县
pub(in super::super) const COUNTY: &str = "431027000000";
/// 沤江镇
pub(in super::super) const TOWNSHIP: &str = "431027100000";
/// 上东村 寒口村 大坪村 侃大村 增口村 白坪村 江山村 下东村
const VILLAGES: [&str; 8] = [
    "431027100225",
    "431027100226",
    "431027100227",
    "431027100229",
    "431027100230",
    "431027100231",
    "431027100234",
    "431027100236",
];
/// Groups of each village: 89 together.
const GROUPS: [usize; 8] = [12, 11, 13, 10, 14, 9, 11, 9];
/// In these two villages groups have names. A published matter plays in 江背组.
const NAMED: [(usize, &[&str]); 2] = [
    (
        4,
        &[
            "江背", "上湾", "下湾", "老屋", "新屋", "石桥", "桐木", "坳上", "排楼", "水口", "大塘", "茶坪", "杉树",
            "岭脚",
        ],
    ),
    (7, &["东边", "西边", "河背", "井头", "竹园", "枫树", "田心", "岩下", "高坪"]),
];

/// A village of the demo.
#[derive(Debug, Clone)]
pub(in super::super) struct Village {
    pub(in super::super) code: &'static str,
    pub(in super::super) name: String,
    pub(in super::super) groups: Vec<Group>,
}

/// A group and how many households live in it.
#[derive(Debug, Clone)]
pub(in super::super) struct Group {
    /// As the office writes it.
    pub(in super::super) name: String,
    pub(in super::super) households: usize,
}

/// The villages with their groups, and `households` spread over them.
pub(in super::super) fn villages(dice: &mut Dice, households: usize) -> Vec<Village> {
    let mut weights: Vec<usize> = Vec::new();
    for _ in 0..GROUPS.iter().sum() {
        weights.push(dice.between(18, 36));
    }
    let mut shares = shares(&weights, households).into_iter();
    let villages = VILLAGES.iter().zip(GROUPS).enumerate();
    villages
        .map(|(place, (code, count))| {
            let named = NAMED.iter().find(|(village, _)| *village == place).map(|(_, names)| *names);
            let group = |number: usize| match named.and_then(|names| names.get(number)) {
                Some(name) => format!("{name}组"),
                // One village counts as its grandfathers did.
                None if place == 1 => format!("{}组", in_words(number + 1)),
                None => format!("{}组", number + 1),
            };
            let groups = (0..count).map(|number| Group { name: group(number), households: shares.next().unwrap_or(0) });
            Village { code, name: area_name(code), groups: groups.collect() }
        })
        .collect()
}

/// The name of an area in the published list.
pub(in super::super) fn area_name(code: &str) -> String {
    let line = DIVISIONS.lines().find(|line| line.starts_with(code));
    line.and_then(|line| line.split(',').nth(1)).unwrap_or_default().to_owned()
}

/// The lines of the published list that are of this county, with the line that names the columns.
pub(in super::super) fn county_divisions() -> String {
    let ours = DIVISIONS.lines().enumerate().filter(|(place, line)| *place == 0 || line.starts_with(&COUNTY[..6]));
    ours.map(|(_, line)| format!("{line}\n")).collect()
}

/// Whole shares by weight that add up to `total`.
fn shares(weights: &[usize], total: usize) -> Vec<usize> {
    let sum: usize = weights.iter().sum();
    let (mut upto, mut given) = (0, 0);
    let mut shares = Vec::with_capacity(weights.len());
    for weight in weights {
        upto += weight;
        let due = total * upto / sum.max(1);
        shares.push(due - given);
        given = due;
    }
    shares
}

fn in_words(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |number: usize| DIGITS.get(number).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::dice::Purpose;
    use super::*;

    #[test]
    fn the_township_has_the_published_size() {
        let villages = villages(&mut Dice::new(1, Purpose::Places), 2400);
        assert_eq!(villages.len(), 8);
        assert_eq!(villages.iter().map(|village| village.groups.len()).sum::<usize>(), 89);
        let households = villages.iter().flat_map(|village| &village.groups).map(|group| group.households);
        assert_eq!(households.sum::<usize>(), 2400);
        for village in &villages {
            assert!(village.name.ends_with('村'), "{} {}", village.code, village.name);
            assert!(village.code.starts_with(&TOWNSHIP[..9]));
        }
        assert_eq!(villages[4].groups[0].name, "江背组");
        assert_eq!(villages[1].groups[10].name, "十一组");
    }

    #[test]
    fn few_households_are_spread_too() {
        let villages = villages(&mut Dice::new(1, Purpose::Places), 24);
        let households = |village: &Village| village.groups.iter().map(|group| group.households).sum::<usize>();
        assert_eq!(villages.iter().map(households).sum::<usize>(), 24);
        assert!(villages.iter().all(|village| households(village) > 0));
    }

    #[test]
    fn the_county_is_whole_and_alone() {
        let divisions = county_divisions();
        assert!(divisions.starts_with("code,name,level,parent\n431027000000,桂东县,county,\n"));
        assert!(divisions.lines().skip(1).all(|line| line.starts_with("431027")));
        assert!(divisions.contains("431027106203,东水村村委会"));
    }
}
