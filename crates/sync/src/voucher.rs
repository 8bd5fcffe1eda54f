//! The county's word on what it once held, in eight bytes.
//!
//! With each document that it sends, the server vouches for the state that the device comes to hold by it: for some changes, and for all that
//! they build on. A county that was put back to an older copy takes back what it vouched for, from any device that still has
//! it and in whosever name it was written: it has judged it before. The key is the county's own, so that no device can make
//! a voucher, and a copy of the county has it too.

use std::collections::{HashMap, HashSet};

use hmac::{Hmac, KeyInit as _, Mac as _};
use lianxin_model::ids::{DeviceId, DocId, UserId};
use sha2::Sha256;

use crate::Hash;

/// What the key is made for.
const PURPOSE: &[u8] = b"lianxin voucher 1";
/// Before what is vouched for of a document, and of a device.
const OF_DOCUMENT: &[u8] = b"document";
const OF_DEVICE: &[u8] = b"device";

/// Bytes of a [`Tag`].
pub const TAG_BYTES: usize = 8;

/// What only the county can compute. It is short because only the county can tell whether one is right, and counts tries.
pub type Tag = [u8; TAG_BYTES];

/// Names a state that a county held, and proves it to that county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    /// The document.
    pub document: DocId,
    /// The newest changes of the state, as [`tips`] gives them.
    pub tips: Vec<Hash>,
    /// The county's word.
    pub tag: Tag,
}

/// Proves to a county that it once enrolled a device, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The device's key.
    pub public_key: [u8; 32],
    /// Whose it is.
    pub user: UserId,
    /// The county's word.
    pub tag: Tag,
}

/// With which a county makes vouchers and knows its own.
pub struct VoucherKey(Hmac<Sha256>);

impl VoucherKey {
    /// The key of the county with this secret.
    pub fn of_county(secret: &[u8; 32]) -> Self {
        let purpose = keyed(secret).chain_update(PURPOSE).finalize().into_bytes();
        Self(keyed(&purpose.into()))
    }

    /// Vouches for a state.
    pub fn tag(&self, document: DocId, tips: &[Hash]) -> Tag {
        short(self.over(document, tips))
    }

    /// Whether this county made it.
    pub fn knows(&self, voucher: &Voucher) -> bool {
        self.over(voucher.document, &voucher.tips).verify_truncated_left(&voucher.tag).is_ok()
    }

    /// Vouches for a device.
    pub fn registration_tag(&self, device: DeviceId, public_key: &[u8; 32], user: UserId) -> Tag {
        short(self.over_device(device, public_key, user))
    }

    /// Whether this county once enrolled the device so.
    pub fn knows_device(&self, device: DeviceId, registration: &Registration) -> bool {
        let Registration { public_key, user, tag } = registration;
        self.over_device(device, public_key, *user).verify_truncated_left(tag).is_ok()
    }

    fn over_device(&self, device: DeviceId, public_key: &[u8; 32], user: UserId) -> Hmac<Sha256> {
        let over = self.0.clone().chain_update(OF_DEVICE).chain_update(device.as_bytes());
        over.chain_update(public_key).chain_update(user.as_bytes())
    }

    fn over(&self, document: DocId, tips: &[Hash]) -> Hmac<Sha256> {
        let over = self.0.clone().chain_update(OF_DOCUMENT).chain_update(document.as_bytes());
        tips.iter().fold(over, |over, tip| over.chain_update(tip))
    }
}

impl std::fmt::Debug for VoucherKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VoucherKey(secret)")
    }
}

fn short(over: Hmac<Sha256>) -> Tag {
    let whole: [u8; 32] = over.finalize().into_bytes().into();
    *whole.first_chunk().unwrap_or(&[0; TAG_BYTES])
}

fn keyed(secret: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    block.iter_mut().zip(secret).for_each(|(byte, secret)| *byte = *secret);
    Hmac::new(&block)
}

/// A change and what it builds on.
pub type Link = (Hash, Vec<Hash>);

/// Of these changes those on which none of the others builds, in order.
pub fn tips(changes: &[Link]) -> Vec<Hash> {
    let built_on: HashSet<&Hash> = changes.iter().flat_map(|(_, deps)| deps).collect();
    let mut tips: Vec<Hash> = changes.iter().map(|(hash, _)| *hash).filter(|hash| !built_on.contains(hash)).collect();
    tips.sort_unstable();
    tips.dedup();
    tips
}

/// Of these changes those that a state with these tips holds. A way that leads through a change which is not among them ends
/// there.
pub fn covered(changes: &[Link], tips: &[Hash]) -> HashSet<Hash> {
    let deps: HashMap<&Hash, &Vec<Hash>> = changes.iter().map(|(hash, deps)| (hash, deps)).collect();
    let mut covered = HashSet::new();
    let mut ahead = tips.to_vec();
    while let Some(hash) = ahead.pop() {
        if let Some(deps) = deps.get(&hash)
            && covered.insert(hash)
        {
            ahead.extend_from_slice(deps);
        }
    }
    covered
}
