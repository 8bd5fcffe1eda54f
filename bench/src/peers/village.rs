//! What every side must hold in the end, computed from the edits alone.

use serde_json::{Value, json};

use super::Failed;
use super::program::Program;
use super::work;

/// Documents 1 to n.
pub(crate) struct Village(Vec<[String; 8]>);

impl Village {
    pub(crate) fn fresh(count: usize) -> Self {
        let row = |number| {
            let mut row: [String; 8] = Default::default();
            for (field, value) in work::fresh(number) {
                put(&mut row, field, value);
            }
            row
        };
        Self((1..=count).map(row).collect())
    }

    /// Applies the edits of these rounds, here and on a device.
    pub(crate) fn edit(
        &mut self,
        device: &mut Program,
        numbers: std::ops::RangeInclusive<usize>,
        rounds: std::ops::Range<usize>,
    ) -> Result<(), Failed> {
        for number in numbers.clone() {
            for round in rounds.clone() {
                let (field, value) = work::edit(number, round);
                put(&mut self.0[number - 1], field, value.to_string());
            }
        }
        let (from, to) = (rounds.start, rounds.end);
        device.ask(json!({ "do": "edit", "numbers": Vec::from_iter(numbers), "from": from, "to": to }))?;
        Ok(())
    }

    /// Fails unless a device holds exactly this.
    pub(crate) fn verify(&self, who: &str, device: &mut Program) -> Result<(), Failed> {
        self.verify_some(who, device, 1..=self.0.len())
    }

    /// Fails unless a device holds exactly these of it.
    pub(crate) fn verify_some(
        &self,
        who: &str,
        device: &mut Program,
        numbers: std::ops::RangeInclusive<usize>,
    ) -> Result<(), Failed> {
        let (count, digest) = work::digest(self.0[numbers.start() - 1..*numbers.end()].iter().cloned());
        let held = device.ask(json!({ "do": "digest" }))?;
        if held["count"] == json!(count) && held["digest"] == json!(digest) {
            return Ok(());
        }
        Err(Failed(format!("{who} does not hold what it must: {} of {count} documents, another digest", held["count"])))
    }
}

/// What a sync waits for: that these documents show the edit of this round, or are there at all.
pub(crate) fn expect(numbers: impl IntoIterator<Item = usize>, round: Option<usize>) -> Value {
    numbers.into_iter().map(|number| json!([number, round])).collect()
}

fn put(row: &mut [String; 8], field: &str, value: String) {
    if let Some(place) = work::FIELDS.iter().position(|it| *it == field) {
        row[place] = value;
    }
}
