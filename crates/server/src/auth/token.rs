//! Access tokens: what they say, how they are signed and when they are believed.

use jsonwebtoken::{Algorithm, Header, Validation};
use lianxin_model::ids::{TenantId, UserId};
use lianxin_model::limits;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::keys::TokenKey;
use crate::http::error::{ApiCode, ApiError};

/// For whom the tokens are.
const AUDIENCE: &str = "lianxin-api";
/// How far the clocks of this server's processes may be apart, in seconds.
const LEEWAY_SECONDS: i64 = 5;

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// Who issued it: this county's installation.
    pub(crate) iss: String,
    /// For whom.
    pub(crate) aud: String,
    /// The account.
    pub(crate) sub: UserId,
    /// The session.
    pub(crate) sid: Uuid,
    /// Issued at, seconds since 1970.
    pub(crate) iat: i64,
    /// Not before.
    pub(crate) nbf: i64,
    /// Not after.
    pub(crate) exp: i64,
}

/// A token for an account and session, from now.
pub(crate) fn issue(key: &TokenKey, tenant: TenantId, sub: UserId, sid: Uuid, now_s: i64) -> Result<String, ApiError> {
    let exp = now_s + limits::ACCESS_TOKEN_SECONDS;
    let claims = Claims { iss: issuer(tenant), aud: AUDIENCE.to_owned(), sub, sid, iat: now_s, nbf: now_s, exp };
    let header = Header { kid: Some(key.kid().to_owned()), ..Header::new(Algorithm::EdDSA) };
    jsonwebtoken::encode(&header, &claims, &key.encoding()).map_err(|error| {
        tracing::error!(%error, "sign token");
        ApiCode::Internal.into()
    })
}

/// The name of the key that a token says it is signed with.
pub(crate) fn kid(token: &str) -> Result<String, ApiError> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| ApiError::from(ApiCode::TokenInvalid))?;
    header.kid.ok_or_else(|| ApiCode::TokenInvalid.into())
}

/// What a token says, if it is to be believed now.
pub(crate) fn verify(token: &str, key: &TokenKey, tenant: TenantId, now_s: i64) -> Result<Claims, ApiError> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[issuer(tenant)]);
    validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
    // The library asks the machine's clock; the server's own decides below.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding(), &validation)
        .map_err(|_| ApiError::from(ApiCode::TokenInvalid))?
        .claims;
    if now_s >= claims.exp {
        return Err(ApiCode::TokenExpired.into());
    }
    if now_s + LEEWAY_SECONDS < claims.nbf {
        return Err(ApiCode::TokenInvalid.into());
    }
    Ok(claims)
}

fn issuer(tenant: TenantId) -> String {
    format!("lianxin:{tenant}")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::EncodingKey;
    use serde_json::{Value, json};

    use super::*;

    const NOW_S: i64 = 1_795_000_000;

    fn tenant() -> TenantId {
        TenantId(Uuid::from_u128(7))
    }

    fn key(seed: u8) -> TokenKey {
        TokenKey::from_random(&[seed; 32])
    }

    fn claims() -> Value {
        json!({
            "iss": issuer(tenant()), "aud": AUDIENCE, "sub": Uuid::from_u128(1), "sid": Uuid::from_u128(2),
            "iat": NOW_S, "nbf": NOW_S, "exp": NOW_S + 600,
        })
    }

    fn with(field: &str, value: Value) -> Value {
        let mut claims = claims();
        claims[field] = value;
        claims
    }

    fn without(field: &str) -> Value {
        let mut claims = claims();
        claims.as_object_mut().expect("an object").remove(field);
        claims
    }

    fn signed(claims: &Value) -> String {
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), claims, &key(1).encoding()).expect("signs")
    }

    fn part(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    #[test]
    fn a_token_says_who_until_it_expires() {
        let (user, session) = (UserId(Uuid::from_u128(1)), Uuid::from_u128(2));
        let token = issue(&key(1), tenant(), user, session, NOW_S).expect("issued");
        assert_eq!(kid(&token).expect("has one"), key(1).kid());
        for (now_s, expect) in [
            (NOW_S - LEEWAY_SECONDS - 1, Err(ApiCode::TokenInvalid)),
            (NOW_S - LEEWAY_SECONDS, Ok(())),
            (NOW_S, Ok(())),
            (NOW_S + limits::ACCESS_TOKEN_SECONDS - 1, Ok(())),
            (NOW_S + limits::ACCESS_TOKEN_SECONDS, Err(ApiCode::TokenExpired)),
        ] {
            let claims = verify(&token, &key(1), tenant(), now_s);
            if let Ok(claims) = &claims {
                assert_eq!((claims.sub, claims.sid), (user, session));
            }
            assert_eq!(claims.map(|_| ()).map_err(|error| error.code()), expect, "at {}", now_s - NOW_S);
        }
    }

    #[test]
    fn what_is_not_ours_is_not_believed() {
        let good = signed(&claims());
        verify(&good, &key(1), tenant(), NOW_S).expect("the case that the others differ from");
        let [head, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
        let none = json!({"alg": "none", "typ": "JWT", "kid": key(1).kid()});
        let hmac = jsonwebtoken::encode(
            &Header::new(Algorithm::HS256),
            &claims(),
            &EncodingKey::from_secret(&key(1).to_der()[16..]),
        )
        .expect("signs");
        let cases = [
            (
                "another key",
                jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims(), &key(2).encoding()).unwrap(),
            ),
            ("alg none", format!("{}.{body}.", part(&none))),
            ("alg none with the signature", format!("{}.{body}.{signature}", part(&none))),
            ("symmetric", hmac),
            ("no signature", format!("{head}.{body}.")),
            ("altered", format!("{head}.{}.{signature}", part(&with("sub", json!(Uuid::from_u128(9)))))),
            ("two parts", format!("{head}.{body}")),
            ("empty", String::new()),
            ("words", "连心".to_owned()),
            ("another audience", signed(&with("aud", json!("elsewhere")))),
            ("another issuer", signed(&with("iss", json!(issuer(TenantId(Uuid::from_u128(8))))))),
            ("no audience", signed(&without("aud"))),
            ("no issuer", signed(&without("iss"))),
            ("no subject", signed(&without("sub"))),
            ("no session", signed(&without("sid"))),
            ("no expiry", signed(&without("exp"))),
            ("no beginning", signed(&without("nbf"))),
            ("subject is no id", signed(&with("sub", json!("admin")))),
            ("expiry is a text", signed(&with("exp", json!("9999999999")))),
        ];
        for (name, token) in cases {
            let code = verify(&token, &key(1), tenant(), NOW_S).expect_err(name).code();
            assert_eq!(code, ApiCode::TokenInvalid, "{name}");
        }
    }

    #[test]
    fn a_key_comes_back_from_its_stored_form() {
        let stored = key(3).to_der();
        assert_eq!(TokenKey::from_der(&stored).map(|key| key.kid().to_owned()), Some(key(3).kid().to_owned()));
        for broken in [&stored[..47], &stored[1..], b"", &[stored.as_slice(), b"x"].concat()] {
            assert!(TokenKey::from_der(broken).is_none());
        }
    }
}
