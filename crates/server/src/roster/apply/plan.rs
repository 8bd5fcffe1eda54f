//! What an import does to one document, before anything is written.

use std::collections::BTreeSet;

use lianxin_model::document::{Document, Edit, EditError, Record, Written};
use lianxin_model::ids::{Actor, DocId};
use lianxin_model::intention::FieldProblem;
use lianxin_model::projection::Projection;
use lianxin_store::{Hash, NewChange, Read, RosterRow, StoreError, Write};

use super::facts::Facts;
use super::lineage::Lineage;

/// Who imports, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hand {
    pub(super) actor: Actor,
    pub(super) now_s: i64,
}

/// What becomes of a document.
pub(super) struct Plan {
    pub(super) change: Change,
    /// Values that no document can hold, which were left out.
    pub(super) dropped: Vec<FieldProblem>,
    /// People of the last import whom the sheet does not list.
    pub(super) not_listed: usize,
    /// Whether the import now stands beside what somebody else wrote.
    pub(super) contradicts: bool,
    write: Option<Writing>,
}

/// How far a document changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    New,
    Changed,
    Unchanged,
}

struct Writing {
    id: DocId,
    row: RosterRow,
    appended: Option<(Box<Projection>, Written)>,
}

impl Plan {
    /// Plans a document of the sheet.
    pub(super) fn of(read: &dyn Read, facts: &Facts, hand: Hand) -> Result<Self, StoreError> {
        let row_hash = facts.hash();
        let imported = read.roster_row(facts.id)?;
        if imported.as_ref().is_some_and(|imported| imported.row_hash == row_hash) {
            return Ok(Self::unchanged(None));
        }
        let present = open(read, facts.id)?;
        let change = if present.is_some() { Change::Changed } else { Change::New };
        let document = present.unwrap_or_else(|| Document::new(facts.kind, facts.id));
        Self::edit(document, facts, hand, (imported, row_hash), change)
    }

    fn edit(
        mut document: Document,
        facts: &Facts,
        hand: Hand,
        (imported, row_hash): (Option<RosterRow>, Hash),
        change: Change,
    ) -> Result<Self, StoreError> {
        let before = document.record();
        let lineage = match change {
            Change::New => Lineage { heads: document.heads(), last: None },
            _ => Lineage::of(&document, imported.as_ref())?,
        };
        let (written, dropped) = write(&mut document, &lineage, facts, &before, hand)?;
        let not_listed = if facts.maps.contains_key("members") { lineage.not_listed(facts) } else { 0 };
        let Some(written) = written else {
            let heads = lineage.heads.iter().map(|head| head.0).collect();
            let row = RosterRow { row_hash, heads };
            let unchanged = Self::unchanged(Some(Writing { id: facts.id, row, appended: None }));
            return Ok(Self { dropped, not_listed, ..unchanged });
        };
        let projection = Box::new(Projection::of(&document));
        let contradicts = projection.record.conflicts.len() > before.conflicts.len();
        let row = RosterRow { row_hash, heads: vec![written.hash.0] };
        let write = Some(Writing { id: facts.id, row, appended: Some((projection, written)) });
        Ok(Self { change, dropped, not_listed, contradicts, write })
    }

    fn unchanged(write: Option<Writing>) -> Self {
        Self { change: Change::Unchanged, dropped: Vec::new(), not_listed: 0, contradicts: false, write }
    }

    /// Whether the store must be written to at all.
    pub(super) fn is_settled(&self) -> bool {
        self.write.is_none()
    }

    /// Writes the plan into the transaction that it was made in.
    pub(super) fn carry_out(&self, write: &mut dyn Write, hand: Hand) -> Result<(), StoreError> {
        let Some(writing) = &self.write else { return Ok(()) };
        if let Some((projection, written)) = &writing.appended {
            let change = NewChange { hash: written.hash.0, actor: hand.actor, handed_in: None, bytes: &written.chunk };
            write.append(projection, &[change])?;
        }
        write.put_roster_row(writing.id, &writing.row)
    }
}

/// A document as the store has it.
pub(super) fn open(read: &dyn Read, id: DocId) -> Result<Option<Document>, StoreError> {
    let Some(loaded) = read.load(id)? else { return Ok(None) };
    let damaged = |_| StoreError::Corrupt("document");
    let mut document = match &loaded.snapshot {
        Some(saved) => Document::load(loaded.kind, id, saved).map_err(damaged)?,
        None => Document::new(loaded.kind, id),
    };
    if !loaded.changes.is_empty() {
        document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).map_err(damaged)?;
    }
    Ok(Some(document))
}

/// Makes the edit. What no document can hold is left out, and the rest is made.
fn write(
    document: &mut Document,
    lineage: &Lineage,
    facts: &Facts,
    before: &Record,
    hand: Hand,
) -> Result<(Option<Written>, Vec<FieldProblem>), StoreError> {
    let mut intentions = lineage.intentions(facts, before);
    let mut dropped: Vec<FieldProblem> = Vec::new();
    loop {
        let edit = Edit {
            actor: hand.actor,
            at: Some(&lineage.heads),
            time_s: hand.now_s,
            intentions: &intentions,
            lenient: true,
        };
        match document.edit(&edit) {
            Ok(written) => return Ok((written, dropped)),
            Err(EditError::Fields(problems)) if !intentions.is_empty() => {
                let bad: BTreeSet<String> = problems.iter().map(|problem| problem.field.clone()).collect();
                intentions.retain(|intention| !bad.contains(intention.field()));
                dropped.extend(problems);
            }
            Err(_) => return Err(StoreError::Corrupt("document")),
        }
    }
}
