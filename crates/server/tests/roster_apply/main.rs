//! A roster meets the county's records: what is written, what is left, what is reported. The store is a real one.
//! All people are invented; their ID numbers begin with 000000, which is nowhere.

mod again;
mod first;
mod places;

use jiff::civil::{Date, date};
use lianxin_model::check::{DivisionLevel, check_digit};
use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DocId, Kind, TenantId, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::projection::Projection;
use lianxin_model::role::Role;
use lianxin_server::roster::{Import, Outcome, Sheet, Tally, apply, read};
use lianxin_store::{ListQuery, NewArea, NewChange, NewUser, Row, Scope, SqliteStore, Store, User};

const TODAY: Date = date(2026, 11, 22);
const HEADER: &str = "户编号,村,组,户主,姓名,与户主关系,性别,出生日期,身份证号,电话,类别,住址,备注";
const TENANT: TenantId = TenantId(uuid::Uuid::from_u128(7));

/// Two townships with a village of the same name, and one group that is there already.
const AREAS: [(&str, &str, DivisionLevel, Option<&str>); 8] = [
    ("431027000000", "桂东县", DivisionLevel::County, None),
    ("431027100000", "沤江镇", DivisionLevel::Township, Some("431027000000")),
    ("431027104000", "四都镇", DivisionLevel::Township, Some("431027000000")),
    ("431027100230", "增口村", DivisionLevel::Village, Some("431027100000")),
    ("431027100231", "白坪村村委会", DivisionLevel::Village, Some("431027100000")),
    ("431027100202", "东水村", DivisionLevel::Village, Some("431027100000")),
    ("431027104202", "东水村村委会", DivisionLevel::Village, Some("431027104000")),
    ("431027100230004", "江背组", DivisionLevel::Group, Some("431027100230")),
];

/// A county with an administrator and a cadre.
struct County {
    store: SqliteStore,
    admin: User,
    cadre: UserId,
    _folder: tempfile::TempDir,
}

impl County {
    fn new() -> Self {
        Self::administered_from("431027000000")
    }

    fn administered_from(area: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open_or_create(folder.path(), TENANT, 1).expect("a store");
        let (admin, cadre) = (UserId(uuid::Uuid::from_u128(1)), UserId(uuid::Uuid::from_u128(2)));
        let mut write = store.write().expect("a transaction");
        for (code, name, level, parent) in AREAS {
            let (code, name, parent) = (code.to_owned(), name.to_owned(), parent.map(str::to_owned));
            write.put_area(&NewArea { code, name, level, parent }).expect("an area");
        }
        for (id, login, role) in [(admin, "admin", Role::Admin), (cadre, "cadre", Role::Cadre)] {
            let (login, name, area) = (login.to_owned(), login.to_owned(), area.to_owned());
            write.put_user(&NewUser { id, login, name, role, area }).expect("a user");
        }
        write.put_actor(Actor::of_user(TENANT, cadre), cadre, None).expect("an actor");
        write.commit().expect("a commit");
        let admin = store.read().expect("a reading").user(admin).expect("accounts").expect("the administrator");
        Self { store, admin, cadre, _folder: folder }
    }

    fn import(&self, rows: &[&str]) -> Outcome {
        self.import_sheet(&sheet(rows), false)
    }

    fn import_sheet(&self, sheet: &Sheet, dry_run: bool) -> Outcome {
        let import = Import { user: &self.admin, dry_run, now_s: 1_795_300_000 };
        apply(&self.store, sheet, &import, |_| {}).expect("an import")
    }

    fn seq(&self) -> u64 {
        self.store.read().expect("a reading").county().expect("the county").seq
    }

    /// A household by its code.
    fn household(&self, code: &str) -> Option<Row> {
        let id = DocId::official(TENANT, Kind::Household, code);
        self.store.read().expect("a reading").show(id, &Scope::all()).expect("a row")
    }

    /// The people of a household by name.
    fn person(&self, code: &str, name: &str) -> Option<Row> {
        let household = Some(DocId::official(TENANT, Kind::Household, code));
        let query =
            ListQuery { scope: Scope::all(), kind: Some(Kind::Person), household, limit: 100, ..ListQuery::default() };
        let page = self.store.read().expect("a reading").list(&query).expect("a page");
        page.rows.into_iter().find(|row| row.title == name)
    }

    fn count(&self, kind: Kind) -> u64 {
        let query = ListQuery { scope: Scope::all(), kind: Some(kind), limit: 1, ..ListQuery::default() };
        self.store.read().expect("a reading").count(&query).expect("a number")
    }

    /// What the cadre writes on a device, which the server has merged.
    fn cadre_writes(&self, row: &Row, intentions: &[Intention]) {
        let mut document = self.open(row.id, row.kind);
        self.cadre_edits(&mut document, intentions);
    }

    fn cadre_edits(&self, document: &mut Document, intentions: &[Intention]) {
        let actor = Actor::of_user(TENANT, self.cadre);
        let edit = Edit { actor, at: None, time_s: 1_795_310_000, intentions, lenient: false };
        let written = document.edit(&edit).expect("an edit").expect("a change");
        let change = NewChange { hash: written.hash.0, actor, handed_in: None, bytes: &written.chunk };
        let mut write = self.store.write().expect("a transaction");
        write.append(&Projection::of(document), &[change]).expect("a document");
        write.commit().expect("a commit");
    }

    fn open(&self, id: DocId, kind: Kind) -> Document {
        let loaded = self.store.read().expect("a reading").load(id).expect("a document").expect("a document");
        let mut document = Document::new(kind, id);
        document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("its changes");
        document
    }
}

/// A sheet under [`HEADER`]; its first row is row 2.
fn sheet(rows: &[&str]) -> Sheet {
    read(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes(), TODAY).expect("a sheet")
}

fn id_number(first_17: &str) -> String {
    format!("{first_17}{}", check_digit(first_17).expect("17 digits"))
}

fn tally(new: usize, changed: usize, unchanged: usize) -> Tally {
    Tally { new, changed, unchanged }
}

/// The problems as line and code.
fn problems(outcome: &Outcome) -> Vec<(u32, &'static str)> {
    outcome.problems.iter().map(|problem| (problem.line, problem.code())).collect()
}
