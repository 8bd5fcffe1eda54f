//! From the rows of a sheet to people and problems, one row after another.

use std::collections::HashMap;

use jiff::civil::Date;
use lianxin_model::limits::ROSTER_ROWS_MAX;

use super::cells::{Cell, RawRow};
use super::columns::{Column, Header};
use super::error::RosterError;
use super::households::{Households, OwnCells, Placed};
use super::problem::{Fault, RowProblem, Severity};
use super::values::Values;
use super::{Row, Sheet};

/// Rows above the one that names the columns: a title, a date, who filled it in.
const HEADER_ROWS_MAX: usize = 10;
/// Bytes of text in all rows: a workbook writes a text once and may show it in every row.
const TEXT_BYTES_MAX: usize = 256 * 1024 * 1024;
/// With fewer recognised names a row is not taken for a header that lacks some.
const HEADER_NAMES_MIN: usize = 2;
/// What the relation to the head says of the head.
const HEAD_WORDS: [&str; 6] = ["户主", "戶主", "本人", "户主本人", "本人或户主", "本人(户主)"];

/// Whether more rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Continue,
    /// No header among the first rows: the rest need not be read.
    Stop,
}

/// Takes the rows of one sheet from top to bottom.
pub(super) struct RowReader {
    today: Date,
    epoch_1904: bool,
    header: Option<Header>,
    /// The row that came nearest to a header, if none was one.
    nearest: Option<Header>,
    /// Rows with something in them: above the header, then below it.
    rows_seen: usize,
    /// Bytes of text in the rows below the header.
    text_bytes: usize,
    households: Households,
    /// Where each ID number stood first.
    people: HashMap<String, u32>,
    sheet: Sheet,
}

impl RowReader {
    pub(super) fn new(today: Date, epoch_1904: bool) -> Self {
        Self {
            today,
            epoch_1904,
            header: None,
            nearest: None,
            rows_seen: 0,
            text_bytes: 0,
            households: Households::default(),
            people: HashMap::new(),
            sheet: Sheet::default(),
        }
    }

    /// Takes the next row.
    pub(super) fn push(&mut self, row: RawRow) -> Result<Flow, RosterError> {
        // What is merged from above alone is the lower edge of a merged cell, not a row.
        if row.cells.iter().all(Cell::is_blank) {
            return Ok(Flow::Continue);
        }
        self.rows_seen += 1;
        if self.rows_seen > ROSTER_ROWS_MAX {
            return Err(RosterError::TooManyRows);
        }
        match self.header.take() {
            Some(header) => {
                self.text_bytes += row.cells.iter().map(Cell::text_bytes).sum::<usize>();
                if self.text_bytes > TEXT_BYTES_MAX {
                    return Err(RosterError::UnpacksTooLarge);
                }
                if !repeats_header(&header, &row) {
                    self.read(&header, &row);
                }
                self.header = Some(header);
                Ok(Flow::Continue)
            }
            None => Ok(self.seek_header(row)),
        }
    }

    /// Reports a cell that could not be read, in the row of the cell before it or the one after that.
    pub(super) fn unreadable_cell_after(&mut self, line: u32) {
        let problem = RowProblem { line: line.max(1), column: None, fault: Fault::UnreadableCell };
        if self.sheet.problems.last() != Some(&problem) {
            self.sheet.problems.push(problem);
        }
    }

    /// Ends the sheet.
    pub(super) fn finish(mut self) -> Result<Sheet, RosterError> {
        let Some(header) = self.header else {
            return Err(match self.nearest {
                Some(nearest) => RosterError::MissingColumns(nearest.missing()),
                None if self.rows_seen == 0 => RosterError::Empty,
                None => RosterError::NoHeader,
            });
        };
        if self.sheet.rows.is_empty() && self.sheet.problems.is_empty() {
            return Err(RosterError::NoRows);
        }
        self.sheet.columns = Column::ALL.into_iter().filter(|column| header.place(*column).is_some()).collect();
        self.sheet.ignored_columns = header.ignored;
        Ok(self.sheet)
    }

