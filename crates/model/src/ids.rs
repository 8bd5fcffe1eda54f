//! Identifiers: documents, people, devices, actors.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::limits;

/// What a document is. The numbers are stored and sent: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Kind {
    /// 户: the address, the people in it, what the township knows of it.
    Household = 1,
    /// 人: one member of a household.
    Person = 2,
    /// 台账事项: one request, hardship or dispute.
    Case = 3,
    /// 走访记录: one visit.
    Visit = 4,
    /// 民情日记: a cadre's account of a day.
    DiaryEntry = 5,
    /// 批示: a supervisor's words on a visit, diary entry or case.
    Comment = 6,
    /// 帮扶 / 救助: what a household was given.
    Assistance = 7,
}

impl Kind {
    /// Every kind, in the order in which a device wants them: lists and facts first. Numbers follow each other without gaps:
    /// a device says which it knows by the highest.
    pub const ALL: [Kind; 7] =
        [Kind::Household, Kind::Person, Kind::Case, Kind::Visit, Kind::DiaryEntry, Kind::Comment, Kind::Assistance];
    /// How many kinds the first version knew, which did not say so.
    pub const FIRST_KNOWN: u32 = 6;
    /// How many this version knows.
    pub const KNOWN: u32 = Kind::ALL.len() as u32;

    /// The kind of a stored or sent number; `None` for one that this version does not know.
    pub fn from_number(number: u32) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| *kind as u32 == number)
    }

    /// The stored and sent number.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The word used in JSON, addresses and the command line: `household`, `diary_entry`, …
    pub fn word(self) -> &'static str {
        match self {
            Kind::Household => "household",
            Kind::Person => "person",
            Kind::Case => "case",
            Kind::Visit => "visit",
            Kind::DiaryEntry => "diary_entry",
            Kind::Comment => "comment",
            Kind::Assistance => "assistance",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A text that should be an id and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// From the 16 bytes that are stored and sent.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, NotAnId> {
                Uuid::from_slice(bytes).map(Self).map_err(|_| NotAnId)
            }

            /// The 16 bytes that are stored and sent.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// A UUIDv7 from a moment (milliseconds since 1970) and ten random bytes.
            pub fn from_moment(unix_ms: u64, random: [u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid())
            }

            /// The 22 characters (base64url without padding) by which documents refer to it: 10 bytes fewer than hex
            /// in each link of each document.
            pub fn short(&self) -> String {
                URL_SAFE_NO_PAD.encode(self.0.as_bytes())
            }

            /// The reverse of [`Self::short`].
            pub fn from_short(text: &str) -> Result<Self, NotAnId> {
                Self::from_slice(&URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAnId)?)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::from_str(text).map(Self).map_err(|_| NotAnId)
            }
        }
    };
}

uuid_id!(
    /// The id of a document, whatever its kind.
    DocId
);
uuid_id!(
    /// The id of an account: cadre, supervisor, administrator, auditor, collector.
    UserId
);
uuid_id!(
    /// The id of one enrolled device.
    DeviceId
);
uuid_id!(
    /// The id of one entry in a grow-only map, such as an event in the course of a case.
    EntryId
);
uuid_id!(
    /// The id of a county's installation.
    TenantId
);
uuid_id!(
    /// The id of an office that people belong to.
    UnitId
);

impl DocId {
    /// The id of a document that has an official code (a household's 户编号, a person's ID number): UUIDv5 of
    /// tenant, kind and code, so that two devices that register the same one offline converge.
    pub fn official(tenant: TenantId, kind: Kind, code: &str) -> Self {
        let mut name = vec![kind.number()];
        name.extend_from_slice(code.as_bytes());
        Self(Uuid::new_v5(&tenant.0, &name))
    }
}

/// Who made a change, as Automerge knows it: one install of one device, or a person at the server.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor(pub [u8; 16]);

/// The actor of every document's beginning: one byte, which no device can have.
pub const GENESIS_ACTOR: &[u8] = &[0];

/// What Automerge puts before an actor that edits beside its own later edits (`ActorId::with_concurrency`).
const CONCURRENCY_MAGIC: [u8; 4] = [0x13, 0xb2, 0x23, 0x09];

impl Actor {
    /// The actor of one install of a device: the first 16 bytes of SHA-256 over a context, the Ed25519 public key and the
    /// install number. A restored device takes the next number, hence another actor.
    pub fn of_device(public_key: &[u8; 32], install: u32) -> Self {
        Self::hashed(b"lianxin actor device 1", public_key, &install.to_be_bytes())
    }

    /// The actor under which the server writes for a person (the console, an import).
    pub fn of_user(tenant: TenantId, user: UserId) -> Self {
        Self::hashed(b"lianxin actor user 1", tenant.as_bytes(), user.as_bytes())
    }

    /// The same in one life of the county's data (its epoch). A county that was restored from a copy may lack what it wrote
    /// for a person and devices still hold: in its new life that person has another actor, so no number is given twice.
    pub fn of_user_since(tenant: TenantId, epoch: u64, user: UserId) -> Self {
        let mut life = [0; 24];
        life[..16].copy_from_slice(tenant.as_bytes());
        life[16..].copy_from_slice(&epoch.to_be_bytes());
        Self::hashed(b"lianxin actor user 2", &life, user.as_bytes())
    }

    fn hashed(context: &[u8], first: &[u8], second: &[u8]) -> Self {
        let digest = Sha256::new().chain_update(context).chain_update(first).chain_update(second).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(bytes)
    }

    /// From the bytes of an Automerge actor: the plain 16, or the form that Automerge gives to an actor that edits at heads
    /// older than its own last edit. `None` for anything else.
    pub fn from_automerge(bytes: &[u8]) -> Option<Self> {
        let plain = match bytes.len() {
            16 => bytes,
            21 if bytes[..4] == CONCURRENCY_MAGIC && (1..=limits::ACTOR_LEVEL_MAX).contains(&bytes[4]) => &bytes[5..],
            _ => return None,
        };
        plain.try_into().ok().map(Self)
    }

    /// From the 16 bytes that are stored and sent.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, NotAnId> {
        bytes.try_into().map(Self).map_err(|_| NotAnId)
    }

    /// As Automerge wants it.
    pub fn to_automerge(self) -> automerge::ActorId {
        automerge::ActorId::from(self.0)
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
