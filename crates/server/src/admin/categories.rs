//! 类别. The name of a category stands in records as the word that somebody wrote. So one that is renamed is found under its
//! name of today whatever word stands there, in the same transaction as the renaming; and then the records themselves are
//! brought to the new word, some hundred at a time, in the administrator's name.

use lianxin_model::check;
use lianxin_model::ids::DocId;
use lianxin_model::intention::Intention;
use lianxin_model::limits;
use lianxin_store::{Category, NewCategory, Read, Store, StoreError, Write};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::hand::Deed;
use super::pen::{self, Pen};
use super::{AdminError, Hand};

/// A category as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CategoryRow {
    /// Its stable code.
    pub code: String,
    /// Its name, which stands in records.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// Names that it had.
    pub former: Vec<String>,
    /// Households with it.
    pub households: u64,
    /// People with it.
    pub persons: u64,
    /// Whether records hold a former name still.
    pub unfinished: bool,
}

/// The county's categories, and words in records that are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CategoryRows {
    /// The categories, in the county's order.
    pub rows: Vec<CategoryRow>,
    /// Words that stand in records and are no category's name.
    pub others: Vec<OtherWord>,
}

/// A word that stands in records and is no category's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OtherWord {
    /// The word.
    pub name: String,
    /// Households with it.
    pub households: u64,
    /// People with it.
    pub persons: u64,
}

/// What became of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CategoryKept {
    /// Its code.
    pub code: String,
    /// Whether it is new or otherwise now.
    pub changed: bool,
    /// Records that hold the new word instead of a former one since this operation, or would after it.
    pub records: usize,
    /// Whether there are more of them: do it again.
    pub more: bool,
}

/// The categories with how often they stand in records.
///
/// # Errors
/// The store's.
pub fn categories(store: &dyn Store) -> Result<CategoryRows, AdminError> {
    let read = store.read()?;
    let mut uses = read.category_uses()?;
    let mut rows = Vec::new();
    for Category { code, name, name_en, .. } in read.categories()? {
        let place = uses.iter().position(|one| one.name == name);
        let counted = place.map(|place| uses.remove(place));
        let former = read.former_categories(&code)?;
        let mut unfinished = false;
        for word in &former {
            unfinished |= !read.documents_with_category(word, 1)?.is_empty();
        }
        let (households, persons) = counted.map_or((0, 0), |one| (one.households, one.persons));
        rows.push(CategoryRow { code, name, name_en, former, households, persons, unfinished });
    }
    let others =
        uses.into_iter().map(|one| OtherWord { name: one.name, households: one.households, persons: one.persons });
    Ok(CategoryRows { rows, others: others.collect() })
}

/// Adds a category.
///
/// # Errors
/// [`AdminError::BadCategory`], [`AdminError::CategoryTaken`], [`AdminError::NotOfCounty`], …
pub fn add_category(
    store: &dyn Store,
    hand: &Hand,
    code: &str,
    name: &str,
    name_en: &str,
) -> Result<CategoryKept, AdminError> {
    hand.act(store, |write| {
        answers_for_county(&*write, hand)?;
        let new = fitting(code, name, name_en)?;
        let known = write.categories()?;
        if known.len() >= limits::CATEGORIES_MAX {
            return Err(AdminError::TooManyCategories);
        }
        let same = known.iter().find(|one| one.code == new.code);
        if same.is_some_and(|one| one.name != new.name) {
            return Err(AdminError::CategoryTaken);
        }
        let changed = write.put_category(&new).map_err(taken)?.changed;
        let deed = Deed { act: "add_category", detail: json!({ "category": new.code, "name": new.name }) };
        let kept = CategoryKept { code: new.code, changed, records: 0, more: false };
        Ok((kept, changed.then_some(deed)))
    })
}

