//! What the cells of one row say, column by column.

use jiff::civil::Date;
use lianxin_model::check::{self, IdNumber, Problem};
use serde::Serialize;

use super::birth;
use super::cells::{Cell, RawRow};
use super::columns::{Column, Header};
use super::problem::Fault;

/// 性别
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// As records keep it: `male`, `female`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    fn of_text(text: &str) -> Option<Self> {
        match text {
            "男" | "男性" | "1" | "m" | "M" | "male" => Some(Self::Male),
            "女" | "女性" | "2" | "f" | "F" | "female" => Some(Self::Female),
            _ => None,
        }
    }

    /// GB 11643: the last digit of the sequence is odd for men.
    fn of_id_number(id: &IdNumber) -> Option<Self> {
        let sequence = if id.number.len() == 18 { id.number.get(..17) } else { Some(id.number.as_str()) };
        let last = sequence?.bytes().last()?;
        Some(if last % 2 == 1 { Self::Male } else { Self::Female })
    }
}

/// What offices write where there is nothing to write.
const NOTHING: [&str; 11] = ["无", "無", "暂无", "没有", "-", "--", "—", "——", "/", "\\", "N/A"];

/// Categories of one person, and phones: more in one cell are a slip or an attack.
const ENTRIES_IN_CELL_MAX: usize = 20;

/// One row under its header, and what was found wrong with it so far.
pub(super) struct Values<'a> {
    pub(super) header: &'a Header,
    pub(super) row: &'a RawRow,
    /// Bounds birth dates.
    pub(super) today: Date,
    /// Whether the workbook counts days from 1904.
    pub(super) epoch_1904: bool,
    pub(super) faults: Vec<(Column, Fault)>,
}

/// What identifies a person, checked against itself.
#[derive(Default)]
pub(super) struct Identity {
    pub(super) sex: Option<Sex>,
    pub(super) birth: Option<String>,
    pub(super) id_number: Option<String>,
    pub(super) id_number_valid: bool,
}

