//! `/v1/people`: whom somebody works with, found by name; and a county of many people.

use std::time::{Duration, Instant};

use lianxin_model::ids::{UnitId, UserId};
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_store::{NewAssignment, NewUnit, NewUser, Over, Store as _};
use uuid::Uuid;

use crate::county::{
    ADMIN, AUDITOR, COLLECTOR, COUNTY, QIN, SONG, TOWN_1, TOWN_2, Town, VILLAGE_1, VILLAGE_2, WU, ZHOU, user_id,
};

const ALL: &[&str] = &["管理员", "郑审", "秦岭", "周田", "王集", "宋河", "吴山"];

#[tokio::test]
async fn who_sees_whom() {
    let town = Town::start().await;
    let list: [(&str, &[&str]); 6] = [
        (ADMIN, ALL),
        (QIN, &["管理员", "郑审", "秦岭", "周田", "王集"]),
        (SONG, &["管理员", "郑审", "宋河", "吴山"]),
        (ZHOU, &["forbidden"]),
        (AUDITOR, &["forbidden"]),
        (COLLECTOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/people", "/name", &list).await;
    // Whoever answers for a place in the area belongs to those one works with.
    let mut write = town.store.write().expect("writes");
    let over = Over::Area(VILLAGE_1.to_owned());
    write.assign(&NewAssignment { user: user_id(WU), kind: AssignmentKind::Help, over }).expect("assigned");
    write.commit().expect("committed");
    town.everybody_gets("/v1/people?role=cadre", "/name", &[(QIN, &["周田", "吴山"]), (SONG, &["吴山"])]).await;
    town.everybody_gets("/v1/people?role=cadre", "/login", &[(QIN, &["-", "-"]), (ADMIN, &[ZHOU, WU])]).await;
}

#[tokio::test]
async fn filters_hold_and_pages_follow_each_other() {
    let town = Town::start().await;
    let unit = UnitId(Uuid::from_u128(9));
    let mut write = town.store.write().expect("writes");
    write.put_unit(&NewUnit { id: unit, name: "民政所".to_owned(), area: TOWN_1.to_owned() }).expect("an office");
    write.set_unit(user_id(ZHOU), Some(unit)).expect("put there");
    write.set_disabled(user_id(WU), true).expect("closed");
    write.commit().expect("committed");
    let token = town.token(ADMIN).await;
    let of_unit = format!("unit={unit}");
    for (query, names) in [
        ("q=周", vec!["周田"]),
        ("q=zhout", vec!["周田"]),
        ("q=zt", vec!["周田"]),
        ("q=zhou", vec!["周田"]),
        ("q=collec", vec!["王集"]),
        ("area=431027101000", vec!["宋河"]),
        ("area=431027101000&closed=true", vec!["宋河", "吴山"]),
        ("closed=only", vec!["吴山"]),
        ("role=supervisor&q=song", vec!["宋河"]),
        (of_unit.as_str(), vec!["周田"]),
        ("q=...", vec!["管理员", "郑审", "秦岭", "周田", "王集", "宋河"]),
        ("role=king", vec!["bad_query"]),
        ("unit=x", vec!["bad_query"]),
        ("closed=maybe", vec!["bad_query"]),
        ("other=1", vec!["bad_query"]),
    ] {
        let answer = town.get(&token, &format!("/v1/people?{query}")).await;
        let found = if answer.status == 200 { answer.rows("/name") } else { vec![answer.code()] };
        assert_eq!(found, names, "{query}");
    }
    let zhou = town.get(&token, "/v1/people?q=zhou").await;
    let row = &zhou.body["rows"][0];
    assert_eq!((&row["area_name"], &row["unit"]["name"]), (&"东乡".into(), &"民政所".into()));
    assert_eq!(town.get(&town.token(QIN).await, "/v1/people?closed=true").await.code(), "bad_query");
    assert_eq!(town.get(&town.token(QIN).await, "/v1/people?q=collec").await.rows("/name").len(), 0, "no logins");

    let (mut names, mut next) = (Vec::new(), String::new());
    loop {
        let page = town.get(&token, &format!("/v1/people?closed=true&count=true&limit=3{next}")).await;
        assert_eq!(page.body["total"], 7);
        names.extend(page.rows("/name"));
        let Some(cursor) = page.body["next"].as_str() else { break };
        assert_eq!(town.get(&token, &format!("/v1/people?cursor={cursor}")).await.code(), "bad_query", "another query");
        next = format!("&cursor={cursor}");
    }
    assert_eq!(names, ALL);
}

/// A county has 4,938 people: picking one of them does not wait.
#[tokio::test]
async fn a_county_of_people_is_searched_at_once() {
    let town = Town::start().await;
    let surnames = ["罗", "扶", "邓", "欧阳", "单", "曾", "解"];
    let mut write = town.store.write().expect("writes");
    for number in 0..4_938u128 {
        let surname = surnames[number as usize % surnames.len()];
        let given: String =
            [0x5c71 + number as u32 % 97, 0x6c34 + number as u32 % 89].into_iter().filter_map(char::from_u32).collect();
        let area = [TOWN_1, VILLAGE_1, TOWN_2, VILLAGE_2, COUNTY][number as usize % 5].to_owned();
        let (login, name) = (format!("cadre{number:04}"), format!("{surname}{given}"));
        let id = UserId(Uuid::from_u128(1_000_000 + number));
        write.put_user(&NewUser { id, login, name, role: Role::Cadre, area }).expect("an account");
    }
    write.commit().expect("committed");
    for login in [ADMIN, QIN] {
        let token = town.token(login).await;
        let mut slowest = Duration::ZERO;
        for q in ["luo", "罗", "ouyang", "os", "单", "x", "zz"] {
            let begun = Instant::now();
            let answer = town.get(&token, &format!("/v1/people?q={q}&limit=20")).await;
            slowest = slowest.max(begun.elapsed());
            assert_eq!(answer.code(), "200", "{q}");
        }
        eprintln!("{login}: the slowest of 4,945 people took {slowest:?}");
        // An unoptimised build on a busy machine: far beyond what is meant, and far below what a scan of records would take.
        assert!(slowest < Duration::from_secs(2), "{login}: {slowest:?}");
    }
}
