//! Keyed and plain digests as hexadecimal text, and the signatures Pusher asks for. Never a key of its own.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;

/// HMAC-SHA256 of a text, as bytes.
pub(crate) fn hmac_sha256(secret: &str, text: &str) -> Vec<u8> {
    // An HMAC takes a key of any length, so there is no error to report.
    Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map(|mut mac| {
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}

/// HMAC-SHA256 of a text in lower-case hexadecimal digits.
pub(crate) fn hmac_hex(secret: &str, text: &str) -> String {
    hex(&hmac_sha256(secret, text))
}

/// MD5 of a request body, which Pusher's API wants beside the body itself.
pub(crate) fn md5_hex(body: &[u8]) -> String {
    hex(&Md5::digest(body))
}

/// A password as it is kept. Cheap on purpose: these accounts guard nothing.
pub(crate) fn password_hash(email: &str, password: &str) -> String {
    hex(&Sha256::digest(format!("{email}\n{password}")))
}

/// The `auth` of a channel: `key:signature`, with the channel's data under the signature where there is some.
pub(crate) fn channel_auth(key: &str, secret: &str, socket_id: &str, channel: &str, data: Option<&str>) -> String {
    let signed = match data {
        Some(data) => format!("{socket_id}:{channel}:{data}"),
        None => format!("{socket_id}:{channel}"),
    };
    format!("{key}:{}", hmac_hex(secret, &signed))
}

/// The query of a signed call to Pusher's HTTP API.
pub(crate) fn api_query(key: &str, secret: &str, method: &str, path: &str, body: &[u8], seconds: i64) -> String {
    let query = format!("auth_key={key}&auth_timestamp={seconds}&auth_version=1.0&body_md5={}", md5_hex(body));
    let signature = hmac_hex(secret, &format!("{method}\n{path}\n{query}"));
    format!("{query}&auth_signature={signature}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Pusher's own documentation of channel authorization.
    #[test]
    fn a_private_channel_is_signed_as_pusher_documents_it() {
        let auth = channel_auth("278d425bdf160c739803", "7ad3773142a6692b25b8", "1234.1234", "private-foobar", None);
        assert_eq!(auth, "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
    }

    /// The worked example of Pusher's own documentation of its HTTP API.
    #[test]
    fn a_call_is_signed_as_pusher_documents_it() {
        let body = br#"{"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"}"#;
        let (key, secret) = ("278d425bdf160c739803", "7ad3773142a6692b25b8");
        let query = api_query(key, secret, "POST", "/apps/3/events", body, 1_353_088_179);
        assert!(query.contains("body_md5=ec365a775a4cd0599faeb73354201b6f"), "{query}");
        let signature = "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";
        assert!(query.ends_with(&format!("auth_signature={signature}")), "{query}");
    }
}
