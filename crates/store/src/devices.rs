//! Devices, the actors under which changes are made, and the signed frames that an auditor checks.

use lianxin_model::ids::{Actor, DeviceId, UserId};

use crate::{Hash, Result};

/// A device that enrols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDevice {
    /// Its id.
    pub id: DeviceId,
    /// Whose it is.
    pub user: UserId,
    /// Its Ed25519 key, unique.
    pub public_key: [u8; 32],
    /// When it enrolled, milliseconds since 1970.
    pub enrolled_at_ms: i64,
}

/// A device as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Whose it is.
    pub user: UserId,
    /// Its Ed25519 key.
    pub public_key: [u8; 32],
    /// The highest install number that it has used; 1 at first.
    pub install: u32,
    /// The highest counter that it has used; 0 before its first frame.
    pub counter: u64,
    /// The hash of the last of its frames of which it has seen the answer.
    pub acknowledged: Option<Hash>,
    /// When it enrolled, milliseconds since 1970.
    pub enrolled_at_ms: i64,
    /// When it was last heard of, milliseconds since 1970.
    pub last_contact_ms: Option<i64>,
    /// When it was shut out, milliseconds since 1970.
    pub revoked_at_ms: Option<i64>,
}

/// What a frame of a device moves forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The frame's counter.
    pub counter: u64,
    /// The frame's install number.
    pub install: u32,
    /// The hash of the last frame of which the device has seen the answer.
    pub acknowledged: Option<Hash>,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// A signed frame to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewFrame<'a> {
    /// The device.
    pub device: DeviceId,
    /// The protocol in which it is written.
    pub protocol: u32,
    /// Its counter.
    pub counter: u64,
    /// SHA-256 of the frame.
    pub hash: Hash,
    /// The hash of the frame that it follows in the chain.
    pub previous: Option<Hash>,
    /// The device's Ed25519 signature.
    pub signature: &'a [u8],
    /// The frame as it was signed.
    pub bytes: &'a [u8],
    /// When it came, milliseconds since 1970.
    pub received_at_ms: i64,
    /// The device's clock less the server's at that moment; `None` where the device did not say.
    pub clock_skew_ms: Option<i64>,
}

/// A signed frame that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The protocol in which it is written.
    pub protocol: u32,
    /// Its counter.
    pub counter: u64,
    /// SHA-256 of the frame.
    pub hash: Hash,
    /// The hash of the frame that it follows in the chain.
    pub previous: Option<Hash>,
    /// The device's Ed25519 signature.
    pub signature: Vec<u8>,
    /// The frame as it was signed.
    pub bytes: Vec<u8>,
    /// When it came, milliseconds since 1970.
    pub received_at_ms: i64,
    /// The device's clock less the server's at that moment; `None` where the device did not say.
    pub clock_skew_ms: Option<i64>,
}

/// Whose hand an actor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The actor.
    pub actor: Actor,
    /// The account.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// The device; `None` for what the server writes in the person's name.
    pub device: Option<DeviceId>,
}

/// Reads devices, actors and frames.
pub trait ReadDevices {
    /// One device.
    fn device(&self, id: DeviceId) -> Result<Option<Device>>;

    /// The device with this key.
    fn device_by_key(&self, public_key: &[u8; 32]) -> Result<Option<Device>>;

    /// A person's devices, oldest first.
    fn devices(&self, user: UserId) -> Result<Vec<Device>>;

    /// Whose hands these actors are; unknown ones are left out.
    fn authors(&self, actors: &[Actor]) -> Result<Vec<Author>>;

    /// The counter of a kept frame of this device by its hash.
    fn frame_counter(&self, device: DeviceId, hash: &Hash) -> Result<Option<u64>>;

    /// The hash of a kept frame of this device by its counter.
    fn frame_hash(&self, device: DeviceId, counter: u64) -> Result<Option<Hash>>;

    /// The counter of the frame that a kept frame of this device names as the last one whose answer it saw.
    fn frame_before(&self, device: DeviceId, counter: u64) -> Result<Option<u64>>;

    /// The protocol of a kept frame of this device by its counter.
    fn frame_protocol(&self, device: DeviceId, counter: u64) -> Result<Option<u32>>;

    /// The protocol of the last kept frame of this device.
    fn last_protocol(&self, device: DeviceId) -> Result<Option<u32>>;

    /// The kept frames of a device after this counter, in order.
    fn frames(&self, device: DeviceId, after_counter: u64, limit: u32) -> Result<Vec<Frame>>;
}

/// Writes devices, actors and frames.
pub trait WriteDevices {
    /// Adds a device. Its actor is registered on its own.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for a key or id that is there, [`crate::StoreError::Missing`] for an unknown user.
    fn put_device(&mut self, device: &NewDevice) -> Result<()>;

    /// Moves a device forward. The caller has checked that the counter grows.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`].
    fn put_contact(&mut self, device: DeviceId, contact: &Contact) -> Result<()>;

    /// Shuts a device out, and ends its sessions; the first time counts.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`].
    fn revoke_device(&mut self, device: DeviceId, at_ms: i64) -> Result<()>;

    /// Registers whose hand an actor is; the same again changes nothing.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for an actor of somebody else.
    fn put_actor(&mut self, actor: Actor, user: UserId, device: Option<DeviceId>) -> Result<()>;

    /// Keeps a signed frame.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for a counter that is there.
    fn put_frame(&mut self, frame: &NewFrame<'_>) -> Result<()>;
}
