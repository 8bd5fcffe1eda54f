//! Walks the skeleton of a protobuf message without allocating: a message of 4 MB can claim two million empty
//! submessages, each of which costs tens of bytes once decoded.

use super::WireError;

/// One field of a message.
pub(super) struct Field<'a> {
    pub(super) number: u64,
    /// The content of a length-delimited field; `None` for numbers.
    pub(super) content: Option<&'a [u8]>,
}

/// The fields of one message; ends after the first error.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

/// The fields of a message, with a cut end told from nonsense.
pub(super) fn fields(message: &[u8]) -> Fields<'_> {
    Fields { rest: message }
}

/// Checks that a message is whole on its outermost level.
pub(super) fn check_whole(message: &[u8]) -> Result<(), WireError> {
    fields(message).try_for_each(|field| field.map(|_| ()))
}

impl<'a> Fields<'a> {
    fn varint(&mut self) -> Result<u64, WireError> {
        let mut value = 0;
        for shift in (0..70).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or(WireError::Cut)?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(WireError::Garbage)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], WireError> {
        let length = usize::try_from(length).map_err(|_| WireError::Cut)?;
        let (content, rest) = self.rest.split_at_checked(length).ok_or(WireError::Cut)?;
        self.rest = rest;
        Ok(content)
    }

    fn field(&mut self) -> Result<Field<'a>, WireError> {
        let key = self.varint()?;
        let content = match key & 7 {
            0 => {
                self.varint()?;
                None
            }
            1 => {
                self.take(8)?;
                None
            }
            2 => {
                let length = self.varint()?;
                Some(self.take(length)?)
            }
            5 => {
                self.take(4)?;
                None
            }
            _ => return Err(WireError::Garbage),
        };
        Ok(Field { number: key >> 3, content })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.rest = &[];
        }
        Some(field)
    }
}
