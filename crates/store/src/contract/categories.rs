//! Categories that are renamed and ordered, and what stands in records.

use lianxin_model::ids::{DocId, Kind};

use super::Engine;
use super::world::{self, COUNTY, VILLAGE, id};
use crate::{ListQuery, NewCategory, Read, Result, Scope, Store as _, StoreError, Write};

fn category(code: &str, name: &str) -> NewCategory {
    NewCategory { code: code.to_owned(), name: name.to_owned(), name_en: "en".to_owned() }
}

/// Writes a household whose record holds these words.
fn household(write: &mut dyn Write, number: u128, words: &[&str]) -> Result<()> {
    let mut row = world::household(number, VILLAGE);
    row.categories = words.iter().map(|word| (*word).to_owned()).collect();
    row.record.fields.insert("categories".to_owned(), row.categories.clone().into());
    world::append(write, &row, &words.join(" ")).map(drop)
}

fn with(read: &dyn Read, name: &str) -> Result<Vec<DocId>> {
    let query = ListQuery {
        scope: Scope::all(),
        kind: Some(Kind::Household),
        category: Some(name.to_owned()),
        area: Some(COUNTY.to_owned()),
        limit: 100,
        ..ListQuery::default()
    };
    let mut found: Vec<DocId> = read.list(&query)?.rows.into_iter().map(|row| row.id).collect();
    found.sort_unstable();
    Ok(found)
}

/// A renamed category is found under its name of today, whatever word stands in a record and whenever it comes.
pub fn renamed_category_is_found(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    household(&mut *write, 1, &["五保户"])?;
    household(&mut *write, 2, &["五保户", "特困"])?;
    household(&mut *write, 3, &["残疾"])?;
    assert_eq!(write.put_category(&category("wubao", "特困")), Err(StoreError::Taken("category")));
    assert!(write.put_category(&category("wubao", "特困供养户"))?.changed);
    assert!(!write.put_category(&category("wubao", "特困供养户"))?.changed);
    // A phone that has not heard of it.
    household(&mut *write, 4, &["五保户"])?;
    assert_eq!(with(&*write, "特困供养户")?, [id(1), id(2), id(4)]);
    assert_eq!(with(&*write, "五保户")?, []);
    assert_eq!(write.former_categories("wubao")?, ["五保户"]);
    assert_eq!(write.documents_with_category("五保户", 10)?, [id(1), id(2), id(4)]);
    assert_eq!(write.documents_with_category("五保户", 2)?, [id(1), id(2)]);
    assert_eq!(write.documents_with_category("特困供养户", 10)?, []);
    let uses: Vec<_> = write.category_uses()?.into_iter().map(|one| (one.name, one.households, one.persons)).collect();
    let expected = [("残疾".to_owned(), 1, 0), ("特困".to_owned(), 1, 0), ("特困供养户".to_owned(), 3, 0)];
    assert_eq!(uses, expected);
    // The record says both words: it is one category.
    household(&mut *write, 1, &["五保户", "特困供养户"])?;
    assert_eq!(with(&*write, "特困供养户")?, [id(1), id(2), id(4)]);
    for (name, free) in [("五保户", false), ("特困供养户", false), ("军属", true)] {
        let put = write.put_category(&category("junshu", name));
        assert_eq!(put.is_ok(), free, "{name} had or has an owner");
    }
    // Named again as before, the word of today becomes the former one.
    write.put_category(&category("wubao", "五保户"))?;
    assert_eq!((with(&*write, "五保户")?.len(), write.former_categories("wubao")?), (3, vec!["特困供养户".to_owned()]));
    Ok(())
}

/// The county's order holds; what is not named follows as it was, and a new one comes last.
pub fn categories_have_an_order(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    let codes = |read: &dyn Read| -> Result<Vec<String>> {
        Ok(read.categories()?.into_iter().map(|category| category.code).collect())
    };
    let seeded = codes(&*write)?;
    let order = ["canji", "dibao", "nothing", "canji"].map(str::to_owned);
    assert!(write.order_categories(&order)?);
    assert!(!write.order_categories(&order)?);
    write.put_category(&category("junshu", "军属"))?;
    let mut expected = vec!["canji".to_owned(), "dibao".to_owned()];
    expected.extend(seeded.into_iter().filter(|code| code != "canji" && code != "dibao"));
    expected.push("junshu".to_owned());
    assert_eq!(codes(&*write)?, expected);
    Ok(())
}
