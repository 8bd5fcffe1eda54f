//! Carries an intention over to another state of the same document.
//!
//! When the server sets an edit aside, the device rebuilds the document without it and makes the later edits again.
//! Everything but a place in a text means the same on any state; a place is found again by its neighbours.

use automerge::{ChangeHash, ObjId, ROOT, ReadDoc as _};

use super::Document;
use crate::catalogue::{self, Write};
use crate::intention::Intention;

impl Document {
    /// The intention as it must be made on `self`, when it was first made on `old` at the heads `at`. `None` where it is
    /// not to be made again: anchors are there already.
    ///
    /// A text edit keeps its place beside the characters that it stood beside; characters that it removed and that
    /// `self` no longer or never had are passed over.
    pub fn transplant(&self, old: &Document, at: &[ChangeHash], intention: &Intention) -> Vec<Intention> {
        match intention {
            Intention::Set { field, .. } if self.is_anchored(field) => Vec::new(),
            Intention::Splice { field, index, delete, insert } => {
                self.transplant_splice(old, at, (field, *index, *delete, insert))
            }
            other => vec![other.clone()],
        }
    }

    fn is_anchored(&self, path: &str) -> bool {
        let anchor = catalogue::field(self.kind, path).is_some_and(|field| field.write == Write::Anchor);
        anchor && matches!(self.doc.get(ROOT, path), Ok(Some(_)))
    }

    fn transplant_splice(
        &self,
        old: &Document,
        at: &[ChangeHash],
        (field, index, delete, insert): (&str, usize, usize, &str),
    ) -> Vec<Intention> {
        let (Some(old_text), Some(new_text)) = (text_object(old, field), text_object(self, field)) else {
            return Vec::new();
        };
        let place = |position: usize| {
            let cursor = old.doc.get_cursor(&old_text, position, Some(at)).ok()?;
            // A cursor into a character that this state does not have is an error; one into a character that was
            // removed since gives the place where it stood.
            self.doc.get_cursor_position(&new_text, &cursor, None).ok()
        };
        let length_at = old.doc.length_at(&old_text, at);
        let index = index.min(length_at);
        let mut intentions = Vec::new();
        // From the right, so that a removal does not move those that are still to come.
        for position in (index..(index + delete).min(length_at)).rev() {
            let Some(found) = place(position) else { continue };
            let same = character(old, &old_text, Some(at), position) == character(self, &new_text, None, found);
            if same {
                intentions.push(Intention::Splice {
                    field: field.to_owned(),
                    index: found,
                    delete: 1,
                    insert: String::new(),
                });
            }
        }
        if !insert.is_empty() {
            let left = (0..index).rev().find_map(|position| place(position).map(|found| found + 1));
            intentions.push(Intention::insert(field, left.unwrap_or(0), insert));
        }
        intentions
    }
}

fn text_object(document: &Document, field: &str) -> Option<ObjId> {
    match document.doc.get(ROOT, field).ok()?? {
        (automerge::Value::Object(automerge::ObjType::Text), id) => Some(id),
        _ => None,
    }
}

fn character(document: &Document, text: &ObjId, at: Option<&[ChangeHash]>, position: usize) -> Option<String> {
    let found = match at {
        Some(heads) => document.doc.get_at(text, position, heads),
        None => document.doc.get(text, position),
    };
    match found.ok()?? {
        (automerge::Value::Scalar(value), _) => value.as_str().map(str::to_owned),
        _ => None,
    }
}
