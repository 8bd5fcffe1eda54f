//! Who works in the township, and who answers for which household.

use super::invented::{Dice, Purpose, TOWNSHIP, Township, invent_name};

/// An account of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) role: &'static str,
    /// What they are called in the office.
    pub(super) title: &'static str,
    pub(super) area: String,
}

/// A cadre and what they answer for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cadre {
    pub(super) account: Member,
    pub(super) charge: Charge,
    /// Places of the households that they hold, in [`Township::households`].
    pub(super) households: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charge {
    /// 包村: a village, by its place in [`Township::villages`].
    Village(usize),
    /// 联户: contact households.
    Contacts,
}

/// Everybody with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Staff {
    pub(super) admin: Member,
    pub(super) auditor: Member,
    /// 书记 and 民政办 read on the web; the last one answers for one village and goes there with a phone.
    pub(super) supervisors: [Member; 3],
    pub(super) cadres: Vec<Cadre>,
}

/// Cadres of the published township.
const CADRES: usize = 39;
/// Contact households by rank, and how many cadres have that rank: leaders 10, heads of offices 8, others 4.
const QUOTAS: [(usize, usize); 3] = [(5, 10), (14, 8), (12, 4)];
/// The village in which the last of the supervisors is at home.
pub(super) const SUPERVISED_VILLAGE: usize = 6;
/// Whom contacts are chosen from first.
const FIRST: [&str; 6] = ["特困", "低保户", "监测户", "脱贫户", "独居老人", "大病"];

impl Staff {
    /// The staff of a seed.
    pub(super) fn invent(seed: u64, township: &Township) -> Self {
        let mut dice = Dice::new(seed, Purpose::Staff);
        let mut member = |login: &str, role, title, area: &str| Member {
            login: login.to_owned(),
            name: invent_name(&mut dice),
            role,
            title,
            area: area.to_owned(),
        };
        let county = super::invented::COUNTY;
        let village = |place: usize| township.villages.get(place).map_or(TOWNSHIP, |village| village.code);
        let admin = member("admin", "admin", "县管理员", county);
        let auditor = member("auditor", "auditor", "县审计员", county);
        let supervisors = [
            member("shuji", "supervisor", "镇党委书记", TOWNSHIP),
            member("minzheng", "supervisor", "民政办主任", TOWNSHIP),
            member("baocun", "supervisor", "包村副镇长", village(SUPERVISED_VILLAGE)),
        ];
        let accounts: Vec<Member> = (1..=CADRES)
            .map(|number| {
                let title = if number <= township.villages.len() { "包村干部" } else { "联户干部" };
                member(&format!("cadre{number:02}"), "cadre", title, TOWNSHIP)
            })
            .collect();
        let mut contacts = contacts(&mut dice, township).into_iter();
        let cadres = accounts.into_iter().enumerate().map(|(place, account)| {
            if place < township.villages.len() {
                return Cadre { account, charge: Charge::Village(place), households: township.of_village(place) };
            }
            Cadre { account, charge: Charge::Contacts, households: contacts.next().unwrap_or_default() }
        });
        Self { admin, auditor, supervisors, cadres: cadres.collect() }
    }

    /// Everybody, the administrator first.
    pub(super) fn everybody(&self) -> impl Iterator<Item = &Member> {
        [&self.admin, &self.auditor]
            .into_iter()
            .chain(&self.supervisors)
            .chain(self.cadres.iter().map(|it| &it.account))
    }
}

/// The contact households of each cadre who has no village: those who need somebody first, each of them once.
fn contacts(dice: &mut Dice, township: &Township) -> Vec<Vec<usize>> {
    let mut free: Vec<Vec<usize>> = (0..township.villages.len())
        .map(|village| {
            let mut here = township.of_village(village);
            let need = |place: &usize| {
                let household = township.households.get(*place);
                household.map_or(FIRST.len(), |it| FIRST.iter().position(|word| it.has(word)).unwrap_or(FIRST.len()))
            };
            here.sort_by_key(need);
            here.reverse();
            here
        })
        .collect();
    let quotas = QUOTAS.iter().flat_map(|(cadres, quota)| std::iter::repeat_n(*quota, *cadres));
    quotas
        .map(|quota| {
            let village = dice.below(free.len());
            let free = free.get_mut(village).map(|free| free.split_off(free.len().saturating_sub(quota)));
            free.unwrap_or_default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_staff_is_of_the_published_size_and_every_contact_has_one_cadre() {
        let township = Township::invent(1, 2400);
        let staff = Staff::invent(1, &township);
        assert_eq!(staff.cadres.len(), 39);
        assert_eq!(staff, Staff::invent(1, &township));
        let logins: HashSet<&str> = staff.everybody().map(|member| member.login.as_str()).collect();
        assert_eq!(logins.len(), 44);
        let contacts: Vec<usize> = staff
            .cadres
            .iter()
            .filter(|it| it.charge == Charge::Contacts)
            .flat_map(|it| it.households.clone())
            .collect();
        assert_eq!(contacts.len(), 210);
        assert_eq!(contacts.iter().collect::<HashSet<_>>().len(), 210);
        let villages = staff.cadres.iter().filter(|it| it.charge != Charge::Contacts);
        assert_eq!(villages.map(|it| it.households.len()).sum::<usize>(), 2400);
    }

    #[test]
    fn a_small_township_has_them_all_too() {
        let township = Township::invent(1, 24);
        let staff = Staff::invent(1, &township);
        assert_eq!(staff.cadres.len(), 39);
    }
}
