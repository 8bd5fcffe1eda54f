//! Whose word is taken that a server is who it says it is: the system's list, where the system gives one to a library.
//!
//! Android's is reached through Java alone, by a verifier that ends the program unless an app has started it; HarmonyOS has
//! none at a known place. There it is Mozilla's list as of the build.

use reqwest::ClientBuilder;

use crate::ClientError;

/// With the authorities that are trusted here.
#[cfg(not(any(target_os = "android", target_env = "ohos")))]
pub(crate) fn trusting(builder: ClientBuilder) -> Result<ClientBuilder, ClientError> {
    Ok(builder)
}

/// With the authorities that are trusted here.
#[cfg(any(target_os = "android", target_env = "ohos"))]
pub(crate) fn trusting(builder: ClientBuilder) -> Result<ClientBuilder, ClientError> {
    mozillas(builder)
}

#[cfg(any(test, target_os = "android", target_env = "ohos"))]
fn mozillas(builder: ClientBuilder) -> Result<ClientBuilder, ClientError> {
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|root| reqwest::Certificate::from_der(root));
    Ok(builder.tls_certs_only(roots.collect::<Result<Vec<_>, _>>().map_err(|_| ClientError::Tls)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mozillas_list_makes_a_client() {
        assert!(webpki_root_certs::TLS_SERVER_ROOT_CERTS.len() > 100);
        assert!(mozillas(reqwest::Client::builder()).is_ok_and(|builder| builder.build().is_ok()));
    }
}
