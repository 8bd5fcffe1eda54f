//! Passwords of the demo: from the seed, so that they can be told again. Whoever knows the seed knows them.

use super::invented::{Dice, Purpose};
use super::staff::{Member, SUPERVISED_VILLAGE, Staff};

const WORDS: [&str; 12] = [
    "huangtao", "qingshan", "chayuan", "shuikou", "zhulin", "songshu", "meihua", "daotian", "shiqiao", "xishui",
    "baiyun", "zhaoxia",
];

/// Who can log in on the web, and how they are introduced: those who read, and one cadre.
pub(super) fn introduced(staff: &Staff) -> impl Iterator<Item = &Member> {
    let cadre = staff.cadres.get(SUPERVISED_VILLAGE).map(|cadre| &cadre.account);
    staff.supervisors.iter().chain([&staff.admin, &staff.auditor]).chain(cadre)
}

pub(super) fn with_password(staff: &Staff) -> impl Iterator<Item = &str> {
    introduced(staff).map(|member| member.login.as_str())
}

/// The password of a login.
pub(super) fn of(seed: u64, login: &str) -> String {
    let mut dice = Dice::new(seed, Purpose::Passwords);
    // As many throws as the login asks for, so that each has its own.
    let skip = login.bytes().fold(0_usize, |sum, byte| (sum * 31 + usize::from(byte)) % 997);
    for _ in 0..skip {
        dice.below(2);
    }
    let (first, second) = (dice.word(&WORDS), dice.word(&WORDS));
    format!("{first}-{:04}-{second}", dice.below(10_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_come_from_the_seed_and_differ() {
        let logins = ["shuji", "minzheng", "baocun", "admin", "auditor", "cadre07"];
        let all: std::collections::HashSet<String> = logins.iter().map(|login| of(1, login)).collect();
        assert_eq!(all.len(), logins.len());
        assert_eq!(of(1, "admin"), of(1, "admin"));
        assert_ne!(of(1, "admin"), of(2, "admin"));
        assert!(all.iter().all(|password| password.len() >= 14));
    }
}
