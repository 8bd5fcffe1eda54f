//! Search.

use lianxin_model::projection::Projection;
use lianxin_model::search::{Keys, Pattern, Term, matches, query};

use super::Engine;
use super::world::{self, VILLAGE};
use crate::{ListQuery, Result, Scope, Store as _};

/// Invented people: name, address, number, words.
const PEOPLE: [(&str, &str, &str, &str); 6] = [
    ("罗守山", "桂东县沙田镇", "13900000123", "屋顶漏雨，LED灯坏了"),
    ("羅守山", "雁鸣湖镇", "13900000124", "想學修車"),
    ("单于春", "增口乡三组", "0735-1234567", "单位来电"),
    ("吕绿", "沧江乡", "66123", "2026年申请低保3000元"),
    ("阿依古丽·买买提", "柳园镇", "13800000001", ""),
    ("O'Brien", "", "", "\"quotes\" AND OR NOT NEAR( * ^ tokens:"),
];

const QUERIES: [&str; 30] = [
    "罗守山",
    "羅",
    "守山",
    "luo",
    "luoshou",
    "lss",
    "ls",
    "shan",
    "罗shan 0123",
    "雨",
    "漏雨",
    "led",
    "LED",
    "学修车",
    "单",
    "chan",
    "shanyu",
    "dan",
    "lv",
    "lyu",
    "lu",
    "123",
    "0123",
    "3000",
    "买买提",
    "brien",
    "quotes",
    "and",
    "没有",
    "x",
];

/// For every query the rows that the model's definition finds, before and after an edit.
pub fn search_is_the_models(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let row = |number: usize, (name, address, phone, words): (&str, &str, &str, &str)| {
        let mut keys = Keys::new();
        keys.name(name);
        keys.place(address);
        keys.number(phone);
        keys.text(words);
        Projection { tokens: keys.tokens(), ..world::household(number as u128, VILLAGE) }
    };
    let mut rows: Vec<Projection> =
        PEOPLE.into_iter().enumerate().map(|(number, person)| row(number, person)).collect();
    for row in &rows {
        world::append(&mut *write, row, "x")?;
    }
    let pattern = |token: &str, prefix| Pattern { token: token.to_owned(), prefix };
    let mut asked: Vec<(String, Vec<Term>)> = QUERIES.iter().map(|text| ((*text).to_owned(), query(text))).collect();
    asked.push(("no terms".to_owned(), vec![]));
    asked.push(("a term without patterns".to_owned(), vec![Term { any: vec![] }]));
    let quoted = Term { any: vec![pattern("\"", true), pattern("plss", false), pattern("AND", false)] };
    asked.push(("not made by the model".to_owned(), vec![quoted]));
    for edited in [false, true] {
        if edited {
            rows[0] = row(0, ("王小明", "沧江乡", "13900000999", "漏雨修好了"));
            rows[3] = Projection { tokens: Vec::new(), ..rows[3].clone() };
            for changed in [0, 3] {
                world::append(&mut *write, &rows[changed], "y")?;
            }
        }
        let mut found_any = 0;
        for (text, terms) in &asked {
            let expected: Vec<_> = rows.iter().filter(|row| matches(terms, &row.tokens)).map(|row| row.id).collect();
            let list = ListQuery {
                scope: Scope::all(),
                terms: terms.clone(),
                limit: 100,
                sort: crate::Sort::Code,
                ..Default::default()
            };
            let found: Vec<_> = write.list(&list)?.rows.iter().map(|row| row.id).collect();
            assert_eq!(found, expected, "{text} (edited: {edited})");
            found_any += usize::from(!found.is_empty());
        }
        assert!(found_any > QUERIES.len() / 2, "the queries hardly find anything");
    }
    Ok(())
}