    fn seek_header(&mut self, mut row: RawRow) -> Flow {
        // The upper names of a header of two rows reach down into the lower one, which names the rest.
        for (column, cell) in std::mem::take(&mut row.merged) {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::Blank);
            }
            if row.cells[column].is_blank() {
                row.cells[column] = cell;
            }
        }
        let found = Header::of_row(row.cells.iter());
        if found.missing().is_empty() {
            self.header = Some(found);
            self.rows_seen = 0;
            return Flow::Continue;
        }
        let best = self.nearest.as_ref().map_or(HEADER_NAMES_MIN - 1, Header::recognised);
        if found.recognised() > best {
            self.nearest = Some(found);
        }
        if self.rows_seen < HEADER_ROWS_MAX { Flow::Continue } else { Flow::Stop }
    }

    fn read(&mut self, header: &Header, row: &RawRow) {
        let mut values = Values { header, row, today: self.today, epoch_1904: self.epoch_1904, faults: Vec::new() };
        if Column::ALL.into_iter().all(|column| values.cell(column).is_blank()) {
            return;
        }
        let person = self.person(&mut values);
        let problems =
            values.faults.into_iter().map(|(column, fault)| RowProblem { line: row.line, column: Some(column), fault });
        let before = self.sheet.problems.len();
        self.sheet.problems.extend(problems);
        let added = self.sheet.problems.get(before..).unwrap_or_default();
        match person {
            Some(person) if added.iter().all(|problem| problem.severity() == Severity::Warning) => {
                self.sheet.rows.push(person);
            }
            _ => self.sheet.rows_refused += 1,
        }
    }

    /// The person in a row; `None` if the row cannot be used, which is then among its faults.
    fn person(&mut self, values: &mut Values<'_>) -> Option<Row> {
        let line = values.row.line;
        let code = values.household_code();
        let name = values.name(Column::Name);
        let relation = values.line(Column::Relation);
        let Ok(code) = code else {
            self.households.refuse();
            values.faults.push((Column::HouseholdCode, Fault::NoHouseholdCode));
            return None;
        };
        let own = OwnCells {
            code,
            village: values.line(Column::Village),
            group: values.line(Column::Group),
            head_name: values.name(Column::HeadName),
            address: values.line(Column::Address),
            is_head: relation.as_deref().is_some_and(|relation| HEAD_WORDS.contains(&relation)),
            name: name.clone(),
        };
        let own_address = own.address.clone();
        let Placed { code, facts, is_first } = match self.households.place(own, line) {
            Ok(placed) => placed,
            Err(fault) => {
                values.faults.push((Column::HouseholdCode, fault));
                return None;
            }
        };
        let facts = facts.clone();
        if is_first && facts.village.is_none() && values.header.place(Column::Village).is_some() {
            values.faults.push((Column::Village, Fault::NoVillage));
        }
        if own_address.is_some() && own_address != facts.address {
            values.faults.push((Column::Address, Fault::AddressDiffers));
        }
        let Some(name) = name else {
            values.faults.push((Column::Name, Fault::NoName));
            return None;
        };
        let identity = values.identity();
        if let Some(number) = &identity.id_number {
            let first_line = *self.people.entry(number.clone()).or_insert(line);
            if first_line != line {
                let fault = match identity.id_number_valid {
                    true => Fault::DuplicatePerson { first_line },
                    false => Fault::SameFailingNumber { first_line },
                };
                values.faults.push((Column::IdNumber, fault));
            }
        }
        let mut phones = values.phones().into_iter();
        Some(Row {
            line,
            household_code: code,
            village: facts.village,
            group: facts.group,
            head_name: facts.head_name,
            name,
            relation,
            sex: identity.sex,
            birth: identity.birth,
            id_number: identity.id_number,
            id_number_valid: identity.id_number_valid,
            phone: phones.next(),
            further_phones: phones.collect(),
            categories: values.categories(),
            address: own_address.or(facts.address),
            note: values.note(),
        })
    }
}

/// Whether a row names the columns again, as on each printed page.
fn repeats_header(header: &Header, row: &RawRow) -> bool {
    let names = |column: Column| match header.place(column).and_then(|place| row.cells.get(place)) {
        Some(Cell::Text(text)) => Column::of_label(text) == Some(column),
        _ => false,
    };
    Column::REQUIRED.into_iter().all(names)
}
