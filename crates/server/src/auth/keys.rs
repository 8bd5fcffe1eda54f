//! The keys that sign access tokens: two are live, so that a rotation ends nobody's session.

use ed25519_dalek::SigningKey;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What stands before the 32 secret bytes of an Ed25519 key in PKCS #8 version 1 (RFC 8410, section 7).
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// One key that signs tokens.
pub(crate) struct TokenKey {
    kid: String,
    secret: SigningKey,
}

impl TokenKey {
    /// From 32 random bytes.
    pub(crate) fn from_random(random: &[u8; 32]) -> Self {
        let secret = SigningKey::from_bytes(random);
        let kid = URL_SAFE_NO_PAD.encode(&Sha256::digest(secret.verifying_key().as_bytes())[..12]);
        Self { kid, secret }
    }

    /// From what [`Self::to_der`] gave; `None` for anything else.
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        let secret = der.strip_prefix(&PKCS8_PREFIX)?.try_into().ok()?;
        Some(Self::from_random(secret))
    }

    /// PKCS #8 version 1, as it is stored.
    pub(crate) fn to_der(&self) -> Vec<u8> {
        [PKCS8_PREFIX.as_slice(), self.secret.as_bytes()].concat()
    }

    /// Its name in tokens.
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) fn encoding(&self) -> EncodingKey {
        EncodingKey::from_ed_der(&self.to_der())
    }

    pub(super) fn decoding(&self) -> DecodingKey {
        // The library takes the bare public key by this name.
        DecodingKey::from_ed_der(self.secret.verifying_key().as_bytes())
    }

    /// The public half, for whoever verifies tokens elsewhere.
    pub(crate) fn jwk(&self) -> Jwk {
        Jwk {
            kty: "OKP",
            crv: "Ed25519",
            r#use: "sig",
            alg: "EdDSA",
            kid: self.kid.clone(),
            x: URL_SAFE_NO_PAD.encode(self.secret.verifying_key().as_bytes()),
        }
    }
}

/// A public key (RFC 7517, RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
pub struct Jwk {
    /// Key type, `OKP`.
    pub kty: &'static str,
    /// Curve, `Ed25519`.
    pub crv: &'static str,
    /// `sig`.
    pub r#use: &'static str,
    /// `EdDSA`.
    pub alg: &'static str,
    /// The key's name in tokens.
    pub kid: String,
    /// The public key, base64url.
    pub x: String,
}

/// The public keys by which access tokens verify now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Jwks {
    /// The keys, the one that signs first.
    pub keys: Vec<Jwk>,
}
