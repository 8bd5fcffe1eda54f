//! Reads what Automerge writes, and only what it writes: LEB128 in its shortest form, lengths that are there.

use crate::Code;

/// The unread rest of some bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Code> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Code::Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Code> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(Code::Malformed)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Code> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, Code> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(Code::Malformed);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                let overlong = byte == 0 && shift > 0;
                return if overlong { Err(Code::Malformed) } else { Ok(value) };
            }
        }
        Err(Code::Malformed)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, Code> {
        let mut value = 0_i64;
        let mut before = 0_u8;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = byte & 0x7f;
            if shift == 63 && bits != 0 && bits != 0x7f {
                return Err(Code::Malformed);
            }
            value |= i64::from(bits) << shift;
            if byte & 0x80 == 0 {
                let sign_repeated = (bits == 0 && before & 0x40 == 0) || (bits == 0x7f && before & 0x40 != 0);
                if shift > 0 && sign_repeated {
                    return Err(Code::Malformed);
                }
                if shift < 57 && bits & 0x40 != 0 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
            before = byte;
        }
        Err(Code::Malformed)
    }

    /// A length or count, which never exceeds what is left to be read unless it lies.
    pub(crate) fn count(&mut self) -> Result<usize, Code> {
        usize::try_from(self.unsigned()?).map_err(|_| Code::Malformed)
    }

    pub(crate) fn prefixed(&mut self) -> Result<&'a [u8], Code> {
        let length = self.count()?;
        self.take(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leb128_has_one_form() {
        let unsigned = |bytes: &[u8]| Reader::new(bytes).unsigned().ok();
        let signed = |bytes: &[u8]| Reader::new(bytes).signed().ok();
        assert_eq!(unsigned(&[0]), Some(0));
        assert_eq!(unsigned(&[0x81, 0x01]), Some(129));
        assert_eq!(unsigned(&[0x81, 0x00]), None, "overlong");
        assert_eq!(unsigned(&[0xff; 9]), None, "cut");
        assert_eq!(unsigned(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]), Some(u64::MAX));
        assert_eq!(unsigned(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]), None, "65 bits");
        assert_eq!(signed(&[0x7f]), Some(-1));
        assert_eq!(signed(&[0xff, 0x00]), Some(127));
        assert_eq!(signed(&[0xff, 0x7f]), None, "overlong");
        assert_eq!(signed(&[0x80, 0x7f]), Some(-128));
        for value in [0, 1, -1, 63, 64, -64, -65, i64::MAX, i64::MIN, i64::MIN + 1, 1 << 56, -(1 << 56), 1 << 62] {
            assert_eq!(signed(&shortest(value)), Some(value), "{value}");
        }
    }

    fn shortest(mut value: i64) -> Vec<u8> {
        let mut bytes = Vec::new();
        loop {
            let byte = (value & 0x7f) as u8;
            value >>= 7;
            let done = (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0);
            bytes.push(if done { byte } else { byte | 0x80 });
            if done {
                return bytes;
            }
        }
    }
}