impl<'a> Values<'a> {
    /// The row's own cell, or the one that is merged into it where such a cell speaks for each row.
    pub(super) fn cell(&self, column: Column) -> &'a Cell {
        static BLANK: Cell = Cell::Blank;
        let Some(place) = self.header.place(column) else { return &BLANK };
        let own = self.row.cells.get(place).filter(|cell| !cell.is_blank());
        let merged = || self.row.merged.iter().find(|(at, _)| column.is_filled_down() && *at == place);
        own.or_else(|| merged().map(|(_, cell)| cell)).unwrap_or(&BLANK)
    }

    fn fault(&mut self, column: Column, fault: impl Into<Fault>) {
        self.faults.push((column, fault.into()));
    }

    /// What the cell says, if it can be read and says anything.
    fn text(&mut self, column: Column) -> Option<String> {
        let text = self.cell(column).as_text().map_err(|unreadable| self.fault(column, unreadable)).ok()??;
        (!NOTHING.contains(&text.as_str())).then_some(text)
    }

    fn code(&mut self, column: Column) -> Option<String> {
        let text = self.cell(column).as_code().map_err(|unreadable| self.fault(column, unreadable)).ok()??;
        (!NOTHING.contains(&text.as_str())).then_some(text)
    }

    /// The household's code. `Err`: there is something in the cell, and no code can be read from it.
    pub(super) fn household_code(&mut self) -> Result<Option<String>, ()> {
        let faults = self.faults.len();
        let code = self.code(Column::HouseholdCode).map(|code| folded(&code));
        match code.as_deref().map(check::line) {
            Some(Err(problem)) => {
                self.fault(Column::HouseholdCode, Fault::Refused(problem));
                Err(())
            }
            _ if self.faults.len() > faults => Err(()),
            _ => Ok(code),
        }
    }

    /// One line of text; a line break typed into the cell is a space.
    pub(super) fn line(&mut self, column: Column) -> Option<String> {
        let line = folded(&self.text(column)?);
        self.checked_line(column, line)
    }

    fn checked_line(&mut self, column: Column, line: String) -> Option<String> {
        match check::line(&line) {
            Ok(_) => Some(line),
            Err(problem) => {
                self.fault(column, Fault::Dropped(problem));
                None
            }
        }
    }

    /// A person's name, without the spaces that spread two characters over the width of three.
    pub(super) fn name(&mut self, column: Column) -> Option<String> {
        let name = spread_closed(&folded(&self.text(column)?));
        match check::line(&name) {
            Ok(_) => Some(name),
            Err(problem) => {
                let fault = if column == Column::Name { Fault::Refused(problem) } else { Fault::Dropped(problem) };
                self.fault(column, fault);
                None
            }
        }
    }

    /// Sex, birth date and ID number, and where they contradict each other.
    pub(super) fn identity(&mut self) -> Identity {
        let sex = self.sex();
        let birth = self.birth();
        let (id_number, id) = self.id_number();
        if let Some(id) = &id {
            // A date that fails its check is reported already.
            if let Some(Ok(birth)) = &birth
                && *birth != id.birth
            {
                self.fault(Column::Birth, Fault::BirthDiffers);
            }
            if sex.is_some() && sex != Sex::of_id_number(id) {
                self.fault(Column::Sex, Fault::SexDiffers);
            }
        }
        let birth = birth.map(|birth| birth.map_or_else(|written| written, |date| date.to_string()));
        Identity { sex, birth, id_number, id_number_valid: id.is_some() }
    }

    fn sex(&mut self) -> Option<Sex> {
        let text = self.text(Column::Sex)?;
        let sex = Sex::of_text(&text);
        if sex.is_none() {
            self.fault(Column::Sex, Fault::UnknownSex);
        }
        sex
    }

    /// The birth date, or what is written where that is none.
    fn birth(&mut self) -> Option<Result<Date, String>> {
        let cell = self.cell(Column::Birth);
        if let Cell::Text(text) = cell
            && NOTHING.contains(&text.as_str())
        {
            return None;
        }
        match birth::read(cell, self.epoch_1904, self.today) {
            Ok(birth) => birth.map(Ok),
            Err((fault, written)) => {
                self.fault(Column::Birth, fault);
                self.checked_line(Column::Birth, folded(&written?)).map(Err)
            }
        }
    }

    /// The ID number as it is kept, and as checked if it passed.
    fn id_number(&mut self) -> (Option<String>, Option<IdNumber>) {
        let Some(text) = self.code(Column::IdNumber) else { return (None, None) };
        // A list that was exported comes back: what is masked in it must not take the place of the number.
        if text.contains('*') {
            self.fault(Column::IdNumber, Fault::Masked);
            return (None, None);
        }
        let problem = match check::id_number(&text, self.today) {
            Ok(id) => return (Some(id.number.clone()), Some(id)),
            Err(problem) => problem,
        };
        let ends_in_zeros = problem == Problem::IdNumberCheckDigit && text.ends_with("000");
        self.fault(Column::IdNumber, if ends_in_zeros { Fault::EndsInZeros } else { Fault::Kept(problem) });
        (self.checked_line(Column::IdNumber, folded(&text)), None)
    }

    /// Every phone in the cell; those that fail their check as they are written.
    pub(super) fn phones(&mut self) -> Vec<String> {
        let Some(text) = self.code(Column::Phone) else { return Vec::new() };
        if let Ok(phone) = check::phone(&text) {
            return vec![phone.number];
        }
        let marks = |character: char| matches!(character, '/' | '、' | ',' | '，' | ';' | '；' | '|' | '\n' | '或');
        let parts = text.split(marks).flat_map(spaced_phones);
        let mut phones = Vec::new();
        for part in self.within_cell(Column::Phone, parts.filter(|part| !part.is_empty())) {
            match check::phone(part) {
                Ok(phone) => phones.push(phone.number),
                Err(problem) => {
                    self.fault(Column::Phone, Fault::Kept(problem));
                    phones.extend(self.checked_line(Column::Phone, folded(part)));
                }
            }
        }
        phones.dedup();
        phones
    }

    pub(super) fn categories(&mut self) -> Vec<String> {
        let Some(text) = self.text(Column::Category) else { return Vec::new() };
        let marks = |character: char| {
            character.is_whitespace() || matches!(character, '、' | ',' | '，' | ';' | '；' | '|' | '/' | '+')
        };
        let parts = text.split(marks).filter(|part| !part.is_empty() && !NOTHING.contains(part));
        let mut categories: Vec<String> = Vec::new();
        for part in self.within_cell(Column::Category, parts) {
            if let Some(category) = self.checked_line(Column::Category, part.to_owned())
                && !categories.contains(&category)
            {
                categories.push(category);
            }
        }
        categories
    }

    /// The entries of one cell, as many as are read.
    fn within_cell<'t>(&mut self, column: Column, mut entries: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
        let read = entries.by_ref().take(ENTRIES_IN_CELL_MAX).collect();
        if entries.next().is_some() {
            self.fault(column, Fault::TooManyInCell);
        }
        read
    }

    /// Prose, with its line breaks.
    pub(super) fn note(&mut self) -> Option<String> {
        let text =
            self.cell(Column::Note).as_text().map_err(|unreadable| self.fault(Column::Note, unreadable)).ok()??;
        let note = text.replace("\r\n", "\n").replace('\r', "\n");
        match check::prose(&note) {
            Ok(_) => Some(note),
            Err(problem) => {
                self.fault(Column::Note, Fault::Dropped(problem));
                None
            }
        }
    }
}

/// Each run of white space as one space.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without its spaces if no word of an alphabet is in it: those need theirs.
fn spread_closed(name: &str) -> String {
    if name.chars().any(|character| character.is_alphabetic() && character < '\u{2e80}') {
        name.to_owned()
    } else {
        name.replace(' ', "")
    }
}

/// A part of a cell of phones as one number, or as several with spaces between if each of them is one.
fn spaced_phones(part: &str) -> Vec<&str> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let each_is_one = check::phone(part).is_err() && words.iter().all(|word| check::phone(word).is_ok());
    if each_is_one { words } else { vec![part.trim()] }
}
