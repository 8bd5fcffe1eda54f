//! Writing a roster into the county's records.
//!
//! A household is the document of its 户编号, a person that of their ID number, or of household, name and birth date
//! (module `identity`). The same sheet again changes nothing; a changed sheet changes what differs from the last import
//! and overwrites nothing that people wrote since (module `lineage`). Nothing is removed because a sheet leaves it out.

mod facts;
mod fault;
mod group_name;
mod identity;
mod lineage;
mod places;
mod plan;

use lianxin_model::document::Record;
use lianxin_model::ids::{Actor, DocId, Kind, TenantId};
use lianxin_model::role::Role;
use lianxin_store::{Read, Store, StoreError, User};
use serde::Serialize;

pub use fault::ApplyFault;

use super::problem::Fault;
use super::{Column, HouseholdRows, RowProblem, Severity, Sheet, households};
use facts::{Facts, Member};
use places::Places;
use plan::{Change, Hand, Plan};

/// Rows written in one transaction: devices that sync meanwhile wait for one, not for the whole sheet.
const ROWS_PER_TRANSACTION: usize = 250;

/// In whose name a roster is imported, and how.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    /// The administrator: the history names them, and only their area is written to.
    pub user: &'a User,
    /// Say what would be done and do nothing.
    pub dry_run: bool,
    /// Now, seconds since 1970.
    pub now_s: i64,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Households that are done.
    pub households_done: usize,
    /// Households in the sheet.
    pub households: usize,
}

/// What became of the documents of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Registered by this import.
    pub new: usize,
    /// Changed by it.
    pub changed: usize,
    /// As they were.
    pub unchanged: usize,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Outcome {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// 户
    pub households: Tally,
    /// 人
    pub persons: Tally,
    /// Groups (村民小组) that were made.
    pub groups_new: usize,
    /// Documents in which the import stands beside what somebody else wrote.
    pub conflicts_new: usize,
    /// Rows that were left out.
    pub rows_refused: usize,
    /// What is wrong with which row, from top to bottom.
    pub problems: Vec<RowProblem>,
}

/// Why nothing was imported at all, or nothing more.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Only administrators import.
    #[error("only an administrator may import")]
    NotAllowed,
    /// The store's. Whole households of the sheet may have been written before; the same sheet again goes on after them.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApplyError {
    /// The word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            ApplyError::NotAllowed => "not_allowed",
            ApplyError::Store(error) => error.code(),
        }
    }
}

/// Writes a sheet into the store, some hundred rows a transaction, whole households at a time.
///
/// # Errors
/// [`ApplyError`].
pub fn apply(
    store: &dyn Store,
    sheet: &Sheet,
    import: &Import<'_>,
    mut progress: impl FnMut(Progress),
) -> Result<Outcome, ApplyError> {
    if import.user.role != Role::Admin || import.user.disabled {
        return Err(ApplyError::NotAllowed);
    }
    let households = households(sheet);
    let mut applying = if import.dry_run {
        let read = store.read()?;
        Applying::begin(&*read, sheet, &households, import)?
    } else {
        let mut write = store.write()?;
        let applying = Applying::begin(&*write, sheet, &households, import)?;
        write.put_actor(applying.hand.actor, import.user.id, None)?;
        for area in applying.places.created() {
            write.put_area(area)?;
        }
        write.commit()?;
        applying
    };
    let total = households.len();
    let mut areas = std::mem::take(&mut applying.areas).into_iter();
    let mut waiting = households.iter().map(|household| (household, areas.next())).peekable();
    let mut done = 0;
    while waiting.peek().is_some() {
        let mut batch = Vec::new();
        let mut rows = 0;
        while let Some((household, area)) = waiting.next_if(|_| rows < ROWS_PER_TRANSACTION) {
            rows += household.members.len() + 1;
            batch.push((household, area.unwrap_or(Err(ApplyFault::VillageNeeded))));
        }
        done += batch.len();
        applying.batch(store, import.dry_run, batch)?;
        progress(Progress { households_done: done, households: total });
    }
    Ok(applying.finish())
}

/// An import at work.
struct Applying {
    tenant: TenantId,
    root: String,
    hand: Hand,
    places: Places,
    /// The area of each household, in their order.
    areas: Vec<Result<String, ApplyFault>>,
    outcome: Outcome,
}

