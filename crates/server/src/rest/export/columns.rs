//! The columns of each list, with the names that offices give them. What [`crate::roster`] imports it knows by the same names.

use lianxin_model::ids::Kind;

/// Where the text of a column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A field of the catalogue, as people read its type.
    Field(&'static str),
    /// 乡镇, 村, 组
    Place(Level),
    /// What stands in the household that the row belongs to.
    Home(&'static str),
    /// How many people a household has.
    Members,
    /// The head's ID number, its ends.
    HeadIdNumber,
    /// 与户主关系
    Relation,
    /// Where a case stands.
    Status,
    /// To whom a case was handed last.
    Handed,
    /// The course of a case, a line a step.
    Course,
    /// Whether it was written days after its day.
    Late,
}

/// A level of the tree of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rest) enum Level {
    Township,
    Village,
    Group,
}

/// A column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name.
    pub(super) title: &'static str,
    /// Its width, in digits of the sheet's type; a Chinese character takes two.
    pub(super) width: u8,
    /// What stands in it.
    pub(super) source: Source,
}

const fn column(title: &'static str, width: u8, source: Source) -> Column {
    Column { title, width, source }
}

const fn field(title: &'static str, width: u8, path: &'static str) -> Column {
    column(title, width, Source::Field(path))
}

const TOWNSHIP: Column = column("乡镇", 12, Source::Place(Level::Township));
const VILLAGE: Column = column("村", 12, Source::Place(Level::Village));
const GROUP: Column = column("组", 10, Source::Place(Level::Group));
const HOME_CODE: Column = column("户编号", 16, Source::Home("code"));
const HOME_HEAD: Column = column("户主姓名", 10, Source::Home("head_name"));
const LATE: Column = column("补录", 6, Source::Late);

const HOUSEHOLDS: &[Column] = &[
    field("户编号", 16, "code"),
    TOWNSHIP,
    VILLAGE,
    GROUP,
    field("户主姓名", 10, "head_name"),
    column("户主身份证号", 21, Source::HeadIdNumber),
    field("电话", 14, "phone"),
    column("家庭人口", 9, Source::Members),
    field("类别", 20, "categories"),
    field("住址", 30, "address"),
    field("住房", 16, "housing"),
    field("年收入（元）", 14, "income_fen"),
    field("困难", 30, "hardship"),
    field("备注", 30, "notes"),
];

const PERSONS: &[Column] = &[
    HOME_CODE,
    TOWNSHIP,
    VILLAGE,
    GROUP,
    HOME_HEAD,
    field("姓名", 10, "name"),
    column("与户主关系", 11, Source::Relation),
    field("性别", 6, "sex"),
    field("出生日期", 12, "birth"),
    field("身份证号", 21, "id_number"),
    field("电话", 14, "phone"),
    field("类别", 20, "categories"),
    column("住址", 30, Source::Home("address")),
    field("在家情况", 10, "residence"),
    field("外出地", 16, "away_place"),
    field("职业", 14, "occupation"),
    field("健康状况", 20, "health"),
    field("备注", 30, "notes"),
];

const VISITS: &[Column] = &[
    field("走访日期", 12, "date"),
    field("走访方式", 10, "kind"),
    TOWNSHIP,
    VILLAGE,
    GROUP,
    HOME_CODE,
    HOME_HEAD,
    field("走访人", 10, "author"),
    field("同去", 16, "participants"),
    field("地点", 16, "place"),
    field("看到、听到的", 50, "text"),
    field("提出的要求", 40, "asked"),
    field("登记的诉求", 24, "cases"),
    LATE,
];

const DIARY: &[Column] = &[
    field("日期", 12, "date"),
    field("记录人", 10, "author"),
    field("日记", 80, "text"),
    field("相关户", 20, "households"),
    field("相关事项", 24, "cases"),
    LATE,
];

const CASES: &[Column] = &[
    field("台账", 8, "ledger"),
    field("事项", 24, "title"),
    TOWNSHIP,
    VILLAGE,
    GROUP,
    HOME_CODE,
    HOME_HEAD,
    field("具体情况", 50, "text"),
    field("来源", 10, "source"),
    field("登记日期", 12, "date"),
    field("登记人", 10, "author"),
    column("办理状态", 10, Source::Status),
    field("办理期限", 12, "due"),
    field("包案领导", 10, "lead"),
    column("承办", 16, Source::Handed),
    column("办理过程", 60, Source::Course),
    field("调处涉及人", 20, "mediation_people"),
    field("调处金额（元）", 14, "mediation_amount_fen"),
    field("调处结果", 12, "mediation_outcome"),
];

const ASSISTANCE: &[Column] = &[
    field("日期", 12, "date"),
    TOWNSHIP,
    VILLAGE,
    GROUP,
    HOME_CODE,
    HOME_HEAD,
    field("帮扶方式", 10, "kind"),
    field("金额（元）", 14, "amount_fen"),
    field("资金来源", 20, "source"),
    field("说明", 50, "text"),
    field("登记人", 10, "author"),
];

/// A list that can be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct List {
    /// What stands in it.
    pub(super) kind: Kind,
    /// Its word in addresses and in the access log.
    pub(super) word: &'static str,
    /// What people call it.
    pub(super) title: &'static str,
    /// Its columns.
    pub(super) columns: &'static [Column],
}

const fn list(kind: Kind, word: &'static str, title: &'static str, columns: &'static [Column]) -> List {
    List { kind, word, title, columns }
}

/// Every list that can be taken out.
pub(super) const LISTS: [List; 6] = [
    list(Kind::Household, "households", "户情表", HOUSEHOLDS),
    list(Kind::Person, "persons", "人口表", PERSONS),
    list(Kind::Visit, "visits", "走访记录", VISITS),
    list(Kind::DiaryEntry, "diary-entries", "民情日记", DIARY),
    list(Kind::Case, "cases", "台账", CASES),
    list(Kind::Assistance, "assistance", "帮扶救助", ASSISTANCE),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lianxin_model::catalogue;

    use super::*;
    use crate::roster::Column as Imported;

    #[test]
    fn every_column_has_its_own_name_and_a_field_that_is_there() {
        for list in LISTS {
            let titles: BTreeSet<&str> = list.columns.iter().map(|column| column.title).collect();
            assert_eq!(titles.len(), list.columns.len(), "{}", list.word);
            for column in list.columns {
                let known = match column.source {
                    Source::Field(path) => catalogue::field(list.kind, path).is_some(),
                    Source::Home(path) => catalogue::field(Kind::Household, path).is_some(),
                    _ => true,
                };
                assert!(known && (6..=80).contains(&column.width), "{} {}", list.word, column.title);
            }
        }
    }

    #[test]
    fn a_list_of_people_has_every_column_that_is_imported() {
        let named: BTreeSet<Imported> = PERSONS.iter().filter_map(|column| Imported::of_label(column.title)).collect();
        assert_eq!(named, Imported::ALL.into_iter().collect());
    }
}
