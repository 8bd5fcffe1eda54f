//! Numbers that nobody has: ID numbers of the area 000000, which was never given, and phones of one small block.

use std::collections::HashSet;

use jiff::civil::Date;
use lianxin_core::model::check::check_digit;

use super::dice::Dice;

/// No county has it (GB/T 2260).
const AREA: &str = "000000";
/// Before five digits of its own.
const PHONE_BLOCK: &str = "139000";

/// Gives out numbers, each of them once.
#[derive(Default)]
pub(super) struct Numbers {
    given: HashSet<String>,
}

impl Numbers {
    /// An ID number with a right check digit (GB 11643).
    pub(super) fn id(&mut self, dice: &mut Dice, birth: Date, is_man: bool) -> String {
        loop {
            let sequence = dice.below(500) * 2 + usize::from(is_man);
            let first_17 = format!("{AREA}{}{sequence:03}", birth.strftime("%Y%m%d"));
            let number = format!("{first_17}{}", check_digit(&first_17).unwrap_or('X'));
            if self.given.insert(number.clone()) {
                return number;
            }
        }
    }

    /// A number of the first generation: 15 digits, two of them for the year.
    pub(super) fn old_id(&mut self, dice: &mut Dice, birth: Date, is_man: bool) -> String {
        loop {
            let sequence = dice.below(500) * 2 + usize::from(is_man);
            let number = format!("{AREA}{}{sequence:03}", birth.strftime("%y%m%d"));
            if self.given.insert(number.clone()) {
                return number;
            }
        }
    }

    /// An ID number in which one digit was slipped: its check fails.
    pub(super) fn slipped_id(&mut self, dice: &mut Dice, birth: Date, is_man: bool) -> String {
        let right = self.id(dice, birth, is_man);
        let last = if right.ends_with('0') { '1' } else { '0' };
        let slipped = format!("{}{last}", right.get(..17).unwrap_or_default());
        self.given.insert(slipped.clone());
        slipped
    }

    /// A mobile number.
    pub(super) fn phone(&mut self, dice: &mut Dice) -> String {
        loop {
            let number = format!("{PHONE_BLOCK}{:05}", dice.below(100_000));
            if self.given.insert(number.clone()) {
                return number;
            }
        }
    }
}