impl Applying {
    fn begin(
        read: &dyn Read,
        sheet: &Sheet,
        households: &[HouseholdRows<'_>],
        import: &Import<'_>,
    ) -> Result<Self, StoreError> {
        let county = read.county()?;
        let tenant = county.tenant;
        let actor = Actor::of_user_since(tenant, county.epoch, import.user.id);
        let mut places = Places::below(read, &import.user.area)?;
        let areas = places.find(households);
        let outcome = Outcome {
            dry_run: import.dry_run,
            groups_new: places.created().len(),
            rows_refused: sheet.rows_refused,
            problems: sheet.problems.clone(),
            ..Outcome::default()
        };
        let hand = Hand { actor, now_s: import.now_s };
        Ok(Self { tenant, root: import.user.area.clone(), hand, places, areas, outcome })
    }

    fn batch(
        &mut self,
        store: &dyn Store,
        dry_run: bool,
        batch: Vec<(&HouseholdRows<'_>, Result<String, ApplyFault>)>,
    ) -> Result<(), StoreError> {
        if dry_run {
            let read = store.read()?;
            return batch.into_iter().try_for_each(|(rows, area)| self.household(&*read, rows, area).map(drop));
        }
        let mut write = store.write()?;
        let mut wrote = false;
        for (rows, area) in batch {
            for plan in self.household(&*write, rows, area)? {
                wrote |= !plan.is_settled();
                plan.carry_out(&mut *write, self.hand)?;
            }
        }
        if wrote { write.commit() } else { Ok(()) }
    }

    /// Plans a household and its people, and counts them.
    fn household(
        &mut self,
        read: &dyn Read,
        rows: &HouseholdRows<'_>,
        area: Result<String, ApplyFault>,
    ) -> Result<Vec<Plan>, StoreError> {
        let id = DocId::official(self.tenant, Kind::Household, rows.code);
        let known = plan::open(read, id)?.map(|document| document.record());
        let area = match self.area_of(read, rows, known.as_ref(), area)? {
            Ok(area) => area,
            Err(fault) => {
                let column = (fault != ApplyFault::OutOfArea).then_some(Column::Village);
                self.report(rows.members.first().map_or(0, |row| row.line), column, fault);
                self.outcome.rows_refused += rows.members.len();
                return Ok(Vec::new());
            }
        };
        let mut members = identity::members(read, self.tenant, rows, known.as_ref())?;
        self.leave_out_elsewhere(read, id, &mut members)?;
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let head = facts::head(rows, &members).map(|head| head.id);
        let household = facts::of_household(rows, id, Some(&area), &members);
        let persons = members.iter().map(|member| facts::of_person(id, member, head == Some(member.id)));
        let mut plans = vec![self.plan(read, &household)?];
        for person in persons {
            plans.push(self.plan(read, &person)?);
        }
        Ok(plans)
    }

    /// The area of a household: where it is recorded, else what the sheet says.
    fn area_of(
        &mut self,
        read: &dyn Read,
        rows: &HouseholdRows<'_>,
        known: Option<&Record>,
        said: Result<String, ApplyFault>,
    ) -> Result<Result<String, ApplyFault>, StoreError> {
        let Some(recorded) = known.and_then(|household| household.text("area")) else { return Ok(said) };
        if !read.area_within(recorded, &self.root)? {
            return Ok(Err(ApplyFault::OutOfArea));
        }
        let is_elsewhere = match said {
            // A sheet that names the village alone agrees with a household of one of its groups, or of a place that became
            // part of it.
            Ok(said) => recorded != said && !read.area_within(recorded, &said)?,
            Err(fault) => fault == ApplyFault::UnknownVillage,
        };
        if is_elsewhere {
            let first_line = rows.members.first().map_or(0, |row| row.line);
            self.report(first_line, Some(Column::Village), ApplyFault::HouseholdElsewhere);
        }
        Ok(Ok(recorded.to_owned()))
    }

    /// People who are recorded in another household stay there: a document does not change its household.
    fn leave_out_elsewhere(
        &mut self,
        read: &dyn Read,
        household: DocId,
        members: &mut Vec<Member<'_>>,
    ) -> Result<(), StoreError> {
        let mut elsewhere = Vec::new();
        for member in members.iter() {
            let recorded = read.document(member.id)?.and_then(|document| document.household);
            if recorded.is_some_and(|recorded| recorded != household) {
                elsewhere.push(member.id);
                self.report(member.row.line, None, ApplyFault::PersonElsewhere);
                self.outcome.rows_refused += 1;
            }
        }
        members.retain(|member| !elsewhere.contains(&member.id));
        Ok(())
    }

    fn plan(&mut self, read: &dyn Read, facts: &Facts) -> Result<Plan, StoreError> {
        let plan = Plan::of(read, facts, self.hand)?;
        let tally = match facts.kind {
            Kind::Household => &mut self.outcome.households,
            _ => &mut self.outcome.persons,
        };
        match plan.change {
            Change::New => tally.new += 1,
            Change::Changed => tally.changed += 1,
            Change::Unchanged => tally.unchanged += 1,
        }
        for problem in &plan.dropped {
            let fault = Fault::Dropped(problem.problem);
            self.outcome.problems.push(RowProblem { line: facts.line, column: column(&problem.field), fault });
        }
        if plan.not_listed > 0 {
            self.report(facts.line, None, ApplyFault::NotListed { people: plan.not_listed });
        }
        if plan.contradicts {
            self.outcome.conflicts_new += 1;
            self.report(facts.line, None, ApplyFault::KeptBeside);
        }
        Ok(plan)
    }

    fn report(&mut self, line: u32, column: Option<Column>, fault: ApplyFault) {
        self.outcome.problems.push(RowProblem { line, column, fault: Fault::Applying(fault) });
    }

    fn finish(mut self) -> Outcome {
        self.outcome.problems.sort_by_key(|problem| (problem.line, problem.severity() == Severity::Warning));
        self.outcome
    }
}

/// The column from which a field is read.
fn column(field: &str) -> Option<Column> {
    Some(match field {
        "code" => Column::HouseholdCode,
        "area" => Column::Village,
        "address" => Column::Address,
        "head" | "head_name" => Column::HeadName,
        "members" => Column::Relation,
        "phone" | "extra" => Column::Phone,
        "categories" => Column::Category,
        "notes" => Column::Note,
        "name" => Column::Name,
        "sex" => Column::Sex,
        "birth" => Column::Birth,
        "id_number" => Column::IdNumber,
        _ => return None,
    })
}