/// Gives a category another name, and brings at most [`limits::ADMIN_RECORDS_MAX`] records to it. Again, it goes on with the
/// records that are left, and with those that came since with a former name.
///
/// # Errors
/// [`AdminError::UnknownCategory`], [`AdminError::CategoryTaken`], [`AdminError::BadCategory`], …
pub fn rename_category(
    store: &dyn Store,
    hand: &Hand,
    code: &str,
    name: &str,
    name_en: Option<&str>,
) -> Result<CategoryKept, AdminError> {
    hand.act(store, |write| {
        answers_for_county(&*write, hand)?;
        let old = write.categories()?.into_iter().find(|one| one.code == code).ok_or(AdminError::UnknownCategory)?;
        let new = fitting(&old.code, name, name_en.unwrap_or(&old.name_en))?;
        let changed = write.put_category(&new).map_err(taken)?.changed;
        let (records, more) = rewrite(write, hand, &new)?;
        let detail = json!({ "category": code, "from": old.name, "to": new.name, "records": records });
        let deed = (changed || records > 0).then_some(Deed { act: "rename_category", detail });
        Ok((CategoryKept { code: new.code, changed, records, more }, deed))
    })
}

/// Brings records that hold a former name to the name of today; how many, and whether there are more.
fn rewrite(write: &mut dyn Write, hand: &Hand, category: &NewCategory) -> Result<(usize, bool), AdminError> {
    let mut left = limits::ADMIN_RECORDS_MAX;
    let mut found: Vec<(String, DocId)> = Vec::new();
    for word in write.former_categories(&category.code)? {
        // One more than there is room for tells whether there are more.
        let documents = write.documents_with_category(&word, left + 1)?;
        let room = left as usize;
        let more = documents.len() > room;
        left -= u32::try_from(documents.len().min(room)).unwrap_or(left);
        found.extend(documents.into_iter().take(room).map(|id| (word.clone(), id)));
        if more {
            return edit(write, hand, category, &found).map(|()| (found.len(), true));
        }
    }
    edit(write, hand, category, &found).map(|()| (found.len(), false))
}

fn edit(
    write: &mut dyn Write,
    hand: &Hand,
    category: &NewCategory,
    found: &[(String, DocId)],
) -> Result<(), AdminError> {
    if found.is_empty() {
        return Ok(());
    }
    let pen = Pen::of(write, hand)?;
    for (word, id) in found {
        let mut document = pen::open(&*write, *id)?;
        let renamed =
            [Intention::add("categories", category.name.as_str()), Intention::remove("categories", word.as_str())];
        pen.edit(write, &mut document, &renamed)?;
    }
    Ok(())
}

/// Brings the categories into this order; what is not named follows.
///
/// # Errors
/// [`AdminError::UnknownCategory`], …
pub fn order_categories(store: &dyn Store, hand: &Hand, codes: &[String]) -> Result<bool, AdminError> {
    hand.act(store, |write| {
        answers_for_county(&*write, hand)?;
        let known = write.categories()?;
        if codes.iter().any(|code| known.iter().all(|one| one.code != *code)) {
            return Err(AdminError::UnknownCategory);
        }
        let changed = write.order_categories(codes)?;
        let deed = Deed { act: "order_categories", detail: json!({ "categories": codes }) };
        Ok((changed, changed.then_some(deed)))
    })
}

/// The list is the whole county's: who answers for a part of it changes nothing in it.
fn answers_for_county(read: &dyn Read, hand: &Hand) -> Result<(), AdminError> {
    for root in read.area_children(None)? {
        hand.answers_for_area(read, &root.code).map_err(|_| AdminError::NotOfCounty)?;
    }
    Ok(())
}

fn fitting(code: &str, name: &str, name_en: &str) -> Result<NewCategory, AdminError> {
    let name = check::line(name.trim()).map_err(|_| AdminError::BadCategory)?;
    let is_word = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '_';
    let code_fits = !code.is_empty() && code.len() <= 40 && code.chars().all(is_word);
    let is_short = name.chars().count() <= limits::CATEGORY_CHARS_MAX && name_en.chars().count() <= 80;
    // Sheets and phones part several categories by these.
    let is_one = !name.contains(['、', ',', '，', ';', '；', '/', ' ']);
    if !code_fits || !is_short || !is_one {
        return Err(AdminError::BadCategory);
    }
    Ok(NewCategory { code: code.to_owned(), name: name.to_owned(), name_en: name_en.trim().to_owned() })
}

fn taken(error: StoreError) -> AdminError {
    match error {
        StoreError::Taken(_) => AdminError::CategoryTaken,
        other => other.into(),
    }
}
