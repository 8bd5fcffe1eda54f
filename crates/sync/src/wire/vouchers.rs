//! Vouchers as they are sent, in both protocols alike.

use bytes::Bytes;
use lianxin_model::ids::UserId;
use lianxin_model::limits;

use super::{WireError, document_id, proto};
use crate::voucher::{Registration, Tag, Voucher};

pub(super) fn from_proto(vouchers: &[proto::Voucher]) -> Result<Vec<Voucher>, WireError> {
    if vouchers.len() > limits::SYNC_VOUCHERS_MAX {
        return Err(WireError::TooLarge);
    }
    vouchers.iter().map(voucher).collect()
}

fn voucher(voucher: &proto::Voucher) -> Result<Voucher, WireError> {
    let (tips, rest) = voucher.tips.as_chunks();
    if tips.len() > limits::VOUCHER_TIPS_MAX {
        return Err(WireError::TooLarge);
    }
    if !rest.is_empty() {
        return Err(WireError::Garbage);
    }
    let tag = voucher.tag.as_ref().try_into().map_err(|_| WireError::Garbage)?;
    Ok(Voucher { document: document_id(&voucher.document)?, tips: tips.to_vec(), tag })
}

pub(super) fn to_proto(vouchers: &[Voucher]) -> Vec<proto::Voucher> {
    let each = vouchers.iter().map(|voucher| proto::Voucher {
        document: Bytes::copy_from_slice(voucher.document.as_bytes()),
        tips: voucher.tips.concat().into(),
        tag: Bytes::copy_from_slice(&voucher.tag),
    });
    each.collect()
}

pub(super) fn registration(registration: Option<&proto::Registration>) -> Result<Option<Registration>, WireError> {
    let Some(registration) = registration else { return Ok(None) };
    Ok(Some(Registration {
        public_key: registration.public_key.as_ref().try_into().map_err(|_| WireError::Garbage)?,
        user: UserId::from_slice(&registration.user).map_err(|_| WireError::Garbage)?,
        tag: registration.tag.as_ref().try_into().map_err(|_| WireError::Garbage)?,
    }))
}

pub(super) fn registration_to_proto(registration: &Registration) -> proto::Registration {
    proto::Registration {
        public_key: Bytes::copy_from_slice(&registration.public_key),
        user: Bytes::copy_from_slice(registration.user.as_bytes()),
        tag: Bytes::copy_from_slice(&registration.tag),
    }
}

/// The tags of an answer: one after the other.
pub(super) fn tags(bytes: &[u8]) -> Result<Vec<Tag>, WireError> {
    let (tags, rest) = bytes.as_chunks();
    if rest.is_empty() { Ok(tags.to_vec()) } else { Err(WireError::Garbage) }
}
