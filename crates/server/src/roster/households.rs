//! To which household each row belongs, and what the household's rows say of it in common.

use std::collections::HashMap;

use super::problem::Fault;

/// What a row's own cells say of its household.
#[derive(Default)]
pub(super) struct OwnCells {
    pub(super) code: Option<String>,
    pub(super) village: Option<String>,
    pub(super) group: Option<String>,
    pub(super) head_name: Option<String>,
    pub(super) address: Option<String>,
    /// Whether the person in the row is the head, by the relation given.
    pub(super) is_head: bool,
    pub(super) name: Option<String>,
}

/// What is known of a household from the rows read so far: the first that is not blank of each.
#[derive(Clone, Default)]
pub(super) struct Facts {
    pub(super) village: Option<String>,
    pub(super) group: Option<String>,
    pub(super) head_name: Option<String>,
    pub(super) address: Option<String>,
    first_line: u32,
    has_head: bool,
}

/// A row that found its household.
pub(super) struct Placed<'a> {
    pub(super) code: String,
    pub(super) facts: &'a Facts,
    /// Whether this is the first row of the household.
    pub(super) is_first: bool,
}

/// The households of one sheet.
#[derive(Default)]
pub(super) struct Households {
    by_code: HashMap<String, Facts>,
    above: Above,
}

/// The household of the row above.
#[derive(Default)]
enum Above {
    /// There is none yet.
    #[default]
    Nothing,
    Code(String),
    /// It was refused: rows that would inherit its code have none.
    Refused,
}

impl Households {
    /// Rows below that have no code of their own shall not fall to the household above this row.
    pub(super) fn refuse(&mut self) {
        self.above = Above::Refused;
    }

    /// Finds the household of a row and adds what the row says of it.
    pub(super) fn place(&mut self, own: OwnCells, line: u32) -> Result<Placed<'_>, Fault> {
        let code = match (&own.code, &self.above) {
            (Some(code), _) => code.clone(),
            (None, Above::Code(code)) if !self.by_code.get(code).is_some_and(|facts| facts.starts_another(&own)) => {
                code.clone()
            }
            (None, Above::Refused) => return Err(Fault::HouseholdRefused),
            (None, Above::Nothing) => return Err(Fault::NoHouseholdCode),
            (None, Above::Code(_)) => {
                self.refuse();
                return Err(Fault::NoHouseholdCode);
            }
        };
        if let Some(first_line) = self.by_code.get(&code).filter(|facts| facts.contradicts(&own)).map(|f| f.first_line)
        {
            self.refuse();
            return Err(Fault::DuplicateHouseholdCode { first_line });
        }
        if !matches!(&self.above, Above::Code(above) if *above == code) {
            self.above = Above::Code(code.clone());
        }
        let is_first = !self.by_code.contains_key(&code);
        let facts = self.by_code.entry(code.clone()).or_insert(Facts { first_line: line, ..Facts::default() });
        facts.take(own);
        Ok(Placed { code, facts, is_first })
    }
}

impl Facts {
    /// Whether a row without a code begins a household whose code was forgotten.
    fn starts_another(&self, own: &OwnCells) -> bool {
        (own.is_head && self.has_head) || self.contradicts(own)
    }

    fn contradicts(&self, own: &OwnCells) -> bool {
        differ(&self.village, &own.village)
            || differ(&self.group, &own.group)
            || differ(&self.head_name, &own.head().cloned())
    }

    fn take(&mut self, own: OwnCells) {
        let head = own.head().cloned();
        self.has_head |= own.is_head;
        first(&mut self.head_name, head);
        first(&mut self.village, own.village);
        first(&mut self.group, own.group);
        first(&mut self.address, own.address);
    }
}

impl OwnCells {
    /// The head that the row names: in its column, or by being the head.
    fn head(&self) -> Option<&String> {
        self.head_name.as_ref().or(self.name.as_ref().filter(|_| self.is_head))
    }
}

fn first(known: &mut Option<String>, new: Option<String>) {
    if known.is_none() {
        *known = new;
    }
}

/// Whether both are given and name different things. 三组 and 三, 大坪村 and 大坪 are the same.
fn differ(known: &Option<String>, own: &Option<String>) -> bool {
    fn bare(text: &str) -> &str {
        text.strip_suffix(['村', '组']).filter(|bare| !bare.is_empty()).unwrap_or(text)
    }
    matches!((known, own), (Some(known), Some(own)) if bare(known) != bare(own))
}
