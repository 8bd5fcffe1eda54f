//! Who answers for a case writes to it from outside its area, and to nothing else there.

use std::collections::BTreeMap;

use lianxin_model::ids::{DocId, EntryId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::role::Role;
use lianxin_model::value::Value;

use crate::county::{County, EAST, TOWNSHIP, WEST};
use crate::phone::Phone;

fn step(phone: &Phone, number: u8, kind: &str, more: &[(&str, Value)]) -> Intention {
    let mut values =
        BTreeMap::from([("kind".to_owned(), Value::from(kind)), ("by".to_owned(), Value::from(phone.user))]);
    values.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    Intention::Append { field: "events".into(), entry: EntryId::from_moment(1, [number; 10]), values }
}

fn after(number: u8) -> (&'static str, Value) {
    ("after", Value::Many(vec![EntryId::from_moment(1, [number; 10]).to_string()]))
}

fn open_case(phone: &mut Phone, number: u8, household: DocId, more: &[Intention]) -> DocId {
    let id = phone.new_id(number);
    let mut intentions = vec![
        Intention::set("household", household),
        Intention::set("author", phone.user),
        Intention::set("ledger", "livelihood"),
        step(phone, number, "registered", &[]),
    ];
    intentions.extend_from_slice(more);
    phone.write(Kind::Case, id, &intentions);
    id
}

struct Village {
    county: County,
    /// Answers for the village and wrote its household, visit and case.
    cadre: Phone,
    leader: Phone,
    household: DocId,
    visit: DocId,
    case: DocId,
}

async fn village() -> Village {
    let county = County::open().await;
    let mut cadre = county.cadre(1, EAST).await;
    let household = cadre.household(1, EAST);
    let visit = cadre.visit(2, household, "安好");
    let case = open_case(&mut cadre, 3, household, &[]);
    assert!(cadre.sync(&county).await.codes().is_empty());
    let leader = county.user("leader", Role::Supervisor, TOWNSHIP);
    let mut leader = county.phone(2, leader).await;
    leader.sync_all(&county).await;
    Village { county, cadre, leader, household, visit, case }
}

impl Village {
    async fn lead(&mut self, user: UserId) {
        self.leader.set(self.case, "lead", user);
        assert!(self.leader.sync(&self.county).await.codes().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lead_of_a_case_writes_to_it_and_to_nothing_else() {
    let mut village = village().await;
    let mut other = village.county.cadre(3, WEST).await;
    assert!(other.sync(&village.county).await.brings_nothing());
    village.lead(other.user).await;
    let Village { county, cadre, household, visit, case, .. } = &mut village;
    let mut came = other.sync(county).await.whole;
    came.sort_unstable();
    let mut expected = vec![*household, *case];
    expected.sort_unstable();
    assert_eq!(came, expected);

    let acted = step(&other, 4, "acted", &[after(3)]);
    other.write(Kind::Case, *case, &[acted]);
    other.set(*household, "phone", "13900001111");
    assert!(other.sync(county).await.codes().is_empty());
    let mut changed = cadre.sync(county).await.changed;
    changed.sort_unstable();
    assert_eq!(changed, expected, "the village sees it");

    let own_visit = other.visit(5, *household, "去看了");
    let own_case = open_case(&mut other, 6, *household, &[]);
    other.documents.insert(*visit, cadre.documents[visit].clone());
    other.set(*visit, "asked", "改一改");
    assert_eq!(other.sync(county).await.codes(), ["out_of_scope"; 3]);
    for document in [own_visit, own_case] {
        assert_eq!(county.changes(document), 0);
    }
    assert_eq!(county.changes(*visit), 1);
}

/// What a change says of itself gives its writer no right to it.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_makes_a_foreign_case_theirs() {
    let Village { county, household, case, leader, .. } = village().await;
    let stranger = county.user("stranger", Role::Supervisor, WEST);
    let mut stranger = county.phone(4, stranger).await;
    let me = Intention::set("lead", stranger.user);
    let new = open_case(&mut stranger, 1, household, std::slice::from_ref(&me));
    // They have seen the case on somebody's screen, and make their change on a copy.
    stranger.documents.insert(case, leader.documents[&case].clone());
    stranger.write(Kind::Case, case, &[me]);
    assert_eq!(stranger.sync(&county).await.codes(), ["out_of_scope", "out_of_scope"]);
    assert_eq!((county.changes(new), county.changes(case)), (0, 1));
    assert!(stranger.sync(&county).await.whole.is_empty());
}

/// The step that ends a duty is taken; what comes after it is kept aside, and the case leaves.
#[tokio::test(flavor = "multi_thread")]
async fn a_duty_ends_with_the_step_that_says_so() {
    let mut village = village().await;
    let assignee = village.county.user("assignee", Role::Cadre, WEST);
    let mut assignee = village.county.phone(5, assignee).await;
    let to = ("to", Value::Text(assignee.user.short()));
    let assigned = step(&village.leader, 4, "assigned", &[after(3), to]);
    village.leader.write(Kind::Case, village.case, &[assigned]);
    let Village { county, household, case, leader, .. } = &mut village;
    assert!(leader.sync(county).await.codes().is_empty());
    assert_eq!(assignee.sync(county).await.whole.len(), 2);

    // A comment of those who lead comes after it.
    let comment = leader.new_id(9);
    let words = [
        Intention::set("subject", *case),
        Intention::set("household", *household),
        Intention::set("author", leader.user),
        Intention::set("text", "抓紧办"),
    ];
    leader.write(Kind::Comment, comment, &words);
    leader.sync(county).await;
    assert_eq!(assignee.sync(county).await.whole, [comment]);

    let transferred = step(&assignee, 5, "transferred", &[after(4), ("to", Value::from("水利站"))]);
    assignee.write(Kind::Case, *case, &[transferred]);
    let round = assignee.sync(county).await;
    assert!(round.codes().is_empty(), "{:?}", round.codes());
    let mut left = round.answer.left.clone();
    left.sort_unstable();
    let mut expected = vec![*household, *case, comment];
    expected.sort_unstable();
    assert_eq!(left, expected);
    assert_eq!(county.changes(*case), 3);

    assignee.documents.insert(*case, leader.documents[case].clone());
    let late = step(&assignee, 6, "acted", &[after(4)]);
    assignee.write(Kind::Case, *case, &[late]);
    let codes = assignee.sync(county).await;
    assert_eq!(codes.codes().len(), 1, "{:?}", codes.codes());
    assert_eq!(county.changes(*case), 3);
}
